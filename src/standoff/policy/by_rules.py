"""Policies written by hand: what the rules of a crisis say, and something else elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError, NotApplicable
from standoff.kernels.following import back
from standoff.kernels.tables import Floats, Ints
from standoff.policy.cover import perpetual, unpadded
from standoff.policy.policy import Policy
from standoff.policy.rules_at_once import back_at_once, lay_down_at_once
from standoff.policy.seats import seats_of
from standoff.vocab import HOLD

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["by_rules"]

Progress = Callable[[int, int], None]

MOST_ROUNDS = 100_000
"""Rounds after which the values of play without end are those reached so far."""


def by_rules(
    game: Game,
    *,
    otherwise: str = "logit",
    start: int | None = None,
    also: Iterable[int] = (),
    rounds: int | None = None,
    precision_factor: float = 1.0,
    keep: int = 1,
    progress: Progress | None = None,
) -> Policy:
    """Have actors do what the rules of the crisis say.

    In each state an actor does what its first rule says whose condition holds.
    An option that is not available there is not taken; its share is held.
    Where no rule holds, and for actors without rules, ``otherwise`` decides:
    ``hold``, or the name of another policy, whose movers reckon with a game
    without rules. Bodies vote as they do there, too.

    Parameters
    ----------
    otherwise
        ``hold``, or one of `standoff.policy.POLICIES` but ``rules``.
    also
        Positions of further states to cover; only with ``hold`` and ``logit``.
    game, start, rounds, precision_factor, keep, progress
        As in `standoff.policy.solve`.

    Raises
    ------
    NotApplicable
        If the crisis has no rules, or those of who choose at once come to a vote of which
        ``otherwise`` says nothing.
    CommandError
        If ``otherwise`` is no policy.

    Examples
    --------
    >>> from standoff.game import compile
    >>> from standoff.spec import read_text
    >>> game = compile(read_text('''
    ... name: signal
    ... horizon: 1
    ... actors: [sender]
    ... variables: {lamp: [off, on]}
    ... options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
    ... interests: {bright: lamp}
    ... weights: {sender: {bright: 1}}
    ... rules: {sender: [{do: {light: 0.25, hold: 0.75}}]}
    ... '''))
    >>> by_rules(game).choice[0].tolist()
    [[0.75, 0.25], [1.0, 0.0]]
    """
    rules = game.crisis.rules
    if not rules:
        raise NotApplicable(
            "The policy 'rules' does what the rules of a crisis say, and this crisis has none.\n"
            "Write some under 'rules', or choose another policy."
        )
    base = _base(
        game, otherwise, start=start, also=also, rounds=rounds,
        precision_factor=precision_factor, keep=keep, progress=progress,
    )  # fmt: skip
    choice = base.choice.copy()
    if otherwise == HOLD:
        choice[:] = 0.0
        choice[:, :, base.slot_first[:-1]] = 1.0
    laid = {game.actor_names.index(name): _laid_down(game, base.states, name) for name in rules}
    for seat in seats_of(base.covered):
        if seat.profile is None and seat.actor in laid:
            where, share = laid[seat.actor]
            choice[:, where, seat.slots] = share[where]
    for joint in base.covered.joints:
        lay_down_at_once(base.covered, joint, laid, base.choice, choice)
    policy = replace(
        base, choice=choice, kind="rules", asked={"otherwise": otherwise}, residual=0.0, branch=None
    )
    return _valued(game, policy)


def _base(game: Game, otherwise: str, **how: object) -> Policy:
    """Return what is done where no rule holds."""
    from standoff.policy.kinds import POLICIES, play
    from standoff.policy.solve import solve

    if otherwise in (HOLD, "logit"):
        return solve(game, **how)  # type: ignore[arg-type]  # they are its own parameters
    if otherwise == "rules" or otherwise not in POLICIES:
        known = ", ".join((HOLD, *(name for name in POLICIES if name != "rules")))
        raise CommandError(f"'otherwise' is {otherwise!r}.\nIt takes one of: {known}.")
    how.pop("also")
    return play(game, otherwise, **how)  # type: ignore[arg-type]  # they are its own parameters


def _laid_down(game: Game, states: Ints, actor: str) -> tuple[np.typing.NDArray[np.bool_], Floats]:
    """Return in which states a rule holds, and the shares of hold and the actor's options."""
    i = game.actor_names.index(actor)
    first, stop = (int(game.moves.actor_first[n]) for n in (i, i + 1))
    names = [game.actions[a].option for a in range(first, stop)]
    decided = np.zeros(states.size, dtype=np.bool_)
    share = np.zeros((states.size, 1 + stop - first))
    for rule in game.crisis.rules[actor]:
        here = game.space.where(rule.when)[states] & ~decided
        decided |= here
        for name, number in rule.do.items():
            if name != HOLD:
                a = names.index(name)
                can = here & (game.moves.available[first + a][states] == 1)
                share[can, 1 + a] += number.value
    share[decided, 0] = 1.0 - share[decided, 1:].sum(axis=1)
    return decided, np.clip(share, 0.0, 1.0)


def _valued(game: Game, policy: Policy) -> Policy:
    """Work out what actors expect where everybody does what the policy says."""
    covered, actors = policy.covered, len(game.actor_names)
    value = perpetual(covered).copy()
    spare = np.empty_like(value)
    kept: dict[int, Floats] = {}
    for t in range(policy.horizon or MOST_ROUNDS, 0, -1):
        before = value.copy() if policy.horizon is None else value
        index = policy.round(t)
        told = policy.choice[index], policy.passes[index]
        if covered.joints:
            back_at_once(covered, *told, value, spare)
        else:
            back(covered.round, *told, value, spare)
        if t in policy.kept:
            kept[t] = unpadded(value, actors)
        if policy.horizon is None and np.abs(value - before).max() <= policy.tolerance:
            break
    return replace(policy, value=unpadded(value, actors), kept=kept)
