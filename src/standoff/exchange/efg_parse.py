"""Parse Gambit's files of game trees (``.efg``): the tree that stands in them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from standoff.exchange.carry import Refusals
from standoff.exchange.gambit import Token, Tokens
from standoff.exchange.tree import Node, Tree

__all__ = ["parse_efg"]

MOST_NODES: Final = 20_000
MOST_ACTIONS: Final = 64
DEEPEST: Final = 200
Known = tuple[list[str], list[Fraction]]


def parse_efg(text: str, source: str) -> Tree:
    """Parse an ``.efg`` file.

    Raises
    ------
    SpecError
        With what is wrong, and where; also where a player does not know at which
        of several nodes it is.

    Examples
    --------
    >>> tree = parse_efg('''EFG 2 R "entry" { "A" "B" } p "" 1 1 "" { "out" "in" } 0
    ...     t "" 1 "" { 1, 2 } p "" 2 1 "" { "fight" "share" } 0
    ...     t "" 2 "" { 0, 0 } t "" 3 "" { 2, 1 }''', "entry.efg")
    >>> tree.root.actions, tree.root.children[1].children[1].payoffs
    (['out', 'in'], (Fraction(2, 1), Fraction(1, 1)))
    """
    tokens = Tokens(text, Refusals(source))
    title, players = tokens.head("EFG", 2)
    about = tokens.comment()
    root = _Reader(tokens, len(players)).tree()
    if tokens.ahead.kind != "end":
        raise tokens.refuse(tokens.ahead, "the end, for the tree is complete")
    return Tree(title, about, tuple(players), root)


class _Reader:
    """Reads nodes in the order of the file: each before its branches."""

    def __init__(self, tokens: Tokens, players: int) -> None:
        self.tokens = tokens
        self.players = players
        self.outcomes: dict[int, tuple[Fraction, ...]] = {0: (Fraction(0),) * players}
        self.chance: dict[int, Known] = {}
        self.decided: set[tuple[int, int]] = set()

    def tree(self) -> Node:
        """Read the whole tree, without recursion: files may be of any depth."""
        root = self._node()
        open_ = [root] if root.actions else []
        count = 1
        while open_:
            node = open_[-1]
            if len(node.children) == len(node.actions):
                open_.pop()
                continue
            count += 1
            if count > MOST_NODES or len(open_) > DEEPEST:
                raise self.tokens.stop(
                    self.tokens.ahead.at,
                    f"The tree has more than {MOST_NODES:,} nodes, or is over {DEEPEST} deep.",
                    "Cut it down to what matters.",
                )
            child = self._node()
            node.children.append(child)
            if child.actions:
                open_.append(child)
        return root

    def _node(self) -> Node:
        token = self.tokens.take()
        if token.kind != "word" or token.text not in ("c", "p", "t"):
            raise self.tokens.refuse(token, "a node: c, p or t")
        self.tokens.string("the name of the node")
        node = Node(at=token.at)
        if token.text == "c":
            node.actions, node.shares = self._chance()
        elif token.text == "p":
            node.mover, node.actions = self._decision(token)
        node.payoffs = self._outcome()
        return node

    def _chance(self) -> Known:
        """Read a node of chance; one of a kind that was described before says no more."""
        number = self.tokens.whole("the number of the information set", 1)
        if self.tokens.ahead.kind != "text" and not self.tokens.is_bracket("{"):
            if number not in self.chance:
                raise self.tokens.refuse(self.tokens.ahead, "the branches of chance")
            return self.chance[number]
        if self.tokens.ahead.kind == "text":
            self.tokens.take()
        self.tokens.bracket("{")
        actions: list[str] = []
        shares: list[Fraction] = []
        while not self.tokens.is_bracket("}"):
            actions.append(self.tokens.string("the name of a branch"))
            shares.append(self.tokens.number())
        close = self.tokens.take()
        self._check_actions(close, actions)
        total = sum(shares, Fraction(0))
        if any(share < 0 for share in shares) or abs(total - 1) > Fraction(1, 10**6):
            raise self.tokens.refuse(close, "probabilities from 0 that sum to 1, before this")
        self.chance[number] = (actions, [share / total for share in shares])
        return self.chance[number]

    def _decision(self, at: Token) -> tuple[int, list[str]]:
        player = self.tokens.whole("the number of a player", 1, self.players)
        number = self.tokens.whole("the number of the information set", 1)
        if (player, number) in self.decided:
            raise self.tokens.stop(
                at.at,
                f"Player {player} does not know at which of several nodes it is (its information "
                f"set {number} has two).",
                "In a crisis every mover sees the state: give each node an information set of its "
                "own, or convert the strategic form (.nfg).",
            )
        self.decided.add((player, number))
        if self.tokens.ahead.kind == "text":
            self.tokens.take()
        actions = self.tokens.texts("the name of an action")
        self._check_actions(at, actions)
        return player - 1, actions

    def _check_actions(self, at: Token, actions: list[str]) -> None:
        if not 1 <= len(actions) <= MOST_ACTIONS:
            raise self.tokens.refuse(at, f"1 to {MOST_ACTIONS} branches, not {len(actions)},")

    def _outcome(self) -> tuple[Fraction, ...]:
        """Read what arriving gives; an outcome described before is only numbered."""
        at = self.tokens.ahead
        number = self.tokens.whole("the number of the outcome")
        if self.tokens.ahead.kind == "text":
            self.tokens.take()
        if self.tokens.is_bracket("{"):
            self.tokens.bracket("{")
            found = tuple(self.tokens.number() for _ in range(self.players))
            self.tokens.bracket("}")
            if number:
                self.outcomes[number] = found
        if number not in self.outcomes:
            raise self.tokens.refuse(at, "an outcome that has payoffs")
        return self.outcomes[number]
