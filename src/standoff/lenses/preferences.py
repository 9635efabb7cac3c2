"""The preferences lens: stability where preferences are more, or less, than an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.chosen import check_concepts, check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin
from standoff.lenses.structures import LEVELS, Asked, Compared, Structure, compare

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.edges import Edges
    from standoff.kernels.relations import Judged, Reach
    from standoff.kernels.tables import Ints

CONCEPTS: Final = ("nash", "gmr", "smr", "seq", "sseq")
"""Concepts of the engine of relations, in its order."""

_MOST_BYTES = 2_000_000_000
_TOLD = 6


@dataclass(frozen=True)
class Preferences:
    """Judge every state with what the analyst knows of preferences beside an order.

    Every structure is judged by the same engine, with sequences in which
    nobody moves twice in a row, and beside the ordinary verdict (``crisp``).

    Parameters
    ----------
    structure
        ``unknown``: pairs of states that cannot be compared, in four types of
        caution. ``strength``: great and mild preferences, and which verdicts
        rest on great harm only. ``hybrid``: both. ``fuzzy``, ``grey``,
        ``probabilistic``: degrees, intervals of degrees and probabilities of
        preference. ``attitudes``: what actors make of others' preferences.
    concepts
        Which of nash, gmr, smr, seq and sseq to report, in that order.
    levels
        For fuzzy and grey the thresholds from which on a degree counts; for
        probabilistic how sure staying and deterring must be. Above 0, at most
        1. Each level is a reading of its own.
    thresholds
        Levels of single actors, which hold in all readings: ``PRK=0.3``.
    credibility
        Probabilistic: an answer counts as credible where each of its moves
        pays its mover with a probability above this.
    unknown_from
        ``given``: the pairs that the file declares. ``ranges``: pairs that the
        weights, within their ranges, decide either way. By default given, if
        the file declares any, else ranges.
    draws
        Probabilistic: how many weights to draw.
    seed
        Key of the draws, from 0 to 2**63 - 1.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    date
        ISO date in the record to look from, instead of ``at``.
    most_states
        All states are judged up to this many; above, those within reach of the
        state looked from, which are a game of their own.

    References
    ----------
    The theory page ``docs/theory/preferences.md`` has the definitions and all sources.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = standoff.look(game, Preferences(concepts=("nash", "seq")))
    >>> answer["equilibrium_count"].sel(reading=["crisp", "a"]).values.tolist()
    [[1, 2], [1, 1]]
    """

    structure: Structure = "unknown"
    concepts: tuple[str, ...] = CONCEPTS
    levels: tuple[float, ...] | None = None
    thresholds: tuple[str, ...] | None = None
    credibility: float = 0.5
    unknown_from: Literal["given", "ranges"] | None = None
    draws: int = 500
    seed: int = 0
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_states: int = 10_000

    name: ClassVar[str] = "preferences"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts, CONCEPTS)
        check_count(self.name, "draws", self.draws)
        check_count(self.name, "seed", self.seed, 0)
        check_count(self.name, "most_states", self.most_states)
        check_origin(self.name, self.at, self.date)
        if self.levels and self.structure not in LEVELS:
            raise CommandError(
                f"The structure '{self.structure}' of the lens 'preferences' has no levels.\n"
                f"Leave 'levels' out, or choose one of {', '.join(LEVELS)}."
            )
        for level in (*(self.levels or ()), *_thresholds(self.thresholds).values()):
            if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level <= 1:
                raise CommandError(
                    f"preferences cannot use the level {level!r}. "
                    "Choose a number above 0 and at most 1."
                )
        if self.levels and len(set(self.levels)) < len(self.levels):
            raise CommandError("preferences was given a level twice. Keep one of them.")
        if not 0 <= self.credibility < 1:
            raise CommandError(
                f"preferences cannot use credibility = {self.credibility}. "
                "Choose a number from 0 and below 1."
            )

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return verdicts by reading, and reasons in a few states.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date.

        Raises
        ------
        CommandError
            If the state looked from is none of the game's, or a threshold is of nobody.
        NotApplicable
            If there is more within reach than can be judged pair by pair.
        """
        import numpy as np

        asked = self._asked(game)
        start = origin(self, game, record)[0]
        within, steps = _within(game, start, self.most_states)
        moves = _listed(game, within)
        compared = [compare(game, i, within, asked) for i in range(len(game.actor_names))]
        judged = _judge(game, moves, within, compared, asked.readings)
        chosen = [c for c, concept in enumerate(CONCEPTS) if concept in self.concepts]
        stable = np.stack([np.stack([one.stable for one in row], axis=1) for row in judged])
        answer = _answer(game, within, asked.readings, chosen, stable[:, chosen])
        answer["steps_from_start"] = ("state", steps)
        answer["pair_share"] = ("actor", [one.share for one in compared])
        here = int(np.searchsorted(within, start))
        answer.update(_reasons(game, within, judged, chosen, _told(answer, here, steps)))
        answer.update(_senses(answer, compared))
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
            "states_shown": "all" if within.size == game.state_count else "within reach",
            "structure": self.structure,
            "unknown_from": "ranges" if asked.by_range else "given",
        }
        if not answer["equilibrium_count"].any():
            answer.attrs |= _nowhere(self.structure)
        return answer

    def _asked(self, game: Game) -> Asked:
        """Settle what the settings leave open, with the game at hand."""
        thresholds = _thresholds(self.thresholds)
        for actor in thresholds:
            if actor not in game.actor_names:
                raise CommandError(
                    f"preferences was given a threshold for '{actor}', which is no actor.\n"
                    f"{nearest(actor, game.actor_names)}Actors: {', '.join(game.actor_names)}."
                )
        given = any(one.unknown for one in game.crisis.comparisons.values())
        return Asked(
            structure=self.structure,
            by_range=(self.unknown_from or ("given" if given else "ranges")) == "ranges",
            levels=self.levels or LEVELS.get(self.structure, ()),
            thresholds=thresholds,
            credibility=self.credibility,
            draws=self.draws,
            seed=self.seed,
        )


def _thresholds(texts: Sequence[str] | None) -> dict[str, float]:
    """Read levels of single actors, typed as ``ACTOR=LEVEL``.

    Examples
    --------
    >>> _thresholds(["PRK=0.3"])
    {'PRK': 0.3}
    """
    found: dict[str, float] = {}
    for text in texts or ():
        actor, _, level = str(text).partition("=")
        try:
            found[actor.strip()] = float(level)
        except ValueError:
            raise CommandError(
                f"preferences cannot read the threshold '{text}'. Write ACTOR=LEVEL, for "
                "example PRK=0.3."
            ) from None
    return found


def _within(game: Game, start: int, most: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Return the states to judge, all or those within reach, and how far each is."""
    import numpy as np

    from standoff.kernels.relations import words_needed
    from standoff.kernels.stability import distances

    steps = distances(game.moves, game.rank, game.sincere_passes(), start)
    within = np.flatnonzero(steps >= (-1 if game.state_count <= most else 0))
    if within.size > most or 8 * words_needed(within.size, len(game.actor_names)) > _MOST_BYTES:
        raise NotApplicable(
            f"{within.size:,} states lie within reach; relations between states are judged "
            f"pair by pair, for at most {most:,} states.\nLook with the lens 'stability', from "
            "a state with fewer within reach ('at'), or raise 'most_states'."
        )
    return within.astype(np.int64), steps[within]


def _listed(game: Game, within: Ints) -> Edges:
    """List the moves among some states that no move leads out of."""
    import numpy as np

    from standoff.kernels.edges import TooManyMoves, edges

    moves = game.moves
    position = np.full_like(moves.position, -1)
    position[moves.code[within]] = np.arange(within.size, dtype=position.dtype)
    part = moves._replace(
        code=np.ascontiguousarray(moves.code[within]),
        position=position,
        available=np.ascontiguousarray(moves.available[:, within]),
    )
    try:
        return edges(part, np.ascontiguousarray(game.sincere_passes()[:, within]))
    except TooManyMoves as error:
        raise NotApplicable(
            f"The states within reach have {error.moves:,} moves, more than the {error.most:,} "
            "that can be followed one by one.\nUse the lens 'stability', which needs no list of "
            "moves, or make the crisis smaller: fewer variables or levels, or more states that "
            "are infeasible."
        ) from None


def _judge(
    game: Game, e: Edges, within: Ints, compared: Sequence[Compared], readings: Sequence[str]
) -> list[list[Judged]]:
    """Judge each reading for each actor."""
    import numpy as np

    from standoff.kernels.relations import Wants, judge, reachable

    actors = range(len(compared))
    source = np.repeat(
        np.tile(np.arange(within.size), len(compared)), np.diff(e.first, axis=1).reshape(-1)
    )
    credible = {name: np.zeros(e.to.size, np.uint8) for name in readings}
    for name, i in [(name, i) for name in readings for i in actors]:
        read = compared[i].read(name)
        kind, own = read.kinds.kind, slice(e.first[i, 0], e.first[i, -1])
        credible[name][own] = read.credible[read.code[kind[source[own]], kind[e.to[own]]]]
    found: list[list[Judged]] = [[] for _ in readings]
    for i in actors:
        prefer = game.rank[i, within]
        place = np.argsort(np.argsort(prefer, kind="stable"), kind="stable")
        anyhow = reachable(e, i, np.ones(e.to.size, np.uint8), place)
        sequences: dict[bytes, Reach] = {}
        for row, name in zip(found, readings, strict=True):
            read = compared[i].read(name)
            wants = Wants(read.kinds.kind, read.code, read.tempts, read.deters, 1 - read.deters)
            # readings often agree on what is credible, and differ in what tempts or deters
            same = credible[name].tobytes()
            if same not in sequences:
                sequences[same] = reachable(e, i, credible[name], place)
            row.append(judge(e, i, wants, anyhow, sequences[same], prefer))
    return found


def _answer(
    game: Game,
    within: Ints,
    readings: Sequence[str],
    chosen: list[int],
    stable: npt.NDArray[np.bool_],
) -> xr.Dataset:
    """Label the verdicts; ``stable`` is over (reading, concept, actor, state)."""
    import numpy as np
    import xarray as xr

    everybody = np.asarray(stable.all(axis=2))
    return xr.Dataset(
        {
            "stable": (("reading", "concept", "actor", "state"), stable),
            "equilibrium": (("reading", "concept", "state"), everybody),
            "equilibrium_count": (("reading", "concept"), everybody.sum(axis=2)),
            "rank": (("actor", "state"), game.rank[:, within]),
            "level_index": (("variable", "state"), game.level_indices[:, within].astype(np.int64)),
        },
        coords={
            "reading": list(readings),
            "concept": [CONCEPTS[c] for c in chosen],
            "actor": list(game.actor_names),
            "state": game.moves.code[within],
            "variable": list(game.variable_names),
            "option": np.array([action.label for action in game.actions], np.str_),
        },
    )


def _told(answer: xr.Dataset, here: int, steps: npt.NDArray[np.int32]) -> Ints:
    """Choose states to give reasons in: the one looked from, then the nearest to rest in."""
    import numpy as np

    held = answer["equilibrium"].values.sum(axis=(0, 1))
    resting = np.flatnonzero((held > 0) & (steps >= 0))
    nearest_first = resting[np.lexsort((resting, -held[resting], steps[resting]))]
    return np.array([here, *(s for s in nearest_first if s != here)][:_TOLD], np.int64)


def _reasons(
    game: Game, within: Ints, judged: list[list[Judged]], chosen: list[int], told: Ints
) -> dict[str, object]:
    """Return the moves that tempt and where answers end, in the states ``told``."""
    import numpy as np

    shape = (len(judged), len(chosen), len(game.actor_names), told.size)
    found = {name: np.full(shape, -1, np.int32) for name in ("move_to", "move_option", "answer_to")}
    for r, row in enumerate(judged):
        for i, one in enumerate(row):
            moves, answers = one.move_to[chosen][:, told], one.answer_to[chosen][:, told]
            found["move_to"][r, :, i], found["answer_to"][r, :, i] = moves, answers
            for c, k in np.argwhere(moves >= 0):
                option = _option(game, i, within[told[k]], within[moves[c, k]])
                found["move_option"][r, c, i, k] = option
    axes = ("reading", "concept", "actor", "told")
    return {"told_state": ("told", told)} | {name: (axes, part) for name, part in found.items()}


def _senses(answer: xr.Dataset, compared: Sequence[Compared]) -> dict[str, object]:
    """Say where a move or an answer leads to what is unknown or greatly worse."""
    import numpy as np

    told = answer["told_state"].values
    found: dict[str, object] = {}
    for name in ("move", "answer"):
        ends = answer[f"{name}_to"].values
        sense = np.zeros(ends.shape, np.int8)
        for r, reading in enumerate(answer["reading"].values):
            for i, one in enumerate(compared):
                read = one.read(str(reading))
                for c, k in np.argwhere(ends[r, :, i] >= 0):
                    sense[r, c, i, k] = read.sense(told[k], ends[r, c, i, k])
        found[f"{name}_sense"] = (answer[f"{name}_to"].dims, sense)
    return found


def _option(game: Game, i: int, s: int, t: int) -> int:
    """Return the first option by which an actor can go from one state to another."""
    m = game.moves
    for a in range(int(m.actor_first[i]), int(m.actor_first[i + 1])):
        if m.available[a, s] and any(
            _target(game, o, s) == t for o in range(m.outcome_first[a], m.outcome_first[a + 1])
        ):
            return a
    return -1


def _target(game: Game, outcome: int, s: int) -> int:
    """Return where an outcome leads from one state."""
    m = game.moves
    number = int(m.code[s])
    for step in range(int(m.step_first[outcome]), int(m.step_first[outcome + 1])):
        digit = int(m.code[s] // m.step_stride[step] % m.step_size[step])
        number += int(m.delta[m.step_delta[step] + digit])
    return int(m.position[number])


def _nowhere(structure: str) -> dict[str, str]:
    """Say that there is no resting point, why, and what to look at."""
    return {
        "status": "none exists",
        "cause": "In every state some actor has a move that tempts it and that nothing deters, in "
        f"every reading of the structure '{structure}'.",
        "remedy": "Look under a more cautious concept (gmr), or at who leaves which state: "
        "the crisis may go round in a circle.",
    }
