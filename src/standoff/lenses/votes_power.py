"""The power that the rules of a body give its members, whatever the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from standoff.errors import CommandError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Rules", "power"]

INDICES = ("shapley", "banzhaf", "banzhaf_share", "prevent", "initiate")
"""What is known of a member's power; see `standoff.kernels.power.Power`."""


@dataclass(frozen=True)
class Rules:
    """A body as its rules see it.

    ``members`` maps a name to how many members are alike under it, and to what
    each counts by every measure; a text passes if the votes of yes meet all
    quotas of one clause, and every holder of a veto says yes.
    """

    measures: Sequence[str]
    members: Mapping[str, tuple[int, tuple[int, ...]]]
    clauses: Sequence[tuple[int, ...]]
    veto: Sequence[str]


def power(rules: Rules) -> xr.Dataset:
    """Return the indices of power of every member; see `docs/reference/answers.md`, "power".

    Raises
    ------
    CommandError
        If the weights are too large, for so many members, to be counted exactly.

    Examples
    --------
    >>> answer = power(Rules(("votes",), {"A": (1, (2,)), "B": (2, (1,))}, [(3,)], ()))
    >>> answer["shapley"].sel(member="A").item(), answer["shapley_exact"].values.tolist()
    (0.6666666666666666, ['2/3', '1/6'])
    """
    import numpy as np
    import xarray as xr

    from standoff.kernels.power import TooLarge, count_swings, indices

    seats = [(name, count, weights) for name, (count, weights) in rules.members.items()]
    first: list[int] = []
    members: list[tuple[int, ...]] = []
    veto: list[bool] = []
    for name, count, weights in seats:
        first.append(len(members))
        members += [weights] * count
        veto += [name in rules.veto] * count
    try:
        found = indices(count_swings(members, rules.clauses, veto))
    except TooLarge:
        raise CommandError(
            f"The weights of these {len(members)} members are too large to be counted exactly.\n"
            "Write them in a larger unit, for example thousands or millions."
        ) from None
    exact = {
        "shapley": found.shapley,
        "banzhaf": found.banzhaf,
        "banzhaf_share": found.share,
        "prevent": found.prevent,
        "initiate": found.initiate,
    }
    return xr.Dataset(
        {
            **{
                name: ("member", np.array([float(exact[name][k]) for k in first]))
                for name in INDICES
            },
            **{
                f"{name}_exact": ("member", np.array([_fraction(exact[name][k]) for k in first]))
                for name in INDICES
            },
            "swings": ("member", np.array([str(found.swings[k]) for k in first])),
            "count": ("member", np.array([count for _, count, _ in seats], dtype=np.int64)),
            "veto": ("member", np.array([veto[k] for k in first], dtype=bool)),
            "weight": (("member", "measure"), _whole([weights for _, _, weights in seats])),
            "quota": (("clause", "measure"), _whole(rules.clauses)),
        },
        coords={
            "member": [name for name, _, _ in seats],
            "measure": list(rules.measures),
        },
        attrs={
            "members": len(members),
            "winning": str(found.winning),
            "act": float(found.act),
            "act_exact": _fraction(found.act),
        },
    )


def _whole(rows: Sequence[Sequence[int]]) -> object:
    import numpy as np

    return np.array([list(row) for row in rows], dtype=np.int64)


def _fraction(value: Fraction) -> str:
    """Write a fraction in lowest terms.

    Examples
    --------
    >>> _fraction(Fraction(4, 6)), _fraction(Fraction(1))
    ('2/3', '1')
    """
    return str(value)
