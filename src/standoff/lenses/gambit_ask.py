"""The boundary to Gambit: a tree as text goes out, probabilities come back.

pygambit is under the GPL and never comes with this program. It is imported here
alone, and only when its lens is asked for.
"""

from __future__ import annotations

import importlib.util
import io
from typing import Any, Literal

from standoff.errors import NotApplicable

__all__ = ["Method", "is_installed", "profiles", "require"]

Method = Literal["mixed", "poly", "pure", "agent", "limit", "logit"]


def is_installed() -> bool:
    """Say whether Gambit can be asked."""
    return importlib.util.find_spec("pygambit") is not None


def require() -> None:
    """Refuse where Gambit is missing, with the command that installs it."""
    if not is_installed():
        raise NotApplicable(
            "Gambit finds these equilibria, and its package pygambit is not installed.\n"
            "Install it with: pip install 'standoff[gambit]'."
        )


def profiles(text: str, method: Method) -> list[list[float]]:
    """Let Gambit solve a tree.

    Parameters
    ----------
    text
        The tree, as an ``.efg`` file.
    method
        ``mixed`` lists the corners of all Nash equilibria of two players, ``poly``
        those of more players on each support, ``pure`` the pure ones, ``agent`` the
        pure profiles in which no information set gains by itself; ``limit`` follows the
        logit equilibria to their end, ``logit`` to precision 1.

    Returns
    -------
    list of list of float
        For each equilibrium the probability of every action, by player, information set
        and action in the order of the file; NaN where a player never comes by its own
        plan.
    """
    import pygambit

    game = pygambit.read_efg(io.BytesIO(text.encode()))
    nash = pygambit.nash
    if method == "logit":
        (point,) = pygambit.qre.logit_solve_lambda(game, 1.0, use_strategic=False)
        return [[float(point[k]) for k in range(len(point))]]
    if method == "limit":
        found = nash.logit_solve(game, use_strategic=False)
    elif method == "agent":
        found = nash.enumpure_agent_solve(game)
    elif method == "mixed":
        found = nash.enummixed_solve(game, rational=False)
    elif method == "poly":
        found = nash.enumpoly_solve(game, use_strategic=True)
    else:
        found = nash.enumpure_solve(game)
    return [_by_action(game, one) for one in found.equilibria]


def _by_action(game: Any, profile: Any) -> list[float]:
    """List the probabilities of all actions."""
    behaviour = profile.as_behavior() if hasattr(profile, "as_behavior") else profile
    return [
        float(behaviour[action]) if behaviour.is_defined_at(known) else float("nan")
        for player in game.players
        for known in player.infosets
        for action in known.actions
    ]
