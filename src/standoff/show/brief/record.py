"""What a brief quotes of the lenses that set a crisis against its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.hindcast.text import hindcast_lines
from standoff.show.labels import Labels
from standoff.show.reactions.text import reactions_lines
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["FIGURES", "quoted"]

FIGURES = {
    "hindcast": {
        "gains": mark("Lines: how far the model is ahead of each baseline, round by round."),
        "calibration": mark("Diagram of probabilities given against shares that came."),
    },
    "reactions": {
        "weeks": mark("Bars: acts a week before and after the texts, with the base rate."),
    },
}
"""The figures of each lens that a page shows, each with its description."""


def quoted(answer: xr.Dataset, words: Words) -> list[str]:
    """Give the sentences that a brief quotes: what was found, then what bears on it."""
    labels = Labels.of(answer, words)
    lines = {"hindcast": hindcast_lines, "reactions": reactions_lines}[str(answer.attrs["lens"])]
    return [line for line in lines(answer, labels) if line]
