"""How friendly or hostile an event was: a number from -10 to 10.

The number is taken from where it is known best: the event's own row, else the
table that the user names, else our default for the verb. The idea of such a
scale is Goldstein's; the default numbers are ours, one for each type of PLOVER
and no finer, and stand in `tables/plover.csv`.

References
----------
J. S. Goldstein (1992), A Conflict-Cooperation Scale for WEIS Events Data,
Journal of Conflict Resolution 36(2), 369-385.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from standoff.record.event import Event
from standoff.record.intensities import parse_table, read_table
from standoff.record.tables import rows
from standoff.record.verbs import Verb, find, known_cameo

UNTYPED: Final = 2.0
"""The default size for a verb that has a sign and no PLOVER type, as an appeal."""


@dataclass(frozen=True)
class Scale:
    """The intensity of verbs: a user's table where there is one, else our default.

    ``table`` gives a number to a verb of the record, to a CAMEO code (which
    holds for the codes below it that have none) or to a PLOVER type.
    ``source`` says where the table is from, and is empty for the default.
    """

    table: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""

    def intensity(self, event: Event) -> float | None:
        """Return how friendly (to 10) or hostile (to -10) an event was.

        Returns
        -------
        float or None
            None if nothing is known of its verb.

        Examples
        --------
        >>> import datetime as dt
        >>> test = Event("E1", dt.date(2009, 5, 25), ("PRK",), "nuclear_test")
        >>> DEFAULT.intensity(test), Scale({"15": -7.2}, "mine").intensity(test)
        (-7.0, -7.2)
        """
        if event.intensity is not None:
            return event.intensity
        return self.of_verb(event.verb, event.extra.get("cameo", ""))

    def of_verb(self, verb: str, cameo: str = "") -> float | None:
        """Return the intensity of a verb, or of the CAMEO code beside it.

        In the table the verb itself comes first, then the code that its row
        gives, then the code and the type that the verb stands for; a code is
        looked up with the codes above it.
        """
        known = find(verb, cameo)
        if verb in self.table:
            return self.table[verb]
        codes = (verb, cameo, known.cameo if known else "")
        for code in (name for written in codes for name in _upwards(written)):
            if code in self.table:
                return self.table[code]
        if known is None:
            return None
        return self.table.get(known.plover, default_intensity(known))


DEFAULT: Final = Scale()
"""Our own scale, with no table of a user."""


def default_intensity(verb: Verb) -> float:
    """Return our own number for a verb: by its sign, and by its PLOVER type.

    A verb that is neither friendly nor hostile has 0. One whose sign differs
    from that of its type, or that has no type, has 2 in its own direction.
    """
    row = next((row for row in rows("plover.csv") if row["type"] == verb.plover), None)
    size = float(row["intensity"]) if row else 0.0
    return size if size * verb.sign > 0 else verb.sign * UNTYPED


def _upwards(code: str) -> Iterator[str]:
    """Yield a CAMEO code and the codes above it; nothing if it is none."""
    if code.isascii() and code.isdigit() and known_cameo(code):
        yield from (code[:end] for end in range(len(code), 1, -1))


def read_scale(path: str | Path) -> Scale:
    """Read a table of intensities: a CSV file with the columns code and intensity.

    ``goldstein`` is accepted as the name of the second column; other columns
    are not read.

    Raises
    ------
    RecordError
        If the file cannot be read or any row is wrong; carries every problem.
    """
    return Scale(MappingProxyType(read_table(Path(path), str(path))), str(path))


def parse_scale(text: str, *, source: str = "<text>") -> Scale:
    r"""Read a table of intensities from the text of a CSV file.

    Examples
    --------
    >>> parse_scale("code,intensity\n190,-10\nnuclear_test,-8.5").of_verb("1909")
    -10.0
    """
    return Scale(MappingProxyType(parse_table(text, source)), source)
