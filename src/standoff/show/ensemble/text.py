"""The ensemble answer in words: what happens then, how soon, how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.ensemble.more_text import (
    asked_for,
    change_table,
    curve_table,
    endings,
    exactly,
)
from standoff.show.equilibrium.text import level_rows
from standoff.show.labels import Labels
from standoff.show.terminal import paragraph, table
from standoff.show.together import said_together
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ensemble_body", "ensemble_question", "level_interval", "paths_note", "when"]

_DRAWS = {
    "antithetic": mark(
        "{count} paths drawn in opposite pairs with seed {seed}; in brackets 95% intervals of "
        "sampling, from how batches of paths differ."
    ),
    "stratified": mark(
        "{count} paths drawn with evenly laid numbers, seed {seed}; in brackets 95% intervals of "
        "sampling, from how batches of paths differ."
    ),
}

_OPTIONS = 20
_SEQUENCES = 5


def ensemble_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("What happens then, how soon, how surely?")


def level_interval(
    answer: xr.Dataset, variable: str, level: int, moment: int = -1
) -> tuple[float, float, float]:
    """Give a level's share of paths after a round, with its interval."""
    share, low, high = (
        float(answer[name].transpose("round", "variable", "level").values[moment, row, level])
        for name in ("share", "share_low", "share_high")
        for row in [[str(name) for name in answer["variable"].values].index(variable)]
    )
    return share, low, high


def when(answer: xr.Dataset, moment: float, labels: Labels) -> str:
    """Say when a round is: its date or month where there is a calendar, else its number."""
    if moment != moment:
        return "–"
    dates = labels.rounds(answer)
    rounds = [int(number) for number in answer["round"].values]
    number = round(moment)
    if dates and number in rounds:
        return labels.date(dates[rounds.index(number)])
    return labels.words.say("round {number}", number=labels.words.whole(number))


def paths_note(answer: xr.Dataset, words: Words) -> str:
    """Say how many paths the shares come from, and that brackets are intervals."""
    draws = str(answer.attrs.get("draws", ""))
    if draws:
        return words.say(
            _DRAWS[draws],
            count=words.whole(int(answer.attrs.get("paths", 0))),
            seed=answer.attrs.get("seed", "–"),
        )
    return words.many(
        "{count} path drawn with seed {seed}; in brackets 95% intervals of sampling (Wilson).",
        "{count} paths drawn with seed {seed}; in brackets 95% intervals of sampling (Wilson).",
        int(answer.attrs.get("paths", 0)),
        seed=answer.attrs.get("seed", "–"),
    )


def ensemble_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    labels = Labels.of(answer, words)
    parts = [paragraph(said, width) for said in asked_for(answer, labels)]
    at_once = said_together(answer, labels)
    parts += [paragraph(" ".join(at_once), width)] if at_once else []
    parts += [_outlook(answer, labels, width), *_uses(answer, labels, width)]
    parts += [*_sequences(answer, labels, width), *curve_table(answer, labels, width)]
    parts += [*change_table(answer, labels, width), *endings(answer, labels, width)]
    note = paths_note(answer, words)
    if "share_exact" in answer:
        note += " " + words.say("Shares marked = are exact, computed without drawing.")
    parts.append(paragraph(note, width))
    return parts


def _outlook(answer: xr.Dataset, labels: Labels, width: int) -> str:
    words, rows = labels.words, []
    names = [str(name) for name in answer["variable"].values]
    for name, (title, drawn, level, _) in zip(
        names, level_rows(answer["share"], labels), strict=True
    ):
        likeliest = labels.levels(name).index(level) if level in labels.levels(name) else 0
        if "share_exact" in answer:
            exact = answer["share_exact"].sel(variable=name, level=likeliest).values[-1]
            share = exactly(float(exact), words)
        else:
            share = words.interval(*level_interval(answer, name, likeliest))
        rows.append([title, f"|{drawn}|", level, share])
    header = [
        words.say("variable"),
        words.say("its share of paths, round by round"),
        words.say("likeliest in the end"),
        words.say("share of paths"),
    ]
    return table(header, rows, width, align="lflr")


def _uses(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Say of each option how many paths ever use it, and when first."""
    words = labels.words
    used = answer["used"].values
    order = np.argsort(-used, kind="stable")
    drawn = [int(k) for k in order if used[k] > 0][:_OPTIONS]
    if not drawn:
        return []
    quantiles = [float(q) for q in answer["quantile"].values]
    first = answer["first_use"].transpose("option", "quantile").values
    half, early = quantiles.index(0.5), quantiles.index(0.1)
    rows = [
        [
            labels.move(str(answer["option"].values[k])),
            _ever(answer, k, words),
            when(answer, float(first[k, early]), labels),
            when(answer, float(first[k, half]), labels),
        ]
        for k in drawn
    ]
    header = [
        words.say("option"),
        words.say("ever used"),
        words.say("by then in 10% of paths"),
        words.say("in half of them"),
    ]
    said = [table(header, rows, width, align="lrrr")]
    rest = int((used > 0).sum()) - len(drawn)
    if rest:
        said.append(
            words.many(
                "{count} more option is used in fewer paths.",
                "{count} more options are used in fewer paths.",
                rest,
            )
        )
    return said


def _ever(answer: xr.Dataset, k: int, words: Words) -> str:
    """Say how many paths ever use an option."""
    if "first_use_exact" in answer:
        return exactly(float(answer["first_use_exact"].isel(option=k).values[-1]), words)
    used, low, high = (float(answer[f"used{end}"].values[k]) for end in ("", "_low", "_high"))
    return words.interval(used, low, high)


def _sequences(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    words = labels.words
    if "sequence" not in answer.sizes or not answer.sizes["sequence"]:
        return []
    steps = answer["sequence_step"].transpose("sequence", "step").values
    rows = []
    for k in range(min(_SEQUENCES, steps.shape[0])):
        moves = [labels.move(str(step)) for step in steps[k] if str(step)]
        share = words.interval(
            float(answer["sequence_share"].values[k]),
            float(answer["sequence_low"].values[k]),
            float(answer["sequence_high"].values[k]),
        )
        rows.append([share, " → ".join(moves)])
    header = [words.say("share of paths"), words.say("commonest openings")]
    return [table(header, rows, width, align="rl")]
