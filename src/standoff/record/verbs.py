"""What an event says was done: the verbs of this project, CAMEO codes and PLOVER types.

A record is written with the verbs of `tables/verbs.csv`; event data come with
the codes of CAMEO (two digits for one of twenty roots, three and four for what
lies below) or with the types of PLOVER. Each of the three is a `Verb` here.

References
----------
P. A. Schrodt (2012), CAMEO: Conflict and Mediation Event Observations, Event
and Actor Codebook, version 1.1b3, chapter 2.
A. Halterman, B. E. Bagozzi, A. Beger, P. A. Schrodt and G. I. Scarborough
(2023), PLOVER and POLECAT: A New Political Event Ontology and Dataset.
Open Event Data Alliance (2021), CAMEO2PLOVER: which type a CAMEO code falls
under. One code differs here: 163, embargoes and sanctions, stays with its root
in SANCTION, as the definition of that type says; the list has COERCE.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, cast

from standoff.errors import nearest
from standoff.record.tables import rows

Sign = Literal[-1, 0, 1]
Quad = Literal[
    "verbal cooperation", "material cooperation", "verbal conflict", "material conflict", ""
]

_SIGNS: Final[dict[str, Sign]] = {"-": -1, "0": 0, "+": 1}
_OLDER: Final = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "INVESTIGATE": "ACCUSE",
    "YIELD": "CONCEDE",
}
"""What drafts of PLOVER before 2023 called a type."""


@dataclass(frozen=True)
class Verb:
    """What was done: an action, and where it stands in the two published schemes.

    ``action`` is the word that an event is written with, a CAMEO code or a
    PLOVER type. ``family`` says what it is about. ``plover`` is its PLOVER type
    and ``cameo`` its CAMEO code, each empty where the scheme has none for it.
    ``sign`` is 1 for what is friendly, -1 for what is hostile, 0 for what is
    neither. ``quad`` is its class among verbal and material cooperation and
    conflict. ``titles`` say it by language, after the name of who did it.
    """

    action: str
    family: str
    plover: str
    cameo: str
    sign: Sign
    quad: Quad
    titles: Mapping[str, str]

    def title(self, lang: str = "en") -> str:
        """Say what was done, in English if the language is not known."""
        return self.titles.get(lang, self.titles["en"])


def find(verb: str, cameo: str = "") -> Verb | None:
    """Find a verb of a record, a CAMEO code or a PLOVER type.

    Parameters
    ----------
    verb
        What the event says.
    cameo
        The CAMEO code that its row gives beside it, which decides where
        ``verb`` itself is not known.

    Returns
    -------
    Verb or None
        None if neither is known. A CAMEO code that the codebook does not list
        is found as the nearest code above it that it does.

    Examples
    --------
    >>> find("nuclear_test").plover, find("nuclear_test").sign
    ('MOBILIZE', -1)
    >>> find("1909").cameo, find("ASSAULT").quad, find("juggle") is None
    ('190', 'material conflict', True)
    """
    return _find(verb) or (_find(cameo) if cameo else None)


@functools.lru_cache(maxsize=4096)
def _find(name: str) -> Verb | None:
    """Find a verb by one name."""
    if name in actions():
        return actions()[name]
    if name.isascii() and name.isdigit():
        return _cameo_verb(name)
    return types().get(_OLDER.get(name.upper(), name.upper()))


def suggestion(verb: str) -> str:
    """Word the guess at which verb was meant: a sentence, or nothing.

    Examples
    --------
    >>> suggestion("nuclear_tests")
    "Did you mean 'nuclear_test'? "
    """
    return nearest(verb, (*actions(), *types()))


@functools.cache
def actions() -> Mapping[str, Verb]:
    """Return the verbs of this project, by action."""
    found = {row["action"]: row for row in rows("verbs.csv")}
    return MappingProxyType(
        {
            action: Verb(
                action,
                row["family"],
                row["plover"],
                row["cameo"],
                _SIGNS[row["sign"]],
                _quad(row["plover"], row["cameo"]),
                _titles(row),
            )
            for action, row in found.items()
        }
    )


@functools.cache
def types() -> Mapping[str, Verb]:
    """Return the sixteen types of PLOVER, by name."""
    return MappingProxyType(
        {
            row["type"]: Verb(
                row["type"],
                row["type"].lower(),
                row["type"],
                row["cameo"],
                _SIGNS[row["sign"]],
                cast(Quad, row["quad"]),
                _titles(row),
            )
            for row in rows("plover.csv")
        }
    )


@functools.cache
def cameo_codes() -> frozenset[str]:
    """Return every code of CAMEO, roots included."""
    below = (part for row in rows("cameo.csv") for part in row["below"].split())
    roots = (row["code"] for row in rows("cameo.csv") if row["below"])
    return frozenset([*roots, *(code for part in below for code in _span(part))])


def known_cameo(code: str) -> str | None:
    """Return a CAMEO code, or the nearest one above it that the codebook lists.

    Examples
    --------
    >>> known_cameo("0862"), known_cameo("0869"), known_cameo("99") is None
    ('0862', '086', True)
    """
    if not 2 <= len(code) <= 4:
        return None
    return next(
        (code[:end] for end in range(len(code), 1, -1) if code[:end] in cameo_codes()), None
    )


def _cameo_verb(written: str) -> Verb | None:
    """Return the verb of a CAMEO code: that of the longest row that begins it."""
    code = known_cameo(written)
    if code is None:
        return None
    by_code = {row["code"]: row for row in rows("cameo.csv")}
    row = next(by_code[code[:end]] for end in range(len(code), 1, -1) if code[:end] in by_code)
    return Verb(
        written,
        row["family"],
        row["plover"],
        code,
        _SIGNS[row["sign"]],
        cast(Quad, row["quad"]),
        _titles(row),
    )


def _quad(plover: str, cameo: str) -> Quad:
    """Return the class of a verb: that of its PLOVER type, else of its CAMEO code."""
    if plover:
        return types()[plover].quad
    found = _cameo_verb(cameo)
    return found.quad if found else ""


def _titles(row: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({"en": row["title"], "id": row["title_id"]})


def _span(part: str) -> list[str]:
    """Write out a range of codes of one length: ``0211-0214``, or a single one."""
    first, _, last = part.partition("-")
    return [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]
