"""What a hindcast says in sentences, and how it writes scores and gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.labels import Labels
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "FORECASTER_NAMES",
    "RULE_NAMES",
    "SCOPE_NAMES",
    "VERDICTS",
    "gained",
    "scored",
    "told_forward",
    "told_losses",
    "told_scored",
    "told_surprise",
    "told_verdicts",
]

FORECASTER_NAMES = {
    "model": mark("model"),
    "uniform": mark("uniform"),
    "persistence": mark("persistence"),
    "frequency": mark("running frequency"),
    "markov": mark("Markov chain"),
}

SCOPE_NAMES = {
    "all": mark("all decisions"),
    "day_before": mark("those with the state of the day before"),
    "whether": mark("whether anything is done"),
    "which": mark("which option, if something is done"),
    "moves": mark("those in which something was done"),
}

RULE_NAMES = {
    "model": mark("model"),
    "status_quo": mark("status quo"),
    "uniform": mark("any level alike"),
    "frequency": mark("past levels"),
}

VERDICTS = {
    "better": mark("model better"),
    "worse": mark("model worse"),
    "no telling": mark("no telling"),
}

_SURPRISING = 1.959963984540054


def scored(words: Words, value: float, digits: int = 2, *, signed: bool = False) -> str:
    """Write a score with all its decimals, and its sign where one is asked for.

    Examples
    --------
    >>> scored(Words("en"), -0.3), scored(Words("id"), 0.25, signed=True)
    ('-0.30', '+0,25')
    >>> scored(Words("en"), -0.001, signed=True), scored(Words("en"), float("nan"))
    ('0.00', '–')
    """
    if value != value:
        return "–"
    if value == -np.inf:
        return "-∞"
    plain = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    if not plain.strip("+-0."):
        plain = plain.lstrip("+-")
    return plain.replace(".", words.number(0.5, 1)[1])


def gained(
    answer: xr.Dataset, words: Words, baseline: str, where: str, *, by: str = "scope"
) -> tuple[str, str]:
    """Write the model's gain over a baseline with its interval, and the verdict."""
    prefix = "" if by == "scope" else f"{by}_"
    place = {"baseline": baseline, by: where}
    mean, low, high = (
        float(answer[f"{prefix}log_gain{end}"].sel(place)) for end in ("", "_low", "_high")
    )
    verdict = words.say(VERDICTS[str(answer[f"{prefix}verdict"].sel(place).item())])
    if mean != mean:
        return "–", verdict
    shown = scored(words, mean, signed=True)
    if low == low:
        ends = (scored(words, low, signed=True), scored(words, high, signed=True))
        shown += f" [{ends[0]}…{ends[1]}]"
    return shown, verdict


def told_scored(answer: xr.Dataset, words: Words) -> str:
    """Say how many decisions were scored, and what the model gave to what was done."""
    count, moves = (int(answer[name].sel(scope="all")) for name in ("decisions", "moves"))
    log = float(answer["log_score"].sel(scope="all", forecaster="model"))
    left_out = int(answer.attrs.get("turns", count)) - count
    said = words.many(
        "{count} decision in {rounds} rounds; in {moves} something was done.",
        "{count} decisions in {rounds} rounds; in {moves} of them something was done.",
        count,
        rounds=words.whole(answer.sizes["round"]),
        moves=words.whole(moves),
    )
    if left_out:
        said += " " + words.many(
            "{count} turn left its mover one option only and is not scored.",
            "{count} turns left their mover one option only and are not scored.",
            left_out,
        )
    return f"{said} " + words.say(
        "The model gave what was done a probability of {share} (geometric mean), as if it chose "
        "among {options} equally likely options.",
        share=words.percent(float(np.exp(log))),
        options=scored(words, float(np.exp(-log))),
    )


def told_verdicts(answer: xr.Dataset, words: Words) -> list[str]:
    """Say which baselines the model beats one step ahead, and plainly to which it loses."""
    verdicts = answer["verdict"].sel(scope="all")
    named: dict[str, list[str]] = {"better": [], "worse": [], "no telling": []}
    for name in (str(one) for one in answer["baseline"].values):
        shown = words.say(FORECASTER_NAMES[name])
        gain, _ = gained(answer, words, name, "all")
        named[str(verdicts.sel(baseline=name).item())].append(f"{shown} ({gain})")
    lines = []
    if named["worse"]:
        names = words.listed(named["worse"])
        lines.append(words.say("One step ahead the model loses to {names}.", names=names))
    if named["no telling"]:
        names = words.listed(named["no telling"])
        lines.append(
            words.say(
                "Against {names} there is no telling: the interval covers zero, or there are too "
                "few rounds for one.",
                names=names,
            )
        )
    if named["better"]:
        names = words.listed(named["better"])
        lines.append(words.say("One step ahead the model does better than {names}.", names=names))
    return lines


def told_losses(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say to which baselines the model loses on a single question, or for a single actor.

    Decisions picked because something was done are left out: there whoever expects
    many moves wins.
    """
    words, lines = labels.words, []
    for scope in ("day_before", "whether", "which"):
        names = _winners(answer, words, scope, by="scope")
        if names:
            shown = words.say(SCOPE_NAMES[scope])
            lines.append(
                words.say("On “{scope}” the model loses to {names}.", scope=shown, names=names)
            )
    for actor in (str(name) for name in answer["actor"].values):
        names = _winners(answer, words, actor, by="actor")
        if names:
            shown = labels.actor(actor)
            lines.append(
                words.say("For {actor} the model loses to {names}.", actor=shown, names=names)
            )
    return lines


def _winners(answer: xr.Dataset, words: Words, where: str, *, by: str) -> str:
    """List the baselines that beat the model in one scope or for one actor."""
    prefix = "" if by == "scope" else f"{by}_"
    verdicts = answer[f"{prefix}verdict"].sel({by: where})
    return words.listed(
        [
            f"{words.say(FORECASTER_NAMES[name])} ({gained(answer, words, name, where, by=by)[0]})"
            for name in (str(one) for one in answer["baseline"].values)
            if str(verdicts.sel(baseline=name).item()) == "worse"
        ]
    )


def told_surprise(answer: xr.Dataset, words: Words) -> str:
    """Say whether the record would be surprising if the model were true."""
    found, expected, spread = (
        float(answer[name].sel(scope="all", forecaster="model") if name == "log_score" else
              answer[name])
        for name in ("log_score", "expected_log", "expected_sd")
    )  # fmt: skip
    surprise = float(answer["surprise"])
    said = words.say(
        "If the model were true it would score {expected} on such a record, give or take {spread}; "
        "it scores {found}.",
        expected=scored(words, expected),
        spread=scored(words, spread),
        found=scored(words, found),
    )
    if surprise != surprise:
        return said
    off = scored(words, abs(surprise), 1)
    if surprise < -_SURPRISING:
        return f"{said} " + words.say(
            "That is {off} standard deviations too low: the record would be surprising.", off=off
        )
    if surprise > _SURPRISING:
        return f"{said} " + words.say(
            "That is {off} standard deviations too high: the record is more orderly than the "
            "model has it.",
            off=off,
        )
    return f"{said} " + words.say(
        "That is {off} standard deviations off: the record would be no surprise.", off=off
    )


def told_forward(answer: xr.Dataset, labels: Labels) -> str:
    """Say how the forecast from the cut-off did, and that it is one case."""
    words = labels.words
    ranked = answer["ranked_score"].transpose("rule", "ahead", "variable").values
    rules = [str(rule) for rule in answer["rule"].values]
    means = {rule: float(np.nanmean(part)) for rule, part in zip(rules, ranked, strict=True)}
    model = means.pop("model")
    names = {
        rule: f"“{words.say(RULE_NAMES[rule])}” ({scored(words, mean)})"
        for rule, mean in means.items()
    }
    ahead = words.many(
        "Looking {count} round ahead from {date}, the model's mean ranked score is {score} "
        "(0 is right, 1 as wrong as can be).",
        "Looking {count} rounds ahead from {date}, the model's mean ranked score is {score} "
        "(0 is right, 1 as wrong as can be).",
        answer.sizes["ahead"] - 1,
        date=words.date(str(answer.attrs.get("looked_date", ""))),
        score=scored(words, model),
    )
    said = [ahead]
    worse = [names[rule] for rule, mean in means.items() if mean < model]
    better = [names[rule] for rule, mean in means.items() if mean > model]
    if worse:
        said.append(words.say("It loses to {names}.", names=words.listed(worse)))
    if better:
        said.append(words.say("It does better than {names}.", names=words.listed(better)))
    said.append(
        words.say(
            "These rounds and variables are one history, so this is one case and has no interval."
        )
    )
    return " ".join(said)
