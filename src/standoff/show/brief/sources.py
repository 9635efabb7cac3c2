"""What a brief rests on: the analyst's assumptions, and how to get the same brief again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from standoff.result.brief import Assumption, Brief
from standoff.show.labels import clean
from standoff.show.words import Words, mark

__all__ = ["assumption_rows", "assumptions_note", "closing_note", "reproduce_rows"]

Rows = list[list[str]]

CONFIDENCE: Mapping[str, str] = {
    "high": mark("high confidence"),
    "medium": mark("medium confidence"),
    "low": mark("low confidence"),
    "assumed": mark("assumed"),
}

ONE_WAY: Mapping[str, str] = {
    "rise": mark("{variable} only rises"),
    "fall": mark("{variable} only falls"),
    "stay": mark("{variable} only stays"),
}
DISTRIBUTIONS: Mapping[str, str] = {
    "uniform": mark("uniform ({parameters})"),
    "normal": mark("normal ({parameters})"),
    "triangular": mark("triangular ({parameters})"),
    "beta": mark("beta ({parameters})"),
}
_LEANING = re.compile(r"yes (?P<yes>\S+), abstain (?P<abstain>\S+), no (?P<no>\S+)")
_ONE_WAY = re.compile(rf"(?P<variable>\w+) only (?P<only>{'|'.join(ONE_WAY)})")
_DRAWN = re.compile(rf"(?P<value>\S+), (?P<kind>{'|'.join(DISTRIBUTIONS)})\((?P<parameters>.*)\)")


def closing_note(words: Words) -> str:
    """Say that a model's answer is no forecast."""
    return words.say(
        "This is what the model written down for this crisis implies, not a forecast of the world."
    )


def assumption_rows(brief: Brief, words: Words) -> tuple[list[str], Rows]:
    """List what the analyst assumed, least certain first, with range, reason and source."""
    rows = [_assumption(item, words) for item in sorted(brief.assumptions, key=_certainty)]
    return [words.say("what"), words.say("value [range]"), words.say("why")], rows


def _certainty(assumption: Assumption) -> tuple[int, float]:
    """Order assumptions: those with a range by confidence, then those without one."""
    grades = ("assumed", "low", "medium", "high")
    grade = grades.index(assumption.confidence) if assumption.confidence in grades else len(grades)
    if assumption.low is None or assumption.high is None:
        return len(grades) + 1 + grade, 0.0
    size = max(abs(assumption.low), abs(assumption.high)) or 1.0
    return grade, (assumption.low - assumption.high) / size


def _assumption(assumption: Assumption, words: Words) -> list[str]:
    value = _value(clean(assumption.value), words)
    if assumption.low is not None and assumption.high is not None:
        low, high = words.number(assumption.low, 4), words.number(assumption.high, 4)
        value += words.say(" [{low} to {high}]", low=low, high=high)
    reasons = [clean(words.title(assumption.text, "")).rstrip(".")]
    if assumption.source:
        reasons.append(words.say("source: {source}", source=clean(assumption.source)))
    if assumption.confidence:
        reasons.append(words.say(CONFIDENCE.get(assumption.confidence, assumption.confidence)))
    if assumption.claim is not None:
        reasons.append(words.say("claim {number}", number=assumption.claim))
    return [clean(assumption.path), value, "; ".join(reason for reason in reasons if reason)]


def _value(text: str, words: Words) -> str:
    """Write a value in words; an expression stays as the file has it, for it speaks in names."""
    leaning = _LEANING.fullmatch(text)
    if leaning:
        shares = {ballot: _number(share, words) for ballot, share in leaning.groupdict().items()}
        return words.say("yes {yes}, abstain {abstain}, no {no}", **shares)
    one_way = _ONE_WAY.fullmatch(text)
    if one_way:
        said = ONE_WAY[one_way["only"]]
        return words.say(said, variable=one_way["variable"])
    drawn = _DRAWN.fullmatch(text)
    if drawn:
        parameters = "; ".join(_number(part, words) for part in drawn["parameters"].split(", "))
        kind = DISTRIBUTIONS[drawn["kind"]]
        value = _number(drawn["value"], words)
        return f"{value}, {words.say(kind, parameters=parameters)}"
    return _number(text, words)


def _number(text: str, words: Words) -> str:
    """Write a text that is a number as the language does."""
    try:
        return words.number(float(text), 4)
    except (ValueError, OverflowError):
        return text


def assumptions_note(brief: Brief, words: Words) -> str:
    """Count the assumptions, and those that say how unsure they are."""
    ranged = sum(item.low is not None and item.high is not None for item in brief.assumptions)
    return words.many(
        "{count} number or choice is the analyst's; {ranged} of them say how far they may be off. "
        "Least certain first.",
        "{count} numbers and choices are the analyst's; {ranged} of them say how far they may be "
        "off. Least certain first.",
        len(brief.assumptions),
        ranged=words.whole(ranged),
    )


def reproduce_rows(brief: Brief, words: Words) -> tuple[str, Rows]:
    """Give the command, and what identifies the program, the files and the draw."""
    facts = brief.reproduce
    named = (
        ("standoff", facts.get("version", "")),
        (words.say("crisis"), facts.get("crisis_digest", "")[:12]),
        (words.say("game"), facts.get("game_digest", "")[:12]),
        (words.say("record"), facts.get("record_digest", "")[:12]),
        (words.say("seed"), facts.get("seed", "")),
    )
    rows = [[clean(name), clean(value)] for name, value in named if value]
    return clean(facts.get("command", "")), rows
