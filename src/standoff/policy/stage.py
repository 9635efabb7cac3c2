"""One round of a crisis read as a game in which all move at once.

In a round movers see what those before them did. A stage game asks what they
would do if they did not: everybody chooses one option for the round, and the
choices are then carried out in the order of turns, as they are where a crisis has
actors move together (`standoff.policy.joint`). Normal forms of textbooks
(matching pennies, the prisoner's dilemma) are stage games of one-round crises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.quantal import LogitBranch, logit_branch
from standoff.kernels.tables import Floats, Ints, Moves
from standoff.policy.cover import require_numbers
from standoff.vocab import HOLD

if TYPE_CHECKING:
    from standoff.game import Game

MOST_PROFILES = 200_000


@dataclass(frozen=True, eq=False)
class StageGame:
    """A normal form: who plays, what each may do, and what each then gets.

    ``options`` has one tuple of labels for each player, `hold` first;
    ``payoff`` one array for each player, with one axis for each player.
    """

    players: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    payoff: tuple[Floats, ...]
    precision: tuple[float, ...]

    def quantal_response(self, precision_factor: float = 1.0) -> LogitBranch:
        """Follow the logit equilibria from precision 0 to the actors' precision."""
        return logit_branch(self.payoff, [precision_factor * p for p in self.precision])


def stage_game(game: Game, state: int | None = None) -> StageGame:
    """Read the round that begins in a state as a game of simultaneous moves.

    An option is chosen among those available in ``state`` and paid for; when its turn
    comes it is carried out, if it is still available then. At the end
    of the round everybody receives what keeping the state for ever is worth,
    chance applied once, as in a horizon of one round.

    Parameters
    ----------
    game
        A compiled crisis in which every actor's preference is in numbers, each
        actor has one turn at most, and no available option asks for a vote.
    state
        Position of the state; default: the crisis's start.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    CommandError
        If an actor has several turns, a vote is involved, or there are too many
        ways to combine the options.

    Examples
    --------
    >>> from standoff.game import compile
    >>> from standoff.spec import read_text
    >>> game = compile(read_text('''
    ... name: pennies
    ... actors: {even: {patience: 0}, odd: {patience: 0}}
    ... variables: {left: [tails, heads], right: [tails, heads]}
    ... options:
    ...   even: {show: {when: left == tails, effect: {set: {left: heads}}}}
    ...   odd: {show: {when: right == tails, effect: {set: {right: heads}}}}
    ... interests: {match: (left == heads) == (right == heads)}
    ... weights: {even: {match: 1}, odd: {match: -1}}
    ... '''))
    >>> found = stage_game(game)
    >>> found.options
    (('hold', 'even.show'), ('hold', 'odd.show'))
    >>> found.payoff[0].tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    require_numbers(game)
    position = game.start if state is None else int(state)
    choices = _choices(game, position)
    sizes = tuple(len(actions) for actions in choices)
    worth = _worth_at_end(game)
    payoff = np.empty((len(sizes), *sizes))
    for profile in np.ndindex(*sizes):
        taken = [actions[j] for actions, j in zip(choices, profile, strict=True)]
        payoff[:, *profile] = _outcome(game, position, taken, worth)[game.turns]
    return StageGame(
        players=tuple(game.actor_names[i] for i in game.turns),
        options=tuple(
            tuple(HOLD if a < 0 else game.actions[a].label for a in actions) for actions in choices
        ),
        payoff=tuple(payoff),
        precision=tuple(float(game.precision[i]) for i in game.turns),
    )


def _choices(game: Game, position: int) -> list[list[int]]:
    """Return what every mover may choose, -1 for hold; refuse what is no normal form."""
    turns = [int(i) for i in game.turns]
    twice = sorted({game.actor_names[i] for i in turns if turns.count(i) > 1})
    if twice:
        raise CommandError(
            f"A round cannot be read as simultaneous where {', '.join(twice)} moves more "
            "than once in it.\nGive every actor one place in 'order'."
        )
    moves = game.moves
    choices = []
    for i in turns:
        own = range(int(moves.actor_first[i]), int(moves.actor_first[i + 1]))
        choices.append([-1, *(a for a in own if moves.available[a, position])])
    votes = [game.actions[a].label for own in choices for a in own if a >= 0 and moves.vote[a] >= 0]
    if votes:
        raise CommandError(
            f"A vote needs members who see what is proposed, so {votes[0]} cannot be part of "
            "a round read as simultaneous.\nAsk the lens 'equilibrium' instead."
        )
    count = int(np.prod([len(own) for own in choices], dtype=np.float64))
    if count > MOST_PROFILES:
        raise CommandError(
            f"The options of this round combine in {count:,} ways, more than "
            f"{MOST_PROFILES:,}.\nAsk the lens 'equilibrium' instead."
        )
    return choices


def _worth_at_end(game: Game) -> Floats:
    """Return what every state is worth once the turns are over; axes (i, s)."""
    later: Floats = game.utility / (1.0 - game.patience[:, None])
    for e in range(game.chance.vote.size - 1, -1, -1):
        here = np.flatnonzero(game.chance.available[e])
        mean = np.zeros((later.shape[0], here.size))
        for p, target in _spread(game, game.chance, e):
            mean += p * later[:, target[here]]
        later = later.copy()
        later[:, here] = mean
    return game.utility + game.patience[:, None] * later


def _spread(game: Game, moves: Moves, a: int) -> list[tuple[float, Ints]]:
    """Return the probability of each outcome of an action, and where it leads."""
    outcomes = range(int(moves.outcome_first[a]), int(moves.outcome_first[a + 1]))
    return [(float(moves.probability[o]), game.targets(moves, o)) for o in outcomes]


def _outcome(game: Game, position: int, taken: Sequence[int], worth: Floats) -> Floats:
    """Return what everybody gets where each mover's choice is carried out in turn."""
    mass = {position: 1.0}
    paid = np.zeros(worth.shape[0])
    moves = game.moves
    for i, a in zip(game.turns, taken, strict=True):
        following: dict[int, float] = {}
        if a >= 0:
            row = int(moves.cost_row[a])
            paid[i] += moves.cost[a] if row < 0 else moves.cost_by_state[row, position]
        for s, share in mass.items():
            if a < 0 or not moves.available[a, s]:
                following[s] = following.get(s, 0.0) + share
                continue
            for p, target in _spread(game, moves, a):
                x = int(target[s])
                following[x] = following.get(x, 0.0) + share * p
        mass = following
    gained: Floats = sum(share * worth[:, s] for s, share in mass.items()) - paid
    return gained
