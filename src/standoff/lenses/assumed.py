"""What the analyst assumed, as variables that every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game

__all__ = ["with_assumptions"]


def with_assumptions(answer: xr.Dataset, game: Game) -> xr.Dataset:
    """Add the reasons, ranges and distributions that the crisis gives for its numbers.

    An answer without arrays, and one to a crisis that gives no reasons, stay as
    they are. The axes are described in ``docs/reference/answers.md``.
    """
    import numpy as np

    listed = game.assumptions
    if not listed or not answer.variables:
        return answer
    nan = float("nan")
    texts: dict[str, list[str]] = {
        "value": [a["value"] for a in listed],
        "text": [a["text"].get("en") or next(iter(a["text"].values()), "") for a in listed],
        "source": [a["source"] or "" for a in listed],
        "confidence": [a["confidence"] or "" for a in listed],
    }
    for language in sorted({key for a in listed for key in a["text"]} - {"en"}):
        texts[f"text_{language}"] = [a["text"].get(language, "") for a in listed]
    columns = {
        "low": np.array([nan if a["low"] is None else a["low"] for a in listed]),
        "high": np.array([nan if a["high"] is None else a["high"] for a in listed]),
        "claim": np.array([-1 if a["claim"] is None else a["claim"] for a in listed]),
        **{name: np.array(column, dtype=str) for name, column in texts.items()},
    }
    return answer.assign(
        {f"assumption_{name}": ("assumption", column) for name, column in columns.items()}
    ).assign_coords(assumption=np.array([a["path"] for a in listed], dtype=str))
