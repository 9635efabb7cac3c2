"""In which situation a proposal was asked, where it may not be tabled in the present one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["asked_elsewhere"]


def asked_elsewhere(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say, for each proposal that may not be tabled now, in which situation it was asked."""
    here = int(answer.attrs["looked_from"])
    notes = []
    votes = [str(vote) for vote in answer["vote"].values]
    for vote, state in zip(votes, answer["vote_state"].values, strict=True):
        if int(state) != here:
            notes.append(
                labels.words.say(
                    "“{option}” may not be tabled now; it was asked in the nearest later situation "
                    "where it may be, which differs by {levels}.",
                    option=labels.option(vote),
                    levels=_difference(answer, labels, int(state), here),
                )
            )
    return notes


def _difference(answer: xr.Dataset, labels: Labels, state: int, here: int) -> str:
    """List the levels of a state, by its number, that are not those of another."""
    pairs = []
    for name in reversed([str(name) for name in answer["variable"].values]):
        size = labels.level_count(name)
        (state, level), (here, other) = divmod(state, size), divmod(here, size)
        if level != other:
            pairs.append(f"{labels.variable(name)}: {labels.level(name, level)}")
    return ", ".join(reversed(pairs))
