"""What came of an import: every row of every file accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from standoff.show.labels import clean
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, words_for

__all__ = ["import_text", "store_text"]

Done = Mapping[str, Any]


COUNTS = ("rows", "taken", "known", "changed", "filtered", "malformed")


def _file(one: Done) -> str:
    """Name a file without its folder, which would fill the table."""
    return clean(PurePath(str(one["source"])).name)


def _header(words: Words) -> list[str]:
    """Title the columns of what became of rows."""
    return [
        words.say("file"),
        words.say("format"),
        words.say("rows"),
        words.say("new"),
        words.say("known"),
        words.say("changed"),
        words.say("not wanted"),
        words.say("malformed"),
    ]


def import_text(place: str, done: Sequence[Done], lang: str = "en", width: int = 100) -> str:
    """Write what became of the rows of each file.

    Parameters
    ----------
    place
        Where the events went.
    done
        The plain data that ``standoff record import --json`` prints.
    lang
        The language, ``en`` or ``id``.
    width
        Columns of the terminal.
    """
    words = words_for(lang)
    header = _header(words)
    rows = [
        [_file(one), one["format"], *(words.whole(one[name]) for name in COUNTS)] for one in done
    ]
    parts = [
        words.say("Imported into {place}:", place=place),
        table(header, rows, width, align="llrrrrrr"),
    ]
    parts += [_malformed(one, words, width) for one in done if one["malformed"]]
    if any(one["changed"] for one in done):
        said = words.say("A changed row is a new claim beside the old one; nothing is overwritten.")
        parts.append(paragraph(said, width))
    return "\n".join(parts) + "\n"


def store_text(report: Done, words: Words, width: int) -> str:
    """Write what a store holds, and every import that filled it."""
    held = report["store"]
    origins = ", ".join(f"{words.whole(count)} {name}" for name, count in held["origins"])
    first, last = (words.date(str(held[name] or "–")) for name in ("first", "last"))
    said = words.many(
        "{source}: {count} event, {first} to {last} ({origins}).",
        "{source}: {count} events, {first} to {last} ({origins}).",
        held["events"],
        source=clean(report["source"]),
        first=first,
        last=last,
        origins=origins or "–",
    )
    older = held["versions"] - held["events"]
    if older:
        said += " " + words.many(
            "{count} older version of them is kept.", "{count} older versions of them are kept.",
            older,
        )  # fmt: skip
    rows = [
        [_file(one), one["format"], *(words.whole(one[name]) for name in COUNTS)]
        for one in held["imports"]
    ]
    header = _header(words)
    parts = [paragraph(said, width), words.say("Imported so far:")]
    return "\n".join([*parts, table(header, rows, width, align="llrrrrrr")]) + "\n"


def _malformed(one: Done, words: Words, width: int) -> str:
    """Say which lines could not be read, why, and where they are kept."""
    kept = (
        words.say("kept in {file}", file=one["aside"])
        if one["aside"]
        else words.say("kept in the store")
    )
    said = words.many(
        "{source}: {count} line could not be read ({kept}).",
        "{source}: {count} lines could not be read ({kept}).",
        one["malformed"],
        source=clean(one["source"]),
        kept=kept,
    )
    examples = [
        words.say("line {line}: {reason}", line=words.whole(line), reason=clean(reason))
        for line, reason in one["examples"]
    ]
    return "\n".join([paragraph(said, width), *([bullets(examples, width)] if examples else [])])
