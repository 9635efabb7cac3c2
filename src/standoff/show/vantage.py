"""From where an answer looks: the date or state, and how many rounds are left from there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["looked_from"]


def looked_from(answer: xr.Dataset, words: Words) -> list[str]:
    """Say from where an answer looks, and how long play goes on."""
    settings = json.loads(str(answer.attrs.get("settings", "{}")))
    if settings.get("date"):
        said = [words.say("Looked from {date}.", date=words.date(str(settings["date"])))]
    elif settings.get("at"):
        said = [words.say("Looked from the state given.")]
    else:
        said = [words.say("Looked from the start.")]
    rounds = int(answer.attrs["rounds_left"])
    if rounds:
        said.append(words.many("{count} round is left.", "{count} rounds are left.", rounds))
    return said
