"""The spatial lens: where bargaining on a one-dimensional question settles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.chosen import check_count, check_name

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from standoff.game import Game
    from standoff.game.questions import Question, Stands
    from standoff.kernels.spatial import Bargaining, Choice, Success

__all__ = ["VERSIONS", "Spatial"]

VERSIONS: Final[dict[str, tuple[Success, Choice]]] = {
    "printed": ("pair", "least"),
    "tabulated": ("all", "lowest"),
    "even": ("all", "least"),
}
"""What each version divides support by, and which compromise is taken."""

_MOST_ROUNDS: Final = 200
_MOST_DRAWS: Final = 100_000
_ENDS: Final = (0.05, 0.95)


@dataclass(frozen=True)
class Spatial:
    """Ask who moves whom on a question of more or less, and where it settles.

    Parameters
    ----------
    question
        Which of the questions under ``positions``; the first by default.
    versions
        Versions of the challenge model: *printed* (the formulas as the paper prints
        them), *tabulated* (what reproduces the paper's tables and figures), *even*
        (the same, without its preference for low positions). The first is told
        round by round.
    rounds
        The most rounds of bargaining, up to 200.
    stop
        When bargaining is over: when nobody moves any more (*still*), or, as in much of
        the literature, when the weighted median moves by no more than a thousandth of
        the range (*median*).
    condorcet
        How a position comes to be challenged in the probabilistic Condorcet
        election: by all at once (*conditional*), by one drawn evenly (*uniform*), or
        by one that gains from it (*incentive*).
    victory
        How far a stronger coalition wins more often there.
    draws
        How many sets of numbers to draw from the ranges and distributions of
        positions, saliences and capabilities.
    seed
        Key of the draws.

    References
    ----------
    Scholz, Calbert and Smith (2011), Journal of Theoretical Politics 23(4): 510-531;
    Bueno de Mesquita (1994); the theory page ``docs/theory/spatial.md``.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    >>> answer = standoff.look(game, Spatial(versions=("printed",), draws=0))
    >>> float(answer["outcome"].sel(model="median"))
    3.0
    """

    question: str | None = None
    versions: tuple[str, ...] = tuple(VERSIONS)
    rounds: int = 20
    stop: Literal["still", "median"] = "still"
    condorcet: Literal["conditional", "uniform", "incentive"] = "conditional"
    victory: Literal["linear", "square", "quartic"] = "linear"
    draws: int = 200
    seed: int = 0

    name: ClassVar[str] = "spatial"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        if not self.versions:
            raise CommandError(f"spatial was given no version. Known: {', '.join(VERSIONS)}.")
        for version in self.versions:
            check_name(self.name, "version", version, VERSIONS)
        check_count(self.name, "rounds", self.rounds)
        check_count(self.name, "draws", self.draws, least=0)
        for name, value, most in (
            ("rounds", self.rounds, _MOST_ROUNDS),
            ("draws", self.draws, _MOST_DRAWS),
        ):
            if value > most:
                raise CommandError(f"spatial cannot use {name} = {value}. Choose at most {most}.")

    def look(self, game: Game) -> xr.Dataset:
        """Return positions, challenges and offers; see ``docs/reference/answers.md``.

        Raises
        ------
        NotApplicable
            If the crisis has no question with positions, or nobody on it any weight.
        CommandError
            If it has no question of that name.
        """
        from standoff.game.questions import stands
        from standoff.kernels.spatial import bargain

        question = _question(game, self.question)
        stated = stands(question)
        if not (stated.salience * stated.capability > 0).any():
            raise NotApplicable(
                f"Nobody's word counts on the question '{question.name}': salience times "
                "capability is zero for all.\n"
                "Give at least one actor a salience and a capability above zero."
            )
        played = {}
        for version in dict.fromkeys(self.versions):
            success, choice = VERSIONS[version]
            played[version] = bargain(
                *(part[0] for part in stated),
                success=success, choice=choice, rounds=self.rounds, stop=self.stop,
            )  # fmt: skip
        answer = _lay_out(question, stated, played)
        self._add_outcomes(answer, question, stated, played)
        answer.attrs |= {
            "question": question.name,
            "question_title": json.dumps(dict(question.title.by_language)),
            "questions": ",".join(one.name for one in game.crisis.positions),
            "scale_low": float(question.scale[0]),
            "scale_high": float(question.scale[1]),
            "condorcet": self.condorcet,
            "stop": self.stop,
        }
        return answer

    def _add_outcomes(
        self,
        answer: xr.Dataset,
        question: Question,
        stated: Stands,
        played: dict[str, Bargaining],
    ) -> None:
        """Add what each model comes to, and between which ends over the draws."""
        import numpy as np

        from standoff.game.questions import open_count, stands
        from standoff.kernels.spatial import come_to, later

        places, share = self._elected(question, stated.position[0], stated.weight[0])
        answer["place_position"] = ("place", places)
        answer["place_share"] = ("place", share)
        medians = answer["median"].values
        ends = come_to(medians, answer["is_settled"].values)
        here = {version: ends[k : k + 1] for k, version in enumerate(played)}
        here |= self._without_bargaining(question, stated)
        answer.coords["model"] = list(here)
        answer["outcome"] = ("model", np.concatenate(list(here.values())))
        answer["swing_low"] = ("version", later(medians).min(axis=1))
        answer["swing_high"] = ("version", later(medians).max(axis=1))
        free = open_count(question)
        count = self.draws if free else 0
        answer.attrs |= {"draws": count, "open_numbers": free}
        if count:
            self._add_draws(answer, question, stands(question, count, self.seed), list(played))

    def _add_draws(
        self, answer: xr.Dataset, question: Question, drawn: Stands, versions: list[str]
    ) -> None:
        """Add the ends between which nine tenths of the draws lie."""
        import numpy as np

        from standoff.kernels.spatial import bargain_many

        many = {}
        for version in versions:
            success, choice = VERSIONS[version]
            many[version] = bargain_many(
                *drawn, success=success, choice=choice, rounds=self.rounds, stop=self.stop
            )
        found = {version: one.outcome for version, one in many.items()}
        found |= self._without_bargaining(question, drawn)
        for name, part in zip(("low", "high"), _ENDS, strict=True):
            ends = np.array([np.quantile(one, part, method="nearest") for one in found.values()])
            answer[f"outcome_{name}"] = ("model", ends)
            each = [
                np.quantile(one.position, part, axis=0, method="nearest") for one in many.values()
            ]
            answer[f"end_{name}"] = (("version", "actor"), np.stack(each))
        shares = [float(one.settled.mean()) for one in many.values()]
        answer["settled_share"] = ("version", np.array(shares))

    def _without_bargaining(
        self, question: Question, numbers: Stands
    ) -> dict[str, npt.NDArray[np.float64]]:
        """Return what simpler rules come to, for each draw."""
        import numpy as np

        from standoff.kernels.spatial import weighted_mean, weighted_median

        weight = numbers.weight
        elected = [
            self._elected(question, x, w) for x, w in zip(numbers.position, weight, strict=True)
        ]
        return {
            "median": weighted_median(numbers.position, weight),
            "mean": weighted_mean(numbers.position, weight),
            "condorcet": np.array([float(places @ share) for places, share in elected]),
        }

    def _elected(
        self,
        question: Question,
        position: npt.NDArray[np.float64],
        weight: npt.NDArray[np.float64],
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Hold the probabilistic election on the scale of the question."""
        from standoff.kernels.spatial_condorcet import elected

        low, high = question.scale
        places, share = elected(
            (position - low) / (high - low), weight, victory=self.victory, chain=self.condorcet
        )
        return low + (high - low) * places, share


def _question(game: Game, name: str | None) -> Question:
    """Find the question that is asked."""
    questions = game.crisis.positions
    if not questions:
        raise NotApplicable(
            "The crisis has no question of more or less on which actors take positions.\n"
            "Write one under 'positions': a scale, and for each actor its position, salience "
            "and capability."
        )
    if name is None:
        return questions[0]
    known = {question.name: question for question in questions}
    if name not in known:
        raise CommandError(
            f"spatial knows no question called '{name}'. {nearest(name, known)}"
            f"Questions: {', '.join(known)}."
        )
    return known[name]


def _lay_out(question: Question, stated: Stands, played: dict[str, Bargaining]) -> xr.Dataset:
    """Put names on what was bargained; rounds that were not needed repeat the last one."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.spatial import weighted_mean, weighted_median

    names = [stand.actor for stand in question.stands]
    longest = max(len(found.rounds) for found in played.values())
    position = np.stack([_filled(found.position, longest + 1) for found in played.values()])
    weight = (stated.salience * stated.capability)[0]
    line, pair = ("version", "round", "actor"), ("version", "round", "actor", "other")
    answer = xr.Dataset(
        {
            "position": (line, position),
            "median": (line[:2], weighted_median(position, weight)),
            "mean": (line[:2], weighted_mean(position, weight)),
            "salience": ("actor", stated.salience[0]),
            "capability": ("actor", stated.capability[0]),
            "rounds_played": ("version", [len(found.rounds) for found in played.values()]),
            "is_settled": ("version", [found.settled for found in played.values()]),
            "period": ("version", [found.period for found in played.values()]),
        },
        coords={
            "version": list(played),
            "round": np.arange(longest + 1),
            "actor": names,
            "other": names,
        },
    )
    for name, part, empty in (
        ("exponent", "exponent", np.nan),
        ("follows_actor", "taken", -1),
    ):
        answer[name] = (line, _by_round(played, part, empty, longest))
    for name, empty in (
        ("win", np.nan),
        ("gain", np.nan),
        ("feared", np.nan),
        ("offer", 0),
        ("offered", np.nan),
    ):
        answer[name] = (pair, _by_round(played, name, empty, longest))
    return answer


def _filled(path: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    import numpy as np

    return np.concatenate([path, np.repeat(path[-1:], count - len(path), axis=0)])


def _by_round(
    played: dict[str, Bargaining], name: str, empty: float, longest: int
) -> npt.NDArray[np.generic]:
    """Stack one part of all rounds; nothing is offered before the first and after the last."""
    import numpy as np

    found = []
    for bargaining in played.values():
        parts = [getattr(one, name) for one in bargaining.rounds]
        blank = np.full_like(parts[0], empty)
        found.append(np.stack([blank, *parts, *[blank] * (longest - len(parts))]))
    return np.stack(found)
