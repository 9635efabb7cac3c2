"""The words of Gambit's files: texts in quotes, brackets and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from standoff.exchange.carry import Refusals
from standoff.spec.document import place_at

__all__ = ["Token", "Tokens", "plain", "quoted"]

MOST_TOKENS: Final = 300_000
LARGEST: Final = 10**12
MOST_PLAYERS: Final = 60
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([{}])|([^\s{}",]+)|(,)|(\S))')
_NUMBER = re.compile(r"[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,2})?")
_WHOLE = re.compile(r"[-+]?\d{1,40}")


@dataclass(frozen=True)
class Token:
    """A word of the file: a text, a bracket, or anything else."""

    kind: Literal["text", "bracket", "word", "end"]
    text: str
    at: int


class Tokens:
    """Reads one file word by word.

    Examples
    --------
    >>> tokens = Tokens('NFG 1 { "A" } 1/2, -3', Refusals("<text>"))
    >>> tokens.word("NFG"), tokens.whole("a version")
    (None, 1)
    >>> tokens.texts("players"), tokens.number(), tokens.number()
    (['A'], Fraction(1, 2), Fraction(-3, 1))
    """

    def __init__(self, text: str, refusals: Refusals) -> None:
        self.text = text
        self.refusals = refusals
        self.items = self._split()
        self.next = 0

    def _split(self) -> list[Token]:
        found: list[Token] = []
        for match in _TOKEN.finditer(self.text):
            text, bracket, word, comma, odd = match.groups()
            at = match.start(match.lastindex or 0)
            if odd is not None:
                raise self.stop(at, "A text in quotes does not end.", "Add the missing quote.")
            if text is not None:
                found.append(Token("text", text.replace('\\"', '"').replace("\\\\", "\\"), at - 1))
            elif comma is None:
                found.append(Token("bracket" if bracket else "word", bracket or word, at))
            if len(found) > MOST_TOKENS:
                raise self.stop(
                    at, f"The file has more than {MOST_TOKENS:,} words.", "Is it whole?"
                )
        found.append(Token("end", "the end of the file", len(self.text)))
        return found

    def stop(self, at: int, wrong: str, fix: str) -> Exception:
        """Return the error that ends the reading at a position of the text."""
        return self.refusals.stop(place_at(self.text, at), "", wrong, fix)

    @property
    def ahead(self) -> Token:
        """The word that comes next."""
        return self.items[self.next]

    def take(self) -> Token:
        """Read the next word; the end can be read for ever."""
        token = self.ahead
        if token.kind != "end":
            self.next += 1
        return token

    def refuse(self, token: Token, wanted: str) -> Exception:
        """Return the error that something else should stand here."""
        shown = token.text if len(token.text) <= 30 else f"{token.text[:27]}..."
        return self.stop(token.at, f"Here stands {shown!r}.", f"There should be {wanted}.")

    def word(self, expected: str) -> None:
        """Read a word that must be this one."""
        token = self.take()
        if token.kind != "word" or token.text != expected:
            raise self.refuse(token, f"the word {expected}")

    def bracket(self, which: str) -> None:
        """Read a bracket."""
        token = self.take()
        if token.kind != "bracket" or token.text != which:
            raise self.refuse(token, f"'{which}'")

    def is_bracket(self, which: str) -> bool:
        """Say whether a bracket comes next."""
        return self.ahead.kind == "bracket" and self.ahead.text == which

    def string(self, what: str) -> str:
        """Read a text in quotes."""
        token = self.take()
        if token.kind != "text":
            raise self.refuse(token, f"{what} in quotes")
        return token.text

    def texts(self, what: str) -> list[str]:
        """Read texts in brackets."""
        self.bracket("{")
        found = []
        while not self.is_bracket("}"):
            found.append(self.string(what))
        self.bracket("}")
        return found

    def head(self, form: str, version: int) -> tuple[str, list[str]]:
        """Read how a file of a form and version begins: its title, and the players."""
        self.word(form)
        self.whole(f"the version {version}", version, version)
        kind = self.take()
        if kind.text not in ("R", "D"):
            raise self.refuse(kind, "R, or D in old files")
        title = self.string("the title")
        players = self.texts("the name of a player")
        if not 1 <= len(players) <= MOST_PLAYERS:
            raise self.refuse(self.ahead, f"1 to {MOST_PLAYERS} players before this")
        return title, players

    def comment(self) -> str:
        """Read the comment; nothing where there is none."""
        return self.string("the comment") if self.ahead.kind == "text" else ""

    def whole(self, what: str, least: int = 0, most: int = 10**9) -> int:
        """Read a whole number."""
        token = self.take()
        if token.kind != "word" or not _WHOLE.fullmatch(token.text):
            raise self.refuse(token, f"{what}, a whole number")
        if not least <= int(token.text) <= most:
            raise self.refuse(token, f"{what}, from {least} to {most:,}")
        return int(token.text)

    def number(self) -> Fraction:
        """Read a number: whole, with a point, or a fraction."""
        token = self.take()
        above, slash, below = token.text.partition("/")
        good = token.kind == "word" and _NUMBER.fullmatch(above)
        if not good or (slash and not (_WHOLE.fullmatch(below) and int(below) != 0)):
            raise self.refuse(token, "a number such as 3, -0.5 or 1/3")
        found = Fraction(Decimal(above)) / (int(below) if slash else 1)
        if abs(found) > LARGEST:
            raise self.refuse(token, "a number of at most 1e12 in size")
        return found


def plain(value: float | Fraction) -> str:
    """Write a number as Gambit reads it: a fraction as one, the rest without an exponent.

    Examples
    --------
    >>> plain(2.0), plain(1e-7), plain(Fraction(3, 10)), plain(-0.0)
    ('2', '0.0000001', '3/10', '0')
    """
    if isinstance(value, Fraction):
        return str(value)
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def quoted(text: str) -> str:
    r"""Write a text in quotes.

    Examples
    --------
    >>> print(quoted('a "b"'))
    "a \"b\""
    """
    shown = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'
