"""The stability lens: where a crisis can rest, and what keeps it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from standoff.errors import CommandError, NotApplicable
from standoff.lenses.chosen import check_concepts, check_count, check_origin
from standoff.lenses.cost import Announce, Deadline, Telling, stability_cost
from standoff.lenses.origin import DatedRecord, origin
from standoff.vocab import CONCEPTS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.stability import Verdicts
    from standoff.lenses.robustness import Counts

    Progress = Callable[[int, int], None]
    Positions = npt.NDArray[np.int64]
    Steps = npt.NDArray[np.int32]
    Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Stability:
    """Ask of every state who would leave it, and what deters who would not.

    A state that is stable for *every* actor is a possible resting point of the
    crisis. Only the order of an actor's states counts: no patience, precision,
    cost, date or probability. Others answer a move by legal sequences, in which
    nobody moves twice in a row; votes go as the members prefer.

    Parameters
    ----------
    concepts
        Which of nash, gmr, smr, seq and sseq to report, in that order.
    at
        Names of levels of the state to look from; other variables are as at
        the start. It decides no verdict, only distances and what is shown.
    date
        ISO date in the record to look from, instead of ``at``.
    most_states
        The answer holds all states up to this many. Above, it holds those
        within reach of the state looked from, and of these the nearest, so
        many; it says how many it leaves out. Verdicts are made on all states
        all the same.
    most_seconds
        Stop after this time, and say what is left out: the concepts that were
        not judged for every actor, and draws. Looked at between one actor and
        the next, so that a large game may take some seconds more.
    draws
        How many preferences to draw from what the crisis holds possible, to say
        in which share of them a verdict holds; 0 for none. By default 200, or
        fewer in a large game, which takes longer.
    seed
        Key of the draws, from 0 to 2**63 - 1.
    admissible
        What is drawn: ``weights``, each within its range; or ``motives``, by
        which an actor with named motives is given one of them, by its prior.
    changes
        For how many resting states near the one looked from to search for the
        smallest change of one weight that breaks them, besides the state looked
        from and the end of the record; by default 3, fewer in a large game; 0
        searches for none at all.
    threads
        Threads to work with; by default one a processor. No answer changes.

    References
    ----------
    Fang, Hipel and Kilgour (1993), *Interactive Decision Making*; the theory
    page ``docs/theory/stability.md`` has the definitions and all sources.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = standoff.look(game, Stability(concepts=("nash", "seq")))
    >>> answer["equilibrium_count"].values.tolist()
    [1, 2]
    """

    concepts: tuple[str, ...] = CONCEPTS
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_states: int = 20_000
    most_seconds: float | None = None
    draws: int | None = None
    seed: int = 0
    admissible: Literal["weights", "motives"] = "weights"
    changes: int | None = None
    threads: int | None = None

    name: ClassVar[str] = "stability"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts)
        check_count(self.name, "most_states", self.most_states)
        if self.most_seconds is not None and self.most_seconds <= 0:
            raise CommandError(
                f"stability cannot use most_seconds = {self.most_seconds:g}. "
                "Choose a number above 0."
            )
        for setting, least, most in (
            ("draws", 0, 100_000),
            ("changes", 0, 1000),
            ("seed", 0, 2**63 - 1),
            ("threads", 1, 1024),
        ):
            value = getattr(self, setting)
            if value is not None and not least <= value <= most:
                raise CommandError(
                    f"stability cannot use {setting} = {value}. "
                    f"Choose a whole number from {least:,} to {most:,}."
                )
        check_origin(self.name, self.at, self.date)

    def look(
        self,
        game: Game,
        record: DatedRecord | None = None,
        *,
        progress: Progress | None = None,
        announce: Announce | None = None,
    ) -> xr.Dataset:
        """Return verdicts and reasons; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date; where there is one,
            the answer says where it stood, and who would have left from there.
        progress
            Called with how much is judged, and how much there is.
        announce
            Told, before a game of some size is judged, what that will cost.

        Returns
        -------
        Dataset
            Its status is *none exists* if no state of the whole game is stable
            for every actor under any concept asked for.

        Raises
        ------
        CommandError
            If the state looked from is none of the game's.
        NotApplicable
            If the time allowed is over before one concept is judged.
        """
        import numpy as np

        from standoff.kernels.stability import distances
        from standoff.lenses.breaking import Focus, breaking, check_listing
        from standoff.lenses.resolution import course_of, told

        deadline = Deadline(self.most_seconds)

        start, first_round = origin(self, game, record)
        check_listing(game, self.changes)
        tell = Telling(progress, self._draws(game))
        self._announce(game, tell.draws, announce)
        passes = game.sincere_passes()
        graph = (game.moves, game.rank, passes)
        steps = distances(*graph, start)
        shown = _shown(steps, self.most_states)
        course = course_of(game, record, first_round)
        asked = shown if course is None else np.concatenate([shown, course.state])
        found = self._judged(game, passes, asked, deadline, tell)
        chosen = np.array(found.concepts, np.int64)
        answer = _answer(game, found, shown, chosen)
        afforded = deadline.affords(tell.draws)
        counts = self._counted(game, chosen, afforded, tell.of_draws)
        if counts is not None:
            answer = answer.assign(_shares(counts, shown)).assign_attrs(_drawn(counts))
        if course is not None:
            answer = answer.assign_coords(round=course.number)
            answer = answer.assign(told(game, course, found, shown.size, counts))
        answer["steps_from_start"] = ("state", steps[shown])
        improving = distances(*graph, start, improving=True)
        answer["steps_by_improvement"] = ("state", improving[shown])
        if self.changes != 0 and not deadline.is_over():
            end = None if course is None or not course.state.size else int(course.state[-1])
            focus = Focus(start, steps, improving, end)
            columns, marks = breaking(game, found, focus, self.changes, self.threads)
            answer = answer.assign(columns).assign_attrs(marks)
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
        } | _left_out(steps, shown, self._chosen()[chosen.size :], tell.draws - afforded)
        if not answer["equilibrium_count"].any():
            answer.attrs |= _nowhere(tuple(answer["concept"].values))
        return answer

    def _chosen(self) -> list[int]:
        """Return the numbers of the concepts, in the order of the house."""
        return [c for c, concept in enumerate(CONCEPTS) if concept in self.concepts]

    def _announce(self, game: Game, draws: int, announce: Announce | None) -> None:
        """Say what is about to be done, where that is much, before any of it is done."""
        from standoff.kernels.stability import NASH

        is_small = game.state_count <= _SMALL and game.moves.available.size <= _FEW
        if announce is not None and not is_small:
            searched = [c for c in self._chosen() if c != NASH]
            announce(stability_cost(game, len(searched), draws))

    def _judged(
        self,
        game: Game,
        passes: Bytes,
        asked: Positions,
        deadline: Deadline,
        tell: Telling,
    ) -> Verdicts:
        """Judge all states, give reasons for those ``asked``, and stop when time is over."""
        from standoff.kernels.stability import verdicts

        chosen = self._chosen()

        def goes_on(done: int, total: int) -> bool:
            tell.of_verdicts(done, total)
            return not deadline.is_over()

        found = verdicts(game.moves, game.rank, passes, asked, chosen, goes_on=goes_on)
        if not found.concepts:
            raise NotApplicable(
                f"The {self.most_seconds:g} seconds allowed were over before {game.state_count:,} "
                f"states could be judged under {CONCEPTS[chosen[0]]}.\n"
                "Allow more time by 'most_seconds'."
            )
        return found

    def _draws(self, game: Game) -> int:
        """Say how many preferences are to be drawn."""
        from standoff.lenses.robustness import draws_for

        return draws_for(game) if self.draws is None else self.draws

    def _counted(
        self, game: Game, chosen: Positions, draws: int, progress: Progress | None
    ) -> Counts | None:
        """Judge drawn preferences, if any are to be drawn."""
        from standoff.lenses.robustness import count_stable

        if draws == 0:
            return None
        return count_stable(
            game,
            draws,
            concepts=chosen.tolist(),
            seed=self.seed,
            source=self.admissible,
            threads=self.threads,
            progress=progress,
        )


_SMALL = 2**14
"""States up to which nobody wants to know what they cost, with options that are"""

_FEW = 2**22
"""in all so many cells, one for each of them in each state."""


def _shown(steps: Steps, most: int) -> Positions:
    """Choose the states of the answer: all, or the nearest of those within reach."""
    import numpy as np

    if steps.size <= most:
        return np.arange(steps.size)
    within = np.flatnonzero(steps >= 0)
    return np.sort(within[np.argsort(steps[within], kind="stable")[:most]])


def _left_out(
    steps: Steps, shown: Positions, concepts: Sequence[int], draws: int
) -> dict[str, object]:
    """Say which states the answer holds, and what it leaves out."""
    within = int((steps >= 0).sum())
    held = "within reach" if shown.size == within else "nearest"
    told: dict[str, object] = {
        "states_shown": "all" if shown.size == steps.size else held,
        "states_within_reach": within,
    }
    if concepts:
        told["concepts_left_out"] = ", ".join(CONCEPTS[c] for c in concepts)
    return told | ({"draws_left_out": draws} if draws else {})


def _shares(counts: Counts, shown: Positions) -> dict[str, tuple[tuple[str, ...], object]]:
    """Label in which share of draws who would stay in the states shown."""
    rest = counts.rest_shares(shown)
    names = ("equilibrium_share", "equilibrium_share_low", "equilibrium_share_high")
    return {
        "stable_share": (("concept", "actor", "state"), counts.share(shown)),
        **{name: (("concept", "state"), share) for name, share in zip(names, rest, strict=True)},
    }


def _drawn(counts: Counts) -> dict[str, int]:
    """Say how many preferences were drawn, and how many weights were open."""
    return {"draws": counts.draws if counts.open else 0, "open_weights": len(counts.open)}


def _answer(game: Game, found: Verdicts, shown: Positions, chosen: Positions) -> xr.Dataset:
    """Label what the kernel found: the states ``shown``, the concepts ``chosen``."""
    import numpy as np
    import xarray as xr

    stable = found.stable
    count = shown.size
    everybody = np.asarray(stable.all(axis=1))
    place = np.full(game.state_count + 1, -1, np.int32)
    place[shown] = np.arange(shown.size, dtype=np.int32)
    owner = np.array([action.actor for action in game.actions] + [-1], np.int32)
    verdict, by_actor = ("concept", "actor", "state"), ("actor", "state")
    return xr.Dataset(
        {
            "stable": (verdict, stable[:, :, shown]),
            "equilibrium": (("concept", "state"), everybody[:, shown]),
            "equilibrium_count": ("concept", everybody.sum(axis=1)),
            "rank": (by_actor, game.rank[:, shown]),
            "improvement_count": (by_actor, found.improvements[:, :count]),
            "move_to": (verdict, place[found.move_to[:, :, :count]]),
            "move_option": (verdict, found.move_action[:, :, :count]),
            "answer_to": (verdict, place[found.answer_to[:, :, :count]]),
            "answer_actor": (verdict, owner[found.answer_action[:, :, :count]]),
            "answer_option": (verdict, found.answer_action[:, :, :count]),
            "level_index": (("variable", "state"), game.level_indices[:, shown].astype(np.int64)),
        },
        coords={
            "concept": [CONCEPTS[c] for c in chosen],
            "actor": list(game.actor_names),
            "state": game.moves.code[shown],
            "variable": list(game.variable_names),
            "option": np.array([action.label for action in game.actions], np.str_),
        },
    )


def _nowhere(concepts: tuple[str, ...]) -> dict[str, str]:
    """Say that there is no resting point, why, and what to look at."""
    return {
        "status": "none exists",
        "cause": "In every state some actor has an improvement that nothing deters, "
        f"under each of the concepts looked at ({', '.join(concepts)}).",
        "remedy": "Look under a more cautious concept (gmr), or at who leaves which state: "
        "the crisis may go round in a circle.",
    }
