"""Every line of play where motives are unknown: what is done, and what others then believe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import NamedAnswer
from standoff.show.terminal import heading, paragraph, table

__all__ = ["Played", "lines_blocks"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROWS = 12
"""Rows shown of one actor: those of the histories that are likeliest to come about."""
_RARE = 0.001
_SEEN = 0.01
"""Rise of a belief, times the probability of the move, from which it is worth a sentence."""


@dataclass(frozen=True)
class Played(NamedAnswer):
    """The lines of play of an answer with their names."""

    @cached_property
    def secrets(self) -> list[tuple[str, str]]:
        """Actor and title of each motive that others do not know."""
        titles = json.loads(str(self.answer.attrs["secret_titles"]))
        names = [str(name) for name in self.answer["secret"].values]
        return [
            (name.partition(".")[0], self.words.title(titles.get(name) or {}, name))
            for name in names
        ]

    @property
    def hidden(self) -> list[str]:
        """Titles of the actors whose motives others do not know."""
        return [self.labels.actor(name) for name in dict.fromkeys(a for a, _ in self.secrets)]

    def motives(self, actor: str) -> list[int]:
        """Give the places on `secret` of an actor's motives, none if it has no two."""
        own = [k for k, (owner, _) in enumerate(self.secrets) if owner == actor]
        return own if len(own) > 1 else []

    def over(self, name: str, *axes: str) -> Floats:
        """Give a variable with its axes in an order."""
        return np.asarray(self.answer[name].transpose(*axes).values, np.float64)

    @cached_property
    def option(self) -> list[str]:
        """Label of the option of each branch."""
        options = [str(label) for label in self.answer["option"].values]
        return [options[int(n)] for n in self.answer["branch_option"].values]

    @cached_property
    def node(self) -> Ints:
        """Number of the history that each branch belongs to: where `hold` stands, one begins."""
        found: Ints = np.cumsum([label == "hold" for label in self.option])
        return found

    def before(self, branch: int) -> str:
        """Name the last thing that was done before a branch, the actor with it."""
        came = self.answer["branch_after"].values
        n = int(came[branch])
        while n >= 0 and self.option[n] == "hold":
            n = int(came[n])
        return self.words.say("at the start") if n < 0 else self.labels.option(self.option[n])

    def believed_before(self) -> Floats:
        """Give what is believed when a choice comes up; by branch and secret."""
        belief = self.over("branch_belief", "branch", "secret")
        came = self.answer["branch_after"].values
        prior = self.over("secret_prior", "secret")
        found: Floats = np.where(came[:, None] >= 0, belief[came], prior)
        return found

    def telling(self) -> str:
        """Say which move tells most, weighed by how probable it is; empty if none does."""
        belief, before = self.over("branch_belief", "branch", "secret"), self.believed_before()
        likely = self.over("branch_reach", "branch") * self.over("branch_share", "branch")
        moved = np.array([label != "hold" for label in self.option])
        risen = (likely * moved)[:, None] * (belief - before)
        n, k = np.unravel_index(int(risen.argmax()), risen.shape)
        if risen[n, k] < _SEEN:
            return ""
        owner, motive = self.secrets[k]
        return self.words.say(
            "By “{move}” {actor} would raise belief in “{motive}” from {low} to {high}.",
            move=self.labels.option(self.option[n]),
            actor=self.labels.actor(owner),
            motive=motive,
            low=self.chance(float(before[n, k])),
            high=self.chance(float(belief[n, k])),
        )

    def chance(self, share: float) -> str:
        """Write a probability; what is tiny is below a thousandth."""
        if 0 <= share < _RARE:
            return f"<{self.words.percent(_RARE, 1)}"
        return self.words.percent(share, 1 if share < 0.1 else 0)


def lines_blocks(played: Played, width: int) -> Iterator[str]:
    """Tell what everybody would do, what it would tell, and what it is worth to them."""
    words, answer = played.words, played.answer
    yield heading(words.say("What would be done, and what it would tell"))
    telling = played.telling()
    if telling:
        yield paragraph(telling, width)
    names = [str(name) for name in answer["actor"].values]
    movers = answer["branch_actor"].values
    for place in dict.fromkeys(int(i) for i in movers):
        yield _moves(played, names[place], np.flatnonzero(movers == place), width)
    yield paragraph(
        words.say(
            "Under a motive: how probable it makes the choice → what others then believe of it. "
            "Shown are the histories that are likeliest to come about; where play hardly ever "
            "goes, beliefs are those that the likeliest slips lead to."
        ),
        width,
    )
    yield _worth(played, names, width)
    yield paragraph(
        words.say(
            "Here every motive is its actor's secret, and all reckon with what a choice tells. "
            "Solved on the {count} nodes of the tree with beliefs as they come; choices are "
            "within {residual} of their fixed points.",
            count=words.whole(int(answer.attrs["tree_nodes"])),
            residual=words.tiny(float(answer.attrs["tree_residual"])),
        ),
        width,
    )


def _moves(played: Played, actor: str, own: Ints, width: int) -> str:
    """List what one actor would do, by history."""
    words = played.words
    motives = played.motives(actor)
    reach, share = played.over("branch_reach", "branch"), played.over("branch_share", "branch")
    choice, belief = (
        played.over(f"branch_{what}", "branch", "secret") for what in ("choice", "belief")
    )
    prior = played.over("secret_prior", "secret")
    rows, last = [], -1
    for n in _likeliest(played, own, reach, share, every=bool(motives)):
        cells = [
            f"{played.chance(float(choice[n, k]))} → "
            # what was ruled out from the first stays so, whatever is seen
            f"{played.chance(float(belief[n, k])) if prior[k] > 0 else words.percent(0)}"
            for k in motives
        ]
        is_same = played.node[n] == last
        last = int(played.node[n])
        found = ["", ""] if is_same else [played.before(n), played.chance(float(reach[n]))]
        done = played.labels.option(played.option[n])
        rows.append([*found, done, played.chance(float(share[n])), *cells])
    header = [words.say("after"), words.say("comes about"), played.labels.actor(actor)]
    header += [words.say("expected"), *(played.secrets[k][1] for k in motives)]
    return table(header, rows, width, align="lrlr" + "r" * len(motives))


def _likeliest(
    played: Played, own: Ints, reach: Floats, share: Floats, *, every: bool
) -> list[int]:
    """Pick branches of the likeliest histories, in the order of the tree.

    Of an actor without a secret what it hardly ever does is left out, for it tells nothing.
    """
    found: list[int] = []
    for node in sorted(dict.fromkeys(played.node[own]), key=lambda x: -reach[played.node == x][0]):
        here = [int(n) for n in own if played.node[n] == node]
        here = [n for n in here if every or share[n] >= _RARE]
        if found and len(found) + len(here) > _ROWS:
            break
        found += here
    return sorted(found)


def _worth(played: Played, names: list[str], width: int) -> str:
    """List what actors and motives expect at the start."""
    words, labels = played.words, played.labels
    value, own = played.over("tree_value", "actor"), played.over("secret_value", "secret")
    prior = played.over("secret_prior", "secret")
    rows = []
    for i, name in enumerate(names):
        rows.append([labels.actor(name), "", words.number(float(value[i]), 3)])
        rows += [
            [
                f"- {played.secrets[k][1]}",
                words.percent(float(prior[k])),
                words.number(float(own[k]), 3),
            ]
            for k in played.motives(name)
        ]
    header = [words.say("who"), words.say("at first"), words.say("expects at the start")]
    return table(header, rows, width, align="lrr")
