"""Made-up answers of the lenses of a brief, and a brief of them."""

from __future__ import annotations

import datetime

import numpy as np
import xarray as xr

from show.fixtures import (
    ACTORS,
    MEMBERS,
    OPTIONS,
    ROUNDS,
    VARIABLES,
    round_dates,
    stability,
    stamped,
)
from standoff.result.brief import Assumption, Brief
from standoff.vocab import BALLOT, BRIEF_CONCEPTS


def drifting_shares() -> np.ndarray:
    """Make shares (round, variable, level) that drift from the first level upwards."""
    deepest = max(len(levels) for _, _, levels in VARIABLES.values())
    shares = np.full((ROUNDS + 1, len(VARIABLES), deepest), np.nan)
    time = np.linspace(0, 1, ROUNDS + 1)
    for row, (_, _, levels) in enumerate(VARIABLES.values()):
        pace = 0.5 + 0.35 * row
        centre = (len(levels) - 1) * (1 - np.exp(-pace * time)) + 0.3 * np.sin(5 * time * row / 4)
        distance = centre[:, None] - np.arange(len(levels))[None, :]
        weight = np.exp(-(distance**2) / (0.02 + time[:, None]))
        shares[:, row, : len(levels)] = weight / weight.sum(axis=1, keepdims=True)
    return shares


def survival(name: str, axes: tuple[str, ...], curve: np.ndarray) -> dict[str, object]:
    """Build a survival curve with its band."""
    return {
        f"{name}_survival": (axes, curve),
        f"{name}_survival_low": (axes, np.clip(curve - 0.03, 0, 1)),
        f"{name}_survival_high": (axes, np.clip(curve + 0.03, 0, 1)),
    }


def level_survival(share: np.ndarray) -> np.ndarray:
    """Let a level be reached by as many paths as ever are there at once."""
    return 1 - np.maximum.accumulate(share, axis=0).transpose(1, 2, 0)


def ensemble(paths: int = 400) -> xr.Dataset:
    """Build an ensemble answer over the whole period."""
    share = drifting_shares()
    spread = 1.96 * np.sqrt(share * (1 - share) / paths)
    options = list(OPTIONS)
    used = np.linspace(0.02, 1.0, len(options))
    rounds = np.arange(ROUNDS + 1)
    first = used[:, None] * (1 - np.exp(-rounds[None, :] / 20))
    answer = xr.Dataset(
        {
            "share": (("round", "variable", "level"), share),
            "share_low": (("round", "variable", "level"), np.clip(share - spread, 0, 1)),
            "share_high": (("round", "variable", "level"), np.clip(share + spread, 0, 1)),
            "used": ("option", used),
            "used_low": ("option", np.clip(used - 0.03, 0, 1)),
            "used_high": ("option", np.clip(used + 0.03, 0, 1)),
            "first_use": (
                ("option", "quantile"),
                np.where(
                    used[:, None] > np.array([0.1, 0.25, 0.5, 0.75, 0.9]),
                    np.array([2.0, 8, 20, 40, 70]) / used[:, None] % 84 // 1 + 1,
                    np.nan,
                ),
            ),
            "first_use_share": (("option", "round"), first),
            **survival("use", ("option", "round"), 1 - first),
            **survival("level", ("variable", "level", "round"), level_survival(share)),
            "sequence_share": ("sequence", [0.12, 0.08, 0.05]),
            "sequence_low": ("sequence", [0.09, 0.06, 0.03]),
            "sequence_high": ("sequence", [0.15, 0.11, 0.08]),
            "sequence_step": (
                ("sequence", "step"),
                [
                    ["PRK.leave_npt", "CHN.convene", "PRK.return"],
                    ["PRK.leave_npt", "USA.freeze_funds", ""],
                    ["CHN.send_aid", "", ""],
                ],
            ),
        },
        coords={
            "round": rounds,
            "round_date": ("round", round_dates()),
            "variable": list(VARIABLES),
            "level": np.arange(share.shape[2]),
            "option": options,
            "quantile": [0.1, 0.25, 0.5, 0.75, 0.9],
        },
    )
    return stamped(answer, "ensemble", paths=paths, looked_from=0, looked_round=1)


def equilibrium() -> xr.Dataset:
    """Build an equilibrium answer with three proposals before the Council."""
    generator = np.random.default_rng(3)
    turns = ["USA", "PRK", "CHN", "JPN", "KOR", "RUS", "USA", "PRK"]
    slots = 1 + max(sum(label.startswith(name) for label in OPTIONS) for name in ACTORS)
    slot_option = np.full((len(turns), slots), "", dtype=object)
    choice = np.full((len(turns), 3, slots), 0.0)
    for turn, name in enumerate(turns):
        mine = ["hold", *[label for label in OPTIONS if label.startswith(name)]]
        slot_option[turn, : len(mine)] = mine
        choice[turn, :, : len(mine)] = generator.dirichlet(np.ones(len(mine)) * 0.6, 3)
    votes = ["USA.table_1718", "USA.table_statement", "USA.table_1874"]
    yes = generator.beta(6, 1, (len(votes), len(MEMBERS)))
    abstain = (1 - yes) * 0.8
    level = drifting_shares()
    answer = xr.Dataset(
        {
            "choice": (("turn", "state", "slot"), choice),
            "slot_option": (("turn", "slot"), slot_option.astype(str)),
            "turn_actor": ("turn", turns),
            "value": (("actor", "state"), generator.normal(3, 4, (len(ACTORS), 3))),
            "occupancy": ("state", [0.2, 0.5, 0.3]),
            "level_share": (("round", "variable", "level"), level),
            "pass_probability": ("vote", [0.93, 0.58, 0.004]),
            "ballot_probability": (
                ("vote", "member", "ballot"),
                np.stack([yes, abstain, 1 - yes - abstain], axis=2),
            ),
            "vote_body": ("vote", ["council"] * 3),
            "vote_state": ("vote", [0, 0, 1]),
            "residual": ((), 3e-13),
            "residual_verified": ((), 4.2e-12),
            "sweeps": ((), 84),
            "level_index": (
                ("variable", "state"),
                generator.integers(0, 2, (len(VARIABLES), 3)),
            ),
        },
        coords={
            "turn": np.arange(len(turns)),
            "state": [0, 1, 2],
            "actor": list(ACTORS),
            "vote": votes,
            "member": MEMBERS,
            "ballot": list(BALLOT),
            "round": np.arange(ROUNDS + 1),
            "round_date": ("round", round_dates()),
            "variable": list(VARIABLES),
            "level": np.arange(level.shape[2]),
        },
    )
    return stamped(answer, "equilibrium", looked_from=1, looked_round=76, horizon=84)


def situation(event_count: int = 100) -> xr.Dataset:
    """Build a situation: the record of the large crisis, made up but as dense as the true one."""
    generator = np.random.default_rng(5)
    options = list(OPTIONS)
    days = np.sort(
        np.concatenate(
            [
                generator.integers(0, 2556, event_count * 3 // 4),
                generator.integers(2285, 2360, event_count - event_count * 3 // 4),
            ]
        )
    )
    start = datetime.date(2003, 1, 1)
    dates = [(start + datetime.timedelta(int(day))).isoformat() for day in days]
    chosen = [options[k] for k in generator.integers(0, len(options), event_count)]
    background = generator.random(event_count) < 0.4
    levels = np.zeros((len(VARIABLES), ROUNDS + 1), dtype=int)
    for row, (_, _, names) in enumerate(VARIABLES.values()):
        steps = (generator.random(ROUNDS) < 0.03) * generator.choice([-1, 1, 1], ROUNDS)
        for column in range(ROUNDS):
            levels[row, column + 1] = np.clip(
                levels[row, column] + steps[column], 0, len(names) - 1
            )
    month = [(int(date[:4]) - 2003) * 12 + int(date[5:7]) for date in dates]
    answer = xr.Dataset(
        {
            "now": ("variable", levels[:, 75]),
            "beginning": ("variable", levels[:, 0]),
            "record_level": (("variable", "round"), levels),
            "event_id": ("event", [f"DPRK{k:03d}" for k in range(event_count)]),
            "event_date": ("event", dates),
            "event_actor": ("event", [label.partition(".")[0] for label in chosen]),
            "event_verb": ("event", ["statement"] * event_count),
            "event_text": (
                "event",
                [f"Event {k}: the capital makes its position known" for k in range(event_count)],
            ),
            "event_option": (
                "event",
                ["" if b else c for b, c in zip(background, chosen, strict=True)],
            ),
            "event_round": ("event", month),
            "event_background": (
                "event",
                ["an exchange of views that changes no level" if b else "" for b in background],
            ),
        },
        coords={
            "variable": list(VARIABLES),
            "round": np.arange(ROUNDS + 1),
            "round_date": ("round", round_dates()),
        },
    )
    return stamped(answer, "situation")


def agreement() -> xr.Dataset:
    """Build the comparison of the lenses at the last round."""
    generator = np.random.default_rng(11)
    last = drifting_shares()[-1]
    rest = np.full((4, *last.shape), np.nan)
    for row, (_, _, levels) in enumerate(VARIABLES.values()):
        rest[:, row, : len(levels)] = generator.dirichlet(np.ones(len(levels)), 4)
    verdicts = ["agree", "hang", "open"] * 4
    answer = xr.Dataset(
        {
            "rest_share": (("concept", "variable", "level"), rest),
            "rest_count": ("concept", [4, 60, 44, 21]),
            "occupancy": (("variable", "level"), last),
            "share": (("variable", "level"), last),
            "share_low": (("variable", "level"), np.clip(last - 0.02, 0, 1)),
            "share_high": (("variable", "level"), np.clip(last + 0.02, 0, 1)),
            "record_level": ("variable", situation()["record_level"].values[:, -1]),
            "verdict": ("variable", verdicts),
        },
        coords={
            "concept": list(BRIEF_CONCEPTS),
            "variable": list(VARIABLES),
            "level": np.arange(last.shape[1]),
        },
    )
    return stamped(answer, "agreement")


def brief(**changes: object) -> Brief:
    """Build the brief of the large crisis."""
    parts: dict[str, object] = {
        "name": "dprk-2009",
        "title": {
            "en": "North Korea's nuclear diplomacy, 2003-2009",
            "id": "Diplomasi nuklir Korea Utara, 2003-2009",
        },
        "about": {
            "en": "A weak state, a dangerous programme, and a Council with vetoes.",
            "id": "Negara lemah, program berbahaya, dan Dewan dengan hak veto.",
        },
        "date": "2009-04-05",
        "answers": {
            "situation": situation(),
            "stability": stability(),
            "equilibrium": equilibrium(),
            "ensemble": ensemble(),
            "agreement": agreement(),
        },
        "assumptions": tuple(
            Assumption(
                path=f"weights.PRK.interest{k}",
                value=f"{0.1 * k:g}",
                low=0.05 * k,
                high=0.2 * k,
                text={
                    "en": "No published estimate; the order follows its own statements.",
                    "id": "Belum ada taksiran terbitan; urutannya mengikuti pernyataannya sendiri.",
                },
                source="essay" if k % 2 else None,
                confidence="assumed",
                claim=k,
            )
            for k in range(1, 20)
        ),
        "reproduce": {
            "version": "0.1.0",
            "crisis_digest": "c0ffee" * 6,
            "game_digest": "decade" * 6,
            "record_digest": "facade" * 6,
            "seed": "7",
            "command": "standoff brief dprk-2009 --seed 7",
        },
    }
    return Brief(**(parts | changes))


def brief_with(**answers: xr.Dataset) -> Brief:
    """Make up a brief in which some answers are others."""
    return brief(answers={**brief().answers, **answers})
