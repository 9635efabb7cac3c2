"""The tables that the record is read with, as they lie in this folder."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from importlib.resources import files


@functools.cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table of this folder, each by column.

    Examples
    --------
    >>> rows("plover.csv")[0]["type"]
    'AGREE'
    """
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
