"""Answers of the lens on preference structures: real ones, of published crises."""

import functools

import xarray as xr

import standoff
from standoff.lenses.preferences import Preferences


@functools.cache
def _looked(crisis: str, structure: str) -> xr.Dataset:
    game = standoff.compile(standoff.read(standoff.catalog.path(crisis)))
    return standoff.look(game, Preferences(structure=structure))


def preferences(crisis: str = "cuba-1962", structure: str = "hybrid") -> xr.Dataset:
    """Look at a crisis with long names, in the structure that has most readings."""
    return _looked(crisis, structure).copy()
