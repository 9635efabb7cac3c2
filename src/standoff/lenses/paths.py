"""The paths lens: where the crisis can go from here, how soon, and by whose moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from standoff.lenses.chosen import check_concepts, check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin
from standoff.vocab import CONCEPTS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.edges import Edges
    from standoff.kernels.sequences import Sequences

    Flags = npt.NDArray[np.bool_]
    Small = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]

KINDS: Final = ("improvement", "move")
"""Which moves a path may be made of: those that pay their mover, or all."""

_MERGED: Final = 20_000
"""Up to how many states it is looked for states that nobody tells apart."""


@dataclass(frozen=True)
class Paths:
    """Follow the crisis from one state: by improvements, by any moves, by legal paths.

    In a legal path nobody moves twice in a row; it is given with its number of
    steps and its last mover. The states where everybody would stay are marked,
    and the shortest legal paths to the nearest of them form a tree.

    Parameters
    ----------
    concepts
        Under which concepts of stability a state counts as one to rest in.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    date
        ISO date in the record to look from, instead of ``at``.
    most_paths
        How many states each tree leads to: resting states first, the nearest
        first.

    References
    ----------
    Li, Kilgour and Hipel (2005), Journal of the Operational Research Society
    56: 699-707: status quo analysis.

    Examples
    --------
    From mutual cooperation, improvements lead to every other state of the dilemma:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = standoff.look(game, Paths())
    >>> answer["legal_count"].sel(kind="improvement").item()
    3
    """

    concepts: tuple[str, ...] = CONCEPTS
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_paths: int = 12

    name: ClassVar[str] = "paths"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts)
        check_count(self.name, "most_paths", self.most_paths)
        check_origin(self.name, self.at, self.date)

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return steps, last movers and the trees; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date.

        Raises
        ------
        CommandError
            If the state looked from is none of the game's.
        NotApplicable
            If there are more moves than can be listed.
        """
        import numpy as np

        from standoff.kernels.sequences import gains, sequences
        from standoff.lenses.listed import listed_moves

        start = origin(self, game, record)[0]
        listed = listed_moves(game)
        begin = np.zeros(game.state_count, np.uint8)
        begin[start] = 1
        everybody = np.ones(len(game.actor_names), np.uint8)
        legal = [sequences(moves, everybody, begin) for moves in (gains(listed, game.rank), listed)]
        steps = _any_steps(game, start)
        shown = np.flatnonzero(steps[-1] >= 0)
        concepts, rests = _resting(game, self.concepts)
        answer = _answer(game, start, (steps, legal, rests), shown, concepts)
        answer.update(_trees(game, start, legal, rests, self.most_paths, shown))
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
            "told_apart": _told_apart(game, listed, shown),
        }
        return answer


def _told_apart(game: Game, listed: Edges, shown: Positions) -> int:
    """Count the states within reach that somebody tells apart; -1 in a large game."""
    import numpy as np

    from standoff.kernels.merging import indistinguishable

    if game.state_count > _MERGED:
        return -1
    return int(np.unique(indistinguishable(listed, game.rank)[shown]).size)


def _any_steps(game: Game, start: int) -> Small:
    """Return the least number of moves by anybody, also twice in a row; shape (kind, S)."""
    import numpy as np

    from standoff.kernels.stability import distances

    graph = (game.moves, game.rank, game.sincere_passes())
    return np.stack([distances(*graph, start, improving=kind == "improvement") for kind in KINDS])


def _resting(game: Game, wanted: tuple[str, ...]) -> tuple[list[str], Flags]:
    """Return the concepts asked for in their order, and where everybody would stay."""
    import numpy as np

    from standoff.kernels.stability import verdicts

    chosen = [c for c, concept in enumerate(CONCEPTS) if concept in wanted]
    nowhere = np.zeros(0, np.int64)
    found = verdicts(game.moves, game.rank, game.sincere_passes(), nowhere)
    rests: Flags = np.asarray(found.stable.all(axis=1))
    return [CONCEPTS[c] for c in chosen], rests[chosen]


def _answer(
    game: Game,
    start: int,
    found: tuple[Small, list[Sequences], Flags],
    shown: Positions,
    concepts: list[str],
) -> xr.Dataset:
    """Label what the kernels found for the states ``shown``."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.sequences import fewest

    steps, legal, rests = found
    least = np.stack([fewest(one) for one in legal])
    least[:, start] = 0
    reached = least >= 0
    return xr.Dataset(
        {
            "steps": (("kind", "state"), steps[:, shown]),
            "legal_steps": (("kind", "state"), least[:, shown]),
            "legal_steps_by": (
                ("kind", "actor", "state"),
                np.stack([one.steps for one in legal])[:, :, shown],
            ),
            "equilibrium": (("concept", "state"), rests[:, shown]),
            "equilibrium_count": ("concept", rests.sum(axis=1)),
            "equilibrium_reached": (
                ("kind", "concept"),
                (reached[:, None, :] & rests[None]).sum(axis=2),
            ),
            "any_count": ("kind", (steps > 0).sum(axis=1)),
            "legal_count": ("kind", (least > 0).sum(axis=1)),
            "rank": (("actor", "state"), game.rank[:, shown]),
            "level_index": (("variable", "state"), game.level_indices[:, shown].astype(np.int64)),
        },
        coords={
            "kind": list(KINDS),
            "concept": concepts,
            "actor": list(game.actor_names),
            "state": game.moves.code[shown],
            "variable": list(game.variable_names),
            "option": np.array([action.label for action in game.actions], np.str_),
        },
    )


def _trees(
    game: Game,
    start: int,
    legal: list[Sequences],
    rests: Flags,
    most: int,
    shown: Positions,
) -> dict[str, tuple[str, list[object]]]:
    """Return the nodes of the trees of shortest legal paths, one tree for each kind."""
    import numpy as np

    from standoff.kernels.sequences import fewest
    from standoff.kernels.stability_moves import action_of, graph

    moves = graph(game.moves, game.rank, game.sincere_passes())
    rows: list[tuple[object, ...]] = []
    for kind, found in zip(KINDS, legal, strict=True):
        root = len(rows)
        rows.append((kind, start, -1, -1, -1, 0, False))
        place: dict[tuple[int, int, int], int] = {}
        for end in _ends(fewest(found), rests, start, most):
            node, here = root, start
            for step, (mover, after) in enumerate(_path(found, end, place), 1):
                if (step, mover, after) not in place:
                    place[step, mover, after] = len(rows)
                    pays = bool(game.rank[mover, after] > game.rank[mover, here])
                    action = action_of(moves, mover, here, after)
                    rows.append((kind, after, node, mover, action, step, pays))
                node, here = place[step, mover, after], after
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[1] = np.searchsorted(shown, columns[1]).tolist()
    names = ("kind", "state", "parent", "actor", "option", "step", "pays")
    return {f"node_{name}": ("node", column) for name, column in zip(names, columns, strict=True)}


def _ends(steps: Small, rests: Flags, start: int, most: int) -> list[int]:
    """Choose where the paths of a tree lead, resting states and the nearest first.

    They are given with the furthest first, so that what lies on the way to one
    is met there and not led to again.
    """
    import numpy as np

    reached = np.flatnonzero(steps > 0)
    reached = reached[reached != start]
    held = rests[:, reached].sum(axis=0)
    order = np.lexsort((reached, -held, steps[reached], held == 0))
    chosen = reached[order][:most]
    return [int(state) for state in chosen[np.argsort(-steps[chosen], kind="stable")]]


def _path(
    found: Sequences, end: int, met: Collection[tuple[int, int, int]]
) -> list[tuple[int, int]]:
    """Return a shortest legal path to a state: (mover, state after) each.

    The last mover is one of those by whom the state has been ``met`` as soon,
    or else the first of those who can be last.
    """
    from standoff.kernels.sequences import route

    by = found.steps[:, end].tolist()
    least = min(step for step in by if step >= 0)
    movers = [mover for mover, step in enumerate(by) if step == least]
    known = [mover for mover in movers if (least, mover, end) in met]
    return route(found, end, (known or movers)[0])
