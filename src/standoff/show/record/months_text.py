"""Conflict and cooperation by month, one way and the other of each pair."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.labels import Labels, clean
from standoff.show.terminal import bar, bullets, heading, paragraph, sparkline, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["months_body"]

_DYADS, _FEW, _SPARK, _BAR = 20, 2, 30, 14

LEFT_OUT = {
    "year": mark("dated to a year only"),
    "outside": mark("outside the months shown"),
    "no_actor": mark("nobody named who acted"),
    "no_target": mark("nobody named who was acted on"),
    "other_dyad": mark("of pairs that were not asked for"),
    "no_intensity": mark("of verbs whose intensity is not known"),
}

Sums = npt.NDArray[np.float64]


def months_body(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Write the sums of each pair, and month by month where there are few pairs."""
    words = labels.words
    conflict, cooperation, count = (
        answer[name].transpose("dyad", "month").values.astype(float)
        for name in ("conflict", "cooperation", "event_count")
    )
    order = np.argsort(-count.sum(axis=1), kind="stable")
    parts = [_pairs(answer, order, labels, width)]
    if len(order) <= _FEW:
        months = [str(month) for month in answer["month"].values]
        largest = max(float(conflict.max(initial=0)), float(cooperation.max(initial=0)), 1e-9)
        for row in order:
            sums = (conflict[row], cooperation[row], count[row])
            parts.append(
                f"{heading(_pair(answer, int(row), labels))}\n"
                + _by_month(months, sums, largest, words, width)
            )
    return [*parts, _rule(answer, labels, width), *_left_out(answer, labels, width)]


def _pair(answer: xr.Dataset, row: int, labels: Labels) -> str:
    """Name who acted, and on whom."""
    actor, target = str(answer["dyad_actor"].values[row]), str(answer["dyad_target"].values[row])
    said = labels.words.say("nobody in particular") if target == "*" else labels.party(target)
    return f"{labels.party(actor)} → {said}"


def _pairs(answer: xr.Dataset, order: npt.NDArray[np.int64], labels: Labels, width: int) -> str:
    """Write a row for each pair, the busiest first."""
    words = labels.words
    months = [str(month) for month in answer["month"].values]
    arrays = {
        name: answer[name].transpose("dyad", "month").values.astype(float)
        for name in ("conflict", "cooperation", "event_count")
    }
    highest = max(float(arrays["conflict"].max(initial=0)),
                  float(arrays["cooperation"].max(initial=0)), 1e-9)  # fmt: skip
    spark = max(8, min(_SPARK, (width - 62) // 2, len(months)))
    rows = [
        [
            _pair(answer, int(row), labels),
            words.whole(int(arrays["event_count"][row].sum())),
            words.number(float(arrays["cooperation"][row].sum()), 1),
            sparkline([float(x) / highest for x in arrays["cooperation"][row]], spark),
            words.number(float(arrays["conflict"][row].sum()), 1),
            sparkline([float(x) / highest for x in arrays["conflict"][row]], spark),
        ]
        for row in order[:_DYADS]
    ]
    header = [words.say("who → whom"), words.say("events"), words.say("cooperation"), "",
              words.say("conflict"), ""]  # fmt: skip
    said = words.say(
        "From {first} to {last}:", first=words.month(months[0]), last=words.month(months[-1])
    )
    lines = [said, table(header, rows, width, align="lrrfrf")]
    if len(order) > _DYADS:
        rest = len(order) - _DYADS
        lines.append(
            words.many(
                "{count} more pair is in --json; --dyad chooses.",
                "{count} more pairs are in --json; --dyad chooses.",
                rest,
            )
        )
    return "\n".join(lines)


def _by_month(
    months: list[str], sums: tuple[Sums, Sums, Sums], largest: float, words: Words, width: int
) -> str:
    """Write the months in which something happened, with bars."""
    conflict, cooperation, count = sums
    drawn = [
        [
            words.month(month),
            words.whole(int(count[k])),
            _sum(cooperation[k], words),
            bar(float(cooperation[k]) / largest, _BAR),
            _sum(conflict[k], words),
            bar(float(conflict[k]) / largest, _BAR),
        ]
        for k, month in enumerate(months)
        if count[k]
    ]
    header = [words.say("month"), words.say("events"), words.say("cooperation"), "",
              words.say("conflict"), ""]  # fmt: skip
    quiet = len(months) - len(drawn)
    lines = [table(header, drawn, width, align="lrrfrf")] if drawn else []
    if quiet:
        lines.append(
            words.many(
                "{count} month without an event is left out.",
                "{count} months without an event are left out.",
                quiet,
            )
        )
    return "\n".join(lines)


def _sum(value: float, words: Words) -> str:
    return words.number(float(value), 1) if value else "–"


def _rule(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """Say how the sums are made: what is merged, and on which scale."""
    words = labels.words
    source = clean(answer.attrs.get("scale", ""))
    scale = (
        words.say("the row's own number, else the table {name}, else our default", name=source)
        if source
        else words.say("the row's own number, else our default for the kind of verb")
    )
    said = words.say(
        "Rows with the same day, actor, verb and target are one event, and its intensity is the "
        "mean of theirs. An event of several actors or targets counts once for each pair. "
        "Cooperation is the sum of the positive intensities (to 10), conflict of the negative "
        "ones without their sign. Intensity: {scale}.",
        scale=scale,
    )
    return paragraph(said, width)


def _left_out(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Say what counts nowhere, and why."""
    words = labels.words
    left = json.loads(str(answer.attrs.get("left_out", "{}")))
    rows = [
        f"{words.whole(int(number))} {words.say(LEFT_OUT.get(reason, reason))}"
        for reason, number in left.items()
        if number
    ]
    if not rows:
        return []
    reports = int(answer.attrs.get("reports", 0))
    title = words.say("{reports} rows are counted. Left out:", reports=words.whole(reports))
    return [f"{title}\n{bullets(rows, width)}"]
