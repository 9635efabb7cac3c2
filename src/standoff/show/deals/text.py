"""The answer of the lens deals in words: what each deal gives, and who would break it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.answer_view import CLOSE
from standoff.show.deals.phrases import POINT_NAMES, Bargains
from standoff.show.labels import Labels
from standoff.show.terminal import bullets, heading, paragraph, table
from standoff.show.together import said_together
from standoff.show.vantage import looked_from
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["deals_body", "deals_question"]

_BODIES = 6


def deals_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Which deals could be struck, and who would keep them?")


def deals_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Bargains(answer, Labels.of(answer, words))
    parts = [paragraph(_where(view), width)]
    for deal in view.deals:
        parts += _deal(view, deal, width)
    parts += _search(view, width)
    parts.append(paragraph(_reading(view), width))
    return parts


def _where(view: Bargains) -> str:
    """Say from where the deals are looked at, and against what they are weighed."""
    words, said = view.words, looked_from(view.answer, view.words)
    said.append(
        words.say(
            "A gain is what an actor expects under the deal, less what it expects if the crisis "
            "takes its course, in units of its precision."
        )
    )
    return " ".join([*said, *said_together(view.answer, view.labels), *_unseen(view)])


def _unseen(view: Bargains) -> list[str]:
    """Say what others do in a turn in which one of them breaks a deal."""
    if "together" not in view.answer.attrs:
        return []
    return [
        view.words.say(
            "Who breaks a deal in such a turn is not seen until it is over: the others choose in "
            "it as they do under the deal."
        )
    ]


def _deal(view: Bargains, deal: str, width: int) -> list[str]:
    words = view.words
    parts = [heading(view.title(deal))]
    given = [
        f"{view.labels.actor(actor)}: {'; '.join(view.promises(deal, actor))}"
        for actor in view.actors
        if view.promises(deal, actor)
    ]
    parts.append(bullets(given, width))
    if not bool(view.answer["feasible"].sel(deal=deal)):
        rule = str(view.answer["obstacle"].sel(deal=deal).values)
        parts.append(
            paragraph(
                words.say(
                    "It cannot be carried out from here: the crisis rules out “{rule}”.", rule=rule
                ),
                width,
            )
        )
        return ["\n".join(parts)]
    parts.append(_rows(view, deal, width))
    return ["\n".join(parts[:2]), *parts[2:], bullets(_verdicts(view, deal), width)]


def _rows(view: Bargains, deal: str, width: int) -> str:
    """Lay out what every actor has of a deal."""
    words = view.words
    header = [
        words.say("actor"),
        words.say("gain"),
        words.say("gain of a breach"),
        words.say("of doing nothing, if the others act"),
        words.say("of stopping on the way"),
    ]
    names = ("gain", "commitment_gap", "holdback_gain", "stop_gain")
    columns = [
        view.of(name, deal) if name in view.answer else np.full(len(view.actors), np.nan)
        for name in names
    ]
    rows = [
        [view.labels.actor(actor), *(view.signed(float(column[k])) for column in columns)]
        for k, actor in enumerate(view.actors)
    ]
    return table(header, rows, width, align="lrrrr")


def _verdicts(view: Bargains, deal: str) -> list[str]:
    """Say who would take the deal, who would break it, and what a path does."""
    return [*_taken(view, deal), *_kept(view, deal), *_stepwise(view, deal), *_voted(view, deal)]


def _taken(view: Bargains, deal: str) -> list[str]:
    words, losers = view.words, view.losers(deal)
    if not losers:
        return [words.say("Acceptable to all: nobody expects less than without it.")]
    gain = view.of("gain", deal)
    named = [
        f"{view.labels.actor(name)} ({view.signed(float(gain[view.actors.index(name)]))})"
        for name in losers
    ]
    return [words.say("Not acceptable to {actors}.", actors=words.listed(named))]


def _kept(view: Bargains, deal: str) -> list[str]:
    words, tempted = view.words, view.tempted(deal)
    if np.isnan(view.of("commitment_gap", deal)).all():
        return [words.say("Self-enforcing: nothing that was promised can be undone.")]
    if not tempted:
        return [
            words.say("Self-enforcing: nobody gains by undoing what was promised."),
            *_watched(view, deal),
            *_worth_of_watching(view, deal),
        ]
    said = []
    for actor, gap, option, needed in tempted:
        said.append(
            words.say(
                "{actor} would break it: “{option}” gains {gap}. {seen}",
                actor=view.labels.actor(actor),
                option=view.labels.option(option),
                gap=view.signed(gap),
                seen=_seen(view, needed),
            )
        )
    return [*said, *_worth_of_watching(view, deal)]


def _seen(view: Bargains, needed: float) -> str:
    words = view.words
    if needed != needed:
        return words.say("It pays even where it is seen at once: watching alone is not enough.")
    return words.say(
        "It stops paying where it is seen with {share} or more a round.",
        share=words.percent(needed),
    )


def _worth_of_watching(view: Bargains, deal: str) -> list[str]:
    """Say what a breach gains unseen and seen at once, of those whom watching deters."""
    words, gaps = view.words, view.answer["gap_by_seen"].sel(deal=deal)
    unseen, seen = gaps.sel(seen=0.0).values, gaps.sel(seen=1.0).values
    named = [
        words.say(
            "{actor} {unseen} where it is never seen, {seen} where it is seen at once",
            actor=view.labels.actor(name),
            unseen=view.signed(float(unseen[k])),
            seen=view.signed(float(seen[k])),
        )
        for k, name in enumerate(view.actors)
        if unseen[k] - seen[k] > CLOSE
    ]
    if not named:
        return []
    return [words.say("What watching is worth, by what a breach gains: {gains}.",
                      gains="; ".join(named))]  # fmt: skip


def _watched(view: Bargains, deal: str) -> list[str]:
    """Say for whom the deal holds only because a breach would be seen."""
    words = view.words
    needed = view.of("seen_needed", deal)
    named = [
        words.say(
            "{actor} {share}", actor=view.labels.actor(name), share=words.percent(float(share))
        )
        for name, share in zip(view.actors, needed, strict=True)
        if share > 0
    ]
    if not named:
        return []
    return [
        words.say(
            "It holds because breaches are seen; the probability of that needed in a round is: "
            "{needed}.",
            needed=words.listed(named),
        )
    ]


def _stepwise(view: Bargains, deal: str) -> list[str]:
    words, answer = view.words, view.answer
    count = int(answer["step_count"].sel(deal=deal))
    if view.holds(deal):
        return [words.say("Nothing is left to be carried out: it holds today.")]
    if not count:
        return [words.say("It can only be carried out at once: no state between is open.")]
    by = answer["step_by"].sel(deal=deal)
    order = []
    for step in range(count):
        makers = [name for name in view.actors if bool(by.isel(step=step).sel(actor=name))]
        order.append("+".join(view.labels.actor(name) for name in makers))
    held, stopped = view.of("holdback_gain", deal), view.of("stop_gain", deal)
    said = words.say(
        "Action for action, in {steps}: {order}.",
        steps=words.many("{count} step", "{count} steps", count),
        order=" → ".join(order),
    )
    worst = _largest(view, stopped)
    if worst is not None and worst[1] > CLOSE:
        said += " " + words.say(
            "On the way {actor} gains {gain} by stopping.", actor=worst[0],
            gain=view.signed(worst[1]),
        )  # fmt: skip
    else:
        said += " " + words.say("On the way nobody gains by stopping.")
    at_once = _largest(view, held)
    if at_once is not None and at_once[1] > CLOSE:
        said += " " + words.say(
            "All at once {actor} would gain {gain} by not doing its part.", actor=at_once[0],
            gain=view.signed(at_once[1]),
        )  # fmt: skip
    return [said]


def _largest(view: Bargains, gains: np.ndarray) -> tuple[str, float] | None:
    if np.isnan(gains).all():
        return None
    k = int(np.nanargmax(gains))
    return view.labels.actor(view.actors[k]), float(gains[k])


def _voted(view: Bargains, deal: str) -> list[str]:
    words = view.words
    votes = view.bodies(deal)[:_BODIES]
    if not votes:
        return []
    said = []
    for body, share, against in votes:
        line = words.say("{body} {share}", body=view.labels.body(body), share=words.percent(share))
        if against:
            named = words.listed([view.labels.member(name) for name in against])
            line += " " + words.say("(against: {members})", members=named)
        said.append(line)
    return [words.say("Would pass, were it put to the vote: {bodies}.", bodies="; ".join(said))]


def _search(view: Bargains, width: int) -> list[str]:
    """Say what else was on the table, and what bargaining would come to."""
    words, marks = view.words, view.answer.attrs
    if not int(marks["combinations"]):
        return []
    parts = [heading(words.say("All combinations of commitments"))]
    counts = words.say(
        "Of {all} combinations {feasible} lead to a state that can be. By screening {acceptable} "
        "are acceptable to {parties}, and {front} of these are on the frontier: no other is better "
        "for one and as good for all.",
        all=words.whole(int(marks["combinations"])),
        feasible=words.whole(int(marks["combinations_feasible"])),
        acceptable=words.whole(int(marks["combinations_acceptable"])),
        parties=view.named(view.parties),
        front=words.whole(int(marks["combinations_front"])),
    )
    if "combination" not in view.answer:
        return ["\n".join([*parts, paragraph(counts, width)])]
    solved = words.say(
        "The {solved} most promising were solved, and what follows is of these; a screened gain is "
        "a first approximation, off by {error} at the median.",
        solved=words.whole(int(marks["combinations_solved"])),
        error=words.number(float(marks["screening_error"])),
    )
    return [
        "\n".join([*parts, paragraph(f"{counts} {solved}", width)]),
        _points(view, width),
        *_payments(view, width),
    ]


def _points(view: Bargains, width: int) -> str:
    """Lay out the deals that bargaining solutions choose."""
    words, answer = view.words, view.answer
    at: dict[int, list[str]] = {}
    for name in (str(point) for point in answer["point"].values):
        position = int(answer["point_position"].sel(point=name))
        if position >= 0:
            at.setdefault(position, []).append(words.say(POINT_NAMES[name]))
    if not at:
        none = words.say(
            "None of those solved is acceptable to {parties}.", parties=view.named(view.parties)
        )
        return paragraph(none, width)
    chosen = [
        words.say(
            "{solution}: {commitments}.",
            solution=", ".join(names),
            commitments=view.commitments(position),
        )
        + " "
        + _breakers(view, position)
        for position, names in at.items()
    ]
    rows = []
    for name in view.parties:
        gains = answer["combination_gain"].sel(actor=name).values
        rows.append([view.labels.actor(name), *(view.signed(float(gains[k])) for k in at)])
    header = [words.say("gain"), *(", ".join(names) for names in at.values())]
    return f"{bullets(chosen, width)}\n\n{table(header, rows, width, align='l' + 'r' * len(at))}"


def _breakers(view: Bargains, position: int) -> str:
    """Say who gains by a breach of a combination."""
    gap = view.answer["combination_gap"].isel(combination=position)
    named = [view.labels.actor(a) for a in view.actors if float(gap.sel(actor=a)) > CLOSE]
    if not named:
        return view.words.say("Nobody gains by breaking it.")
    return view.words.say("Broken by: {breakers}.", breakers=view.words.listed(named))


def _payments(view: Bargains, width: int) -> list[str]:
    """Say which deal side payments lead to, and who pays."""
    words, answer = view.words, view.answer
    position = int(answer["payment_position"])
    if position < 0:
        return []
    payment = answer["payment"]
    pays = [
        words.say(
            "{actor} {amount}",
            actor=view.labels.actor(name),
            amount=view.signed(float(payment.sel(actor=name))),
        )  # fmt: skip
        for name in view.parties
        if abs(float(payment.sel(actor=name))) >= CLOSE
    ]
    said = words.say(
        "With side payments, a unit being worth the same to all: {commitments}; the surplus is "
        "shared alike, and each receives or pays: {payments}.",
        commitments=view.commitments(position),
        payments=", ".join(pays) or "0",
    )
    return [paragraph(said, width)]


def _reading(view: Bargains) -> str:
    """Say what the columns mean and where the model ends."""
    return view.words.say(
        "A breach is an option that undoes a promise in the state of the deal; the game without "
        "the deal follows. “–” where an actor has nothing to undo, or its part is done. The model "
        "takes the deal as carried out and the promises as binding; what is said holds in the "
        "model, and is no forecast."
    )
