"""The stability answer in words: how sure it is, and what the record came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.terminal import bullets, paragraph, table

if TYPE_CHECKING:
    from standoff.show.stability.view import Stability

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

__all__ = ["Came", "came_parts", "has_shares", "share_lines", "share_row"]

_FIRM, _HALF = 0.95, 0.5
_NAMED = 3


def has_shares(view: Stability) -> bool:
    """Say whether preferences were drawn, and any could differ from the others."""
    return "equilibrium_share" in view.answer and int(view.answer.attrs.get("draws", 0)) > 0


def _shares(view: Stability, name: str = "equilibrium_share") -> Floats:
    return np.asarray(view.answer[name].transpose("concept", "state").values)


def share_row(view: Stability, position: int) -> list[list[str]]:
    """Give the row below that of a state: in how many of the draws everybody would stay."""
    if not has_shares(view):
        return []
    shares = [view.words.percent(share) for share in _shares(view)[:, position].tolist()]
    return [["  " + view.words.say("share of draws"), "", *shares]]


def share_lines(view: Stability) -> list[str]:
    """Say what the shares are shares of, and how firm the resting states are."""
    words, marks = view.words, view.answer.attrs
    if not has_shares(view):
        return []
    half = _shares(view, "equilibrium_share_high") - _shares(view, "equilibrium_share_low")
    drawn = words.many(
        "Percentages: in this share of {draws} draws everybody would stay. A draw changes the "
        "{count} weight that the crisis leaves open, evenly within its range or by its "
        "distribution.",
        "Percentages: in this share of {draws} draws everybody would stay. A draw changes the "
        "{count} weights that the crisis leaves open, each by itself, evenly within its range or "
        "by its distribution.",
        int(marks["open_weights"]),
        draws=words.whole(int(marks["draws"])),
    )
    chance = words.say(
        "Chance moves a percentage by up to {points} points (95%).",
        points=words.whole(int(np.ceil(float(half.max()) * 50))),
    )
    return [f"{drawn} {chance}", _firm(view)]


def _firm(view: Stability) -> str:
    """Count the resting states within reach that do not hang on the weights."""
    reach, share = view.steps >= 0, _shares(view)
    firm = (view.rests & (share >= _FIRM) & reach).sum(axis=1)
    other = (~view.rests.any(axis=0) & (share >= _HALF).any(axis=0) & reach).sum()
    said = view.words.say(
        "So many of the resting states within reach hold in at least {firm} of the draws: "
        "{counted}.",
        firm=view.words.percent(_FIRM),
        counted=view.counted(firm),
    )
    if not other:
        return said
    return f"{said} " + view.words.many(
        "{count} other state rests in half of the draws or more.",
        "{count} other states rest in half of the draws or more.",
        int(other),
    )


@dataclass(frozen=True)
class Came:
    """Where the record stood, round by round, read from a stability answer."""

    view: Stability

    @cached_property
    def rests(self) -> Flags:
        """Where everybody would have stayed, over (concept, round)."""
        answer = self.view.answer["record_equilibrium"]
        return np.asarray(answer.transpose("concept", "round").values)

    @cached_property
    def stable(self) -> Flags:
        """Who would have stayed, over (concept, actor, round)."""
        answer = self.view.answer["record_stable"]
        return np.asarray(answer.transpose("concept", "actor", "round").values)

    @cached_property
    def states(self) -> npt.NDArray[np.int64]:
        """Number of the state at the end of each round."""
        return np.asarray(self.view.answer["record_state"].values)

    @cached_property
    def rounds(self) -> npt.NDArray[np.int64]:
        """Numbers of the rounds."""
        return np.asarray(self.view.answer["round"].values)

    def when(self, place: int) -> str:
        """Name a round, by its date where there is a calendar."""
        dates = self.view.labels.rounds(self.view.answer)
        if dates:
            return self.view.labels.date(dates[place])
        return self.view.words.say(
            "round {number}", number=self.view.words.whole(self.rounds[place])
        )

    def named(self, place: int) -> str:
        """Describe where the record stood, against the state looked from."""
        view = self.view
        if int(self.states[place]) == int(view.answer.attrs["looked_from"]):
            return view.words.say("the state looked from")
        full = view.against is None
        here = view.answer["record_level"].transpose("variable", "round").values[:, place]
        from_there = view.answer["level_index"].transpose("variable", "state")
        there = from_there.values[:, view.origin]
        names = [str(name) for name in view.answer["variable"].values]
        parts = [
            f"{view.labels.variable(name)}: {view.labels.level(name, int(level))}"
            for name, level, before in zip(names, here, there, strict=True)
            if full or level != before
        ]
        return ", ".join(parts)

    def first_rest(self, concept: int) -> tuple[int, int] | None:
        """Find the first round that ended at rest, and how many rounds the record stayed there."""
        found = np.flatnonzero(self.rests[concept])
        if not found.size:
            return None
        first = int(found[0])
        left = np.flatnonzero(self.states[first:] != self.states[first])
        return first, int(left[0]) if left.size else self.states.size - first

    def leavers(self, concept: int, place: int = -1) -> tuple[int, ...]:
        """List who would have left, by position of the actor."""
        return tuple(np.flatnonzero(~self.stable[concept, :, place]).tolist())


def came_parts(view: Stability, width: int) -> list[str]:
    """Write what the record came to, and which concept accounts for it."""
    if "record_state" not in view.answer or not view.answer.sizes["round"]:
        return []
    came, words = Came(view), view.words
    said = words.say(
        "What the record came to ({when}): {state}.",
        when=came.when(-1),
        state=came.named(-1),
    )
    said += " " + words.say("Costs and patience play no part in what follows.")
    verdicts = [*_accounts(came), *_by_actor(came)]
    stood, *longest = _rested(came)
    rested = "\n".join([paragraph(stood, width), *([bullets(longest, width)] if longest else [])])
    return [
        f"{paragraph(said, width)}\n{bullets(verdicts, width)}",
        _at_rest(came, width),
        rested,
    ]


def _accounts(came: Came) -> Iterator[str]:
    """Say by concept whether everybody would stay at the end, alike concepts together."""
    view, words = came.view, came.view.words
    alike: dict[tuple[int, ...], list[int]] = {}
    for concept in range(len(view.concepts)):
        alike.setdefault(came.leavers(concept), []).append(concept)
    for leavers, concepts in alike.items():
        shown = view.shown_concepts(concepts)
        if not leavers:
            yield words.say(
                "Under {concepts} everybody would stay there: what happened is explained.",
                concepts=shown,
            )
        else:
            yield words.say(
                "Under {concepts} it is not explained: {leavers} would leave.",
                concepts=shown,
                leavers=words.listed([_leaver(came, i, concepts[0]) for i in leavers]),
            )


def _leaver(came: Came, actor: int, concept: int) -> str:
    """Name an actor, and the move by which it would leave the end of the record."""
    view = came.view
    name = view.labels.actor(view.actors[actor])
    option = view.answer["record_option"].transpose("concept", "actor", "round").values
    move = int(option[concept, actor, -1])
    if move < 0:
        return name
    label = str(view.answer["option"].values[move])
    return view.words.say("{actor} (“{option}”)", actor=name, option=view.labels.option(label))


def _by_actor(came: Came) -> Iterator[str]:
    """Say for each actor which concepts explain that it stayed, alike actors together."""
    view, words = came.view, came.view.words
    alike: dict[tuple[int, ...], list[str]] = {}
    for i, actor in enumerate(view.actors):
        staying = tuple(np.flatnonzero(came.stable[:, i, -1]).tolist())
        alike.setdefault(staying, []).append(view.labels.actor(actor))
    if len(alike) == 1 and () not in alike and len(next(iter(alike))) == len(view.concepts):
        return
    for staying, actors in alike.items():
        if len(staying) == len(view.concepts):
            yield words.say(
                "That {actors} stayed is explained by every concept.", actors=words.listed(actors)
            )
        elif staying:
            yield words.say(
                "That {actors} stayed is explained by {concepts} only.",
                actors=words.listed(actors),
                concepts=view.shown_concepts(staying),
            )
        else:
            yield words.say(
                "That {actors} stayed is explained by none of the concepts.",
                actors=words.listed(actors),
            )


def _at_rest(came: Came, width: int) -> str:
    """Lay out, by concept, how often the record was at rest, and when first."""
    view, words = came.view, came.view.words
    drawn = has_shares(view) and "record_share" in view.answer
    header = [
        words.say("concept"),
        words.many("of {count} round at rest", "of {count} rounds at rest", came.rounds.size),
        words.say("first"),
        words.say("rounds it stayed there"),
    ]
    header += [words.say("end at rest, of draws")] if drawn else []
    rows = []
    for concept in range(len(view.concepts)):
        first = came.first_rest(concept)
        row = [
            view.shown_concepts([concept]),
            words.whole(int(came.rests[concept].sum())),
            came.when(first[0]) if first else "–",
            words.whole(first[1]) if first else "–",
        ]
        rows.append(row + ([_end_share(came, concept)] if drawn else []))
    return table(header, rows, width, align="lrlrr")


def _end_share(came: Came, concept: int) -> str:
    names = ("record_share", "record_share_low", "record_share_high")
    share, low, high = (float(came.view.answer[name].values[concept, -1]) for name in names)
    return came.view.words.interval(share, low, high)


def _rested(came: Came) -> Iterator[str]:
    """Name the resting states in which the record stood longest."""
    words = came.view.words
    resting = came.rests.any(axis=0)
    states, first, counts = np.unique(came.states[resting], return_index=True, return_counts=True)
    places = np.flatnonzero(resting)[first]
    if not states.size:
        yield words.say("At the end of no round did the record stand in a resting state.")
        return
    yield words.many(
        "At the ends of rounds the record stood in {count} resting state.",
        "At the ends of rounds the record stood in {count} different resting states.",
        states.size,
    )
    order = np.lexsort((places, -counts))
    for nth in order[:_NAMED].tolist():
        place = int(places[nth])
        held = np.flatnonzero(came.rests[:, place]).tolist()
        yield words.many(
            "{count} round, first {when} ({concepts}): {state}.",
            "{count} rounds, first {when} ({concepts}): {state}.",
            int(counts[nth]),
            when=came.when(place),
            concepts=came.view.shown_concepts(held),
            state=came.named(place),
        )
