"""The table of dprk-2009's notes that sets its record beside ICEWS."""

import math
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standoff
from reference_data import reference

SCRIPT = runpy.run_path(
    str(Path(__file__).resolve().parents[2] / "scripts" / "compare_with_icews.py"),
    run_name="compare_with_icews",
)
LINES, CORRELATION = SCRIPT["lines"], SCRIPT["rank_correlation"]


def test_the_notes_show_what_the_script_prints():
    """Figures that were once right, and are no longer, are worse than none."""
    path = reference("icews_dyad_year_2002_2014_selected.csv")

    table = "\n".join(LINES(path))

    assert table in standoff.catalog.notes("dprk-2009")


def test_the_notes_say_no_more_than_the_table():
    """The sentence on signs and on zero, read off the printed numbers."""
    cells = [
        cell
        for line in list(LINES(reference("icews_dyad_year_2002_2014_selected.csv")))[2:]
        for cell in line.split("|")
        if " to " in cell
    ]
    lows = [cell.split("(")[1] for cell in cells]

    assert len(cells) == 12
    assert not any(cell.strip().startswith("\N{MINUS SIGN}") for cell in cells)
    assert sum(low.startswith("\N{MINUS SIGN}") for low in lows) > 6


def test_an_interval_worked_by_hand():
    """Ranks with one swap of neighbours of seven: rho = 1 - 6 * 2 / (7 * 48) = 27 / 28.

    z = atanh(27 / 28) = 1.9962; its standard error is sqrt((1 + rho^2 / 2) / 4).
    """
    found = CORRELATION([1, 2, 3, 4, 5, 6, 7], [2, 1, 3, 4, 5, 6, 7])

    rho = 27 / 28
    reach = 1.959963984540054 * math.sqrt((1 + rho * rho / 2) / 4)
    assert found.value == pytest.approx(rho)
    assert math.atanh(found.low) == pytest.approx(0.5 * math.log(55) - reach)
    assert math.atanh(found.high) == pytest.approx(0.5 * math.log(55) + reach)


def test_a_side_that_never_changes_has_no_correlation():
    assert CORRELATION([0, 0, 0, 0], [1, 2, 3, 4]) is None
    assert CORRELATION([1, 2, 3, 4], [7, 7, 7, 7]) is None


@given(
    st.lists(st.integers(0, 5), min_size=4, max_size=12).flatmap(
        lambda ours: st.tuples(
            st.just(ours), st.lists(st.integers(0, 5), min_size=len(ours), max_size=len(ours))
        )
    )
)
def test_an_interval_holds_its_value_and_stays_within_bounds(pair):
    """Ties, reversals and perfect agreement among them."""
    found = CORRELATION(*pair)

    if found is not None:
        assert -1 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1
