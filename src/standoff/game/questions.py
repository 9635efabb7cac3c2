"""Questions of more or less: where actors stand, as numbers, stated or drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from standoff.game.ranges import drawn, is_open
from standoff.kernels.tables import Floats
from standoff.spec.crisis import Question

__all__ = ["Question", "Stands", "open_count", "stands"]


class Stands(NamedTuple):
    """Positions, saliences and capabilities; a row for each draw, shape (D, N)."""

    position: Floats
    salience: Floats
    capability: Floats

    @property
    def weight(self) -> Floats:
        """Salience times capability; in a draw in which nobody has any, all count alike."""
        weight = self.salience * self.capability
        return np.where(weight.sum(axis=1, keepdims=True) > 0, weight, 1.0)


def open_count(question: Question) -> int:
    """Count the numbers that have a range or a distribution.

    Examples
    --------
    >>> import standoff
    >>> crisis = standoff.read(standoff.catalog.path("ec-emissions"))
    >>> open_count(crisis.positions[0])
    0
    """
    return sum(
        is_open(number)
        for stand in question.stands
        for number in (stand.position, stand.salience, stand.capability)
    )


def stands(question: Question, count: int = 0, seed: int = 0) -> Stands:
    """Read the numbers as they stand, in one row, or draw them ``count`` times.

    Draws outside the scale, or outside 0 to 1, are brought back to the end.

    Examples
    --------
    >>> import standoff
    >>> crisis = standoff.read(standoff.catalog.path("ec-emissions"))
    >>> stands(crisis.positions[0]).position[0, :3].tolist()
    [4.0, 7.0, 4.0]
    """
    ends = {"position": question.scale, "salience": (0.0, 1.0), "capability": (0.0, 1.0)}
    parts = []
    for key, (name, (low, high)) in enumerate(ends.items()):
        numbers = [getattr(stand, name) for stand in question.stands]
        if count:
            parts.append(np.clip(drawn(numbers, count, seed, key), low, high))
        else:
            parts.append(np.array([[float(number.value) for number in numbers]]))
    return Stands(*parts)
