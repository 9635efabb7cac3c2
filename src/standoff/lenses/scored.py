"""What each forecaster gave to what was done, decision by decision, scored and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from standoff.kernels import baselines, scores
from standoff.kernels.scores import Gain
from standoff.kernels.tables import Floats, Ints
from standoff.lenses.decisions import Decisions

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["FORECASTERS", "SCOPES", "Forecasts", "forecasts_of", "scored"]

FORECASTERS = ("model", "uniform", "persistence", "frequency", "markov")
"""Who forecasts each decision; all but the first are baselines."""

SCOPES = ("all", "day_before", "whether", "which", "moves")
"""What is scored: see `_scopes`."""

BETTER, WORSE, OPEN = "better", "worse", "no telling"

Bools = npt.NDArray[np.bool_]
Columns = dict[str, tuple[tuple[str, ...], Any]]


class Drawn(Protocol):
    """The settings of the bootstrap."""

    @property
    def draws(self) -> int:
        """How many times rounds are drawn again."""

    @property
    def block(self) -> int:
        """Rounds drawn together."""

    @property
    def seed(self) -> int:
        """Key of the random numbers."""


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Forecasts of the same decisions by several forecasters.

    ``p[q, n, o]``: what forecaster ``q`` gives to option ``o`` in decision ``n``.
    """

    p: Floats
    is_open: Bools
    came: Ints
    block: Ints
    """Round of each decision, counted from 0; (n,)."""
    least: float

    def log(self) -> Floats:
        """Return the log score of every forecaster and decision; (q, n)."""
        return np.stack([scores.log_scores(p, self.came, self.least) for p in self.p])

    def brier(self) -> Floats:
        """Return Brier's score of every forecaster and decision; (q, n)."""
        return np.stack([scores.brier_scores(p, self.came) for p in self.p])

    def of(self, chosen: Bools) -> Forecasts:
        """Keep some of the decisions."""
        return Forecasts(
            self.p[:, chosen], self.is_open[chosen], self.came[chosen], self.block[chosen],
            self.least,
        )  # fmt: skip


def forecasts_of(decisions: Decisions) -> Forecasts:
    """Let every forecaster forecast every decision, from what was known the day before."""
    cases = decisions.cases
    rivals = (
        baselines.uniform(cases),
        baselines.persistence(cases),
        baselines.frequency(cases),
        baselines.chain(cases),
    )
    return Forecasts(
        p=np.stack([decisions.model, *rivals]),
        is_open=cases.is_open,
        came=cases.came,
        block=np.array([seat.number - 1 for seat in decisions.seats], dtype=np.int64),
        least=decisions.least,
    )


def scored(game: Game, decisions: Decisions, settings: Drawn) -> Columns:
    """Return the variables of the answer that score single decisions, with their axes."""
    forecasts = forecasts_of(decisions)
    taken = scores.resamples(decisions.rounds, settings.draws, settings.seed, settings.block)
    fresh = np.array([seat.is_fresh for seat in decisions.seats])
    scopes = list(_scopes(forecasts, fresh))
    actors = [
        forecasts.of(decisions.cases.actor == i) for i in range(len(game.actor_names))
    ]  # an actor without decisions is scored NaN
    return {
        **_compared("", "scope", scopes, taken),
        **_compared("actor_", "actor", actors, taken),
        **_expected(forecasts, actors),
        **_by_decision(decisions, forecasts),
        **_by_round(decisions, forecasts),
        **_calibrated(forecasts),
        **_votes(decisions),
    }


def _scopes(forecasts: Forecasts, fresh: Bools) -> Iterator[Forecasts]:
    """Give the forecasts of each scope, in the order of `SCOPES`.

    ``all`` decisions; those whose state stood on the ``day_before``; ``whether``
    something is done, two answers to each decision; ``which`` of several options,
    given that something was done; and the decisions in which something was
    done (``moves``), `hold` among the answers. The log scores of ``whether`` and
    ``which`` add up to those of ``all``.
    """
    yield forecasts
    yield forecasts.of(fresh)
    hold = forecasts.p[:, :, 0]
    either = np.stack([hold, 1.0 - hold], axis=2)
    came = (forecasts.came > 0).astype(np.int64)
    is_open = np.ones((came.size, 2), dtype=np.bool_)
    yield Forecasts(either, is_open, came, forecasts.block, forecasts.least)
    moved = forecasts.of(forecasts.came > 0)
    several = moved.of(moved.is_open.sum(axis=1) > 2)
    active = np.maximum(several.p, several.least) * several.is_open
    active[:, :, 0] = 0.0
    active /= active.sum(axis=2, keepdims=True)
    yield Forecasts(active, several.is_open, several.came, several.block, several.least)
    yield moved


def _compared(prefix: str, axis: str, parts: list[Forecasts], taken: Floats) -> Columns:
    """Score every part, and say by how much the model is better than each baseline."""
    log = np.full((len(FORECASTERS), len(parts)), np.nan)
    brier = log.copy()
    gains = []
    for j, part in enumerate(parts):
        by_log, by_brier = part.log(), part.brier()
        if part.came.size:
            log[:, j], brier[:, j] = by_log.mean(axis=1), by_brier.mean(axis=1)
        difference = np.concatenate([by_log[0] - by_log[1:], by_brier[1:] - by_brier[0]])
        gains.append(scores.paired_gain(difference.T, part.block, taken))
    each, rivals = ("forecaster", axis), ("baseline", axis)
    columns: Columns = {
        f"{prefix}decisions": ((axis,), np.array([part.came.size for part in parts])),
        f"{prefix}moves": ((axis,), np.array([(part.came > 0).sum() for part in parts])),
        f"{prefix}log_score": (each, log),
        f"{prefix}brier": (each, brier),
    }
    count = len(FORECASTERS) - 1
    for name, half in (("log_gain", slice(count)), ("brier_gain", slice(count, None))):
        for part_name, values in zip(Gain._fields, zip(*gains, strict=True), strict=True):
            ending = "" if part_name == "mean" else f"_{part_name}"
            columns[f"{prefix}{name}{ending}"] = (rivals, np.stack(values)[:, half].T)
    low, high = (columns[f"{prefix}log_gain_{end}"][1] for end in ("low", "high"))
    verdict = np.where(low > 0, BETTER, np.where(high < 0, WORSE, OPEN))
    columns[f"{prefix}verdict"] = (rivals, verdict.astype(str))
    return columns


def _expected(forecasts: Forecasts, actors: list[Forecasts]) -> Columns:
    """Say what the model expects of its own log score along the record, and how far off it is."""
    columns: Columns = {}
    for prefix, axes, parts in (("", (), [forecasts]), ("actor_", ("actor",), actors)):
        found = np.array([_surprise(part) for part in parts]).T
        for name, row in zip(("expected_log", "expected_sd", "surprise"), found, strict=True):
            columns[prefix + name] = (axes, row if axes else row[0])
    return columns


def _surprise(part: Forecasts) -> tuple[float, float, float]:
    """Return mean and standard deviation expected of the mean log score, and the surprise."""
    nan = float("nan")
    if not part.came.size:
        return nan, nan, nan
    expected = scores.expected_log_scores(part.p[0])
    log = scores.log_scores(part.p[0], part.came, part.least)
    spread = float(np.sqrt(expected.variance.sum())) / part.came.size
    return float(expected.mean.mean()), spread, scores.surprise(log, expected)


def _by_decision(decisions: Decisions, forecasts: Forecasts) -> Columns:
    """List the decisions, with what each forecaster gave to what was done."""
    seats, came = decisions.seats, decisions.cases.came
    expected = scores.expected_log_scores(decisions.model)
    given = forecasts.p[:, np.arange(came.size), came]
    texts = {
        "actor": [seat.actor for seat in seats],
        "option": [seat.label for seat in seats],
        "day": [seat.asked.isoformat() for seat in seats],
    }
    return {
        "decision_round": (("decision",), np.array([seat.number for seat in seats])),
        "decision_turn": (("decision",), np.array([seat.turn for seat in seats])),
        **{f"decision_{k}": (("decision",), np.array(v, dtype=str)) for k, v in texts.items()},
        "decision_fresh": (("decision",), np.array([seat.is_fresh for seat in seats])),
        "decision_choices": (("decision",), decisions.cases.is_open.sum(axis=1)),
        "decision_known": (("decision",), decisions.cases.known),
        "decision_expected": (("decision",), expected.mean),
        "decision_variance": (("decision",), expected.variance),
        "probability": (("forecaster", "decision"), given),
        "decision_brier": (("forecaster", "decision"), forecasts.brier()),
    }


def _by_round(decisions: Decisions, forecasts: Forecasts) -> Columns:
    """Add up log scores and count decisions and moves in each round."""
    rounds, block = decisions.rounds, forecasts.block
    moves = np.bincount(block[forecasts.came > 0], minlength=rounds)
    log = [np.bincount(block, one, rounds) for one in forecasts.log()]
    return {
        "round_log": (("forecaster", "round"), np.stack(log)),
        "round_decisions": (("round",), np.bincount(block, minlength=rounds)),
        "round_moves": (("round",), moves),
    }


def _calibrated(forecasts: Forecasts) -> Columns:
    """Bin every option that was open by the probability that it was given."""
    found = [scores.calibrate(p, forecasts.is_open, forecasts.came) for p in forecasts.p]
    edges = np.array(scores.EDGES)
    columns: Columns = {"bin_low": (("bin",), edges[:-1]), "bin_high": (("bin",), edges[1:])}
    named = zip(scores.Calibration._fields, zip(*found, strict=True), strict=True)
    for name, values in named:
        name = "cases" if name == "case_count" else name
        columns[f"calibration_{name}"] = (("forecaster", "bin"), np.stack(values))
    return columns


def _votes(decisions: Decisions) -> Columns:
    """List the proposals that were tabled, with the probability that they pass and the outcome.

    ``vote_running`` is the share of proposals that passed, of those known the day
    before, with Jeffreys's prior.
    """
    held = np.flatnonzero(~np.isnan(decisions.passes))
    seats = [decisions.seats[n] for n in held]
    passed = np.array([seat.outcome == "pass" for seat in seats], dtype=np.bool_)
    running = []
    for seat in seats:
        before = [p for p, other in zip(passed, seats, strict=True) if other.known < seat.asked]
        running.append((sum(before) + 0.5) / (len(before) + 1.0))
    return {
        "vote_option": (("vote",), np.array([seat.label for seat in seats], dtype=str)),
        "vote_round": (("vote",), np.array([seat.number for seat in seats], dtype=np.int64)),
        "vote_day": (("vote",), np.array([seat.asked.isoformat() for seat in seats], dtype=str)),
        "vote_probability": (("vote",), decisions.passes[held]),
        "vote_running": (("vote",), np.array(running, dtype=np.float64)),
        "vote_passed": (("vote",), passed),
    }
