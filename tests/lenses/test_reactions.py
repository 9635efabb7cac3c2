"""Tests for `standoff.lenses.reactions`: counts by hand, and reactions that were planted."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import standoff
from lenses.texts_and_acts import BY_HAND, ask, by_months, event, rocket, talks, text
from standoff import catalog
from standoff.kernels.reactions import holm
from standoff.lenses.reactions_acts import most_pressed
from standoff.lenses.reactions_days import _signals
from standoff.record import load
from standoff.record.scale import DEFAULT


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
