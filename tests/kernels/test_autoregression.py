"""Tests for `standoff.kernels.autoregression`: against print, closed forms and statsmodels."""

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.vector_ar.var_model import VAR

from standoff.kernels.autoregression import (
    bootstrap_responses,
    companion,
    covariance,
    fit,
    regressors,
    responses,
    shifted_f,
    simulate,
)

SLOPES = np.array([[0.5, 0.2], [-0.3, 0.4]])
"""How two series (rows) follow from both a period before."""
COVARIANCE = np.array([[1.0, 0.3], [0.3, 0.5]])


def stacked(*slopes, constant=0.0):
    """Write coefficient matrices the way the kernel keeps them."""
    size = len(slopes[0])
    return np.vstack([np.full((1, size), constant), *(a.T for a in slopes)])


def drawn_series(times, seed, *, samples=1):
    """Simulate the two series above."""
    generator = np.random.default_rng(seed)
    shocks = generator.multivariate_normal(np.zeros(2), COVARIANCE, size=(samples, times))
    return simulate(stacked(SLOPES, constant=1.0), np.ones((1, 2)), shocks)


def german_series():
    """West German investment, income and consumption, as statsmodels has them for its own tests."""
    path = files("statsmodels") / "tsa/vector_ar/tests/results/e1.dat"
    if not path.is_file():
        pytest.skip("this build of statsmodels comes without its test data")
    rows = [line.split() for line in path.read_text().splitlines() if line[:1].isdigit()]
    return np.diff(np.log(np.array(rows, dtype=float)), axis=0)[:75]


def test_the_fit_and_the_responses_are_those_of_statsmodels():
    """Another implementation, on the same series and on simulated ones."""
    for y, lags in ((german_series(), 2), (german_series(), 4), (drawn_series(80, 1)[0], 3)):
        theirs = VAR(y).fit(lags)

        b, u = fit(y, lags)

        assert b == pytest.approx(theirs.params, rel=1e-8, abs=1e-10)
        assert covariance(u, lags) == pytest.approx(theirs.sigma_u)
        assert responses(b, covariance(u, lags), 6) == pytest.approx(theirs.orth_ma_rep(6))


def test_the_fit_is_least_squares():
    """Another one, by singular values and without normal equations."""
    y = drawn_series(60, 5)[0]
    x = regressors(y, 2)

    assert fit(y, 2)[0] == pytest.approx(np.linalg.lstsq(x, y[2:], rcond=None)[0])


def test_many_samples_are_fitted_as_each_alone():
    """The leading axis only saves time."""
    y = drawn_series(50, 2, samples=3)
    b, u = fit(y, 2)

    for sample in range(3):
        alone = fit(y[sample], 2)
        assert b[sample] == pytest.approx(alone[0])
        assert responses(b, covariance(u, 2), 3)[sample] == pytest.approx(
            responses(alone[0], covariance(alone[1], 2), 3)
        )


matrices = st.lists(st.floats(-0.9, 0.9), min_size=4, max_size=4).map(
    lambda cells: np.array(cells).reshape(2, 2)
)


@settings(max_examples=50)
@given(matrices)
def test_with_one_lag_a_response_is_a_power(slopes):
    """After h periods a shock is A^h P; Lütkepohl (2005), equation (2.3.27) with one lag."""
    found = responses(stacked(slopes), COVARIANCE, 5)

    for periods in range(6):
        expected = np.linalg.matrix_power(slopes, periods) @ np.linalg.cholesky(COVARIANCE)
        assert found[periods] == pytest.approx(expected)


@settings(max_examples=50)
@given(matrices, matrices)
def test_a_response_is_the_difference_that_a_shock_makes(one, two):
    """Run the model twice, once with a shock in the first period; constants drop out."""
    b = stacked(one, two, constant=0.7)
    chol = np.linalg.cholesky(COVARIANCE)
    quiet = np.zeros((1, 6, 2))

    for shocked in range(2):
        loud = quiet.copy()
        loud[0, 0] = chol[:, shocked]
        moved = simulate(b, np.ones((2, 2)), loud) - simulate(b, np.ones((2, 2)), quiet)
        assert moved[0, 2:] == pytest.approx(responses(b, COVARIANCE, 5)[:, :, shocked])


def test_the_second_series_cannot_move_the_first_at_once():
    """That is what the order of the series says."""
    at_once = responses(stacked(SLOPES), COVARIANCE, 0)[0]

    assert at_once[0, 1] == 0
    assert at_once @ at_once.T == pytest.approx(COVARIANCE)


def test_the_companion_matrix_by_hand():
    """Two lags of two series: the slopes on top, a shift below; its roots say if shocks die."""
    matrix = companion(stacked(SLOPES, np.eye(2)))

    assert matrix.tolist() == [
        [0.5, 0.2, 1.0, 0.0],
        [-0.3, 0.4, 0.0, 1.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
    ]


def test_simulated_series_give_their_model_back():
    """20,000 periods at seed 4: every coefficient within four standard errors, about 0.03."""
    y = drawn_series(20_000, 4)[0]

    b, u = fit(y, 1)

    assert b == pytest.approx(stacked(SLOPES, constant=1.0), abs=0.05)
    assert covariance(u, 1) == pytest.approx(COVARIANCE, abs=0.03)
    truth = responses(stacked(SLOPES), COVARIANCE, 4)
    assert responses(b, covariance(u, 1), 4) == pytest.approx(truth, abs=0.04)


def test_bootstrap_intervals_hold_the_truth_about_as_often_as_they_say():
    """60 simulated series of 150 periods: between 88% and 99% of nominal 95% intervals."""
    truth = responses(stacked(SLOPES), COVARIANCE, 5)
    generator = np.random.default_rng(9)
    held = []
    for y in drawn_series(150, 8, samples=60):
        drawn = bootstrap_responses(y, 1, 5, 200, generator)
        low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
        held.append((low <= truth) & (truth <= high))

    share = np.mean(held, axis=0)[1:].mean()

    assert 0.88 < share < 0.99


def test_the_f_statistic_is_that_of_statsmodels():
    """The shift by nothing is Granger's test; Lütkepohl (2005), section 3.6.1."""
    y = german_series()
    theirs = VAR(y).fit(2)

    for caused, causing in ((0, 1), (1, 0), (2, 1)):
        expected = theirs.test_causality(caused, causing, kind="f").test_statistic
        assert shifted_f(y, 2, caused, causing)[0] == pytest.approx(expected)


def test_every_shift_is_a_fit_of_its_own():
    """Brute force: turn the series round, and compare sums of squares with and without it."""
    y = drawn_series(30, 12)[0]
    found = shifted_f(y, 2, 0, 1)

    for shift in range(len(y)):
        x = regressors(np.column_stack([y[:, 0], np.roll(y[:, 1], shift)]), 2)
        own = regressors(y[:, :1], 2)
        large, small = (
            np.linalg.lstsq(columns, y[2:, 0], rcond=None)[1][0] for columns in (x, own)
        )
        assert found[shift] == pytest.approx(((small - large) / 2) / (large / (len(y) - 2 - 5)))


def test_shares_of_shifts_are_uniform_where_nobody_reacts():
    """200 pairs of unrelated series of rare bursts at seed 21, by the 0.1% point of Kolmogorov.

    The F law itself rejects too often here, or too rarely: residuals are far from normal.
    """
    generator = np.random.default_rng(21)
    bursts = generator.exponential(size=(200, 120, 2)) * (generator.random((200, 120, 2)) < 0.1)

    p = np.sort([(f >= f[0]).mean() for f in (shifted_f(y, 1, 0, 1) for y in bursts)])

    assert np.abs(p - (np.arange(200) + 0.5) / 200).max() < 1.95 / np.sqrt(200)


def test_a_reaction_is_found_by_shifts():
    """The second series follows half of the first a month later, and not the other way."""
    generator = np.random.default_rng(22)
    y = generator.exponential(size=(240, 2)) * (generator.random((240, 2)) < 0.15)
    y[1:, 1] += 0.5 * y[:-1, 0]

    forward, backward = (shifted_f(y, 1, *pair) for pair in ((1, 0), (0, 1)))

    assert (forward >= forward[0]).mean() < 0.01
    assert (backward >= backward[0]).mean() > 0.05


def test_the_same_generator_gives_the_same_bootstrap():
    """Nothing else is random."""
    y = drawn_series(60, 3)[0]

    one, two = (bootstrap_responses(y, 2, 3, 20, np.random.default_rng(6)) for _ in range(2))

    assert one.tolist() == two.tolist()
    assert one.shape == (20, 4, 2, 2)


def test_samples_in_which_nothing_ever_moves_are_left_out():
    """One event in 40 months: every third time that residuals are drawn again it is not there."""
    y = np.zeros((40, 1))
    y[20] = 1

    drawn = bootstrap_responses(y, 1, 3, 200, np.random.default_rng(1))

    assert 80 < len(drawn) < 170
    assert np.isfinite(drawn).all()
