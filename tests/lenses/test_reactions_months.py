"""Tests for `standoff.lenses.reactions_months`: what follows what, month by month."""

import numpy as np
import pytest
import xarray as xr

from lenses.texts_and_acts import BY_HAND, ask, by_months, event, talks, text
from standoff.kernels.autoregression import bootstrap_responses, companion, fit
from standoff.kernels.reactions import holm


class TestMonths:
    """Who moves whom, month by month."""

    def test_a_planted_reaction_has_its_lag_and_sign(self):
        """Sanctions of one month are followed by tests in the next; the north moves nobody."""
        answer = ask(by_months(), of="north")
        forward = answer.sel(series="conflict_by", shock="conflict_on")
        backward = answer.sel(series="conflict_on", shock="conflict_by")

        assert answer.attrs["lags"] == 1
        assert float(forward["granger_p_holm"]) <= 0.1
        assert float(forward["granger_p"]) < 0.01
        assert float(forward["granger_sum"]) > 0.5
        assert float(forward["response_total_low"]) > 0
        assert float(backward["granger_p"]) > 0.05

    def test_the_actor_answers_within_a_month_by_assumption_never(self):
        """Its own acts come first in the order, so pressure moves them only a month later."""
        answer = ask(by_months(), of="north")

        now = answer["response"].sel(month=0)
        assert float(now.sel(series="conflict_by", shock="conflict_on")) == 0
        assert float(now.sel(series="conflict_by", shock="conflict_by")) == pytest.approx(
            float(answer["shock_size"].sel(shock="conflict_by"))
        )

    def test_intervals_hold_the_responses(self):
        """The percentiles of the bootstrap lie around the estimate in almost every cell."""
        answer = ask(by_months(), of="north")
        is_within = (answer["response_low"] <= answer["response"] + 1e-9) & (
            answer["response"] <= answer["response_high"] + 1e-9
        )

        assert float(is_within.mean()) > 0.95

    def test_each_pair_is_asked_alone(self):
        """Net friendliness of the south moves that of the north: both turn hostile together."""
        pair = ask(by_months(), of="north").sel(other="south")

        assert float(pair["dyad_sum"].sel(reacts="actor")) > 0
        assert float(pair["dyad_p"].sel(reacts="actor")) < 0.01
        assert float(pair["dyad_p"].sel(reacts="other")) > 0.05

    def test_who_takes_advantage_of_kindness_reacts_against_it(self):
        """Sanctions that are eased are followed by tests: net friendliness brings hostility."""
        pair = ask(by_months(verb="ease_sanctions"), of="north").sel(other="south")

        assert float(pair["dyad_sum"].sel(reacts="actor")) < 0
        assert float(pair["dyad_p"].sel(reacts="actor")) < 0.01

    def test_what_is_said_of_the_model_can_be_computed_again(self):
        """The kernel, on the monthly series that the answer holds: root, totals and intervals."""
        answer = ask(by_months(), of="north")
        y, lags = answer["monthly"].values, answer.attrs["lags"]
        b, _ = fit(y, lags)
        drawn = bootstrap_responses(y, lags, 12, 500, np.random.default_rng([0, 1]))
        totals = np.quantile(drawn[:, 1:].sum(axis=1), [0.025, 0.975], axis=0)

        root = np.abs(np.linalg.eigvals(companion(b))).max()
        assert answer.attrs["largest_root"] == pytest.approx(root)
        later = answer["response"].sel(month=slice(1, None)).sum("month")
        assert answer["response_total"].values == pytest.approx(later.values)
        assert answer["response_total_low"].values == pytest.approx(totals[0])
        assert answer["response_total_high"].values == pytest.approx(totals[1])
        assert answer["granger_p_holm"].values == pytest.approx(
            holm(answer["granger_p"].values), nan_ok=True
        )

    def test_a_series_that_hardly_moves_is_left_out(self):
        """Nobody is friendly to the north but in talks, and without talks nobody is."""
        rows = [row for row in by_months() if row.verb != "hold_talks"]

        answer = ask(rows, of="north")

        assert answer["series"].values.tolist() == ["conflict_by", "conflict_on"]
        assert answer.attrs["series_left_out"] == "cooperation_by,cooperation_on"

    @pytest.mark.parametrize(
        ("events", "reason"),
        [
            (BY_HAND, "span"),
            ((*BY_HAND, event(3650, "OTHER", "statement")), "few"),
        ],
    )
    def test_months_in_which_too_little_happens_are_refused(self, events, reason):
        """A hundred days, and ten years in which nothing happens."""
        answer = ask(events, windows=[5])

        assert answer.attrs["months_missing"] == reason
        assert "response" not in answer

    def test_months_that_are_not_asked_for_change_nothing_else(self):
        """A brief leaves them out for speed; what is said by day stays as it is."""
        whole, by_day = ask(by_months(), of="north"), ask(by_months(), of="north", months=False)

        assert by_day.attrs["months_missing"] == "unasked"
        assert "response" not in by_day
        assert set(by_day.data_vars) < set(whole.data_vars)
        xr.testing.assert_equal(whole[list(by_day.data_vars)], by_day[list(by_day.data_vars)])

    def test_a_series_that_follows_from_others_is_left_out(self):
        """Talks are all that is friendly, and both take part: one series is the other."""
        answer = ask(by_months(), of="north")

        assert answer.attrs["series_left_out"] == "cooperation_on"

    def test_series_that_follow_from_each_other_are_refused(self):
        """All that anybody does they do together: what one does is what is done to it."""
        rows = [event(0, "OTHER", "statement"), event(3600, "OTHER", "statement"), text(5)]
        rows += [talks(day) for day in range(30, 3600, 70)]
        rows += [event(day, "north south", "military_clash") for day in range(60, 3600, 90)]

        assert ask(rows, windows=[5]).attrs["months_missing"] == "singular"
