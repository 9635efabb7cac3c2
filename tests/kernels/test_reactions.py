"""Tests for `standoff.kernels.reactions`: event-time counts and their permutation tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from standoff.kernels.reactions import (
    against_scattered,
    against_shifts,
    different_days,
    holm,
    next_after,
    shifted_totals,
    two_sided,
    window_sums,
)


@st.composite
def spans(draw, *, most_days=40):
    """Draw acts over some days, marks on them, and a window."""
    days = draw(st.integers(1, most_days))
    value = draw(st.lists(st.integers(0, 3), min_size=days, max_size=days))
    marks = draw(st.lists(st.integers(0, days - 1), min_size=1, max_size=6))
    first = draw(st.integers(-9, 9))
    last = first + draw(st.integers(0, 9))
    return np.array([value], dtype=float), np.array(marks), first, last


def seen(value, mark, first, last):
    """Count by hand what one mark sees."""
    return sum(
        value[0, mark + step]
        for step in range(first, last + 1)
        if 0 <= mark + step < value.shape[1]
    )


@given(spans())
def test_a_window_holds_the_days_from_first_to_last_within_the_span(drawn):
    """Brute force: add up day by day, and leave out days that do not exist."""
    value, _, first, last = drawn

    local = window_sums(value, first, last)

    assert local[0].tolist() == [seen(value, d, first, last) for d in range(value.shape[1])]


@given(spans())
def test_every_shift_moves_all_marks_by_the_same_number_of_days(drawn):
    """Brute force over all shifts; the first is the record as it is."""
    value, marks, first, last = drawn
    days = value.shape[1]

    totals = shifted_totals(window_sums(value, first, last), marks)

    for shift in range(days):
        moved = [(int(mark) + shift) % days for mark in marks]
        assert totals[0, shift] == sum(seen(value, mark, first, last) for mark in moved)


@given(spans())
def test_the_base_is_what_a_day_of_the_span_sees_on_average(drawn):
    """Over all shifts every mark visits every day once, so the mean is that of all days."""
    value, marks, first, last = drawn
    local = window_sums(value, first, last)

    found = against_shifts(local, marks)

    assert found.base == pytest.approx(local.mean(axis=1))
    assert found.mean[0] == pytest.approx(np.mean([local[0, mark] for mark in marks]))
    assert found.low[0] <= found.high[0]


def test_three_texts_and_five_acts_by_hand():
    """Texts on days 2, 5 and 9 of 12; acts on days 3, 4, 6, 10 and 11; two days are looked at.

    After day 2 come the acts of 3 and 4, after 5 that of 6, after 9 those of 10
    and 11: five in all. Two days hold 2 x 5 acts, less the one of day 11 that a
    mark on day 11 would have to see twice round: day 0 sees none (days 1, 2), 1
    sees one (3), and so on: 0 1 2 1 1 1 0 0 1 2 1 0, ten in all, 10/12 a mark.
    The other shifts see 2 1 2 3 3 2 3 3 2 1 3: none as many as five, so the share of
    shifts with at least as many is 1/12, and the two-sided p-value twice that.
    """
    acts = np.zeros((1, 12))
    acts[0, [3, 4, 6, 10, 11]] = 1

    local = window_sums(acts, 1, 2)
    found = against_shifts(local, np.array([2, 5, 9]))

    assert local[0].tolist() == [0, 1, 2, 1, 1, 1, 0, 0, 1, 2, 1, 0]
    assert found.mean[0] == pytest.approx(5 / 3)
    assert found.base[0] == pytest.approx(10 / 12)
    assert found.p[0] == pytest.approx(2 / 12)


def test_the_band_holds_the_middle_of_all_shifts():
    """One mark in 200 days that see 1 to 200: the 5th smallest and the 195th bound 95%."""
    found = against_shifts(np.arange(200, 0, -1.0)[None], np.array([17]))

    assert (found.low[0], found.high[0]) == (5.0, 195.0)


def test_many_marks_are_added_up_as_few_are():
    """By a Fourier transform, to rounding; marks that share a day count each."""
    generator = np.random.default_rng(4)
    local = generator.integers(0, 5, (2, 331)).astype(float)
    marks = generator.integers(0, 331, 250)
    parts = [shifted_totals(local, part) for part in np.array_split(marks, 5)]

    assert shifted_totals(local, marks) == pytest.approx(np.sum(parts, axis=0))
    assert np.isnan(against_scattered(local, np.zeros(1001, int), 9, generator)).all()


def test_windows_before_and_after_leave_the_day_itself_out():
    """What happened on the day of a text may be its cause or its effect."""
    acts = np.array([[1.0, 10.0, 100.0]])

    assert window_sums(acts, 1, 1)[0, 1] == 100
    assert window_sums(acts, -1, -1)[0, 1] == 1


@given(spans(), st.floats(0.01, 1.0))
def test_no_more_than_the_stated_share_of_true_nulls_is_rejected(drawn, level):
    """Put the marks at every shift in turn: exactly the null hypothesis, with no luck in it.

    Each shift is then the observed one once, and the share of them whose p-value
    is at most ``level`` must be at most ``level``; that is what a p-value is.
    """
    value, marks, first, last = drawn
    local = window_sums(value, first, last)
    days = value.shape[1]

    p = np.array([against_shifts(local, (marks + s) % days).p[0] for s in range(days)])

    assert (p <= level).mean() <= level + 1e-12
    assert p.min() > 0


def test_p_values_are_uniform_where_nothing_ties():
    """With distinct totals the two-sided p-values are 2/D, 2/D, 4/D, 4/D, ... 1, 1, all once."""
    days = 100
    acts = np.random.default_rng(7).exponential(size=(1, days))
    local = window_sums(acts, 1, 9)
    marks = np.array([3, 40, 44])

    p = np.sort([against_shifts(local, (marks + s) % days).p[0] for s in range(days)])

    assert p == pytest.approx(np.repeat(np.arange(2, days + 1, 2) / days, 2))


def test_p_values_against_scattered_marks_are_uniform_under_the_null():
    """400 sets of marks scattered truly at random; at seed 3 their p-values look uniform.

    The bound is the 0.1% point of the Kolmogorov-Smirnov law, 1.95 / sqrt(n).
    """
    generator = np.random.default_rng(3)
    local = window_sums(generator.exponential(size=(1, 300)), 1, 7)

    p = np.sort([
        against_scattered(local, generator.choice(300, 8, replace=False), 199, generator)[0]
        for _ in range(400)
    ])  # fmt: skip

    assert np.abs(p - (np.arange(400) + 0.5) / 400).max() < 1.95 / np.sqrt(400)


def test_a_planted_reaction_is_found_and_only_in_its_window():
    """An act three days after each of twelve texts, in 3,000 days of other acts."""
    generator = np.random.default_rng(11)
    acts = (generator.random((1, 3000)) < 0.01).astype(float)
    marks = np.sort(generator.choice(2900, 12, replace=False))
    acts[0, marks + 3] += 1

    after = against_shifts(window_sums(acts, 1, 7), marks)
    before = against_shifts(window_sums(acts, -7, -1), marks)

    assert after.p[0] < 0.01
    assert before.p[0] > 0.05
    assert against_scattered(window_sums(acts, 1, 7), marks, 999, generator)[0] == 0.002


def test_a_planted_silence_is_found_too():
    """Fewer acts than usual count as much as more: nothing happens for 30 days after a text."""
    acts = np.ones((1, 2000))
    marks = np.arange(100, 1900, 300)
    for mark in marks:
        acts[0, mark + 1 : mark + 31] = 0

    found = against_shifts(window_sums(acts, 1, 30), marks)

    assert found.mean[0] == 0
    assert found.p[0] < 0.01


def test_scattered_marks_take_a_cluster_for_many():
    """Four texts in one campaign of four acts are one coincidence, and only shifts know it."""
    acts = np.zeros((1, 1000))
    acts[0, [500, 502, 504, 506]] = 1
    marks = np.array([499, 501, 503, 505])
    local = window_sums(acts, 1, 40)

    scattered = against_scattered(local, marks, 999, np.random.default_rng(0))

    assert scattered[0] == 0.002
    assert against_shifts(local, marks).p[0] > 0.05


def test_more_marks_than_days_cannot_be_scattered():
    """They could not lie on as many different days."""
    generator = np.random.default_rng(0)

    assert np.isnan(against_scattered(np.ones((1, 2)), np.array([0, 1, 1]), 9, generator)).all()


def test_sets_of_different_days_are_equally_likely():
    """All ten pairs of five days, in 20,000 draws at seed 5: within five standard errors."""
    drawn = np.sort(different_days(5, 2, 20_000, np.random.default_rng(5)), axis=1)
    pairs, count = np.unique(drawn, axis=0, return_counts=True)

    assert len(pairs) == 10
    assert (drawn[:, 0] < drawn[:, 1]).all()
    assert count == pytest.approx(2000, abs=5 * np.sqrt(2000 * 0.9))


def test_what_never_happens_is_never_surprising():
    """All shifts tie at nothing."""
    found = against_shifts(np.zeros((2, 50)), np.array([4, 4, 30]))

    assert found.p.tolist() == [1.0, 1.0]
    assert found.high.tolist() == [0.0, 0.0]


def test_sums_that_differ_by_rounding_are_ties():
    """0.1 + 0.2 and 0.3 are the same intensity."""
    law = np.array([[0.1 + 0.2, 0.3, 0.3, 0.3]])

    assert two_sided(law, np.array([0.3])).tolist() == [1.0]


def test_a_drawn_law_is_joined_by_the_observed_one():
    """Phipson and Smyth (2010), p. 4: (b + 1) / (m + 1), here 1 / 100 on one side."""
    law = np.zeros((1, 99))

    assert two_sided(law, np.array([1.0]), drawn_at_random=True)[0] == pytest.approx(0.02)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_agrees_with_another_implementation(p):
    """statsmodels, which divides the level where we multiply the p-value."""
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_a_p_value_that_is_missing_is_not_a_test():
    """The family is what was tested."""
    assert holm([0.02, np.nan, 0.5])[[0, 2]].tolist() == [0.04, 0.5]
    assert np.isnan(holm([0.02, np.nan, 0.5])[1])
    assert holm(np.zeros((0,))).tolist() == []
    assert holm([[0.01], [0.04]]).shape == (2, 1)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 20), max_size=6),
    st.lists(st.integers(0, 20), max_size=6).map(sorted),
)
def test_the_next_act_is_the_first_on_a_later_day(marks, acts):
    """Brute force; one on the day itself may have come earlier that day."""
    expected = [
        next((k for k, act in enumerate(acts) if act > mark), -1) for mark in marks
    ]  # fmt: skip

    found = next_after(np.array(marks, dtype=np.int64), np.array(acts, dtype=np.int64))

    assert found.tolist() == expected
