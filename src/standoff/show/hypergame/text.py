"""The answer of the lens hypergame in words: where it rests, and who does not expect it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.concepts import CONCEPT_NAMES, CONCEPT_TEXTS
from standoff.show.labels import Labels
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark
from standoff.vocab import OUTLOOKS

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["OUTLOOK_NAMES", "Hypergame", "hypergame_body", "hypergame_question"]

OUTLOOK_NAMES = {
    "shared": mark("rest"),
    "surprise": mark("surprise"),
    "hidden": mark("unseen rest"),
    "mistaken": mark("illusion"),
    "none": mark("no rest"),
}
"""What a cell says of a state."""

_OUTLOOK_TEXTS = {
    "shared": mark("rest: each would stay by its own game, and each expects that all do."),
    "surprise": mark("surprise: each would stay, and somebody does not expect it."),
    "hidden": mark("unseen rest: each would stay, one of them because it does not see the state."),
    "mistaken": mark("illusion: somebody expects rest there, and somebody else would leave."),
}

_MOST_ROWS = 10
_EXPLAINED = 4


def hypergame_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where does it rest if each sees a game of its own?")


@dataclass(frozen=True)
class Hypergame(AnswerView):
    """An answer of the lens hypergame with its names."""

    def over(self, name: str) -> npt.NDArray[np.int64]:
        """Give a variable with its axes in the order (concept, actor, state)."""
        kept = [axis for axis in ("concept", "actor", "state") if axis in self.answer[name].dims]
        return np.asarray(self.answer[name].transpose(*kept).values)

    @cached_property
    def wrong(self) -> dict[str, dict[str, Any]]:
        """Who is wrong about what."""
        try:
            found = json.loads(str(self.answer.attrs.get("misperceived", "{}")))
        except json.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}

    def notable(self, limit: int) -> list[int]:
        """List states that are a rest in some game, those of the hypergame first, nearest first."""
        rests, right = self.over("equilibrium").sum(axis=0), self.over("right_equilibrium")
        expected = self.over("expected").any(axis=1).sum(axis=0)
        found = np.flatnonzero((rests > 0) | right.any(axis=0) | (expected > 0))
        steps = np.where(self.steps < 0, np.iinfo(np.int64).max, self.steps)
        keys = (found, -expected[found], -rests[found], steps[found], rests[found] == 0)
        order = np.lexsort(keys)
        return [int(state) for state in found[order][:limit]]

    @cached_property
    def notable_count(self) -> int:
        """Number of states that are a rest in some game."""
        return len(self.notable(self.answer.sizes["state"]))

    def outlook(self, concept: int, position: int) -> str:
        """Say in a cell what becomes of a state."""
        return self.words.say(OUTLOOK_NAMES[OUTLOOKS[int(self.over("outlook")[concept, position])]])

    def who(self, flags: npt.NDArray[np.int64]) -> str:
        """List the actors that are marked."""
        return self.words.listed([self.labels.actor(self.actors[k]) for k in np.flatnonzero(flags)])

    def errors(self) -> Iterator[str]:
        """Say of each actor what it sees wrongly."""
        words = self.words
        if not self.wrong:
            yield words.say(
                "Nobody sees anything wrongly in this file: every actor's game is the game as it "
                "is, and the answer is that of the lens stability."
            )
        for actor, what in self.wrong.items():
            parts = []
            if what.get("states"):
                parts.append(
                    words.many(
                        "does not see {count} state", "does not see {count} states", what["states"]
                    )
                )
            for key, text in (
                ("options", mark("does not know all that {actors} can do")),
                ("wants", mark("has its own idea of what {actors} wants")),
            ):
                names = [self.labels.actor(name) for name in what.get(key, [])]
                if names:
                    parts.append(words.say(text, actors=words.listed(names)))
            yield words.say(
                "{actor} {errors}.", actor=self.labels.actor(actor), errors=words.listed(parts)
            )

    def reasons(self, position: int) -> Iterator[str]:
        """Say who expects rest in a state, who would leave it, and who cannot see it."""
        words = self.words
        blind = self.over("seen")[:, position] == 0
        if blind.any():
            yield words.many(
                "{actors} does not see this state, and so makes no move from it.",
                "{actors} do not see this state, and so make no move from it.",
                int(blind.sum()),
                actors=self.who(blind),
            )
        alike: dict[tuple[object, ...], list[int]] = {}
        tables = [self.over(name) for name in ("stable", "expected")]
        whole = [self.over(name) for name in ("equilibrium", "right_equilibrium")]
        for concept in range(len(self.concepts)):
            said = tuple(one[concept, :, position].tobytes() for one in tables)
            key = (*said, *(bool(one[concept, position]) for one in whole))
            alike.setdefault(key, []).append(concept)
        for concepts in alike.values():
            yield self._verdict(concepts, position)

    def _verdict(self, concepts: list[int], position: int) -> str:
        """Say what alike concepts make of a state."""
        words, concept = self.words, concepts[0]
        stays = self.over("stable")[concept, :, position] != 0
        expects = self.over("expected")[concept, :, position] != 0
        names = ", ".join(CONCEPT_NAMES.get(self.concepts[k], self.concepts[k]) for k in concepts)
        if stays.all():
            said = words.say("each, by its own game, would stay")
        else:
            said = words.many(
                "by its own game {actors} would leave",
                "by their own games {actors} would leave",
                int((~stays).sum()),
                actors=self.who(~stays),
            )
        if expects.all():
            hope = words.say("everybody expects rest here")
        elif expects.any():
            hope = words.say("rest here is expected by {actors} alone", actors=self.who(expects))
        else:
            hope = words.say("nobody expects rest here")
        right = bool(self.over("right_equilibrium")[concept, position])
        if right == bool(stays.all()):
            return words.say("{concepts}: {said}; {hope}.", concepts=names, said=said, hope=hope)
        truth = (
            words.say("if all saw right, everybody would stay")
            if right
            else words.say("if all saw right, somebody would leave")
        )
        return words.say(
            "{concepts}: {said}; {hope}; {truth}.",
            concepts=names,
            said=said,
            hope=hope,
            truth=truth,
        )


def hypergame_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Hypergame(answer, Labels.of(answer, words))
    shown = view.notable(_MOST_ROWS)
    full = view.against is None
    state = words.say("state") if full else words.say("what differs from the state looked from")
    header = [state, words.say("moves away")]
    header += [CONCEPT_NAMES.get(concept, concept) for concept in view.concepts]
    rows = [
        [
            view.named(at),
            words.whole(int(view.steps[at])) if view.steps[at] >= 0 else "–",
            *(view.outlook(concept, at) for concept in range(len(view.concepts))),
        ]
        for at in shown
    ]
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        bullets(list(view.errors()), width),
        table(header, rows, width, align="lr"),
    ]
    left = view.notable_count - len(shown)
    if left:
        said = words.many(
            "{count} more state is a rest in somebody's game.",
            "{count} more states are a rest in somebody's game.",
            left,
        )
        parts.append(paragraph(said, width))
    for at in shown[:_EXPLAINED]:
        place = paragraph(words.say("In {state}:", state=view.named(at)), width)
        parts.append(f"{place}\n{bullets(list(view.reasons(at)), width)}")
    read = [words.say(text) for text in _OUTLOOK_TEXTS.values()] if view.wrong else []
    read += [words.say(CONCEPT_TEXTS[name]) for name in view.concepts if name in CONCEPT_TEXTS]
    parts.append("\n".join(paragraph(line, width) for line in read))
    return parts
