"""Compile a crisis to a game."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from standoff.errors import CommandError, Problem, SpecError
from standoff.game.bodies import lay_out_bodies
from standoff.game.game import Action, Game
from standoff.game.labels import make_labels
from standoff.game.moves import actor_drafts, chance_drafts, count_actions, lay_out
from standoff.game.preferences import utilities, weights_in_force
from standoff.game.space import StateSpace, build_space
from standoff.spec.crisis import Crisis

MOST_BYTES: Final = 2 * 1024**3
"""Memory that the tables of a game may take: who may do what where, utilities and ranks."""

MOST_ACTIONS: Final = 20_000
"""Options that a game may have; each is laid out and has a label."""


def compile(crisis: Crisis, *, motives: Mapping[str, str] | None = None) -> Game:
    """Compile a crisis to the arrays that every lens reads.

    Conditions become masks over the feasible states, effects become offsets on
    the number of a state, interests and weights become utilities.

    Parameters
    ----------
    crisis
        A resolved crisis.
    motives
        For some actors, the named motive whose weights replace the actor's own.

    Returns
    -------
    Game
        Frozen; two compilations of equal crises have equal digests.

    Raises
    ------
    CommandError
        If a motive does not exist, or the game would not fit into memory.
    SpecError
        If no state is feasible, the start is not, or a ranking does not cover
        every feasible state once.

    Examples
    --------
    >>> from standoff.spec import read_text
    >>> crisis = read_text('''
    ... name: signal
    ... actors: [sender]
    ... variables: {lamp: [off, on]}
    ... options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
    ... interests: {bright: lamp}
    ... weights: {sender: {bright: 1}}
    ... ''')
    >>> game = compile(crisis)
    >>> game.state_count, game.utility.tolist()
    (2, [[0.0, 1.0]])
    """
    motives = dict(motives or {})
    weights = weights_in_force(crisis, motives)
    _check_size(crisis)
    space = build_space(crisis)
    start = _start(crisis, space)
    drafts = actor_drafts(crisis)
    actions = tuple(
        Action(draft.label, draft.owner, draft.label.split(".", 1)[1], draft.must_move)
        for draft in drafts
    )
    names = [actor.name for actor in crisis.actors]
    game = Game(
        crisis=crisis,
        motives=motives,
        space=space,
        moves=lay_out(crisis, drafts, len(names), space),
        chance=lay_out(crisis, chance_drafts(crisis), 1, space, is_chance=True),
        ballots=lay_out_bodies(crisis),
        turns=np.array([names.index(name) for name in crisis.order], dtype=np.int64),
        utility=utilities(crisis, weights, space),
        patience=np.array([actor.patience.value for actor in crisis.actors]),
        precision=np.array([actor.precision.value for actor in crisis.actors]),
        actions=actions,
        start=start,
        labels=make_labels(crisis, [a.label for a in actions if a.is_implicit]),
    )
    if crisis.rankings:
        # worked out lazily, but a ranking that leaves states out must be refused now
        assert game.rank.shape == game.utility.shape
    return game


def _check_size(crisis: Crisis) -> None:
    """Refuse a game that would not fit into memory, before anything of it is made."""
    states = math.prod(len(variable.levels) for variable in crisis.variables)
    options = count_actions(crisis) + len(crisis.chance)
    size = states * (options + 16 * len(crisis.actors))
    if size <= MOST_BYTES and options <= MOST_ACTIONS:
        return
    remedy = "merge levels of variables, or drop a variable"
    if crisis.controls:
        remedy = f"have each actor control fewer variables (every combination counts), {remedy}"
    raise CommandError(
        f"The crisis '{crisis.name}' has {states:,} states and {options:,} options, "
        f"{size / 1024**3:,.1f} GB of memory.\n"
        f"At most {MOST_BYTES / 1024**3:.0f} GB and {MOST_ACTIONS:,} options are computed: "
        f"{remedy}."
    )


def _start(crisis: Crisis, space: StateSpace) -> int:
    """Return the position of the start, which must be feasible."""
    number = sum(
        variable.start * stride
        for variable, stride in zip(crisis.variables, space.strides, strict=True)
    )
    position = int(space.position[number])
    if position < 0:
        raise SpecError(
            crisis.source,
            [
                Problem(
                    line=1,
                    column=1,
                    path="start",
                    wrong="The state at the start is infeasible.",
                    fix="Choose other levels in 'start', or loosen 'infeasible'.",
                )
            ],
        )
    return position
