"""JSON whose values know their line and column, within limits of depth and number.

Python's own reader tells no places, keeps the last of two equal keys, takes NaN
and falls over on deep nesting.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from standoff.exchange.carry import Refusals
from standoff.spec.document import place_at

__all__ = ["Value", "read_json"]

DEEPEST = 32
MOST_VALUES = 200_000
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Value:
    """A value and where it stands; a list holds values, and so does a mapping."""

    value: Any
    place: tuple[int, int]
    path: str

    @property
    def kind(self) -> str:
        """What the value is, in words.

        Examples
        --------
        >>> Value([], (1, 1), "").kind
        'a list'
        """
        if self.value is None:
            return "null"
        names = {bool: "true or false", str: "a text", list: "a list", dict: "a mapping"}
        return names.get(type(self.value), "a number")


def read_json(text: str, refusals: Refusals) -> Value:
    """Read one JSON value.

    Parameters
    ----------
    text
        The whole file.
    refusals
        Where problems are noted that do not end the reading.

    Returns
    -------
    Value
        The value at the top.

    Raises
    ------
    SpecError
        Where the text is no JSON, or is nested too deeply, or too long.

    Examples
    --------
    >>> found = read_json('{"options": [1]}', Refusals("<text>"))
    >>> found.value["options"].value[0].place
    (1, 14)
    """
    reader = _Reader(text, refusals)
    found = reader.value(0, "")
    if reader.skip() < len(text):
        raise reader.stop("Something follows the end of the JSON.", "Delete it.")
    return found


class _Reader:
    """Reads values from a position on."""

    def __init__(self, text: str, refusals: Refusals) -> None:
        self.text = text
        self.refusals = refusals
        self.at = 0
        self.count = 0
        self._line, self._line_start, self._looked = 1, 0, 0

    def skip(self) -> int:
        """Pass over white space."""
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return self.at

    def place(self) -> tuple[int, int]:
        """Return the line and column of the position, which never goes back."""
        breaks = self.text.count("\n", self._looked, self.at)
        if breaks:
            self._line += breaks
            self._line_start = self.text.rfind("\n", self._looked, self.at) + 1
        self._looked = self.at
        return self._line, self.at - self._line_start + 1

    def stop(self, wrong: str, fix: str) -> Exception:
        """Return the error that ends the reading at the position."""
        return self.refusals.stop(place_at(self.text, self.at), "", wrong, fix)

    def value(self, depth: int, path: str) -> Value:
        """Read the value that begins here."""
        self.skip()
        place = self.place()
        self.count += 1
        if depth > DEEPEST:
            raise self.stop(
                f"Values are nested more than {DEEPEST} deep.", "Is this the right file?"
            )
        if self.count > MOST_VALUES:
            raise self.stop(
                f"The file holds more than {MOST_VALUES:,} values.", "Is this the right file?"
            )
        first = self.text[self.at : self.at + 1]
        if first == "{":
            return Value(self._mapping(depth, path), place, path)
        if first == "[":
            return Value(self._list(depth, path), place, path)
        return Value(self._text() if first == '"' else self._plain(), place, path)

    def _text(self) -> str:
        try:
            found, self.at = _DECODER.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = min(error.pos, len(self.text))
            raise self.stop(
                "A text in quotes is cut off, or holds what JSON does not allow.",
                "End it with a quote, and write line breaks in it as \\n.",
            ) from None
        assert isinstance(found, str)
        return found

    def _plain(self) -> float | int | bool | None:
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            shown = self.text[self.at : self.at + 12].split("\n")[0] or "the end of the file"
            raise self.stop(
                f"A value should stand here, not {shown!r}.",
                "JSON has texts in quotes, numbers, true, false, null, lists and mappings.",
            )
        self.at = match.end()
        digits = match.group()
        if len(digits) > 30:
            raise self.stop("This number is too long.", "Write at most 30 digits.")
        number = float(digits) if set(digits) & set(".eE") else int(digits)
        if number in (float("inf"), float("-inf")):
            raise self.stop("This number is too large.", "Write a number below 1e12.")
        return number

    def _list(self, depth: int, path: str) -> list[Value]:
        found: list[Value] = []
        self.at += 1
        while not self._ends("]", bool(found)):
            found.append(self.value(depth + 1, f"{path}[{len(found) + 1}]"))
        return found

    def _mapping(self, depth: int, path: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        self.at += 1
        while not self._ends("}", bool(found)):
            self.skip()
            place = self.place()
            if self.text[self.at : self.at + 1] != '"':
                raise self.stop("A key in quotes should stand here.", 'Write "key": value.')
            key = self._text()
            if self.text[self.skip() : self.at + 1] != ":":
                raise self.stop("A ':' should stand after the key.", 'Write "key": value.')
            self.at += 1
            here = f"{path}.{key[:40]}" if path else key[:40]
            if key in found:
                self.refusals.add(place, here, "The key stands twice.", "Keep one of them.")
            found[key] = self.value(depth + 1, here)
        return found

    def _ends(self, bracket: str, has_items: bool) -> bool:
        """Pass over what ends a list or mapping, or separates its items."""
        mark = self.text[self.skip() : self.at + 1]
        if mark == bracket:
            self.at += 1
            return True
        if not has_items:
            return False
        if mark != ",":
            raise self.stop(
                f"A ',' or '{bracket}' should stand here.", "Look for a missing bracket."
            )
        self.at += 1
        return False
