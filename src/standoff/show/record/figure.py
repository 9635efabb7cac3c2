"""The record as lanes: cooperation up, conflict down, and the state of the variables below."""

from __future__ import annotations

import datetime
import string
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure

from standoff.show.brief.timeline_axis import (
    BEGIN,
    Placed,
    Time,
    mark_focus,
    place_labels,
    right_end,
    write_dates,
)
from standoff.show.canvas import SMALL, Sheet, Style, head, shorten, text_width, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.record.rows import Told
from standoff.show.record.tracks import (
    FULL,
    Course,
    Stretch,
    Track,
    course_of,
    rounds_of,
    span_of,
    tracks_of,
)

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_lanes"]

_UP: Final = {"light": "#0072B2", "dark": "#56B4E9"}
_DOWN: Final = "#D55E00"
_STRIP, _HALF, _LINE, _GAP = 20.0, 34.0, 13.0, 10.0
_ROWS = 7
_PALE: Final = {"light": 0.5, "dark": 0.62}
_NAME, _BAR, _LETTER = 15.0, 14.0, 9.0
_SIGNS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_APART = 7.0
"""Pixels between rounds below which not every one of them is marked."""


@dataclass(frozen=True)
class _Lane:
    """One lane laid out: its labels, the key to them where they are letters, its height."""

    track: Track
    labels: tuple[Placed, ...]
    key: tuple[str, ...]

    @property
    def above(self) -> float:
        """Pixels for labels above the bars."""
        return _LINE * (1 + max((placed.row for placed in self.labels), default=-1))

    @property
    def height(self) -> float:
        return _STRIP + 4 + self.above + 2 * _HALF + _LINE * len(self.key) + _GAP


def draw_lanes(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a lane for each actor, and the levels that the moves lead to."""
    words = labels.words
    tracks = tracks_of(answer, labels)
    if not tracks:
        titles, notes, top = head(_title(labels), words.say("There are no events."), width)
        sheet = Sheet.blank(width, top + 20, style)
        write_head(sheet, titles, notes)
        return sheet.figure
    first, last = span_of(answer, tracks)
    time = Time(first, last, width - 16.0)
    lanes, time = _laid(tracks, labels, time, width)
    courses = [
        (course, _titled(course, labels, time, width)) for course in course_of(answer, first, last)
    ]
    below = sum(_NAME * len(title) + _BAR + 5 for _, title in courses)
    below += _STRIP + 6 if courses else 0
    titles, notes, top = head(_title(labels), _note(labels, bool(courses)), width)
    bottom = top + sum(lane.height for lane in lanes) + below
    sheet = Sheet.blank(width, bottom + (58 if courses else 44), style)
    write_head(sheet, titles, notes)
    _rounds(sheet, answer, labels, time, top=top, y=bottom)
    y = top
    for lane in lanes:
        _lane(sheet, lane, labels, time, y)
        y += lane.height
    if courses:
        _courses(sheet, courses, labels, time, y)
    write_dates(sheet, words, time, top=top, y=bottom)
    mark_focus(sheet, labels, time, top=top, y=bottom + (14 if courses else 0))
    return sheet.figure


def _title(labels: Labels) -> str:
    return labels.words.say("The record: who did what, and what it led to")


def _note(labels: Labels, has_moves: bool) -> str:
    """Explain the marks."""
    words = labels.words
    said = words.say(
        "Bars up are cooperation, bars down conflict; a full bar is an intensity of 10. A ring "
        "is an event that is neither, or whose intensity is not known."
    )
    if has_moves:
        said += " " + words.say(
            "Strong bars with a dot are moves of the model, pale bars are background. Fine lines "
            "mark rounds."
        )
    return said


def _laid(
    tracks: Sequence[Track], labels: Labels, time: Time, width: int
) -> tuple[list[_Lane], Time]:
    """Label the moves by name where that fits in all lanes, else by letters with a key."""
    longest = max(150.0, min(280.0, 0.3 * width))
    named = [_names(track, labels, longest) for track in tracks]
    shares = [
        ((event.day - time.first).days / time.span, text) for lane in named for event, text in lane
    ]
    wide = Time(time.first, time.last, right_end(shares, width))
    if wide.end > 0.7 * width:
        lanes = [
            _Lane(track, tuple(place_labels([(wide.across(e.day), text) for e, text in lane])), ())
            for track, lane in zip(tracks, named, strict=True)
        ]
        if all(lane.above <= _ROWS * _LINE for lane in lanes):
            return lanes, wide
    return [_lettered(track, labels, time, width) for track in tracks], time


def _names(track: Track, labels: Labels, longest: float) -> list[tuple[Told, str]]:
    return [(e, shorten(labels.option(e.option), longest, SMALL)) for e in track.moves]


def _lettered(track: Track, labels: Labels, time: Time, width: int) -> _Lane:
    """Label the moves of a lane by letters, explained below it."""
    options = dict.fromkeys(event.option for event in track.moves)
    signs = {option: _sign(number) for number, option in enumerate(options)}
    key = " · ".join(f"{sign} {labels.option(option)}" for option, sign in signs.items())
    lines = tuple(wrap(key, 0.96 * (width - 2 * BEGIN), SMALL)) if options else ()
    placed: list[Placed] = []
    for event in track.moves:
        x, text = time.across(event.day), signs[event.option]
        taken = {other.row for other in placed if abs(other.x - x) < _LETTER * len(text)}
        placed.append(Placed(x, text, next(row for row in count() if row not in taken)))
    return _Lane(track, tuple(placed), lines)


def _sign(number: int) -> str:
    return _SIGNS[number] if number < len(_SIGNS) else str(number + 1)


def _lane(sheet: Sheet, lane: _Lane, labels: Labels, time: Time, y: float) -> None:
    """Draw one lane: its name, its bars, the labels of its moves."""
    style = sheet.style
    party = lane.track.party
    name = labels.party(party) if party else labels.words.say("others")
    sheet.box(0, y, sheet.width, _STRIP, style.faint)
    sheet.write(12, y + _STRIP / 2, name, weight="bold")
    base = y + _STRIP + 4 + lane.above + _HALF
    sheet.line([BEGIN - 8, time.end + 8], [base, base], style.muted)
    for event in sorted(lane.track.events, key=lambda event: bool(event.option)):
        _bar(sheet, event, time.across(event.day), base)
    for placed in lane.labels:
        at = base - _HALF - 6 - _LINE * placed.row
        if lane.key:  # a letter stands above its move, so that letters can stand close
            sheet.line([placed.x, placed.x], [base, at + 6], style.faint, 0.6)
            sheet.write(placed.x, at, placed.text, size=SMALL, side="center", backed=True)
        else:
            sheet.line([placed.x, placed.x], [base, at - 5], style.muted, 0.6)
            sheet.write(placed.x + 3, at, placed.text, size=SMALL, backed=True)
    for number, line in enumerate(lane.key):
        at = base + _HALF + 8 + _LINE * number
        sheet.write(BEGIN, at, line, size=SMALL, colour=style.muted)


def _bar(sheet: Sheet, event: Told, x: float, base: float) -> None:
    """Draw one event; a move stronger, with a dot at its end."""
    style, is_move = sheet.style, bool(event.option)
    intensity = event.intensity if event.intensity == event.intensity else 0.0
    end = base - _HALF * max(-1.0, min(1.0, intensity / FULL))
    colour = _UP[style.name] if intensity > 0 else _DOWN if intensity < 0 else style.muted
    alpha = 1.0 if is_move or not event.kind else _PALE[style.name]
    if intensity:
        sheet.axes.plot(
            [x, x], [base, end], color=colour, lw=2.6, alpha=alpha, solid_capstyle="butt", zorder=2
        )
    if is_move:
        sheet.axes.plot([x], [end], "o", color=colour, markersize=5, zorder=3)
    elif not intensity:
        sheet.axes.plot(
            [x], [base], "o", markerfacecolor=style.paper, markeredgecolor=colour, markersize=3.6,
            markeredgewidth=0.8, zorder=3,
        )  # fmt: skip


def _rounds(
    sheet: Sheet, answer: xr.Dataset, labels: Labels, time: Time, *, top: float, y: float
) -> None:
    """Mark where rounds begin, as many as can be told apart, and number some."""
    rounds = rounds_of(answer, time.first, time.last)
    if not rounds:
        return
    apart = (time.across(rounds[-1][1]) - time.across(rounds[0][1])) / max(1, len(rounds) - 1)
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if apart * s >= _APART), 240)
    numbered = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if apart * s >= 46), 240)
    for number, day in rounds:
        x = time.across(day)
        if (number - 1) % step == 0:
            sheet.axes.plot([x, x], [top, y], color=sheet.style.faint, lw=0.5, zorder=0, alpha=0.8)
        if (number - 1) % numbered == 0:
            text = labels.words.say("round {number}", number=labels.words.whole(number))
            text = text if number == rounds[0][0] or numbered * apart > 80 else str(number)
            half = text_width(text, SMALL) / 2
            sheet.write(min(x + half, sheet.width - half - 4), y + 30, text, size=SMALL - 0.5,
                        side="center", colour=sheet.style.muted)  # fmt: skip


def _courses(
    sheet: Sheet,
    courses: Sequence[tuple[Course, list[str]]],
    labels: Labels,
    time: Time,
    y: float,
) -> None:
    """Draw the levels of each variable as a bar, each level in its shade and by name."""
    style = sheet.style
    sheet.box(0, y, sheet.width, _STRIP, style.faint)
    sheet.write(
        12, y + _STRIP / 2, labels.words.say("The state that the moves lead to"), weight="bold"
    )
    y += _STRIP + 6
    for course, title in courses:
        for line in title:
            sheet.write(BEGIN, y + _NAME / 2, line, size=SMALL)
            y += _NAME
        _course(sheet, course, labels, time, y)
        y += _BAR + 5


def _course(sheet: Sheet, course: Course, labels: Labels, time: Time, y: float) -> None:
    """Draw the levels of one variable, by name where there is room, else by number."""
    style, name = sheet.style, course.variable
    shades = style.levels(labels.level_count(name))
    for stretch in course.stretches:
        begin = time.across(stretch.first)
        # up to where the next one begins
        next_day = datetime.timedelta(1 if stretch.last < time.last else 0)
        end = time.across(stretch.last + next_day)
        sheet.box(begin, y, max(1.0, end - begin), _BAR, shades[stretch.level])
        is_dark = stretch.level < 0.62 * max(1, len(shades) - 1)
        ink = style.on_dark if is_dark else style.on_light
        text = labels.level(name, stretch.level)
        if not _fits(text, stretch, time):
            text = str(stretch.level)
        if _fits(text, stretch, time):
            sheet.write((begin + end) / 2, y + _BAR / 2, text, size=SMALL - 1,
                        colour=ink, side="center")  # fmt: skip


def _titled(course: Course, labels: Labels, time: Time, width: int) -> list[str]:
    """Name a variable, and the levels whose names have no room in its bar, by number."""
    name = course.variable
    unnamed = {s.level for s in course.stretches if not _fits(labels.level(name, s.level), s, time)}
    told = ", ".join(f"{level} {labels.level(name, level)}" for level in sorted(unnamed))
    title = f"{labels.variable(name)} ({told})" if told else labels.variable(name)
    return wrap(title, 0.97 * (width - 2 * BEGIN), SMALL)


def _fits(text: str, stretch: Stretch, time: Time) -> bool:
    """Say whether a text has room in the bar of a stretch."""
    wide = time.across(stretch.last) - time.across(stretch.first)
    return text_width(text, SMALL - 1) + 6 <= wide
