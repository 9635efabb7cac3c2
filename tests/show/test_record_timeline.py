"""Tests for the timeline of a record: lanes, levels and marks where they belong."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from show.record_answers import CRISIS, EVENTS, record
from standoff.record import parse_events, walk
from standoff.show import figure, text
from standoff.show.brief.timeline_axis import Time, place_labels
from standoff.show.canvas import STYLES
from standoff.show.labels import Labels
from standoff.show.record.rows import when, why_unmapped
from standoff.show.record.tracks import course_of, rounds_of, span_of, tracks_of
from standoff.show.words import words_for
from standoff.spec import read_text

FIRST, LAST = dt.date(2009, 1, 1), dt.date(2009, 4, 30)


def labels(language="en"):
    """Read the labels of the record."""
    return Labels.of(record(), words_for(language))


def bars(drawn, colour):
    """List the bars of a colour as (place, height), up positive."""
    lines = [line for line in drawn.axes[0].lines if line.get_color() == colour]
    found = [(line.get_xdata(), line.get_ydata()) for line in lines if len(line.get_xdata()) == 2]
    return [(x[0], y[0] - y[1]) for x, y in found]


def test_a_move_is_in_the_lane_of_its_mover_and_the_rest_with_all_who_acted():
    """E2 is the league's and the island's; the league has no lane of its own."""
    lanes = {track.party: [e.id for e in track.events] for track in tracks_of(record(), labels())}

    assert lanes == {
        "harbour": ["E1", "E5", "E6"],
        "island": ["E2", "E3"],
        "": ["E0", "E4"],
    }


def test_without_a_crisis_the_busiest_have_lanes():
    """Three parties act in the record, the harbour in three events, the league in three."""
    answer = record(crisis=None, walk=None)

    tracks = tracks_of(answer, Labels.of(answer, words_for("en")))

    assert [track.party for track in tracks] == ["harbour", "league", "island"]
    assert [len(track.events) for track in tracks] == [3, 3, 2]


def test_with_many_parties_the_rest_share_a_lane():
    """Eight lanes and one for all others keep a page readable."""
    rows = [f"E{k},2009-01-{k + 1:02d},P{k % 12:02d},visit,X,went" for k in range(20)]
    events = parse_events("\n".join(["id,date,actor,action,target,description", *rows]))
    answer = record(crisis=None, walk=None, events=events, total=20)

    tracks = tracks_of(answer, Labels.of(answer, words_for("en")))

    assert [track.party for track in tracks] == [f"P{k:02d}" for k in range(8)] + [""]
    assert sum(len(track.events) for track in tracks) == 20


def test_a_level_counts_from_the_day_after_the_round_that_led_to_it():
    """A change is never drawn before its move: the blockade of January holds in February."""
    courses = {course.variable: course for course in course_of(record(), FIRST, LAST)}
    blockade, anger = courses["blockade"], courses["anger"]

    assert [blockade.on(dt.date(2009, 1, day)) for day in (1, 11, 31)] == [0, 0, 0]
    assert [blockade.on(dt.date(2009, 2, day)) for day in (1, 28)] == [1, 1]
    assert [blockade.on(dt.date(2009, 3, 1)), anger.on(dt.date(2009, 3, 1))] == [0, 1]
    assert [(s.first.isoformat(), s.level) for s in blockade.stretches] == [
        ("2009-01-01", 0),
        ("2009-02-01", 1),
        ("2009-03-01", 0),
    ]
    assert anger.on(dt.date(2009, 4, 30)) == 1
    assert anger.on(dt.date(2009, 5, 1)) is None


@given(st.dates(FIRST, LAST), st.dates(FIRST, LAST))
def test_a_course_cut_to_a_window_agrees_with_the_whole(one, other):
    """Between any two days there is a level on each, the same as in the whole course."""
    first, last = min(one, other), max(one, other)
    whole, cut = course_of(record_once(), FIRST, LAST), course_of(record_once(), first, last)

    for all_of_it, part in zip(whole, cut, strict=True):
        for day in (first, last, first + (last - first) // 2):
            assert part.on(day) == all_of_it.on(day)
        assert part.stretches[0].first == first
        assert part.stretches[-1].last == last


def record_once(kept=[]):  # noqa: B006
    """Describe the record once for all draws."""
    if not kept:
        kept.append(record())
    return kept[0]


def test_the_span_is_what_was_asked_for_if_anything_was():
    """A quiet half of a year belongs to its timeline."""
    asked = record(settings={"since": "2008-01-01", "until": "2009-12-31"})

    for answer, expected in (
        (record(), (dt.date(2008, 1, 1), dt.date(2009, 4, 2))),
        (asked, (dt.date(2008, 1, 1), dt.date(2009, 12, 31))),
    ):
        assert expected == span_of(answer, tracks_of(answer, labels()))


def test_rounds_are_marked_where_they_begin():
    """Round 0, the beginning, is none."""
    assert rounds_of(record(), FIRST, dt.date(2009, 2, 28)) == [
        (1, dt.date(2009, 1, 1)),
        (2, dt.date(2009, 2, 1)),
    ]


def test_cooperation_goes_up_and_conflict_down_as_far_as_it_is_strong():
    """A full bar is 34 pixels for an intensity of 10, in both directions."""
    answer = record()
    answer["event_intensity"].values[:] = [np.nan, -5, 0, 10, -10, 2, -1]

    drawn = figure(answer, size=1000)

    assert sorted(height for _, height in bars(drawn, "#0072B2")) == pytest.approx([6.8, 34])
    assert sorted(height for _, height in bars(drawn, "#D55E00")) == pytest.approx([-34, -17, -3.4])


def test_every_move_has_a_dot_and_a_label():
    """Three moves of the model; the names are those of the options."""
    drawn = figure(record())
    dots = [line for line in drawn.axes[0].lines
            if line.get_marker() == "o" and line.get_markersize() == 5]  # fmt: skip
    written = [label.get_text() for label in drawn.axes[0].texts]

    assert len(dots) == 3
    assert {"close the strait", "open the strait", "protest"} <= set(written)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_levels_are_told_in_words_where_there_is_room(theme):
    """Nothing is told by shade alone: a name, or a number that the line above explains."""
    drawn = figure(record(), lang="id", theme=theme)
    written = " ".join(label.get_text() for label in drawn.axes[0].texts)
    boxes = [patch for patch in drawn.axes[0].patches if isinstance(patch, Rectangle)]

    assert "Blokade" in written
    assert "off" in written
    assert len({box.get_facecolor() for box in boxes}) >= 3
    assert STYLES[theme].paper != STYLES[theme].ink


def test_letters_take_the_place_of_names_where_there_is_no_room():
    """Forty moves in as many days would stack their names to a tower."""
    crisis = read_text(
        CRISIS.replace("every: month, rounds: 4", "every: day, rounds: 40")
        .replace("focus: 2009-02-16", "focus: 2009-01-01")
        .replace("{event: E5,", "{verb: ease_sanctions,")
        .replace("    - {event: E1, claim: island-radio", "    - {event: E00, claim: a")
    )
    verbs = ("impose_blockade", "ease_sanctions")
    rows = [
        f"E{day:02d},2009-01-01,harbour,{verbs[day % 2]},island,x,".replace(
            "2009-01-01", (FIRST + dt.timedelta(day)).isoformat()
        )
        for day in range(40)
    ]
    head = "id,date,actor,action,target,description,claim"
    walked = walk(crisis, parse_events("\n".join([head, rows[0] + "a", *rows[1:]])))
    answer = record(crisis=crisis, walk=walked, events=walked.events)

    drawn = figure(answer, size=400)
    written = [label.get_text() for label in drawn.axes[0].texts]

    assert written.count("a") == written.count("b") == 20
    assert "a close the strait · b open the strait" in written
    assert drawn.get_figheight() * 100 < 700


def test_the_letters_of_the_terminal_stand_in_the_column_of_their_day():
    """The first column is the first day, the last column the last."""
    printed = text(record(settings={"since": "2009-01-11"}, events=record_events()), "en", 99)
    (harbour,) = [line for line in printed.splitlines() if line.startswith("Harbour")]
    cells = harbour.split("|")[1]

    lines = printed.splitlines()
    up, _, down = (row.split("|")[1] for row in lines[lines.index(harbour) - 1 :][:3])
    assert cells[0] == "a"
    assert cells[-1] == "·"
    assert {column: up[column] for column in range(len(up)) if up[column] != " "} == {
        cells.index("b"): "▆"
    }
    assert not down.strip()


def record_events():
    """Leave out the event of 2008, which would begin the span."""
    return walk(read_text(CRISIS), parse_events(EVENTS)).events[1:]


@pytest.mark.parametrize(
    ("day", "precision", "end", "expected"),
    [
        ("2009-04-05", "day", "", "5 April 2009"),
        ("2009-04-01", "month", "", "Apr 2009"),
        ("2009-01-01", "year", "", "2009"),
        ("2009-04-05", "day", "2009-04-07", "5 April 2009 to 7 April 2009"),
        ("2009-04-05", "day", "2009-04-05", "5 April 2009"),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(day, precision, end, expected):
    """A month is no day, and an event that ends on its first day took one."""
    assert expected == when(day, precision, end, words_for("en"))


def test_why_an_event_is_not_mapped_is_said_in_the_language():
    """The names of rules stay as they stand in the file; other reasons stay as they are."""
    said = why_unmapped(
        "no rule fits visit by harbour and island: record.map[3] wants by league", labels("id")
    )

    assert said == (
        "tidak ada aturan yang cocok dengan visit oleh Pelabuhan dan Pulau "
        "(record.map[3] meminta by: league)"
    )
    assert why_unmapped("something else", labels("id")) == "something else"


def test_an_empty_record_is_drawn_as_such():
    """A saved answer may hold no event."""
    answer = record().isel(event=slice(0, 0))

    written = [label.get_text() for label in figure(answer).axes[0].texts]

    assert "There are no events." in written


def test_labels_are_placed_so_that_no_leader_crosses_a_text():
    """From the last to the first, each label is above those it reaches over."""
    placed = place_labels([(0.0, "a long label indeed"), (20.0, "b"), (400.0, "c")])

    assert [(one.text, one.row) for one in placed] == [
        ("c", 0),
        ("b", 0),
        ("a long label indeed", 1),
    ]


def test_time_runs_from_the_first_day_to_the_last():
    """One day alone stands at the beginning."""
    time = Time(FIRST, dt.date(2009, 1, 11), 120.0)

    assert [time.across(dt.date(2009, 1, day)) for day in (1, 6, 11)] == [20, 70, 120]
    assert Time(FIRST, FIRST, 120.0).across(FIRST) == 20
