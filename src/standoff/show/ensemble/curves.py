"""Which survival curves are shown of an ensemble, and what they are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import AnswerError
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Curve", "Panel", "panels_of"]

Floats = npt.NDArray[np.float64]

_MOST_OPTIONS, _MOST_ACTORS = 6, 6


@dataclass(frozen=True)
class Curve:
    """One thing that can happen, and the share of paths to which it has not, by round."""

    name: str
    survival: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Panel:
    """What is drawn together."""

    title: str
    curves: list[Curve]


def panels_of(answer: xr.Dataset, labels: Labels) -> list[Panel]:
    """Gather the curves asked for, or those of the options used most, actor by actor."""
    if "use_survival" not in answer:
        raise AnswerError(
            "This answer has no survival curves: an earlier version made it. "
            "Look again with 'standoff look CRISIS --lens ensemble'."
        )
    chosen = json.loads(str(answer.attrs.get("curves", "[]")))
    options = [str(label) for label in answer["option"].values]
    variables = [str(name) for name in answer["variable"].values]
    asked = [label for label in options if label in chosen]
    panels = [
        Panel(labels.variable(name), _level_curves(answer, labels, name))
        for name in variables
        if name in chosen
    ]
    if not chosen:
        used = answer["used"].values
        order = [options[k] for k in np.argsort(-used, kind="stable") if used[k] > 0]
        owners = list(dict.fromkeys(labels.owner(label) for label in order))[:_MOST_ACTORS]
        asked = [
            label
            for owner in owners
            for label in [one for one in order if labels.owner(one) == owner][:_MOST_OPTIONS]
        ]
    for owner in dict.fromkeys(labels.owner(label) for label in asked):
        own = [label for label in asked if labels.owner(label) == owner]
        curves = [_use_curve(answer, labels, label) for label in own]
        panels.append(Panel(labels.actor(owner), curves))
    return [panel for panel in panels if panel.curves]


def _use_curve(answer: xr.Dataset, labels: Labels, label: str) -> Curve:
    parts = [
        answer[f"use_survival{end}"].sel(option=label).transpose("round").values
        for end in ("", "_low", "_high")
    ]
    return Curve(labels.option(label), *parts)


def _level_curves(answer: xr.Dataset, labels: Labels, name: str) -> list[Curve]:
    """Give the curves of the levels that are not there from the beginning."""
    curves = []
    for level, title in enumerate(labels.levels(name)):
        survival, low, high = (
            answer[f"level_survival{end}"].sel(variable=name, level=level).values
            for end in ("", "_low", "_high")
        )
        if survival[0] > 0.0:
            curves.append(Curve(title, survival, low, high))
    return curves
