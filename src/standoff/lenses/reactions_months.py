"""Months: who reacts to whom, with which lag and sign, by a vector autoregression."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.kernels.tables import Floats
    from standoff.record.series import DyadMonths

__all__ = ["SERIES", "Months", "TooLittle", "by_dyad", "by_month"]

SERIES: Final = ("conflict_by", "cooperation_by", "conflict_on", "cooperation_on")
"""What the actor does, hostile and friendly, then what others do to it.

In this order a shock to what the actor does may move what others do within the
month; what others do moves the actor from the month after.
"""

_MONTHS: Final = 48
"""Fewer months say nothing about lags."""
_ACTIVE: Final = 8
"""A series that is not zero in fewer months is left out."""
_ROOM: Final = 4
"""Months that there must be for each coefficient of an equation."""


class TooLittle(Exception):  # noqa: N818  # it is a state of the record, not a fault
    """There is no autoregression: too short a ``span``, too ``few`` events, or ``singular``.

    ``least`` is how many months there should have been.
    """

    def __init__(self, reason: str, least: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.least = least


@dataclass(frozen=True)
class Months:
    """How an autoregression is made: the most lags, how far it is followed, resampling."""

    lags: int
    horizon: int
    draws: int


def by_month(
    months: DyadMonths, of: str, how: Months, generator: np.random.Generator
) -> xr.Dataset:
    """Fit one autoregression of what an actor does and what is done to it.

    Raises
    ------
    TooLittle
        If the months are too few, or too little happens in them.
    """
    import numpy as np
    import xarray as xr

    from standoff.kernels.autoregression import bootstrap_responses, responses

    every = _series(months, of)
    kept = _kept(every)
    names = [SERIES[k] for k in kept]
    fitted = _fitted(every[:, kept], how)
    result, used = fitted.result, fitted.lags
    moved = responses(result.params, result.sigma_u, how.horizon)
    drawn = bootstrap_responses(every[:, kept], used, how.horizon, how.draws, generator)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    axes = ("month", "series", "shock")
    return xr.Dataset(
        {
            "monthly": (("date", "series"), every[:, kept]),
            "bic": ("lag", fitted.bic),
            "response": (axes, moved),
            "response_low": (axes, low),
            "response_high": (axes, high),
            "shock_size": ("shock", np.sqrt(np.diag(result.sigma_u))),
            **_totals(moved, drawn),
            **_granger(fitted),
        },
        coords={
            "date": [month.isoformat() for month in months.months],
            "series": names,
            "shock": names,
            "lag": np.arange(len(fitted.bic)),
            "month": np.arange(how.horizon + 1),
        },
        attrs={
            "lags": used,
            "lags_by_bic": fitted.chosen,
            "largest_root": fitted.largest_root,
            "portmanteau_p": fitted.portmanteau_p,
            "portmanteau_lags": fitted.portmanteau_lags,
            "resamples": len(drawn),
            "series_left_out": ",".join(name for name in SERIES if name not in names),
        },
    )


def _series(months: DyadMonths, of: str) -> Floats:
    """Add the dyads up to what an actor does and what is done to it; (month, series)."""
    import numpy as np

    by = np.array([actor == of for actor, _ in months.dyads], dtype=bool)
    on = np.array([target == of for _, target in months.dyads], dtype=bool)
    rows = [
        months.conflict[by].sum(axis=0),
        months.cooperation[by].sum(axis=0),
        months.conflict[on].sum(axis=0),
        months.cooperation[on].sum(axis=0),
    ]
    return np.array(rows).T


def _kept(every: Floats) -> list[int]:
    """Choose the series in which enough happens, and that do not follow from those before them.

    Where all that is friendly is done together, for one, what an actor does and
    what is done to it are the same series.

    Raises
    ------
    TooLittle
        If they do not hold both what the actor does and what is done to it.
    """
    import numpy as np

    if len(every) < _MONTHS:
        raise TooLittle("span", _MONTHS)
    active = [k for k in range(len(SERIES)) if np.count_nonzero(every[:, k]) >= _ACTIVE]
    if not _has_both(active):
        raise TooLittle("few", _ACTIVE)
    centred = every - every.mean(axis=0)
    kept: list[int] = []
    for k in active:
        if np.linalg.matrix_rank(centred[:, [*kept, k]]) > len(kept):
            kept.append(k)
    if not _has_both(kept):
        raise TooLittle("singular")
    return kept


def _has_both(series: Sequence[int]) -> bool:
    """Say whether there is something that the actor does, and something done to it."""
    endings = {SERIES[k].rpartition("_")[2] for k in series}
    return endings == {"by", "on"}


@dataclass(frozen=True)
class _Fitted:
    """A fit of statsmodels, how its lags were chosen, and what its residuals say."""

    y: Floats
    result: Any
    lags: int
    chosen: int
    bic: Floats
    largest_root: float
    portmanteau_p: float
    portmanteau_lags: int


def _fitted(y: Floats, how: Months) -> _Fitted:
    """Choose the lags by BIC, and fit.

    Raises
    ------
    TooLittle
        If the series leave no room for a lag, or one follows from the others.
    """
    import numpy as np
    from statsmodels.tsa.vector_ar.var_model import VAR

    months, series = y.shape
    most = min(how.lags, (months // _ROOM - 1) // (series + 1))
    if most < 1 or np.linalg.matrix_rank(y - y.mean(axis=0)) < series:
        raise TooLittle("singular")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of frequencies and of ill-scaled series
        model = VAR(y)
        try:
            bic = np.array(model.select_order(most, trend="c").ics["bic"])
            chosen = int(bic.argmin())
            result = model.fit(max(1, chosen), trend="c")
            looked_at = max(12, result.k_ar + 2)
            white = result.test_whiteness(looked_at, adjusted=True)
        except (np.linalg.LinAlgError, ValueError) as error:
            raise TooLittle("singular") from error
    return _Fitted(
        y=y,
        result=result,
        lags=int(result.k_ar),
        chosen=chosen,
        bic=bic,
        largest_root=float(1 / np.abs(result.roots).min()),
        portmanteau_p=float(white.pvalue),
        portmanteau_lags=looked_at,
    )


def _totals(moved: Floats, drawn: Floats) -> dict[str, tuple[tuple[str, ...], Floats]]:
    """Add responses up over all months after that of the shock, with their intervals."""
    import numpy as np

    low, high = np.quantile(drawn[:, 1:].sum(axis=1), [0.025, 0.975], axis=0)
    parts = {"total": moved[1:].sum(axis=0), "total_low": low, "total_high": high}
    return {f"response_{name}": (("series", "shock"), part) for name, part in parts.items()}


def _granger(fitted: _Fitted) -> dict[str, tuple[tuple[str, ...], Floats]]:
    """Test whether the past of each series helps to foresee each other one.

    The sum of its coefficients gives the sign, the largest t-value the lag.
    """
    import numpy as np

    from standoff.kernels.autoregression import shifted_f
    from standoff.kernels.reactions import holm

    result, lags, size = fitted.result, fitted.lags, fitted.result.neqs
    by_f, by_shift, total, lag = (np.full((size, size), np.nan) for _ in range(4))
    for caused in range(size):
        for causing in range(size):
            rows = 1 + causing + size * np.arange(lags)
            total[caused, causing] = result.params[rows, caused].sum()
            lag[caused, causing] = 1 + np.abs(result.tvalues[rows, caused]).argmax()
            if caused == causing:
                continue
            by_f[caused, causing] = result.test_causality(caused, causing, kind="f").pvalue
            f = shifted_f(fitted.y, lags, caused, causing)
            by_shift[caused, causing] = (f >= f[0] * (1 - 1e-9)).mean()
    axes = ("series", "shock")
    return {
        "granger_p": (axes, by_shift),
        "granger_p_holm": (axes, holm(by_shift)),
        "granger_p_normal": (axes, by_f),
        "granger_sum": (axes, total),
        "granger_lag": (axes, lag),
    }


def by_dyad(months: DyadMonths, of: str, others: Sequence[str], how: Months) -> xr.Dataset | None:
    """Ask the same of each pair alone: net cooperation, one way and the other.

    Returns
    -------
    Dataset or None
        None where no pair fills enough months.
    """
    import numpy as np
    import xarray as xr

    from standoff.kernels.reactions import holm

    rows: dict[str, Any] = {}
    for other in sorted(others):
        pair = months.select([(of, other), (other, of)])
        net = (pair.cooperation - pair.conflict).T
        if pair.dyads[0][0] != of:
            net = net[:, ::-1]
        if (np.count_nonzero(net, axis=0) < _ACTIVE).any():
            continue
        try:
            fitted = _fitted(net, how)
        except TooLittle:
            continue
        rows[other] = fitted.lags, _granger(fitted)
    if not rows:
        return None
    p, total = (
        np.array([[parts[name][1][0, 1], parts[name][1][1, 0]] for _, parts in rows.values()])
        for name in ("granger_p", "granger_sum")
    )
    axes = ("other", "reacts")
    return xr.Dataset(
        {
            "dyad_p": (axes, p),
            "dyad_p_holm": (axes, holm(p)),
            "dyad_sum": (axes, total),
            "dyad_lags": ("other", [lags for lags, _ in rows.values()]),
        },
        coords={"other": list(rows), "reacts": ["actor", "other"]},
    )
