"""Any table with a header, such as a CSV file: the user says which column is what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast, get_args

from standoff.errors import CommandError, nearest
from standoff.record.countries import SCHEMES, Scheme
from standoff.record.imports.layout import NOTHING, Header, Layout, Party, cell, read_header, shown
from standoff.spec.crisis import Confidence

REQUIRED: Final = ("date", "actor", "verb")
OPTIONAL: Final = (
    "id", "target", "end_date", "intensity", "text", "place", "outcome", "source", "url",
    "confidence", "cameo", "plover",
)  # fmt: skip
SETTINGS: Final = ("delimiter", "countries")
"""What a column map may say beside columns: what is between the cells, and the scheme
of country codes."""
_OURS: Final = {"verb": "action", "text": "description", "place": "place_institution"}
"""What a record of ours calls the columns of which a store has another name."""
_DELIMITERS: Final = (",", ";", "\t", "|")


def layout(path: Path, first: tuple[int, str], columns: Mapping[str, str] | None) -> Layout:
    """Return the layout of a file whose first line names its columns.

    Parameters
    ----------
    path
        The file, for messages.
    first
        The number and the text of that line.
    columns
        From what we call a column (`REQUIRED` and `OPTIONAL`) to its name in
        the file, and `SETTINGS`; without it the names are those of a record.

    Raises
    ------
    CommandError
        If the map names what does not exist, or leaves out what is needed.
    """
    said = dict(columns or {})
    delimiter = said.pop("delimiter", "") or _sniffed(first[1])
    scheme = said.pop("countries", "iso3")
    _refuse_settings(delimiter, scheme)
    header = read_header(*first, delimiter)
    at = _positions(path, header, said) if said else _own_positions(path, header)
    return _layout(header, at, cast("Scheme", scheme))


def _sniffed(line: str) -> str:
    """Return what is most often between the names of the columns."""
    return max(_DELIMITERS, key=line.count)


def _refuse_settings(delimiter: str, scheme: str) -> None:
    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise CommandError(
            f"'{delimiter}' cannot be between cells. Give one character, for example ; or a tab."
        )
    if scheme not in SCHEMES:
        raise CommandError(
            f"There is no scheme '{scheme}' of country codes. "
            f"{nearest(scheme, SCHEMES)}Schemes: {', '.join(SCHEMES)}."
        )


def _positions(path: Path, header: Header, said: Mapping[str, str]) -> dict[str, int]:
    """Find the columns that a map names."""
    known = (*REQUIRED, *OPTIONAL)
    problems = [
        f"'{name}' is nothing that an event has. {nearest(name, known)}"
        f"Known are {', '.join((*known, *SETTINGS))}."
        for name in said
        if name not in known
    ]
    problems += [
        f"{path} has no column '{column}' for {name}. {nearest(column, header.names)}"
        f"It has {', '.join(header.names)}."
        for name, column in said.items()
        if name in known and header.position(column) is None
    ]
    problems += [f"No column is said to be the {name}." for name in REQUIRED if name not in said]
    if problems:
        raise CommandError(" ".join(problems))
    found = {name: header.position(column) for name, column in said.items()}
    return {name: position for name, position in found.items() if position is not None}


def _own_positions(path: Path, header: Header) -> dict[str, int]:
    """Find the columns of a record of ours."""
    found = {}
    for name in (*REQUIRED, *OPTIONAL):
        position = header.position(name) or header.position(_OURS.get(name, name))
        if position is not None:
            found[name] = position
    lacking = [name for name in REQUIRED if name not in found]
    if lacking:
        raise CommandError(
            f"{path} has no column for {', '.join(lacking)}. It has {', '.join(header.names)}. "
            "Say which is which with --columns, for example date=Day,actor=From,verb=Deed."
        )
    return found


def _layout(header: Header, at: Mapping[str, int], scheme: Scheme) -> Layout:
    def of(name: str) -> str:
        return cell(at.get(name))

    date, end = of("date"), of("end_date")
    actor, target = _several(of("actor")), _several(of("target"))
    cells = {name: of(name) for name in (*OPTIONAL, "verb") if name not in ("target", "intensity")}
    return Layout(
        format="columns",
        origin="row" if "id" not in at else "",
        width=len(header.names),
        date=_date(date),
        date_written=date,
        actor=Party(actor, scheme, actor),
        target=Party(target, scheme, target),
        intensity=of("intensity"),
        cells={
            **cells,
            "id": of("id") if "id" in at else "left(md5(written), 16)",
            "precision": _precision(date),
            "end_date": _date(end),
            "confidence": f"lower({of('confidence')})",
        },
        header=header.line,
        has_several=True,
        delimiter=header.delimiter,
        # any line may have quotation marks, whatever the first one has
        is_quoted=True,
        flaws=_flaws(end, f"lower({of('confidence')})"),
    )


def _several(names: str) -> str:
    """Write the SQL of names with one ``;`` between them and no spaces around it."""
    return (
        NOTHING
        if names == NOTHING
        else rf"trim(regexp_replace({names}, '\s*;[\s;]*', ';', 'g'), ';')"
    )


def _date(written: str) -> str:
    """Write the SQL of the first day of a day, month or year."""
    if written == NOTHING:
        return "CAST(NULL AS DATE)"
    full = (
        f"CASE length({written}) WHEN 10 THEN {written} WHEN 7 THEN {written} || '-01' "
        f"WHEN 4 THEN {written} || '-01-01' WHEN 8 THEN left({written}, 4) || '-' || "
        f"substring({written}, 5, 2) || '-' || right({written}, 2) END"
    )
    return f"CAST(try_strptime({full}, '%Y-%m-%d') AS DATE)"


def _precision(written: str) -> str:
    return f"CASE length({written}) WHEN 7 THEN 'month' WHEN 4 THEN 'year' ELSE 'day' END"


def _flaws(end: str, confidence: str) -> tuple[tuple[str, str], ...]:
    words = get_args(Confidence)
    listed = ", ".join(f"'{word}'" for word in words)
    return (
        (
            f"{end} <> '' AND ({_date(end)} IS NULL OR length({end}) IN (4, 7))",
            f"'its end date is not a day: ' || {shown(end)}",
        ),
        (
            f"{confidence} NOT IN ('', {listed})",
            f"'its confidence is none of {', '.join(words)}: ' || {shown(confidence)}",
        ),
    )
