"""What text and drawings of the lens deals have in common: names, numbers, rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import CLOSE, GainsView
from standoff.show.words import mark

__all__ = ["POINT_NAMES", "Bargains"]

POINT_NAMES: Final = {
    "nash": mark("Nash"),
    "kalai_smorodinsky": mark("Kalai-Smorodinsky"),
    "egalitarian": mark("egalitarian"),
    "utilitarian": mark("utilitarian"),
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Bargains(GainsView):
    """An answer of the lens deals with its names."""

    @cached_property
    def deals(self) -> list[str]:
        """Identifiers of the deals that are written; empty if none is."""
        return self.names("deal")

    @cached_property
    def parties(self) -> list[str]:
        """Actors to whom a deal has to be acceptable in the search."""
        return str(self.answer.attrs["parties"]).split(", ")

    @cached_property
    def plane(self) -> tuple[str, str]:
        """The two actors of the drawing."""
        one, _, other = str(self.answer.attrs["plane"]).partition(", ")
        return one, other or one

    def title(self, deal: str) -> str:
        """Give a deal's name in this language."""
        titles = json.loads(str(self.answer.attrs.get("deal_titles", "{}")))
        return self.words.title(titles.get(deal, {}), deal)

    def of(self, name: str, deal: str) -> Floats:
        """Return what one deal has of a variable over actors."""
        return np.asarray(self.answer[name].sel(deal=deal).transpose("actor", ...).values)

    def holds(self, deal: str) -> bool:
        """Say whether all that a deal promises is so today."""
        promised = self.answer["promise"].sel(deal=deal).transpose("actor", "variable").values
        today = self.answer["level_today"].values
        return bool(((promised < 0) | (promised == today)).all())

    def promises(self, deal: str, actor: str) -> list[str]:
        """List what an actor promises in a deal, with what holds today where that differs."""
        promised = self.answer["promise"].sel(deal=deal, actor=actor)
        said = []
        for name in (str(v) for v in self.answer["variable"].values):
            level = int(promised.sel(variable=name))
            if level >= 0:
                said.append(self._promise(name, level))
        return said

    def _promise(self, name: str, level: int) -> str:
        today = int(self.answer["level_today"].sel(variable=name))
        labels, words = self.labels, self.words
        if today == level:
            return words.say(
                "{variable}: {level} (as today)",
                variable=labels.variable(name), level=labels.level(name, level),
            )  # fmt: skip
        return words.say(
            "{variable}: {level} (today: {today})",
            variable=labels.variable(name),
            level=labels.level(name, level),
            today=labels.level(name, today),
        )

    def commitments(self, position: int) -> str:
        """Write the commitments of a combination."""
        levels = self.answer["combination_level"].isel(combination=position)
        labels = self.labels
        said = [
            f"{labels.variable(name)}: {labels.level(name, int(levels.sel(variable=name)))}"
            for name in (str(v) for v in levels["variable"].values)
            if int(levels.sel(variable=name)) >= 0
        ]
        return "; ".join(said)

    def named(self, actors: list[str]) -> str:
        """Write actors as a list, or that it is all of them."""
        if len(actors) == len(self.actors):
            return self.words.say("all")
        return self.words.listed([self.labels.actor(name) for name in actors])

    def losers(self, deal: str) -> list[str]:
        """Name the actors that lose by a deal."""
        gain = self.of("gain", deal)
        return [name for name, value in zip(self.actors, gain, strict=True) if value < -CLOSE]

    def tempted(self, deal: str) -> list[tuple[str, float, str, float]]:
        """List who gains by a breach, how much, by which option, and how surely it must be seen."""
        gap, option = self.of("commitment_gap", deal), self.of("breach_option", deal)
        needed = self.of("seen_needed", deal)
        options = self.answer["option"].values
        return [
            (name, float(gap[k]), str(options[int(option[k])]), float(needed[k]))
            for k, name in enumerate(self.actors)
            if gap[k] > CLOSE
        ]

    def bodies(self, deal: str) -> list[tuple[str, float, list[str]]]:
        """List bodies with the probability that each passes a deal, and who is likely against."""
        if "ratified" not in self.answer:
            return []
        found = []
        shares = self.answer["ballot_share"].sel(deal=deal, ballot="no")
        for body in (str(name) for name in self.answer["body"].values):
            against = [
                str(seat).partition(".")[2]
                for seat, share in zip(shares["seat"].values, shares.values, strict=True)
                if str(seat).partition(".")[0] == body and share > 0.5
            ]
            found.append((body, float(self.answer["ratified"].sel(deal=deal, body=body)), against))
        return found
