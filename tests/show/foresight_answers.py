"""Answers of the lens foresight: real ones, of published crises."""

import functools

import xarray as xr

import standoff
from standoff.lenses.foresight import Foresight


@functools.cache
def _looked(crisis: str, **settings: object) -> xr.Dataset:
    game = standoff.compile(standoff.read(standoff.catalog.path(crisis)))
    return standoff.look(game, Foresight(**settings))


def foresight(crisis: str = "dprk-2009", variant: str | None = "individualistic") -> xr.Dataset:
    """Look ahead in a crisis; the large one has long names, and expectations without a limit."""
    return _looked(crisis, variant=variant).copy()
