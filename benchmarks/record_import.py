"""How fast a large event file of GDELT is imported, and in how much memory.

Run with `python benchmarks/record_import.py [--rows N] [--folder F]`. A file of
20 million rows (61 columns, few of them filled, gzipped) is made in a temporary
folder, on a disk with about 3 GB free, and removed in the end. Each measurement
is a process of its own:

- `bare read`: DuckDB's `read_csv`, all columns as text, every cell touched
  (`SELECT count(c0), count(c1), ...`) and none kept;
- `bare count`: the same with `SELECT count(*)`, for which cells are found but not made;
- `bare table`: `CREATE TABLE t AS SELECT * FROM read_csv(...)` into a database
  file, which keeps every column;
- `import`: ours, checks, countries and comparison with what is there included;
- `again`: the same file once more, which adds nothing;
- `overlap`: another file that repeats the last tenth of the first;
- `dyad months`: one dyad, 10 years, both directions;
- `all dyads`: every pair of the 12 countries.

Each line has the ratio to the bare read first, then that to the bare count, of
time and of processor time (all threads). The targets: an import takes at most
three times as long as the bare read of all columns, and under 1 GB; one dyad's
months under 2 s. Three times the bare count, which makes no cell, is what it comes to
at best.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COLUMNS = 61
COUNTRIES = ["PRK", "USA", "KOR", "CHN", "JPN", "RUS", "IRN", "GBR", "FRA", "DEU", "ISR", "UKR"]
CODES = ["010", "020", "036", "042", "046", "051", "057", "111", "112", "120", "138", "160", "190"]
FIRST, LAST = "2013-04-01", "2023-03-31"


def make(path: Path, first: int, rows: int, total: int) -> None:
    """Write rows of a file; which they are depends on their number alone."""
    import duckdb

    def pick(values: list[str], salt: int) -> str:
        return f"{values}[1 + (hash(i * 16 + {salt}) % {len(values)})::INTEGER]"

    day = f"strftime(DATE '{FIRST}' + (i * 3652 // {total})::INTEGER, '%Y%m%d')"
    cells = dict.fromkeys(range(1, COLUMNS + 1), "NULL")
    cells |= {1: "410000000 + i", 2: day, 3: f"left({day}, 6)", 4: f"left({day}, 4)"}
    cells |= {8: pick(COUNTRIES, 1), 18: pick(COUNTRIES, 2), 26: "1", 27: pick(CODES, 3)}
    cells |= {6: cells[8], 16: cells[18], 29: "1 + hash(i) % 4"}
    cells |= {31: pick(["-10.0", "-5.0", "-2.0", "0.0", "1.0", "3.4", "7.0"], 4), 32: "1"}
    cells |= {60: f"{day} || '000000'"}
    chosen = ", ".join(f"{sql} AS c{number}" for number, sql in cells.items())
    duckdb.connect().execute(
        f"COPY (SELECT {chosen} FROM range({first}, {first + rows}) AS r(i)) TO '{path}' "
        "(FORMAT csv, DELIMITER '\t', HEADER false, COMPRESSION gzip)"
    )


def _bare(path: Path) -> str:
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(COLUMNS))
    return (
        f"read_csv('{path}', delim = '\t', quote = '', escape = '', header = false, "
        f"auto_detect = false, columns = {{{columns}}})"
    )


def bare_read(folder: Path) -> str:
    """Touch every cell and keep none."""
    import duckdb

    counts = ", ".join(f"count(c{number})" for number in range(COLUMNS))
    found = duckdb.connect().execute(f"SELECT {counts} FROM {_bare(folder / 'a.gz')}").fetchall()
    return f"{sum(found[0]):,} cells that are not empty"


def bare_count(folder: Path) -> str:
    """Parse every line and keep none."""
    import duckdb

    rows = duckdb.connect().execute(f"SELECT count(*) FROM {_bare(folder / 'a.gz')}").fetchall()
    return f"{rows[0][0]:,} rows"


def bare_table(folder: Path) -> str:
    """Keep every column."""
    import duckdb

    connection = duckdb.connect(str(folder / "bare.db"))
    connection.execute(f"CREATE TABLE t AS SELECT * FROM {_bare(folder / 'a.gz')}")
    connection.close()
    size = (folder / "bare.db").stat().st_size
    (folder / "bare.db").unlink()
    return f"{size / 1e6:,.0f} MB"


def ours(folder: Path, name: str) -> str:
    """Import a file into the store."""
    from standoff.record.imports import import_file

    done = import_file(folder / "world.duckdb", folder / name)
    size = (folder / "world.duckdb").stat().st_size
    return f"{done.taken:,} taken, {done.known:,} known; store {size / 1e6:,.0f} MB"


def months(folder: Path, names: list[str]) -> str:
    """Add up conflict and cooperation by month."""
    import datetime as dt

    from standoff.record.store import open_store

    dyads = [(one, other) for one in names for other in names if one != other]
    with open_store(folder / "world.duckdb") as store:
        began = time.perf_counter()
        found = store.dyad_months(dt.date.fromisoformat(FIRST), dt.date.fromisoformat(LAST), dyads)
        seconds = time.perf_counter() - began
    return f"{len(found.dyads)} dyads, {found.count.sum():,} events; asking took {seconds:.2f} s"


WORKS: dict[str, Callable[[Path], str]] = {
    "bare read": bare_read,
    "bare count": bare_count,
    "bare table": bare_table,
    "import": lambda folder: ours(folder, "a.gz"),
    "again": lambda folder: ours(folder, "a.gz"),
    "overlap": lambda folder: ours(folder, "b.gz"),
    "dyad months": lambda folder: months(folder, COUNTRIES[:2]),
    "all dyads": lambda folder: months(folder, COUNTRIES),
}


def work(name: str, folder: Path) -> None:
    """Do one work, and print what it took."""
    began, cpu = time.perf_counter(), time.process_time()
    said = WORKS[name](folder)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps([took, used, memory, said]))


def main() -> None:
    """Make the files, measure, and print a line for each work."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--folder", help="where the temporary folder is made")
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work, Path(asked.folder))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        make(folder / "a.gz", 0, asked.rows, asked.rows)
        make(folder / "b.gz", asked.rows * 9 // 10, asked.rows // 5, asked.rows)
        size = (folder / "a.gz").stat().st_size
        print(f"{asked.rows:,} rows, {COLUMNS} columns, {size / 1e6:,.0f} MB gzipped\n")
        heads = ["to read", "to count", "seconds", "to read", "to count", "CPU s", "peak MB"]
        print(f"{'':12}", *(f"{head:>8}" for head in heads))
        measured = []
        for one in WORKS:
            command = [sys.executable, __file__, "--work", one, "--folder", name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            measured.append((one, *json.loads(done.stdout)))
        (_, read, read_cpu, *_), (_, count, count_cpu, *_) = measured[:2]
        for one, took, used, memory, said in measured:
            cells = [took / read, took / count, took, used / read_cpu, used / count_cpu, used]
            print(f"{one:12}", *(f"{cell:8.2f}" for cell in cells), f"{memory:8,.0f}  {said}")


if __name__ == "__main__":
    main()
