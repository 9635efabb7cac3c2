"""Tests for procedure: what it turns into, and what follows from that, by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import standoff
from standoff.policy import solve
from standoff.record import load
from standoff.spec.dynamics import available, chance_outcomes, options, outcomes, start
from standoff.spec.reading import read_text

CASES = Path(__file__).parents[2] / "format" / "cases" / "valid"

EXIT = """
name: exit
actors: [A]
variables: {treaty: [member, left]}
options:
  A:
    withdraw:
      when: treaty == member
      notice: {rounds: 3, revocable: true}
      effect: {set: {treaty: left}}
"""

TWO = """
name: two
actors: [A]
variables: {treaty: [member, left], base: [kept, closed]}
options:
  A:
    withdraw: {notice: {rounds: 3}, effect: {set: {treaty: left}}}
    close: {notice: {rounds: 2}, effect: {set: {base: closed}}}
"""

TEXTS = """
name: texts
horizon: 1
actors: {A: {patience: 0.5, precision: 1}}
variables: {text: [none, weak, strong], case: [closed, open]}
start: {case: open}
options:
  A:
    table:
      when: case == open
      effect:
        vote: council
        pass: {set: {text: strong, case: closed}}
        otherwise: [{vote: president, pass: {set: {text: weak, case: closed}}}]
bodies:
  council: {rule: quota, quota: 2, members: {A: , B: {yes: 0.2, no: 0.8}}}
  president: {rule: consensus, members: {A: , B: {yes: 0.5, abstain: 0.4, no: 0.1}}}
interests: {worth: text}
weights: {A: {worth: 1}}
order: [A, A]
"""


def act(crisis, levels, actor, name, outcome="done"):
    """Take an option, with one of its outcomes."""
    (option,) = [o for o in options(crisis, actor) if o.name == name]
    assert available(crisis, option, levels), f"{actor}.{name} may not be taken"
    return {found.name: after for found, after in outcomes(crisis, option, levels)}[outcome]


def may(crisis, levels, actor, name):
    (option,) = [o for o in options(crisis, actor) if o.name == name]
    return available(crisis, option, levels)


def pass_round(crisis, levels):
    """Let a round end that ends for certain."""
    ((after, probability),) = chance_outcomes(crisis, levels)
    assert probability == 1.0
    return after


class TestNotice:
    """Article X of the Treaty: three months' notice, and a party that took it back in time."""

    def test_three_rounds_pass_between_notice_and_effect(self):
        """Announced in round 1, in force when round 4 begins, and not a round sooner."""
        crisis = read_text(EXIT)
        levels = act(crisis, start(crisis), "A", "withdraw")

        seen = []
        for _ in range(4):
            levels = pass_round(crisis, levels)
            seen.append((levels["treaty"], levels["A_withdraw_notice"]))

        assert seen == [(0, 2), (0, 1), (1, 0), (1, 0)]

    def test_notice_is_given_once_and_may_be_taken_back(self):
        """In June 1993 the notice was suspended a day before it ran out."""
        crisis = read_text(EXIT)
        given = act(crisis, start(crisis), "A", "withdraw")
        last_day = pass_round(crisis, pass_round(crisis, given))

        back = act(crisis, last_day, "A", "revoke_withdraw")

        assert not may(crisis, given, "A", "withdraw")
        assert pass_round(crisis, back) == start(crisis)
        assert not may(crisis, start(crisis), "A", "revoke_withdraw")

    def test_a_clock_may_run_when_the_crisis_begins(self):
        """In January 2003 one day of the notice of 1993 was left."""
        crisis = read_text(EXIT + "start: {A_withdraw_notice: left_1}\n")

        assert pass_round(crisis, start(crisis))["treaty"] == 1

    def test_two_clocks_do_not_hurry_each_other(self):
        """Each loses one round a round."""
        crisis = read_text(TWO)
        levels = act(crisis, start(crisis), "A", "withdraw")
        levels = act(crisis, levels, "A", "close")

        levels = pass_round(crisis, pass_round(crisis, levels))

        assert (levels["base"], levels["treaty"], levels["A_withdraw_notice"]) == (1, 0, 1)


class TestWeakening:
    """As in April 2009: a resolution sought, a statement obtained."""

    def test_the_weaker_text_may_be_put_only_once_the_first_fell(self):
        """And the first not again until the weaker one was put."""
        crisis = read_text(TEXTS)
        fell = act(crisis, start(crisis), "A", "table", "fail")

        assert not may(crisis, start(crisis), "A", "table_otherwise")
        assert not may(crisis, fell, "A", "table")
        assert act(crisis, fell, "A", "table_otherwise", "pass")["text"] == 1
        again = act(crisis, fell, "A", "table_otherwise", "fail")
        assert again == start(crisis)

    def test_a_text_that_fell_is_forgotten_once_the_matter_is_closed(self):
        """Where its condition no longer holds, the next occasion begins with the whole text."""
        crisis = read_text(TEXTS)
        fell = act(crisis, start(crisis), "A", "table", "fail")

        after = pass_round(crisis, {**fell, "case": 0})

        assert after["A_table_text"] == 0

    def test_the_values_by_hand(self):
        """Two turns: the whole text, then, if it falls, the weaker one.

        A text kept for ever is worth 2 u: 1 in the round, and half of 2 after
        it. In the second turn A tables the weaker text (2 if passed, 0 if not)
        or holds (0); in the first it tables the strong one (4 if passed) or
        holds. With precision 1 the value of a choice is its mean, and A votes
        yes by a logit of what it gains.
        """
        game = standoff.compile(read_text(TEXTS))
        policy = solve(game)

        def s(x):
            return 1 / (1 + math.exp(-x))

        weak_passes = s(2.0) * (1 - 0.1)  # A without a band never abstains
        weak = 2.0 * weak_passes
        tables_weak = s(weak)
        second_if_fell = tables_weak * weak
        # in the second turn the strong text may be tabled if it was not in the first
        last = s(4.0) * 0.2 * 4.0
        second_if_held = s(last) * last
        gain = 4.0 - second_if_fell
        passes = s(gain) * 0.2
        tabled = passes * 4.0 + (1 - passes) * second_if_fell
        share = s(tabled - second_if_held)
        value = share * tabled + (1 - share) * second_if_held

        row = policy.row(game.start)
        assert policy.value[0, row] == pytest.approx(value, abs=1e-9)

    def test_reckoning_with_a_weaker_text_makes_the_first_harder_to_pass(self):
        """A member that can have the weaker text gains less from the whole one."""
        alone = TEXTS.replace(
            "        otherwise: [{vote: president, pass: {set: {text: weak, case: closed}}}]\n", ""
        )
        passage = []
        for text in (TEXTS, alone):
            game = standoff.compile(read_text(text))
            answer = standoff.look(game, "votes")
            passage.append(answer["pass_probability"].sel(vote="A.table").item())

        assert passage[0] < passage[1]


def test_the_record_of_april_2009_is_walked_text_by_text(tmp_path):
    """A resolution sought on the 7th and a statement obtained on the 13th are two moves."""
    file = tmp_path / "april.yaml"
    file.write_text(
        TEXTS.replace("horizon: 1", "calendar: {start: 2009-04-01, every: month, rounds: 2}")
        + """
record:
  events: april.csv
  map:
    - {verb: seek, by: A, actor: A, option: table, outcome: fail}
    - {verb: state, by: A, actor: A, option: table_otherwise, outcome: pass}
""",
        encoding="utf-8",
    )
    (tmp_path / "april.csv").write_text(
        "id,date,actor,action,target,description\n"
        "E1,2009-04-07,A,seek,B,a resolution\nE2,2009-04-13,A,state,B,a statement\n"
    )

    walk = load(standoff.read(file))

    turns = [(turn.label, turn.levels["text"]) for turn in walk.rounds[0].turns]
    assert turns == [("A.table", 0), ("A.table_otherwise", 1)]


def case(name):
    return standoff.read(CASES / f"procedure_{name}.yaml")


def test_items_of_an_agenda_come_in_their_order():
    """Who puts the later item first has passed over the earlier one for good."""
    crisis = case("agenda")
    first = start(crisis)
    later = act(crisis, first, "A", "strong", "fail")
    in_order = act(crisis, first, "B", "weak", "pass")

    assert not may(crisis, later, "B", "weak")
    assert not may(crisis, later, "A", "strong")
    assert may(crisis, later, "B", "other")  # not on the agenda
    assert may(crisis, in_order, "A", "strong")
    assert may(crisis, pass_round(crisis, later), "B", "weak")  # it reopens: text == none
    assert not may(crisis, pass_round(crisis, in_order), "B", "weak")


def test_a_body_takes_up_only_what_was_referred_to_it():
    """The Board reports; then, and only then, the Council may act."""
    crisis = case("referral")
    reported = act(crisis, start(crisis), "A", "report", "pass")
    refused = act(crisis, start(crisis), "A", "report", "fail")

    assert not may(crisis, start(crisis), "B", "table")
    assert not may(crisis, refused, "B", "table")
    assert may(crisis, reported, "B", "table")
    acted = act(crisis, reported, "B", "table", "pass")
    assert act(crisis, acted, "A", "release")["council_seized"] == 0


def test_a_walk_out_stops_a_body_of_consensus():
    """Nothing can be put to it until all are back."""
    crisis = case("walkout")
    without_b = act(crisis, start(crisis), "B", "leave_talks")
    without_a = act(crisis, start(crisis), "A", "leave_talks")

    assert may(crisis, start(crisis), "C", "table")
    assert not may(crisis, without_b, "C", "table")
    assert may(crisis, act(crisis, without_b, "B", "return_to_talks"), "C", "table")
    assert not may(crisis, without_a, "C", "table")
    assert "return_to_talks" not in {option.name for option in options(crisis, "A")}
    assert not may(crisis, {**start(crisis), "text": 1}, "A", "leave_talks")


def test_a_body_may_go_on_without_a_member_that_left():
    """Korea, June 1950: the Soviet Union stayed away, and its veto with it."""
    crisis = case("absence")
    away = act(crisis, start(crisis), "SUN", "leave_council")
    smaller = crisis.bodies[1]

    assert may(crisis, start(crisis), "USA", "table")
    assert not may(crisis, start(crisis), "USA", "table_without_SUN")
    assert not may(crisis, away, "USA", "table")
    assert act(crisis, away, "USA", "table_without_SUN", "pass")["text"] == 1
    assert (smaller.name, smaller.quota, smaller.veto) == ("council_without_SUN", 2, ("USA",))
    # whoever has left puts nothing to it
    assert "lift_without_SUN" not in {option.name for option in options(crisis, "SUN")}
    assert not may(crisis, {**away, "text": 1}, "SUN", "lift")


def test_without_its_veto_a_text_passes_that_could_not():
    """The same text before the Council and before the Council without its opponent."""
    text = (CASES / "procedure_absence.yaml").read_text(encoding="utf-8")
    text += "horizon: 2\ninterests: {text: text}\n"
    text += "weights: {SUN: {text: -3}, USA: {text: 3}, CHN: {text: 1}}\n"
    game = standoff.compile(read_text(text))

    present = standoff.look(game, "votes")["pass_probability"].sel(vote="USA.table")
    away = standoff.look(game, "votes", at={"SUN_at_council": "out"})
    away = away["pass_probability"].sel(vote="USA.table_without_SUN")

    assert present.item() < 0.05
    assert away.item() > 0.95


def test_who_may_table_may_depend_on_the_situation():
    """A may while there is a threat, B always."""
    crisis = case("tables")
    calm = start(crisis)

    assert not may(crisis, calm, "A", "table")
    assert may(crisis, calm, "B", "table")
    assert may(crisis, {**calm, "threat": 1}, "A", "table")
    assert not may(crisis, {**calm, "threat": 1, "text": 1}, "A", "table")


@pytest.mark.parametrize(
    "name", ["notice", "otherwise", "agenda", "referral", "walkout", "tables", "absence"]
)
def test_a_compiled_game_knows_of_procedure_only_what_the_format_says(name):
    """Every state's moves are those that the file read literally has."""
    crisis = case(name)
    game = standoff.compile(crisis)

    for k in range(game.state_count):
        names = game.levels(k)
        levels = {v.name: v.levels.index(names[v.name]) for v in crisis.variables}
        for a, action in enumerate(game.actions):
            owner, _, option = action.label.partition(".")
            assert bool(game.moves.available[a, k]) == may(crisis, levels, owner, option)
