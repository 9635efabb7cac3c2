"""Vector autoregressions on bare arrays: fit, responses to a shock, and their bootstrap.

Letters
-------
``y[t, i]`` series ``i`` of K at time ``t``; ``p`` lags; ``u`` residuals with
covariance ``S``. The model is ``y_t = c + A_1 y_(t-1) + ... + A_p y_(t-p) + u_t``.
``B`` stacks it: row 0 is ``c``, rows ``1 + K (l - 1)`` to ``K l`` are the
transpose of ``A_l``. A leading axis ``b`` holds samples that are handled at once.

The shocks of a period are told apart by the order of the series: with
``P P' = S`` and ``P`` lower triangular, shock ``j`` moves series ``j`` and those
after it in the same period, and the ones before it only later.

References
----------
Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, Springer:
estimation 3.2.1, orthogonalised responses 2.3.2, bootstrap appendix D.3.
"""

from __future__ import annotations

import numpy as np

from standoff.kernels.tables import Floats


def regressors(y: Floats, lags: int) -> Floats:
    """Return the right-hand side: a column of ones, then the lags, latest first.

    Parameters
    ----------
    y
        (..., time, series).
    lags
        At least 1, fewer than there are times.

    Returns
    -------
    Floats
        (..., time - lags, 1 + series * lags).
    """
    times = y.shape[-2]
    past = [y[..., lags - lag : times - lag, :] for lag in range(1, lags + 1)]
    return np.concatenate([np.ones((*past[0].shape[:-1], 1)), *past], axis=-1)


def fit(y: Floats, lags: int) -> tuple[Floats, Floats]:
    """Fit by least squares, equation by equation.

    Returns
    -------
    B, u
        Coefficients (..., 1 + series * lags, series) and residuals
        (..., time - lags, series).

    Raises
    ------
    numpy.linalg.LinAlgError
        If the regressors of a sample are linearly dependent.
    """
    x, now = regressors(y, lags), y[..., lags:, :]
    turned = np.swapaxes(x, -1, -2)
    b: Floats = np.linalg.solve(turned @ x, turned @ now).astype(np.float64)
    return b, now - x @ b


def covariance(residuals: Floats, lags: int) -> Floats:
    """Return the covariance of residuals, corrected for the coefficients that were fitted."""
    times, series = residuals.shape[-2:]
    cov: Floats = np.swapaxes(residuals, -1, -2) @ residuals / (times - 1 - series * lags)
    return cov


def companion(b: Floats) -> Floats:
    """Return the matrix that takes ``p`` periods to the next.

    Shocks die out if all its eigenvalues lie inside the unit circle.

    Parameters
    ----------
    b
        (..., 1 + series * lags, series).

    Returns
    -------
    Floats
        (..., series * lags, series * lags).
    """
    series = b.shape[-1]
    size = b.shape[-2] - 1
    matrix = np.zeros((*b.shape[:-2], size, size))
    matrix[..., :series, :] = np.swapaxes(b[..., 1:, :], -1, -2)
    matrix[..., np.arange(series, size), np.arange(size - series)] = 1.0
    return matrix


def responses(b: Floats, cov: Floats, horizon: int) -> Floats:
    """Return how each series moves after a shock of one standard deviation to each.

    Parameters
    ----------
    b
        (..., 1 + series * lags, series).
    cov
        (..., series, series), positive definite.
    horizon
        Periods after the shock.

    Returns
    -------
    Floats
        (..., horizon + 1, responding series, shocked series); the first entry is
        the period of the shock itself.

    Examples
    --------
    >>> b = np.array([[0.0, 0.0], [0.5, 1.0], [0.0, 0.5]])
    >>> responses(b, np.eye(2), 2)[:, 1, 0].tolist()
    [0.0, 1.0, 1.0]
    """
    series = b.shape[-1]
    step = companion(b)
    state = np.zeros((*step.shape[:-1], series))
    state[..., :series, :] = np.linalg.cholesky(cov)
    moved = [state[..., :series, :]]
    for _ in range(horizon):
        state = step @ state
        moved.append(state[..., :series, :])
    return np.stack(moved, axis=-3)


def simulate(b: Floats, first: Floats, shocks: Floats) -> Floats:
    """Run the model forward from its first ``p`` periods.

    Parameters
    ----------
    b
        (1 + series * lags, series).
    first
        (lags, series).
    shocks
        (sample, time, series).

    Returns
    -------
    Floats
        (sample, lags + time, series).
    """
    samples, times, series = shocks.shape
    lags = len(first)
    y = np.empty((samples, lags + times, series))
    y[:, :lags] = first
    slopes = b[1:].reshape(lags, series, series)
    for time in range(lags, lags + times):
        now = b[0] + shocks[:, time - lags]
        for lag in range(lags):
            now = now + y[:, time - 1 - lag] @ slopes[lag]
        y[:, time] = now
    return y


def bootstrap_responses(
    y: Floats, lags: int, horizon: int, draws: int, generator: np.random.Generator
) -> Floats:
    """Fit again and again to series made from resampled residuals.

    With a constant in every equation residuals have no mean that should be taken out.
    Samples whose regressors or residuals are degenerate, as happens where a
    series hardly ever moves, are left out.

    Returns
    -------
    Floats
        (sample, horizon + 1, responding series, shocked series), at most
        ``draws`` samples.
    """
    b, u = fit(y, lags)
    picked = generator.integers(0, len(u), size=(draws, len(u)))
    again, residuals = _fit_those_that_can_be(simulate(b, y[:lags], u[picked]), lags)
    cov = covariance(residuals, lags)
    is_regular = np.linalg.eigvalsh(cov)[:, 0] > 1e-12 * np.trace(cov, axis1=1, axis2=2)
    return responses(again[is_regular], cov[is_regular], horizon)


def shifted_f(y: Floats, lags: int, caused: int, causing: int) -> Floats:
    """Return the F statistic of one series helping to foresee another, at every shift of the first.

    A shift moves the causing series around the circle of all periods: its bursts
    stay as they are, and only when they come is changed. Unlike the F law it
    assumes no normal residuals, which series that are mostly zero do not have.

    Parameters
    ----------
    y
        (time, series).
    lags
        As many for every series.
    caused, causing
        Positions of two different series.

    Returns
    -------
    Floats
        (shift,), as many as there are times; the first is that of the series as
        they are.
    """
    times, series = y.shape
    x = regressors(y, lags)
    kept = [k for k in range(x.shape[1]) if k == 0 or (k - 1) % series != causing]
    basis, _ = np.linalg.qr(x[:, kept])
    now = y[lags:, caused] - basis @ (basis.T @ y[lags:, caused])
    time = np.arange(times)
    turned = y[(time - time[:, None]) % times, causing]
    past = regressors(turned[..., None], lags)[..., 1:]
    past = past - basis @ (basis.T @ past)
    along = np.swapaxes(past, 1, 2) @ now
    # a shift may leave a lag without any burst, and then there is nothing to solve for
    inverse = np.linalg.pinv(np.swapaxes(past, 1, 2) @ past, rcond=1e-12, hermitian=True)
    gain = np.einsum("si,sij,sj->s", along, inverse, along)
    left = np.maximum(now @ now - gain, np.finfo(np.float64).tiny)
    f: Floats = gain / lags / (left / (times - lags - 1 - series * lags))
    return f


def _fit_those_that_can_be(y: Floats, lags: int) -> tuple[Floats, Floats]:
    """Fit each sample, leaving out those that have no unique fit."""
    x = regressors(y, lags)
    scale = np.abs(x).max(axis=1, keepdims=True)
    x = x / np.where(scale > 0, scale, 1.0)
    least = np.linalg.eigvalsh(np.swapaxes(x, 1, 2) @ x)[:, 0]
    return fit(y[least > 1e-9], lags)
