"""The stability answer in words: the smallest change of a weight that breaks a rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from standoff.show.labels import clean
from standoff.show.stability.robust_text import Came
from standoff.show.terminal import bullets, paragraph
from standoff.show.words import mark

if TYPE_CHECKING:
    from standoff.show.stability.view import Stability

__all__ = ["change_parts"]


def change_parts(view: Stability, width: int) -> list[str]:
    """Write, state by state, which change of one weight would end its rest."""
    if "change_state" not in view.answer:
        return []
    words = view.words
    said = words.say("What would break it: the smallest change of one weight, all others as given.")
    parts = [paragraph(said, width)]
    states = view.answer["change_state"].values
    for state in dict.fromkeys(states.tolist()):
        rows = np.flatnonzero(states == state)
        place = paragraph(words.say("In {state}:", state=_named(view, int(state))), width)
        parts.append(f"{place}\n{bullets(list(_changes(view, rows.tolist())), width)}")
    notes = " ".join(_notes(view))
    return [*parts, paragraph(notes, width)]


def _named(view: Stability, state: int) -> str:
    """Name a state of the answer, or of the record, which may lie out of reach."""
    found = np.flatnonzero(view.answer["state"].values == state)
    if found.size:
        return view.named(int(found[0]))
    came = Came(view)
    return came.named(int(np.flatnonzero(came.states == state)[0]))


def _changes(view: Stability, rows: list[int]) -> Iterator[str]:
    """Say one change after the other, concepts with the same one together."""
    names = ("actor", "interest", "at", "rises", "leaver")
    columns = [view.answer[f"change_{name}"].values for name in names]
    alike: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        key = tuple(str(column[row]) for column in columns)
        alike.setdefault(key, []).append(row)
    for same in alike.values():
        concepts = view.shown_concepts([int(view.answer["change_concept"].values[n]) for n in same])
        yield _change(view, same[0], concepts)


def _change(view: Stability, row: int, concepts: str) -> str:
    """Say one change: whose weight on what, from where to where, and who leaves then."""
    words, answer = view.words, view.answer
    owner = int(answer["change_actor"].values[row])
    if owner < 0:
        return words.say("Under {concepts} nothing that was tried breaks it.", concepts=concepts)
    before, at, low, high = (
        float(answer[f"change_{name}"].values[row]) for name in ("from", "at", "low", "high")
    )
    told = {
        "concepts": concepts,
        "owner": view.labels.actor(view.actors[owner]),
        "interest": _interest(view, str(answer["change_interest"].values[row])),
        "before": words.number(before, 3),
        "at": words.number(at, 3),
        "part": words.percent(abs(at - before) / abs(before)),
        "leaver": view.labels.actor(view.actors[int(answer["change_leaver"].values[row])]),
        "where": _where(view, at, low, high),
    }
    rises = bool(answer["change_rises"].values[row])
    message = _MOVES[told["owner"] == told["leaver"], rises]
    return words.say(message, **told)


_MOVES = {
    (True, True): mark(
        "Under {concepts} {leaver} leaves if its weight on “{interest}” rises from {before} past "
        "{at} (by {part}, {where})."
    ),
    (True, False): mark(
        "Under {concepts} {leaver} leaves if its weight on “{interest}” falls from {before} past "
        "{at} (by {part}, {where})."
    ),
    (False, True): mark(
        "Under {concepts} {leaver} leaves if the weight of {owner} on “{interest}” rises from "
        "{before} past {at} (by {part}, {where})."
    ),
    (False, False): mark(
        "Under {concepts} {leaver} leaves if the weight of {owner} on “{interest}” falls from "
        "{before} past {at} (by {part}, {where})."
    ),
}


def _where(view: Stability, at: float, low: float, high: float) -> str:
    """Say whether the crisis itself holds such a weight possible."""
    if low != low:
        return view.words.say("it has no range")
    if low <= at <= high:
        return view.words.say("within its range")
    return view.words.say("beyond its range")


def _interest(view: Stability, name: str) -> str:
    """Give the title of an interest."""
    titles = view.labels.tree.get("interests", {})
    return clean(view.words.title(titles.get(name, {}), name))


def _notes(view: Stability) -> Iterator[str]:
    """Say how far was searched, and what may have been missed."""
    words, answer = view.words, view.answer
    yield words.many(
        "Tried: {count} weight, to zero, to double its value and to the ends of its range.",
        "Tried: {count} weights, each to zero, to double its value and to the ends of its range.",
        int(answer.attrs["change_weights"]),
    )
    yield words.say("Two weights that move together may break it sooner.")
    if bool(answer["change_cut"].values.any()):
        yield words.say("Some searches were cut short; a smaller change may have been missed.")
    doubtful = int((~answer["change_confirmed"].values).sum())
    if doubtful:
        yield words.many(
            "{count} change could not be confirmed by judging just before and after it.",
            "{count} changes could not be confirmed by judging just before and after them.",
            doubtful,
        )
