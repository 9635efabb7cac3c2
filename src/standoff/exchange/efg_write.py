"""Write a crisis with a horizon as one of Gambit's game trees (``.efg``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from standoff.exchange.carry import Exported
from standoff.exchange.gambit import plain, quoted
from standoff.exchange.lost import left_out
from standoff.exchange.nfg_write import payoff_table
from standoff.exchange.tree import CHANCE, Node, walk
from standoff.exchange.unroll import Unroller, tosses
from standoff.game import Game, compile
from standoff.spec import Crisis

__all__ = ["game_title", "tree_lines", "write_efg"]

WHAT: Final = "An .efg file"


def write_efg(crisis: Crisis) -> Exported:
    """Write the tree of a crisis: a decision for each turn, chance, payoffs at the ends.

    Parameters
    ----------
    crisis
        A crisis with a horizon.

    Returns
    -------
    Exported
        The file, and what it cannot say.

    Raises
    ------
    NotApplicable
        If there is no horizon, an order stands where the tree needs numbers, or the
        tree would be too large; or if members of a body vote by what they expect.

    Examples
    --------
    >>> from standoff.spec import read_text
    >>> found = write_efg(read_text('''
    ... name: signal
    ... horizon: 1
    ... actors: {sender: {patience: 0}}
    ... variables: {lamp: [off, on]}
    ... options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
    ... interests: {bright: lamp}
    ... weights: {sender: {bright: 1}}
    ... '''))
    >>> print(found.text, end="")
    EFG 2 R "signal" { "sender" }
    ""
    <BLANKLINE>
    p "" 1 1 "" { "hold" "light" } 0
    t "" 1 "" { 0 }
    t "" 2 "" { 1 }
    """
    game = compile(crisis)
    payoffs, notes = payoff_table(game)
    writer = Unroller(game, payoffs)
    root = writer.tree()
    players, number = _players(game, payoffs)
    if len(players) < len(game.actor_names) - len(writer.tossers):
        notes.append("Actors that are called alike and want the same became one player.")
    notes += writer.notes
    lines = [
        f"EFG 2 R {quoted(crisis.title.in_language('en', crisis.name))} "
        f"{{ {' '.join(quoted(game_title(game, i)) for i in players)} }}",
        '""',
        "",
        *tree_lines(
            root,
            lambda node: number[node.mover],
            lambda node: [float(node.payoffs[i]) for i in players],
        ),
    ]
    lost = left_out(
        crisis, WHAT, keeps=("start", "order", "together", "horizon", "chance", "costs", "patience")
    )
    return Exported("\n".join(lines) + "\n", (*notes, *lost))


def game_title(game: Game, i: int) -> str:
    """Return what an actor is called.

    Examples
    --------
    >>> import standoff
    >>> game_title(standoff.compile(standoff.read(standoff.catalog.path("chicken"))), 0)
    'First player'
    """
    actor = game.crisis.actors[i]
    return actor.title.in_language("en", actor.name)


def _players(game: Game, payoffs: npt.NDArray[np.float64]) -> tuple[list[int], dict[int, int]]:
    """Choose an actor for each player; actors called alike that want the same are one."""
    players: list[int] = []
    number: dict[int, int] = {}
    for i, actor in enumerate(game.crisis.actors):
        if tosses(game, i) and not game.crisis.weights.get(actor.name):
            continue
        for n, j in enumerate(players):
            is_same = game_title(game, i) == game_title(game, j) and actor.title.by_language
            if is_same and (payoffs[i] == payoffs[j]).all():
                number[i] = n
        if i not in number:
            number[i] = len(players)
            players.append(i)
    return players, number


def tree_lines(
    root: Node, player: Callable[[Node], int], payoffs: Callable[[Node], Sequence[float]]
) -> list[str]:
    """Write the nodes of a tree, each information set and each end with a number of its own.

    Parameters
    ----------
    root
        The first node.
    player
        The number of the player that decides at a node, from 0.
    payoffs
        What the players get at an end.

    Examples
    --------
    >>> tree_lines(Node(), lambda node: 0, lambda node: [1.0])
    ['t "" 1 "" { 1 }']
    """
    found = []
    sets: dict[int, int] = {}
    known: dict[tuple[int, tuple[int, ...]], int] = {}
    ends = 0
    for node, _ in walk(root):
        if not node.actions:
            ends += 1
            given = ", ".join(plain(float(value)) for value in payoffs(node))
            found.append(f't "" {ends} "" {{ {given} }}')
            continue
        mover = CHANCE if node.mover == CHANCE else player(node)
        here = None if node.seen is None else known.get((mover, node.seen))
        if here is None:
            here = sets[mover] = sets.get(mover, 0) + 1
        if node.seen is not None:
            known[mover, node.seen] = here
        labels = _distinct(node.actions)
        if node.mover == CHANCE:
            pairs = zip(labels, node.shares, strict=True)
            branches = " ".join(f"{quoted(label)} {plain(share)}" for label, share in pairs)
            found.append(f'c "" {here} "" {{ {branches} }} 0')
        else:
            branches = " ".join(map(quoted, labels))
            found.append(f'p "" {mover + 1} {here} "" {{ {branches} }} 0')
    return found


def _distinct(labels: list[str]) -> list[str]:
    """Give a number to labels that stand twice at one node."""
    found: list[str] = []
    for label in labels:
        again = labels[: len(found)].count(label)
        found.append(f"{label} ({again + 1})" if again else label)
    return found
