"""Whether two answers say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["same"]


def same(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Say whether two answers agree in everything but when they were made.

    Values must be equal bit for bit, a missing value equal to a missing value;
    kinds of numbers, axes, labels and attributes must agree too.

    Examples
    --------
    >>> import xarray as xr
    >>> calm = xr.Dataset({"share": ("round", [1.0])}, attrs={"made_on": "2009-04-05"})
    >>> same(calm, calm.assign_attrs(made_on="2009-04-06"))
    True
    >>> same(calm, calm + 1)
    False
    """
    if set(one.variables) != set(other.variables):
        return False
    kinds_agree = all(
        variable.dtype.kind == other.variables[name].dtype.kind
        for name, variable in one.variables.items()
    )
    return kinds_agree and _undated(one).identical(_undated(other))


def _undated(answer: xr.Dataset) -> xr.Dataset:
    undated = answer.copy()
    undated.attrs = {name: value for name, value in answer.attrs.items() if name != "made_on"}
    return undated
