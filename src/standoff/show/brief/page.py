"""The brief as one HTML page that needs no network: every section, table and figure."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from standoff.result.brief import Brief
from standoff.show.answer_text import failure
from standoff.show.asked import asked_elsewhere
from standoff.show.brief import parts, sources
from standoff.show.brief.quoted import FIGURES, QUOTED, quoted
from standoff.show.brief.terminal_page import SECTIONS
from standoff.show.brief.voted import (
    nothing_asked,
    power_table,
    proposal_lines,
    votes_answer,
)
from standoff.show.ensemble.text import paths_note
from standoff.show.equilibrium.text import precision_of, proposals
from standoff.show.figures import figure
from standoff.show.labels import Labels, clean
from standoff.show.svg import inline_svg
from standoff.show.words import Words, words_for

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["brief_page"]

_WIDE, _NARROW = 960, 400
"""Widths in pixels in which each figure is drawn; the page shows the one that fits."""


@dataclass(frozen=True)
class _Table:
    header: list[str]
    rows: list[list[str]]
    caption: str = ""


@dataclass
class _Section:
    """A section as the template reads it: paragraphs, then a list, tables and figures."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    figures: list[tuple[Markup, Markup]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    command: str = ""

    @property
    def filled(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.paragraphs or self.tables or self.figures or self.notes or self.command)


@functools.cache
def _template() -> Template:
    loader = PackageLoader("standoff.show")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("brief.html")


def brief_page(brief: Brief, lang: str = "en") -> str:
    """Write a brief as one self-contained HTML page.

    Parameters
    ----------
    brief
        The answers of all lenses on one crisis.
    lang
        The language, ``en`` or ``id``.

    Returns
    -------
    str
        The page. It refers to nothing outside itself, and the same brief gives the same page.
        All text that comes from files is escaped.
    """
    words = words_for(lang)
    writers: tuple[Callable[[Brief, Words], _Section], ...] = (
        _situation,
        _stability,
        _course,
        _votes,
        _agreement,
        *(functools.partial(_quoting, key) for key in QUOTED),
        _assumed,
        _reproduce,
    )
    sections = [section for write in writers if (section := write(brief, words)).filled]
    return _template().render(
        lang=lang,
        title=parts.crisis_title(brief, words),
        about=clean(words.title(brief.about)),
        date=parts.date_of(brief, words),
        sections=sections,
    )


def _title(key: str, brief: Brief, words: Words) -> str:
    return words.say(SECTIONS[key], date=parts.date_of(brief, words))


def _found(brief: Brief, key: str, section: _Section, words: Words) -> xr.Dataset | None:
    """Give an answer if it was found; else say in the section why not."""
    answer = brief.answers.get(key)
    if answer is None:
        return None
    failed = failure(answer, words)
    if failed:
        # equilibrium and ensemble follow one policy, and so fail for one reason
        if failed not in section.paragraphs:
            section.paragraphs.append(failed)
        return None
    return answer


def _drawn(
    answer: xr.Dataset,
    kind: str,
    words: Words,
    *,
    alt: str,
    record: xr.Dataset | None = None,
) -> tuple[Markup, Markup]:
    """Draw a figure for wide and for narrow screens."""
    wide, narrow = (
        inline_svg(
            figure(answer, kind, words.language, size=size, record=record),
            f"{answer.attrs['lens']}-{kind}-{size}",
            alt,
        )
        for size in (_WIDE, _NARROW)
    )
    # The drawings escape every name themselves; they are the only markup let through.
    return Markup(wide), Markup(narrow)


def _situation(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("situation", brief, words))
    answer = _found(brief, "situation", section, words)
    if answer is None:
        return section
    labels = Labels.of(answer, words)
    header = [words.say("variable"), words.say("now"), words.say("at the beginning")]
    section.tables.append(_Table(header, parts.present_rows(answer, labels)))
    moves = parts.latest_moves(answer, labels, brief.date)
    if moves:
        caption = words.say("The latest moves before:")
        section.tables.append(_Table([], moves, caption))
        alt = words.say("Timeline of the record, one lane for each actor.")
        section.figures.append(_drawn(answer, "timeline", words, alt=alt))
    return section


def _stability(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("stability", brief, words))
    answer = _found(brief, "stability", section, words)
    if answer is None:
        return section
    labels = Labels.of(answer, words)
    section.paragraphs += parts.resting_lines(brief, answer, labels)
    section.points += parts.stay_lines(answer, labels)
    section.notes.append(parts.concepts_note(answer, words))
    table = words.say("Table of states and of the actors who would stay in them, by concept.")
    graph = words.say("Graph of the states around the one looked from and of resting states.")
    section.figures.append(_drawn(answer, "table", words, alt=table))
    section.figures.append(_drawn(answer, "graph", words, alt=graph))
    return section


def _course(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("course", brief, words))
    policy = _found(brief, "equilibrium", section, words)
    if policy is not None:
        alt = words.say("Bars with the probability of each option of each actor.")
        section.paragraphs.append(parts.equilibrium_note(words))
        section.figures.append(_drawn(policy, "policy", words, alt=alt))
        section.notes.append(precision_of(policy, words))
    paths = _found(brief, "ensemble", section, words)
    source = paths if paths is not None else policy
    if source is None:
        return section
    situation = brief.answers.get("situation")
    record = situation if situation is not None and "record_level" in situation else None
    alt = words.say("Fan charts: the share of each level of each variable, round by round.")
    section.figures.append(_drawn(source, "fan", words, alt=alt, record=record))
    labels = Labels.of(source, words)
    header, rows = parts.course_rows(brief, source, labels)
    course = [_without(row, 1) for row in rows]
    caption = parts.course_note(source, labels)
    section.tables.append(_Table(_without(header, 1), course, caption))
    if paths is not None:
        section.notes.append(paths_note(paths, words))
    return section


def _without(cells: list[str], column: int) -> list[str]:
    """Leave out a column: the page has fan charts where the terminal has sparklines."""
    return [*cells[:column], *cells[column + 1 :]]


def _votes(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("votes", brief, words))
    answer = brief.answers.get("equilibrium")
    if answer is not None and not failure(answer, words) and proposals(answer):
        _proposals(brief, answer, section, words)
    why = nothing_asked(brief, words)
    if why:
        section.paragraphs.append(why)
    powers = power_table(brief, words)
    if powers is not None:
        title, header, rows = powers
        section.tables.append(_Table(header, rows, title))
    return section


def _proposals(brief: Brief, answer: xr.Dataset, section: _Section, words: Words) -> None:
    """Draw and tabulate the ballots; a full brief says also what would turn them."""
    alt = words.say("Bars with the probability that each member votes yes, abstains or votes no.")
    asked = votes_answer(brief, words)
    if asked is None:
        section.figures.append(_drawn(answer, "ballots", words, alt=alt))
    else:
        first, *section.points = proposal_lines(asked, Labels.of(asked, words))
        section.paragraphs.append(first)
        section.figures.append(_drawn(asked, "members", words, alt=alt))
    labels = Labels.of(answer, words)
    for title, header, rows in parts.ballot_summary(answer, labels):
        section.tables.append(_Table(header, rows, title))
    section.notes += asked_elsewhere(answer, labels)


def _agreement(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("agreement", brief, words))
    answer = _found(brief, "agreement", section, words)
    if answer is None:
        return section
    header, rows, legend = parts.agreement_rows(answer, Labels.of(answer, words))
    section.tables.append(_Table(header, rows))
    section.notes.append(legend)
    return section


def _quoting(key: str, brief: Brief, words: Words) -> _Section:
    """Quote a lens."""
    section = _Section(_title(key, brief, words))
    answer = _found(brief, key, section, words)
    if answer is not None:
        first, *section.points = quoted(answer, words)
        section.paragraphs.append(first)
        section.figures += [
            _drawn(answer, kind, words, alt=words.say(alt)) for kind, alt in FIGURES[key].items()
        ]
    return section


def _assumed(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("assumed", brief, words))
    header, rows = sources.assumption_rows(brief, words)
    if rows:
        section.paragraphs.append(sources.assumptions_note(brief, words))
        section.tables.append(_Table(header, rows))
    return section


def _reproduce(brief: Brief, words: Words) -> _Section:
    section = _Section(_title("reproduce", brief, words))
    section.command, rows = sources.reproduce_rows(brief, words)
    section.tables.append(_Table([], rows))
    section.notes.append(sources.closing_note(words))
    return section
