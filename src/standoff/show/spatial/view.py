"""An answer of the lens spatial with its names, and its numbers in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import NamedAnswer
from standoff.show.labels import clean
from standoff.show.words import mark

__all__ = ["KIND_NAMES", "MODEL_NAMES", "View"]

MODEL_NAMES = {
    "printed": mark("challenges, as printed"),
    "tabulated": mark("challenges, as tabulated"),
    "even": mark("challenges, tabulated but even-handed"),
    "median": mark("weighted median"),
    "mean": mark("weighted mean"),
    "condorcet": mark("probabilistic Condorcet"),
}

KIND_NAMES = {
    1: mark("confrontation"),
    2: mark("compromise"),
    3: mark("capitulation"),
}


@dataclass(frozen=True)
class View(NamedAnswer):
    """What the texts and figures of the lens read."""

    @cached_property
    def titles(self) -> list[str]:
        """Who has a position, in the reader's language."""
        return [self.labels.actor(name) for name in self.actors]

    @cached_property
    def versions(self) -> list[str]:
        """The versions of the challenge model that were asked for."""
        return self.names("version")

    @property
    def question(self) -> str:
        """The question, as the crisis words it."""
        titles = json.loads(str(self.answer.attrs["question_title"]))
        return clean(self.words.title(titles, str(self.answer.attrs["question"])))

    @property
    def scale(self) -> tuple[float, float]:
        """The ends of the line."""
        return float(self.answer.attrs["scale_low"]), float(self.answer.attrs["scale_high"])

    @cached_property
    def digits(self) -> int:
        """Decimals in which a position is written: about a thousandth of the scale."""
        low, high = self.scale
        return int(min(6, max(0, np.ceil(2 - np.log10(high - low)))))

    def model(self, name: str) -> str:
        """Name a model."""
        return self.words.say(MODEL_NAMES[name])

    def number(self, value: float) -> str:
        """Write a position."""
        return self.words.number(float(value), self.digits)

    def positions(self, version: int) -> npt.NDArray[np.float64]:
        """Give positions over (round, actor), as far as rounds were played."""
        last = self.rounds(version)
        found = self.answer["position"].transpose("version", "round", "actor").values
        return np.asarray(found[version, : last + 1])

    def medians(self, version: int) -> npt.NDArray[np.float64]:
        """Give the median after each round that was played."""
        found = self.answer["median"].transpose("version", "round").values
        return np.asarray(found[version, : self.rounds(version) + 1])

    def rounds(self, version: int) -> int:
        """Count the rounds in which somebody moved, a circle gone round once."""
        played = int(self.answer["rounds_played"].values[version])
        period = int(self.answer["period"].values[version])
        if not period:
            # the last round, in which nobody moved, is none of them
            path = self.answer["position"].transpose("version", "round", "actor").values[version]
            return played - int((path[played] == path[max(0, played - 1)]).all())
        path = self.answer["position"].transpose("version", "round", "actor").values[version]
        low, high = self.scale
        again = np.abs(path[period:] - path[:-period]).max(axis=1) <= 1e-6 * (high - low)
        return min(played, int(np.argmax(again)) + period)

    def pairs(self, name: str, version: int, turn: int) -> npt.NDArray[np.float64]:
        """Give what holds between actors and others in one round, (actor, other)."""
        found = self.answer[name].transpose("version", "round", "actor", "other").values
        return np.asarray(found[version, turn])

    def follows(self, version: int, turn: int) -> list[int]:
        """Say whose offer each takes in a round; position on ``actor``, -1 for nobody's."""
        found = self.answer["follows_actor"].transpose("version", "round", "actor").values
        return [int(place) for place in found[version, turn]]

    def ending(self, version: int) -> str:
        """Say how bargaining ends."""
        words, answer = self.words, self.answer
        count = self.rounds(version)
        if bool(answer["is_settled"].values[version]):
            if not count:
                return words.say("nobody moves")
            if str(answer.attrs["stop"]) == "median":
                return words.many(
                    "the median stands still after {count} round",
                    "the median stands still after {count} rounds",
                    count,
                )
            return words.many("settles after {count} round", "settles after {count} rounds", count)
        ends = {
            "low": self.number(answer["swing_low"].values[version]),
            "high": self.number(answer["swing_high"].values[version]),
        }
        period = int(answer["period"].values[version])
        if period:
            return words.many(
                "goes round every {count} round; median from {low} to {high}",
                "goes round every {count} rounds; median from {low} to {high}",
                period,
                **ends,
            )
        return words.many(
            "still moving after {count} round; median from {low} to {high}",
            "still moving after {count} rounds; median from {low} to {high}",
            count,
            **ends,
        )

    def outcome(self, model: str) -> float:
        """Give what a model comes to."""
        return float(self.answer["outcome"].sel(model=model))
