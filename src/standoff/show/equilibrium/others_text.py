"""Further equilibria in words: how many, how they differ, which of them would last."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from standoff.show.labels import Labels
from standoff.show.terminal import paragraph, table
from standoff.show.words import Words

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

__all__ = ["others_part", "push_words"]

MOST = 4
"""Equilibria that are set side by side."""


def others_part(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Write what a search for further equilibria found, or nothing if there was none."""
    if "other" not in answer.sizes:
        return []
    words = labels.words
    count = answer.sizes["other"]
    parts = [words.say("Are there other equilibria?"), paragraph(_searched(answer, words), width)]
    header = [
        words.say("equilibrium"),
        words.say("found"),
        words.say("starts"),
        words.say("differs by up to"),
        words.say("pushed off a little"),
    ]
    rows = [_row(answer, k, words) for k in range(count)]
    parts.append(table(header, rows, width, align="rlrrl"))
    parts.append(paragraph(_push_note(answer, words), width))
    if count > 1:
        parts.append(_side_by_side(answer, labels, width))
        parts.append(_payoffs(answer, labels, width))
    return parts


def _searched(answer: xr.Dataset, words: Words) -> str:
    """Say what was done, what was found, and what that does not prove."""
    count, starts = answer.sizes["other"], int(answer.attrs.get("others_starts", 0))
    said = [
        words.many(
            "A search from {count} random start, with known equilibria left out, and at lower "
            "precision:",
            "A search from {count} random starts, with known equilibria left out, and at lower "
            "precision:",
            starts,
        ),
        words.many("{count} equilibrium found.", "{count} equilibria found.", count),
    ]
    failed = int(answer.attrs.get("others_failed", 0))
    if failed:
        said.append(
            words.many("{count} start came to nothing.", "{count} starts came to nothing.", failed)
        )
    if count == 1:
        said.append(words.say("That none other was found does not prove that there is none."))
    elif count % 2 == 0:
        said.append(
            words.say("But for rare coincidences their number is odd, so at least one is missing.")
        )
    else:
        said.append(words.say("That does not prove that there are no more."))
    if int(answer.attrs.get("others_cut", 0)):
        said.append(words.say("The search ended early, as it had taken long."))
    return " ".join(said)


def _way(name: str, words: Words) -> str:
    return {
        "branch": words.say("on the branch from pure chance"),
        "start": words.say("from a random start"),
        "deflation": words.say("with known ones left out"),
        "precision": words.say("at a lower precision"),
    }.get(name, name)


def push_words(radius: float, lead: float, words: Words) -> str:
    """Say whether play returns to an equilibrium that it is pushed off a little."""
    if not math.isfinite(radius):
        return words.say("not computed")
    number = words.number(radius)
    if radius < 1:
        return words.say("returns ({number})", number=number)
    if math.isfinite(lead) and lead < 1:
        return words.say("returns if slowly ({number})", number=number)
    return words.say("runs away ({number})", number=number)


def _row(answer: xr.Dataset, k: int, words: Words) -> list[str]:
    one = answer.isel(other=k)
    distance = float(one["other_distance"])
    return [
        words.whole(k + 1),
        _way(str(one["other_way"].values), words),
        words.whole(int(one["other_led"])),
        words.percent(distance) if k else "–",
        push_words(float(one["other_radius"]), float(one["other_lead"]), words),
    ]


def _push_note(answer: xr.Dataset, words: Words) -> str:
    if answer.sizes["other"] == 1:
        differs = ""
    else:
        differs = words.say(
            "Differs by: the largest difference of a probability of choice, in any state, from "
            "the first."
        )
    push = words.say(
        "Pushed off a little, play returns if all reply at once to what is done and the number, "
        "the largest eigenvalue of those replies, is below 1; if it is not, gradual replies alone "
        "may still lead back."
    )
    return f"{differs} {push}".strip()


def _shares(answer: xr.Dataset) -> np.typing.NDArray[np.float64]:
    found: np.typing.NDArray[np.float64] = (
        answer["other_choice"].transpose("other", "turn", "slot").values
    )
    return found


def _side_by_side(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """Write each actor's likeliest choice in its first turn, equilibrium by equilibrium."""
    words = labels.words
    shares = _shares(answer)[:MOST]
    options = answer["slot_option"].transpose("turn", "slot").values
    movers = [str(actor) for actor in answer["turn_actor"].values]
    rows = []
    for turn, actor in enumerate(movers):
        if actor in movers[:turn]:
            continue
        cells = []
        for one in shares[:, turn]:
            best = max((k for k in range(len(one)) if one[k] == one[k]), key=lambda k: one[k])
            option = labels.option(str(options[turn, best]))
            cells.append(f"{option} {words.percent(float(one[best]))}")
        rows.append([labels.actor(actor), *cells])
    header = [words.say("would most likely"), *_numbers(shares.shape[0], words)]
    return table(header, rows, width)


def _payoffs(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """Write what each actor expects in each equilibrium."""
    words = labels.words
    values = answer["other_value"].transpose("actor", "other").values[:, :MOST]
    rows = [
        [labels.actor(str(actor)), *(words.number(float(v)) for v in own)]
        for actor, own in zip(answer["actor"].values, values, strict=True)
    ]
    header = [words.say("expected payoff from here on"), *_numbers(values.shape[1], words)]
    return table(header, rows, width, align="l" + "r" * values.shape[1])


def _numbers(count: int, words: Words) -> list[str]:
    return [words.whole(k + 1) for k in range(count)]
