"""Where the lenses agree, variable by variable, and where an answer hangs on one.

The stability lens says, for each concept, at which level a variable is in the
resting states within reach. The equilibrium lens says with which probability it
is at each level after the last round, and the ensemble in which share of paths.
A voice *speaks* for a level that has more than `MAJORITY` of it.

Equilibrium and ensemble follow one policy, so that they agree shows only that
the sampling is sound. The verdict therefore asks for a concept of stability and
for the equilibrium: the lenses *agree* if both speak and all that speak name
the same level; the answer *hangs* on the lens if two that speak name different
levels; it is *open* otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from standoff.vocab import BRIEF_CONCEPTS

if TYPE_CHECKING:
    import xarray as xr

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]

MAJORITY: Final = 0.6
"""A lens speaks for a level that has more than this share of it."""


def find_agreement(situation: xr.Dataset, answers: Mapping[str, xr.Dataset]) -> xr.Dataset:
    """Compare what the lenses say of each variable.

    Parameters
    ----------
    situation
        Gives the variables and the record.
    answers
        Those of ``stability``, ``equilibrium`` and ``ensemble``, all from the
        same state; one that found nothing counts as silent.

    Returns
    -------
    Dataset
        See ``docs/reference/answers.md``, "agreement".
    """
    import json

    import xarray as xr

    labels = json.loads(situation.attrs["labels"])
    names = [str(name) for name in situation["variable"].values]
    sizes = [len(labels["variables"][name]["levels"]) for name in names]
    shape = (len(names), max(sizes))
    rest, count = _rest(answers["stability"], shape)
    occupancy = _last(answers["equilibrium"], "level_share", shape)
    drawn = [_last(answers["ensemble"], name, shape) for name in _SHARES]
    resting = np.array([_speaks(share) for share in rest])
    conduct = np.array([_speaks(occupancy), _speaks(drawn[0])])
    record = (
        situation["record_level"].isel(round=-1).values
        if "record_level" in situation
        else np.full(len(names), -1)
    )
    answer = xr.Dataset(
        {
            "rest_share": (("concept", "variable", "level"), rest),
            "rest_count": ("concept", count),
            "occupancy": (("variable", "level"), occupancy),
            **{
                name: (("variable", "level"), share)
                for name, share in zip(_SHARES, drawn, strict=True)
            },
            "record_level": ("variable", np.asarray(record, dtype=np.int64)),
            "verdict": ("variable", _verdicts(resting, conduct)),
        },
        coords={"concept": list(BRIEF_CONCEPTS), "variable": names, "level": np.arange(shape[1])},
        attrs={**situation.attrs, "lens": "agreement", "majority": MAJORITY},
    )
    for v, size in enumerate(sizes):
        for name in ("occupancy", *_SHARES):
            answer[name].values[v, size:] = np.nan
        answer["rest_share"].values[:, v, size:] = np.nan
    return answer


_SHARES: Final = ("share", "share_low", "share_high")


def _found(answer: xr.Dataset) -> bool:
    """Say whether a lens has something to say."""
    return bool(answer.attrs["status"] == "found")


def _rest(answer: xr.Dataset, shape: tuple[int, int]) -> tuple[Floats, Levels]:
    """Count, by concept, at which levels the resting states within reach are."""
    share = np.full((len(BRIEF_CONCEPTS), *shape), np.nan)
    count = np.zeros(len(BRIEF_CONCEPTS), dtype=np.int64)
    if not _found(answer):
        return share, count
    within = answer["steps_from_start"].values >= 0
    levels = answer["level_index"].transpose("variable", "state").values
    for n, concept in enumerate(BRIEF_CONCEPTS):
        rests = answer["equilibrium"].sel(concept=concept).values & within
        count[n] = rests.sum()
        if count[n]:
            here = levels[:, rests]
            share[n] = (here[:, :, None] == np.arange(shape[1])).mean(axis=1)
    return share, count


def _last(answer: xr.Dataset, name: str, shape: tuple[int, int]) -> Floats:
    """Take a share by level after the last round; NaN from a lens that is silent."""
    if not _found(answer):
        return np.full(shape, np.nan)
    last = answer[name].isel(round=-1).transpose("variable", "level")
    return np.array(last.values, dtype=np.float64)


def _speaks(share: Floats) -> Levels:
    """Return the level that has a clear majority, by variable; -1 where none has."""
    filled = np.nan_to_num(share)
    best = filled.argmax(axis=1)
    clear = filled.max(axis=1) > MAJORITY
    return np.where(clear, best, -1)


def _verdicts(resting: Levels, conduct: Levels) -> npt.NDArray[np.str_]:
    """Return the verdict on each variable from the level each voice names.

    Axes: (concept, variable) and (equilibrium or ensemble, variable); -1 is silent.
    """
    verdicts = []
    for still, moving in zip(resting.T, conduct.T, strict=True):
        said = np.unique([level for level in (*still, *moving) if level >= 0])
        both_speak = (still >= 0).any() and (moving >= 0).any()
        verdicts.append("hang" if said.size > 1 else "agree" if both_speak else "open")
    return np.array(verdicts, dtype=str)
