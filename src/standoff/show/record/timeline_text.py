"""The timeline in letters: cooperation above, moves in the middle, conflict below."""

from __future__ import annotations

import datetime
import string
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from standoff.show.brief.timeline_text import column_of, years_row
from standoff.show.labels import Labels
from standoff.show.record.rows import Told, events_of, listed_kinds
from standoff.show.record.tracks import (
    FULL,
    Course,
    Track,
    course_of,
    rounds_of,
    span_of,
    tracks_of,
)
from standoff.show.terminal import cut, paragraph, sparkline, width_of

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["timeline_body"]

_SIGNS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_MANY, _BACKGROUND, _NOTHING = "*", "·", " "
_SIDE = 18
_UP, _DOWN = "+", "−"
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
"""Every how manieth round may be numbered."""

Column = Callable[[datetime.date], int]


def timeline_body(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Draw the lanes and the levels, with the key to the letters."""
    words = labels.words
    tracks = tracks_of(answer, labels)
    first, last = span_of(answer, tracks)
    room = width - _SIDE - 5

    def column(day: datetime.date) -> int:
        return column_of(day, first, last, room)

    signs = _signs(tracks)
    lines = [" " * (_SIDE + 3) + years_row(first, last, room)]
    rounds = _rounds_row(answer, first, last, column, room)
    if rounds.strip():
        lines.append(_row(words.say("round"), " ", rounds, room))
    for track in tracks:
        lines += _lane(track, signs, labels, column, room)
    parts = ["\n".join(lines), _key(tracks, signs, labels, width)]
    courses = course_of(answer, first, last)
    if courses:
        parts.append(_levels(courses, labels, column, room, width))
    kinds = listed_kinds(events_of(answer, labels), words)
    if kinds:
        parts.append(paragraph(words.say("Shown: {kinds}.", kinds=kinds), width))
    return parts


def _signs(tracks: Sequence[Track]) -> dict[str, str]:
    """Give every option that is used a letter."""
    used = dict.fromkeys(event.option for track in tracks for event in track.moves)
    return dict(zip(used, _SIGNS, strict=False))


def _row(name: str, sign: str, cells: str, room: int) -> str:
    shown = cut(name, _SIDE)
    return f"{shown}{' ' * (_SIDE - width_of(shown))} {sign}|{cells:<{room}}|"


def _rounds_row(
    answer: xr.Dataset, first: datetime.date, last: datetime.date, column: Column, room: int
) -> str:
    """Write the numbers of rounds above the columns where they begin, as many as fit."""
    row = [" "] * room
    end = 0
    rounds = rounds_of(answer, first, last)
    if not rounds:
        return ""
    wide = column(rounds[-1][1]) - column(rounds[0][1]) + 1
    step = next((s for s in _STEPS if len(rounds) / s * 5 <= wide), _STEPS[-1])
    for number, day in rounds:
        at, text = column(day), str(number)
        if (number - 1) % step == 0 and at >= end and at + len(text) <= room:
            row[at : at + len(text)] = text
            end = at + len(text) + 1
    return "".join(row)


def _lane(
    track: Track, signs: dict[str, str], labels: Labels, column: Column, room: int
) -> list[str]:
    """Draw three rows: what was friendly, the moves, what was hostile."""
    cells: list[list[Told]] = [[] for _ in range(room)]
    for event in track.events:
        cells[column(event.day)].append(event)
    up = [max([e.intensity for e in cell if e.intensity > 0], default=0) for cell in cells]
    down = [max([-e.intensity for e in cell if e.intensity < 0], default=0) for cell in cells]
    name = labels.party(track.party) if track.party else labels.words.say("others")
    return [
        _row("", _UP, sparkline([value / FULL for value in up], room), room),
        _row(name, " ", "".join(_sign(cell, signs) for cell in cells), room),
        _row("", _DOWN, sparkline([value / FULL for value in down], room), room),
    ]


def _sign(events: Sequence[Told], signs: dict[str, str]) -> str:
    options = {event.option for event in events if event.option}
    if not options:
        return _BACKGROUND if events else _NOTHING
    return signs.get(options.pop(), _MANY) if len(options) == 1 else _MANY


def _key(tracks: Sequence[Track], signs: dict[str, str], labels: Labels, width: int) -> str:
    """Explain the signs."""
    words = labels.words
    lines = [
        words.say(
            "{up} cooperation, {down} conflict: the higher, the stronger (at most 10); the "
            "strongest event of each column.",
            up=_UP,
            down=_DOWN,
        )
    ]
    moves = dict.fromkeys(event.option for track in tracks for event in track.moves)
    if moves:
        key = ", ".join(f"{signs.get(option, _MANY)} {labels.move(option)}" for option in moves)
        lines.append(
            words.say(
                "One letter a move: {key}; {many} several at once, {dot} no move.",
                key=key,
                many=_MANY,
                dot=_BACKGROUND,
            )
        )
    else:
        lines.append(words.say("{dot} an event.", dot=_BACKGROUND))
    return "\n".join(paragraph(line, width) for line in lines)


def _levels(
    courses: Sequence[Course], labels: Labels, column: Column, room: int, width: int
) -> str:
    """Draw the levels of the variables as digits, and say what the digits stand for."""
    words = labels.words
    rows = [words.say("The state that the moves lead to:")]
    keys = []
    for course in courses:
        cells = [_NOTHING] * room
        for stretch in course.stretches:
            begin, end = column(stretch.first), column(stretch.last)
            cells[begin : end + 1] = [_digit(stretch.level)] * (end + 1 - begin)
        name = labels.variable(course.variable)
        rows.append(_row(name, " ", "".join(cells), room))
        seen = sorted({stretch.level for stretch in course.stretches})
        told = ", ".join(
            f"{_digit(level)} {labels.level(course.variable, level)}" for level in seen
        )
        keys.append(f"{name}: {told}.")
    return "\n".join([*rows, paragraph(" ".join(keys), width)])


def _digit(level: int) -> str:
    return (string.digits + string.ascii_lowercase + string.ascii_uppercase + "##")[level]
