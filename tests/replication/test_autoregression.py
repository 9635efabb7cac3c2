"""Published results of vector autoregressions: West German investment, income and consumption.

Source: Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, Springer,
whose data set e1 statsmodels carries for its own tests: 1960 to 1978, quarterly, first
differences of logarithms, 75 of them. Tolerance: the digits printed.
"""

from importlib.resources import files

import numpy as np
import pytest

from standoff.kernels.autoregression import companion, covariance, fit, responses


@pytest.fixture(scope="module")
def growth():
    """Growth of investment, income and consumption, quarter by quarter."""
    path = files("statsmodels") / "tsa/vector_ar/tests/results/e1.dat"
    if not path.is_file():
        pytest.skip("this build of statsmodels comes without its test data")
    rows = [line.split() for line in path.read_text().splitlines() if line[:1].isdigit()]
    return np.diff(np.log(np.array(rows, dtype=float)), axis=0)[:75]


def test_the_coefficients_are_those_in_print(growth):
    """Section 3.2.3, equation (3.2.22): constants, then the slopes of two lags."""
    b, _ = fit(growth, 2)

    assert b.T.round(3).tolist() == [
        [-0.017, -0.320, 0.146, 0.961, -0.161, 0.115, 0.934],
        [0.016, 0.044, -0.153, 0.289, 0.050, 0.019, -0.010],
        [0.013, -0.002, 0.225, -0.264, 0.034, 0.355, -0.022],
    ]


def test_the_covariance_is_that_in_print(growth):
    """Section 3.2.3, equation (3.2.23), in ten-thousandths."""
    _, u = fit(growth, 2)

    assert (1e4 * covariance(u, 2)).round(2).tolist() == [
        [21.30, 0.72, 1.23],
        [0.72, 1.37, 0.61],
        [1.23, 0.61, 0.89],
    ]


def test_shocks_to_growth_die_out(growth):
    """Stable, and two years after a shock nothing is left of it."""
    b, u = fit(growth, 2)

    assert np.abs(np.linalg.eigvals(companion(b))).max() < 1
    assert np.abs(responses(b, covariance(u, 2), 8)[8]).max() < 0.001
