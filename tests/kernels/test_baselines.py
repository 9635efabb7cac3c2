"""Tests for `standoff.kernels.baselines`: forecasts that know the past and nothing else."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.kernels.baselines import Cases, chain, frequency, persistence, uniform

FORECASTERS = (uniform, persistence, frequency, chain)
LEARNING = (persistence, frequency, chain)


@st.composite
def cases(draw, most=12):
    """Draw decisions of up to three actors, hold always open, and how much is known when."""
    n, options = draw(st.integers(1, most)), draw(st.integers(2, 5))
    rows = st.lists(st.booleans(), min_size=options - 1, max_size=options - 1)
    is_open = np.array([[True, *row] for row in draw(st.lists(rows, min_size=n, max_size=n))])
    is_open[~is_open[:, 1:].any(axis=1), 1] = True
    came = [draw(st.sampled_from(np.flatnonzero(row).tolist())) for row in is_open]
    known, least = [], 0
    for k in range(n):
        least = draw(st.integers(least, k))
        known.append(least)
    actor = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return Cases(np.array(actor), np.array(came), is_open, np.array(known))


def single(came, known=None, options=3):
    """Lay out decisions of one actor with every option open."""
    n = len(came)
    known = np.arange(n) if known is None else np.array(known)
    return Cases(np.zeros(n, dtype=int), np.array(came), np.ones((n, options), bool), known)


@pytest.mark.parametrize("forecaster", FORECASTERS)
@given(drawn=cases())
def test_forecasts_sum_to_one_over_the_open_options(forecaster, drawn):
    """None gives an open option nothing, nor a closed one anything."""
    shares = forecaster(drawn)

    assert shares.sum(axis=1) == pytest.approx(1)
    assert ((shares > 0) == drawn.is_open).all()


@pytest.mark.parametrize("forecaster", FORECASTERS)
@given(drawn=cases(), data=st.data())
def test_nothing_that_is_not_yet_known_changes_a_forecast(forecaster, drawn, data):
    """The future, and the present day, may be anything."""
    n = data.draw(st.integers(0, len(drawn.came) - 1))
    late = slice(int(drawn.known[n]), None)
    came, actor = drawn.came.copy(), drawn.actor.copy()
    came[late] = 0
    is_open = drawn.is_open.copy()
    is_open[late] = True
    is_open[n] = drawn.is_open[n]
    actor[late] = data.draw(st.integers(0, 2))
    actor[n] = drawn.actor[n]

    changed = forecaster(Cases(actor, came, is_open, drawn.known))

    assert (changed[n] == forecaster(drawn)[n]).all()


@pytest.mark.parametrize("forecaster", LEARNING)
def test_what_is_known_does_change_a_forecast(forecaster):
    """Else the rule against looking ahead would be kept by learning nothing."""
    calm, busy = single([0, 0, 0, 0, 0]), single([1, 1, 1, 1, 0])

    assert forecaster(busy)[4, 1] > forecaster(calm)[4, 1]


def by_dictionary(drawn, n, *, after_last):
    """Forecast one decision as the definitions read, in fractions."""
    known = [
        (int(i), int(x))
        for i, x in zip(drawn.actor, drawn.came, strict=True)
    ][: drawn.known[n]]  # fmt: skip
    mine = [x for i, x in known if i == drawn.actor[n]]
    seen = mine
    if after_last and mine:
        followed = [y for x, y in zip(mine, mine[1:], strict=False) if x == mine[-1]]
        seen = followed or mine
    weights = {
        int(o): seen.count(int(o)) + Fraction(1, 2) for o in np.flatnonzero(drawn.is_open[n])
    }
    return {o: float(w / sum(weights.values())) for o, w in weights.items()}


@pytest.mark.parametrize(("forecaster", "after_last"), [(frequency, False), (chain, True)])
@given(drawn=cases())
def test_running_counts_are_those_of_a_dictionary(forecaster, after_last, drawn):
    """A second implementation, which counts anew for every decision."""
    shares = forecaster(drawn)

    for n in range(len(drawn.came)):
        for o, share in by_dictionary(drawn, n, after_last=after_last).items():
            assert shares[n, o] == pytest.approx(share)


@given(drawn=cases())
def test_persistence_is_the_share_of_moves_by_anybody(drawn):
    """Counted anew for every decision, one half added on each side."""
    shares = persistence(drawn)

    for n, known in enumerate(drawn.known):
        moved = sum(x > 0 for x in drawn.came[:known])
        eps = (moved + 0.5) / (known + 1)
        assert shares[n, 0] == pytest.approx(1 - eps)
        others = shares[n, 1:][drawn.is_open[n, 1:]]
        assert others == pytest.approx(eps / others.size)


def test_a_chain_without_a_past_of_that_choice_is_the_frequency():
    """The last choice was new: nothing is known to have followed it."""
    drawn = single([0, 0, 1, 0])

    assert chain(drawn)[3].tolist() == frequency(drawn)[3].tolist()


def test_a_chain_tells_apart_what_frequency_does_not():
    """Two options in turn: each was taken as often, and the next is plain."""
    drawn = single([0, 1, 0, 1, 0, 1, 0], options=2)

    assert frequency(drawn)[6].tolist() == [0.5, 0.5]
    assert chain(drawn)[6, 0] == pytest.approx(2.5 / 3)


def test_a_single_option_is_certain():
    """Where only hold is open, hold it is, for whoever forecasts."""
    drawn = Cases(np.array([0]), np.array([0]), np.array([[True, False]]), np.array([0]))

    for forecaster in FORECASTERS:
        assert forecaster(drawn).tolist() == [[1.0, 0.0]]
