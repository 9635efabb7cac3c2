"""Answers as the texts and the drawings of their lenses read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from standoff.show.labels import Labels, position_of
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CLOSE", "AnswerView", "GainsView", "NamedAnswer"]

CLOSE: Final = 5e-3
"""A gain nearer to nothing than this is written as none."""


@dataclass(frozen=True)
class NamedAnswer:
    """An answer with its names in the reader's language."""

    answer: xr.Dataset
    labels: Labels

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return self.labels.words

    @cached_property
    def actors(self) -> list[str]:
        """Identifiers of the actors, in the order of the answer."""
        return self.names("actor")

    def names(self, axis: str) -> list[str]:
        """Names along an axis, in the order of the answer; none where it has no such axis."""
        return [str(name) for name in self.answer[axis].values] if axis in self.answer.dims else []


@dataclass(frozen=True)
class GainsView(NamedAnswer):
    """An answer on what something is worth to each actor."""

    def signed(self, value: float) -> str:
        """Write a gain with its sign, and nothing where there is none."""
        if value != value:
            return "–"
        if abs(value) < CLOSE:
            return "0"
        return ("+" if value > 0 else "−") + self.words.number(abs(float(value)))


@dataclass(frozen=True)
class AnswerView(NamedAnswer):
    """An answer looked from one state, with its names in the reader's language."""

    @cached_property
    def origin(self) -> int:
        """Position of the state looked from."""
        return position_of(self.answer, int(self.answer.attrs["looked_from"]))

    @cached_property
    def against(self) -> int | None:
        """Position of the state that others are described against, None where they are short."""
        return self.labels.compared(self.answer, self.origin)

    @cached_property
    def concepts(self) -> list[str]:
        """Names of the concepts, in the order of the answer."""
        return self.names("concept")

    @cached_property
    def steps(self) -> npt.NDArray[np.int64]:
        """Least number of moves from the state looked from; -1 if out of reach."""
        return np.asarray(self.answer["steps_from_start"].values)

    def named(self, position: int) -> str:
        """Describe a state, against the one looked from where it would be long."""
        return self.labels.state(self.answer, position, against=self.against, limit=4)

    def in_a_row(self, position: int) -> str:
        """Describe a state at the head of its row, with how far away it is."""
        if position == self.origin:
            if self.against is None:
                return self.words.say("{state} (looked from)", state=self.named(position))
            return self.named(position)
        steps = int(self.steps[position])
        away = self.words.many("{count} move away", "{count} moves away", steps)
        return f"{self.named(position)} ({away})"
