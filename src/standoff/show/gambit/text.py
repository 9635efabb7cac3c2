"""The answer of the lens gambit in words: where play can settle, and on which threats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.show.answer_view import NamedAnswer
from standoff.show.labels import Labels, position_of
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark
from standoff.vocab import HOLD

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["View", "gambit_body", "gambit_question"]

_ROWS, _TOLD, _STEPS, _BELIEFS = 24, 6, 8, 6
_RARE = 0.005
"""Ends and choices less likely than this are not told."""

CONCEPTS = {"nash": mark("Nash"), "sequential": mark("sequential"), "logit": mark("logit")}
_THREATS = {1: mark("no empty threat"), 0: mark("an empty threat"), -1: mark("not known")}
_LEFT_OUT = {
    "nash": mark("Nash equilibria were not listed: there are too many plans."),
    "sequential": mark("Sequential equilibria were not listed: there are too many decisions."),
    "logit": mark(
        "No logit equilibrium was sought: there are too many decisions, or somebody that moves "
        "late counts nothing that comes late."
    ),
}


def gambit_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("On what can they settle, and is it held up by an empty threat?")


def gambit_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = View(answer, Labels.of(answer, words))
    origin = position_of(answer, int(answer.attrs["looked_from"]))
    start = words.say("Looked from: {state}.", state=view.labels.state(answer, origin))
    parts = [paragraph(start, width), paragraph(view.game(), width), _table(view, width)]
    if view.count > _ROWS:
        more = words.many("{count} more", "{count} more", view.count - _ROWS)
        parts.append(paragraph(f"+{more}", width))
    parts.append(paragraph(words.say("On the way there, likeliest first:"), width))
    parts.append(bullets([view.way(e) for e in range(min(view.count, _TOLD))], width))
    believed = [line for e in range(min(view.count, _TOLD)) for line in view.beliefs(e)]
    if believed:
        parts.append(bullets(believed[:_BELIEFS], width))
    parts += [paragraph(line, width) for line in (*view.limits(), view.how_to_read())]
    return [part for part in parts if part]


def _table(view: View, width: int) -> str:
    """Lay out where each equilibrium ends, and what everybody gets."""
    words = view.words
    header = ["", words.say("equilibrium"), words.say("where it ends"), words.say("rests on")]
    header += [view.labels.actor(actor) for actor in view.actors]
    rows = []
    for e in range(min(view.count, _ROWS)):
        held = words.say(_THREATS[view.sequential(e)]) if view.concept(e) == "nash" else ""
        row = [str(e + 1), words.say(CONCEPTS[view.concept(e)]), view.ends(e), held]
        rows.append([*row, *(words.number(x) for x in view.values(e))])
    return table(header, rows, width, align="rfll" + "r" * len(view.actors))


@dataclass(frozen=True)
class View(NamedAnswer):
    """An answer of the lens gambit with its names."""

    @property
    def count(self) -> int:
        """How many equilibria there are."""
        return int(self.answer.sizes["equilibrium"])

    def concept(self, e: int) -> str:
        """Name the concept of an equilibrium."""
        return str(self.answer["concept"].values[e])

    def sequential(self, e: int) -> int:
        """Say whether an equilibrium is sequential: 1, 0, or -1 where it is not known."""
        return int(self.answer["is_sequential"].values[e])

    def values(self, e: int) -> list[float]:
        """Return what each actor gets."""
        return [float(x) for x in self.answer["value"].transpose("equilibrium", "actor").values[e]]

    def shares(self, e: int) -> list[tuple[int, float]]:
        """List the ends of an equilibrium with their probability, likeliest first."""
        row = self.answer["end_share"].transpose("equilibrium", "state").values[e]
        found = [(k, float(p)) for k, p in enumerate(row) if p >= _RARE]
        return sorted(found, key=lambda pair: -pair[1])

    def named(self, position: int) -> str:
        """Describe an end."""
        origin = position_of(self.answer, int(self.answer.attrs["looked_from"]))
        against = self.labels.compared(self.answer, origin)
        return self.labels.state(self.answer, position, against=against, limit=4)

    def ends(self, e: int) -> str:
        """Say where an equilibrium ends."""
        found = self.shares(e)
        if len(found) == 1 and found[0][1] > 1 - _RARE:
            return self.named(found[0][0])
        return "; ".join(f"{self.words.percent(p)} {self.named(k)}" for k, p in found)

    def game(self) -> str:
        """Say what was handed over, and how it came out."""
        words, attrs = self.words, self.answer.attrs
        rounds = words.many("{count} round", "{count} rounds", int(attrs["rounds"]))
        said = (
            words.say("Played: {rounds}, each mover seeing what was done before it.", rounds=rounds)
            if attrs["form"] == "turns"
            else words.say(
                "Played: {rounds}, in which all choose without seeing each other.", rounds=rounds
            )
        )
        size = words.say(
            "The tree has {nodes} nodes and {sets} decisions.",
            nodes=words.whole(int(attrs["nodes"])),
            sets=words.whole(int(self.answer.sizes["information_set"])),
        )
        checked = words.say(
            "Gambit found what follows; reckoned again here, nothing is off by more than {error}.",
            error=words.tiny(float(self.answer["error"].max())),
        )
        return f"{said} {size} {checked}"

    def way(self, e: int) -> str:
        """Say what is done on the way that an equilibrium takes."""
        answer, words = self.answer, self.words
        reached = answer["set_reached"].transpose("equilibrium", "information_set").values[e]
        steps = []
        for h in sorted(range(reached.size), key=lambda h: (self._when(h), -reached[h])):
            if reached[h] >= _RARE:
                actor = str(answer["set_actor"].values[h])
                steps.append(f"{self.labels.actor(actor)}{self._as(h)}: {self._done(e, h)}")
        steps = list(dict.fromkeys(steps))
        more = len(steps) - _STEPS
        shown = "; ".join(steps[:_STEPS]) + (f"; +{words.whole(more)}" if more > 0 else "")
        profiles = int(answer["profiles"].values[e])
        same = (
            " " + words.say("({count} plans come to this.)", count=words.whole(profiles))
            if profiles > 1
            else ""
        )
        return f"{e + 1}. {shown}.{same}"

    def _when(self, h: int) -> tuple[int, int]:
        return int(self.answer["set_round"].values[h]), int(self.answer["set_turn"].values[h])

    def _as(self, h: int) -> str:
        """Name the motive of whoever decides, where motives are private."""
        motive = str(self.answer["set_motive"].values[h])
        return f" ({motive})" if motive else ""

    def _done(self, e: int, h: int) -> str:
        """Say what is done at a decision."""
        options = self.answer["slot_option"].transpose("information_set", "slot").values[h]
        row = self.answer["choice"].transpose("equilibrium", "information_set", "slot").values[e, h]
        pairs = [(float(p), str(o)) for p, o in zip(row, options, strict=True) if p >= _RARE]
        pairs.sort(key=lambda pair: -pair[0])
        if pairs[0][0] > 1 - _RARE:
            return self.labels.option(pairs[0][1])
        return ", ".join(f"{self.labels.option(o)} {self.words.percent(p)}" for p, o in pairs)

    def beliefs(self, e: int) -> list[str]:
        """Say what movers hold likely where they cannot tell where they are."""
        answer, words = self.answer, self.words
        if "belief" not in answer:
            return []
        belief = answer["belief"].transpose("equilibrium", "node").values[e]
        reached = answer["set_reached"].transpose("equilibrium", "information_set").values[e]
        lines = []
        for number in sorted(set(answer["node_set"].values.tolist())):
            own = [k for k, h in enumerate(answer["node_set"].values) if h == number]
            likely = [k for k in own if belief[k] >= _RARE]
            if reached[number - 1] < _RARE or len(likely) < 2:
                continue
            lines.append(
                words.say(
                    "{equilibrium}. {actor} cannot tell, and holds likely: {where}.",
                    equilibrium=e + 1,
                    actor=self.labels.actor(str(answer["set_actor"].values[number - 1]))
                    + self._as(number - 1),
                    where="; ".join(f"{self._node(k)} {words.percent(belief[k])}" for k in likely),
                )
            )
        return lines

    def _node(self, k: int) -> str:
        """Say where a mover may be: which motives others have, and what they did."""
        motives = str(self.answer["node_motives"].values[k])
        path = str(self.answer["node_path"].values[k])
        pairs = [one.partition("=") for one in motives.split(", ") if one]
        known = [f"{self.labels.actor(actor)}: {name}" for actor, _, name in pairs]
        done = [self._did(label) for label in path.split("; ") if label]
        return ", ".join([*known, *done]) or self.words.say("the state looked from")

    def _did(self, label: str) -> str:
        """Say who did what, holding included."""
        actor, _, option = label.partition(".")
        if option == HOLD:
            return f"{self.labels.actor(actor)}: {self.labels.option(HOLD)}"
        return self.labels.move(label)

    def limits(self) -> list[str]:
        """Say what was not sought, and what a list does not prove."""
        words, attrs = self.words, self.answer.attrs
        lines = [words.say(_LEFT_OUT[one]) for one in str(attrs["left_out"]).split(",") if one]
        if attrs["listed"] == "pure":
            lines.append(
                words.say(
                    "Of the Nash equilibria those without lots were listed; there may be others."
                )
            )
        return lines

    def how_to_read(self) -> str:
        """Say how to read the table."""
        return self.words.say(
            "A Nash equilibrium may rest on a threat that its maker would not carry out; a "
            "sequential one does not. Equilibria with the same outcome are one line. None of them "
            "is a forecast."
        )
