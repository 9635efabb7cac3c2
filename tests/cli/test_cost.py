"""Tests that `standoff look` says what a long run will cost, before it begins."""

from unittest import mock

import pytest

from command_line import standoff
from standoff.lenses.cost import Cost

LENS = "standoff.lenses.stability"
LOOK = ("look", "chicken", "--lens", "stability", "--set", "draws=0")


def look_at_cost(seconds, *more):
    """Look at a game as if it were large and would take so long."""
    cost = Cost(1_048_576, 20_971_520, seconds, 0.3)
    with (
        mock.patch(f"{LENS}._SMALL", 0),
        mock.patch(f"{LENS}.stability_cost", return_value=cost),
    ):
        return standoff(*LOOK, *more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            (),
            "About 34 seconds and 0.3 GB: 1,048,576 states, 20,971,520 moves. "
            "To bound it: --set most_seconds=10.\n",
        ),
        (
            ("--lang", "id"),
            "Kira-kira 34 detik dan 0,3 GB: 1.048.576 keadaan, 20.971.520 langkah. "
            "Untuk membatasinya: --set most_seconds=10.\n",
        ),
    ],
)
def test_a_long_run_is_announced_on_the_error_stream(more, said):
    """Beside the answer, so that a pipe gets the answer alone."""
    done = look_at_cost(34.0, *more)

    assert done.code == 0
    assert said == done.err
    assert said not in done.out


def test_a_short_run_is_not_announced():
    """Under two seconds nobody wants to know."""
    assert look_at_cost(1.9).err == ""
    assert standoff(*LOOK).err == ""
