"""What an ensemble was asked beyond the equilibrium, and what that answers, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from standoff.show.ensemble.curves import panels_of
from standoff.show.labels import Labels
from standoff.show.terminal import paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["asked_for", "change_table", "curve_table", "endings", "exactly"]

_MOST_CHANGES = 8

_POLICIES = {
    "perfect": mark("Movers play a Markov perfect equilibrium, without mistakes."),
    "level-k": mark("Movers reckon a few steps ahead of guessing (level-k)."),
    "fictitious": mark("Movers reply to what the others have done on average so far."),
    "rules": mark("Movers do what the rules of the crisis say; elsewhere what they rest upon."),
}


def exactly(share: float, words: Words) -> str:
    """Write a share that is known without drawing."""
    return f"= {words.percent(share, 1)}"


def asked_for(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say by which policy movers play, and what is changed on the way."""
    words, said = labels.words, []
    policy = str(answer.attrs.get("policy", "logit"))
    if policy in _POLICIES:
        said.append(words.say(_POLICIES[policy]))
    changes = _changes(answer, labels)
    if changes:
        told = words.say(
            "Until then actors play the game as they know it; from then on they play the changed "
            "game, and know it."
        )
        said.append(" ".join([*changes, told]))
    return said


def _changes(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say of each intervention when it begins and what it takes or sets."""
    words, said = labels.words, []
    rounds = [int(number) for number in answer["round"].values]
    dates = labels.rounds(answer)
    for change in json.loads(str(answer.attrs.get("interventions", "[]"))):
        number = int(change["round"])
        since = words.say("round {number}", number=words.whole(number))
        if dates and number in rounds:
            since = f"{since} ({labels.date(dates[rounds.index(number)])})"
        if change["without"]:
            options = words.listed([labels.move(label) for label in change["without"]])
            said.append(
                words.say(
                    "From {when} on nobody can do this any more: {options}.",
                    when=since,
                    options=options,
                )
            )
        if change["levels"]:
            levels = words.listed(
                [
                    f"{labels.variable(name)}: {labels.level(name, level)}"
                    for name, level in change["levels"].items()
                ]
            )
            said.append(words.say("In {when} set: {levels}.", when=since, levels=levels))
    return said


def change_table(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """List what interventions change most, with intervals."""
    if "difference" not in answer:
        return []
    words = labels.words
    found: list[tuple[str, list[float]]] = []
    for name in (str(name) for name in answer["variable"].values):
        last = {
            end: answer[f"difference{end}"].sel(variable=name).isel(round=-1).values
            for end in ("", "_low", "_high")
        }
        level = int(np.nanargmax(np.abs(last[""])))
        title = f"{labels.variable(name)}: {labels.level(name, level)}"
        found.append((title, [float(last[end][level]) for end in ("", "_low", "_high")]))
    for k, label in enumerate(str(label) for label in answer["option"].values):
        ends = [float(answer[f"used_difference{end}"].values[k]) for end in ("", "_low", "_high")]
        found.append((words.say("{option} ever used", option=labels.move(label)), ends))
    felt = sorted((one for one in found if one[1][0] != 0.0), key=lambda one: -abs(one[1][0]))
    if not felt:
        return [paragraph(words.say("This changes no path."), width)]
    rows = [[title, _points(ends, words)] for title, ends in felt[:_MOST_CHANGES]]
    header = [
        words.say("changed most in the end"),
        words.say("points more, the same paths compared"),
    ]
    return [table(header, rows, width, align="lr")]


def _points(ends: list[float], words: Words) -> str:
    """Write a difference of shares in percentage points, with its interval."""
    value, low, high = (words.number(100.0 * end, 1) for end in ends)
    return f"{value} [{low} – {high}]"


def curve_table(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Say of each curve asked for to how many paths it has not happened, on the way."""
    if "curves" not in answer.attrs or "use_survival" not in answer:
        return []
    words, last = labels.words, answer.sizes["round"] - 1
    moments = sorted({last // 4, last // 2, last} - {0})
    rows = [
        [f"{panel.title}: {curve.name}"]
        + [words.interval(curve.survival[t], curve.low[t], curve.high[t]) for t in moments]
        for panel in panels_of(answer, labels)
        for curve in panel.curves
    ]
    if not rows:
        return []
    dates = labels.rounds(answer)
    named = [
        labels.date(dates[t])
        if dates
        else words.say("round {number}", number=words.whole(int(answer["round"].values[t])))
        for t in moments
    ]
    header = [words.say("has not happened yet in"), *named]
    return [table(header, rows, width, align="l" + "r" * len(moments))]


def endings(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Say where play without end settles for good, where it has several places to."""
    if "ending_exact" not in answer:
        return []
    words = labels.words
    shares = [words.percent(float(share), 1) for share in answer["ending_exact"].values]
    said = words.say(
        "Play without end settles for good in one of {count} sets of states, with probability "
        "{shares} (exactly).",
        count=words.whole(len(shares)),
        shares=words.listed(shares),
    )
    return [paragraph(said, width)]
