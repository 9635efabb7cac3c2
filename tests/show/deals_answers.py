"""Made-up answers of the lenses `deals` and `leverage`, as the reference page describes them."""

from __future__ import annotations

import json

import numpy as np
import xarray as xr

from show import fixtures
from standoff.kernels.frontier import POINTS

ACTORS = list(fixtures.ACTORS)
TITLES = {
    "big": {"en": "Joint Statement of 19 September 2005", "id": "Pernyataan Bersama 2005"},
    "small": {"en": "Initial Actions", "id": "Tindakan Awal"},
    "closed": {"en": "Agreed Framework"},
}


def deals() -> xr.Dataset:
    """Make up three deals, one of which cannot be carried out, and five combinations."""
    count, variables = len(ACTORS), list(fixtures.VARIABLES)
    gain = np.linspace(-1.2, 9.4, 3 * count).reshape(3, count)
    gap = np.full((3, count), np.nan)
    gap[0, :2], gap[1, 0] = (1.79, -4.2), -9.81
    gain[2] = np.nan
    levels = np.full((5, len(variables)), -1)
    levels[:, 2], levels[1:, 7], levels[2:, 5] = 0, 2, 0
    solved = np.array([np.linspace(k, 6 - k, count) for k in (0.5, 1.0, 2.0, 3.0, 4.0)])
    answer = xr.Dataset(
        {
            "status_quo": ("actor", np.linspace(-3.0, 6.0, count)),
            "level_today": ("variable", np.ones(len(variables), dtype=np.int64)),
            "feasible": ("deal", [True, True, False]),
            "gain": (("deal", "actor"), gain),
            "commitment_gap": (("deal", "actor"), gap),
            "combination_level": (("combination", "variable"), levels),
            "combination_gain": (("combination", "actor"), solved),
            "combination_gap": (("combination", "actor"), np.full((5, count), np.nan)),
            "combination_front": ("combination", [True, True, False, True, True]),
            "point_position": ("point", [1, 1, 3, 4]),
            "screened_gain": (("guess", "actor"), solved[:3] + 0.4),
        },
        coords={
            "actor": ACTORS,
            "variable": variables,
            "deal": list(TITLES),
            "combination": [f"c{k}" for k in range(5)],
            "point": list(POINTS),
        },
    )
    return fixtures.stamped(
        answer,
        "deals",
        deal_titles=json.dumps(TITLES),
        plane=f"{ACTORS[0]}, {ACTORS[-1]}",
        parties=", ".join(ACTORS),
    )


def leverage() -> xr.Dataset:
    """Make up the worth of four things, with draws."""
    taken = ["PRK.*", "PRK.launch+PRK.test", "veto:CHN", "seat:council.JPN"]
    worth = np.linspace(-4.1, 4.6, len(taken) * len(ACTORS)).reshape(len(taken), -1).round(2)
    owns = np.zeros(worth.shape, dtype=np.bool_)
    owns[0, 0] = owns[1, 0] = True
    by_actor = ("taken", "actor")
    answer = xr.Dataset(
        {
            "worth": (by_actor, worth),
            "worth_low": (by_actor, worth - 12.5),
            "worth_high": (by_actor, worth + 3.25),
            "owns": (by_actor, owns),
        },
        coords={"actor": ACTORS, "taken": taken},
    )
    return fixtures.stamped(answer, "leverage", draws=9, rounds_left=84)
