"""Answers of the lenses that follow a graph model: real ones, of published crises."""

import functools

import xarray as xr

import standoff


@functools.cache
def _looked(crisis: str, lens: str) -> xr.Dataset:
    return standoff.look(standoff.compile(standoff.read(standoff.catalog.path(crisis))), lens)


def paths(crisis: str = "dprk-2009") -> xr.Dataset:
    """Follow a crisis; the large one has long names and many paths."""
    return _looked(crisis, "paths").copy()


def coalitions(crisis: str = "dprk-2009") -> xr.Dataset:
    """Ask a crisis for its coalitions; the large one has long names and many of them."""
    return _looked(crisis, "coalitions").copy()


def inverse(crisis: str = "dprk-2009") -> xr.Dataset:
    """Ask a crisis which preferences would keep everybody where it begins."""
    return _looked(crisis, "inverse").copy()
