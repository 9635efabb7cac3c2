"""Answers of lenses that are quicker to ask than to make up, each asked once."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import xarray as xr

import standoff
from standoff.lenses import gambit_ask
from standoff.lenses.beliefs import Beliefs
from standoff.lenses.gambit import Gambit
from standoff.lenses.spatial import Spatial
from standoff.record import load

RECORDED = Path(__file__).parents[1] / "lenses" / "gambit_recorded.json"


def asked_once(ask: Callable[[], xr.Dataset]) -> Callable[[], xr.Dataset]:
    """Keep an answer, and hand out copies, for tests change them."""
    kept = functools.cache(ask)
    return functools.wraps(ask)(lambda: kept().copy())


@asked_once
def beliefs() -> xr.Dataset:
    """Follow the beliefs of a small crisis with a record."""
    crisis = standoff.read(standoff.catalog.path("cuba-1962"))
    game = standoff.compile(crisis)
    return standoff.look(game, Beliefs(paths=50), record=load(crisis))


@asked_once
def spatial() -> xr.Dataset:
    """Bargain over the question with the longest names."""
    game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    return standoff.look(game, Spatial(draws=20))


@asked_once
def gambit() -> xr.Dataset:
    """Ask for equilibria whose finder's answers are kept."""
    known = json.loads(RECORDED.read_text(encoding="utf-8"))

    def answer(text: str, method: str) -> list[list[float]]:
        key = hashlib.sha256(f"{method}\n{text}".encode()).hexdigest()[:16]
        return [[float("nan") if x is None else x for x in one] for one in known[key]]

    game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    with (
        mock.patch.object(gambit_ask, "profiles", answer),
        mock.patch.object(gambit_ask, "require", return_value=None),
    ):
        return standoff.look(game, Gambit(form="at_once"))
