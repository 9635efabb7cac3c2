"""The stamp of an answer: what it is an answer to, and how it came about."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, get_args

from standoff.vocab import STATUSES, Status

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["REQUIRED", "Stamp", "failed", "stamp"]

REQUIRED: Final = (
    "lens",
    "settings",
    "crisis",
    "crisis_digest",
    "game_digest",
    "record_digest",
    "seed",
    "version",
    "made_on",
    "status",
    "cause",
    "remedy",
    "labels",
)
"""Attributes that every answer carries, in the order in which they are kept."""


@dataclass(frozen=True)
class Stamp:
    """What an answer is an answer to.

    ``settings`` and ``labels`` must be JSON-able. A digest is empty where there
    is nothing to digest, such as a crisis without a record. ``made_on`` is ISO
    text and defaults to now, or to the instant that the environment variable
    SOURCE_DATE_EPOCH gives.
    """

    lens: str
    settings: Mapping[str, object]
    crisis: str
    crisis_digest: str
    game_digest: str
    version: str
    labels: Mapping[str, object]
    record_digest: str = ""
    seed: int = 0
    made_on: str = field(default_factory=lambda: _now())


def stamp(answer: xr.Dataset, identity: Stamp) -> xr.Dataset:
    """Return the answer with the attributes that every answer carries.

    A lens may have set ``status``, ``cause`` and ``remedy`` itself; otherwise
    the answer is *found*. Attributes of its own are kept after the required
    ones. Texts are stored in fixed width, so that saving changes nothing.

    Raises
    ------
    ValueError
        If a lens hands over what no answer may hold: an unknown status, a
        failure without cause or remedy, or an attribute that is neither text
        nor number. That is a mistake of the lens, not of its user.

    Examples
    --------
    >>> import xarray as xr
    >>> identity = Stamp(lens="stability", settings={}, crisis="strait",
    ...     crisis_digest="1f", game_digest="2e", version="0.1.0", labels={})
    >>> stamp(xr.Dataset({"stable": ("state", [True])}), identity).attrs["status"]
    'found'
    """
    own = {name: _plain(name, value) for name, value in answer.attrs.items()}
    status, cause, remedy = (str(own.pop(name, "")) for name in ("status", "cause", "remedy"))
    _check_status(status or "found", cause, remedy)
    stamped = _fixed_width(answer)
    stamped.attrs = {
        "lens": identity.lens,
        "settings": _text(identity.settings),
        "crisis": identity.crisis,
        "crisis_digest": identity.crisis_digest,
        "game_digest": identity.game_digest,
        "record_digest": identity.record_digest,
        "seed": identity.seed,
        "version": identity.version,
        "made_on": identity.made_on,
        "status": status or "found",
        "cause": cause,
        "remedy": remedy,
        "labels": _text(identity.labels),
        **{name: value for name, value in own.items() if name not in REQUIRED},
    }
    return stamped


def failed(status: Status, cause: str, remedy: str) -> xr.Dataset:
    """Make the answer of a lens that found nothing: no arrays, only the reason.

    Examples
    --------
    >>> failed("does not apply", "PRK has only an order.", "Give it weights.").attrs["cause"]
    'PRK has only an order.'
    """
    import xarray as xr

    _check_status(status, cause, remedy)
    return xr.Dataset(attrs={"status": status, "cause": cause, "remedy": remedy})


def _check_status(status: str, cause: str, remedy: str) -> None:
    if status not in STATUSES:
        known = ", ".join(get_args(Status))
        raise ValueError(f"An answer's status is one of {known}, not {status!r}.")
    if status != "found" and not (cause and remedy):
        raise ValueError(f"An answer that says {status!r} names its cause and a remedy.")


def _plain(name: object, value: object) -> str | int | float:
    """Turn numpy scalars into plain ones; refuse what a file could not hold."""
    item = value.item() if hasattr(value, "item") and not isinstance(value, str) else value
    if isinstance(item, bool):
        return int(item)
    if isinstance(item, str | int | float):
        return item
    raise ValueError(f"Attribute {name!r} of an answer is text or a number, not {value!r}.")


def _fixed_width(answer: xr.Dataset) -> xr.Dataset:
    texts = {
        name: variable.astype(str)
        for name, variable in answer.variables.items()
        if variable.dtype.kind not in "biufU"
    }
    return answer.assign(texts).copy() if texts else answer.copy()


def _text(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _now() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        instant = dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC)
    else:
        instant = dt.datetime.now(tz=dt.UTC)
    return instant.isoformat(timespec="seconds")
