"""The brief for a terminal: one page on one crisis, lens by lens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from standoff.result.brief import Brief
from standoff.show.answer_text import failure
from standoff.show.asked import asked_elsewhere
from standoff.show.brief.parts import (
    agreement_rows,
    ballot_summary,
    choice_lines,
    concepts_note,
    course_note,
    course_rows,
    crisis_title,
    date_of,
    equilibrium_note,
    latest_moves,
    present_rows,
    resting_lines,
    stay_lines,
)
from standoff.show.brief.quoted import QUOTED, quoted
from standoff.show.brief.sources import (
    assumption_rows,
    assumptions_note,
    closing_note,
    reproduce_rows,
)
from standoff.show.brief.timeline_text import timeline
from standoff.show.brief.voted import (
    nothing_asked,
    power_table,
    proposal_lines,
    votes_answer,
)
from standoff.show.ensemble.text import paths_note
from standoff.show.equilibrium.text import precision_of
from standoff.show.labels import Labels, clean
from standoff.show.terminal import bullets, cut, heading, paragraph, table, width_of
from standoff.show.words import Words, mark, words_for

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["SECTIONS", "brief_text"]

SECTIONS = {
    "situation": mark("The situation on {date}"),
    "stability": mark("Where it can end"),
    "course": mark("What the players would do, and what follows"),
    "votes": mark("What would pass, and who would vote how"),
    "agreement": mark("Where the lenses agree, and where the answer hangs on one of them"),
    "deals": mark("Which deals could be struck, and who would keep them"),
    "leverage": mark("What having it is worth, and who pays"),
    "spatial": mark("Where bargaining over one question would settle"),
    "beliefs": mark("Which motive others would make out"),
    "hindcast": mark("Would the model have seen it coming?"),
    "reactions": mark("Does pressure bend or harden?"),
    "assumed": mark("What is assumed"),
    "reproduce": mark("How to reproduce it"),
}

_ASSUMPTIONS = 6


def brief_text(brief: Brief, lang: str = "en", width: int = 100) -> str:
    """Write a brief for a terminal, on about one page.

    Parameters
    ----------
    brief
        The answers of all lenses on one crisis.
    lang
        The language, ``en`` or ``id``.
    width
        Columns of the terminal; at least 80 are used.

    Returns
    -------
    str
        Plain text without colour codes.
    """
    words, width = words_for(lang), max(80, width)
    parts = [_head(brief, words, width)]
    writers: dict[str, Callable[[Brief, Words, int], list[str]]] = {
        "situation": _situation,
        "stability": _stability,
        "course": _course,
        "votes": _votes,
        "agreement": _agreement,
        **{key: _quoting(key) for key in QUOTED},
        "assumed": _assumed,
        "reproduce": _reproduce,
    }
    shown = [
        (key, lines) for key, write in writers.items() if (lines := write(brief, words, width))
    ]
    for number, (key, lines) in enumerate(shown, 1):
        title = words.say(SECTIONS[key], date=date_of(brief, words))
        parts.append("\n".join([heading(f"{number}. {title}"), *lines]))
    return "\n\n".join(parts) + "\n"


def _head(brief: Brief, words: Words, width: int) -> str:
    title = crisis_title(brief, words)
    about = clean(words.title(brief.about))
    return heading(title, "=") + (f"\n{paragraph(about, width)}" if about else "")


def _answer(
    brief: Brief, key: str, words: Words, width: int
) -> tuple[xr.Dataset | None, list[str]]:
    """Give an answer if it was found, else the lines that say why not."""
    answer = brief.answers.get(key)
    if answer is None:
        return None, []
    failed = failure(answer, words)
    return (None, [paragraph(failed, width)]) if failed else (answer, [])


def _situation(brief: Brief, words: Words, width: int) -> list[str]:
    answer, failed = _answer(brief, "situation", words, width)
    if answer is None:
        return failed
    labels = Labels.of(answer, words)
    rows = [[variable, now] for variable, now, _ in present_rows(answer, labels)]
    half = -(-len(rows) // 2)
    left, right = rows[:half], [*rows[half:], ["", ""]][:half]
    lines = [table([""] * 4, [[*a, *b] for a, b in zip(left, right, strict=True)], width)]
    moves = latest_moves(answer, labels, brief.date)
    if moves:
        lines.append(words.say("The latest moves before:"))
        lines.append(table(["", ""], [[day, move] for day, move, _ in moves], width))
    return lines


def _stability(brief: Brief, words: Words, width: int) -> list[str]:
    answer, failed = _answer(brief, "stability", words, width)
    if answer is None:
        return failed
    labels = Labels.of(answer, words)
    return [
        *[paragraph(line, width) for line in resting_lines(brief, answer, labels)],
        bullets(stay_lines(answer, labels), width),
        paragraph(concepts_note(answer, words), width),
    ]


def _course(brief: Brief, words: Words, width: int) -> list[str]:
    policy, lines = _answer(brief, "equilibrium", words, width)
    if policy is not None:
        labels = Labels.of(policy, words)
        lines = [
            paragraph(equilibrium_note(words), width),
            table(["", ""], choice_lines(policy, labels), width),
            paragraph(precision_of(policy, words), width),
        ]
    paths, failed = _answer(brief, "ensemble", words, width)
    lines += [line for line in failed if line not in lines]
    source = paths if paths is not None else policy
    if source is not None:
        lines += ["", *_fans(brief, source, words, width)]
    situation = brief.answers.get("situation")
    if situation is not None and not failure(situation, words):
        drawn = timeline(situation, Labels.of(situation, words), width)
        lines += ["", drawn] if drawn else []
    return lines


def _fans(brief: Brief, source: xr.Dataset, words: Words, width: int) -> list[str]:
    labels = Labels.of(source, words)
    header, rows = course_rows(brief, source, labels)
    lines = [course_note(source, labels), table(header, rows, width, align="cfrcc")]
    if "share" in source:
        lines.append(paragraph(paths_note(source, words), width))
    return lines


def _votes(brief: Brief, words: Words, width: int) -> list[str]:
    answer, _ = _answer(brief, "equilibrium", words, width)
    if answer is None:
        return []
    lines: list[str] = []
    labels = Labels.of(answer, words)
    for title, header, rows in ballot_summary(answer, labels):
        header, rows, align = _halved(header, rows)
        drawn = table(header, rows, width, align=align)
        lines += [*([""] if lines else []), paragraph(title, width), drawn]
    elsewhere = asked_elsewhere(answer, labels)
    lines += [paragraph(" ".join(elsewhere), width)] if elsewhere else []
    return [*lines, *_voted(brief, words, width)]


def _voted(brief: Brief, words: Words, width: int) -> list[str]:
    """Add what a full brief knows: whose vote decides, and what the rules alone give."""
    lines: list[str] = []
    asked = votes_answer(brief, words)
    if asked is not None:
        first, *others = proposal_lines(asked, Labels.of(asked, words))
        lines += ["", paragraph(first, width), bullets(others, width)]
    why = nothing_asked(brief, words)
    lines += [paragraph(why, width)] if why else []
    powers = power_table(brief, words)
    if powers is not None:
        caption, header, rows = powers
        lines += ["", paragraph(caption, width), table(header, rows, width, align="llrrrr")]
    return lines


def _halved(header: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]], str]:
    """Put the second half of a long, narrow table beside the first; the passes stay on top."""
    columns = len(header)
    align = "l" + "r" * (columns - 1)
    if columns > 3 or len(rows) < 9:
        return header, rows, align
    first, members = rows[0], rows[1:]
    half = -(-len(members) // 2)
    right = [*members[half:], [""] * columns][:half]
    beside = [[*a, *b] for a, b in zip(members[:half], right, strict=True)]
    return [*header, *header], [[*first, *[""] * columns], *beside], align + align


def _agreement(brief: Brief, words: Words, width: int) -> list[str]:
    answer, failed = _answer(brief, "agreement", words, width)
    if answer is None:
        return failed
    header, rows, legend = agreement_rows(answer, Labels.of(answer, words))
    joined = [*header[:2], f"{header[2]}, {header[3]}", *header[4:]]
    merged = [[*row[:2], _both(row[2], row[3]), *row[4:]] for row in rows]
    return [table(joined, merged, width, align="lccccf"), paragraph(legend, width)]


def _both(one: str, other: str) -> str:
    """Write what equilibrium and paths say in one cell, the level once if it is the same."""
    share, _, level = one.partition(" ")
    drawn, _, another = other.partition(" ")
    return f"{share}, {drawn} {level}" if level and level == another else f"{one}, {other}"


def _quoting(key: str) -> Callable[[Brief, Words, int], list[str]]:
    """Make the writer of what is quoted of a lens."""

    def write(brief: Brief, words: Words, width: int) -> list[str]:
        answer, failed = _answer(brief, key, words, width)
        if answer is None:
            return failed
        first, *others = quoted(answer, words)
        return [paragraph(first, width), bullets(others, width)]

    return write


def _assumed(brief: Brief, words: Words, width: int) -> list[str]:
    header, rows = assumption_rows(brief, words)
    if not rows:
        return []
    first = [[cut(path, 34), cut(value, 24), why] for path, value, why in rows[:_ASSUMPTIONS]]
    used = sum(max(width_of(row[k]) for row in [header, *first]) + 2 for k in (0, 1))
    fitted = [[*row[:2], cut(row[2], width - used)] for row in first]
    lines = [paragraph(assumptions_note(brief, words), width), table(header, fitted, width)]
    rest = len(rows) - _ASSUMPTIONS
    if rest > 0:
        lines.append(
            paragraph(
                words.many(
                    "{count} more assumption is in the page (--html) and in --json.",
                    "{count} more assumptions are in the page (--html) and in --json.",
                    rest,
                ),
                width,
            )
        )
    return lines


def _reproduce(brief: Brief, words: Words, width: int) -> list[str]:
    command, rows = reproduce_rows(brief, words)
    shown = ", ".join(f"{name} {value}" for name, value in rows)
    lines = [f"$ {command}"] if command else []
    return [*lines, paragraph(shown, width), paragraph(closing_note(words), width)]
