"""The power in a body in words: what its rules give each member."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.show.labels import Labels, clean
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Group", "decimals", "groups", "power_body", "power_question"]

_MEANINGS = (
    mark(
        "Shapley-Shubik: if members came to say yes one after the other, in any order alike, how "
        "often this member would be the one that turns defeat into success. All sum to 1."
    ),
    mark(
        "Banzhaf: if every other member tossed a coin, how often this member's vote would decide. "
        "Share: the same, made to sum to 1 over all members."
    ),
    mark(
        "Prevent and initiate (Coleman): the share of successes that this member could undo by "
        "changing its vote, and of defeats that it could turn into a success."
    ),
)
_LIMIT = mark(
    "Every way to vote counts alike: nothing is known of the question, of interests or of "
    "pressure. This is a property of the rules, not a forecast of a vote."
)


def power_question(words: Words) -> str:
    """Ask what the answer answers."""
    return words.say("How much power do the rules of this body give each member?")


@dataclass(frozen=True)
class Group:
    """Members that the rules cannot tell apart: how many, and where one of them stands."""

    names: tuple[str, ...]
    count: int
    row: int


def groups(answer: xr.Dataset, labels: Labels) -> list[Group]:
    """Gather members with the same weights and veto, the most powerful first."""
    weight = answer["weight"].transpose("member", "measure").values
    veto = answer["veto"].values
    found: dict[tuple[object, ...], list[int]] = {}
    for row in range(answer.sizes["member"]):
        found.setdefault((bool(veto[row]), *weight[row].tolist()), []).append(row)
    members = [str(name) for name in answer["member"].values]
    counts, shapley = answer["count"].values, answer["shapley"].values
    gathered = [
        Group(
            tuple(labels.member(members[row]) for row in rows),
            int(sum(counts[row] for row in rows)),
            rows[0],
        )
        for rows in found.values()
    ]
    return sorted(gathered, key=lambda group: -float(shapley[group.row]))


def decimals(value: float, words: Words, digits: int = 6) -> str:
    """Write a number with all its decimals, in powers of ten where none would show, or 0.

    Examples
    --------
    >>> decimals(0.5, Words("id"), 3)
    '0,500'
    """
    if value == 0:  # exactly: the member never decides
        return "0"
    if 0 < value < 0.5 * 10.0**-digits:
        return words.tiny(value)
    return f"{value:.{digits}f}".replace(".", words.number(0.5, 1)[1])


def power_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the rule, the table, and what it means."""
    labels = Labels.of(answer, words)
    gathered = groups(answer, labels)
    parts = [_about(answer, words), _rule(answer, labels), _table(answer, labels, gathered, width)]
    said = [_act(answer, words)]
    if len(gathered) > 1:
        said.append(_ratio(answer, words, gathered))
    text = [parts[0], parts[1]]
    source = clean(answer.attrs.get("source", ""))
    meanings = [words.say(meaning) for meaning in _MEANINGS]
    return [
        *(paragraph(part, width) for part in text if part),
        parts[2],
        paragraph(" ".join(said), width),
        bullets(meanings, width),
        paragraph(words.say(_LIMIT), width),
        paragraph(words.say("Source: {source}.", source=source), width) if source else "",
    ]


def _about(answer: xr.Dataset, words: Words) -> str:
    titles = json.loads(str(answer.attrs.get("about", "{}")))
    return clean(words.title(titles))


def counts_heads(answer: xr.Dataset) -> bool:
    """Say whether votes are a count of the members, weighed by something else besides."""
    votes = answer["weight"].sel(measure="votes").values
    return answer.sizes["measure"] > 1 and bool((votes == 1).all())


def measure_title(answer: xr.Dataset, labels: Labels, name: str) -> str:
    """Name a measure in the reader's language."""
    if name == "votes":
        words = labels.words
        return words.say("members") if counts_heads(answer) else words.say("votes")
    titles = dict(labels.tree).get("measures", {})
    found = titles.get(name, {}) if isinstance(titles, dict) else {}
    return clean(labels.words.title(found, name))


def _rule(answer: xr.Dataset, labels: Labels) -> str:
    """Say when a text passes."""
    words = labels.words
    count = answer["count"].values
    totals = (answer["weight"].transpose("member", "measure").values * count[:, None]).sum(axis=0)
    measures = [measure_title(answer, labels, str(name)) for name in answer["measure"].values]
    clauses = []
    for quotas in answer["quota"].transpose("clause", "measure").values:
        asked = [
            words.say("{quota} of {total} {measure}", quota=words.whole(int(quota)),
                      total=words.whole(int(total)), measure=measure)
            for quota, total, measure in zip(quotas, totals, measures, strict=True)
            if quota > 0
        ]  # fmt: skip
        clauses.append(words.listed(asked))
    said = words.say("A text passes with {clauses}.", clauses=words.say("; or with ").join(clauses))
    holders = [
        labels.member(str(name))
        for name, veto in zip(answer["member"].values, answer["veto"].values, strict=True)
        if veto
    ]
    if holders:
        names = words.listed(holders)
        said += " " + words.say("It fails if one of these says no: {names}.", names=names)
    return said


def _table(answer: xr.Dataset, labels: Labels, gathered: list[Group], width: int) -> str:
    words = labels.words
    measures = [str(name) for name in answer["measure"].values]
    weight = answer["weight"].transpose("member", "measure").values
    if counts_heads(answer):
        weight = weight[:, [name != "votes" for name in measures]]
        measures.remove("votes")
    head = [
        words.say("Member"),
        words.say("How many"),
        *(measure_title(answer, labels, name).capitalize() for name in measures),
        "Shapley-Shubik",
        "Banzhaf",
        words.say("Share"),
        words.say("Prevent"),
        words.say("Initiate"),
    ]
    rows = []
    for group in gathered:
        rows.append(
            [
                ", ".join(group.names),
                words.whole(group.count),
                *(words.whole(int(value)) for value in weight[group.row]),
                *(
                    decimals(float(answer[name].values[group.row]), words)
                    for name in ("shapley", "banzhaf", "banzhaf_share", "prevent", "initiate")
                ),
            ]
        )
    return table(head, rows, width, align="l" + "r" * (len(head) - 1))


def _act(answer: xr.Dataset, words: Words) -> str:
    members = int(answer.attrs["members"])
    winning, every = int(str(answer.attrs["winning"])), 2**members
    return words.say(
        "Of all {every} ways in which {members} members can say yes or no, a text passes in "
        "{winning} ({share}; Coleman's power of the body to act).",
        every=words.whole(every),
        members=words.whole(members),
        winning=words.whole(winning),
        share=words.percent(winning / every, 2),
    )


def _ratio(answer: xr.Dataset, words: Words, gathered: list[Group]) -> str:
    """Set the most powerful beside the least powerful."""
    strong, weak = gathered[0], gathered[-1]
    shapley, banzhaf = (
        _times(float(answer[name].values[strong.row]), float(answer[name].values[weak.row]), words)
        for name in ("shapley", "banzhaf")
    )
    names = {"strong": strong.names[0], "weak": weak.names[0]}
    if not shapley:
        return words.say("{weak} can never decide anything.", weak=names["weak"])
    return words.say(
        "The most powerful ({strong}) has {shapley} times the power of the least powerful ({weak}) "
        "by Shapley and Shubik, and {banzhaf} times by Banzhaf.",
        shapley=shapley,
        banzhaf=banzhaf,
        **names,
    )


def _times(strong: float, weak: float, words: Words) -> str:
    return words.number(strong / weak, 1) if weak > 0 else ""
