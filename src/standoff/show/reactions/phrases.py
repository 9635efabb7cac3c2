"""What the lens of reactions says in sentences: what follows a text, a threat and a deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.labels import Labels
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "MISSING",
    "SERIES_NAMES",
    "chance",
    "middle",
    "points",
    "reactions_lines",
    "told_missing",
    "told_residuals",
]

_SURE = 0.05

SERIES_NAMES = {
    "conflict_by": mark("its hostile acts"),
    "cooperation_by": mark("its friendly acts"),
    "conflict_on": mark("hostile acts on it"),
    "cooperation_on": mark("friendly acts on it"),
}

MISSING = {
    "span": mark("No vector autoregression: the record spans fewer than {least} months."),
    "few": mark(
        "No vector autoregression: what {actor} does and what is done to it must each fill at "
        "least {least} months."
    ),
    "singular": mark(
        "No vector autoregression: a monthly series is constant, or follows exactly from the "
        "others."
    ),
}

_VERDICTS = {
    "harden": mark(
        "Verdict: after texts {actor} hardens: its acts differ both from the base rate and from "
        "those before, corrected for the number of tests."
    ),
    "bend": mark(
        "Verdict: after texts {actor} bends: its acts differ both from the base rate and from "
        "those before, corrected for the number of tests."
    ),
    "both": mark("Verdict: after texts {actor} bends in one respect and hardens in another."),
    "open": mark("Verdict: whether texts bend or harden {actor} cannot be told from this record."),
}


def chance(words: Words, p: float) -> str:
    """Write a p-value.

    Examples
    --------
    >>> [chance(Words("en"), p) for p in (0.0004, 0.0123, 0.5, float("nan"))]
    ['<0.001', '0.012', '0.5', '–']
    """
    if p != p:
        return "–"
    return f"<{words.number(0.001, 3)}" if p < 0.001 else words.number(p, 3)


def points(words: Words, value: float, digits: int = 2) -> str:
    """Write a number that may be of either sign, with its sign."""
    said = words.number(abs(value), digits)
    if said == "0":
        return said
    return f"{'+' if value > 0 else '−'}{said}"


def middle(answer: xr.Dataset) -> int:
    """Return the window that sentences speak of: the middle one."""
    windows = [int(days) for days in answer["window"].values]
    return windows[len(windows) // 2]


def reactions_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Give the few sentences that a brief quotes, the verdict first."""
    lines = [_verdict(answer, labels), _after_texts(answer, labels), _before_texts(answer, labels)]
    lines += [_threats(answer, labels), _deeds(answer, labels), _months(answer, labels)]
    return [line for line in lines if line]


def _actor(answer: xr.Dataset, labels: Labels) -> str:
    return labels.member(str(answer.attrs["of"]))


def _verdict(answer: xr.Dataset, labels: Labels) -> str:
    """Say whether it bends or hardens, or that this cannot be told."""
    if "acts_mean" not in answer:
        return ""
    verdict = str(answer.attrs["verdict"])
    return labels.words.say(_VERDICTS[verdict], actor=_actor(answer, labels))


def _cell(answer: xr.Dataset, name: str, **place: object) -> float:
    return float(answer[name].sel(place))


def _after_texts(answer: xr.Dataset, labels: Labels) -> str:
    """Give what followed the texts, against the base rate."""
    if "acts_mean" not in answer:
        return ""
    words, days = labels.words, middle(answer)
    parts = {}
    for sign in ("hostile", "friendly"):
        at = {"phase": "after", "window": days, "sign": sign}
        parts[sign] = words.number(_cell(answer, "acts_mean", **at))
        parts[f"{sign}_base"] = words.number(_cell(answer, "acts_base", **at))
        parts[f"{sign}_p"] = chance(words, _cell(answer, "acts_p_holm", **at))
    return words.many(
        "In the {days} days after {count} text aimed at {actor}, it did {hostile} hostile acts "
        "(base rate {hostile_base}, corrected p {hostile_p}) and {friendly} friendly ones "
        "(base rate {friendly_base}, corrected p {friendly_p}).",
        "In the {days} days after each of {count} texts aimed at {actor}, it did on average "
        "{hostile} hostile acts (base rate {hostile_base}, corrected p {hostile_p}) and "
        "{friendly} friendly ones (base rate {friendly_base}, corrected p {friendly_p}).",
        answer.sizes["text"],
        actor=_actor(answer, labels),
        days=words.whole(days),
        **parts,
    )


def _before_texts(answer: xr.Dataset, labels: Labels) -> str:
    """Say whether there was more after than before, since texts answer provocations."""
    if "acts_mean" not in answer:
        return ""
    words, days = labels.words, middle(answer)
    at = {"window": days, "sign": "hostile"}
    return words.say(
        "Texts answer what was done: in the {days} days before them it had done {before} hostile "
        "acts already. From before to after that is a change of {change}, where {low} to {high} "
        "come by chance in 95% (corrected p {p}).",
        days=words.whole(days),
        before=words.number(_cell(answer, "acts_mean", phase="before", **at)),
        change=points(words, _cell(answer, "acts_mean", phase="change", **at)),
        low=points(words, _cell(answer, "acts_low", phase="change", **at)),
        high=points(words, _cell(answer, "acts_high", phase="change", **at)),
        p=chance(words, _cell(answer, "acts_p_holm", phase="change", **at)),
    )


def _threats(answer: xr.Dataset, labels: Labels) -> str:
    """Say how many threats were carried out."""
    if "carried_share" not in answer:
        return ""
    words, days = labels.words, middle(answer)
    share, low, high = (
        _cell(answer, f"carried_{name}", window=days) for name in ("share", "low", "high")
    )
    return words.many(
        "{carried} of {count} threat of {actor} was followed by a deed of conflict within {days} "
        "days: {share}, against {base} after any day (corrected p {p}).",
        "{carried} of {count} threats of {actor} were followed by a deed of conflict within {days} "
        "days: {share}, against {base} after any day (corrected p {p}).",
        answer.sizes["threat"],
        carried=words.whole(int(answer["carried_count"].sel(window=days))),
        actor=_actor(answer, labels),
        days=words.whole(days),
        share=words.interval(share, low, high),
        base=words.percent(_cell(answer, "carried_base", window=days)),
        p=chance(words, _cell(answer, "carried_p_holm", window=days)),
    )


def _deeds(answer: xr.Dataset, labels: Labels) -> str:
    """Say how others answer its deeds."""
    if "answers_mean" not in answer:
        return ""
    words, days = labels.words, middle(answer)
    return words.say(
        "In the {days} days after a deed of {actor} others did {mean} hostile acts to it, against "
        "a base rate of {base} (corrected p {p}); in as many days before a deed, {before}.",
        days=words.whole(days),
        actor=_actor(answer, labels),
        mean=words.number(_cell(answer, "answers_mean", phase="after", window=days)),
        before=words.number(_cell(answer, "answers_mean", phase="before", window=days)),
        base=words.number(_cell(answer, "answers_base", phase="after", window=days)),
        p=chance(words, _cell(answer, "answers_p_holm", phase="after", window=days)),
    )


def _months(answer: xr.Dataset, labels: Labels) -> str:
    """Say what pressure in one month does to the next twelve."""
    place = {"series": "conflict_by", "shock": "conflict_on"}
    names = [str(name) for name in answer["series"].values] if "series" in answer.coords else []
    if not set(place.values()) <= set(names):
        return ""
    words, actor = labels.words, _actor(answer, labels)
    total, low, high = (
        _cell(answer, f"response_{name}", **place) for name in ("total", "total_low", "total_high")
    )
    said = words.say(
        "By month: a shock of {size} points of hostile acts on {actor} moves its own hostile acts "
        "of the next {months} months by {total} points [{low} to {high}]; corrected p {p}.",
        size=words.number(float(answer["shock_size"].sel(shock="conflict_on")), 1),
        actor=actor,
        months=words.whole(int(answer["month"].values[-1])),
        total=points(words, total, 1),
        low=points(words, low, 1),
        high=points(words, high, 1),
        p=chance(words, _cell(answer, "granger_p_holm", **place)),
    )
    return f"{said} {told_residuals(answer, words)}".strip()


def told_residuals(answer: xr.Dataset, words: Words) -> str:
    """Warn where the residuals of the autoregression say that it misses something."""
    p, root = float(answer.attrs["portmanteau_p"]), float(answer.attrs["largest_root"])
    warnings = []
    if p <= _SURE:
        warnings.append(
            words.say(
                "Its residuals still hang together over time (Portmanteau p {p}), so read it with "
                "caution.",
                p=chance(words, p),
            )
        )
    if root >= 1:
        warnings.append(
            words.say(
                "Shocks do not die out (largest root {root}), so its responses mean nothing.",
                root=words.number(root),
            )
        )
    return " ".join(warnings)


def told_missing(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say which parts the record holds too little for."""
    words, actor = labels.words, _actor(answer, labels)
    said = []
    if "acts_mean" not in answer:
        said.append(words.say("The record holds no text of a body aimed at {actor}.", actor=actor))
    if "carried_share" not in answer:
        said.append(words.say("The record holds no threat of {actor}.", actor=actor))
    missing = str(answer.attrs["months_missing"])
    if missing and missing != "unasked":
        least = words.whole(int(answer.attrs["months_least"]))
        said.append(words.say(MISSING[missing], actor=actor, least=least))
    return said
