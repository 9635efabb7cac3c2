"""Solve a game: what every mover does in every state that can be reached.

A game with a horizon is counted backwards from its end, which has exactly one
solution. Without one the stationary equilibrium is followed from precision 0;
see `standoff.policy.stationary`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.eights import room
from standoff.kernels.markov import Shares
from standoff.policy.cover import (
    Covered,
    cover,
    kept_rounds,
    perpetual,
    require_memory,
    unpadded,
)
from standoff.policy.going_back import go_back
from standoff.policy.policy import Branch, Policy
from standoff.policy.stationary import follow_branch

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]


def solve(
    game: Game,
    *,
    start: int | None = None,
    also: Iterable[int] = (),
    rounds: int | None = None,
    precision_factor: float = 1.0,
    tolerance: float = 1e-10,
    keep: int = 1,
    progress: Progress | None = None,
) -> Policy:
    """Find the Markov logit equilibrium of a game.

    Parameters
    ----------
    game
        A compiled crisis in which every actor's preference is in numbers.
    start
        Position of the state from which play begins; default: the crisis's.
        States that cannot be reached from it are left out.
    also
        Positions of further states to cover, with all that can be reached from them.
    rounds
        How many rounds are left to be played; default: the crisis's horizon.
        0 asks for the stationary equilibrium of a crisis that has a horizon.
    precision_factor
        Multiplies every actor's precision.
    tolerance
        Largest error of the equations, relative to the largest value.
    keep
        A round whose value, and that of the next, are kept whatever their size.
    progress
        Called with how much is done, and how much there is to do.

    Returns
    -------
    Policy
        With the status *did not converge*, its cause and remedy, where no
        equilibrium was reached; never an unconverged policy in silence.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    CommandError
        If a setting is out of range or the solution would not fit into memory.

    Examples
    --------
    >>> from standoff.game import compile
    >>> from standoff.spec import read_text
    >>> game = compile(read_text('''
    ... name: signal
    ... horizon: 1
    ... actors: {sender: {patience: 0.5, precision: 2}}
    ... variables: {lamp: [off, on]}
    ... options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
    ... interests: {bright: lamp}
    ... weights: {sender: {bright: 1}}
    ... '''))
    >>> policy = solve(game)
    >>> policy.choice[0].round(4).tolist()
    [[0.018, 0.982], [1.0, 0.0]]
    """
    _check_settings(rounds, precision_factor, tolerance)
    played = game.horizon if rounds is None else (rounds or None)
    covered = cover(game, start, also)
    if played is None:
        return _stationary(game, covered, precision_factor, tolerance, progress)
    return _backwards(game, covered, played, precision_factor, tolerance, keep, progress)


def _check_settings(rounds: int | None, precision_factor: float, tolerance: float) -> None:
    """Refuse settings that have no meaning."""
    if rounds is not None and rounds < 0:
        raise CommandError(f"'rounds' is {rounds}.\nIt counts rounds, so it is 0 or more.")
    if not 0 <= precision_factor < np.inf:
        raise CommandError(
            f"'precision_factor' is {precision_factor}.\n"
            "It multiplies precisions, so it is a number, 0 or more."
        )
    if not 0 < tolerance < 1:
        raise CommandError(f"'tolerance' is {tolerance}.\nIt lies between 0 and 1.")


def _backwards(
    game: Game,
    covered: Covered,
    rounds: int,
    precision_factor: float,
    tolerance: float,
    wanted: int,
    progress: Progress | None,
) -> Policy:
    """Count the rounds backwards from the status quo kept for ever."""
    choice, passes = _tables(covered, rounds)
    precision = precision_factor * game.precision
    actors = len(game.actor_names)
    later = perpetual(covered)
    value, spare = room(*later.shape), room(*later.shape)
    keep = kept_rounds(covered, rounds, actors) | {wanted, wanted + 1}
    kept = {}
    # one type of table for the kernel, whatever the tables are: it is compiled once
    shares, odds = np.empty(choice.shape[1:]), np.empty(passes.shape[1:])
    for t in range(rounds - 1, -1, -1):
        go_back(covered, later, value, spare, precision, (shares, odds))
        choice[t], passes[t] = shares, odds
        later, value = value, later
        if t + 1 in keep:
            kept[t + 1] = unpadded(later, actors)
        if progress is not None:
            progress(rounds - t, rounds)
    return Policy(
        states=covered.states,
        start=covered.start,
        covered=covered,
        horizon=rounds,
        slot_first=covered.round.slot_first,
        slot_action=covered.slot_action,
        slot_vote=covered.round.slot_vote,
        choice=choice,
        passes=passes,
        value=unpadded(later, actors),
        kept=dict(sorted(kept.items())),
        precision=precision,
        residual=0.0,
        tolerance=tolerance * max(1.0, float(np.abs(later).max(initial=0.0))),
        sweeps=rounds,
        branch=None,
        status="found",
        cause="",
        remedy="",
        method="backward induction",
    )


def _tables(covered: Covered, rounds: int) -> tuple[Shares, Shares]:
    """Make room for the policy, in float32 where float64 would be too large."""
    cells = rounds * covered.rows * (covered.slots + covered.proposals)
    dtype = covered.share_type(cells)
    require_memory(
        dtype.itemsize * cells + covered.round.target.nbytes,
        covered.rows,
        f"Ask for fewer rounds (here {rounds}), or: ",
    )
    choice = np.empty((rounds, covered.rows, covered.slots), dtype)
    return choice, np.empty((rounds, covered.rows, covered.proposals), dtype)


def _stationary(
    game: Game,
    covered: Covered,
    precision_factor: float,
    tolerance: float,
    progress: Progress | None,
) -> Policy:
    """Follow the branch of stationary equilibria from precision 0."""
    choice, passes = _tables(covered, 1)
    walk = follow_branch(
        covered,
        precision_factor * game.precision,
        tolerance,
        (choice[0], passes[0]),
        progress,
    )
    return Policy(
        states=covered.states,
        start=covered.start,
        covered=covered,
        horizon=None,
        slot_first=covered.round.slot_first,
        slot_action=covered.slot_action,
        slot_vote=covered.round.slot_vote,
        choice=choice,
        passes=passes,
        value=unpadded(walk.value, len(game.actor_names)),
        kept={},
        precision=precision_factor * game.precision,
        residual=walk.residual,
        tolerance=walk.tolerance,
        sweeps=walk.sweeps,
        branch=Branch(walk.factor, walk.residuals, walk.choice),
        status=walk.status,
        cause=walk.cause,
        remedy=walk.remedy,
        method=walk.method,
        effort=walk.effort,
        components=walk.components,
        largest_component=walk.largest_component,
    )
