"""What structures, readings and shares of a preferences answer are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.labels import Labels
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "CONCEPT_NAMES",
    "CONCEPT_NOTES",
    "reading_name",
    "reading_notes",
    "told_share",
    "told_structure",
]

CONCEPT_NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}

CONCEPT_NOTES = {
    "nash": mark("Nash: no move tempts anybody."),
    "gmr": mark("GMR: every tempting move has an answer by others that deters."),
    "smr": mark("SMR: as GMR, and nothing that the mover can do then undoes it."),
    "seq": mark("SEQ: as GMR, but only answers made of credible moves count."),
    "sseq": mark("SSEQ: as SEQ, and nothing that the mover can do then undoes it."),
}

_STRUCTURES = {
    "unknown": mark(
        "Between some states it is not known what an actor prefers. Unknown is what the file "
        "declares so."
    ),
    "strength": mark("Some preferences are great, others mild."),
    "hybrid": mark(
        "Some preferences are great, and some are not known. Unknown is what the file declares so."
    ),
    "fuzzy": mark(
        "Preferences have degrees, which grow with the difference of utility. A move tempts where "
        "its degree reaches a threshold, and what does not reach it deters."
    ),
    "grey": mark(
        "Preferences have degrees between a least and a greatest, as the weights lie in their "
        "ranges."
    ),
    "probabilistic": mark(
        "Preferences have probabilities: the share of weights, drawn from their ranges and "
        "distributions, with which a state is preferred."
    ),
    "attitudes": mark(
        "Actors weigh what others prefer: devoting actors wish them well, aggressive ones ill."
    ),
}

_BY_RANGE = {
    "unknown": mark(
        "Between some states it is not known what an actor prefers. Unknown is what the weights, "
        "within their ranges, decide either way."
    ),
    "hybrid": mark(
        "Some preferences are great, and some are not known. Unknown is what the weights, within "
        "their ranges, decide either way."
    ),
}

_SHARES = {
    "unknown": mark("Unknown are {listed} of all pairs of states."),
    "strength": mark("Great is the difference in {listed} of all pairs of states."),
    "hybrid": mark("Great or unknown are {listed} of all pairs of states."),
    "fuzzy": mark("Neither nought nor full is the degree in {listed} of all pairs of states."),
    "grey": mark("Not sure is the degree in {listed} of all pairs of states."),
    "probabilistic": mark("Neither 0 nor 1 is the probability in {listed} of all pairs of states."),
    "attitudes": mark("Attitudes change what is preferred in {listed} of all pairs of states."),
}

_NOTHING = mark(
    "The crisis says nothing of the kind: the file has no such section, or no ranges. What "
    "follows adds nothing to an order."
)

_READINGS = {
    "crisp": mark("ordinary"),
    "strong": mark("strong"),
    "strong_a": mark("strong a"),
    "strong_b": mark("strong b"),
    "strong_c": mark("strong c"),
    "strong_d": mark("strong d"),
    "possible": mark("possibly"),
    "middle": mark("on the whole"),
    "sure": mark("surely"),
    "published": mark("as published"),
    "strict": mark("without ties"),
}

_NOTES = {
    "unknown": (
        mark(
            "Types: in a and c an actor is tempted by what may be better, in b and d only by what "
            "surely is; in c and d it is deterred by what is not surely better, in a and b only by "
            "what surely is not. a is the most aggressive, d the most cautious."
        ),
    ),
    "strength": (
        mark(
            "Strong: only answers that are greatly worse for the mover deter. A state that rests "
            "in the ordinary reading and not in the strong one rests weakly."
        ),
    ),
    "hybrid": (
        mark(
            "Types: in a and c an actor is tempted by what may be better, in b and d only by what "
            "surely is; in c and d it is deterred by what is not surely better, in a and b only by "
            "what surely is not. a is the most aggressive, d the most cautious."
        ),
        mark(
            "Strong: only answers that are greatly worse for the mover deter, and in c and d those "
            "of which nothing is known."
        ),
    ),
    "fuzzy": (
        mark("The number of a reading is the threshold, of actors that have none of their own."),
    ),
    "grey": (
        mark(
            "Possibly: the greatest degree counts; surely: the least; on the whole: half of both."
        ),
    ),
    "probabilistic": (
        mark(
            "The number of a reading is how sure an actor must be that no move pays, and that an "
            "answer deters."
        ),
    ),
    "attitudes": (
        mark(
            "As published a move that ties for all whom the actor minds is a temptation; without "
            "ties it is none."
        ),
    ),
}


def reading_name(name: str, structure: str, words: Words) -> str:
    """Name a reading: a word, the letter of a type, or a level."""
    if name in _READINGS:
        return words.say(_READINGS[name])
    end, _, level = name.partition("_")
    if structure == "grey" and end in _READINGS:
        return f"{words.say(_READINGS[end])} {words.number(float(level), 4)}"
    try:
        return words.number(float(name), 4)
    except ValueError:
        return name


def reading_notes(structure: str, words: Words) -> list[str]:
    """Say what the readings of a structure are."""
    ordinary = words.say("Ordinary: as if only the order were known.")
    return [ordinary, *(words.say(note) for note in _NOTES.get(structure, ()))]


def told_structure(answer: xr.Dataset, words: Words) -> str:
    """Say what kind of preferences the answer is about, and where they come from."""
    structure = str(answer.attrs["structure"])
    by_range = answer.attrs["unknown_from"] == "ranges" and structure in _BY_RANGE
    return words.say((_BY_RANGE if by_range else _STRUCTURES)[structure])


def told_share(answer: xr.Dataset, labels: Labels) -> str:
    """Say on how many pairs of states the structure says more than an order does."""
    words = labels.words
    shares = [
        (labels.actor(str(actor)), float(share))
        for actor, share in zip(answer["actor"].values, answer["pair_share"].values, strict=True)
    ]
    if not any(share for _, share in shares):
        return words.say(_NOTHING)
    listed = ", ".join(f"{words.percent(share)} ({actor})" for actor, share in shares)
    return words.say(_SHARES[str(answer.attrs["structure"])], listed=listed)
