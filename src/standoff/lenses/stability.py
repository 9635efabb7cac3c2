"""The stability lens: where a crisis can rest, and what keeps it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from standoff.errors import CommandError, nearest
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
        Which of nash, gmr, smr and seq to report, in that order.
    at
        Names of levels of the state to look from; other variables are as at
        the start. It decides no verdict, only distances and what is shown.
    date
        ISO date in the record to look from, instead of ``at``.
    most_states
        The answer holds all states up to this many. Above, it holds those
        within reach of the state looked from; verdicts are made on all states
        all the same.
    draws
        How many preferences to draw from what the crisis holds possible, to say
        in which share of them a verdict holds; 0 for none. By default 200, or
        fewer in a large game, which takes longer.
    seed
        Key of the draws, from 0 to 2**63 - 1.
    admissible
        What is drawn: ``weights``, each within its range; or ``motives``, by
        which an actor with named motives is given one of them, by its prior.
    threads
        Threads to judge draws on; by default one a processor.

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
    most_states: int = 5_000
    draws: int | None = None
    seed: int = 0
    admissible: Literal["weights", "motives"] = "weights"
    threads: int | None = None

    name: ClassVar[str] = "stability"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        if not self.concepts:
            raise CommandError(f"stability was given no concept. Known: {', '.join(CONCEPTS)}.")
        for concept in self.concepts:
            if concept not in CONCEPTS:
                raise CommandError(
                    f"stability knows no concept called '{concept}'. "
                    f"{nearest(concept, CONCEPTS)}Known: {', '.join(CONCEPTS)}."
                )
        if self.most_states < 1:
            raise CommandError(
                f"stability cannot use most_states = {self.most_states}. "
                "Choose a whole number from 1."
            )
        for setting, least, most in (
            ("draws", 0, 100_000),
            ("seed", 0, 2**63 - 1),
            ("threads", 1, 1024),
        ):
            value = getattr(self, setting)
            if value is not None and not least <= value <= most:
                raise CommandError(
                    f"stability cannot use {setting} = {value}. "
                    f"Choose a whole number from {least:,} to {most:,}."
                )
        if self.at is not None and self.date is not None:
            raise CommandError(
                "stability was told to look from a date, and also from a state. "
                "Give either 'date' or 'at'."
            )

    def look(
        self,
        game: Game,
        record: DatedRecord | None = None,
        *,
        progress: Progress | None = None,
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
            Called with how many draws are judged, and how many there are.

        Returns
        -------
        Dataset
            Its status is *none exists* if no state of the whole game is stable
            for every actor under any concept asked for.

        Raises
        ------
        CommandError
            If the state looked from is none of the game's.
        """
        import numpy as np

        from standoff.kernels.stability import distances, verdicts
        from standoff.lenses.resolution import course_of, told

        start, first_round = origin(self, game, record)
        passes = game.sincere_passes()
        graph = (game.moves, game.rank, passes)
        steps = distances(*graph, start)
        shows_all = game.state_count <= self.most_states
        shown = np.flatnonzero(steps >= (-1 if shows_all else 0))
        course = course_of(game, record, first_round)
        asked = shown if course is None else np.concatenate([shown, course.state])
        chosen = np.array([c for c, concept in enumerate(CONCEPTS) if concept in self.concepts])
        found = verdicts(*graph, asked, chosen.tolist())
        answer = _answer(game, found, shown, chosen)
        counts = self._counted(game, chosen, progress)
        if counts is not None:
            answer = answer.assign(_shares(counts, shown)).assign_attrs(_drawn(counts))
        if course is not None:
            answer = answer.assign_coords(round=course.number)
            answer = answer.assign(told(game, course, found, shown.size, counts))
        answer["steps_from_start"] = ("state", steps[shown])
        improving = distances(*graph, start, improving=True)
        answer["steps_by_improvement"] = ("state", improving[shown])
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
            "states_shown": "all" if shows_all else "within reach",
        }
        if not answer["equilibrium_count"].any():
            answer.attrs |= _nowhere(tuple(answer["concept"].values))
        return answer

    def _counted(self, game: Game, chosen: Positions, progress: Progress | None) -> Counts | None:
        """Judge drawn preferences, if any are to be drawn."""
        from standoff.lenses.robustness import count_stable, draws_for

        draws = draws_for(game) if self.draws is None else self.draws
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
