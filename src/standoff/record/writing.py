"""Write events in the plain forms of a record: rows of a table, or mappings of a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from standoff.record.event import Claim
from standoff.record.row import EXTRA, REQUIRED, TEXT

Cells = dict[str, str]

_ORDER: Final = (
    "id", "claim", "date", "end_date", "actor", "action", "target", "plover", "cameo",
    "description", "place_institution", "outcome", "intensity", "source", "url",
    "confidence", "seed",
)  # fmt: skip
_SEVERAL: Final = ("actor", "target")
_NEEDS_QUOTES: Final = re.compile(r'[",\r\n]|^\s|\s$')
_PLAIN: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_.-]*|\d{4}(-\d{2}){0,2}|-?\d{1,2}(\.\d{1,6})?", re.ASCII
)
_WORDS: Final = {"true", "false", "null"}
# YAML takes these for line breaks or a byte order mark, JSON does not
_BREAKS: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029\ufeff"}
_UNWRITABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


def differing(cells: Cells, first: Cells) -> Cells:
    """Return the cells of a claim that say something else than the first row of its event."""
    kept = {"id", "claim"}
    if cells.get("source", "") != first.get("source", ""):
        kept |= {"url", "confidence"}
    return {
        column: cell
        for column, cell in cells.items()
        if column in kept or cell != first.get(column, "")
    }


def cells_of(name: str, claim: Claim) -> Cells:
    """Return all that a claim says, as cells; those that would be empty are left out."""
    assert set(claim.extra) <= set(EXTRA), f"no column for {sorted(set(claim.extra) - set(EXTRA))}"
    intensity = claim.intensity
    cells = {
        "id": name,
        "claim": claim.name,
        "date": _date(claim),
        "end_date": claim.end_date.isoformat() if claim.end_date else "",
        "actor": _names(claim.actors),
        "action": claim.verb,
        "target": _names(claim.targets),
        "description": claim.text,
        "place_institution": claim.place,
        "outcome": claim.outcome,
        "intensity": "" if intensity is None else repr(intensity).removesuffix(".0"),
        "source": claim.source,
        "url": claim.url,
        "confidence": claim.confidence or "",
        **claim.extra,
        **{f"description_{language}": text for language, text in claim.texts.items()},
    }
    cleaned = {column: _cleaned(cell) for column, cell in cells.items()}
    return {column: cell for column, cell in cleaned.items() if cell}


def _date(claim: Claim) -> str:
    """Write a date to its precision; `strftime` would write the year 987 with three digits."""
    return claim.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[claim.precision]]


def _names(names: Sequence[str]) -> str:
    """Join names; the mark between them cannot stand in one."""
    return ";".join(name.replace(";", ",") for name in names)


def _cleaned(cell: str) -> str:
    """Return a cell as it will be read again."""
    ended = cell.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", ended).strip()


def columns_for(rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the columns that a table of these rows needs, in the order in which people read."""
    used = {column for row in rows for column in row} | set(REQUIRED)
    languages = sorted(column for column in used if TEXT.fullmatch(column))
    after = _ORDER.index("description") + 1
    return tuple(c for c in (*_ORDER[:after], *languages, *_ORDER[after:]) if c in used)


def table_line(cells: Mapping[str, str], columns: Sequence[str], end: str = "\n") -> str:
    r"""Write a row of a table.

    Examples
    --------
    >>> table_line({"id": "E1", "description": "Smoke, fire"}, ("id", "date", "description"))
    'E1,,"Smoke, fire"\n'
    """
    written = (cells.get(column, "") for column in columns)
    return ",".join(_quoted(cell) for cell in written) + end


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def list_item(cells: Mapping[str, str], indent: str = "", end: str = "\n") -> str:
    """Write a mapping of a list, a line for each key.

    Examples
    --------
    >>> print(list_item({"id": "E1", "target": "JPN;USA", "seed": "no"}), end="")
    - id: E1
      target: [JPN, USA]
      seed: no
    """
    columns = [column for column in columns_for([cells]) if cells.get(column)]
    lines = (f"{column}: {_value(column, cells[column])}" for column in columns)
    return f"{indent}- " + f"{end}{indent}  ".join(lines) + end


def _value(column: str, cell: str) -> str:
    """Write a value of a list; several names as a list of their own."""
    names = cell.split(";") if column in _SEVERAL else [cell]
    written = [_scalar(name.strip()) for name in names]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _scalar(text: str) -> str:
    """Write a text as it is where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False).translate(_BREAKS)
