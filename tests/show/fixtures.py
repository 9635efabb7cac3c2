"""Answers made by hand, as the reference page on answers describes them."""

from __future__ import annotations

import datetime
import json

import numpy as np
import xarray as xr

from standoff.result.brief import Assumption, Brief
from standoff.vocab import BALLOT, BRIEF_CONCEPTS

ACTORS = {
    "PRK": {"en": "North Korea", "id": "Korea Utara"},
    "USA": {"en": "United States", "id": "Amerika Serikat"},
    "CHN": {"en": "China", "id": "Tiongkok"},
    "JPN": {"en": "Japan", "id": "Jepang"},
    "KOR": {"en": "South Korea", "id": "Korea Selatan"},
    "RUS": {"en": "Russia", "id": "Rusia"},
}
VARIABLES = {
    "npt": ("NPT membership", "Keanggotaan NPT", ["member", "notice", "left"]),
    "inspectors": ("Inspectors", "Inspektur", ["present", "limited", "expelled"]),
    "yongbyon": ("Yongbyon", "Yongbyon", ["disabled", "frozen", "running"]),
    "tests": ("Nuclear tests", "Uji nuklir", ["none", "one", "two"]),
    "launches": ("Launches", "Peluncuran", ["quiet", "recent"]),
    "talks": ("Six-Party Talks", "Perundingan Enam Pihak", ["open", "suspended", "left"]),
    "measures": (
        "Council measures",
        "Tindakan Dewan",
        ["none", "r1695", "r1718", "statement", "r1874"],
    ),
    "aid": ("Aid and fuel oil", "Bantuan dan minyak bakar", ["none", "some", "full"]),
    "defence": ("Japan's missile defence", "Pertahanan rudal Jepang", ["usual", "raised"]),
    "jp_sanctions": ("Japan's own sanctions", "Sanksi Jepang", ["none", "imports", "all trade"]),
    "listing": ("US terror listing", "Daftar teror AS", ["listed", "delisted"]),
    "funds": ("Frozen funds", "Dana beku", ["free", "frozen"]),
}
OPTIONS = {
    "PRK.leave_npt": {"en": "leave the NPT", "id": "keluar dari NPT"},
    "PRK.launch": {"en": "launch a rocket", "id": "meluncurkan roket"},
    "PRK.test": {"en": "test a device", "id": "menguji perangkat"},
    "PRK.break_off": {
        "en": "reject, walk out, expel and restart",
        "id": "menolak, keluar, mengusir, dan mengaktifkan kembali",
    },
    "PRK.return": {"en": "return to the talks", "id": "kembali berunding"},
    "PRK.freeze": {"en": "freeze Yongbyon", "id": "membekukan Yongbyon"},
    "USA.table_1718": {"en": "table resolution 1718", "id": "mengajukan resolusi 1718"},
    "USA.table_statement": {"en": "table a statement", "id": "mengajukan pernyataan"},
    "USA.table_1874": {"en": "table resolution 1874", "id": "mengajukan resolusi 1874"},
    "USA.freeze_funds": {"en": "freeze funds", "id": "membekukan dana"},
    "USA.delist": {"en": "lift the listing", "id": "mencabut daftar"},
    "CHN.convene": {"en": "convene the talks", "id": "menyelenggarakan perundingan"},
    "CHN.send_aid": {"en": "send aid"},
    "JPN.raise_defence": {"en": "raise missile defence", "id": "menaikkan pertahanan rudal"},
    "JPN.sanction": {"en": "widen own sanctions", "id": "memperluas sanksi sendiri"},
    "KOR.ship_oil": {"en": "ship fuel oil", "id": "mengirim minyak bakar"},
    "RUS.send_aid": {"en": "send aid", "id": "mengirim bantuan"},
}
MEMBERS = [
    "AUT",
    "BFA",
    "CHN",
    "CRI",
    "FRA",
    "GBR",
    "HRV",
    "JPN",
    "LBY",
    "MEX",
    "RUS",
    "TUR",
    "UGA",
    "USA",
    "VNM",
]
ROUNDS = 84


def labels() -> str:
    """Write the labels of the large crisis."""
    return json.dumps(
        {
            "crisis": {
                "en": "North Korea's nuclear diplomacy, 2003-2009",
                "id": "Diplomasi nuklir Korea Utara, 2003-2009",
            },
            "actors": ACTORS,
            "variables": {
                name: {
                    "title": {"en": english, "id": indonesian},
                    "levels": levels,
                    "level_titles": [{} for _ in levels],
                }
                for name, (english, indonesian, levels) in VARIABLES.items()
            },
            "options": {**OPTIONS, "hold": {"en": "hold", "id": "menunggu"}},
            "bodies": {"council": {"en": "Security Council", "id": "Dewan Keamanan"}},
            "interests": {},
            "chance": {},
            "states": {},
            "calendar": {
                "start": "2003-01-01",
                "every": "month",
                "rounds": ROUNDS,
                "focus": "2009-04-05",
            },
        }
    )


def stamped(answer: xr.Dataset, lens: str, **attributes: object) -> xr.Dataset:
    """Give an answer the attributes that every answer has."""
    return answer.assign_attrs(
        {
            "lens": lens,
            "settings": "{}",
            "crisis": "dprk-2009",
            "crisis_digest": "c0ffee" * 6,
            "game_digest": "decade" * 6,
            "record_digest": "facade" * 6,
            "seed": 7,
            "version": "0.1.0",
            "made_on": "2026-01-01T00:00:00",
            "status": "found",
            "cause": "",
            "remedy": "",
            "labels": labels(),
            **attributes,
        }
    )


def round_dates(first: int = 0) -> list[str]:
    """Give the first day of rounds ``first``, 1, ... of the large crisis."""
    months = range(max(first - 1, 0), ROUNDS)
    dates = [datetime.date(2003 + month // 12, month % 12 + 1, 1).isoformat() for month in months]
    return [dates[0], *dates] if first == 0 else dates


def prisoners_labels() -> str:
    """Write the labels of the prisoner's dilemma."""
    levels = {"levels": ["silent", "confess"], "level_titles": [{}, {}]}
    return json.dumps(
        {
            "crisis": {"en": "Prisoner's dilemma", "id": "Dilema tahanan"},
            "actors": {"A": {"en": "Ann"}, "B": {"en": "Bob"}},
            "variables": {
                "a": {"title": {"en": "Ann"}, **levels},
                "b": {"title": {"en": "Bob"}, **levels},
            },
            "options": {},
            "bodies": {},
            "calendar": None,
        }
    )


def prisoners() -> xr.Dataset:
    """Build the stability answer of the prisoner's dilemma, worked out by hand.

    States: 0 both silent, 1 Bob confesses, 2 Ann confesses, 3 both confess.
    Both rank: confess alone 4, both silent 3, both confess 2, silent alone 1.
    Silent is deserted under Nash; under the others Ann's confession is answered
    by Bob's, which leaves her at 2 < 3, and Bob's answer pays him (2 > 1), so it
    is credible. Confessing by both is an equilibrium under every concept.
    """
    rank = np.array([[3, 1, 4, 2], [3, 4, 1, 2]])
    shape = (4, 2, 4)
    stable = np.zeros(shape, bool)
    stable[:, 0, 2:] = True  # Ann stays where she confesses
    stable[:, 1, [1, 3]] = True  # so does Bob
    stable[1:, :, 0] = True  # and both stay silent if they look further
    move_to, answer_to = np.full(shape, -1), np.full(shape, -1)
    move_option, answer_option = np.full(shape, -1), np.full(shape, -1)
    answer_actor = np.full(shape, -1)
    for actor, (temptations, options) in enumerate(
        (({0: 2, 1: 3}, (0, 1)), ({0: 1, 2: 3}, (2, 3)))
    ):
        for state, target in temptations.items():
            move_to[:, actor, state] = target
            move_option[:, actor, state] = options[0]
    answer_to[1:, :, 0] = 3
    answer_actor[1:, 0, 0], answer_actor[1:, 1, 0] = 1, 0
    answer_option[1:, 0, 0], answer_option[1:, 1, 0] = 2, 0
    axes = ("concept", "actor", "state")
    answer = xr.Dataset(
        {
            "stable": (axes, stable),
            "equilibrium": (("concept", "state"), stable.all(axis=1)),
            "rank": (("actor", "state"), rank),
            "improvement_count": (("actor", "state"), (move_to[0] >= 0).astype(int)),
            "move_to": (axes, move_to),
            "move_option": (axes, move_option),
            "answer_to": (axes, answer_to),
            "answer_actor": (axes, answer_actor),
            "answer_option": (axes, answer_option),
            "steps_from_start": ("state", [0, 1, 1, 2]),
            "level_index": (("variable", "state"), [[0, 0, 1, 1], [0, 1, 0, 1]]),
        },
        coords={
            "concept": list(BRIEF_CONCEPTS),
            "actor": ["A", "B"],
            "state": [0, 1, 2, 3],
            "option": ["A.a=confess", "A.a=silent", "B.b=confess", "B.b=silent"],
            "variable": ["a", "b"],
        },
    )
    return stamped(
        answer, "stability", crisis="prisoners", labels=prisoners_labels(), looked_from=0, seed=-1
    )


def stability(state_count: int = 400) -> xr.Dataset:
    """Build a large stability answer: made-up verdicts over random states."""
    generator = np.random.default_rng(1)
    sizes = [len(levels) for _, _, levels in VARIABLES.values()]
    digits = np.unique(
        np.array([generator.integers(0, size, state_count) for size in sizes]), axis=1
    )
    count = digits.shape[1]
    actors, options = len(ACTORS), list(OPTIONS)
    improvement = generator.integers(0, 3, (actors, count)) * (
        generator.random((actors, count)) < 0.5
    )
    tempted = improvement > 0
    strength = generator.random((actors, count))
    stable = np.stack([~tempted | (strength < edge) for edge in (0.0, 0.7, 0.5, 0.4)])
    move_to = np.where(tempted, generator.integers(0, count, (4, actors, count)), -1)
    own = [[k for k, label in enumerate(options) if label.startswith(name)] for name in ACTORS]
    move_option = np.stack([generator.choice(mine, (4, count)) for mine in own], axis=1)
    deterred = stable & tempted
    answer_actor = np.where(deterred, (np.arange(actors)[:, None] + 1) % actors, -1)
    answer_option = np.stack(
        [generator.choice(own[(actor + 1) % actors], (4, count)) for actor in range(actors)], axis=1
    )
    axes = ("concept", "actor", "state")
    steps = generator.integers(1, 9, count)
    steps[count // 2] = 0
    steps[::5] = -1
    steps[count // 2] = 0
    radix = np.cumprod([1, *sizes[:0:-1]])[::-1]
    state = (digits * radix[:, None]).sum(axis=0)
    answer = xr.Dataset(
        {
            "stable": (axes, stable),
            "equilibrium": (("concept", "state"), stable.all(axis=1)),
            "rank": (("actor", "state"), generator.integers(0, 99, (actors, count))),
            "improvement_count": (("actor", "state"), improvement),
            "move_to": (axes, move_to),
            "move_option": (axes, np.where(tempted, move_option, -1)),
            "answer_to": (
                axes,
                np.where(deterred, generator.integers(0, count, (4, actors, count)), -1),
            ),
            "answer_actor": (axes, answer_actor),
            "answer_option": (axes, np.where(deterred, answer_option, -1)),
            "steps_from_start": ("state", steps),
            "level_index": (("variable", "state"), digits),
        },
        coords={
            "concept": list(BRIEF_CONCEPTS),
            "actor": list(ACTORS),
            "state": state,
            "option": options,
            "variable": list(VARIABLES),
        },
    )
    return stamped(answer, "stability", looked_from=int(state[count // 2]))


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
