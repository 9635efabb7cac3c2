"""What a record holds, counted, and what is worth a second look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from standoff.show.record.import_text import store_text
from standoff.show.record.rows import CONFIDENCE, KINDS
from standoff.show.terminal import bullets, cut, paragraph
from standoff.show.words import Words, mark, words_for

__all__ = ["check_text"]

_NAMED: Final = 8

PRECISION = {
    "day": mark("to the day"),
    "month": mark("to the month"),
    "year": mark("to the year"),
}


def check_text(report: Mapping[str, Any], lang: str = "en", width: int = 100) -> str:
    """Write what checking a record has counted.

    Parameters
    ----------
    report
        The plain data that ``standoff record check --json`` prints.
    lang
        The language, ``en`` or ``id``.
    width
        Columns of the terminal.
    """
    words = words_for(lang)
    if "store" in report:
        return store_text(report, words, width)
    if not report["events"]:
        said = words.say("{source}: The record holds no event.", source=report["source"])
        return paragraph(said, width) + "\n"
    lines = [_held(report, words), *_mapped(report, words)]
    remarks = _remarks(report, words)
    verdict = words.say("No problems.") if not remarks else words.say("Worth a look:")
    return "\n".join([
        *(paragraph(line, width) for line in lines),
        verdict,
        *([bullets(remarks, width)] if remarks else []),
    ]) + "\n"  # fmt: skip


def _held(report: Mapping[str, Any], words: Words) -> str:
    """Say how many events there are, when, of whom, by which sources."""
    dated = ", ".join(
        f"{words.whole(report['precision'][name])} {words.say(title)}"
        for name, title in PRECISION.items()
        if report["precision"].get(name)
    )
    parties = list(report["parties"])
    return " ".join(
        [
            words.many(
                "{source}: {count} event, {first} to {last}, dated {precision}.",
                "{source}: {count} events, {first} to {last}, dated {precision}.",
                report["events"],
                source=report["source"],
                first=words.date(report["first"]),
                last=words.date(report["last"]),
                precision=dated,
            ),
            words.many(
                "{count} party, above all {names}.",
                "{count} parties, above all {names}.",
                len(parties),
                names=", ".join(parties[:3]),
            ),
            words.many("{count} verb.", "{count} verbs.", len(report["verbs"])),
            words.many("{count} source is named.", "{count} sources are named.", report["sources"]),
            _confidence(report, words),
        ]
    )


def _confidence(report: Mapping[str, Any], words: Words) -> str:
    counts = [
        f"{words.whole(report['confidence'][level])} {words.say(title)}"
        for level, title in CONFIDENCE.items()
        if report["confidence"].get(level)
    ]
    none = report["confidence"].get("", 0)
    if none:
        counts.append(words.say("{count} not given", count=words.whole(none)))
    return words.say("Confidence: {counts}.", counts=", ".join(counts))


def _mapped(report: Mapping[str, Any], words: Words) -> list[str]:
    """Say what a crisis takes the events for, and that it can be walked."""
    lines = []
    if "kinds" in report:
        kinds = ", ".join(
            f"{words.whole(report['kinds'][kind])} {words.say(title)}"
            for kind, title in KINDS.items()
            if report["kinds"].get(kind)
        )
        lines.append(
            words.say(
                "Mapped: {kinds}. Events of one move taken together, these are {moves} moves, "
                "which can be made one after the other in {rounds} rounds.",
                kinds=kinds,
                moves=words.whole(report["moves"]),
                rounds=words.whole(report["rounds"]),
            )
        )
    lines.append(
        words.say(
            "Intensity: known for {known} of {events} events, from their own rows for {own}.",
            known=words.whole(report["intensity_known"]),
            events=words.whole(report["events"]),
            own=words.whole(report["intensity_own"]),
        )
    )
    return lines


def _remarks(report: Mapping[str, Any], words: Words) -> list[str]:
    """List what is no error and still worth a look."""
    remarks = []
    bare = report["without_source"]
    if bare:
        remarks.append(
            words.many(
                "{count} event without a source: {ids}.",
                "{count} events without a source: {ids}.",
                len(bare),
                ids=_some(bare),
            )
        )
    for verb, told in report["unknown_verbs"].items():
        guess = (
            " " + words.say("Nearest in spelling: {verb}.", verb=told["nearest"])
            if told["nearest"]
            else ""
        )
        remarks.append(
            words.many(
                "The vocabulary has no verb “{verb}” ({count} event).",
                "The vocabulary has no verb “{verb}” ({count} events).",
                told["events"],
                verb=cut(verb, 40),
            )
            + guess
        )
    unmapped = report.get("kinds", {}).get("unmapped", 0)
    if unmapped:
        remarks.append(
            words.many(
                "{count} event is not mapped; 'standoff record map' says why.",
                "{count} events are not mapped; 'standoff record map' says why.",
                unmapped,
            )
        )
    if report["conflicts"]:
        remarks.append(
            words.many(
                "Sources disagree on {count} event; 'standoff record conflicts' shows them.",
                "Sources disagree on {count} events; 'standoff record conflicts' shows them.",
                report["conflicts"],
            )
        )
    return remarks


def _some(names: list[str]) -> str:
    """List names, the first of them where there are many."""
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
