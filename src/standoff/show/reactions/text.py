"""The answer on reactions in words: whether pressure bends or hardens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.show.labels import Labels, clean
from standoff.show.reactions.phrases import (
    SERIES_NAMES,
    chance,
    points,
    reactions_lines,
    told_missing,
    told_residuals,
)
from standoff.show.terminal import bullets, cut, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["reactions_body", "reactions_lines", "reactions_question"]

_TEXTS, _FAMILIES, _VERBS, _THREATS = 25, 8, 3, 12
_TWO_LINES = 40

_SIGNS = {"hostile": mark("hostile"), "friendly": mark("friendly")}
_SAYS = {1: mark("harder"), -1: mark("softer"), 0: mark("open")}

_FAMILY_NAMES = {
    "agreement": mark("agreements"),
    "aid": mark("aid"),
    "coercion": mark("coercion"),
    "concession": mark("concessions"),
    "context": mark("other matters"),
    "cooperation": mark("cooperation"),
    "council": mark("Council"),
    "facility": mark("facilities"),
    "military": mark("military"),
    "protest": mark("protest"),
    "rhetoric": mark("words"),
    "sanctions": mark("sanctions"),
    "talks": mark("talks"),
    "test": mark("tests"),
    "treaty": mark("treaties"),
    "verification": mark("verification"),
}

_NOTES = (
    mark(
        "Base rate: the same windows at all {days} places of the record that the texts reach if "
        "they are moved together and keep their distances. p: twice the share of those places "
        "with a number at least as extreme; corrected (Holm) over days and signs."
    ),
    mark(
        "Texts come at the height of campaigns, and some welcome what was done. So acts after a "
        "text may exceed the base rate, or fall short of those before it, even if the text did "
        "nothing. It says harder or softer only where both differ, the same way, and both are "
        "sure. Even that does not prove that a text caused what followed."
    ),
)


def reactions_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Does pressure bend or harden?")


def reactions_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    labels = Labels.of(answer, words)
    parts = [paragraph(_scope(answer, labels), width)]
    parts += [bullets(reactions_lines(answer, labels), width)]
    if "acts_mean" in answer:
        parts += [_event_time(answer, words, width), _by_text(answer, labels, width)]
    if "family" in answer.coords:
        parts += [_by_family(answer, words, width)]
    if "threat" in answer.coords:
        parts += [_threats(answer, labels, width)]
    if "series" in answer.coords:
        parts += [_granger(answer, labels, width), *_dyads(answer, labels, width)]
        parts += [paragraph(_about_months(answer, words), width)]
    parts += [paragraph(line, width) for line in told_missing(answer, labels)]
    if "acts_mean" in answer:
        days = words.whole(int(answer.attrs["days"]))
        parts += [paragraph(words.say(note, days=days), width) for note in _NOTES[:1]]
        parts += [paragraph(words.say(note), width) for note in _NOTES[1:]]
    return [part for part in parts if part]


def _scope(answer: xr.Dataset, labels: Labels) -> str:
    """Say whose reactions, in which days, by how many events."""
    words = labels.words
    left_out = int(answer.attrs["events_left_out"])
    said = words.many(
        "Reactions of {actor}, read off {count} event from {since} to {until}.",
        "Reactions of {actor}, read off {count} events from {since} to {until}.",
        int(answer.attrs["events"]),
        actor=labels.member(str(answer.attrs["of"])),
        since=words.date(str(answer.attrs["since"])),
        until=words.date(str(answer.attrs["until"])),
    )
    if left_out:
        said += " " + words.many(
            "{count} event without a day is left out of what is counted by day.",
            "{count} events without a day are left out of what is counted by day.",
            left_out,
        )
    return said


def _event_time(answer: xr.Dataset, words: Words, width: int) -> str:
    """Lay out acts before and after texts, against the base rate."""
    rows = []
    for days in answer["window"].values:
        for sign in ("hostile", "friendly"):
            found = {
                phase: answer.sel(window=days, sign=sign, phase=phase)
                for phase in ("before", "after", "change")
            }
            rows.append(
                [
                    words.whole(int(days)),
                    words.say(_SIGNS[sign]),
                    words.number(float(found["before"]["acts_mean"])),
                    words.number(float(found["after"]["acts_mean"])),
                    words.number(float(found["after"]["acts_base"])),
                    _tested(words, found["after"]),
                    points(words, float(found["change"]["acts_mean"])),
                    _tested(words, found["change"]),
                    words.say(_SAYS[int(found["after"]["signal"])]),
                ]
            )
    header = [
        words.say("days"),
        words.say("acts per text"),
        words.say("before"),
        words.say("after"),
        words.say("base rate"),
        words.say("p (corrected)"),
        words.say("change"),
        words.say("p (corrected)"),
        words.say("says"),
    ]
    return table(header, rows, width, align="rlrrrrrrl")


def _tested(words: Words, cell: xr.Dataset) -> str:
    """Write a p-value with the corrected one."""
    p, corrected = (chance(words, float(cell[name])) for name in ("acts_p", "acts_p_holm"))
    return f"{p} ({corrected})"


def _told(answer: xr.Dataset, name: str, place: int, words: Words) -> str:
    """Take a text in the reader's language where there is one."""
    own = f"{name}_{words.language}"
    said = str(answer[own].values[place]) if own in answer else ""
    return clean(said or answer[name].values[place])


def _by_text(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """List the texts with what was done after each."""
    words, count = labels.words, answer.sizes["text"]
    acts = answer["text_acts"].sel(phase="after").transpose("text", "window", "sign").values
    whole = answer["text_is_complete"].transpose("text", "window").values
    windows = [words.whole(int(days)) for days in answer["window"].values]
    rows = []
    for k in range(max(0, count - _TEXTS), count):
        counted = [
            "/".join(
                words.whole(int(n)) + ("" if done else "+")
                for n, done in zip(acts[k, :, column], whole[k], strict=True)
            )
            for column in range(2)
        ]
        rows.append(
            [
                words.date(str(answer["text_date"].values[k])),
                _parties(answer, "text_actor", k, labels),
                cut(_told(answer, "text_words", k, words), _TWO_LINES),
                *counted,
                cut(_first(answer, "text", k, words), _TWO_LINES),
            ]
        )
    header = [
        words.say("text"),
        words.say("by"),
        words.say("what it says"),
        words.say("hostile {days}", days="/".join(windows)),
        words.say("friendly"),
        words.say("first act after it"),
    ]
    drawn = table(header, rows, width, align="fflrrl")
    if count > _TEXTS:
        left = words.many("{count} earlier text.", "{count} earlier texts.", count - _TEXTS)
        drawn += f"\n+ {left}"
    return drawn


def _parties(answer: xr.Dataset, name: str, place: int, labels: Labels) -> str:
    return ", ".join(labels.member(one) for one in str(answer[name].values[place]).split(";"))


def _first(answer: xr.Dataset, axis: str, place: int, words: Words) -> str:
    """Write the first act after a mark, with its delay."""
    delay = int(answer[f"{axis}_first_delay"].values[place])
    if delay < 0:
        return "–"
    after = words.many("{count} day", "{count} days", delay)
    return f"{after}: {_told(answer, f'{axis}_first_did', place, words)}"


def _by_family(answer: xr.Dataset, words: Words, width: int) -> str:
    """Lay out which kinds of acts followed texts, the commonest first."""
    shares = answer["family_share"].transpose("window", "family").values
    order = [int(k) for k in np.argsort(-shares[-1], kind="stable") if shares[-1, k] > 0]
    rows = []
    for k in order[:_FAMILIES]:
        name = str(answer["family"].values[k])
        sign = _SIGNS["friendly" if name.endswith("+") else "hostile"]
        kind = words.say(_FAMILY_NAMES[name[:-1]]) if name[:-1] in _FAMILY_NAMES else name[:-1]
        cells = [
            f"{words.percent(float(shares[w, k]))} ({words.percent(float(base))})"
            for w, base in enumerate(answer["family_base"].transpose("window", "family")[:, k])
        ]
        p = answer["family_p_holm"].transpose("window", "family").values[-1, k]
        verbs = _told(answer, "family_did", k, words).split("; ")
        did = "; ".join(verbs[:_VERBS]) + ("; …" if len(verbs) > _VERBS else "")
        rows.append([f"{kind}, {words.say(sign)}", *cells, chance(words, float(p)), did])
    header = [
        words.say("share of texts followed by (base rate)"),
        *(words.many("{count} day", "{count} days", int(days)) for days in answer["window"].values),
        words.say("corrected p"),
        words.say("what was done"),
    ]
    return table(header, rows, width, align="l" + "r" * (len(header) - 2) + "l") if rows else ""


def _threats(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """List threats and the deeds that followed."""
    words, count = labels.words, answer.sizes["threat"]
    rows = [
        [
            words.date(str(answer["threat_date"].values[k])),
            _told(answer, "threat_words", k, words),
            _first(answer, "threat", k, words),
        ]
        for k in range(max(0, count - _THREATS), count)
    ]
    header = [words.say("threat"), words.say("what was said"), words.say("first deed after it")]
    drawn = table(header, rows, width, align="fll")
    if count > _THREATS:
        left = words.many("{count} earlier threat.", "{count} earlier threats.", count - _THREATS)
        drawn += f"\n+ {left}"
    return drawn


def _granger(answer: xr.Dataset, labels: Labels, width: int) -> str:
    """Lay out who moves whom by month, the surest first."""
    words = labels.words
    names = [str(name) for name in answer["series"].values]
    found = []
    for series in names:
        for shock in names:
            if series == shock:
                continue
            cell = answer.sel(series=series, shock=shock)
            total, low, high = (
                points(words, float(cell[f"response_{part}"]), 1)
                for part in ("total", "total_low", "total_high")
            )
            row = [
                words.say(SERIES_NAMES[shock]),
                words.say(SERIES_NAMES[series]),
                f"{total} [{low}; {high}]",
                words.whole(int(cell["granger_lag"])),
                f"{chance(words, float(cell['granger_p']))} "
                f"({chance(words, float(cell['granger_p_holm']))})",
            ]
            found.append((float(cell["granger_p"]), row))
    found.sort(key=lambda pair: pair[0])
    header = [
        words.say("by month ({actor}): first", actor=labels.member(str(answer.attrs["of"]))),
        words.say("then"),
        words.say("points in a year [95%]"),
        words.say("lag"),
        words.say("p (corrected)"),
    ]
    return table(header, [row for _, row in found], width, align="llrrr")


def _dyads(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Lay out who reacts to whom in each pair."""
    if "other" not in answer.coords:
        return []
    words = labels.words
    rows = []
    for other in answer["other"].values:
        cells = []
        for who in ("actor", "other"):
            cell = answer.sel(other=other, reacts=who)
            cells.append(points(words, float(cell["dyad_sum"])))
            cells.append(
                f"{chance(words, float(cell['dyad_p']))} "
                f"({chance(words, float(cell['dyad_p_holm']))})"
            )
        rows.append([labels.member(str(other)), *cells])
    header = [
        words.say("net friendliness in the pair with"),
        words.say("{actor} reacts", actor=labels.member(str(answer.attrs["of"]))),
        words.say("p (corrected)"),
        words.say("the other reacts"),
        words.say("p (corrected)"),
    ]
    return [table(header, rows, width, align="lrrrr")]


def _about_months(answer: xr.Dataset, words: Words) -> str:
    """Say how the autoregression was made and what its residuals say."""
    said = words.many(
        "Months: a vector autoregression with {count} lag (BIC over 0 to {most}: {chosen}), "
        "{months} months; responses to one standard deviation, orthogonalised in the order of "
        "hostile and friendly acts of the actor, then those of others; intervals from {resamples} "
        "samples of residuals; p: share of shifts of one series against the others.",
        "Months: a vector autoregression with {count} lags (BIC over 0 to {most}: {chosen}), "
        "{months} months; responses to one standard deviation, orthogonalised in the order of "
        "hostile and friendly acts of the actor, then those of others; intervals from {resamples} "
        "samples of residuals; p: share of shifts of one series against the others.",
        int(answer.attrs["lags"]),
        most=words.whole(int(answer["lag"].values[-1])),
        chosen=words.whole(int(answer.attrs["lags_by_bic"])),
        months=words.whole(answer.sizes["date"]),
        resamples=words.whole(int(answer.attrs["resamples"])),
    )
    rare = words.say(
        "Most months of most series are zero; what happens within a month, and what happens "
        "rarely, such a model cannot show."
    )
    return " ".join(part for part in (said, told_residuals(answer, words), rare) if part)
