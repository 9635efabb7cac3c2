"""What a votes answer says in sentences that can be quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.labels import Labels
from standoff.show.votes.interests import is_split, told_vote, told_weight
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "decisive",
    "told_change",
    "told_content",
    "told_decisive",
    "told_record",
    "told_rule",
    "told_sponsor",
]

_NAMED = 3
_ALIKE = 0.01
_LEAST_POINTS = 0.05


def decisive(answer: xr.Dataset, vote: int) -> list[int]:
    """Return the members whose vote decides most often: the first, and who comes close."""
    decides = answer["decides"].transpose("vote", "member").values[vote]
    most = float(np.nanmax(decides))
    close = np.flatnonzero(decides >= most - _ALIKE)
    return [int(row) for row in sorted(close, key=lambda row: -decides[row])]


def told_sponsor(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say who tables it how likely, and that it passes."""
    words = labels.words
    label = str(answer["vote"].values[vote])
    return words.say(
        "{sponsor} would table it with a probability of {tabled}; tabled, it passes in {body} with "
        "a probability of {share}.",
        sponsor=labels.owner(label),
        tabled=words.percent(float(answer["tabled"].values[vote])),
        share=words.percent(float(answer["pass_probability"].values[vote])),
        body=labels.body(str(answer["vote_body"].values[vote])),
    )


def told_rule(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say what it takes to pass."""
    words = labels.words
    rule = str(answer["vote_rule"].values[vote])
    votes, veto = (answer[name].transpose("vote", "member").values[vote] for name in
                   ("votes", "veto"))  # fmt: skip
    if rule == "consensus":
        return words.say("It fails if anybody says no.")
    if rule == "majority":
        said = words.say("It takes more votes of yes than of no.")
    else:
        said = words.say(
            "It takes {quota} of {total} votes.",
            quota=words.whole(int(answer["vote_quota"].values[vote])),
            total=words.whole(int(votes.sum())),
        )
    if veto.any():
        said += " " + words.say("A no of a member with a veto defeats it.")
    return said


def told_decisive(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say whose vote decides most often, and what it decides."""
    words = labels.words
    rows = decisive(answer, vote)
    given = answer["pass_if"].transpose("vote", "member", "ballot").values[vote]
    decides = answer["decides"].transpose("vote", "member").values[vote]
    members = [labels.member(str(name)) for name in answer["member"].values]
    first = rows[0]
    if decides[first] <= 0:
        return words.say("No single vote decides.")
    places = {
        "member": members[first],
        "share": words.percent(float(decides[first])),
        "yes": words.percent(float(given[first, 0])),
        "no": words.percent(float(given[first, 2])),
    }
    said = words.say(
        "The vote that decides most often is that of {member} (probability {share}): the text "
        "passes with a probability of {yes} if it votes yes, and of {no} if it votes no.",
        **places,
    )
    if len(rows) > 1:
        others = [members[row] for row in rows[1 : _NAMED + 1]]
        left = len(rows) - 1 - len(others)
        if left:
            others.append(words.many("{count} other", "{count} others", left))
        said += " " + words.say("Hardly less often: {members}.", members=words.listed(others))
    return said


def told_change(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say which smallest change of one member's interests would turn the outcome.

    In weights, where the answer splits gains by interest, else in units of gain.
    """
    if is_split(answer):
        weighed = (told_weight(answer, labels, vote), told_vote(answer, labels, vote))
        return " ".join(part for part in weighed if part)
    words = labels.words
    shift, slope, gain = (
        answer[name].transpose("vote", "member").values[vote] for name in ("shift", "slope", "gain")
    )
    if np.isnan(gain).all():
        return words.say("Every member has a stated leaning, so no interest moves the outcome.")
    members = [labels.member(str(name)) for name in answer["member"].values]
    passes = float(answer["pass_probability"].values[vote])
    if np.isnan(shift).all():
        said = words.say(
            "No change of one member's interest alone makes it as likely to pass as to fail."
        )
    else:
        row = int(np.nanargmin(np.abs(shift)))
        places = {
            "member": members[row],
            "size": words.number(abs(float(shift[row])), 2),
            "gain": words.number(float(gain[row]), 2),
        }
        said = (
            words.say(
                "The smallest change that would make failure as likely: {member} would have to "
                "gain {size} units of utility less from passage than the {gain} that it gains now.",
                **places,
            )
            if passes >= 0.5
            else words.say(
                "The smallest change that would make passage as likely: {member} would have to "
                "gain {size} units of utility more from passage than the {gain} that it gains now.",
                **places,
            )
        )
    steep = int(np.nanargmax(np.nan_to_num(slope, nan=-1.0)))
    if 100 * float(slope[steep]) < _LEAST_POINTS:
        return said
    return f"{said} " + words.say(
        "At the margin one unit counts most with {member}: {points} percentage points of passage.",
        member=members[steep],
        points=words.number(100 * float(slope[steep]), 1),
    )


def told_record(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say what the record shows of the proposal, next to what the model says."""
    words = labels.words
    if not str(answer.attrs.get("record_digest", "")):
        return ""
    date = str(answer["record_date"].values[vote])
    if not date:
        return words.say("The record shows no decision on it from there on.")
    places = {
        "date": words.date(date),
        "event": str(answer["record_event"].values[vote]),
    }
    if str(answer["record_outcome"].values[vote]) == "fail":
        return words.say("In the record it was next put on {date} and failed ({event}).", **places)
    return words.say("In the record it was next put on {date} and passed ({event}).", **places)


def told_content(answer: xr.Dataset, labels: Labels) -> str:
    """Say which text has the most content among those that would pass."""
    words = labels.words
    votes = [str(vote) for vote in answer["vote"].values]
    named = str(answer.attrs.get("most_content", "")).split(";")
    rows = [votes.index(label) for label in named if label in votes]
    if not rows:
        return words.say("None of these texts is likelier to pass than to fail.")
    texts = "; ".join(_content(answer, labels, row, words) for row in rows)
    if int(answer["vote_moves"].values[rows[0]]) == 0:
        return words.many(
            "Of the texts that may be tabled now, the one with the most content that is likelier "
            "to pass than to fail is {texts}.",
            "Of the texts that may be tabled now, those with the most content that are likelier "
            "to pass than to fail are: {texts}.",
            len(rows),
            texts=texts,
        )
    return words.many(
        "No text that may be tabled now is likelier to pass than to fail. In the nearest later "
        "situation the one with the most content that is likelier to pass than to fail is {texts}.",
        "No text that may be tabled now is likelier to pass than to fail. In the nearest later "
        "situation those with the most content that are likelier to pass than to fail are: "
        "{texts}.",
        len(rows),
        texts=texts,
    )


def _content(answer: xr.Dataset, labels: Labels, row: int, words: Words) -> str:
    measure = str(answer["content_measure"].values[row])
    return words.say(
        "“{text}” ({share}): {measure}: {level}",
        text=labels.option(str(answer["vote"].values[row])),
        share=words.percent(float(answer["pass_probability"].values[row])),
        measure=labels.variable(measure),
        level=labels.level(measure, int(answer["content"].values[row])),
    )
