"""Answers made by hand, as the reference page on answers describes them."""

from __future__ import annotations

import datetime
import json

import numpy as np
import xarray as xr

from standoff.vocab import BRIEF_CONCEPTS

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
