"""The hindcast answer in words: what the model foresaw, and where a baseline did better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from standoff.show.hindcast.phrases import (
    FORECASTER_NAMES,
    SCOPE_NAMES,
    gained,
    scored,
    told_forward,
    told_losses,
    told_scored,
    told_surprise,
    told_verdicts,
)
from standoff.show.labels import Labels
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["hindcast_body", "hindcast_lines", "hindcast_question"]

_UNLIKELY = 8

_NOTES = (
    mark(
        "Log score: mean logarithm of the probability given to what was done; 0 is perfect. "
        "Options: as many equally likely ones would score the same. Brier: 0 is perfect, 2 the "
        "worst. Gain: how much better the model's log score is, with a 95% interval from drawing "
        "whole rounds again."
    ),
    mark(
        "Uniform: every option alike. Persistence: hold, but for the running share of decisions "
        "in which anybody did something. Running frequency: what the actor did before. Markov "
        "chain: what it did before after the same choice as its last. Each knows the record up to "
        "the day before, and the options that are open."
    ),
)


def hindcast_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("How well would the model have foreseen the record?")


def hindcast_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Give the few sentences that a brief quotes."""
    words = labels.words
    first, *others = [*told_verdicts(answer, words), *told_losses(answer, labels)]
    return [
        told_scored(answer, words),
        first,
        *([" ".join(others)] if others else []),
        told_surprise(answer, words),
        told_forward(answer, labels),
    ]


def hindcast_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    labels = Labels.of(answer, words)
    parts = [paragraph(told_scored(answer, words), width)]
    verdicts = [*told_verdicts(answer, words), *told_losses(answer, labels)]
    parts += [_one_step(answer, words, width), bullets(verdicts, width)]
    parts += [_by_question(answer, words, width), _by_actor(answer, labels, width)]
    parts += [paragraph(told_surprise(answer, words), width)]
    parts += [_calibration(answer, words, width), _unlikely(answer, labels, width)]
    parts += [paragraph(line, width) for line in _votes(answer, words)]
    parts += [paragraph(told_forward(answer, labels), width), _outlook(answer, labels, width)]
    parts += [paragraph(words.say(note), width) for note in _NOTES]
    parts.append(paragraph(_caution(words), width))
    return parts


def _caution(words: Words) -> str:
    return words.say(
        "A hindcast is fair only if the file was written without the record in view; where "
        "weights were set by looking at it, these scores flatter the model. How well it would "
        "have foreseen this record says little about the next one."
    )


def _one_step(answer: xr.Dataset, words: Words, width: int) -> str:
    """Lay out the scores of every forecaster over all decisions."""
    log = answer["log_score"].sel(scope="all").values
    brier = answer["brier"].sel(scope="all").values
    rows = []
    for j, name in enumerate(str(q) for q in answer["forecaster"].values):
        gain, verdict = ("", "") if name == "model" else gained(answer, words, name, "all")
        rows.append(
            [
                words.say(FORECASTER_NAMES[name]),
                scored(words, log[j]),
                scored(words, float(np.exp(-log[j]))),
                scored(words, brier[j]),
                gain,
                verdict,
            ]
        )
    header = [
        words.say("one step ahead"),
        words.say("log score"),
        words.say("options"),
        words.say("Brier"),
        words.say("gain of the model"),
        words.say("verdict"),
    ]
    return table(header, rows, width, align="lrrrrl")


def _by_question(answer: xr.Dataset, words: Words, width: int) -> str:
    """Lay out the model's gain over each baseline, question by question."""
    baselines = [str(name) for name in answer["baseline"].values]
    counts = answer["decisions"].values
    rows = []
    for j, scope in enumerate(str(name) for name in answer["scope"].values):
        gains = [_starred(answer, words, name, scope) for name in baselines]
        rows.append([words.say(SCOPE_NAMES[scope]), words.whole(int(counts[j])), *gains])
    header = [
        words.say("gain of the model over"),
        words.say("decisions"),
        *(words.say(FORECASTER_NAMES[name]) for name in baselines),
    ]
    laid = table(header, rows, width, align="lrrrrr")
    note = words.say(
        "* The interval leaves out zero. “Whether” and “which” add up to all decisions. Decisions "
        "picked because something was done favour whoever expects many moves: read that line "
        "beside the others."
    )
    return f"{laid}\n{paragraph(note, width)}"


def _starred(answer: xr.Dataset, words: Words, baseline: str, scope: str) -> str:
    """Write a gain, with a star where its interval leaves out zero."""
    place = {"baseline": baseline, "scope": scope}
    is_sure = str(answer["verdict"].sel(place).item()) in ("better", "worse")
    gain = scored(words, float(answer["log_gain"].sel(place)), signed=True)
    return gain + ("*" if is_sure else " ")


def _by_actor(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """Lay out, actor by actor, the model against the baseline that does best for it."""
    words, rows = labels.words, []
    log = answer["actor_log_score"].transpose("actor", "forecaster").values
    rivals = [str(name) for name in answer["baseline"].values]
    for i, actor in enumerate(str(name) for name in answer["actor"].values):
        count = int(answer["actor_decisions"].values[i])
        if not count:
            continue
        best = rivals[int(np.argmax(log[i, 1:]))]
        gain, verdict = gained(answer, words, best, actor, by="actor")
        moves = words.whole(int(answer["actor_moves"].values[i]))
        rows.append(
            [
                labels.actor(actor),
                f"{words.whole(count)} ({moves})",
                scored(words, log[i, 0]),
                words.say(FORECASTER_NAMES[best]),
                gain,
                verdict,
            ]
        )
    header = [
        words.say("actor"),
        words.say("decisions (moves)"),
        words.say("log score"),
        words.say("best baseline"),
        words.say("gain of the model"),
        words.say("verdict"),
    ]
    return table(header, rows, width, align="lrrlrl")


def _calibration(answer: xr.Dataset, words: Words, width: int) -> str:
    """Lay out, bin by bin, the model's probabilities beside how often they came."""
    cases, mean, share, low, high = (
        answer[f"calibration_{name}"].sel(forecaster="model").values
        for name in ("cases", "mean", "share", "low", "high")
    )
    edges = zip(answer["bin_low"].values, answer["bin_high"].values, strict=True)
    rows = []
    for j, (first, last) in enumerate(edges):
        if not cases[j]:
            continue
        off = ""
        if not low[j] <= mean[j] <= high[j]:
            off = words.say("too low") if mean[j] < low[j] else words.say("too high")
        rows.append(
            [
                f"{words.percent(first)}–{words.percent(last)}",
                words.whole(int(cases[j])),
                words.percent(mean[j], 1),
                words.interval(share[j], low[j], high[j], 1),
                off,
            ]
        )
    header = [
        words.say("probability given"),
        words.say("options"),
        words.say("on average"),
        words.say("of them came"),
        words.say("the model was"),
    ]
    return table(header, rows, width, align="rrrrl")


def _unlikely(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """List the moves that the model gave the least."""
    words = labels.words
    given = answer["probability"].transpose("forecaster", "decision")
    shown = ["model", "persistence", "frequency"]
    option = [str(label) for label in answer["decision_option"].values]
    moves = [n for n, label in enumerate(option) if label != "hold"]
    least = sorted(moves, key=lambda n: float(given.sel(forecaster="model").values[n]))[:_UNLIKELY]
    rows = [
        [
            words.date(str(answer["decision_day"].values[n])),
            labels.move(option[n]),
            *(words.percent(float(given.sel(forecaster=name).values[n]), 1) for name in shown),
        ]
        for n in least
    ]
    if not rows:
        return ""
    header = [
        words.say("day"),
        words.say("moves the model least expected"),
        *(words.say(FORECASTER_NAMES[name]) for name in shown),
    ]
    return table(header, rows, width, align="llrrr")


def _votes(answer: xr.Dataset, words: Words) -> list[str]:
    """Say how many proposals passed, and how many the model expected to."""
    chance, passed = answer["vote_probability"].values, answer["vote_passed"].values
    if not chance.size:
        return []
    spread = float(np.sqrt((chance * (1 - chance)).sum()))
    scores = [
        float(np.log(np.where(passed, p, 1 - p)).mean())
        for p in (chance, answer["vote_running"].values)
    ]
    return [
        words.many(
            "{count} proposal was tabled; {passed} passed, and the model expected {expected} "
            "(standard deviation {spread}).",
            "{count} proposals were tabled; {passed} passed, and the model expected {expected} "
            "(standard deviation {spread}).",
            chance.size,
            passed=words.whole(int(passed.sum())),
            expected=scored(words, float(chance.sum()), 1),
            spread=scored(words, spread, 1),
        )
        + " "
        + words.say(
            "Mean log score of the votes: the model {model}, the running share of passes "
            "{running}.",
            model=scored(words, scores[0]),
            running=scored(words, scores[1]),
        )
    ]


def _outlook(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """Lay out, variable by variable, what came at the end and how the forecasts of it score."""
    words = labels.words
    ranked = answer["ranked_score"].transpose("variable", "rule", "ahead").values[:, :, 1:]
    given = answer["came_probability"].transpose("rule", "variable", "ahead").values[0, :, -1]
    came = answer["came"].transpose("ahead", "variable").values[-1]
    rows = []
    for v, name in enumerate(str(one) for one in answer["variable"].values):
        means: Sequence[float] = ranked[v].mean(axis=1)
        rows.append(
            [
                labels.variable(name),
                labels.level(name, int(came[v])),
                words.percent(float(given[v])),
                *(scored(words, mean) for mean in means),
            ]
        )
    header = [
        words.say("ranked score, 0 is right"),
        words.say("came in the end"),
        words.say("model gave"),
        words.say("model"),
        words.say("status quo"),
        words.say("any level alike"),
        words.say("past levels"),
    ]
    return table(header, rows, width, align="llrrrrr")
