"""What a brief quotes of leverage: what each thing is worth to its owner, and to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.answer_view import CLOSE
from standoff.show.labels import Labels
from standoff.show.leverage.phrases import Worths

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["leverage_lines"]


def leverage_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Explain the numbers, then give a sentence for everything that was taken out."""
    view = Worths(answer, labels)
    reading = view.words.say(
        "Worth: what an actor expects in the crisis, less what it expects where nobody ever has "
        "what is named; negative where having it makes others act against its owner."
    )
    return [reading, *(_one(view, taken) for taken in view.taken)]


def _one(view: Worths, taken: str) -> str:
    words = view.words
    owners, worth = view.owners(taken), view.of("worth", taken)
    own, others = [], []
    for k, name in enumerate(view.actors):
        if name in owners:
            value = view.with_interval(taken, k)
            own.append(words.say("{actor} {worth}", actor=view.labels.actor(name), worth=value))
        elif abs(worth[k]) >= CLOSE:
            value = view.signed(float(worth[k]))
            others.append(words.say("{actor} {worth}", actor=view.labels.actor(name), worth=value))
    named = {"what": view.title(taken), "owners": words.listed(own) if own else "–"}
    if not others:
        return words.say("{what}: {owners}; nobody else is better or worse off.", **named)
    return words.say("{what}: {owners}; others: {others}.", others=words.listed(others), **named)
