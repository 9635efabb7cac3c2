"""GDELT: event files of 57 and 58 columns (version 1.0) and of 61 (version 2.0).

The files have no header, and tabs between the cells. Version 1.0 came without
the address of the article until the end of March 2013, and with it (the 58th
column) since; version 2.0 has one more column in each of its three places.

References
----------
The GDELT Event Database, Data Format Codebook, V1.03 (2013) and V2.0 (2015).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from standoff.record.imports.layout import Layout, Party, as_it_stands, day, shown

WIDTHS: Final = (57, 58, 61)
"""Columns that an event file of GDELT may have."""

_ID, _DATE, _VERB, _INTENSITY = 1, 2, 27, 31
_ACTOR_CODE, _ACTOR_COUNTRY = 6, 8
_TARGET_CODE, _TARGET_COUNTRY = 16, 18
_PLACE: Final = {57: 51, 58: 51, 61: 53}
_ADDRESS: Final = {57: None, 58: 58, 61: 61}


def recognize(lines: Sequence[str]) -> Layout | None:
    """Return the layout that most of the first lines have, if they are GDELT's."""
    widths = Counter(len(line.split("\t")) for line in lines)
    width = max(WIDTHS, key=lambda one: widths[one])
    return layout(width) if 2 * widths[width] > len(lines) else None


def layout(width: int) -> Layout:
    """Return the layout of an event file with so many columns."""
    # no program that makes these files writes spaces around a cell
    at = as_it_stands
    number, code = at(_ID), at(_VERB)
    return Layout(
        format="gdelt",
        origin="gdelt",
        width=width,
        date=day(at(_DATE), "%Y%m%d"),
        date_written=at(_DATE),
        actor=Party(at(_ACTOR_COUNTRY), "cameo", at(_ACTOR_CODE)),
        target=Party(at(_TARGET_COUNTRY), "cameo", at(_TARGET_CODE)),
        intensity=at(_INTENSITY),
        cells={
            "id": number,
            "verb": code,
            "place": at(_PLACE[width]),
            "source": "'GDELT'",
            "url": at(_ADDRESS[width]),
        },
        flaws=(
            (
                # to see that it was read as a number is faster, and most are
                f"CASE WHEN numeral >= 0 THEN false "
                f"ELSE NOT regexp_full_match({number}, '[0-9]+') END",
                f"'its id is not a number: ' || {shown(number)}",
            ),
            (
                f"NOT regexp_full_match({code}, '[0-9]{{2,4}}')",
                f"'its verb is not a CAMEO code: ' || {shown(code)}",
            ),
        ),
    )
