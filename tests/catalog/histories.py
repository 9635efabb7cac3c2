"""Published crises with a record, read and walked once for all tests of their facts."""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from standoff import catalog
from standoff.game import Game, compile
from standoff.policy import Policy, solve
from standoff.record import Walk, load
from standoff.spec import Crisis, read
from standoff.spec.crisis import Body

NAMES = tuple(
    name for name in catalog.names() if catalog.path(name).with_name("record.csv").exists()
)


@dataclass(frozen=True)
class History:
    """A published crisis, what its record says, and what follows from it."""

    name: str

    @cached_property
    def crisis(self) -> Crisis:
        """The crisis as its file has it."""
        return read(catalog.path(self.name))

    @cached_property
    def walk(self) -> Walk:
        """The record, walked through the crisis."""
        found = load(self.crisis)
        assert found is not None
        return found

    @functools.cache  # noqa: B019  # a history lasts as long as the tests
    def game(self, **motives: str) -> Game:
        """Compile the crisis, some actors with a named motive."""
        return compile(self.crisis, motives=motives)

    @functools.cache  # noqa: B019
    def solved(self, **motives: str) -> tuple[Game, Policy]:
        """Return the game and its equilibrium from the start."""
        game = self.game(**motives)
        return game, solve(game)

    def body(self, name: str) -> Body:
        """Find a body of the crisis."""
        return next(body for body in self.crisis.bodies if body.name == name)

    def on(self, day: str) -> dict[str, str]:
        """Name the levels when a day begins."""
        levels = self.walk.state_on(dt.date.fromisoformat(day))
        return {v.name: v.levels[levels[v.name]] for v in self.crisis.variables}

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Day and label of every move of the walk, in its order."""
        turns = [turn for one in self.walk.rounds for turn in one.turns]
        return [(turn.date.isoformat(), turn.label) for turn in turns if turn.date is not None]

    @property
    def counts(self) -> Counter[str]:
        """Count events, those with several claims, moves, and events by what they are taken for."""
        turns = [turn.option for one in self.walk.rounds for turn in one.turns]
        return Counter(
            {
                "events": len(self.walk.events),
                "claimed": sum(len(event.claims) > 1 for event in self.walk.events),
                "moves": sum(option != "hold" for option in turns),
                "move": len(self.walk.map.of_kind("move")),
                "background": len(self.walk.map.of_kind("background")),
            }
        )

    @cached_property
    def ids(self) -> frozenset[str]:
        """Names of the rows of the record, in the period of the crisis or out of it."""
        path = catalog.path(self.name).with_name("record.csv")
        with path.open(encoding="utf-8", newline="") as file:
            return frozenset(row["id"] for row in csv.DictReader(file))


@functools.cache
def history(name: str) -> History:
    """Return a published crisis, the same for all who ask."""
    return History(name)
