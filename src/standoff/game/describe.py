"""The compiled game as readable text: what a change in meaning shows up in.

A golden copy of this text is kept for every small catalogue game, so that a
change to the compiler is seen in review as a difference a person can read.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from standoff.game.game import Game
from standoff.kernels.tables import Ints, Moves

_LISTED = 64
"""Games with more states than this are summed up instead of listed."""


def describe(game: Game) -> str:
    r"""Write a compiled game out as text, ending in a newline.

    Examples
    --------
    >>> from standoff.game import compile
    >>> from standoff.spec import read_text
    >>> game = compile(read_text("name: still\nactors: [one]\nvariables: {v: [a, b]}"))
    >>> print(describe(game).splitlines()[0])
    game still: 1 actors, 2 of 2 states, 0 options
    """
    return "\n".join(_lines(game)) + "\n"


def _lines(game: Game) -> Iterator[str]:
    """Yield the lines of the text."""
    total = int(np.prod(game.space.sizes, dtype=np.int64))
    yield (
        f"game {game.crisis.name}: {len(game.actor_names)} actors, "
        f"{game.state_count} of {total} states, {len(game.actions)} options"
    )
    yield "variables"
    for name, size, stride in zip(
        game.space.variables, game.space.sizes, game.space.strides, strict=True
    ):
        yield f"  {name}: {size} levels, stride {stride}"
    yield f"start {game.space.code[game.start]}, turns {' '.join(_turns(game))}"
    yield "options"
    for a, action in enumerate(game.actions):
        yield from _action(game, game.moves, a, action.label)
    yield "chance"
    for a, event in enumerate(game.crisis.chance):
        yield from _action(game, game.chance, a, event.name)
    yield "bodies"
    for b, body in enumerate(game.crisis.bodies):
        seats = [_seat(game, j) for j in range(*game.ballots.member_first[b : b + 2])]
        yield f"  {body.name}: {body.rule} {game.ballots.quota[b]}; {' '.join(seats)}"
    yield "preferences"
    for i, name in enumerate(game.actor_names):
        yield (
            f"  {name}: patience {game.patience[i]:g}, precision {game.precision[i]:g}, "
            f"{_preference(game, i)}"
        )


def _turns(game: Game) -> list[str]:
    """Name the actor of each turn, those that move at once as one."""
    names = [game.actor_names[i] for i in game.turns]
    for first, stop in reversed(game.crisis.together):
        names[first:stop] = ["+".join(names[first:stop])]
    return names


def _action(game: Game, moves: Moves, a: int, label: str) -> Iterator[str]:
    """Yield an action: where it is available, its cost, and where it leads."""
    here = np.flatnonzero(moves.available[a])
    cost = f"{moves.cost[a]:g}" if moves.cost_row[a] < 0 else "varies"
    yield f"  {label}: in {_states(game, here)}, cost {cost}"
    for o in range(moves.outcome_first[a], moves.outcome_first[a + 1]):
        chance = moves.probability[o]
        weight = "by vote" if np.isnan(chance) else f"{chance:g}"
        shift = game.space.code[game.targets(moves, o)[here]] - game.space.code[here]
        yield f"    {weight}: offsets {_numbers(shift)}"


def _states(game: Game, positions: Ints) -> str:
    """Write out the numbers of states, or how many there are."""
    if positions.size == game.state_count:
        return "all states"
    return f"states {_numbers(game.space.code[positions])}"


def _numbers(values: Ints) -> str:
    """Write out a few numbers, or sum up many."""
    distinct = np.unique(values)
    if distinct.size == 1 and values.size > 1:
        return f"{distinct[0]} throughout"
    if values.size <= _LISTED:
        return " ".join(str(value) for value in values) or "none"
    return f"{values.size} from {distinct[0]} to {distinct[-1]}, sum {values.sum()}"


def _seat(game: Game, j: int) -> str:
    """Write out a member: its actor or leaning, votes, veto and band."""
    actor = game.ballots.member_actor[j]
    who = (
        game.actor_names[actor]
        if actor >= 0
        else "/".join(f"{p:g}" for p in game.ballots.leaning[j])
    )
    mark = "!" if game.ballots.veto[j] else ""
    return f"{who}{mark}x{game.ballots.votes[j]}~{game.ballots.band[j]:g}"


def _preference(game: Game, i: int) -> str:
    """Write out an actor's order of the states, best first."""
    rank = game.rank[i]
    if game.state_count > _LISTED:
        return f"{rank.max() + 1} ranks, rank sum {rank.sum()}"
    tiers = [
        "=".join(str(c) for c in game.space.code[rank == r]) for r in range(rank.max(), -1, -1)
    ]
    return "order " + " > ".join(tiers)
