"""The answer of the lens spatial in words: who moves whom, and where it settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.labels import Labels
from standoff.show.spatial.view import KIND_NAMES, View
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["spatial_body", "spatial_lines", "spatial_question"]

_COLUMNS, _TOLD_ROUNDS = 9, 3
_NEAR = 0.05
"""Outcomes that differ by less than this share of the scale are called the same."""


def spatial_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Who moves whom on the question, and where does it settle?")


def spatial_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = View(answer, Labels.of(answer, words))
    low, high = view.scale
    asked = words.say(
        "The question: {question}. Scale from {low} to {high}.",
        question=view.question.rstrip("."),
        low=view.number(low),
        high=view.number(high),
    )
    parts = [paragraph(asked, width), bullets(spatial_lines(answer, view.labels), width)]
    parts += [_outcomes(view, width), _positions(view, width)]
    told = _moves(view)
    if told:
        parts.append(bullets(told, width))
    parts += [paragraph(line, width) for line in (_risks(view), _about(view), _how_to_read(words))]
    return [part for part in parts if part]


def spatial_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say in a few sentences what the models come to, and how far they differ."""
    view = View(answer, labels)
    return [_first_model(view), _agreement(view), *_doubt(view)]


def _first_model(view: View) -> str:
    """Say where the first version takes the question."""
    words, version = view.words, 0
    name = view.versions[version]
    medians = view.medians(version)
    return words.say(
        "“{model}”: the median starts at {start} and comes to {end} ({ending}).",
        model=view.model(name),
        start=view.number(medians[0]),
        end=view.number(view.outcome(name)),
        ending=view.ending(version),
    )


def _agreement(view: View) -> str:
    """Say how far the models differ."""
    words = view.words
    found = {str(name): view.outcome(str(name)) for name in view.answer["model"].values}
    least, most = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    low, high = view.scale
    ends = {"low": view.number(found[least]), "high": view.number(found[most])}
    if found[most] - found[least] <= _NEAR * (high - low):
        return words.say(
            "All models come to much the same, from {low} to {high}: the answer does not hang on "
            "the version.",
            **ends,
        )
    return words.say(
        "The models differ, from {low} ({least}) to {high} ({most}): the answer hangs on the "
        "version, and none of them is a forecast.",
        least=view.model(least),
        most=view.model(most),
        **ends,
    )


def _doubt(view: View) -> list[str]:
    """Say what the ranges of the numbers do to the first version."""
    answer, words = view.answer, view.words
    count = int(answer.attrs["draws"])
    if not count:
        return []
    name = view.versions[0]
    return [
        words.say(
            "Over {draws} draws from the ranges of {numbers}, “{model}” comes to between {low} and "
            "{high} in nine of ten; bargaining settles in {share} of all.",
            draws=words.whole(count),
            numbers=words.many(
                "{count} number", "{count} numbers", int(answer.attrs["open_numbers"])
            ),
            model=view.model(name),
            low=view.number(float(answer["outcome_low"].sel(model=name))),
            high=view.number(float(answer["outcome_high"].sel(model=name))),
            share=words.percent(float(answer["settled_share"].values[0])),
        )
    ]


def _outcomes(view: View, width: int) -> str:
    """Lay out what each model comes to."""
    answer, words = view.answer, view.words
    has_draws = "outcome_low" in answer
    rows = []
    for name in map(str, answer["model"].values):
        row = [view.model(name), view.number(view.outcome(name))]
        if has_draws:
            low, high = (float(answer[f"outcome_{end}"].sel(model=name)) for end in ("low", "high"))
            row.append(f"{view.number(low)}–{view.number(high)}")
        known = name in view.versions
        row.append(view.ending(view.versions.index(name)) if known else _rule(view, name))
        rows.append(row)
    header = [words.say("model"), words.say("comes to")]
    header += [words.say("nine of ten draws")] if has_draws else []
    return table([*header, words.say("how")], rows, width, align="lrr" if has_draws else "lr")


def _rule(view: View, name: str) -> str:
    """Say how a model without rounds gets its position."""
    words = view.words
    if name == "median":
        return words.say("beats every other position by weight")
    if name == "mean":
        return words.say("everybody pulls by weight")
    best = int(np.argmax(view.answer["place_share"].values))
    return words.say(
        "mean over positions; likeliest is {place} ({share})",
        place=view.number(view.answer["place_position"].values[best]),
        share=words.percent(float(view.answer["place_share"].values[best])),
    )


def _positions(view: View, width: int) -> str:
    """Lay out positions round by round, by the first version."""
    words, path = view.words, view.positions(0)
    count = len(path)
    shown = (
        list(range(count)) if count <= _COLUMNS else [*range(_COLUMNS - 2), count - 2, count - 1]
    )
    weight = view.answer["salience"].values * view.answer["capability"].values
    total = weight.sum()
    rows = []
    for k in np.argsort(path[0], kind="stable"):
        share = words.percent(float(weight[k] / total)) if total else "–"
        rows.append([view.titles[k], share, *(view.number(path[t, k]) for t in shown)])
    mean = view.answer["mean"].transpose("version", "round").values[0]
    medians = view.medians(0)
    rows.append([words.say("weighted median"), "", *(view.number(medians[t]) for t in shown)])
    rows.append([words.say("weighted mean"), "", *(view.number(mean[t]) for t in shown)])
    header = [words.say("position after round"), words.say("weight")]
    header += [words.whole(t) if t else words.say("start") for t in shown]
    return table(header, rows, width, align="l" + "r" * (len(shown) + 1))


def _moves(view: View) -> list[str]:
    """Say round by round who moves whom, by the first version."""
    words, path, count = view.words, view.positions(0), view.rounds(0)
    said = []
    for turn in range(1, min(count, _TOLD_ROUNDS) + 1):
        offer, follows = view.pairs("offer", 0, turn), view.follows(0, turn)
        parts = [
            words.say(
                "{other} moves {actor} from {start} to {end} ({kind})",
                other=view.titles[other],
                actor=view.titles[k],
                start=view.number(path[turn - 1, k]),
                end=view.number(path[turn, k]),
                kind=words.say(KIND_NAMES[int(offer[k, other])]),
            )
            for k, other in enumerate(follows)
            if other >= 0
        ]
        said.append(
            words.say("Round {turn}: {moves}.", turn=words.whole(turn), moves="; ".join(parts))
        )
    if count > _TOLD_ROUNDS:
        left = count - _TOLD_ROUNDS
        said.append(
            words.many(
                "{count} more round in the answer.", "{count} more rounds in the answer.", left
            )
        )
    return said


def _risks(view: View) -> str:
    """Say who fears risk and who seeks it in the first round, by the first version."""
    exponent = view.answer["exponent"].transpose("version", "round", "actor").values[0, 1]
    most, least = int(np.argmax(exponent)), int(np.argmin(exponent))
    if exponent[most] - exponent[least] < 1e-9:
        return view.words.say("All take the same attitude to risk.")
    return view.words.say(
        "In round 1 {careful} fears risk most (exponent {high}) and {bold} least ({low}); 1 is "
        "indifferent to it.",
        careful=view.titles[most],
        bold=view.titles[least],
        high=view.words.number(float(exponent[most])),
        low=view.words.number(float(exponent[least])),
    )


def _about(view: View) -> str:
    """Name other questions of the crisis."""
    others = [
        name
        for name in str(view.answer.attrs["questions"]).split(",")
        if name != str(view.answer.attrs["question"])
    ]
    if not others:
        return ""
    return view.words.say("Other questions of the crisis: {names}.", names=", ".join(others))


def _how_to_read(words: Words) -> str:
    return words.say(
        "The versions: the paper's formulas divide the support for a position by the votes on the "
        "pair (as printed); its table and figures come out only if it is divided by the votes on "
        "all pairs and the lowest compromise is taken (as tabulated); even-handed is the same with "
        "the smallest move. All move at once, so that two may change places. Where a version does "
        "not settle, what it comes to is the mean of the medians in the later half of the rounds. "
        "Positions, saliences and capabilities are the analyst's."
    )
