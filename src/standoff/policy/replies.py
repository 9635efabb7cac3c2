"""Rules by which one mover chooses, and one member votes, given what each choice is worth."""

from __future__ import annotations

from typing import Literal

import numpy as np

from standoff.kernels.tables import Floats

Ties = Literal["hold", "equal"]

TIE = 1e-11
"""Worths no further apart than this, relative to the largest value, are the same."""


def best_reply(quality: Floats, ties: Ties, width: float) -> Floats:
    """Choose what is worth most, row by row; -inf marks what is closed.

    Parameters
    ----------
    quality
        Worth of each choice, axes (x, j), `hold` first.
    ties
        Among choices that are worth the same: ``hold`` takes the first, that is
        holding and then the order of the file; ``equal`` takes all with the
        same probability.
    width
        Choices within this of the best are worth the same.

    Examples
    --------
    >>> quality = np.array([[1.0, 2.0, 2.0], [1.0, 1.0, -np.inf]])
    >>> best_reply(quality, "hold", 1e-9).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    >>> best_reply(quality, "equal", 1e-9).tolist()
    [[0.0, 0.5, 0.5], [0.5, 0.5, 0.0]]
    """
    is_best = quality >= quality.max(axis=1, keepdims=True) - width
    if ties == "hold":
        share = np.zeros_like(quality)
        share[np.arange(len(quality)), is_best.argmax(axis=1)] = 1.0
        return share
    even: Floats = is_best / is_best.sum(axis=1, keepdims=True)
    return even


def logit_reply(quality: Floats, precision: float) -> Floats:
    """Choose the more surely the more there is to gain, row by row; axes (x, j).

    Examples
    --------
    >>> logit_reply(np.array([[0.0, np.log(3.0), -np.inf]]), 1.0).round(12).tolist()
    [[0.25, 0.75, 0.0]]
    """
    is_open = np.isfinite(quality)
    lead = np.where(is_open, quality - quality.max(axis=1, keepdims=True), 0.0)
    weight = np.exp(precision * lead) * is_open
    share: Floats = weight / weight.sum(axis=1, keepdims=True)
    return share


def strict_ballot(gain: Floats, band: float, width: float) -> tuple[Floats, Floats]:
    """Vote yes where passing gains more than the band, no where it loses more, else abstain.

    Examples
    --------
    >>> yes, no = strict_ballot(np.array([1.0, 0.2, -1.0, 0.0]), 0.2, 1e-9)
    >>> yes.tolist(), no.tolist()
    ([1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0])
    """
    return (gain > band + width).astype(np.float64), (gain < -band - width).astype(np.float64)


def logit_ballot(gain: Floats, band: float, precision: float) -> tuple[Floats, Floats]:
    """Vote by the ordered logit of `standoff.kernels.votes`."""
    with np.errstate(over="ignore"):
        yes = 1.0 / (1.0 + np.exp(-precision * (gain - band)))
        no = 1.0 / (1.0 + np.exp(-precision * (-gain - band)))
    return yes, no
