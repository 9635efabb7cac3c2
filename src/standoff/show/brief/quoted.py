"""What a brief quotes of single lenses: some sentences, and some of their figures."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from standoff.show.beliefs.text import beliefs_lines
from standoff.show.deals.lines import deals_lines
from standoff.show.hindcast.text import hindcast_lines
from standoff.show.labels import Labels
from standoff.show.leverage.lines import leverage_lines
from standoff.show.reactions.text import reactions_lines
from standoff.show.spatial.text import spatial_lines
from standoff.show.spatial.view import View
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["FIGURES", "QUOTED", "quoted"]

QUOTED: Final = ("deals", "leverage", "spatial", "beliefs", "hindcast", "reactions")
"""The lenses that are quoted, in the order of their sections."""

FIGURES: Final = MappingProxyType(
    {
        "deals": {
            "frontier": mark("Points: what deals give to two actors, and the frontier."),
            "gaps": mark("Bars: what each actor gains by breaking each deal."),
        },
        "leverage": {"matrix": mark("Table: what having something is worth to each actor.")},
        "spatial": {"positions": mark("Lines: the position of each actor, round by round.")},
        "beliefs": {
            "beliefs": mark("Lines: what others believe of the motive, by date."),
            "learning": mark("Lines: how fast others would learn each motive."),
        },
        "hindcast": {
            "gains": mark("Lines: how far the model is ahead of each baseline, round by round."),
            "calibration": mark("Diagram of probabilities given against shares that came."),
        },
        "reactions": {
            "weeks": mark("Bars: acts a week before and after the texts, with the base rate."),
        },
    }
)
"""The figures of each lens that a page shows, each with its description."""


def _on_a_line(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Put the question before what is said of positions on it."""
    view = View(answer, labels)
    low, high = view.scale
    asked = labels.words.say(
        "The question: {question}. Scale from {low} to {high}.",
        question=view.question.rstrip("."),
        low=view.number(low),
        high=view.number(high),
    )
    return [asked, *spatial_lines(answer, labels)]


_LINES: Final[dict[str, Callable[[xr.Dataset, Labels], list[str]]]] = {
    "deals": deals_lines,
    "leverage": leverage_lines,
    "spatial": _on_a_line,
    "beliefs": beliefs_lines,
    "hindcast": hindcast_lines,
    "reactions": reactions_lines,
}


def quoted(answer: xr.Dataset, words: Words) -> list[str]:
    """Give the sentences that a brief quotes: what was found, then what bears on it."""
    labels = Labels.of(answer, words)
    return [line for line in _LINES[str(answer.attrs["lens"])](answer, labels) if line]
