"""Tests for `standoff.lenses.forward`: paths from a date against what came."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from lenses.ferry import QUICK, answer_of, solved, walked
from standoff.lenses.asking import look
from standoff.lenses.forward import cut_off
from standoff.lenses.hindcast import Hindcast
from standoff.policy import course, solve


class TestFromTheCutOff:
    """Paths from a date against what came."""

    def test_the_focus_is_looked_from_if_anything_comes_before_it(self):
        """Else the middle of the record; a date that is given goes first."""
        record = walked()
        early = dataclasses.replace(
            record, calendar=dataclasses.replace(record.calendar, focus=dt.date(2001, 1, 31))
        )

        assert cut_off(record, None) == "2001-04-10"
        assert cut_off(early, None) == "2001-04-01"
        assert cut_off(record, "2001-02-03") == "2001-02-03"

    def test_what_came_is_the_record(self):
        """The state as the day begins, then the levels at the end of each round left."""
        answer, record = answer_of(), walked()
        names = list(record.rounds[0].start)

        assert answer["ahead"].values.tolist() == [3, 4, 5, 6]
        for t, number in enumerate((4, 5, 6), start=1):
            end = record.rounds[number - 1].end
            assert {n: int(answer["came"].sel(variable=n)[t]) for n in names} == end
        day = record.state_on(dt.date(2001, 4, 10))
        assert {n: int(answer["came"].sel(variable=n)[0]) for n in names} == day

    def test_shares_are_those_of_the_exact_course(self):
        """20,000 paths from the state of April, against the law computed without drawing."""
        game, _ = solved()
        start = {"toll": "low", "ferry": "running", "charter": "draft"}
        policy = solve(game)
        settings = Hindcast(paths=20_000, draws=1, seed=3)
        answer = look(game, settings, record=walked(), policy=policy)
        law = course(game, solve(game, start=game.find(start)), 3, first_round=4)

        found = answer["share"].values[1:]

        assert game.moves.code[game.find(start)] == answer.attrs["looked_from"]
        assert np.nanmax(np.abs(found - law.level_share)) < 4 * 0.5 / np.sqrt(20_000)
        assert (np.isnan(found) == np.isnan(law.level_share)).all()

    def test_rivals_are_the_status_quo_any_level_and_the_past(self):
        """Of the toll, in April low; high after February, else low after January and since."""
        answer = answer_of().sel(variable="toll").isel(ahead=slice(1, None))
        given = answer["came_probability"]

        assert answer["came"].values.tolist() == [1, 1, 2]
        assert given.sel(rule="status_quo").values.tolist() == [1, 1, 0]
        assert given.sel(rule="uniform").values == pytest.approx(1 / 3)
        # none at the beginning; low after January, February (up, then down) and March
        assert given.sel(rule="frequency").values == pytest.approx([3 / 4, 3 / 4, 0])

    def test_ranked_scores_are_those_of_the_shares(self):
        """Of the toll by hand: the squares of two cumulated shares, halved."""
        answer = answer_of()
        share = answer["share"].sel(variable="toll").values
        came = answer["came"].sel(variable="toll").values
        below = share.cumsum(axis=1)[:, :2]
        expected = ((below - (came[:, None] <= np.arange(2))) ** 2).sum(axis=1) / 2

        found = answer["ranked_score"].sel(rule="model", variable="toll").values

        assert found[1:] == pytest.approx(expected[1:])
        assert np.isnan(found[0])

    def test_options_used_after_the_cut_off_are_marked(self):
        """The isle adopts in May, and the port lifts in June."""
        answer = answer_of()
        used = answer["option"].values[answer["used_in_record"].values]

        assert used.tolist() == ["port.lift", "isle.table"]
        assert 0 < float(answer["used"].sel(option="port.lift")) <= 1

    def test_what_is_done_on_the_day_itself_is_still_to_come(self):
        """The state looked from is that as the day begins."""
        answer = answer_of(dataclasses.replace(QUICK, date="2001-05-09"))
        used = answer["option"].values[answer["used_in_record"].values]

        assert used.tolist() == ["port.lift", "isle.table"]
        assert int(answer["came"].sel(variable="charter")[0]) == 0

    def test_fewer_rounds_may_be_asked_for(self):
        """The first of them are the same paths."""
        fewer = answer_of(dataclasses.replace(QUICK, rounds=1))

        assert fewer["share"].values == pytest.approx(answer_of()["share"].values[:2], nan_ok=True)
