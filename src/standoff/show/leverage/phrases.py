"""What text and drawing of the lens leverage have in common: names and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import GainsView
from standoff.show.labels import clean

__all__ = ["Worths"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Worths(GainsView):
    """An answer of the lens leverage with its names."""

    @cached_property
    def taken(self) -> list[str]:
        """What was taken out, in the order of the answer."""
        return self.names("taken")

    @cached_property
    def has_draws(self) -> bool:
        """Whether intervals were drawn."""
        return "worth_low" in self.answer

    def of(self, name: str, taken: str) -> Floats:
        """Return what a variable has for one thing taken, over actors."""
        return np.asarray(self.answer[name].sel(taken=taken).transpose("actor", ...).values)

    def owners(self, taken: str) -> list[str]:
        """Name the actors whose it is."""
        return [name for name, own in zip(self.actors, self.of("owns", taken), strict=True) if own]

    def with_interval(self, taken: str, k: int) -> str:
        """Write what something is worth to actor ``k``, with the ends of its draws."""
        said = self.signed(float(self.of("worth", taken)[k]))
        if not self.has_draws:
            return said
        low, high = (float(self.of(name, taken)[k]) for name in ("worth_low", "worth_high"))
        return f"{said} [{self.signed(low)}…{self.signed(high)}]"

    def title(self, taken: str) -> str:
        """Say in words what was taken out."""
        kind, colon, place = taken.partition(":")
        if colon and kind in ("veto", "seat"):
            return self._seat(kind, place)
        parts = [part.strip() for part in taken.split("+")]
        owners = {part.partition(".")[0] for part in parts}
        if len(parts) > 1 and len(owners) == 1 and not any(part.endswith(".*") for part in parts):
            # one actor's options: it is named once
            named = [self.labels.option(part) for part in parts]
            return f"{self.labels.actor(owners.pop())}: {self.words.listed(named)}"
        return " + ".join(self._option(part) for part in parts)

    def _seat(self, kind: str, place: str) -> str:
        words = self.words
        body, dot, member = place.partition(".")
        if not dot:
            body, member = "", place
        named = self.labels.member(member)
        if kind == "veto":
            if body:
                return words.say(
                    "the veto of {member} in {body}", member=named, body=self.labels.body(body)
                )
            return words.say("the vetoes of {member}", member=named)
        if body:
            return words.say(
                "the seat of {member} in {body}", member=named, body=self.labels.body(body)
            )
        return words.say("the seats of {member}", member=named)

    def _option(self, label: str) -> str:
        actor, dot, option = label.partition(".")
        if not dot:
            return self.labels.instrument(label)
        if option == "*":
            return self.words.say("all that {actor} can do", actor=self.labels.actor(actor))
        return self.labels.move(label)

    def parts(self, taken: str) -> list[str]:
        """Name the options of each actor that an instrument consists of; else nothing."""
        if taken not in self.labels.tree.get("instruments", {}):
            return []
        takes = self.answer["takes"].sel(taken=taken)
        options = [str(label) for label in self.answer["option"].values[takes.values]]
        owners = dict.fromkeys(label.partition(".")[0] for label in options)
        return [
            f"{self.labels.actor(owner)}: "
            + self.words.listed(
                [
                    f"“{self.labels.option(label)}”"
                    for label in options
                    if label.partition(".")[0] == owner
                ]
            )
            for owner in owners
        ]

    def interest(self, name: str) -> str:
        """Give the name of an interest in this language."""
        return clean(self.words.title(self.labels.tree.get("interests", {}).get(name, {}), name))
