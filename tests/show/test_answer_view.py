"""Tests for what views of several lenses have in common."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from show import fixtures
from standoff.show import figure
from standoff.show.answer_view import GainsView
from standoff.show.canvas import STYLES
from standoff.show.labels import Labels
from standoff.show.words import Words


@pytest.mark.parametrize(
    ("value", "lang", "said"),
    [
        (1.25, "en", "+1.25"),
        (-0.5, "en", "−0.5"),
        (-0.5, "id", "−0,5"),
        (0.004, "en", "0"),
        (-0.004, "en", "0"),
        (float("nan"), "en", "–"),
    ],
)
def test_a_gain_has_its_sign_and_nothing_has_none(value, lang, said):
    """A loss is no gain; what rounds to nothing has no side."""
    answer = fixtures.prisoners()
    view = GainsView(answer, Labels.of(answer, Words(lang)))

    assert view.signed(value) == said


def test_a_row_is_shaded_only_where_everybody_stays():
    """Two states under four concepts; silence under Nash is left, also if one of the two stays."""
    answer = fixtures.prisoners()
    left = tuple(np.argwhere(answer["stable"].values == 0)[0])
    answer["stable"].values[left] = 1

    drawn = figure(answer, "table")

    patches = [patch for axes in drawn.axes for patch in axes.patches]
    shaded = [p for p in patches if to_hex(p.get_facecolor()) == to_hex(STYLES["light"].rest)]
    assert len(shaded) == 7
