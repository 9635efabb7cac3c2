"""A brief: the answers of all lenses on one crisis, gathered for one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Assumption:
    """A number or choice of the analyst that the answers rest on.

    ``text`` is the reason by language; empty if none was given.
    """

    path: str
    value: str
    low: float | None
    high: float | None
    text: Mapping[str, str]
    source: str | None
    confidence: str | None
    claim: int | None


@dataclass(frozen=True, eq=False)
class Brief:
    """Everything that a one-page analysis shows.

    ``answers`` has the keys ``situation``, ``stability``, ``equilibrium``,
    ``ensemble`` and ``agreement``, with a record ``hindcast`` and
    ``reactions``, and if it is full ``votes``, ``deals``, ``leverage``,
    ``spatial``, ``beliefs`` and, where there are bodies, ``power``, as
    `docs/reference/answers.md` describes them; one whose lens does not apply to the
    crisis is there with its status and cause. ``title`` and
    ``about`` are by language. ``reproduce`` holds version, command, digests and seed.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    date: str | None
    answers: Mapping[str, xr.Dataset]
    assumptions: tuple[Assumption, ...]
    reproduce: Mapping[str, str]
