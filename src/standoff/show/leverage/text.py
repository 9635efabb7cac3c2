"""The answer of the lens leverage in words: what something buys its owner, and who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.answer_view import CLOSE
from standoff.show.labels import Labels
from standoff.show.leverage.phrases import Worths
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.vantage import looked_from
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["leverage_body", "leverage_question"]

_MOST_COLUMNS = 7


def leverage_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("What is it worth to have it, and who pays?")


def leverage_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Worths(answer, Labels.of(answer, words))
    parts = [paragraph(_where(view), width), _matrix(view, width)]
    for taken in view.taken:
        said = [*_consists(view, taken), *_bought(view, taken), *_paid(view, taken)]
        title = paragraph(words.say("Having {what}:", what=view.title(taken)), width)
        parts.append(f"{title}\n{bullets(said, width)}")
    parts.append(paragraph(_reading(view), width))
    return parts


def _where(view: Worths) -> str:
    words, said = view.words, looked_from(view.answer, view.words)
    said.append(
        words.say(
            "Worth is what an actor expects in the crisis, less what it expects where nobody ever "
            "has what is named, in units of its precision."
        )
    )
    return " ".join(said)


def _matrix(view: Worths, width: int) -> str:
    """Lay out the worth of everything to everybody."""
    words = view.words
    header = [words.say("having"), *(view.labels.actor(name) for name in view.actors)]
    if len(view.actors) > _MOST_COLUMNS:
        header = [words.say("having"), *view.actors]
    rows = [
        [view.title(taken), *(view.signed(float(value)) for value in view.of("worth", taken))]
        for taken in view.taken
    ]
    return table(header, rows, width, align="l" + "r" * len(view.actors))


def _consists(view: Worths, taken: str) -> list[str]:
    """Say which options an instrument stands for."""
    parts = view.parts(taken)
    return [view.words.say("That is: {options}.", options="; ".join(parts))] if parts else []


def _bought(view: Worths, taken: str) -> list[str]:
    """Say what its owners have of it, interest by interest."""
    words, said = view.words, []
    for owner in view.owners(taken):
        k = view.actors.index(owner)
        line = words.say(
            "To {actor} it is worth {worth}", actor=view.labels.actor(owner),
            worth=view.with_interval(taken, k),
        )  # fmt: skip
        parts = _by_interest(view, taken, k)
        said.append(f"{line}: {'; '.join(parts)}." if parts else f"{line}.")
        said += _sure(view, taken, k)
    return said


def _by_interest(view: Worths, taken: str, k: int) -> list[str]:
    """List what comes through each interest, the largest first, and what is paid."""
    words = view.words
    found = []
    if "worth_by_interest" in view.answer:
        row = view.of("worth_by_interest", taken)[k]
        names = [str(name) for name in view.answer["interest"].values]
        pairs = [(float(v), name) for v, name in zip(row, names, strict=True) if abs(v) >= CLOSE]
        found = [
            words.say("{interest} {worth}", interest=view.interest(name), worth=view.signed(value))
            for value, name in sorted(pairs, key=lambda pair: -abs(pair[0]))
        ]
    cost = float(view.of("worth_by_cost", taken)[k])
    if abs(cost) >= CLOSE:
        found.append(words.say("costs of options {worth}", worth=view.signed(cost)))
    return found


def _sure(view: Worths, taken: str, k: int) -> list[str]:
    """Say in how many draws of the weights it is worth having."""
    if not view.has_draws:
        return []
    draws = int(view.answer.attrs["draws"])
    times = round(float(view.of("positive_share", taken)[k]) * draws)
    return [
        view.words.say(
            "It is worth having in {times} of {draws} draws of all weights from their ranges.",
            times=view.words.whole(times),
            draws=view.words.whole(draws),
        )
    ]


def _paid(view: Worths, taken: str) -> list[str]:
    """Say who pays for it, through which interest most, and who gains beside its owners."""
    words, owners = view.words, view.owners(taken)
    worth = view.of("worth", taken)
    others = [k for k, name in enumerate(view.actors) if name not in owners]
    losers = sorted((k for k in others if worth[k] <= -CLOSE), key=lambda k: worth[k])
    gainers = sorted((k for k in others if worth[k] >= CLOSE), key=lambda k: -worth[k])
    said = []
    if losers:
        named = words.listed([_other(view, taken, k) for k in losers])
        said.append(words.say("It costs {actors}.", actors=named))
    if gainers:
        named = words.listed([_other(view, taken, k) for k in gainers])
        said.append(words.say("It is also worth something to {actors}.", actors=named))
    if not losers and not gainers:
        said.append(words.say("Nobody else is better or worse off for it."))
    return said


def _other(view: Worths, taken: str, k: int) -> str:
    """Name an actor with what something is worth to it, and through what most of that comes."""
    words = view.words
    name = view.labels.actor(view.actors[k])
    worth = view.with_interval(taken, k)
    if "worth_by_interest" in view.answer:
        row = view.of("worth_by_interest", taken)[k]
        sign = np.sign(view.of("worth", taken)[k])
        if not np.isnan(row).all() and np.nanmax(sign * row) >= CLOSE:
            j = int(np.nanargmax(sign * row))
            most = view.interest(str(view.answer["interest"].values[j]))
            return words.say(
                "{actor} {worth} (most in: {interest})", actor=name, worth=worth, interest=most
            )
    return words.say("{actor} {worth}", actor=name, worth=worth)


def _reading(view: Worths) -> str:
    words = view.words
    said = words.say(
        "Without it everybody knows that it is gone, and reckons with the others anew; so a worth "
        "may be negative: what one can do, others must reckon with. It holds in the model, and is "
        "no forecast."
    )
    if view.has_draws:
        draws = int(view.answer.attrs["draws"])
        said += " " + words.many(
            "The number is for the weights as written; in brackets the lowest and the highest, "
            "with these and with {count} draw of all weights from their ranges.",
            "The number is for the weights as written; in brackets the lowest and the highest, "
            "with these and with {count} draws of all weights from their ranges.",
            draws,
        )
        said += " " + words.say(
            "One more draw would lie outside with a probability of at most {share}.",
            share=words.percent(2.0 / (draws + 1)),
        )
    left_out = int(view.answer.attrs.get("draws_left_out", 0))
    if left_out:
        said += " " + words.many(
            "Of the draws {count} is left out, because no equilibrium was found with its weights.",
            "Of the draws {count} are left out, because no equilibrium was found with their "
            "weights.",
            left_out,
        )
    return said
