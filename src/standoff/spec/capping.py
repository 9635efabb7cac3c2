"""A file that is wrong everywhere needs no list of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from standoff.errors import Problem

MOST_TOLD = 100


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the first problems of a file, and say how many more there are."""
    ordered = sorted(set(problems))
    more = len(ordered) - MOST_TOLD
    if more <= 0:
        return ordered
    kept = ordered[:MOST_TOLD]
    last = kept[-1]
    kept.append(
        Problem(
            last.line,
            last.column + 1,
            "",
            f"The file has {more:,} more problem{'s' * (more != 1)} below.",
            "Mend the ones above first.",
        )
    )
    return kept
