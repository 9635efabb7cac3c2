"""Which country a code or a name stands for, in the schemes that event data use.

Everything is brought to the three letters of ISO 3166-1. What ISO and the
languages say comes with Babel (Unicode's CLDR); what it lacks stands in
`tables/countries.csv`: the letters and numbers of Correlates of War, the FIPS
10-4 codes of GDELT's places, where CAMEO differs from ISO, and other names.
States that are no more have the code that ISO gave them (SUN, DDR, YUG); South
Vietnam had none, and has the letters of Correlates of War (RVN). Kosovo has the
code in common use (XKX). A number of Correlates of War that lives on in a state
of today stands for that state: 365 is RUS, 345 is SRB.

References
----------
Correlates of War Project, State System Membership List, v2016.
U.S. NIST, FIPS PUB 10-4 (1995), with its changes.
P. A. Schrodt (2012), CAMEO codebook, version 1.1b3, chapter 4.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from standoff.errors import CommandError, nearest
from standoff.record.tables import rows

Scheme = Literal["iso3", "iso2", "cow", "cown", "fips", "cameo", "icews"]
SCHEMES: Final[tuple[str, ...]] = get_args(Scheme)


def iso3(code: str, scheme: Scheme) -> str | None:
    """Return the country that a code or a name stands for; None if it is not known.

    Capitals do not matter.

    Parameters
    ----------
    code
        What the source says.
    scheme
        `iso3` and `iso2` of ISO 3166-1, `cow` and `cown` (letters and numbers
        of Correlates of War), `fips` (FIPS 10-4), `cameo`, or `icews` (English
        names).

    Examples
    --------
    >>> iso3("KN", "fips"), iso3("KN", "iso2"), iso3("731", "cown")
    ('PRK', 'KNA', 'PRK')
    >>> iso3("Russian Federation", "icews"), iso3("IAEA", "iso3") is None
    ('RUS', True)
    """
    return _folded(scheme).get(_fold(code))


@functools.cache
def table(scheme: Scheme) -> Mapping[str, str]:
    """Return the country of every code of a scheme, as the scheme writes it.

    Raises
    ------
    CommandError
        If there is no such scheme.

    Examples
    --------
    >>> table("cameo")["ROM"], len(table("cown"))
    ('ROU', 201)
    """
    if scheme not in SCHEMES:
        raise CommandError(
            f"There is no scheme '{scheme}' of country codes. "
            f"{nearest(scheme, SCHEMES)}Schemes: {', '.join(SCHEMES)}."
        )
    return MappingProxyType(
        {code: row["iso3"] for row in rows("countries.csv") for code in _codes(row, scheme)}
    )


@functools.cache
def countries() -> tuple[str, ...]:
    """Return the three letters of every country that is known, in order."""
    return tuple(row["iso3"] for row in rows("countries.csv"))


def title(iso3: str, lang: str = "en") -> str:
    """Return the name of a country in a language; what is no country stays as it is.

    Examples
    --------
    >>> title("PRK"), title("PRK", "id"), title("SUN", "id"), title("IAEA")
    ('North Korea', 'Korea Utara', 'Uni Soviet', 'IAEA')
    """
    row = _by_iso3().get(iso3)
    if row is None:
        return iso3
    return _own_title(row, lang) or _territories(lang).get(_iso2(row), iso3)


@functools.cache
def _by_iso3() -> Mapping[str, Mapping[str, str]]:
    return {row["iso3"]: row for row in rows("countries.csv")}


def _codes(row: Mapping[str, str], scheme: Scheme) -> Iterator[str]:
    """Yield the codes of a country in a scheme, the one in use first."""
    if scheme == "iso2":
        yield from filter(None, [_iso2(row)])
    elif scheme == "icews":
        names = (title(row["iso3"]), *_split(row["names"]))
        yield from dict.fromkeys(names)
    elif scheme == "iso3":
        yield from (row["iso3"], *_split(row["older"]))
    elif scheme == "cameo":
        yield from dict.fromkeys((row["iso3"], *_split(row["cameo"])))
    else:
        yield from _split(row[scheme])


def _split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def _iso2(row: Mapping[str, str]) -> str:
    """Return the two letters of a country, empty if it has none."""
    if row["iso2"]:
        return row["iso2"]
    from babel.core import get_global

    # a state that is no more has those that came after it, and is none of them
    alias = get_global("territory_aliases").get(row["iso3"], ())
    return str(alias[0]) if len(alias) == 1 else ""


def _own_title(row: Mapping[str, str], lang: str) -> str:
    """Return the name in our table, which has one only where Babel has none."""
    return row["title_id"] if lang == "id" else row["title"]


@functools.cache
def _territories(lang: str) -> Mapping[str, str]:
    """Return the names of countries by their two letters, in English for want of better."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return dict(locale.territories)


@functools.cache
def _folded(scheme: Scheme) -> Mapping[str, str]:
    return {_fold(code): country for code, country in table(scheme).items()}


def _fold(code: str) -> str:
    """Take away what sources write in more than one way."""
    return code.strip().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
