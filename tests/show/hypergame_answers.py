"""A hypergame to draw: the misperceived states of the format's own cases, in full."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

import standoff

CASES = Path(__file__).parents[2] / "format" / "cases" / "valid"


def hypergame() -> xr.Dataset:
    """Look at a crisis in which an actor does not see every state."""
    game = standoff.compile(standoff.read(CASES / "misperceived_states.yaml"))
    return standoff.look(game, "hypergame")
