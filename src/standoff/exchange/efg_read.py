"""Read Gambit's game trees (``.efg``) as a crisis of one round.

Step ``d`` of the tree is variable ``step_d``, whose level is the branch taken.
Who moves at that depth has a turn; to *hold* leaves the level as it is and so
takes the first branch. A player that moves at several depths is several actors
that want the same, for each has one turn. Chance is an actor that tosses coins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from standoff.errors import SpecError
from standoff.exchange.carry import Data, Imported, Refusals, listed
from standoff.exchange.efg_parse import parse_efg
from standoff.exchange.names import Names, title_of
from standoff.exchange.nfg_read import real
from standoff.exchange.tree import CHANCE, Node, Tree, walk
from standoff.spec.document import place_at

__all__ = ["read_efg"]

MOST_ENDS: Final = 500
MOST_STEPS: Final = 20
MOST_STATES: Final = 1_000_000
Path = tuple[int, ...]


@dataclass(frozen=True)
class _Branching:
    """A node where something is decided, and the branches taken on the way there."""

    node: Node
    path: Path


@dataclass(frozen=True)
class _End:
    """An end of the tree: the way there, and what it gives in all."""

    path: Path
    payoffs: tuple[Fraction, ...]


def read_efg(text: str, source: str) -> Imported:
    """Read an ``.efg`` file.

    Parameters
    ----------
    text
        The file.
    source
        Its name, for messages.

    Returns
    -------
    Imported
        A crisis of one round, in which each actor moves once.

    Raises
    ------
    SpecError
        With what is wrong, and where; also for trees that are too large, and for
        nodes that their mover cannot tell apart.

    Examples
    --------
    >>> found = read_efg('''EFG 2 R "entry" { "A" "B" } p "" 1 1 "" { "out" "in" } 0
    ...     t "" 1 "" { 1, 2 } p "" 2 1 "" { "fight" "share" } 0
    ...     t "" 2 "" { 0, 0 } t "" 3 "" { 2, 1 }''', "entry.efg")
    >>> found.data["options"]["B"]
    {'share': {'when': 'step_1 == in', 'effect': {'set': {'step_2': 'share'}}}}
    >>> found.data["weights"]["A"]
    {'s1': 1, 's3': 2}
    """
    tree = parse_efg(text, source)
    reader = _Reader(tree, text, source)
    return reader.crisis()


class _Reader:
    """Makes the crisis of a tree."""

    def __init__(self, tree: Tree, text: str, source: str) -> None:
        self.tree, self.text, self.source = tree, text, source
        self.notes: list[str] = []
        self.steps: list[list[_Branching]] = []
        """By depth, where something is decided."""
        self.ends: list[_End] = []
        self._order_chance()
        self._spread()
        self.levels = [self._levels(branchings) for branchings in self.steps]

    def _stop(self, at: int, wrong: str, fix: str) -> SpecError:
        return Refusals(self.source).stop(place_at(self.text, at), "", wrong, fix)

    def _spread(self) -> None:
        """Go through the tree; a node with one branch decides nothing and is passed over."""
        nothing = (Fraction(0),) * len(self.tree.players)
        waiting: list[tuple[Node, Path, tuple[Fraction, ...]]] = [(self.tree.root, (), nothing)]
        forced = 0
        while waiting:
            node, path, sofar = waiting.pop()
            given = tuple(a + b for a, b in zip(sofar, node.payoffs, strict=True))
            if not node.actions:
                self.ends.append(_End(path, given))
            elif len(node.actions) == 1:
                forced += 1
                waiting.append((node.children[0], path, given))
            else:
                if len(path) == len(self.steps):
                    self.steps.append([])
                self.steps[len(path)].append(_Branching(node, path))
                branches = [(child, (*path, k), given) for k, child in enumerate(node.children)]
                waiting.extend(reversed(branches))
            if len(self.ends) > MOST_ENDS or len(self.steps) > MOST_STEPS:
                raise self._stop(
                    node.at,
                    f"The tree has more than {MOST_ENDS} ends, or {MOST_STEPS} steps.",
                    "Cut it down to what matters: each end becomes an interest of the crisis.",
                )
        if not self.steps:
            raise self._stop(0, "Nothing is decided in this tree.", "Give a node two branches.")
        if forced:
            self.notes.append(f"Nodes with one branch decide nothing and were left out: {forced}.")
        sizes = [max(len(one.node.actions) for one in step) for step in self.steps]
        if math.prod(sizes) > MOST_STATES:
            raise self._stop(
                0,
                f"The branches of its {len(sizes)} steps combine to {math.prod(sizes):,} states.",
                f"At most {MOST_STATES:,} are made; cut the tree down to what matters.",
            )

    def _order_chance(self) -> None:
        """Put the likeliest branch of uneven chance first, for it is what holding leads to."""
        turned = 0
        for node, _ in walk(self.tree.root):
            is_even = len(set(node.shares)) <= 1
            if is_even or node.shares[0] >= Fraction(1, 2) or node.shares[0] == max(node.shares):
                continue
            likeliest = node.shares.index(max(node.shares))
            order = [likeliest, *(k for k in range(len(node.shares)) if k != likeliest)]
            # lists of their own, for nodes of one kind may share them
            node.actions = [node.actions[k] for k in order]
            node.shares = [node.shares[k] for k in order]
            node.children = [node.children[k] for k in order]
            turned += 1
        if turned:
            self.notes.append(f"Nodes of chance whose likeliest branch was put first: {turned}.")

    def _levels(self, branchings: list[_Branching]) -> dict[str, str]:
        """Name the branches at one depth: as they are called, if they are called alike."""
        names = Names("branch", lower=True, taken=[f"step_{d}" for d in range(1, MOST_STEPS + 2)])
        found = {}
        for k in range(max(len(one.node.actions) for one in branchings)):
            called = {one.node.actions[k] for one in branchings if k < len(one.node.actions)}
            label = called.pop() if len(called) == 1 else ""
            shown = title_of(label, "") or f"branch {k + 1}"
            found[names.new(shown)] = shown
        return found

    def _level(self, depth: int, k: int) -> str:
        return list(self.levels[depth])[k]

    def _when(self, path: Path) -> str:
        parts = [f"step_{d + 1} == {self._level(d, k)}" for d, k in enumerate(path)]
        return " and ".join(parts)

    def crisis(self) -> Imported:
        """Make the crisis."""
        actors, order, names = self._actors()
        data: Data = {"title": title_of(self.tree.title, "") or "A game tree"}
        if title_of(self.tree.about, ""):
            data["about"] = title_of(self.tree.about, "")
        data |= {"horizon": 1, "actors": actors}
        data["variables"] = {
            f"step_{d}": {"name": f"Step {d}", "levels": levels}
            for d, levels in enumerate(self.levels, start=1)
        }
        data["states"] = {f"s{n}": self._when(end.path) for n, end in enumerate(self.ends, start=1)}
        data["infeasible"] = self._beyond()
        data["options"] = self._options(names)
        data["order"] = order
        self._wants(data, names)
        self.notes.append(
            "Levels are branches: who holds takes the first one. Each actor has one turn, in one "
            "round."
        )
        return Imported({key: value for key, value in data.items() if value}, tuple(self.notes))

    def _actors(self) -> tuple[dict[str, Any], list[str], dict[tuple[int, int], str]]:
        """Make an actor of every player at every depth where it moves, with its turn."""
        at = {(one.node.mover, d) for d, step in enumerate(self.steps) for one in step}
        depths = {mover: [d for m, d in sorted(at) if m == mover] for mover, _ in at}
        names = Names("player", taken=["CHANCE"])
        plain = [names.new(player) for player in self.tree.players]
        found: dict[tuple[int, int], str] = {}
        several = []
        for mover, own in sorted(depths.items()):
            for n, d in enumerate(own, start=1):
                name = "CHANCE" if mover == CHANCE else plain[mover]
                found[mover, d] = name if len(own) == 1 else names.new(f"{name}_{n}")
            if len(own) > 1 and mover != CHANCE:
                several.append(self.tree.players[mover] or plain[mover])
        if several:
            self.notes.append(
                f"Moving at several steps: {listed(several)}. Each became several actors that "
                "want the same, one for each step."
            )
        entries: dict[str, Any] = {}
        for mover, player in enumerate(self.tree.players):
            for name in [found[m, d] for m, d in sorted(found) if m == mover] or [plain[mover]]:
                entries[name] = {"name": title_of(player, "") or plain[mover], "patience": 0}
        for m, d in sorted(found):
            if m == CHANCE:
                entries[found[m, d]] = {"name": "Chance", "patience": 0, "precision": 0}
        order = [found[m, d] for d in range(len(self.steps)) for m, e in sorted(found) if e == d]
        return entries, order, found

    def _options(self, names: dict[tuple[int, int], str]) -> Data:
        """Make an option of every branch but the first of every node."""
        found: Data = {}
        given = {name: Names("option", lower=True) for name in names.values()}
        for d, step in enumerate(self.steps):
            for one in step:
                actor = names[one.node.mover, d]
                when = {"when": self._when(one.path)} if one.path else {}
                for label, effect in self._effects(d, one.node):
                    name = given[actor].new(label)
                    title = title_of(label, name)
                    entry = {"name": title} if title else {}
                    found.setdefault(actor, {})[name] = {**entry, **when, "effect": effect}
        return found

    def _effects(self, d: int, node: Node) -> list[tuple[str, Data]]:
        """Say what the options of a node set, with the name of each."""

        def sets(k: int) -> Data:
            return {"set": {f"step_{d + 1}": self._level(d, k)}}

        if node.mover != CHANCE or len(set(node.shares)) == 1:
            return [(label, sets(k)) for k, label in enumerate(node.actions) if k]
        return [("chance", {"chance": branches}) for branches in self._coins(d, node)]

    def _coins(self, d: int, node: Node) -> list[list[Data]]:
        """Spread uneven chances over coin tosses between holding and like options."""
        count = 1
        while Fraction(1, count + 1) > node.shares[0]:
            count += 1
        spare = node.shares[0] - Fraction(1, count + 1)
        shares = [spare * Fraction(count + 1, count)]
        shares += [share * Fraction(count + 1, count) for share in node.shares[1:]]
        names = Names("branch", lower=True)
        branches = [
            {"name": names.new(label), "probability": float(share),
             "set": {f"step_{d + 1}": self._level(d, k)}}
            for k, (label, share) in enumerate(zip(node.actions, shares, strict=True))
        ]  # fmt: skip
        return [branches] * count

    def _beyond(self) -> list[str]:
        """List what cannot be: branches after an end, and branches that a node does not have."""
        found = []
        for end in self.ends:
            later = range(len(end.path), len(self.steps))
            if later:
                moved = " or ".join(f"step_{d + 1} != {self._level(d, 0)}" for d in later)
                found.append(f"{self._when(end.path)} and ({moved})" if end.path else moved)
        for d, step in enumerate(self.steps):
            for one in step:
                count = len(one.node.actions)
                if count < len(self.levels[d]):
                    beyond = f"step_{d + 1} >= {self._level(d, count)}"
                    found.append(" and ".join(filter(None, (self._when(one.path), beyond))))
        return found

    def _wants(self, data: Data, names: dict[tuple[int, int], str]) -> None:
        """Make an interest of every end that gives anything, and weigh it."""
        wanted = [n for n, end in enumerate(self.ends, start=1) if any(end.payoffs)] or [1]
        data["interests"] = {f"s{n}": f"s{n}" for n in wanted}
        data["weights"] = {}
        movers = {name: mover for (mover, _), name in names.items()}
        unmoved = iter([k for k in range(len(self.tree.players)) if k not in movers.values()])
        for name, entry in data["actors"].items():
            if entry.get("precision") == 0:
                continue
            k = movers[name] if name in movers else next(unmoved)
            weights = {f"s{n}": real(w) for n in wanted if (w := self.ends[n - 1].payoffs[k])}
            data["weights"][name] = weights or {f"s{wanted[0]}": 0}
