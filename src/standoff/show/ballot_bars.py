"""Bars of ballots: what the colours stand for, the scale below, and the words above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.canvas import BODY, SMALL, Sheet, Side, text_width
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["passing", "write_key", "write_scale"]


def write_key(sheet: Sheet, labels: Labels, y: float) -> float:
    """Write which colour is which ballot, and return where the next entry begins."""
    words, x = labels.words, 12.0
    for colour, name in (
        (sheet.style.yes, words.say("yes")),
        (sheet.style.abstain, words.say("abstain")),
        (sheet.style.no, words.say("no")),
    ):
        sheet.box(x, y + 3, 12, 12, colour)
        sheet.write(x + 18, y + 9, name)
        x += 18 + text_width(name, BODY) + 24
    return x


def write_scale(sheet: Sheet, labels: Labels, begin: float, full: float, bottom: float) -> None:
    """Write nought, half and all below bars that are ``full`` wide."""
    ends: tuple[tuple[float, Side], ...] = ((0.0, "left"), (0.5, "center"), (1.0, "right"))
    for tick, edge in ends:
        sheet.write(
            begin + full * tick, bottom + 10, labels.words.percent(tick), size=SMALL,
            colour=sheet.style.muted, side=edge,
        )  # fmt: skip


def passing(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say which body decides on a proposal, and how likely it is to pass."""
    return labels.words.say(
        "{body}: passes with a probability of {share}",
        body=labels.body(str(answer["vote_body"].values[vote])),
        share=labels.words.percent(float(answer["pass_probability"].values[vote])),
    )
