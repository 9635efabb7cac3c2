"""Tests for `standoff.lenses.reactions`: counts by hand, planted reactions, and refusals."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import standoff
from standoff import catalog
from standoff.errors import CommandError
from standoff.kernels.autoregression import bootstrap_responses, companion, fit
from standoff.kernels.reactions import holm
from standoff.lenses.reactions_acts import Act, Chronicle, is_deed, is_threat, most_pressed
from standoff.lenses.reactions_days import _signals
from standoff.record import Event, load, walk
from standoff.record.scale import DEFAULT
from standoff.record.verbs import find
from standoff.spec import read_text

CRISIS = """
name: bay
calendar: {start: 1990-01-01, every: month, rounds: 1}
actors: {north: {precision: 1}, south: {precision: 1}}
variables: {lamp: [off, on]}
options: {north: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
interests: {bright: lamp}
weights: {north: {bright: 1}, south: {bright: 1}}
record: {events: record.csv}
"""
FIRST = dt.date(2000, 1, 1)


def event(day, actors, verb, targets="", **more):
    """Make an event so many days after the first of January 2000; names are letters or words."""

    def names(text):
        return tuple(text.split())

    date = FIRST + dt.timedelta(int(day))
    return Event(f"E{day}{verb}{actors}", date, names(actors), verb, names(targets), **more)


def ask(events, **settings):
    """Look at a record of these events, all of them outside the calendar of the crisis."""
    crisis = read_text(CRISIS, source="bay.yaml")
    game = standoff.compile(crisis)
    return standoff.look(
        game, "reactions", record=walk(crisis, events), **{"draws": 99, **settings}
    )


def text(day):
    """Make a text of the Council aimed at the north."""
    return event(day, "UNSC", "adopt_resolution", "north")


def rocket(day):
    """Make a hostile act of the north."""
    return event(day, "north", "rocket_launch")


def talks(day):
    """Make a friendly act of both."""
    return event(day, "north south", "hold_talks")


EDGES = (event(0, "OTHER", "statement"), event(99, "OTHER", "statement"))
"""Events of somebody else, so that the record has 100 days."""

BY_HAND = (*EDGES, text(20), text(60), rocket(18), rocket(23), rocket(25), rocket(64), rocket(60),
           talks(22), talks(90))  # fmt: skip


class TestTheTableByHand:
    """Texts on days 20 and 60 of 100; rockets on 18, 23, 25, 60 and 64; talks on 22 and 90."""

    def test_acts_are_counted_before_and_after_each_text(self):
        """In the 5 days after 20 come the rockets of 23 and 25, and before it that of 18.

        The one on the day of the second text counts on neither side.
        """
        answer = ask(BY_HAND, windows=[5, 30])
        acts = answer["text_acts"].sel(sign="hostile")

        assert acts.sel(phase="after").values.tolist() == [[2, 2], [1, 1]]
        assert acts.sel(phase="before").values.tolist() == [[1, 1], [0, 0]]
        assert acts.sel(phase="change").values.tolist() == [[1, 1], [1, 1]]
        friendly = answer["text_acts"].sel(sign="friendly", phase="after")
        assert friendly.values.tolist() == [[1, 1], [0, 1]]

    def test_means_are_per_text_and_the_base_rate_per_day_of_the_record(self):
        """Five rockets, each seen from 5 days of 100: 25 of 100 days."""
        answer = ask(BY_HAND, windows=[5])
        after = answer.sel(phase="after", window=5, sign="hostile")

        assert after["acts_mean"] == 1.5
        assert after["acts_base"] == pytest.approx(0.25)

    def test_p_values_are_corrected_over_windows_and_signs(self):
        """Each of before, after and change is a question of its own."""
        answer = ask(planted(1, after=5), windows=[7, 30])

        for phase in ("before", "after", "change"):
            found = answer.sel(phase=phase)
            assert found["acts_p_holm"].values.tolist() == holm(found["acts_p"].values).tolist()
        assert (answer["acts_p_holm"] > answer["acts_p"]).any()

    def test_intensities_are_summed_without_their_sign(self):
        """A launch has -7 and talks have 3 on our own scale; three launches follow two texts."""
        answer = ask(BY_HAND, windows=[5]).sel(phase="after", window=5)

        assert answer["intensity_mean"].sel(sign="hostile") == pytest.approx(
            -1.5 * DEFAULT.of_verb("rocket_launch")
        )
        assert answer["intensity_mean"].sel(sign="friendly") == pytest.approx(
            0.5 * DEFAULT.of_verb("hold_talks")
        )

    def test_the_first_act_is_named_with_its_delay(self):
        """After day 20 the talks of 22, after 60 the rocket of 64."""
        answer = ask(BY_HAND, windows=[5])

        assert answer["text_first_delay"].values.tolist() == [2, 4]
        assert answer["text_first_sign"].values.tolist() == [1, -1]
        assert answer["text_first_id"].values.tolist()[1] == rocket(64).id

    def test_an_act_beyond_the_largest_window_is_no_reaction(self):
        """Four days after the second text, and three are looked at."""
        answer = ask(BY_HAND, windows=[3])

        assert answer["text_first_delay"].values.tolist() == [2, -1]

    def test_weeks_begin_on_the_day_after_the_text(self):
        """In week 1 lie the rockets of 23 and 25, and that of 64; in week -1 that of 18."""
        answer = ask(BY_HAND, windows=[5]).sel(sign="hostile")

        assert answer["week"].values.tolist() == [-1, 1]
        assert answer["weekly_mean"].values.tolist() == [0.5, 1.5]

    def test_families_are_counted_once_a_text(self):
        """Both texts are followed by a rocket, one of them by two."""
        answer = ask(BY_HAND, windows=[5])

        assert answer["family_texts"].sel(family="test-", window=5) == 2
        assert answer["family_texts"].sel(family="talks+", window=5) == 1
        assert answer["family_share"].sel(family="talks+", window=5) == 0.5

    def test_a_window_that_the_record_cuts_off_is_marked(self):
        """Nineteen days after day 80 end on the last day, 99, and twenty after it."""
        answer = ask((*BY_HAND, text(80)), windows=[19, 20])

        assert answer["text_is_complete"].values.tolist()[-1] == [True, False]

    def test_a_window_as_long_as_half_the_record_is_left_out(self):
        """It would hold everything, wherever it lay."""
        assert ask(BY_HAND, windows=[5, 50]).sizes["window"] == 1


def test_reports_of_one_event_count_once():
    """The same day, actor, verb and target; another target is another act."""
    double = replace(rocket(23), id="again", intensity=-3.0)
    other = event(23, "north", "rocket_launch", "south")

    once = ask((*BY_HAND, double), windows=[5])
    twice = ask((*BY_HAND, other), windows=[5])

    after = {"phase": "after", "window": 5, "sign": "hostile"}
    assert once["acts_mean"].sel(after) == 1.5
    assert once["intensity_mean"].sel(after) == pytest.approx((5 + 7 + 7) / 2)
    assert twice["acts_mean"].sel(after) == 2.0


def test_an_event_without_a_day_is_left_out_and_counted():
    """Nobody knows on which side of a text it lies."""
    vague = replace(rocket(31), precision="month")

    answer = ask((*BY_HAND, vague), windows=[5, 30])

    assert answer.attrs["events_left_out"] == 1
    assert answer["text_acts"].sel(sign="hostile", phase="after").values[0].tolist() == [2, 2]


def test_only_texts_aimed_at_the_actor_and_of_the_bodies_named_count():
    """A text on another, and a resolution of an agency where only the Council is asked for."""
    others = (
        event(40, "UNSC", "adopt_resolution", "south"),
        event(41, "IAEA", "adopt_resolution", "north"),
        event(42, "UNSC", "denounce", "north"),
    )

    assert ask((*BY_HAND, *others), windows=[5]).sizes["text"] == 3
    assert ask((*BY_HAND, *others), windows=[5], bodies="UNSC").sizes["text"] == 2
    assert ask((*BY_HAND, *others), windows=[5], texts="denounce").sizes["text"] == 1


def test_a_text_that_is_friendly_by_its_row_is_no_pressure():
    """The analyst says so with an intensity above zero."""
    welcome = replace(text(60), intensity=3.0)
    stern = replace(text(60), intensity=-6.0)
    rest = [row for row in BY_HAND if row.id != text(60).id]

    assert ask((*rest, welcome), windows=[5]).sizes["text"] == 1
    assert ask((*rest, stern), windows=[5]).sizes["text"] == 2


def test_by_default_the_most_pressed_actor_is_asked_about():
    """Two texts are aimed at the north, and nothing hostile at the south."""
    assert ask(BY_HAND, windows=[5]).attrs["of"] == "north"
    assert most_pressed(BY_HAND, ["south"]) is None
    assert most_pressed([text(1), event(2, "a", "accuse", "south")], ["south", "north"]) == "north"


def test_dates_bound_what_is_looked_at():
    """From day 30 on only the second text is there."""
    answer = ask(BY_HAND, windows=[5], since="2000-01-31")

    assert answer.sizes["text"] == 1
    assert (answer.attrs["since"], answer.attrs["days"]) == ("2000-01-31", 70)


def planted(seed, *, after=0, before=0, quiet=0, kind=rocket):
    """Draw ten years of acts at random, and plant some around twelve texts.

    ``after`` and ``before`` are acts planted in the week on either side of each
    text; for ``quiet`` days after it nothing happens.
    """
    generator = np.random.default_rng(seed)
    marks = 150 + 290 * np.arange(12) + generator.integers(0, 60, 12)
    days = set(generator.choice(3650, 400, replace=False).tolist())
    for mark in marks.tolist():
        days -= set(range(mark, mark + quiet + 1))
        days |= {mark + step for step in range(1, after + 1)}
        days |= {mark - step for step in range(1, before + 1)}
    edges = (event(0, "OTHER", "statement"), event(3649, "OTHER", "statement"))
    return (*edges, *(text(mark) for mark in marks), *(kind(day) for day in sorted(days)))


class TestTheVerdict:
    """Reactions that are planted, and what confounds them."""

    def test_more_hostile_acts_after_than_before_is_hardening(self):
        """Five in the week after each text, one or none before."""
        answer = ask(planted(1, after=5), windows=[7, 30])

        assert answer.attrs["verdict"] == "harden"
        assert answer["signal"].sel(window=7, sign="hostile") == 1

    def test_fewer_hostile_acts_than_the_base_rate_is_bending(self):
        """None for 60 days after each text."""
        answer = ask(planted(2, quiet=60), windows=[30, 60])

        assert answer.attrs["verdict"] == "bend"
        assert answer["signal"].sel(window=60, sign="hostile") == -1

    def test_texts_in_the_middle_of_a_campaign_tell_nothing(self):
        """Five acts on either side: far above the base rate, and no change."""
        answer = ask(planted(3, after=5, before=5), windows=[7])

        assert float(answer["acts_p_holm"].sel(phase="after", window=7, sign="hostile")) < 0.05
        assert answer.attrs["verdict"] == "open"

    def test_friendly_acts_after_texts_are_bending(self):
        """The same with talks in the place of rockets; and their end is hardening."""
        assert ask(planted(5, after=5, kind=talks), windows=[7]).attrs["verdict"] == "bend"
        assert ask(planted(6, quiet=60, kind=talks), windows=[60]).attrs["verdict"] == "harden"

    @pytest.mark.parametrize("kind", [rocket, talks])
    def test_texts_that_welcome_or_condemn_what_was_done_tell_nothing(self, kind):
        """The acts came before the text and caused it; that they then end is no reaction."""
        answer = ask(planted(8, before=6, kind=kind), windows=[7])
        cell = answer["acts_p_holm"].sel(phase="change", window=7)

        assert float(cell.min()) < 0.05
        assert answer.attrs["verdict"] == "open"

    def test_talks_that_went_on_before_are_no_bending(self):
        """Above the base rate on both sides."""
        answer = ask(planted(5, after=5, before=5, kind=talks), windows=[7])

        assert answer.attrs["verdict"] == "open"

    @pytest.mark.parametrize("seed", range(8))
    def test_texts_that_do_nothing_are_said_to_do_nothing(self, seed):
        """Nothing is planted; a verdict needs two tests, each corrected to 5%."""
        assert ask(planted(seed), windows=[7, 30]).attrs["verdict"] == "open"


@pytest.mark.parametrize(
    ("above", "change", "p", "expected"),
    [
        (1.0, 1.0, (0.04, 0.04), [1, -1]),
        (-1.0, -1.0, (0.04, 0.04), [-1, 1]),
        (1.0, -1.0, (0.04, 0.04), [0, 0]),
        (-1.0, 1.0, (0.04, 0.04), [0, 0]),
        (1.0, 1.0, (0.06, 0.04), [0, 0]),
        (1.0, 1.0, (0.04, 0.06), [0, 0]),
    ],
)
def test_both_comparisons_must_be_sure_and_point_the_same_way(above, change, p, expected):
    """More hostile acts are harder, more friendly ones softer; ``p`` is of after and of change."""
    ones = np.ones((1, 2))
    found = {
        "acts_mean": np.array([ones, (2 + above) * ones, change * ones]),
        "acts_base": np.array([2 * ones, 2 * ones, 0 * ones]),
        "acts_p_holm": np.array([0 * ones, p[0] * ones, p[1] * ones]),
    }

    assert _signals(found).tolist() == [expected]


def act(verb):
    """Make an act with this verb."""
    return Act(0, rocket(0), find(verb), 0.0)


class TestThreats:
    """Who threatens, and whether deeds follow."""

    THREATS = (
        *EDGES,
        event(10, "north", "threaten", "south"),
        event(40, "north", "announce_test", "south"),
        event(70, "north", "threaten", "south"),
        event(12, "north", "reject_resolution", "UNSC"),
        rocket(14),
        event(48, "north", "expel_inspectors", "IAEA"),
        rocket(71),
    )

    def test_a_threat_is_carried_out_if_a_deed_follows_in_time(self):
        """Of three, two within 5 days and all within 8; a rejection is no deed."""
        answer = ask(self.THREATS, windows=[5, 8], of="north")

        assert answer["carried_count"].values.tolist() == [2, 3]
        assert answer["carried_share"].values.tolist() == [2 / 3, 1]
        assert answer["carried_before"].values.tolist() == [0, 0]
        assert answer["threat_first_delay"].values.tolist() == [4, 8, 1]

    def test_the_base_rate_is_the_share_of_days_that_a_deed_follows(self):
        """Three deeds with 5 days before each, none of which overlap: 15 of 100 days."""
        answer = ask(self.THREATS, windows=[5], of="north")

        assert answer["carried_base"].values.tolist() == [pytest.approx(0.15)]

    def test_the_interval_is_wilsons(self):
        """For 2 of 3: 0.2077 to 0.9385."""
        answer = ask(self.THREATS, windows=[5], of="north")

        assert float(answer["carried_low"][0]) == pytest.approx(0.2077, abs=1e-4)
        assert float(answer["carried_high"][0]) == pytest.approx(0.9385, abs=1e-4)

    def test_a_threat_says_what_is_to_come(self):
        """Of the type THREATEN, in any of three schemes, but not what has been done."""
        assert all(
            is_threat(act(verb)) for verb in ("threaten", "announce_test", "130", "THREATEN")
        )
        assert not any(is_threat(act(verb)) for verb in ("announce_capability", "nuclear_test"))

    def test_a_deed_is_done_and_not_said(self):
        """Material conflict, or a promise undone; not words, and not arrests of travellers."""
        deeds = ("nuclear_test", "expel_inspectors", "leave_talks", "remove_seals", "190")
        assert all(is_deed(act(verb)) for verb in deeds)
        assert not any(is_deed(act(verb)) for verb in ("denounce", "threaten", "detain", "summit"))


def test_what_others_do_around_deeds_is_counted():
    """One sanction two days after the first of two rockets."""
    sanction = event(22, "south", "unilateral_sanctions", "north")

    answer = ask((*EDGES, rocket(20), rocket(60), sanction), windows=[5])

    assert answer["answers_mean"].sel(phase="after", window=5) == 0.5
    assert answer["answers_mean"].sel(phase="before", window=5) == 0
    assert answer["answers_base"].sel(phase="after", window=5) == pytest.approx(5 / 100)


def by_months(seed=0, months=120, verb="unilateral_sanctions"):
    """Draw ten years in which the north answers what the south does a month later, by tests."""
    generator = np.random.default_rng(seed)
    rows = [event(0, "OTHER", "statement"), event(30 * months, "OTHER", "statement")]
    for month in range(1, months - 1):
        first = dt.date(2000 + month // 12, month % 12 + 1, 1)
        day = (first - FIRST).days
        if generator.random() < 0.2:
            rows.append(event(day + 3, "south", verb, "north"))
            rows += [event(day + 33 + k, "north", "missile_test", "south") for k in (0, 5)]
        if generator.random() < 0.2:
            rows.append(event(day + 9, "north", "missile_test", "south"))
        if generator.random() < 0.3:
            rows.append(event(day + 15, "north south", "hold_talks"))
    return tuple(rows)


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


class TestRefusals:
    """What cannot be asked."""

    def test_without_a_record_the_lens_does_not_apply(self):
        """It reads nothing else."""
        game = standoff.compile(read_text(CRISIS, source="bay.yaml"))

        answer = standoff.look(game, "reactions")

        assert answer.attrs["status"] == "does not apply"
        assert answer.attrs["cause"] == "Reactions are read off a record, and there is none."
        assert answer.attrs["remedy"].startswith("Give the crisis a record of dated events")

    def test_a_record_without_pressure_does_not_say_whose_reactions(self):
        """Nothing hostile is done to anybody."""
        answer = ask((*EDGES, talks(4)))

        assert answer.attrs["cause"].startswith("Nothing hostile is done to any actor")

    def test_a_record_with_nothing_to_count_from_does_not_apply(self):
        """No text, no threat, no deed, and few months."""
        answer = ask((*EDGES, event(4, "south", "accuse", "north")))

        assert answer.attrs["status"] == "does not apply"
        assert "no text aimed at north" in answer.attrs["cause"]

    def test_more_than_a_century_is_too_long(self):
        """All places are listed, and two thousand years have too many."""
        ancient = replace(text(5), id="old", date=dt.date(100, 1, 1))

        answer = ask((*BY_HAND, ancient), windows=[5])
        since = ask((*BY_HAND, ancient), windows=[5], since="1999-01-01")

        assert answer.attrs["cause"].endswith("days, more than 36600.")
        assert since.attrs["status"] == "found"

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"of": "nroth"}, "names nobody called 'nroth'.\nDid you mean 'north'?"),
            ({"windows": [30, 7]}, "'windows' of the lens 'reactions' cannot be [30, 7]."),
            ({"windows": [0]}, "'windows' of the lens 'reactions' cannot be [0]."),
            ({"windows": []}, "'windows' of the lens 'reactions' cannot be []."),
            ({"texts": []}, "'texts' of the lens 'reactions' is empty."),
            ({"lags": 0}, "'lags' of the lens 'reactions' cannot be 0."),
            ({"draws": 9}, "'draws' of the lens 'reactions' cannot be 9."),
            ({"since": "soon"}, "'soon' is not a day of the calendar."),
            ({"since": "2030-01-01"}, "No day of the record, 2000-01-01 to 2000-04-09, lies"),
        ],
    )
    def test_a_setting_that_asks_for_nothing_is_refused(self, settings, message):
        """In words, before anything is computed."""
        with pytest.raises(CommandError) as caught:
            ask(BY_HAND, **settings)

        assert message in str(caught.value)


def test_the_order_of_events_and_the_number_of_looks_change_nothing():
    """The same record, settings and seed give the same answer."""
    one, two = ask(by_months(), of="north"), ask(by_months()[::-1], of="north")

    xr.testing.assert_identical(one.drop_attrs(), two.drop_attrs())


def test_a_seed_changes_only_what_is_drawn():
    """The main tests list all shifts; scattered texts and resampled residuals are drawn."""
    one, two = ask(planted(1)), ask(planted(1), seed=7)
    changed = {name for name in one.data_vars if not one[name].identical(two[name])}

    assert changed == {
        "acts_p_scattered",
        *(f"response{part}_{end}" for part in ("", "_total") for end in ("low", "high")),
    }


def test_the_record_of_north_korea():
    """Essay claims 27, 28 and 39: rejection, leaving, restart and expulsion a day after the text.

    The statement of 13 April 2009 is followed by four hostile acts within a week.
    """
    crisis = standoff.read(catalog.path("dprk-2009"))

    answer = standoff.look(standoff.compile(crisis), "reactions", record=load(crisis))

    text_of_april = answer.isel(text=list(answer["text_date"].values).index("2009-04-13"))
    assert answer.attrs["of"] == "PRK"
    assert int(text_of_april["text_first_delay"]) == 1
    assert int(text_of_april["text_acts"].sel(phase="after", window=7, sign="hostile")) >= 4
    assert answer.attrs["days"] > 9000


def test_chronicles_know_who_did_what_to_whom():
    """Joint acts are acts of each; nobody does anything to himself."""
    rows = [event(0, "a b", "summit"), event(1, "a", "accuse", "a b"), event(2, "b", "statement")]

    chronicle = Chronicle.of(rows, DEFAULT, FIRST, FIRST + dt.timedelta(9))

    assert [len(chronicle.by(name)) for name in "ab"] == [2, 2]
    assert [len(chronicle.on(name)) for name in "ab"] == [0, 1]
    assert [act.sign for act in chronicle.acts] == [1, -1, 0]
