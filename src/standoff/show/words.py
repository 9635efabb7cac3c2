"""What the program says, in the reader's language, and how it writes numbers and dates.

English is the source: a message is its own key. Other languages are read from
``locale/LANGUAGE/LC_MESSAGES/*.po`` when first needed, so English text costs
no import. Messages carry ``{named}`` places, never positions, because word order
differs between languages.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from standoff.errors import CommandError, nearest
from standoff.vocab import LANGUAGES

__all__ = ["Words", "mark", "words_for"]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

_NARROW = 0.03
"""An interval narrower than this is written with a decimal."""

Catalog = Mapping[str, tuple[str, ...]]


def mark(message: str) -> str:
    """Mark a message that is kept in a constant and said later, so that it is translated.

    Examples
    --------
    >>> mark("rest")
    'rest'
    """
    return message


@functools.cache
def _translations(language: str) -> Catalog:
    """Read the translations of one language: message to its plural forms."""
    folder = files("standoff") / "locale" / language / "LC_MESSAGES"
    table: dict[str, tuple[str, ...]] = {}
    for resource in folder.iterdir():
        if resource.name.endswith(".po"):
            table.update(_entries(resource, language))
    return table


def _entries(resource: Traversable, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what one file translates."""
    from babel.messages.pofile import read_po

    with resource.open("rb") as stream:
        catalog = read_po(stream, locale=language, abort_invalid=True)
    for entry in catalog:
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        spoken = entry.string or ""
        forms = (spoken,) if isinstance(spoken, str) else tuple(spoken)
        if key and all(forms):
            yield key, forms


@dataclass(frozen=True)
class Words:
    """One language: its messages, numbers, percentages and dates.

    Examples
    --------
    >>> english = Words("en")
    >>> english.percent(0.874), english.number(1234.5), english.date("2009-04-05")
    ('87%', '1,234.5', '5 April 2009')
    >>> Words("id").date("2009-08-05"), Words("id").number(1234.5)
    ('5 Agustus 2009', '1.234,5')
    """

    language: str

    def say(self, message: str, **values: object) -> str:
        """Say one message, its places filled."""
        spoken = message if self.language == "en" else self._translated(message)[0]
        return spoken.format(**values) if values else spoken

    def many(self, one: str, several: str, count: int, **values: object) -> str:
        """Say a message about ``count`` things; ``{count}`` is written as a number."""
        if self.language == "en":
            spoken = one if count == 1 else several
        else:
            spoken = self._translated(one, several)[-1]
        return spoken.format(count=self.whole(count), **values)

    def _translated(self, *message: str) -> tuple[str, ...]:
        return _translations(self.language).get(message[0], message)

    def whole(self, count: int) -> str:
        """Write a whole number with its thousands marked."""
        return self.number(count, 0)

    def number(self, value: float, digits: int = 2) -> str:
        """Write a number with at most ``digits`` decimals, without trailing zeros."""
        plain = f"{value:,.{digits}f}"
        if digits:
            plain = plain.rstrip("0").rstrip(".")
        plain = "0" if plain == "-0" else plain
        if self.language == "en":
            return plain
        from babel.numbers import get_decimal_symbol, get_group_symbol

        point, group = get_decimal_symbol(self.language), get_group_symbol(self.language)
        return plain.replace(",", "\0").replace(".", point).replace("\0", group)

    def tiny(self, value: float) -> str:
        """Write an error or a residual, such as 3e-13, in powers of ten."""
        plain = f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e+")
        return "0" if value == 0 else plain

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share between 0 and 1 in percent; what is rare is not called never.

        Examples
        --------
        >>> [Words("en").percent(share) for share in (0, 0.002, 0.5, 0.9999, 1)]
        ['0%', '<1%', '50%', '>99%', '100%']
        >>> Words("id").percent(0.1234, digits=1)
        '12,3%'
        """
        if share != share:
            return "–"
        unit = 10.0**-digits
        if 0 < share * 100 < unit / 2:
            return f"<{self.number(unit, digits)}%"
        if 100 - unit / 2 <= share * 100 < 100:
            return f">{self.number(100 - unit, digits)}%"
        return f"{self._hundredths(share, digits)}%"

    def _hundredths(self, share: float, digits: int) -> str:
        """Write a share in hundredths, halves rounded up, without a sign."""
        whole = int(share * 100 * 10**digits + 0.5) / 10**digits
        point = "." if self.language == "en" else self.number(0.5, 1)[1]
        return f"{whole:.{digits}f}".replace(".", point)

    def interval(self, share: float, low: float, high: float, digits: int | None = None) -> str:
        """Write a share with its interval, a narrow one with a decimal unless told otherwise.

        Examples
        --------
        >>> Words("en").interval(0.874, 0.853, 0.892), Words("en").interval(0.874, 0.867, 0.880)
        ('87% [85–89]', '87.4% [86.7–88.0]')
        """
        if digits is None:
            digits = 0 if high - low >= _NARROW else 1
        ends = (self._hundredths(low, digits), self._hundredths(high, digits))
        return f"{self.percent(share, digits)} [{ends[0]}–{ends[1]}]"

    def date(self, iso: str) -> str:
        """Write an ISO date in full, or the text itself if it is no date."""
        day = _day(iso)
        if day is None:
            return iso
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        from babel.dates import format_date

        return format_date(day, "d MMMM y", locale=self.language)

    def month(self, iso: str) -> str:
        """Write the month of an ISO date in short, as in ``Apr 2009``."""
        day = _day(iso)
        if day is None:
            return iso
        if self.language == "en":
            return f"{_MONTHS[day.month - 1][:3]} {day.year}"
        from babel.dates import format_date

        return format_date(day, "MMM y", locale=self.language)

    def listed(self, items: Sequence[str]) -> str:
        """Join items into a list as a sentence has it.

        Examples
        --------
        >>> Words("en").listed(["a", "b", "c"]), Words("id").listed(["a", "b"])
        ('a, b and c', 'a dan b')
        """
        if len(items) < 2:
            return "".join(items)
        if len(items) == 2:
            return self.say("{first} and {last}", first=items[0], last=items[1])
        return self.say("{several} and {last}", several=", ".join(items[:-1]), last=items[-1])

    def title(self, titles: Mapping[str, str], name: str = "") -> str:
        """Choose the text of this language, else the English one, else the name."""
        return titles.get(self.language) or titles.get("en") or name


def _day(iso: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(iso[:10])
    except ValueError:
        return None


@functools.cache
def words_for(language: str) -> Words:
    """Return the words of a language that the program speaks.

    Raises
    ------
    CommandError
        If the program does not speak ``language``.
    """
    if language not in LANGUAGES:
        raise CommandError(
            f"No language is called '{language}'. "
            f"{nearest(language, LANGUAGES)}Known languages: {', '.join(LANGUAGES)}."
        )
    return Words(language)
