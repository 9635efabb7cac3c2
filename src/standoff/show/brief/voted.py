"""What a full brief adds about votes: whose vote decides, what would turn it, power by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.answer_text import failure
from standoff.show.labels import Labels
from standoff.show.votes.phrases import (
    told_change,
    told_content,
    told_decisive,
    told_record,
    told_sponsor,
)
from standoff.show.votes.power_text import decimals
from standoff.show.votes.text import shown_votes

if TYPE_CHECKING:
    import xarray as xr

    from standoff.result.brief import Brief
    from standoff.show.words import Words

__all__ = ["nothing_asked", "power_table", "proposal_lines", "votes_answer"]

_NAMED = 6
"""Members alike that are named one by one; more are counted."""
_DIGITS = 4


def votes_answer(brief: Brief, words: Words) -> xr.Dataset | None:
    """Give the answer of the lens `votes`, None where it was not asked or found nothing."""
    answer = brief.answers.get("votes")
    return None if answer is None or failure(answer, words) else answer


def nothing_asked(brief: Brief, words: Words) -> str:
    """Say why the lens `votes` found no proposal, where there are bodies; else nothing."""
    answer = brief.answers.get("votes")
    asked = answer is not None and str(answer.attrs["status"]) == "none exists"
    return failure(answer, words) if asked and answer is not None else ""


def proposal_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say which text would pass with the most content, then tell each proposal on a line."""
    return [
        told_content(answer, labels),
        *(
            " ".join(
                part
                for part in (
                    f"{labels.move(str(answer['vote'].values[vote]))}.",
                    told_sponsor(answer, labels, vote),
                    told_decisive(answer, labels, vote),
                    told_change(answer, labels, vote),
                    told_record(answer, labels, vote),
                )
                if part
            )
            for vote in shown_votes(answer)
        ),
    ]


def power_table(brief: Brief, words: Words) -> tuple[str, list[str], list[list[str]]] | None:
    """Tabulate what the rules of each body give its members; those alike share a row."""
    answer = brief.answers.get("power")
    if answer is None:
        return None
    labels = Labels.of(answer, words)
    caption = words.say(
        "What the rules alone give each member, before anything is known of the question (a star "
        "marks a veto):"
    )
    header = [
        words.say("body"),
        words.say("member"),
        words.say("votes"),
        "Shapley-Shubik",
        "Banzhaf",
        words.say("Share"),
    ]
    rows = []
    bodies = [str(name) for name in answer["seat_body"].values]
    for body in dict.fromkeys(bodies):
        rows += _of_body(answer, labels, [k for k, name in enumerate(bodies) if name == body])
    return caption, header, rows


def _of_body(answer: xr.Dataset, labels: Labels, seats: list[int]) -> list[list[str]]:
    """List the members of one body, the most powerful first; those alike share a row."""
    words = labels.words
    shapley, votes, veto = (answer[name].values for name in ("shapley", "votes", "veto"))
    alike: dict[tuple[int, bool], list[int]] = {}
    for seat in seats:
        alike.setdefault((int(votes[seat]), bool(veto[seat])), []).append(seat)
    rows: list[list[str]] = []
    for group in sorted(alike.values(), key=lambda group: -float(shapley[group[0]])):
        first = group[0]
        rows.append(
            [
                "" if rows else labels.body(str(answer["seat_body"].values[first])),
                _named(answer, labels, group, alone=len(alike) == 1),
                words.whole(int(votes[first])),
                *(
                    decimals(float(answer[name].values[first]), words, _DIGITS)
                    for name in ("shapley", "banzhaf", "banzhaf_share")
                ),
            ]
        )
    return rows


def _named(answer: xr.Dataset, labels: Labels, group: list[int], *, alone: bool) -> str:
    """Name members that are alike, or count them."""
    star = "*" if answer["veto"].values[group[0]] else ""
    if len(group) == 1 or (len(group) <= _NAMED and not alone):
        return ", ".join(labels.member(str(answer["seat"].values[k])) + star for k in group)
    count = labels.words.whole(len(group))
    if alone:
        return labels.words.say("each of {count} members", count=count) + star
    return labels.words.say("each of {count} others", count=count) + star
