"""The statements of an import: what becomes of a line on its way into a store.

`insertion` is one statement, so that the lines flow through it. A line that is
malformed, or no row, goes into the table of events too, as `database` says; its
other cells hold what could be made of it, or null.
"""

from __future__ import annotations

from typing import Final

from standoff.record.imports.layout import NOTHING, Layout, shown
from standoff.record.imports.lines import APART, SHOWN
from standoff.record.imports.parts import LONGEST_CELL, LONGEST_LINE, Parts
from standoff.record.selection import Condition

NO_ROW: Final = "-"
"""The reason given for an empty line, which is not malformed."""

_MOST_BYTES: Final = 4_000_000
"""Bytes of a line that the database takes; the lines that it gets are shorter."""
_BUFFER: Final = 8_000_000
"""Bytes of lines that the database reads at a time; each thread has some of them."""
_NEVER: Final = "\x03"
"""Stands in no line, so that no cell is null."""
_TEXTS: Final = (
    "id", "verb", "text", "place", "outcome", "source", "url", "confidence", "cameo", "plover",
)  # fmt: skip
"""The columns that are taken over as they stand."""
_SAID: Final = (
    "date", "precision", "end_date", "actor", "target", "intensity", *_TEXTS[1:]
)  # fmt: skip
"""The columns that make two versions of an event differ."""

_ODD: Final = "(odd <> '' AND odd <> 'd')"
"""The lines that are no rows with as many cells as they should have."""


def _lines(parts: Parts, files: int) -> str:
    """Return the lines of several files, cut up; each file is read on a thread."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in parts.names)
    return " UNION ALL ".join(
        f"""
        SELECT * FROM read_csv(
            $path_{nth}, auto_detect = false, header = false, delim = '{APART}',
            columns = {{'line': 'BIGINT', {columns}, 'odd': 'VARCHAR'}},
            quote = '', escape = '', nullstr = '{_NEVER}', new_line = '\\n', strict_mode = false,
            max_line_size = {_MOST_BYTES}, buffer_size = {_BUFFER})
        """
        for nth in range(files)
    )


def insertion(layout: Layout, wanted: Condition, files: int) -> str:
    """Return the statement that reads, checks, translates and filters lines.

    They come in so many files. Its parameters are ``path_0`` and so on,
    ``number``, ``origin`` and those of the condition.
    """
    kept = [name for name in (*_SAID, "several", "line") if name not in ("text", "confidence")]
    return f"""
    INSERT INTO event BY NAME
    SELECT {", ".join(kept)}, $origin AS origin, flaw = '' AS newest,
           if(flaw = '', confidence, '') AS confidence,
           if(flaw = '', numeral, NULL) AS number,
           if(flaw = '', if(numeral IS NULL, id, NULL), flaw) AS name,
           if(flaw = '', $number, -$number) AS import,
           if(flaw = '', text, left({_shown(layout.parts)}, {SHOWN})) AS text
    FROM ({_named(layout, files)})
    WHERE flaw <> '' OR {wanted.sql}
    """


_NUMBER: Final = (
    "CASE WHEN CAST(try_cast(id AS BIGINT) AS VARCHAR) = id THEN CAST(id AS BIGINT) END"
)
"""An id as a number, if it is written as one is; null if not."""


def _named(layout: Layout, files: int) -> str:
    """Return the rows with the names of countries instead of the codes of the source."""

    def name(alias: str, side: str) -> str:
        found = f"coalesce({alias}.country, nullif({side}_country, ''), {side}_name)"
        # most names have none, and looking is faster than replacing
        single = f"if(contains({found}, ';'), replace({found}, ';', ','), {found})"
        return found if layout.has_several else single

    several = "contains(actor, ';') OR contains(target, ';')" if layout.has_several else "false"
    return f"""
    SELECT *, {several} AS several FROM (
        SELECT told.*, {name("a", "actor")} AS actor, {name("t", "target")} AS target
        FROM ({_checked(layout, files)}) AS told
        LEFT JOIN country_actor AS a ON a.code = actor_country
        LEFT JOIN country_target AS t ON t.code = target_country
    )
    """


def _part(number: int) -> str:
    """Write a part of a stand-in: its mark and reason, or what it shows."""
    return f"split_part(rest, chr(9), {number})"


def _shown(parts: Parts) -> str:
    """Write what can be shown of a malformed line, whichever way it is."""
    return f"CASE WHEN odd = 'm' THEN {_part(2)} WHEN {_ODD} THEN rest ELSE {parts.written} END"


def _reason(parts: Parts) -> str:
    """Write why a line is no row with as many cells as it should have."""
    return (
        f"CASE odd WHEN 'e' THEN '{NO_ROW}' WHEN 'm' THEN substring({_part(1)}, 2) "
        f"WHEN 'l' THEN 'has more than {LONGEST_LINE:,} bytes' "
        f"ELSE 'has ' || len(string_split(rest, chr(9))) || "
        f"' columns instead of {parts.width}' END"
    )


def _checked(layout: Layout, files: int) -> str:
    """Return the rows with what is wrong with each, empty if nothing is."""
    found = [
        (_ODD, _reason(layout.parts)),
        ("id = ''", "'has no id'"),
        ("date IS NULL", f"'its date is not a day of the calendar: ' || {shown('date_written')}"),
        ("verb = ''", "'has no verb'"),
        (
            "weight <> '' AND NOT coalesce(intensity BETWEEN -10 AND 10, false)",
            f"'its intensity is not a number from -10 to 10: ' || {shown('weight')}",
        ),
        (
            f"odd = 'd' AND greatest({_lengths()}) > {LONGEST_CELL}",
            f"'has a cell of more than {LONGEST_CELL:,} characters'",
        ),
        *layout.flaws,
    ]
    cases = " ".join(f"WHEN {wrong} THEN {reason}" for wrong, reason in found)
    return f"""
    SELECT *, CASE {cases} ELSE '' END AS flaw
    FROM (
        SELECT *, try_cast(nullif(weight, '') AS DOUBLE) AS intensity, {_NUMBER} AS numeral
        FROM ({_told(layout, files)})
    )
    """


def _lengths() -> str:
    return ", ".join(f"length({name})" for name in (*_TEXTS, "actor_name", "target_name"))


def _told(layout: Layout, files: int) -> str:
    """Return the rows as the file has them, under our own names."""
    parts = layout.parts
    cells = {"precision": "'day'", **{name: NOTHING for name in _TEXTS}, **layout.cells}
    dates = {"date": layout.date, "end_date": cells.pop("end_date", "CAST(NULL AS DATE)")}
    cells |= {
        "date_written": layout.date_written,
        "weight": layout.intensity,
        "actor_country": layout.actor.country,
        "actor_name": layout.actor.name,
        "target_country": layout.target.country,
        "target_name": layout.target.name,
    }
    columns = [f"{sql} AS {name}" for name, sql in (dates | cells).items()]
    return f"""
    SELECT line, odd, {", ".join(parts.names)}, {", ".join(columns)}
    FROM ({_lines(parts, files)}) WHERE line > {layout.header}
    """.replace("(written)", f"({parts.written})")


SPREAD: Final = """
    SELECT count(*), count(number), min(number), max(number) FROM event
    WHERE origin = $origin AND import > 0
"""
"""How many rows there are, and between which numbers their ids are."""

DIFFERENT: Final = """
    SELECT bit_count(bitstring_agg(number, $least, $most)) FROM event
    WHERE origin = $origin AND import > 0
"""
"""How many different numbers there are, by a bit for each that there may be."""

MOST_BITS: Final = 1 << 28
"""Numbers that are counted so: each thread has a bit for each, 32 MB in all."""

REPEATED: Final = """
    CREATE OR REPLACE TEMP TABLE repeated AS
    SELECT hash(number, name) AS code FROM event WHERE origin = $origin AND import > 0
    GROUP BY code HAVING count(*) > 1 AND max(import) = $number
"""
"""Which ids stand more than once in the store, and at least once in this import."""

VERSIONS: Final = f"""
    CREATE OR REPLACE TEMP TABLE version AS
    SELECT number, name, import, line, hash({", ".join(_SAID)}) AS content FROM event
    WHERE origin = $origin AND import > 0 AND hash(number, name) IN (SELECT code FROM repeated)
"""
"""All rows of those ids."""

KNOWN: Final = """
    CREATE OR REPLACE TEMP TABLE known AS
    SELECT line FROM (
        SELECT import, line,
               row_number() OVER (PARTITION BY number, name, content ORDER BY import, line) AS nth
        FROM version
    ) WHERE import = $number AND nth > 1
"""
"""New rows of which an earlier one says the same."""

TAKE_OUT: Final = """
    DELETE FROM event WHERE import = $number AND line IN (SELECT line FROM known)
"""

OVERTAKEN: Final = """
    CREATE OR REPLACE TEMP TABLE ranked AS
    SELECT import, line,
           row_number() OVER (PARTITION BY number, name ORDER BY import, line) AS nth,
           row_number() OVER (PARTITION BY number, name ORDER BY import DESC, line DESC)
               AS nth_from_last
    FROM version WHERE NOT (import = $number AND line IN (SELECT line FROM known))
"""
"""The rows that stay, in the order in which they came."""

MARK_NEWEST: Final = """
    UPDATE event SET newest = false FROM ranked
    WHERE event.import = ranked.import AND event.line = ranked.line
      AND ranked.nth_from_last > 1 AND event.newest
"""
