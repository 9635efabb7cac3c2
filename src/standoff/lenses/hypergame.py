"""The hypergame lens: where a crisis rests when actors see different games."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from standoff.errors import NotApplicable
from standoff.lenses.chosen import check_concepts, check_count, check_name, check_origin
from standoff.lenses.origin import DatedRecord, origin
from standoff.vocab import CONCEPTS, OUTLOOKS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from standoff.game import Game

    Flags = npt.NDArray[np.bool_]
    Positions = npt.NDArray[np.int64]

OTHERS: Final = ("believed", "actual")
MOST_STATES: Final = 4_000_000
MOST_MOVES: Final = 400_000_000
"""States of all games together."""


@dataclass(frozen=True)
class Hypergame:
    """Let every actor judge by its own game; the crisis rests where all would stay.

    In its own game an actor knows the states, the options and the wants of
    others as ``misperceptions`` say, and believes that all others know them so.
    A state is an equilibrium of the hypergame if each actor would stay in it by
    its own game; an actor *expects* to rest there if it sees the state and, by
    its own game, everybody would stay. Without misperceptions this is the lens
    stability.

    Parameters
    ----------
    concepts
        Under which concepts of stability, in the order of that lens.
    others
        ``believed``: others move and want as the actor believes. ``actual``:
        they move and want as they do, and only what an actor does not see is
        closed to its own moves.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    date
        ISO date in the record to look from, instead of ``at``.
    most_states
        The answer holds all states up to this many; above, those within reach.

    References
    ----------
    Wang, Hipel and Fraser (1988), Behavioral Science 33: 207-223: first-level
    hypergames. Fraser and Hipel (1984), *Conflict Analysis*.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> answer = standoff.look(game, Hypergame(concepts=("nash",)))
    >>> answer["equilibrium_count"].values.tolist()
    [2]
    """

    concepts: tuple[str, ...] = CONCEPTS
    others: str = "believed"
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_states: int = 5_000

    name: ClassVar[str] = "hypergame"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts)
        check_count(self.name, "most_states", self.most_states)
        check_origin(self.name, self.at, self.date)
        check_name(self.name, "reading of others", self.others, OTHERS)

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return who would stay where by its own game; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game as the file says it is.
        record
            The walked record, needed to look from a date.

        Raises
        ------
        NotApplicable
            If the games have too many states together.
        CommandError
            If the state looked from is none of the game's.
        """
        import numpy as np

        from standoff.kernels.stability import distances

        start = origin(self, game, record)[0]
        games = _games(game, self.others)
        distinct = {id(one): one for one in (game, *games)}
        _check_size(game, distinct.values())
        chosen = [c for c, concept in enumerate(CONCEPTS) if concept in self.concepts]
        stable = {key: _stable(one, chosen) for key, one in distinct.items()}
        moved = _moved(game, games)
        steps = distances(moved.moves, game.rank, game.sincere_passes(), start)
        shows_all = game.state_count <= self.most_states
        shown = np.flatnonzero(steps >= (-1 if shows_all else 0))
        found = _Found(game, [stable[id(one)] for one in games], stable[id(game)])
        answer = found.answer([CONCEPTS[c] for c in chosen], shown)
        answer["steps_from_start"] = ("state", steps[shown])
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
            "states_shown": "all" if shows_all else "within reach",
            "misperceived": json.dumps(_misperceived(game), ensure_ascii=False),
        }
        if not answer["equilibrium_count"].any():
            answer.attrs |= _nowhere(self.concepts)
        return answer


def _games(game: Game, others: str) -> list[Game]:
    """Return each actor's game; an actor that sees all right has the game itself."""
    from standoff.game.subjective import as_moved, as_seen

    if others == "actual":
        return [as_moved(game)] * len(game.actor_names)
    return [as_seen(game, actor) for actor in game.actor_names]


def _moved(game: Game, games: list[Game]) -> Game:
    """Return the game as it is moved in: every actor makes the moves that it knows."""
    from dataclasses import replace

    available = game.moves.available.copy()
    for i, own in enumerate(games):
        mine = slice(int(game.moves.actor_first[i]), int(game.moves.actor_first[i + 1]))
        available[mine] = own.moves.available[mine]
    return replace(game, moves=game.moves._replace(available=available))


def _check_size(game: Game, games: Collection[Game]) -> None:
    """Refuse what would take too long, with its size."""
    count = len(games)
    if count * game.state_count > MOST_STATES:
        raise NotApplicable(
            f"The {count} games that actors see have {count * game.state_count:,} states together; "
            f"at most {MOST_STATES:,} are judged.\nMerge levels or variables, or use the lens "
            "'stability', which judges one game."
        )
    moves = sum(int(one.moves.available.sum(dtype=int)) for one in games)
    if moves > MOST_MOVES:
        raise NotApplicable(
            f"The {count} games that actors see have {moves:,} moves together; at most "
            f"{MOST_MOVES:,} are followed.\nMerge levels or variables, have actors control fewer "
            "variables, or use the lens 'stability', which judges one game."
        )


def _stable(game: Game, chosen: list[int]) -> Flags:
    """Judge every state of one game for every actor; shape (concept, N, S)."""
    import numpy as np

    from standoff.kernels.stability import verdicts

    none = np.zeros(0, np.int64)
    return verdicts(game.moves, game.rank, game.sincere_passes(), none, chosen).stable


@dataclass(frozen=True)
class _Found:
    """Verdicts by each actor's game, and by the game as it is; (concept, N, S) each."""

    game: Game
    by_game: list[Flags]
    as_it_is: Flags

    def answer(self, concepts: list[str], shown: Positions) -> xr.Dataset:
        """Label the verdicts, and say what becomes of each state."""
        import numpy as np
        import xarray as xr

        from standoff.game.subjective import seen

        game = self.game
        visible = seen(game)
        own = np.stack([found[:, i] for i, found in enumerate(self.by_game)], axis=1)
        rests: Flags = np.asarray(own.all(axis=1))
        expected = np.stack([found.all(axis=1) for found in self.by_game], axis=1) & visible
        right: Flags = np.asarray(self.as_it_is.all(axis=1))
        verdict, whole = ("concept", "actor", "state"), ("concept", "state")
        return xr.Dataset(
            {
                "stable": (verdict, own[:, :, shown]),
                "expected": (verdict, expected[:, :, shown]),
                "equilibrium": (whole, rests[:, shown]),
                "equilibrium_count": ("concept", rests.sum(axis=1)),
                "right_equilibrium": (whole, right[:, shown]),
                "outlook": (whole, _outlook(rests, expected, visible)[:, shown]),
                "seen": (("actor", "state"), visible[:, shown]),
                "rank": (("actor", "state"), game.rank[:, shown]),
                "level_index": (
                    ("variable", "state"),
                    game.level_indices[:, shown].astype(np.int64),
                ),
            },
            coords={
                "concept": concepts,
                "actor": list(game.actor_names),
                "state": game.moves.code[shown],
                "variable": list(game.variable_names),
            },
        )


def _outlook(rests: Flags, expected: Flags, visible: Flags) -> npt.NDArray[np.int8]:
    """Sort states into the classes of `OUTLOOKS`; shape (concept, S)."""
    import numpy as np

    everybody = visible.all(axis=0)
    found = np.full(rests.shape, OUTLOOKS.index("none"), np.int8)
    found[expected.any(axis=1) & ~rests] = OUTLOOKS.index("mistaken")
    found[rests & ~everybody] = OUTLOOKS.index("hidden")
    found[rests & everybody] = OUTLOOKS.index("surprise")
    found[rests & expected.all(axis=1)] = OUTLOOKS.index("shared")
    return found


def _misperceived(game: Game) -> dict[str, dict[str, object]]:
    """Say for the reader who is wrong about what, without the words of the file."""
    from standoff.game.subjective import seen

    visible = seen(game)
    found: dict[str, dict[str, object]] = {}
    for actor, wrong in game.crisis.misperceptions.items():
        wants = {*wrong.weights, *wrong.priorities, *wrong.rankings}
        found[actor] = {
            "states": int((~visible[game.actor_names.index(actor)]).sum()),
            "options": list(wrong.unaware),
            "wants": [name for name in game.actor_names if name in wants],
        }
    return found


def _nowhere(concepts: tuple[str, ...]) -> dict[str, str]:
    """Say that there is no resting point, why, and what to look at."""
    named = ", ".join(concept for concept in CONCEPTS if concept in concepts)
    return {
        "status": "none exists",
        "cause": "In every state some actor has, by its own game, an improvement that nothing "
        f"deters, under each of the concepts looked at ({named}).",
        "remedy": "Look under a more cautious concept (gmr), or at what an actor would do if it "
        "saw the crisis right: the lens 'stability'.",
    }
