"""What the sections of a brief say, as rows and sentences; the terminal and the page share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.result.brief import Brief
from standoff.show.concepts import CONCEPT_NAMES, CONCEPT_TEXTS
from standoff.show.ensemble.text import level_interval
from standoff.show.equilibrium.text import ballot_rows, choices, level_rows, proposals
from standoff.show.labels import Labels, clean
from standoff.show.record.lanes import lanes_of
from standoff.show.stability.text import counts_line
from standoff.show.stability.view import Stability
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "agreement_rows",
    "ballot_summary",
    "choice_lines",
    "concepts_note",
    "course_note",
    "course_rows",
    "crisis_title",
    "date_of",
    "equilibrium_note",
    "latest_moves",
    "present_rows",
    "resting_lines",
    "stay_lines",
]

Rows = list[list[str]]

_CHOICES, _RARE, _LATEST, _COLUMNS, _SPARK = 4, 0.05, 4, 6, 18
_ALL = 0.995
_MAJORITY = 0.6

VERDICTS: Mapping[str, str] = {
    "agree": mark("agree"),
    "hang": mark("hangs on lens"),
    "open": mark("open"),
}


def crisis_title(brief: Brief, words: Words) -> str:
    """Give the title of the crisis, or its name."""
    return clean(words.title(brief.title, brief.name))


def date_of(brief: Brief, words: Words) -> str:
    """Write the date of the situation, or that it is the beginning."""
    return words.date(brief.date) if brief.date else words.say("the first day")


def present_rows(answer: xr.Dataset, labels: Labels) -> Rows:
    """List each variable with its level now and at the beginning."""
    columns = (answer["now"].values, answer["beginning"].values)
    names = [str(name) for name in answer["variable"].values]
    return [
        [labels.variable(name), labels.level(name, int(now)), labels.level(name, int(begun))]
        for name, now, begun in zip(names, *columns, strict=True)
    ]


def latest_moves(answer: xr.Dataset, labels: Labels, date: str | None) -> Rows:
    """List the last moves before a date, latest first: day, move and what happened."""
    words = labels.words
    moves = [
        (event.day.isoformat(), event.option, event.text)
        for lane in lanes_of(answer, labels)
        for event in lane.moves
        if date is None or event.day.isoformat() < date[:10]
    ]
    moves.sort(key=lambda move: move[0], reverse=True)
    return [
        [words.date(day), labels.move(option), clean(text)] for day, option, text in moves[:_LATEST]
    ]


def _shares(values: npt.NDArray[np.float64], name: str, labels: Labels) -> tuple[str, float]:
    """Give the likeliest level and its share; an empty name where there is none."""
    if np.isnan(values).all():
        return "", float("nan")
    level = int(np.nanargmax(values))
    return labels.level(name, level), float(values[level])


def _best_concept(agreement: xr.Dataset) -> int:
    """Choose the concept to speak of: SEQ if it names resting states, else whichever does."""
    counts = agreement["rest_count"].values
    concepts = [str(name) for name in agreement["concept"].values]
    order = [concepts.index(name) for name in ("seq", "nash", "smr", "gmr") if name in concepts]
    return next((k for k in order if counts[k] > 0), order[0])


def resting_lines(brief: Brief, answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say how many resting states are within reach, what they share and which is nearest."""
    view, words = Stability(answer, labels), labels.words
    lines = [counts_line(view)]
    agreement = brief.answers.get("agreement")
    if agreement is not None and str(agreement.attrs.get("status", "found")) == "found":
        lines += _common(agreement, labels)
    nearest = [state for state in view.nearest_rests(2) if state != view.origin][:1]
    for state in nearest:
        held = [k for k in range(len(view.concepts)) if view.rests[k, state]]
        lines.append(
            words.many(
                "A near resting state, {count} move away ({concepts}): {state}.",
                "A near resting state, {count} moves away ({concepts}): {state}.",
                int(view.steps[state]),
                concepts=view.shown_concepts(held),
                state=view.named(state),
            )
        )
    return lines


def _common(agreement: xr.Dataset, labels: Labels) -> list[str]:
    """Say at which levels the resting states agree, and on which variables they differ."""
    words, concept = labels.words, _best_concept(agreement)
    if not int(agreement["rest_count"].values[concept]):
        return []
    rest = agreement["rest_share"].transpose("concept", "variable", "level").values[concept]
    everywhere, mostly = [], []
    for row, name in enumerate(str(v) for v in agreement["variable"].values):
        level, share = _shares(rest[row], name, labels)
        if share >= _ALL:
            everywhere.append(f"{labels.variable(name)}: {level}")
        elif share == share:
            mostly.append(f"{labels.variable(name)}: {level} ({words.percent(share)})")
    shown = CONCEPT_NAMES.get(str(agreement["concept"].values[concept]), "")
    lines = []
    if everywhere:
        lines.append(
            words.say(
                "In all of them ({concept}): {levels}.",
                concept=shown,
                levels=", ".join(everywhere),
            )
        )
    if mostly:
        lines.append(
            words.say(
                "They differ in the rest; most often ({concept}): {levels}.",
                concept=shown,
                levels=", ".join(mostly),
            )
        )
    return lines


def stay_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say who would leave the state looked from, and why the others stay."""
    view = Stability(answer, labels)
    return list(view.reasons(view.origin))


def choice_lines(answer: xr.Dataset, labels: Labels) -> Rows:
    """Say on one line for each actor what it would do."""
    words, rows = labels.words, []
    for mover in choices(answer):
        likely = [k for k, share in enumerate(mover.shares[:_CHOICES]) if share >= _RARE or k == 0]
        said = [
            f"{labels.option(mover.options[k])} {words.percent(mover.shares[k])}" for k in likely
        ]
        rest = sum(mover.shares) - sum(mover.shares[k] for k in likely)
        if len(mover.shares) > len(likely):
            said.append(words.say("others {share}", share=words.percent(max(0.0, rest))))
        rows.append([labels.actor(mover.actor), ", ".join(said)])
    return rows


def equilibrium_note(words: Words) -> str:
    """Say what the equilibrium is, and what its probabilities are of."""
    return words.say(
        "Each actor chooses the more often what pays it more, knowing that the others do the same "
        "(logit equilibrium). Shown is each actor's next turn, were the situation still this one."
    )


def concepts_note(answer: xr.Dataset, words: Words) -> str:
    """Say what the concepts of stability mean."""
    shown = [str(concept) for concept in answer["concept"].values]
    return " ".join(words.say(CONCEPT_TEXTS[name]) for name in shown if name in CONCEPT_TEXTS)


def course_rows(brief: Brief, source: xr.Dataset, labels: Labels) -> tuple[list[str], Rows]:
    """Say of each variable how its likeliest last level comes about, and what the record says."""
    words = labels.words
    drawn = "share" in source
    share = source["share" if drawn else "level_share"]
    record = _record_end(brief, labels)
    dates = labels.rounds(source)
    span = _span(dates, labels) if dates else words.say("round by round")
    rows = []
    names = [str(name) for name in share["variable"].values]
    courses = level_rows(share, labels, _SPARK)
    for name, (variable, line, level, last) in zip(names, courses, strict=True):
        ended = words.percent(last)
        if drawn:
            index = labels.levels(name).index(level) if level in labels.levels(name) else 0
            ended = words.interval(*level_interval(source, name, index), digits=0)
        cells = [variable, f"|{line}|", ended, level]
        rows.append([*cells, record.get(name, "–")] if record else cells)
    head = words.say("share of paths") if drawn else words.say("probability")
    header = [words.say("variable"), span, head, words.say("likeliest in the end")]
    return ([*header, words.say("record")] if record else header), rows


def course_note(source: xr.Dataset, labels: Labels) -> str:
    """Say from when on the course is told."""
    dates = labels.rounds(source)
    begun = int(source.attrs.get("looked_round", 1))
    if begun == 1:
        since = labels.words.say("the beginning")
    elif dates:
        since = labels.words.date(dates[0])
    else:
        since = labels.words.say("round {number}", number=labels.words.whole(begun))
    return labels.words.say("What follows from {since} on:", since=since)


def _span(dates: list[str], labels: Labels) -> str:
    """Write from when to when a sparkline runs: years, or dates within a year."""
    if dates[0][:4] != dates[-1][:4]:
        return f"{dates[0][:4]}–{dates[-1][:4]}"
    return f"{labels.date(dates[0])} – {labels.date(dates[-1])}"


def _record_end(brief: Brief, labels: Labels) -> dict[str, str]:
    """Give the level of each variable at the end of the record."""
    situation = brief.answers.get("situation")
    if situation is None or "record_level" not in situation:
        return {}
    last = situation["record_level"].transpose("variable", "round").values[:, -1]
    return {
        str(name): labels.level(str(name), int(level))
        for name, level in zip(situation["variable"].values, last, strict=True)
        if level >= 0
    }


def ballot_summary(answer: xr.Dataset, labels: Labels) -> list[tuple[str, list[str], Rows]]:
    """Tabulate how each member would vote on each proposal; bodies alike share a table."""
    votes = proposals(answer)
    if not votes:
        return []
    ballots = answer["ballot_probability"].transpose("vote", "member", "ballot").values
    seats = [tuple(~np.isnan(ballots[k, :, 0])) for k in range(len(votes))]
    tables = []
    for sitting in dict.fromkeys(seats):
        mine = [k for k in range(len(votes)) if seats[k] == sitting]
        for start in range(0, len(mine), _COLUMNS):
            tables.append(_ballots(answer, labels, mine[start : start + _COLUMNS]))
    return tables


def _ballots(answer: xr.Dataset, labels: Labels, picked: list[int]) -> tuple[str, list[str], Rows]:
    words, votes = labels.words, proposals(answer)
    bodies = [labels.body(str(answer["vote_body"].values[k])) for k in picked]
    header = [words.say("member"), *[labels.option(votes[k]) for k in picked]]
    passes = [words.percent(float(answer["pass_probability"].values[k])) for k in picked]
    rows = [[words.say("passes"), *passes]]
    for member, ballots in ballot_rows(answer, picked):
        rows.append([labels.member(member), *[_ballot(ballot) for ballot in ballots]])
    title = words.say(
        "{bodies}: percent yes/abstain/no of each member",
        bodies=" | ".join(dict.fromkeys(bodies)),
    )
    return title, header, rows


def _ballot(shares: tuple[float, float, float]) -> str:
    """Write yes, abstain and no in whole percent that add to a hundred."""
    if shares[0] != shares[0]:
        return "–"
    whole = [int(share * 100) for share in shares]
    order = sorted(range(3), key=lambda k: whole[k] - shares[k] * 100)
    for k in order[: 100 - sum(whole)]:
        whole[k] += 1
    return "/".join(map(str, whole))


def agreement_rows(answer: xr.Dataset, labels: Labels) -> tuple[list[str], Rows, str]:
    """Put side by side what each lens says of the end, with the verdict and how to read it."""
    words = labels.words
    occupancy = answer["occupancy"].transpose("variable", "level").values
    share = answer["share"].transpose("variable", "level").values
    record = answer["record_level"].values
    majority = float(answer.attrs.get("majority", _MAJORITY))
    rows = []
    for row, name in enumerate(str(v) for v in answer["variable"].values):
        said = [
            f"{words.percent(part)} {level}" if level else "–"
            for level, part in (_shares(values[row], name, labels) for values in (occupancy, share))
        ]
        recorded = labels.level(name, int(record[row])) if record[row] >= 0 else "–"
        verdict = words.say(VERDICTS[str(answer["verdict"].values[row])])
        resting = _resting(answer, row, name, labels, majority)
        rows.append([labels.variable(name), resting, *said, recorded, verdict])
    header = [
        words.say("variable"),
        words.say("resting states"),
        words.say("equilibrium"),
        words.say("paths"),
        words.say("record"),
        words.say("verdict"),
    ]
    legend = words.say(
        "Levels in the end, from the situation on; of resting states, the level that more than "
        "{majority} have, by concept. Agree: the lenses point to one level; hangs on lens: they "
        "point to different ones; open: stability or equilibrium points to none.",
        majority=words.percent(majority),
    )
    return header, rows, legend


def _resting(answer: xr.Dataset, row: int, name: str, labels: Labels, majority: float) -> str:
    """Name the levels that most resting states have, with the concepts that say so."""
    rest = answer["rest_share"].transpose("concept", "variable", "level").values[:, row]
    concepts = [str(concept) for concept in answer["concept"].values]
    spoken: dict[int, list[str]] = {}
    for concept, shares in zip(concepts, rest, strict=True):
        if not np.isnan(shares).all() and np.nanmax(shares) > majority:
            level = int(np.nanargmax(shares))
            spoken.setdefault(level, []).append(CONCEPT_NAMES.get(concept, concept))
    if not spoken:
        return labels.words.say("divided")
    return "; ".join(
        labels.level(name, level)
        if len(names) == len(concepts)
        else f"{labels.level(name, level)} ({', '.join(names)})"
        for level, names in spoken.items()
    )
