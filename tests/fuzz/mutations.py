"""Spoil crisis files in the ways that a text editor can, reproducibly.

A file is a function of (seed, number) alone. Files are grown from the format's
own cases by one to six mutations of characters, lines, words, values, or by
splicing two cases.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from standoff.errors import SpecError
from standoff.spec.document import read_document

CASES = Path(__file__).parents[2] / "format" / "cases"
LONGEST_SEED = 20_000
MOST_VALUES = 2_000

CHARACTERS = (
    *"\t\n\r \x00\x07\x85\xa0\u2028\ufeff\ud800\U0001f30f",
    *"abzAZ019_-+*/=<>!&|^%$#@~`'\"\\()[]{}:;,.?é≥“",
)
WORDS = (
    "", "~", "null", "true", "false", "yes", "no", "on", "off", ".nan", "-.inf", "1e999", "-0",
    "0x", "0o8", "1_000", "12:30", "2009-04-05", "2009-02-30", "9" * 30, "1e-400", "- ", "? ",
    ": ", "&a ", "*a", "*a ", "<<", "!!str ", "!x ", "---", "...", "%YAML 1.1", "| ", "> ", "|2-",
    "[", "]", "{", "}", "((((", "))))", "not ", " and ", " or ", " if ", " iff ", "min(", "max(",
    " == ", " != ", " >= ", " / 0", " * 1e12", "--", "hold", "pass", "done", "vote", "chance",
    "set", "raise", "lower", "when", "effect", "weights", "ranking", "\\x00", "\\U99999999",
    '"\\ud800"', "a" * 41, "a" * 10_001, "[" * 40, "(" * 41, "1 - " * 160, "\n\n\n", "\r\n", "\t",
)  # fmt: skip
VALUES: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 0.5, 1e12, 1e13, 10**30, float("nan"), float("inf"), "", " ", "a",
    "no such name", "v == ", "1", "true", [], {}, [[]], [None], {"": None}, {"a": {}}, ["a", "a"],
    {"value": 1}, {"value": 1, "range": [2, 3]}, {"chance": []}, {"vote": "a", "pass": {}},
    {"set": {"v": "h"}}, "x" * 2_001, "not " * 400 + "v == h", "../x", "2003-13-01",
)  # fmt: skip


def corpus() -> list[str]:
    """Return the texts to start from: every case that is not huge.

    Valid ones stand in it several times, so that mutants come far.
    """
    paths = [*sorted(CASES.glob("valid/*.yaml")) * 6, *sorted(CASES.glob("invalid/*.yaml"))]
    texts = [path.read_bytes().decode("utf-8", errors="replace") for path in paths]
    return [text for text in texts if len(text) <= LONGEST_SEED]


def mutant(texts: list[str], seed: int, number: int) -> str:
    """Return the spoiled file with this number."""
    draw = random.Random(f"{seed}/{number}")
    text = draw.choice(texts)
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        text = draw.choice(MUTATIONS)(text, texts, draw)
    return text


def _character(text: str, texts: list[str], draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    end = at + draw.choice((0, 1, 1, 3))
    return text[:at] + draw.choice((draw.choice(CHARACTERS), "", text[at:end] * 2)) + text[end:]


def _line(text: str, texts: list[str], draw: random.Random) -> str:
    lines = text.split("\n")
    at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    what = draw.randrange(6)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(other, lines[at])
    elif what == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif what == 3:
        lines[at] = " " * draw.randrange(1, 5) + lines[at]
    elif what == 4:
        lines[at] = lines[at].lstrip()
    else:
        lines.insert(at, draw.choice(draw.choice(texts).split("\n")))
    return "\n".join(lines)


def _word(text: str, texts: list[str], draw: random.Random) -> str:
    spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]+", text)] or [(0, 0)]
    start, end = draw.choice(spans)
    other_start, other_end = draw.choice(spans)
    new = draw.choice((draw.choice(WORDS), text[other_start:other_end]))
    return text[: start if draw.random() < 0.7 else end] + new + text[end:]


def _splice(text: str, texts: list[str], draw: random.Random) -> str:
    other = draw.choice(texts)
    if draw.random() < 0.5:
        lines, others = text.split("\n"), other.split("\n")
        at, start = draw.randrange(len(lines) + 1), draw.randrange(len(others))
        block = others[start : start + draw.randrange(1, 8)]
        return "\n".join([*lines[:at], *block, *lines[at:]])
    return text[: draw.randrange(len(text) + 1)] + other[draw.randrange(len(other) + 1) :]


def _value(text: str, texts: list[str], draw: random.Random) -> str:
    """Change a value of a file that is still YAML; leave others as they are."""
    tree = _tree(text)
    holders = _holders(tree)
    if not holders:
        return text
    holder, step = draw.choice(holders)
    other, other_step = draw.choice(holders)
    what = draw.randrange(6)
    if what == 0:
        del holder[step]
    elif what == 1:
        holder[step] = draw.choice(VALUES)
    elif what == 2:
        holder[step] = json.loads(json.dumps(other[other_step], default=str))
    elif what == 3 and isinstance(holder, dict):
        holder[draw.choice((str(step) + "s", draw.choice(WORDS), str(other_step)))] = holder.pop(
            step
        )
    elif what == 4:
        holder[step] = draw.choice(([holder[step]], {"name": holder[step]}))
    elif isinstance(holder, list):
        holder.insert(draw.randrange(len(holder) + 1), holder[step])
    else:
        holder[step] = str(holder[step])
    return json.dumps(tree, default=str, indent=draw.choice((None, 1)), ensure_ascii=False)


def _tree(text: str) -> object:
    """Read the values of a file; None if it is no YAML, or large with its aliases expanded."""
    try:
        root = read_document(text, "<text>").root
    except SpecError:
        return None
    return root.plain() if root.size <= MOST_VALUES else None


def _holders(tree: object) -> list[tuple[object, object]]:
    """List every place in a tree, as the list or mapping that holds it and the step there."""
    found: list[tuple[object, object]] = []
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found += [(part, key) for key in part]
            waiting += part.values()
        elif isinstance(part, list):
            found += [(part, position) for position in range(len(part))]
            waiting += part
    return found


MUTATIONS: tuple[Callable[[str, list[str], random.Random], str], ...] = (
    _character,
    _character,
    _line,
    _word,
    _word,
    _splice,
    _value,
    _value,
)
