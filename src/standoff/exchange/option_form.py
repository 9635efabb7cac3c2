"""Find the option form of a crisis: who holds which variable, and which way it may go.

Letters
-------
``i`` actor, ``v`` variable; ``s`` and ``t`` positions of the state before and
after a move.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.exchange.carry import listed
from standoff.game import Game

__all__ = ["Direction", "OptionForm", "option_form"]

Direction = Literal["both", "rise", "fall"]
Ints = npt.NDArray[np.int64]

MOST_MOVES: Final = 20_000_000
_WORDS: Final = {"rise": "can only rise", "fall": "can only fall", "both": "can go both ways"}


@dataclass(frozen=True)
class OptionForm:
    """Who may set which variable.

    Attributes
    ----------
    game
        The crisis, compiled.
    held
        For each actor, the variables that it holds, in the order of the file.
    direction
        For each variable, which way moves may take it.
    """

    game: Game
    held: tuple[tuple[int, ...], ...]
    direction: tuple[Direction, ...]

    @property
    def order(self) -> tuple[int, ...]:
        """The variables, those of each actor side by side, and last those that nobody holds."""
        return tuple(dict.fromkeys([*(v for own in self.held for v in own), *self.free]))

    @property
    def free(self) -> tuple[int, ...]:
        """The variables that nobody holds."""
        held = {v for own in self.held for v in own}
        return tuple(v for v in range(len(self.direction)) if v not in held)


def option_form(game: Game, wanted_by: str) -> OptionForm:
    """Read the option form off the moves, whether written by controls or by options.

    Parameters
    ----------
    game
        A compiled crisis.
    wanted_by
        The format that needs it, for the message.

    Raises
    ------
    NotApplicable
        If some actor's moves are not those of an option form: to every feasible
        setting of what it holds, one way or both, in every state.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> found = option_form(game, "A .gmcr file")
    >>> found.held, found.direction
    (((0,), (1,)), ('both', 'both'))
    """
    game.rank  # noqa: B018  # a ranking with gaps is refused before anything else
    passes = game.sincere_passes()
    held, ways = [], []
    for i, actor in enumerate(game.actor_names):
        s, t = _moves(game, passes, i)
        mine, only = _holding(game, actor, s, t)
        if _expected(game, mine, only) != s.size:
            raise NotApplicable(_complaint(game, actor, mine, wanted_by))
        held.append(tuple(mine))
        ways.append(only)
    direction: list[Direction] = ["both"] * len(game.variable_names)
    for v, name in enumerate(game.variable_names):
        said = {only[v] for own, only in zip(held, ways, strict=True) if v in own}
        if len(said) > 1:
            raise NotApplicable(
                f"{wanted_by} says once which way a variable may go, and for {name} it differs "
                f"by actor: {' and '.join(_WORDS[one] for one in sorted(said))}.\n"
                "Give it to one actor, or the same one-way rule to all."
            )
        direction[v] = said.pop() if said else "both"
    return OptionForm(game, tuple(held), tuple(direction))


def _moves(game: Game, passes: npt.NDArray[np.uint8], i: int) -> tuple[Ints, Ints]:
    """List the moves of an actor, each once."""
    moves, count = game.moves, game.state_count
    found: list[Ints] = []
    size = 0
    for a in range(int(moves.actor_first[i]), int(moves.actor_first[i + 1])):
        for o in range(int(moves.outcome_first[a]), int(moves.outcome_first[a + 1])):
            may = moves.available[a] == 1
            if moves.vote[a] >= 0:
                may &= (passes[a] == 1) == (o == moves.outcome_first[a])
            t = game.targets(moves, o)
            s = np.flatnonzero(may & (t >= 0) & (t != np.arange(count)))
            found.append(s * count + t[s])
            size += s.size
            if size > MOST_MOVES:
                raise NotApplicable(
                    f"The crisis has more than {MOST_MOVES:,} moves, too many to look at one by "
                    "one.\nMerge levels or variables."
                )
    pairs = np.unique(np.concatenate([*found, np.zeros(0, np.int64)]))
    return pairs // count, pairs % count


def _holding(game: Game, actor: str, s: Ints, t: Ints) -> tuple[list[int], dict[int, Direction]]:
    """Say which variables an actor holds, and which way each may go."""
    digits = game.level_indices.astype(np.int64)
    declared = game.crisis.controls.get(actor, ())
    mine, only = [], {}
    for v, name in enumerate(game.variable_names):
        step = digits[v, t] - digits[v, s]
        rises, falls = bool((step > 0).any()), bool((step < 0).any())
        if rises or falls or name in declared:
            mine.append(v)
            way: Direction = "both"
            if rises != falls:
                way = "rise" if rises else "fall"
            only[v] = _declared(game, actor, name, way)
    return mine, only


def _declared(game: Game, actor: str, name: str, seen: Direction) -> Direction:
    """Prefer what the file says: a level may have nowhere to go in one direction."""
    for rule in game.crisis.one_way:
        is_plain = rule.variable == name and actor in rule.by and rule.when.text == "true"
        if is_plain and rule.only != "stay" and seen in ("both", rule.only):
            return "rise" if rule.only == "rise" else "fall"
    if name in game.crisis.controls.get(actor, ()) and not any(
        rule.variable == name and actor in rule.by for rule in game.crisis.one_way
    ):
        return "both"
    return seen


def _expected(game: Game, mine: Iterable[int], only: dict[int, Direction]) -> int:
    """Count the moves of an option form with these variables and directions."""
    mine = list(mine)
    digits = game.level_indices.astype(np.int64)
    rest = [v for v in range(len(digits)) if v not in mine]
    key = np.zeros(game.state_count, np.int64)
    for v in rest:
        key += digits[v] * game.space.strides[v]
    total = 0
    _, block, sizes = np.unique(key, return_inverse=True, return_counts=True)
    if int((sizes.astype(np.int64) ** 2).sum()) > MOST_MOVES:
        return -1
    order = np.argsort(block.reshape(-1), kind="stable")
    for members in np.split(order, np.cumsum(sizes)[:-1]):
        may = np.ones((members.size, members.size), np.bool_)
        for v in mine:
            step = digits[v, members][None, :] - digits[v, members][:, None]
            if only[v] == "rise":
                may &= step >= 0
            elif only[v] == "fall":
                may &= step <= 0
        total += int(may.sum()) - members.size
    return total


def _complaint(game: Game, actor: str, mine: list[int], wanted_by: str) -> str:
    names = listed([game.variable_names[v] for v in mine]) if mine else "nothing"
    return (
        f"{wanted_by} holds the option form: an actor may set what it holds to any feasible "
        f"combination, in every state.\n{actor} moves {names}, but not so: its moves hang on "
        "conditions, on chance or on votes.\nWrite its moves as 'controls', with "
        "'one_way' and 'infeasible', or convert to .yaml."
    )
