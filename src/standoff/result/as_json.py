"""An answer as JSON text, for other programs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from standoff.result.brief import Brief

__all__ = ["to_json"]


def to_json(answer: xr.Dataset | Brief) -> str:
    """Write an answer, or a brief with all its answers, as labelled JSON.

    ``attributes`` holds what the answer carries, settings and labels unpacked;
    ``axes`` the length of each axis; ``coordinates`` and ``variables`` give,
    for each array, its axes and its values, nested in the order of the axes.
    A missing value is null, an infinite one the text Infinity or -Infinity.

    Examples
    --------
    >>> import xarray as xr
    >>> answer = xr.Dataset({"value": ("actor", [1.5, float("nan")])},
    ...     coords={"actor": ["USA", "PRK"]})
    >>> print(to_json(answer))
    {
     "attributes": {},
     "axes": {
      "actor": 2
     },
     "coordinates": {
      "actor": {"axes": ["actor"], "values": ["USA", "PRK"]}
     },
     "variables": {
      "value": {"axes": ["actor"], "values": [1.5, null]}
     }
    }
    """
    import xarray as xr

    content = _answer(answer) if isinstance(answer, xr.Dataset) else _brief(answer)
    return _layout(content, depth=0)


def _brief(brief: Brief) -> dict[str, object]:
    return {
        "name": brief.name,
        "title": dict(brief.title),
        "about": dict(brief.about),
        "date": brief.date,
        "answers": {name: _answer(answer) for name, answer in brief.answers.items()},
        "assumptions": [asdict(assumption) for assumption in brief.assumptions],
        "reproduce": dict(brief.reproduce),
    }


def _answer(answer: xr.Dataset) -> dict[str, object]:
    return {
        "attributes": {str(name): _attribute(name, v) for name, v in answer.attrs.items()},
        "axes": {str(name): size for name, size in answer.sizes.items()},
        "coordinates": {str(name): _array(array) for name, array in answer.coords.items()},
        "variables": {str(name): _array(array) for name, array in answer.data_vars.items()},
    }


def _attribute(name: object, value: object) -> object:
    if name in ("settings", "labels") and isinstance(value, str):
        return json.loads(value)
    return value.item() if hasattr(value, "item") else value


def _array(array: xr.DataArray) -> dict[str, object]:
    return {"axes": [str(axis) for axis in array.dims], "values": _finite(array.values.tolist())}


def _finite(value: object) -> object:
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _layout(value: object, depth: int) -> str:
    """Give each name its own line, but keep an array and a list on one."""
    if isinstance(value, dict) and value and "values" not in value:
        pad = " " * (depth + 1)
        lines = [
            f"{pad}{json.dumps(name, ensure_ascii=False)}: {_layout(item, depth + 1)}"
            for name, item in value.items()
        ]
        return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
