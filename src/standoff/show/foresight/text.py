"""The foresight answer in words: where it can rest by horizon, and what actors reckon with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.foresight.phrases import CODES, Foresight
from standoff.show.labels import Labels
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["foresight_body", "foresight_question"]

_ROWS = 8
_EXPLAINED = 2

_NOTES = {
    "limited_move": mark(
        "L: each goes where it expects to fare best, knowing that the next one does so "
        "too, with as many moves left as the horizon says."
    ),
    "metarational": mark(
        "MR: the others want nothing but to hold the mover down; the last move of an "
        "even horizon is theirs. 1 is Nash, 2 GMR, 3 SMR."
    ),
    "credible_metarational": mark(
        "CMR: the same as MR, but nobody makes a move that does not pay at once. 2 is SEQ, 3 SSEQ."
    ),
    "maximin": mark(
        "MM: no move secures more than staying does, whatever the others do. Its verdicts "
        "are those of MR."
    ),
    "non_myopic": mark("NM: L however far one looks, once that no longer changes."),
    "policy_stable": mark(
        "PSS: there are plans, one for each actor, by which all stay and nobody gains by "
        "departing from its own. Open: none were found in the tries allowed."
    ),
    "simultaneous": mark(
        "SIM: a gain is forgone if others, going for gains of their own at the same "
        "moment, could undo it."
    ),
    "stackelberg": mark(
        "Leader: it looks two moves ahead and stays, and nobody else has a move that gains."
    ),
}


def foresight_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where can this end if actors look several moves ahead?")


def foresight_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Foresight(answer, Labels.of(answer, words))
    resting = view.nearest_rests(_ROWS)
    shown = [view.origin, *[state for state in resting if state != view.origin]]
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        _counts(view, width),
        _counts_timeless(view, width),
        _table(view, shown, width),
    ]
    for position in shown[:_EXPLAINED]:
        place = paragraph(words.say("In {state}:", state=view.named(position)), width)
        told = [*view.reasons(position), *view.circles(position)]
        parts.append(f"{place}\n{bullets(told, width)}")
    parts += [paragraph(line, width) for line in _remarks(view)]
    asked = [*view.stepped, *view.timeless, *(["stackelberg"] if view.leaders else [])]
    read = [paragraph(words.say(_NOTES[name]), width) for name in asked if name in _NOTES]
    return [*parts, "\n".join(read)]


def _counts(view: Foresight, width: int) -> str:
    """Lay out in how many states everybody would stay, by horizon."""
    if not view.stepped:
        return ""
    words, counts = view.words, view.answer["equilibrium_count"]
    header = [words.say("states where all stay, by moves looked ahead")]
    header += [words.whole(h) for h in view.horizons]
    rows = [
        [view.concept(name), *(words.whole(int(n)) for n in counts.sel(concept=name).values)]
        for name in view.stepped
    ]
    return table(header, rows, width, align="l" + "r" * len(view.horizons))


def _counts_timeless(view: Foresight, width: int) -> str:
    """Say the same for the concepts without a horizon, and for leaders."""
    words, said = view.words, []
    for name in view.timeless:
        place = {"timeless": name}
        count = int(view.answer["timeless_count"].sel(place))
        line = words.say("{concept}: {count}", concept=view.concept(name), count=words.whole(count))
        unsure = int(view.answer["timeless_open"].sel(place))
        if unsure:
            line += " " + words.many("({count} open)", "({count} open)", unsure)
        said.append(line)
    for leader in view.leaders:
        count = int(view.answer["leads_count"].sel(leader=leader))
        said.append(
            words.say(
                "led by {actor}: {count}",
                actor=view.labels.actor(leader),
                count=words.whole(count),
            )
        )
    if not said:
        return ""
    return paragraph(words.say("Without a horizon: {counts}.", counts="; ".join(said)), width)


def _table(view: Foresight, shown: list[int], width: int) -> str:
    """Lay out the nearest resting states with the horizons at which they rest."""
    words = view.words
    full = view.against is None
    state = words.say("state") if full else words.say("what differs from the state looked from")
    header = [state, words.say("moves away")]
    header += [CODES[name] for name in (*view.columns, *view.timeless)]
    if view.leaders:
        header.append(words.say("leader"))
    rows = []
    for position in shown:
        row = [view.named(position), words.whole(int(view.steps[position]))]
        row += [view.cell(name, position) for name in view.columns]
        row += [view.cell_timeless(k, position) for k in range(len(view.timeless))]
        if view.leaders:
            led = np.flatnonzero(view.leads[:, position])
            row.append(", ".join(view.labels.actor(view.leaders[k]) for k in led) or "–")
        rows.append(row)
    return table(header, rows, width, align="lr")


def _remarks(view: Foresight) -> list[str]:
    """Say what was left out, what hangs on ties, and how many see no limit."""
    words, said = view.words, []
    by_reason: dict[str, list[str]] = {}
    for name, why in view.left_out.items():
        by_reason.setdefault(why, []).append(view.concept(name))
    for why, names in by_reason.items():
        listed = words.listed(names)
        if why == "actors":
            said.append(
                words.say(
                    "Left out: {concepts}. They are defined for two actors that can move, and here "
                    "{count} can. Choose a reading for more: variant=individualistic or "
                    "variant=cooperative.",
                    concepts=listed,
                    count=words.whole(int(view.answer.attrs["movers"])),
                )
            )
        else:
            said.append(
                words.say(
                    "Left out: {concepts}. For {count} states they go through more combinations "
                    "than can be listed; leave out variables, or choose variant=individualistic.",
                    concepts=listed,
                    count=words.whole(int(view.answer.attrs["state_count"])),
                )
            )
    if "hangs_on_ties" in view.answer:
        tied = int(view.answer["hangs_on_ties"].any(("horizon", "actor")).sum())
        if tied:
            said.append(
                words.many(
                    "In {count} of the states shown a verdict of limited move hangs on how ties "
                    "are broken: look again with the other setting of ties.",
                    "In {count} of the states shown a verdict of limited move hangs on how ties "
                    "are broken: look again with the other setting of ties.",
                    tied,
                )
            )
    if "period" in view.answer:
        restless = int((view.answer["period"] > 1).any("actor").sum())
        if restless:
            said.append(
                words.many(
                    "In {count} of the states shown somebody's expectations never settle, however "
                    "far it looks.",
                    "In {count} of the states shown somebody's expectations never settle, however "
                    "far it looks.",
                    restless,
                )
            )
    return said
