"""The coalitions lens: who would leave a state together, and which states nobody leaves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.chosen import check_concepts, check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin
from standoff.vocab import CONCEPTS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from standoff.game import Game

    Flags = npt.NDArray[np.bool_]
    Positions = npt.NDArray[np.int64]
    Small = npt.NDArray[np.int32]

Members = tuple[int, ...]

_EFFORT: Final = 30_000_000
"""Moves times coalitions times states that take a few seconds."""
_OVERHEAD: Final = 8_000
"""As many moves cost what it costs to begin a search."""
_ALL, _FEW = 300, 5
_MOST: Final = 255


@dataclass(frozen=True)
class Coalitions:
    """Ask of states who would leave them together, and who could deter that.

    A coalition goes where moves of its members lead, none of whom moves twice
    in a row, and only to a state that each of them strictly prefers. A state
    that no coalition would leave is universally stable.

    Parameters
    ----------
    concepts
        Under which concepts of stability to judge.
    partition
        Who moves together, as ``USA+JPN``; actors not named stand alone. Without
        it every coalition is looked at.
    largest
        Look at coalitions of up to this many members.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    date
        ISO date in the record to look from, instead of ``at``.
    most_states
        How many states to judge: all if there are no more than that, otherwise
        the state looked from and the nearest in which each alone would stay. By
        default as many as take a few seconds.

    References
    ----------
    Kilgour, Hipel, Fang and Peng (2001), Group Decision and Negotiation 10:
    159-175; the theory page ``docs/theory/coalitions.md`` has the definitions.

    Examples
    --------
    Mutual defection holds each prisoner alone, and not both:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = standoff.look(game, Coalitions(concepts=("nash", "seq")))
    >>> answer["equilibrium"].values.sum(axis=1).tolist()
    [1, 2]
    >>> answer["universal"].values.sum(axis=1).tolist()
    [0, 1]
    """

    concepts: tuple[str, ...] = CONCEPTS
    partition: tuple[str, ...] | None = None
    largest: int | None = None
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_states: int | None = None

    name: ClassVar[str] = "coalitions"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts)
        for name in ("largest", "most_states"):
            value = getattr(self, name)
            if value is not None:
                check_count(self.name, name, value)
        if self.partition is not None and self.largest is not None:
            raise CommandError(
                "coalitions was told who moves together, and also how many may.\n"
                "Give either 'partition' or 'largest'."
            )
        check_origin(self.name, self.at, self.date)

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return verdicts by coalition; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date.

        Raises
        ------
        CommandError
            If the state looked from is none of the game's, or the partition
            names no actor of it, or one twice.
        NotApplicable
            If there are more coalitions or moves than can be looked at.
        """
        from standoff.kernels.coalitions import Together
        from standoff.lenses.coalition_verdicts import judged
        from standoff.lenses.listed import listed_moves

        start = origin(self, game, record)[0]
        groups, scope = self._groups(game)
        listed = listed_moves(game)
        resting = _resting(game, self.concepts)
        steps = _steps(game, start)
        room = self.most_states or _room(listed.to.size, len(groups))
        asked = _asked(start, steps, resting, room)
        together = Together(listed, game.rank)
        answer = judged(game, together, groups, resting, asked, steps[1])
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
            "states_shown": "all" if asked.size == game.state_count else "nearest",
            "scope": scope,
        }
        return answer

    def _groups(self, game: Game) -> tuple[list[Members], str]:
        """List the coalitions to look at, and say which they are."""
        from standoff.kernels.coalitions import subsets

        actors = range(len(game.actor_names))
        if self.partition is not None:
            return _parts(self.partition, game.actor_names), "partition"
        sizes = range(1, min(self.largest or len(actors), len(actors)) + 1)
        count = sum(math.comb(len(actors), size) for size in sizes)
        if count > _MOST:
            raise NotApplicable(
                f"{len(actors)} actors can form {count} coalitions, more than the {_MOST} that "
                "are looked at.\nSay with 'partition' who moves together, or with 'largest' how "
                "many may."
            )
        every = len(sizes) == len(actors)
        return list(subsets(actors, self.largest)), "every" if every else "up to a size"


def _parts(texts: Sequence[str], names: Sequence[str]) -> list[Members]:
    """Read a partition; actors that it does not name stand alone, in their own order."""
    parts = [[name.strip() for name in str(text).split("+")] for text in texts]
    named = [name for part in parts for name in part]
    for name in named:
        if name not in names:
            raise CommandError(
                f"coalitions knows no actor called '{name}'. {nearest(name, names)}"
                f"Actors: {', '.join(names)}.\nWrite a coalition as {names[0]}+{names[-1]}."
            )
        if named.count(name) > 1:
            raise CommandError(
                f"coalitions was given '{name}' twice in the partition. "
                "Everybody moves with one coalition only."
            )
    alone = [[name] for name in names if name not in named]
    return [tuple(sorted(names.index(name) for name in part)) for part in [*parts, *alone]]


def _room(moves: int, groups: int) -> int:
    """Return how many states can be judged in a few seconds."""
    return min(_ALL, max(_FEW, _EFFORT // ((moves + _OVERHEAD) * groups)))


def _resting(game: Game, concepts: Sequence[str]) -> dict[str, Flags]:
    """Return, by concept, where each actor alone would stay."""
    import numpy as np

    from standoff.kernels.stability import verdicts

    nowhere = np.zeros(0, np.int64)
    found = verdicts(game.moves, game.rank, game.sincere_passes(), nowhere)
    stable: Flags = np.asarray(found.stable.all(axis=1))
    return {name: stable[c] for c, name in enumerate(CONCEPTS) if name in concepts}


def _steps(game: Game, start: int) -> Small:
    """Return the least number of improvements, and of moves, to each state; shape (2, S)."""
    import numpy as np

    from standoff.kernels.stability import distances

    graph = (game.moves, game.rank, game.sincere_passes())
    return np.stack([distances(*graph, start, improving=only) for only in (True, False)])


def _asked(start: int, steps: Small, resting: Mapping[str, Flags], room: int) -> Positions:
    """Choose the states to judge: all, or the state looked from and the nearest resting ones.

    Those that improvements lead to come first. States that are equally near are
    judged all or none, so that the choice does not hang on how they are numbered.
    """
    import numpy as np

    if steps.shape[1] <= room:
        return np.arange(steps.shape[1])
    rests = np.any(list(resting.values()), axis=0) & (steps[1] >= 0)
    rests[start] = False
    chosen = [start]
    for row in range(len(steps)):
        near = rests & (steps[row] >= 0)
        for step in range(int(steps[row].max()) + 1):
            group = np.flatnonzero(near & (steps[row] == step))
            if len(chosen) + group.size > room:
                return np.sort(np.array(chosen, np.int64))
            chosen += group.tolist()
            rests[group] = False
    return np.sort(np.array(chosen, np.int64))
