"""Compare the record of dprk-2009 with the yearly counts of ICEWS, dyad by dyad.

Run `python scripts/compare_with_icews.py PATH` in the environment of the
project, PATH a table with the columns source, target, year, verbCoop, matlCoop,
verbConf and matlConf. It prints the table that stands in the notes of the
crisis: Spearman's rank correlation over years between the intensities that the
record adds up to and the reports that ICEWS counts, and in how many of the years
the record has anything at all. The data are not shipped.

The interval is that of Bonett and Wright on the scale of Fisher's z. It takes
years for independent draws without ties, and its theory is for more of them than
there are, so that it is too narrow rather than too wide.

References
----------
D. G. Bonett and T. A. Wright (2000), Sample size requirements for estimating
Pearson, Kendall and Spearman correlations, Psychometrika 65(1), 23-28, eq. 3
and the variance (1 + r^2 / 2) / (n - 3).
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import standoff
from standoff.record import load
from standoff.record.evidence import addressed
from standoff.record.series import Dyad, DyadYears, dyad_months

SIX = ("PRK", "KOR", "USA", "JPN", "CHN", "RUS")
FIRST, LAST = 2002, 2012
"""ICEWS begins in 2002; 2012 is the last year that the record covers to its end."""
FEWEST_EVENTS = 5
"""Events that a dyad needs in the record, to have years that can be ranked at all."""

CONFLICT = ("verbConf", "matlConf")
COOPERATION = ("verbCoop", "matlCoop")


@dataclass(frozen=True)
class Correlation:
    """A rank correlation and its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})".replace(
            "-", "\N{MINUS SIGN}"
        )


def rank_correlation(
    ours: Sequence[float], theirs: Sequence[float], level: float = 0.95
) -> Correlation | None:
    """Return Spearman's rho with its interval; None where one side never changes."""
    from scipy.stats import spearmanr

    if len(set(ours)) == 1 or len(set(theirs)) == 1:
        return None
    rho = float(spearmanr(ours, theirs)[0])
    reach = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt((1 + rho**2 / 2) / (len(ours) - 3))
    # rho of 1 has no finite z; its interval is then the point itself
    z = math.atanh(min(max(rho, -1 + 1e-15), 1 - 1e-15))
    return Correlation(rho, math.tanh(z - reach), math.tanh(z + reach))


def record_years() -> DyadYears:
    """Add up the record of the crisis by year, for all pairs of the six."""
    walk = load(standoff.read(standoff.catalog.path("dprk-2009")))
    assert walk is not None
    return dyad_months(
        addressed(walk.events),
        walk.scale,
        since=dt.date(FIRST, 1, 1),
        until=dt.date(LAST, 12, 31),
        dyads=list(itertools.permutations(SIX, 2)),
    ).yearly()


def icews_years(path: Path) -> dict[tuple[Dyad, int], dict[str, int]]:
    """Read the counts of each dyad and year."""
    counts = (*COOPERATION, *CONFLICT)
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            ((row["source"], row["target"]), int(row["year"])): {
                name: int(row[name]) for name in counts
            }
            for row in csv.DictReader(stream)
        }


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of the table."""
    record, icews = record_years(), icews_years(path)
    yield "| who acts on whom | events | years | conflict | in years | cooperation | in years |"
    yield "|---|---:|---:|---|---:|---|---:|"
    for row, dyad in enumerate(record.dyads):
        events = int(record.count[row].sum())
        if events < FEWEST_EVENTS:
            continue
        found = []
        for ours, names in ((record.conflict, CONFLICT), (record.cooperation, COOPERATION)):
            theirs = [sum(icews[dyad, year][name] for name in names) for year in record.years]
            found.append(str(rank_correlation(ours[row].tolist(), theirs) or "never changes"))
            found.append(str(int((ours[row] > 0).sum())))
        yield f"| {' on '.join(dyad)} | {events} | {len(record.years)} | {' | '.join(found)} |"


def main() -> None:
    """Print the table."""
    if len(sys.argv) != 2:
        sys.exit("Usage: python scripts/compare_with_icews.py PATH_TO_CSV")
    print("\n".join(lines(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
