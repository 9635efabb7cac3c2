"""The equilibrium answer in words: what each would do, where it leads, what would pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.asked import asked_elsewhere
from standoff.show.equilibrium.kinds_text import effort, followed, kind_of, soundness
from standoff.show.equilibrium.others_text import others_part
from standoff.show.labels import Labels, position_of
from standoff.show.terminal import bar, paragraph, sparkline, table
from standoff.show.together import said_together
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "Choices",
    "ballot_rows",
    "choices",
    "equilibrium_body",
    "equilibrium_question",
    "level_rows",
    "precision_of",
    "proposals",
]

_RARE = 0.02
_BAR = 20
_SPARK = 24


def equilibrium_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("What would they do, if each reckons with the others?")


@dataclass(frozen=True)
class Choices:
    """What one mover would do at the state looked from, likeliest first."""

    actor: str
    turn: int
    turns: int
    options: tuple[str, ...]
    shares: tuple[float, ...]


def choices(answer: xr.Dataset) -> list[Choices]:
    """Read what each actor would do in its first turn, were the state the one looked from."""
    position = position_of(answer, int(answer.attrs["looked_from"]))
    shares = answer["choice"].transpose("turn", "state", "slot").values[:, position, :]
    labels = answer["slot_option"].transpose("turn", "slot").values
    movers = [str(actor) for actor in answer["turn_actor"].values]
    found = []
    for turn, actor in enumerate(movers):
        if actor in movers[:turn]:
            continue
        offered = [
            (float(share), str(label))
            for share, label in zip(shares[turn], labels[turn], strict=True)
            if str(label) and share > 0
        ]
        offered.sort(key=lambda pair: -pair[0])
        found.append(
            Choices(
                actor=actor,
                turn=turn,
                turns=movers.count(actor),
                options=tuple(label for _, label in offered),
                shares=tuple(share for share, _ in offered),
            )
        )
    return found


def _choice_rows(answer: xr.Dataset, labels: Labels) -> list[list[str]]:
    """Write a row for each likely option, and one for all the unlikely ones of an actor."""
    words, rows = labels.words, []
    for mover in choices(answer):
        name = labels.actor(mover.actor)
        likely = [k for k, share in enumerate(mover.shares) if share >= _RARE or k == 0]
        for k in likely:
            share = mover.shares[k]
            rows.append(
                [name, labels.option(mover.options[k]), words.percent(share), bar(share, _BAR)]
            )
            name = ""
        rest = len(mover.shares) - len(likely)
        if rest:
            left = sum(mover.shares[k] for k in range(len(mover.shares)) if k not in likely)
            others = words.many("{count} other option", "{count} other options", rest)
            rows.append([name, others, words.percent(left), ""])
    return rows


def level_rows(
    share: xr.DataArray, labels: Labels, spark: int = _SPARK
) -> list[tuple[str, str, str, float]]:
    """Say of each variable where it most likely stands in the end, and how that came about.

    Returns
    -------
    list of tuple
        Variable, sparkline over the rounds of its likeliest last level, that level, its share.
    """
    values = share.transpose("round", "variable", "level").values
    rows = []
    for column, name in enumerate(str(name) for name in share["variable"].values):
        last = values[-1, column]
        likeliest = int(np.nanargmax(last))
        drawn = sparkline([float(value) for value in values[:, column, likeliest]], spark)
        rows.append(
            (
                labels.variable(name),
                drawn,
                labels.level(name, likeliest),
                float(last[likeliest]),
            )
        )
    return rows


def proposals(answer: xr.Dataset) -> list[str]:
    """List the labels of the proposals that a body decides."""
    return [str(vote) for vote in answer["vote"].values] if "vote" in answer.sizes else []


def ballot_rows(
    answer: xr.Dataset, votes: list[int]
) -> list[tuple[str, list[tuple[float, float, float]]]]:
    """List the members that sit in the body, with yes, abstain and no on each proposal."""
    ballots: npt.NDArray[np.float64] = (
        answer["ballot_probability"].transpose("vote", "member", "ballot").values
    )
    rows = []
    for row, member in enumerate(str(name) for name in answer["member"].values):
        of_member = [
            (float(b[0]), float(b[1]), float(b[2])) for b in (ballots[vote, row] for vote in votes)
        ]
        if not all(np.isnan(b[0]) for b in of_member):
            rows.append((member, of_member))
    return rows


def _ballot_table(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    words = labels.words
    votes = proposals(answer)
    if not votes:
        return []
    passes = answer["pass_probability"].values
    bodies = [str(body) for body in answer["vote_body"].values]
    parts = [words.say("What would pass, and who would vote how?")]
    rows = [
        [
            labels.move(vote),
            labels.body(bodies[k]),
            words.percent(float(passes[k])),
            bar(float(passes[k]), _BAR),
        ]
        for k, vote in enumerate(votes)
    ]
    header = [words.say("proposal"), words.say("body"), words.say("passes"), ""]
    parts.append(table(header, rows, width, align="llr"))
    parts += [paragraph(note, width) for note in asked_elsewhere(answer, labels)]
    return parts


def precision_of(answer: xr.Dataset, words: Words) -> str:
    """Say how exact the equilibrium is, by the solver and by the independent check."""
    horizon = int(answer.attrs.get("horizon", 0))
    if kind_of(answer) != "logit":
        return " ".join([soundness(answer, words), *_rounds_left_out(answer, words, horizon)])
    solved = _solved(answer, words, horizon)
    more = []
    if (not horizon or "together" in answer.attrs) and "other" not in answer.sizes:
        more = [words.say("There may be other equilibria: 'others=true' searches for some.")]
    errors = words.say(
        "largest error {residual}, and {verified} by an independent check.",
        residual=words.tiny(float(answer["residual"])),
        verified=words.tiny(float(answer["residual_verified"])),
    )
    return " ".join([solved, errors, *_rounds_left_out(answer, words, horizon), *more])


def _solved(answer: xr.Dataset, words: Words, horizon: int) -> str:
    """Say how it was solved, and whether there may be others."""
    if not horizon:
        return words.say("Solved without an end, along the branch that starts at pure chance;")
    if "together" in answer.attrs:
        return words.many(
            "Solved backwards from a horizon of {count} round;",
            "Solved backwards from a horizon of {count} rounds;",
            horizon,
        )
    return words.many(
        "Solved backwards from a horizon of {count} round, which has one solution;",
        "Solved backwards from a horizon of {count} rounds, which has one solution;",
        horizon,
    )


def _rounds_left_out(answer: xr.Dataset, words: Words, horizon: int) -> list[str]:
    """Say so where the independent check did not compute every round again."""
    checked = len([t for t in str(answer.attrs.get("rounds_verified", "")).split(",") if t.strip()])
    if not 0 < checked < horizon:
        return []
    return [
        words.say(
            "The check computed {checked} of the {horizon} rounds again.",
            checked=words.whole(checked),
            horizon=words.whole(horizon),
        )
    ]


def equilibrium_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    labels = Labels.of(answer, words)
    origin = position_of(answer, int(answer.attrs["looked_from"]))
    looked = words.say(
        "Looked from, in round {round}: {state}.",
        round=words.whole(int(answer.attrs.get("looked_round", 1))),
        state=labels.state(answer, origin),
    )
    header = [words.say("actor"), words.say("would"), words.say("probability"), ""]
    at_once = said_together(answer, labels)
    return [
        *([paragraph(followed(answer, words), width)] if followed(answer, words) else []),
        *([paragraph(" ".join(at_once), width)] if at_once else []),
        paragraph(looked, width),
        table(header, _choice_rows(answer, labels), width, align="llr"),
        _turns_note(answer, words, width),
        *_outlook(answer, labels, width),
        *_ballot_table(answer, labels, width),
        _value_table(answer, labels, origin, width),
        *others_part(answer, labels, width),
        paragraph(precision_of(answer, words), width),
        *([paragraph(effort(answer, words), width)] if effort(answer, words) else []),
    ]


def _turns_note(answer: xr.Dataset, words: Words, width: int) -> str:
    note = words.say(
        "Each is the probability in the actor's next turn, were the situation still this one."
    )
    return paragraph(note, width)


def _outlook(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Say where every variable most likely stands in the end."""
    words = labels.words
    if answer.sizes.get("round", 0) < 2:
        return []
    rows = [
        [variable, f"|{drawn}|", level, words.percent(share)]
        for variable, drawn, level, share in level_rows(answer["level_share"], labels)
    ]
    header = [
        words.say("variable"),
        words.say("its probability, round by round"),
        words.say("likeliest in the end"),
        words.say("probability"),
    ]
    return [table(header, rows, width, align="lflr")]


def _value_table(answer: xr.Dataset, labels: Labels, origin: int, width: int) -> str:
    words = labels.words
    values = answer["value"].transpose("actor", "state").values[:, origin]
    rows = [
        [labels.actor(str(actor)), words.number(float(value)), *sure]
        for actor, value, sure in zip(
            answer["actor"].values, values, _sureness(answer, words), strict=True
        )
    ]
    header = [words.say("actor"), words.say("expected payoff from here on")]
    if len(rows[0]) > len(header):
        header += [words.say("precision"), words.say("patience")]
    return table(header, rows, width, align="l" + "r" * (len(header) - 1))


def _sureness(answer: xr.Dataset, words: Words) -> list[list[str]]:
    """Write each actor's precision and patience, where the answer has them."""
    if "precision" not in answer:
        return [[] for _ in answer["actor"].values]
    return [
        [words.say("for sure") if np.isnan(p) else words.number(p, 3), words.number(d, 4)]
        for p, d in zip(
            answer["precision"].values.tolist(), answer["patience"].values.tolist(), strict=True
        )
    ]
