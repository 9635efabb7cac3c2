"""The statements of an import: what becomes of a line on its way into a store.

`insertion` is one statement, so that the lines flow through it. A line that is
malformed, or no row, goes into the table of events too, as `database` says; its
other cells hold what could be made of it, or null.
"""

from __future__ import annotations

from typing import Final

from standoff.record.imports.layout import NOTHING, Layout, shown
from standoff.record.imports.lines import APART, MARK, SHOWN
from standoff.record.selection import Condition

LONGEST_LINE: Final = 100_000
"""Bytes that a line may have."""
LONGEST_CELL: Final = 10_000
"""Characters that a text may have, as in a plain record."""

NO_ROW: Final = "-"
"""The reason given for an empty line, which is not malformed."""

_MOST_BYTES: Final = 4_000_000
"""Bytes of a line that the database takes; the lines that it gets are shorter."""
_BUFFER: Final = 8_000_000
"""Bytes of lines that the database reads at a time; each thread has some of them."""
_TEXTS: Final = (
    "id", "verb", "text", "place", "outcome", "source", "url", "confidence", "cameo", "plover",
)  # fmt: skip
"""The columns that are taken over as they stand."""
_SAID: Final = (
    "date", "precision", "end_date", "actor", "target", "intensity", *_TEXTS[1:]
)  # fmt: skip
"""The columns that make two versions of an event differ."""

_LINES: Final = f"""
    SELECT base + nth AS line, coalesce(written, '') AS written
    FROM read_csv($path, auto_detect = false, header = false, delim = '{APART}',
                  columns = {{'base': 'BIGINT', 'nth': 'BIGINT', 'written': 'VARCHAR'}},
                  quote = '', escape = '', new_line = '\\n', strict_mode = false,
                  max_line_size = {_MOST_BYTES}, buffer_size = {_BUFFER})
"""


def insertion(layout: Layout, wanted: Condition) -> str:
    """Return the statement that reads, checks, translates and filters the lines of a file.

    Its parameters are ``path``, ``number`` and those of the condition.
    """
    kept = [name for name in (*_SAID, "several", "line") if name not in ("text", "confidence")]
    return f"""
    INSERT INTO event BY NAME
    SELECT {", ".join(kept)}, $origin AS origin, flaw = '' AS newest,
           if(flaw = '', confidence, '') AS confidence,
           if(flaw = '', {_NUMBER}, NULL) AS number,
           if(flaw = '', if({_NUMBER} IS NULL, id, NULL), flaw) AS name,
           if(flaw = '', $number, -$number) AS import,
           if(flaw = '', text, left(if(is_mark, {_part(2)}, written), {SHOWN})) AS text
    FROM ({_named(layout)})
    WHERE flaw <> '' OR {wanted.sql}
    """


_NUMBER: Final = (
    "CASE WHEN CAST(try_cast(id AS BIGINT) AS VARCHAR) = id THEN CAST(id AS BIGINT) END"
)
"""An id as a number, if it is written as one is; null if not."""


def _named(layout: Layout) -> str:
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
        FROM ({_checked(layout)}) AS told
        LEFT JOIN country_actor AS a ON a.code = actor_country
        LEFT JOIN country_target AS t ON t.code = target_country
    )
    """


def _part(number: int) -> str:
    """Write a part of a stand-in: its mark and reason, or what it shows."""
    return f"split_part(written, chr(9), {number})"


def _checked(layout: Layout) -> str:
    """Return the rows with what is wrong with each, empty if nothing is."""
    found = [
        ("written = ''", f"'{NO_ROW}'"),
        ("is_mark", f"substring({_part(1)}, 2)"),
        (f"strlen(written) > {LONGEST_LINE}", f"'has more than {LONGEST_LINE:,} bytes'"),
        (
            f"width <> {layout.width}",
            f"'has ' || width || ' columns instead of {layout.width}'",
        ),
        ("id = ''", "'has no id'"),
        ("date IS NULL", f"'its date is not a day of the calendar: ' || {shown('date_written')}"),
        ("verb = ''", "'has no verb'"),
        (
            "weight <> '' AND NOT coalesce(intensity BETWEEN -10 AND 10, false)",
            f"'its intensity is not a number from -10 to 10: ' || {shown('weight')}",
        ),
        (
            f"strlen(written) > {LONGEST_CELL} AND greatest({_lengths()}) > {LONGEST_CELL}",
            f"'has a cell of more than {LONGEST_CELL:,} characters'",
        ),
        ("own_flaw <> ''", "own_flaw"),
    ]
    cases = " ".join(f"WHEN {wrong} THEN {reason}" for wrong, reason in found)
    return f"""
    SELECT *, CASE {cases} ELSE '' END AS flaw
    FROM (SELECT *, try_cast(nullif(weight, '') AS DOUBLE) AS intensity FROM ({_told(layout)}))
    """


def _lengths() -> str:
    return ", ".join(f"length({name})" for name in (*_TEXTS, "actor_name", "target_name"))


def _told(layout: Layout) -> str:
    """Return the rows as the file has them, under our own names."""
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
    own = " ".join(f"WHEN {wrong} THEN {reason}" for wrong, reason in layout.flaws)
    columns = [f"{sql} AS {name}" for name, sql in dates.items()]
    columns += [f"{sql} AS {name}" for name, sql in cells.items()]
    return f"""
    SELECT line, written, starts_with(written, '{MARK}') AS is_mark, len(f) AS width,
           {", ".join(columns)},
           {f"CASE {own} ELSE '' END" if own else NOTHING} AS own_flaw
    FROM (
        SELECT line, written, string_split(written, chr(9)) AS f FROM ({_LINES})
        WHERE line > {layout.header}
    )
    """


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
