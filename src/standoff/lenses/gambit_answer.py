"""What Gambit found, as labelled arrays in the words of the crisis."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from standoff.lenses.gambit_solve import Equilibrium, Found
from standoff.lenses.gambit_tree import Planted
from standoff.policy.game_tree import Profile

__all__ = ["answer"]

SURE = 1e-9
"""An end is listed if some equilibrium comes there more often than this."""


def answer(planted: Planted, found: Found) -> xr.Dataset:
    """Label the equilibria; see ``docs/reference/answers.md``."""
    several = sorted(found.equilibria, key=lambda one: _key(planted, one))
    game, sets = planted.game, planted.sets
    states = _states(planted, several)
    names = ("equilibrium", "actor"), ("equilibrium", "state")
    made = xr.Dataset(
        {
            "concept": ("equilibrium", [one.concept for one in several]),
            "profiles": ("equilibrium", [one.profiles for one in several]),
            "is_sequential": ("equilibrium", [one.is_sequential for one in several]),
            "error": ("equilibrium", [one.error for one in several]),
            "value": (names[0], np.array([one.value for one in several])),
            "end_share": (names[1], np.array([one.ends[states] for one in several])),
            "set_actor": ("information_set", [game.actor_names[s.actor] for s in sets]),
            "set_round": ("information_set", [s.round for s in sets]),
            "set_turn": ("information_set", [s.turn for s in sets]),
            "set_motive": ("information_set", [s.motive for s in sets]),
            "set_state": ("information_set", game.moves.code[[s.state for s in sets]]),
            "level_index": (("variable", "state"), game.level_indices[:, states].astype(np.int64)),
        },
        coords={
            "equilibrium": np.arange(1, len(several) + 1),
            "actor": list(game.actor_names),
            "state": game.moves.code[states],
            "information_set": np.arange(1, len(sets) + 1),
            "variable": list(game.variable_names),
        },
    )
    made = made.assign(_choices(planted, several)).assign(_beliefs(planted, several))
    made.attrs |= {
        "left_out": ",".join(found.left_out),
        "listed": found.listed,
        "nodes": len(planted.tree.children),
    }
    return made


def _key(planted: Planted, one: Equilibrium) -> tuple[object, ...]:
    """Order equilibria by concept, and by what actors get, whatever the order of the file."""
    concepts = ("nash", "sequential", "logit")
    by_name = sorted(zip(planted.game.actor_names, one.value.round(6).tolist(), strict=True))
    ends = sorted(
        (sorted(planted.game.levels(int(k)).items()), round(-float(one.ends[k]), 6))
        for k in np.flatnonzero(one.ends > SURE)
    )
    return concepts.index(one.concept), [-value for _, value in by_name], ends


def _states(planted: Planted, several: list[Equilibrium]) -> npt.NDArray[np.int64]:
    """List the positions of the ends that are reached, of the states seen, and of the first."""
    ends = sum(one.ends for one in several)
    seen = [sight.state for sight in planted.sets]
    return np.unique(np.concatenate([np.flatnonzero(ends > SURE), seen, [planted.start]]))


def _choices(planted: Planted, several: list[Equilibrium]) -> xr.Dataset:
    """Say what is done at each decision, and how likely it is reached."""
    sets, tree = planted.sets, planted.tree
    slots = max(len(sight.options) for sight in sets)
    options = np.full((len(sets), slots), "", dtype=object)
    choice = np.full((len(several), len(sets), slots), np.nan)
    reached = np.zeros((len(several), len(sets)))
    for h, sight in enumerate(sets):
        options[h, : len(sight.options)] = sight.options
        for e, one in enumerate(several):
            choice[e, h, : len(sight.options)] = one.profile[h]
    for e, one in enumerate(several):
        reach = tree.reach(one.profile)
        reached[e] = [reach[own].sum() for own in tree.nodes]
    return xr.Dataset(
        {
            "slot_option": (("information_set", "slot"), options.astype(str)),
            "choice": (("equilibrium", "information_set", "slot"), choice),
            "set_reached": (("equilibrium", "information_set"), reached),
        }
    )


def _beliefs(planted: Planted, several: list[Equilibrium]) -> xr.Dataset:
    """Say what a mover believes where it cannot tell where it is."""
    tree = planted.tree
    where = [(h, int(n)) for h, own in enumerate(tree.nodes) for n in own if own.size > 1]
    if not where:
        return xr.Dataset()
    nodes = [n for _, n in where]
    profiles: list[Profile] = [one.profile for one in several]
    return xr.Dataset(
        {
            "node_set": ("node", [h + 1 for h, _ in where]),
            "node_motives": ("node", [planted.drawn[n] for n in nodes]),
            "node_path": ("node", [planted.path(n) for n in nodes]),
            "belief": (
                ("equilibrium", "node"),
                np.array([tree.beliefs(profile)[nodes] for profile in profiles]),
            ),
        },
        coords={"node": np.arange(1, len(nodes) + 1)},
    )
