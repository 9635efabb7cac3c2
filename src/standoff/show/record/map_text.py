"""Round by round: which events are which moves, and what becomes of the rest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.show.labels import Labels, clean
from standoff.show.record.rows import (
    Told,
    events_of,
    listed_kinds,
    when,
    who,
    why_unmapped,
    with_result,
)
from standoff.show.terminal import heading, lines_of, paragraph
from standoff.vocab import HOLD

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["map_body"]


def map_body(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Write each round that has events, or all if they were asked for."""
    events = events_of(answer, labels)
    asked = json.loads(str(answer.attrs.get("settings", "{}")))
    numbers = _numbers(answer, events, asked)
    parts = [_summary(answer, events, numbers, labels, width)]
    for number in numbers:
        here = [event for event in events if event.round_ == number]
        parts.append(_round(answer, number, here, labels, width))
    return parts


def _numbers(answer: xr.Dataset, events: Sequence[Told], asked: dict[str, object]) -> list[int]:
    """Choose the rounds that are written out."""
    if isinstance(asked.get("round"), int):
        return [int(str(asked["round"]))]
    if asked.get("all"):
        return [int(number) for number in answer["round"].values if number > 0]
    return sorted({event.round_ for event in events if event.round_ > 0})


def _summary(
    answer: xr.Dataset, events: Sequence[Told], numbers: Sequence[int], labels: Labels, width: int
) -> str:
    """Say how many events there are of each kind, and in how many rounds."""
    words = labels.words
    rounds = answer.sizes["round"] - 1
    said = words.many("{count} event: {kinds}.", "{count} events: {kinds}.", len(events),
                      kinds=listed_kinds(events, words) or "–")  # fmt: skip
    left = rounds - len(numbers)
    if left and len(numbers) != 1:
        said += " " + words.many(
            "{count} round without any of them is left out; --all shows it.",
            "{count} rounds without any of them are left out; --all shows them.",
            left,
        )
    return paragraph(said, width)


def _round(
    answer: xr.Dataset, number: int, events: Sequence[Told], labels: Labels, width: int
) -> str:
    """Write one round: its moves turn by turn, what is no move, and what has changed."""
    words = labels.words
    lines = [*_moves(answer, number, events, labels, width)]
    for kind, title in (
        ("background", words.say("Background:")),
        ("unmapped", words.say("Not mapped:")),
    ):
        here = [event for event in events if event.kind == kind]
        if here:
            lines.append(title)
            for event in here:
                lines += _no_move(event, labels, width)
    changed = _changed(answer, number, labels)
    if changed:
        lines += lines_of(words.say("Then: {changes}.", changes=changed), width)
    title = words.say(
        "Round {number}: {first} to {last}",
        number=words.whole(number),
        first=words.date(str(answer["round_date"].values[number])),
        last=words.date(str(answer["round_end"].values[number])),
    )
    return "\n".join([heading(title), *lines])


def _moves(
    answer: xr.Dataset, number: int, events: Sequence[Told], labels: Labels, width: int
) -> list[str]:
    """Write the turns in which somebody moves; all the others hold."""
    words = labels.words
    options = [str(option) for option in answer["turn_option"].transpose("turn", "round")
               .values[:, number]]  # fmt: skip
    lines = []
    for seat, option in enumerate(options):
        made = [event for event in events if event.turn == seat and event.option]
        if option == HOLD or not made:
            continue
        dates = "; ".join(
            f"{event.id}, {when(event.day.isoformat(), event.precision, event.end, words)}"
            for event in made
        )
        move = with_result(labels.move(option), made[0].result, words)
        lines += _item(
            words.say("turn {number}: {move} ({events})", number=seat + 1, move=move, events=dates),
            width,
        )
    holds = sum(option == HOLD for option in options)
    if holds == len(options):
        return [words.say("Nobody moves.")]
    if holds:
        lines.append(
            words.many("In the other turn: hold.", "In the {count} other turns: hold.", holds)
        )
    return lines


def _no_move(event: Told, labels: Labels, width: int) -> list[str]:
    """Write an event that is no move, and why."""
    words = labels.words
    date = when(event.day.isoformat(), event.precision, event.end, words)
    verb = labels.verb(event.verb)
    reason = why_unmapped(event.reason, labels) if event.kind == "unmapped" else clean(event.reason)
    said = f"{event.id}, {date}, {who(event.actors, event.targets, labels)}: {verb} – {reason}"
    return _item(said, width)


def _item(text: str, width: int) -> list[str]:
    first, *rest = lines_of(text, width - 2)
    return [f"- {first}", *(f"  {line}" for line in rest)]


def _changed(answer: xr.Dataset, number: int, labels: Labels) -> str:
    """List the variables whose level differs after a round from what it was before."""
    levels = answer["record_level"].transpose("variable", "round").values
    return ", ".join(
        f"{labels.variable(name)}: {labels.level(name, int(before))} → "
        f"{labels.level(name, int(after))}"
        for name, before, after in zip(
            [str(name) for name in answer["variable"].values],
            levels[:, number - 1],
            levels[:, number],
            strict=True,
        )
        if before != after
    )
