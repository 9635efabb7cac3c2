"""Which position wins if all are put to the vote in pairs, with what probability.

The probabilistic Condorcet election of KTAB, the open-source spatial model.

Letters
-------
``x_i`` position of actor ``i`` as a share of the scale, ``w_i`` its weight;
``d_ij = |x_i - x_j|``; ``u_ki`` what actor ``k`` holds of the position of ``i``;
``c_ij`` the coalition for ``i`` against ``j``; ``p_ij`` the probability that ``i`` beats
``j``; ``R_i`` attitude to risk, from -1 (fears it) to 1 (seeks it).

References
----------
KAPSARC Toolkit for Behavioral Analysis (KTAB), commit 3b5b063; Wise, Lester and Efird
(2015), "Multidimensional bargaining using KTAB", KAPSARC discussion paper.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Chain", "Victory", "coalitions", "condorcet", "elected", "risk", "victories"]

Floats = npt.NDArray[np.float64]

Chain = Literal["conditional", "uniform", "incentive"]
"""Who is challenged: each by all at once, by one drawn evenly, or by one that gains."""
Victory = Literal["linear", "square", "quartic"]
"""How much a larger coalition wins more often: the exponent of its strength."""

_POWER = {"linear": 1, "square": 2, "quartic": 4}
_LEAST = 1e-8
_SAME = 1e-9


def elected(
    position: Floats, weight: Floats, *, victory: Victory = "linear", chain: Chain = "conditional"
) -> tuple[Floats, Floats]:
    """Return the different positions held, in ascending order, and how probable each is.

    Parameters
    ----------
    position
        As shares of the scale, shape (N,).
    weight
        Shape (N,); only proportions matter. An actor of no weight is left out.
    victory, chain
        Which version; see `Victory` and `Chain`.

    Examples
    --------
    >>> import numpy as np
    >>> places, share = elected(np.array([0.0, 0.5, 1.0]), np.array([1.0, 2.0, 1.0]))
    >>> places.tolist(), share.round(3).tolist()
    ([0.0, 0.5, 1.0], [0.275, 0.45, 0.275])
    """
    weighs = weight > 0
    x, w = position[weighs], weight[weighs] / weight[weighs].sum()
    d = np.abs(x[:, None] - x[None, :])
    own = condorcet(coalitions(w, 1 - d), victory, chain)
    attitude = risk(own)
    _, first = np.unique(np.round(x / _SAME), return_index=True)
    there = d[:, first]
    held = (1 - there) * (1 + attitude[:, None] * there)
    return x[first], condorcet(coalitions(w, held), victory, chain)


def coalitions(weight: Floats, held: Floats) -> Floats:
    """Add up who votes for each position against each, in proportion to what is at stake.

    Parameters
    ----------
    weight
        Shape (N,).
    held
        What the row holds of the column's position, shape (N, M).

    Returns
    -------
    ndarray
        Shape (M, M).
    """
    vote = weight[:, None, None] * (held[:, :, None] - held[:, None, :])
    return np.asarray(_LEAST + np.maximum(vote, 0.0).sum(axis=0))


def victories(strength: Floats, victory: Victory = "linear") -> Floats:
    """Return the probability that the row beats the column, one half against itself."""
    power = strength.astype(np.float64) ** _POWER[victory]
    total = power + power.T
    found = np.divide(power, total, out=np.full_like(power, 0.5), where=total > 0)
    np.fill_diagonal(found, 0.5)
    return found


def condorcet(
    strength: Floats, victory: Victory = "linear", chain: Chain = "conditional"
) -> Floats:
    """Return the probability of each position from the coalitions behind them.

    Examples
    --------
    >>> import numpy as np
    >>> strength = np.array([[0, 12.099, 54.921], [10.333, 0, 27.079], [5.007, 55.047, 0]])
    >>> condorcet(strength, "square", "incentive").round(3).tolist()
    [0.509, 0.28, 0.211]
    """
    beats = victories(strength, victory)
    count = beats.shape[0]
    if chain == "conditional":
        log = np.log(beats).sum(axis=1)
        share = np.exp(log - log.max())
        return np.asarray(share / share.sum())
    if chain == "uniform":
        challenge = np.full((count, count), 1.0 / count)
    else:
        drive = strength * beats
        np.fill_diagonal(drive, 1e-10)
        challenge = drive / drive.sum(axis=0, keepdims=True)
    # in words: the column holds the floor, the row challenges it and wins or not
    step = beats * challenge
    np.fill_diagonal(step, 0.0)
    np.fill_diagonal(step, 1 - step.sum(axis=0))
    system = np.vstack([step - np.eye(count), np.ones(count)])
    share = np.linalg.lstsq(system, np.append(np.zeros(count), 1.0), rcond=None)[0]
    return np.asarray(np.maximum(share, 0.0) / np.maximum(share, 0.0).sum())


def risk(share: Floats) -> Floats:
    """Return attitudes to risk: who is likely to win anyway can afford it (KTAB, *Mid*).

    Examples
    --------
    >>> import numpy as np
    >>> risk(np.array([0.1, 0.3, 0.6])).round(4).tolist()
    [-0.5, 0.1, 1.0]
    """
    most, least = float(share.max()), float(share.min())
    if most - least <= 1e-12:
        return np.zeros_like(share)
    return np.asarray((3 * share - most - 2 * least) / (2 * (most - least)))
