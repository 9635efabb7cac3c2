r"""A body by itself: who sits in it, with what weight, and what it takes to pass.

Such a file is no crisis: it names no interests, so that nothing but the rules
decides how much power a member has. ``standoff power`` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.errors import nearest
from standoff.spec.document import Place, Plain, read_document
from standoff.spec.form_values import NAME
from standoff.spec.reading import load_text
from standoff.spec.report import Report
from standoff.spec.scalars import describe

if TYPE_CHECKING:
    from standoff.spec.crisis import Body

__all__ = ["VOTES", "BodyFile", "Seat", "body_of", "is_body_file", "read_body", "read_body_text"]

VOTES: Final = "votes"
"""The measure that every member has: one each, unless it says otherwise."""
MOST_MEMBERS: Final = 200
_HEAD: Final = "standoff-body"
_KEYS: Final = (
    _HEAD, "name", "title", "about", "source", "measures", "members", "passes", "veto",
)  # fmt: skip
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)\s*%")

Titles = Mapping[str, str]


@dataclass(frozen=True)
class Seat:
    """A member, or ``count`` members that are alike; ``weights`` are by measure."""

    name: str
    title: Titles
    count: int
    weights: tuple[int, ...]


@dataclass(frozen=True)
class BodyFile:
    """A body with its rule of decision.

    A text passes if every holder of a veto says yes, and the votes of yes meet
    all quotas of one of the ``clauses``; these and the weights are in the order
    of ``measures``. ``titles`` are those of the measures.
    """

    name: str
    title: Titles
    about: Titles
    source: str
    measures: tuple[str, ...]
    titles: Mapping[str, Titles]
    seats: tuple[Seat, ...]
    clauses: tuple[tuple[int, ...], ...]
    veto: tuple[str, ...]


def is_body_file(path: Path) -> bool:
    """Say whether a file begins as the description of a body does, not as a crisis."""
    try:
        with path.open(encoding="utf-8") as stream:
            return any(line.startswith(f"{_HEAD}:") for line in stream.readlines(4096))
    except (OSError, UnicodeDecodeError):
        return False


def read_body(path: str | Path) -> BodyFile:
    """Read the file of a body, as `format/FORMAT.md` describes it.

    Raises
    ------
    SpecError
        With every problem of the file, each at its line and column.
    """
    text, source = load_text(path)
    return read_body_text(text, source)


def read_body_text(text: str, source: str = "<text>") -> BodyFile:
    """Read a body from the text of a file.

    Examples
    --------
    >>> board = read_body_text('''
    ... standoff-body: 1
    ... name: board
    ... members: {chair: {votes: 2}, others: {count: 4}}
    ... passes: [{votes: 60%}]
    ... ''')
    >>> board.clauses, [seat.weights for seat in board.seats]
    (((4,),), [(2,), (1,)])
    """
    document = read_document(text.removeprefix("\ufeff"), source)
    report = Report(document, source)
    plain = document.root.plain()
    if not isinstance(plain, dict):
        report.add((), f"The file is {describe(plain)}, not a mapping.", "Give name and members.")
        report.finish()
    assert isinstance(plain, dict)
    found = _body(plain, report)
    report.finish()
    return found


def body_of(body: Body) -> BodyFile:
    """Take a body of a crisis by itself: what is left are its rules.

    A majority is more than half of all votes, since nobody abstains here; under
    consensus everybody can prevent a text.
    """
    seats = tuple(Seat(m.name, dict(m.title.by_language), 1, (m.votes,)) for m in body.members)
    total = sum(seat.weights[0] for seat in seats)
    quota = {"majority": total // 2 + 1, "consensus": total}.get(body.rule, body.quota or 0)
    return BodyFile(
        name=body.name,
        title=dict(body.title.by_language),
        about={},
        source="" if body.why is None else body.why.source or "",
        measures=(VOTES,),
        titles={VOTES: {}},
        seats=seats,
        clauses=((quota,),),
        veto=body.veto,
    )


def _body(plain: dict[str, Plain], report: Report) -> BodyFile:
    _check_keys(plain, _KEYS, (), report)
    for key in (_HEAD, "name", "members", "passes"):
        if key not in plain:
            report.add((), f"The key '{key}' is missing.", "A body gives " + _GIVES, key=True)
    if plain.get(_HEAD, 1) != 1:
        report.add((_HEAD,), "This version of the format is not known.", f"Write {_HEAD}: 1.")
    name = plain.get("name", "")
    if not (isinstance(name, str) and name):
        report.add(("name",), f"A name is a text, not {describe(name)}.", "For example: board.")
    titles: dict[str, Titles] = {VOTES: {}} | _measures(plain.get("measures", {}), report)
    measures = tuple(titles)
    seats = _seats(plain["members"], measures, report) if "members" in plain else ()
    totals = [sum(s.count * s.weights[d] for s in seats) for d in range(len(measures))]
    return BodyFile(
        name=str(name),
        title=_titles(plain.get("title"), ("title",), report),
        about=_titles(plain.get("about"), ("about",), report),
        source=str(plain.get("source", "")),
        measures=measures,
        titles=titles,
        seats=seats,
        clauses=_clauses(plain["passes"], measures, totals, report)
        if seats and "passes" in plain
        else (),
        veto=_vetoes(plain.get("veto", []), seats, report),
    )


_GIVES: Final = "standoff-body, name, members and passes."


def _check_keys(entries: Mapping[str, Plain], known: tuple[str, ...], place: Place,
                report: Report) -> None:  # fmt: skip
    for key in entries:
        if key not in known:
            report.add(
                (*place, key), f"There is no key '{key}' here.",
                nearest(key, known) + "Known: " + ", ".join(known) + ".", key=True,
            )  # fmt: skip


def _titles(value: Plain, place: Place, report: Report) -> Titles:
    if value is None:
        return {}
    if isinstance(value, str):
        return {"en": value}
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return {language: str(text) for language, text in value.items()}
    report.add(
        place, f"A text is wanted, not {describe(value)}.", "Write a text, or {en: ..., id: ...}."
    )
    return {}


def _mapping(value: Plain, place: Place, report: Report, example: str) -> dict[str, Plain]:
    if isinstance(value, dict):
        return value
    report.add(place, f"A mapping is wanted, not {describe(value)}.", f"For example: {example}")
    return {}


def _measures(value: Plain, report: Report) -> dict[str, Titles]:
    """Read what members count by besides votes."""
    found = {}
    for name, form in _mapping(value, ("measures",), report, "{population: Population}").items():
        place: Place = ("measures", name)
        if name in (VOTES, "name", "count") or not re.match(NAME, name):
            report.add(place, f"'{name}' cannot be the name of a measure.",
                       "Choose another, of letters, digits and underscores.", key=True)  # fmt: skip
        found[name] = _titles(form, place, report)
    return found


def _seats(value: Plain, measures: tuple[str, ...], report: Report) -> tuple[Seat, ...]:
    place: Place = ("members",)
    seats = []
    if isinstance(value, list):
        value = {str(name): {} for name in value}
    for name, form in _mapping(value, place, report, "[FRA, GBR]").items():
        here = (*place, name)
        entries = _mapping({} if form is None else form, here, report, "{votes: 2}")
        _check_keys(entries, ("name", "count", *measures), here, report)
        weights = [_whole(entries, VOTES, here, report, 1)]
        weights += [_whole(entries, measure, here, report, None) for measure in measures[1:]]
        count = _whole(entries, "count", here, report, 1, low=1)
        seats.append(Seat(name, _titles(entries.get("name"), (*here, "name"), report), count,
                          tuple(weights)))  # fmt: skip
    members = sum(seat.count for seat in seats)
    if not 1 <= members <= MOST_MEMBERS:
        report.add(place, f"The body has {members} members.",
                   f"Name 1 to {MOST_MEMBERS} of them.", key=True)  # fmt: skip
    return tuple(seats)


def _whole(entries: Mapping[str, Plain], key: str, place: Place, report: Report,
           default: int | None, *, low: int = 0) -> int:  # fmt: skip
    if key not in entries and default is not None:
        return default
    value = entries.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= 10**12:
        return value
    if key in entries:
        report.add((*place, key), f"A whole number is wanted, not {_shown(value)}.",
                   f"Write one from {low} to 10^12.")  # fmt: skip
    else:
        report.add(place, f"'{key}' is missing.", f"Write {key}: and a whole number.", key=True)
    return low


def _clauses(value: Plain, measures: tuple[str, ...], totals: list[int],
             report: Report) -> tuple[tuple[int, ...], ...]:  # fmt: skip
    place: Place = ("passes",)
    items = [value] if isinstance(value, dict) else value
    if not isinstance(items, list) or not items:
        report.add(place, "Nothing says when a text passes.", "For example: [{votes: 9}].")
        return ()
    clauses = []
    for position, item in enumerate(items):
        here: Place = place if isinstance(value, dict) else (*place, position)
        entries = _mapping(item, here, report, "{votes: 9}")
        _check_keys(entries, measures, here, report)
        quotas = [
            _quota(entries[measure], total, (*here, measure), report) if measure in entries else 0
            for measure, total in zip(measures, totals, strict=True)
        ]
        if all(entry == 0 for entry in entries.values()):
            report.add(here, "This is met by nobody's yes.", "Ask for at least one vote.")
        clauses.append(tuple(quotas))
    return tuple(clauses)


def _quota(value: Plain, total: int, place: Place, report: Report) -> int:
    """Read a quota: so many, or such a share of all, rounded up."""
    share = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if share is not None:
        asked = ceil(Fraction(share[1]) / 100 * total)
    elif isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        asked = value
    else:
        report.add(place, f"A quota is wanted, not {_shown(value)}.",
                   "Write a whole number, or a share such as 65%.")  # fmt: skip
        return 0
    if asked > total:
        report.add(place, f"The quota is {asked:,}, and all members together have {total:,}.",
                   f"Nothing could ever pass; write at most {total}.")  # fmt: skip
    return asked


def _vetoes(value: Plain, seats: tuple[Seat, ...], report: Report) -> tuple[str, ...]:
    names = [seat.name for seat in seats]
    if value == "all":
        return tuple(names)
    if not isinstance(value, list):
        report.add(("veto",), f"A list is wanted, not {describe(value)}.",
                   "Write the members that can veto, or 'all'.")  # fmt: skip
        return ()
    for position, name in enumerate(value):
        if name not in names:
            report.unknown(("veto", position), "member", str(name), names)
    return report.distinct(("veto",), [str(name) for name in value], "the list of vetoes")


def _shown(value: Plain) -> str:
    """Quote a value as it was written, or say of what kind it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}'"
    return str(value) if isinstance(value, int | float) else describe(value)
