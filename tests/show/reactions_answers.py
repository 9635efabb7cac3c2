"""An answer on reactions made by hand, as the reference page describes it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from show import fixtures

WINDOWS = (7, 30, 90)
PHASES = ("before", "after", "change")
SIGNS = ("hostile", "friendly")
SERIES = ("conflict_by", "cooperation_by", "conflict_on", "cooperation_on")
WEEKS = (*range(-13, 0), *range(1, 14))
MONTHS = 13


def reactions(verdict: str = "open", **changes: object) -> xr.Dataset:
    """Build an answer with every part."""
    answer = xr.merge(
        [by_day(), by_text(), by_week(), by_family(), threats(), deeds(), by_month(), by_dyad()],
        join="exact",
    )
    marks = {
        "of": "PRK",
        "since": "1985-12-12",
        "until": "2013-04-05",
        "days": 9977,
        "events": 242,
        "events_left_out": 0,
        "verdict": verdict,
        "lags": 1,
        "lags_by_bic": 1,
        "largest_root": 0.43,
        "portmanteau_p": 0.0004,
        "portmanteau_lags": 12,
        "resamples": 500,
        "series_left_out": "",
        "months_missing": "",
    }
    return fixtures.stamped(answer, "reactions", **{**marks, **changes})


def without(*axes: str, **changes: object) -> xr.Dataset:
    """Build an answer in which the record held too little for what has these axes."""
    answer = reactions(**changes).drop_dims(list(axes))
    gone = [name for name in answer if name.startswith("carried") and "threat" in axes]
    return answer.drop_vars(gone)


def by_day() -> xr.Dataset:
    """Hostile acts are many before and after texts, friendly ones few."""
    shape = (3, 3, 2)
    mean = np.array([[[0.21, 0.0], [1.16, 0.11], [2.11, 0.37]]] * 3)
    mean[1] += 0.2
    mean[2] = mean[1] - mean[0]
    axes = ("phase", "window", "sign")
    parts = {
        "mean": mean,
        "base": np.full(shape, 0.22),
        "low": np.zeros(shape),
        "high": np.full(shape, 0.9),
        "p": np.full(shape, 0.0123),
        "p_holm": np.full(shape, 0.0738),
        "p_scattered": np.full(shape, 0.0002),
    }
    return xr.Dataset(
        {
            **{f"acts_{name}": (axes, part) for name, part in parts.items()},
            **{f"intensity_{name}": (axes, parts[name]) for name in ("mean", "base", "p")},
            "signal": (("window", "sign"), np.array([[1, -1], [0, 0], [0, 0]])),
        },
        coords={"phase": list(PHASES), "window": list(WINDOWS), "sign": list(SIGNS)},
    )


def by_text() -> xr.Dataset:
    """Thirty texts, more than are listed; the last ones are cut off by the end of the record."""
    count = 30
    acts = np.ones((count, 3, 3, 2), dtype=int)
    return xr.Dataset(
        {
            "text_date": ("text", [f"2009-04-{1 + k:02}" for k in range(count)]),
            "text_actor": ("text", ["UNSC"] * count),
            "text_verb": ("text", ["adopt_resolution"] * count),
            "text_did": ("text", ["adopts a resolution"] * count),
            "text_did_id": ("text", ["mengesahkan resolusi"] * count),
            "text_words": ("text", ["Resolution 1718 under Chapter VII, Article 41"] * count),
            "text_words_id": ("text", ["Resolusi 1718 di bawah Bab VII, Pasal 41"] * count),
            "text_acts": (("text", "phase", "window", "sign"), acts),
            "text_is_complete": (("text", "window"), np.arange(count)[:, None] < [29, 28, 27]),
            "text_first_id": ("text", ["E1"] * count),
            "text_first_did": ("text", ["rejects a Council text or a proposal"] * count),
            "text_first_did_id": ("text", ["menolak naskah Dewan atau suatu usulan"] * count),
            "text_first_sign": ("text", [-1] * count),
            "text_first_delay": ("text", [-1, *range(1, count)]),
        },
        coords={
            "text": [f"E{k}" for k in range(count)],
            "phase": list(PHASES),
            "window": list(WINDOWS),
            "sign": list(SIGNS),
        },
    )


def by_week() -> xr.Dataset:
    """More hostile acts the nearer a week is to the text."""
    weeks = np.array(WEEKS)
    near = 0.5 / np.abs(weeks)
    mean = np.column_stack([near, near / 4])
    return xr.Dataset(
        {
            "weekly_mean": (("week", "sign"), mean),
            "weekly_base": (("week", "sign"), np.full(mean.shape, 0.05)),
            "weekly_low": (("week", "sign"), np.zeros(mean.shape)),
            "weekly_high": (("week", "sign"), np.full(mean.shape, 0.2)),
        },
        coords={"week": weeks, "sign": list(SIGNS)},
    )


def by_family() -> xr.Dataset:
    """Count tests most often, then talks; arrests never; and one family that has no word."""
    share = np.array([[0.05, 0.0, 0.1, 0.0], [0.26, 0.16, 0.1, 0.0], [0.47, 0.32, 0.1, 0.0]])
    axes = ("window", "family")
    return xr.Dataset(
        {
            "family_texts": (axes, (share * 30).astype(int)),
            **{f"family_{n}": (axes, share) for n in ("before", "share", "base", "p", "p_holm")},
            "family_sign": ("family", [-1, 1, -1, -1]),
            "family_did": ("family", ["tests; launches; shows; tells", "talks", "strikes", ""]),
            "family_did_id": ("family", ["menguji; meluncurkan", "berunding", "menyerang", ""]),
        },
        coords={"window": list(WINDOWS), "family": ["test-", "talks+", "assault-", "context-"]},
    )


def threats() -> xr.Dataset:
    """Four threats, of which two are carried out within a month."""
    return xr.Dataset(
        {
            "threat_date": ("threat", ["2006-10-03", "2009-03-26", "2009-04-29", "2012-03-16"]),
            "threat_actor": ("threat", ["PRK"] * 4),
            "threat_verb": ("threat", ["announce_test"] * 4),
            "threat_did": ("threat", ["announces a test"] * 4),
            "threat_did_id": ("threat", ["mengumumkan uji coba"] * 4),
            "threat_words": ("threat", ["A test is announced"] * 4),
            "threat_words_id": ("threat", ["Uji coba diumumkan"] * 3 + [""]),
            "threat_first_id": ("threat", ["E9", "E9", "", ""]),
            "threat_first_did": ("threat", ["holds a nuclear test"] * 2 + [""] * 2),
            "threat_first_did_id": ("threat", ["melakukan uji coba nuklir"] * 2 + [""] * 2),
            "threat_first_sign": ("threat", [-1, -1, 0, 0]),
            "threat_first_delay": ("threat", [1, 26, -1, -1]),
            "carried_count": ("window", [1, 2, 2]),
            "carried_share": ("window", [0.25, 0.5, 0.5]),
            "carried_low": ("window", [0.05, 0.15, 0.15]),
            "carried_high": ("window", [0.7, 0.85, 0.85]),
            "carried_base": ("window", [0.03, 0.12, 0.27]),
            "carried_before": ("window", [0.0, 0.25, 0.5]),
            "carried_p": ("window", [0.08, 0.03, 0.2]),
            "carried_p_holm": ("window", [0.16, 0.09, 0.2]),
        },
        coords={"threat": ["T1", "T2", "T3", "T4"], "window": list(WINDOWS)},
    )


def deeds() -> xr.Dataset:
    """Others are as hostile after deeds as before."""
    axes, shape = ("phase", "window"), (3, 3)
    return xr.Dataset(
        {
            "answers_mean": (axes, np.full(shape, 0.8)),
            "answers_base": (axes, np.full(shape, 0.16)),
            "answers_p": (axes, np.full(shape, 0.01)),
            "answers_p_holm": (axes, np.full(shape, 0.03)),
        },
        coords={"phase": list(PHASES), "window": list(WINDOWS)},
    )


def by_month() -> xr.Dataset:
    """Responses that die out, one of them below zero."""
    size = len(SERIES)
    scale = np.linspace(2.0, -0.5, size * size).reshape(size, size)
    moved = scale * 0.5 ** np.arange(MONTHS)[:, None, None]
    axes, pair = ("month", "series", "shock"), ("series", "shock")
    p = np.where(np.eye(size) > 0, np.nan, 0.02)
    return xr.Dataset(
        {
            "monthly": (("date", "series"), np.ones((60, size))),
            "bic": ("lag", [8.3, 8.1, 8.4]),
            "response": (axes, moved),
            "response_low": (axes, moved - 0.4),
            "response_high": (axes, moved + 0.4),
            "response_total": (pair, scale),
            "response_total_low": (pair, scale - 1),
            "response_total_high": (pair, scale + 1),
            "shock_size": ("shock", [3.0, 2.0, 2.9, 1.0]),
            "granger_p": (pair, p),
            "granger_p_holm": (pair, 12 * p),
            "granger_p_normal": (pair, p / 10),
            "granger_sum": (pair, scale),
            "granger_lag": (pair, np.ones((size, size))),
        },
        coords={
            "date": [f"{2003 + k // 12}-{1 + k % 12:02}-01" for k in range(60)],
            "series": list(SERIES),
            "shock": list(SERIES),
            "lag": np.arange(3),
            "month": np.arange(MONTHS),
        },
    )


def by_dyad() -> xr.Dataset:
    """Japan and North Korea react to each other."""
    axes = ("other", "reacts")
    return xr.Dataset(
        {
            "dyad_p": (axes, [[0.006, 0.009], [0.9, 0.7]]),
            "dyad_p_holm": (axes, [[0.02, 0.03], [1.0, 1.0]]),
            "dyad_sum": (axes, [[0.24, 0.6], [-0.02, 0.0]]),
            "dyad_lags": ("other", [2, 1]),
        },
        coords={"other": ["JPN", "USA"], "reacts": ["actor", "other"]},
    )
