"""The lens beliefs on every line of play of a small game, with every motive unknown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.policy.private_exact import Exact, solve_on_tree
from standoff.policy.private_tree import PrivateTree, Secret, unrolled

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.lenses.beliefs_learning import Priors

__all__ = ["Lines", "lines_of_play", "secrets_of"]

LOOSE = 1e-6
"""Distance from a fixed point, in probability, above which the tree is not solved."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Variables and attributes of the answer."""

    arrays: dict[str, object]
    attrs: dict[str, object]


def secrets_of(game: Game, priors: Priors) -> list[Secret]:
    """List the actors whose motives others do not know, with what is believed at first.

    They are the actor asked about, with the motives held possible, and whoever else
    has named motives and was not given one of them.
    """
    others: dict[str, list[tuple[str, float]]] = {}
    for motive in game.crisis.motives:
        if motive.actor != priors.actor and motive.actor not in game.motives:
            others.setdefault(motive.actor, []).append((motive.name, motive.prior.value))
    found = [Secret(priors.actor, priors.motives, priors.prior)]
    for actor, named in others.items():
        shares = np.array([share for _, share in named])
        found.append(Secret(actor, tuple(name for name, _ in named), shares / shares.sum()))
    return found


def lines_of_play(game: Game, priors: Priors, *, rounds: int, most: int) -> Lines | None:
    """Solve the game on its tree, if it has one that is small enough and a choice."""
    secrets = secrets_of(game, priors)
    tree = unrolled(game, secrets, rounds=rounds, most=most) if most else None
    if tree is None or not any(node.action for node in tree.nodes):
        return None
    found = solve_on_tree(tree)
    attrs: dict[str, object] = {
        "tree_nodes": len(tree.nodes),
        "tree_residual": found.residual,
        "secret_titles": json.dumps(_titles(game), ensure_ascii=False),
    }
    if not found.arrived or found.residual > LOOSE:
        attrs |= {
            "status": "did not converge",
            "cause": "In some state what a choice tells and what is chosen do not settle.",
            "remedy": "Lower the precision of the actors.",
        }
    return Lines(_named(game, secrets, tree, found), attrs)


def _titles(game: Game) -> dict[str, dict[str, str]]:
    return {
        f"{motive.actor}.{motive.name}": dict(motive.title.by_language)
        for motive in game.crisis.motives
    }


def _named(game: Game, secrets: list[Secret], tree: PrivateTree, found: Exact) -> dict[str, object]:
    """Put names on what is done, told and expected."""
    names: list[str] = []
    columns: list[int] = []
    for secret in secrets:
        own = tree.own(game.actor_names.index(secret.actor))
        names += [f"{secret.actor}.{motive}" for motive in secret.motives]
        columns += range(own.start, own.stop)
    expected = [
        float(tree.prior[tree.own(i)] @ found.value[tree.own(i)])
        for i in range(len(game.actor_names))
    ]
    return {
        "tree_value": ("actor", expected),
        "secret_prior": ("secret", tree.prior[columns]),
        "secret_value": ("secret", found.value[columns]),
        "actor": list(game.actor_names),
        "secret": names,
        **_branches(game, tree, found, columns),
    }


def _branches(game: Game, tree: PrivateTree, found: Exact, columns: list[int]) -> dict[str, object]:
    """List every choice at every node, in the order of the tree."""
    after = np.full(len(tree.nodes), -1)
    came: list[int] = []
    round_, turn, actor, option, state = ([] for _ in range(5))
    reach, share = [], []
    choice, belief = [], []
    for n, node in enumerate(tree.nodes):
        for f, branch in enumerate(node.branch):
            for _, child in branch:
                after[child] = len(came) if node.action else after[n]
            if not node.action:
                continue
            came.append(after[n])
            round_.append(node.round)
            turn.append(node.turn)
            actor.append(node.mover)
            option.append(node.action[f] + 1)
            state.append(int(game.moves.code[tree.covered.states[node.row]]))
            reach.append(found.reach[n])
            share.append(found.share[n][f])
            own = tree.own(node.mover)
            taken = np.full(tree.prior.size, np.nan)
            if own.stop - own.start > 1:
                taken[own] = found.choice[n][:, f]
            choice.append(taken[columns])
            belief.append(found.belief[branch[0][1]][columns])
    whole = {"branch_after": came, "branch_round": round_, "branch_turn": turn}
    whole |= {"branch_actor": actor, "branch_option": option, "branch_state": state}
    return {
        **{name: ("branch", np.array(list_, np.int64)) for name, list_ in whole.items()},
        "branch_reach": ("branch", np.array(reach)),
        "branch_share": ("branch", np.array(share)),
        "branch_choice": (("branch", "secret"), np.array(choice)),
        "branch_belief": (("branch", "secret"), np.array(belief)),
    }
