"""Names for what an answer holds: actors, variables, levels, options, states, rounds.

Everything comes from the answer's own ``labels``, so a saved answer is drawn without
its crisis. Texts from files may hold anything; control characters are taken out here,
once, so that a name can never steer a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

from standoff.errors import AnswerError
from standoff.show.words import Words
from standoff.vocab import HOLD

if TYPE_CHECKING:
    import xarray as xr

_SHORT = 64
"""A state whose description has more letters is described by what differs."""

__all__ = ["Labels", "clean", "position_of"]

Titles = dict[str, str]


class VariableLabel(TypedDict, total=False):
    """The names of one variable and of its levels."""

    title: Titles
    levels: list[str]
    level_titles: list[Titles]


class LabelTree(TypedDict, total=False):
    """What the ``labels`` attribute of an answer holds."""

    crisis: Titles
    actors: dict[str, Titles]
    variables: dict[str, VariableLabel]
    options: dict[str, Titles]
    bodies: dict[str, Titles]
    members: dict[str, Titles]
    interests: dict[str, Titles]
    instruments: dict[str, Titles]
    calendar: dict[str, object] | None
    parties: dict[str, Titles]
    verbs: dict[str, Titles]


def clean(text: object) -> str:
    r"""Take control characters out of a text and make it one line.

    Examples
    --------
    >>> clean("a\x1b[31m\nb")
    'a [31m b'
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return " ".join(shown.split())


def position_of(answer: xr.Dataset, state: int) -> int:
    """Find the position of a state's number on the ``state`` axis.

    Raises
    ------
    AnswerError
        If the answer does not hold the state.
    """
    import numpy as np

    found = np.flatnonzero(answer["state"].values == state)
    if not found.size:
        raise AnswerError(
            f"The answer holds no state {state}. It was saved incompletely; look again."
        )
    return int(found[0])


@dataclass(frozen=True)
class Labels:
    """The names in one answer, in one language."""

    tree: LabelTree
    words: Words

    @classmethod
    def of(cls, answer: xr.Dataset, words: Words) -> Labels:
        """Read the labels that an answer carries."""
        try:
            tree = json.loads(str(answer.attrs.get("labels", "{}")))
        except json.JSONDecodeError as error:
            raise AnswerError(
                f"The labels of the answer cannot be read ({error}). Look again and save it anew."
            ) from error
        return cls(cast("LabelTree", tree), words)

    def _pick(self, titles: Mapping[str, str] | None, name: str) -> str:
        return clean(self.words.title(titles or {}, name))

    def crisis(self, name: str) -> str:
        """Give the title of the crisis, or its name."""
        return self._pick(self.tree.get("crisis"), name)

    def actor(self, name: str) -> str:
        """Give the actor's name in this language."""
        return self._pick(self.tree.get("actors", {}).get(name), name)

    def member(self, name: str) -> str:
        """Give the name of a body's member in this language."""
        titles = self.tree.get("members", {}).get(name)
        return self._pick(titles, self.actor(name))

    def party(self, name: str) -> str:
        """Give the name of somebody in a record: an actor, a member of a body, or another."""
        titles = self.tree.get("parties", {}).get(name)
        known = name in self.tree.get("actors", {}) or name in self.tree.get("members", {})
        return self.member(name) if known else self._pick(titles, name)

    def verb(self, name: str) -> str:
        """Give what a verb of a record means, or the verb in words."""
        return self._pick(self.tree.get("verbs", {}).get(name), name.replace("_", " "))

    def place(self, actor: str) -> int:
        """Give an actor's place in the crisis, by which it is coloured; others come last."""
        actors = list(self.tree.get("actors", {}))
        return actors.index(actor) if actor in actors else len(actors)

    def body(self, name: str) -> str:
        """Give the body's name in this language."""
        return self._pick(self.tree.get("bodies", {}).get(name), name)

    def variable(self, name: str) -> str:
        """Give the variable's name in this language."""
        return self._pick(self._variable(name).get("title"), name)

    def _variable(self, name: str) -> VariableLabel:
        return self.tree.get("variables", {}).get(name, VariableLabel())

    def level_count(self, variable: str) -> int:
        """Count the levels of a variable."""
        return len(self._variable(variable).get("levels", []))

    def level(self, variable: str, index: int) -> str:
        """Give the name of a level in this language, or its number if it has none."""
        label = self._variable(variable)
        levels, titles = label.get("levels", []), label.get("level_titles", [])
        name = levels[index] if 0 <= index < len(levels) else str(index)
        return self._pick(titles[index] if 0 <= index < len(titles) else None, name)

    def levels(self, variable: str) -> list[str]:
        """Give the names of all levels, lowest first."""
        return [self.level(variable, index) for index in range(self.level_count(variable))]

    def option(self, label: str) -> str:
        """Give what an option is called, without its actor."""
        titles = self.tree.get("options", {}).get(label)
        if titles:
            return self._pick(titles, label)
        if label == HOLD:
            return self.words.say("hold")
        return self._control(label.partition(".")[2] or label)

    def _control(self, name: str) -> str:
        """Word an implicit option, written ``variable=level,...``, with titles."""
        if "=" not in name:
            return clean(name)
        parts = [part.partition("=") for part in name.split(",")]
        return ", ".join(
            f"{self.variable(variable)}: {self._named_level(variable, level)}"
            for variable, _, level in parts
        )

    def _named_level(self, variable: str, level: str) -> str:
        known = self._variable(variable).get("levels", [])
        return self.level(variable, known.index(level)) if level in known else clean(level)

    def instrument(self, name: str) -> str:
        """Give the name of a set of options that serve one purpose."""
        return self._pick(self.tree.get("instruments", {}).get(name), name)

    def owner(self, label: str) -> str:
        """Give the name of the actor that an option's label belongs to."""
        return self.actor(label.partition(".")[0])

    def move(self, label: str) -> str:
        """Give an option with its actor, as in ``North Korea: launch``."""
        if label == HOLD:
            return self.option(label)
        return f"{self.owner(label)}: {self.option(label)}"

    def state(
        self,
        answer: xr.Dataset,
        position: int,
        *,
        against: int | None = None,
        limit: int = 99,
    ) -> str:
        """Describe a state, or how it differs from the one at position ``against``."""
        pairs = self.state_pairs(answer, position, against=against)
        if not pairs:
            return self.words.say("the state looked from")
        shown = [f"{variable}: {level}" for variable, level in pairs[:limit]]
        if len(pairs) > limit:
            more = self.words.many("{count} more", "{count} more", len(pairs) - limit)
            shown.append(f"+{more}")
        return ", ".join(shown)

    def state_pairs(
        self, answer: xr.Dataset, position: int, *, against: int | None = None
    ) -> list[tuple[str, str]]:
        """List (variable, level) of a state where it differs from ``against``."""
        index = answer["level_index"].transpose("variable", "state")
        names = [str(name) for name in index["variable"].values]
        here = [int(level) for level in index.values[:, position]]
        there = [-1] * len(names)
        if against is not None:
            there = [int(level) for level in index.values[:, against]]
        return [
            (self.variable(name), self.level(name, level))
            for name, level, other in zip(names, here, there, strict=True)
            if level != other
        ]

    def compared(self, answer: xr.Dataset, origin: int) -> int | None:
        """Choose what to describe states against: nothing where a state is short enough."""
        short = answer.sizes["variable"] <= 4 and len(self.state(answer, origin)) <= _SHORT
        return None if short else origin

    def date(self, iso: str) -> str:
        """Write the date of a round: in full where rounds are shorter than a month."""
        calendar = self.tree.get("calendar") or {}
        short = calendar.get("every") in ("day", "week", "half_month")
        return self.words.date(iso) if short else self.words.month(iso)

    def rounds(self, answer: xr.Dataset) -> list[str]:
        """Give the ISO date of each round, or nothing where there is no calendar."""
        for holder in (answer.coords, answer.data_vars):
            if "round_date" in holder:
                return [str(date) for date in holder["round_date"].values]
        return []
