"""A hindcast made by hand over the large crisis, as the reference page describes it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from show import brief_answers, fixtures

FORECASTERS = ("model", "uniform", "persistence", "frequency", "markov")
SCOPES = ("all", "day_before", "whether", "which", "moves")
RULES = ("model", "status_quo", "uniform", "frequency")
LOG = (-0.31, -1.25, -0.28, -0.42, -0.32)
VERDICTS = {"uniform": "better", "persistence": "worse", "frequency": "better"}
"""Of the baselines; of the last there is no telling."""
AHEAD = 10


def hindcast(**changes: object) -> xr.Dataset:
    """Build an answer in which the model beats two baselines and loses to one."""
    answer = xr.Dataset(
        {
            **compared("", "scope", len(SCOPES)),
            **compared("actor_", "actor", len(fixtures.ACTORS)),
            **decisions(),
            **rounds(),
            **calibration(),
            **forward(),
            "expected_log": -0.27,
            "expected_sd": 0.02,
            "surprise": -2.1,
        },
        coords={
            "forecaster": list(FORECASTERS),
            "baseline": list(FORECASTERS[1:]),
            "scope": list(SCOPES),
            "actor": list(fixtures.ACTORS),
            "round": np.arange(1, fixtures.ROUNDS + 1),
            "round_date": ("round", fixtures.round_dates(1)),
            "rule": list(RULES),
            "ahead": np.arange(75, 75 + AHEAD),
            "ahead_date": ("ahead", fixtures.round_dates()[75 : 75 + AHEAD]),
            "variable": list(fixtures.VARIABLES),
            "level": np.arange(brief_answers.drifting_shares().shape[2]),
            "option": list(fixtures.OPTIONS),
        },
    )
    marks = {"turns": 840, "paths": 2000, "looked_date": "2009-04-05", "looked_round": 76}
    return fixtures.stamped(answer, "hindcast", **{**marks, **changes})


def compared(prefix: str, axis: str, size: int) -> dict[str, tuple[tuple[str, ...], object]]:
    """Score every forecaster alike in every part, the last part of it empty for an actor."""
    log = np.tile(np.array(LOG)[:, None], size)
    gain = log[0] - log[1:]
    verdict = [VERDICTS.get(name, "no telling") for name in FORECASTERS[1:]]
    count = np.full(size, 522)
    if axis == "actor":
        count[-1], log[:, -1], gain[:, -1] = 0, np.nan, np.nan
    each, rivals = ("forecaster", axis), ("baseline", axis)
    return {
        f"{prefix}decisions": ((axis,), count),
        f"{prefix}moves": ((axis,), count // 12),
        f"{prefix}log_score": (each, log),
        f"{prefix}brier": (each, -log / 2),
        f"{prefix}log_gain": (rivals, gain),
        f"{prefix}log_gain_low": (rivals, gain - 0.02),
        f"{prefix}log_gain_high": (rivals, gain + 0.02),
        f"{prefix}verdict": (rivals, np.tile(np.array(verdict)[:, None], size)),
    }


def decisions() -> dict[str, tuple[tuple[str, ...], object]]:
    """List a few decisions, one of them to hold."""
    options = ["hold", *list(fixtures.OPTIONS)[:6]]
    given = np.linspace(0.9, 0.0001, len(options))
    return {
        "decision_option": (("decision",), options),
        "decision_day": (("decision",), fixtures.round_dates(1)[: len(options)]),
        "probability": (("forecaster", "decision"), np.tile(given, (len(FORECASTERS), 1))),
        "vote_probability": (("vote",), np.array([0.9, 0.6])),
        "vote_running": (("vote",), np.array([0.5, 0.75])),
        "vote_passed": (("vote",), np.array([True, False])),
    }


def rounds() -> dict[str, tuple[tuple[str, ...], object]]:
    """Give each forecaster the same score in every round, but better ones to some late."""
    log = np.tile(6 * np.array(LOG)[:, None], fixtures.ROUNDS)
    log[4, 40:] += 0.5
    return {
        "round_log": (("forecaster", "round"), log),
        "round_decisions": (("round",), np.full(fixtures.ROUNDS, 6)),
        "round_moves": (("round",), (np.arange(fixtures.ROUNDS) % 5 == 0).astype(int)),
    }


def calibration() -> dict[str, tuple[tuple[str, ...], object]]:
    """Fill bins: the first far off, the last but one empty."""
    edges = np.array([0, 0.01, 0.03, 0.1, 0.3, 0.7, 0.97, 1])
    mean = np.array([0.002, 0.02, 0.06, 0.15, 0.5, np.nan, 0.99])
    share = np.array([0.02, 0.02, 0.05, 0.08, 0.5, np.nan, 0.98])
    columns = {
        "cases": np.array([900, 140, 80, 120, 150, 0, 300]),
        "mean": mean,
        "share": share,
        "low": 0.6 * share,
        "high": np.minimum(1, 1.5 * share),
    }
    return {
        "bin_low": (("bin",), edges[:-1]),
        "bin_high": (("bin",), edges[1:]),
        **{
            f"calibration_{name}": (("forecaster", "bin"), np.tile(row, (len(FORECASTERS), 1)))
            for name, row in columns.items()
        },
    }


def forward() -> dict[str, tuple[tuple[str, ...], object]]:
    """Let shares drift, and the last level come."""
    share = brief_answers.drifting_shares()[:AHEAD]
    came = np.tile([len(levels) - 1 for _, _, levels in fixtures.VARIABLES.values()], (AHEAD, 1))
    shape = (len(RULES), AHEAD, len(fixtures.VARIABLES))
    ranked = np.broadcast_to(np.array([0.3, 0.5, 0.25, 0.4])[:, None, None], shape).copy()
    ranked[:, 0] = np.nan
    return {
        "share": (("ahead", "variable", "level"), share),
        "came": (("ahead", "variable"), came),
        "came_probability": (("rule", "ahead", "variable"), np.full(shape, 0.2)),
        "ranked_score": (("rule", "ahead", "variable"), ranked),
    }
