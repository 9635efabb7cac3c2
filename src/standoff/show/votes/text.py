"""The votes answer in words: would it pass, whose vote decides, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.asked import asked_elsewhere
from standoff.show.labels import Labels, position_of
from standoff.show.terminal import bar, heading, paragraph, table
from standoff.show.votes.interests import interest_table, is_split, signed
from standoff.show.votes.phrases import (
    told_change,
    told_content,
    told_decisive,
    told_record,
    told_rule,
    told_sponsor,
)
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["shown_votes", "votes_body", "votes_question"]

_BAR = 16
_MOST = 3
"""Proposals told member by member where none may be tabled now."""

_NOTE = mark(
    "Decides: how often the member's vote would turn the outcome, the others voting as they do. "
    "Gain: what the member expects from passage rather than failure, in units of its utility. "
    "To even: the change of that gain alone that makes the text as likely to pass as to fail. "
    "Members without a gain have a stated leaning. Votes are independent here; these are the "
    "model's probabilities, not a forecast."
)
_INTERESTS = mark(
    "A gain is the sum of what passage changes through each interest, times the member's weight "
    "on it, and of what the member then pays less for its own options (own costs). “Yes as often "
    "as not at”: of the member's weights the one that would have to change least, the others as "
    "they are, and what it is now; “in range” where the crisis holds that weight possible; a dash "
    "where none would, up to tenfold and without turning into its opposite. All this holds fixed "
    "what everybody does from there on."
)


def votes_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Would it pass, and whose vote decides?")


def shown_votes(answer: xr.Dataset) -> list[int]:
    """Choose the proposals told member by member: those of now, and what would pass later.

    Where none may be tabled now, the nearest.
    """
    moves = answer["vote_moves"].values
    now = [k for k in range(moves.size) if moves[k] == 0] or list(range(min(_MOST, moves.size)))
    best = str(answer.attrs.get("most_content", "")).split(";")
    later = [k for k, vote in enumerate(answer["vote"].values) if str(vote) in best]
    return [*now, *(k for k in later if k not in now)]


def votes_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    labels = Labels.of(answer, words)
    origin = position_of(answer, int(answer.attrs["looked_from"]))
    looked = words.say(
        "Looked from, in round {round}: {state}.",
        round=words.whole(int(answer.attrs.get("looked_round", 1))),
        state=labels.state(answer, origin),
    )
    shown = shown_votes(answer)
    parts = [paragraph(looked, width), _overview(answer, labels, width)]
    parts.append(paragraph(told_content(answer, labels), width))
    moves = answer["vote_moves"].values
    later = [k for k in range(moves.size) if moves[k] > 0]
    told = later if len(later) <= _MOST else [k for k in later if k in shown]
    parts += [paragraph(note, width) for note in asked_elsewhere(answer.isel(vote=told), labels)]
    for vote in shown:
        parts += _one(answer, labels, vote, width)
    notes = [words.say(_NOTE), *([words.say(_INTERESTS)] if is_split(answer) else [])]
    return [*parts, *(paragraph(note, width) for note in notes)]


def _overview(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """List the proposals: who tables them, whether they pass, how much is in them."""
    words = labels.words
    rows = []
    for k, vote in enumerate(str(label) for label in answer["vote"].values):
        share = float(answer["pass_probability"].values[k])
        measure = str(answer["content_measure"].values[k])
        rows.append(
            [
                labels.move(vote),
                labels.body(str(answer["vote_body"].values[k])),
                _when(answer, words, k),
                words.percent(float(answer["tabled"].values[k])),
                words.percent(share),
                bar(share, _BAR),
                labels.level(measure, int(answer["content"].values[k])),
            ]
        )
    header = [
        words.say("proposal"),
        words.say("body"),
        words.say("when"),
        words.say("tabled"),
        words.say("passes"),
        "",
        words.say("brings"),
    ]
    return table(header, rows, width, align="lllrrfl")


def _when(answer: xr.Dataset, words: Words, vote: int) -> str:
    """Say how many moves away it may be tabled."""
    moves = int(answer["vote_moves"].values[vote])
    return words.many("{count} move on", "{count} moves on", moves) if moves else words.say("now")


def _one(answer: xr.Dataset, labels: Labels, vote: int, width: int) -> list[str]:
    """Tell one proposal: the ballots, and what follows from them."""
    name = labels.move(str(answer["vote"].values[vote]))
    said = [
        told_sponsor(answer, labels, vote),
        told_rule(answer, labels, vote),
        told_decisive(answer, labels, vote),
        told_change(answer, labels, vote),
        told_record(answer, labels, vote),
    ]
    return [
        heading(name),
        paragraph(" ".join(part for part in said if part), width),
        _ballots(answer, labels, vote, width),
        *(interest_table(answer, labels, vote, width) if is_split(answer) else []),
    ]


def _ballots(answer: xr.Dataset, labels: Labels, vote: int, width: int) -> str:
    words = labels.words
    cast = answer["ballot_probability"].transpose("vote", "member", "ballot").values[vote]
    given = answer["pass_if"].transpose("vote", "member", "ballot").values[vote]
    column = {
        name: answer[name].transpose("vote", "member").values[vote]
        for name in ("decides", "gain", "shift", "veto", "votes")
    }
    rows, split, gains = [], is_split(answer), ("gain", "shift")
    for row, member in enumerate(str(name) for name in answer["member"].values):
        if np.isnan(cast[row, 0]):
            continue
        rows.append(
            [
                labels.member(member) + ("*" if column["veto"][row] else ""),
                *(words.percent(float(share)) for share in cast[row]),
                words.percent(float(column["decides"][row])),
                words.percent(float(given[row, 0])),
                words.percent(float(given[row, 2])),
                *([] if split else (signed(labels, float(column[name][row])) for name in gains)),
            ]
        )
    header = [
        words.say("Member"),
        words.say("yes"),
        words.say("abstain"),
        words.say("no"),
        words.say("decides"),
        words.say("passes if yes"),
        words.say("if no"),
        *([] if split else (words.say("gain"), words.say("to even"))),
    ]
    drawn = table(header, rows, width, align="l" + "r" * (len(header) - 1))
    if column["veto"].any():
        drawn += "\n" + words.say("* has a veto")
    return drawn
