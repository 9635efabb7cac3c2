"""Tests for the decisions that a record shows, and for what each forecaster could know of them."""

import numpy as np
import pytest

from lenses.ferry import FERRY, MOVES, QUICK, simulated, solved, walked
from standoff.game import compile
from standoff.kernels.baselines import Cases, chain, frequency, persistence, uniform
from standoff.lenses.asking import look
from standoff.lenses.decisions import decisions_of, seats_of
from standoff.lenses.scored import forecasts_of
from standoff.policy.seats import seats_of as seats_in
from standoff.record import walk
from standoff.spec import read_text

BASELINES = (uniform, persistence, frequency, chain)


class TestWhenTurnsAreDated:
    """The rule of the theory page, turn by turn."""

    def dated(self, moves=MOVES):
        """Give turn, move, first and last day of each seat, and whether its state is fresh."""
        return {
            (seat.number, seat.turn): (
                seat.label, seat.asked.isoformat(), seat.known.isoformat(), seat.is_fresh,
            )
            for seat in seats_of(walked(moves))
        }  # fmt: skip

    def test_a_move_is_asked_and_known_on_its_day(self):
        """The record gives it."""
        assert self.dated()[1, 0] == ("port.lift", "2001-01-20", "2001-01-20", True)

    def test_a_hold_lies_between_the_moves_around_it(self):
        """Early enough to be asked, late enough to be known."""
        dated = self.dated()

        assert dated[1, 1] == ("hold", "2001-01-20", "2001-01-31", False)
        assert dated[4, 0] == ("hold", "2001-04-01", "2001-04-03", True)
        assert dated[4, 2] == ("hold", "2001-04-03", "2001-04-30", False)

    def test_in_a_round_without_moves_all_turns_span_the_round(self):
        """Nobody can say on which day nothing was done."""
        dated = self.dated()

        for turn in range(3):
            assert dated[3, turn] == ("hold", "2001-03-01", "2001-03-31", True)

    def test_a_state_that_changed_on_the_same_day_is_not_fresh(self):
        """The isle sails on the day on which the port lifts; the port drops days later."""
        dated = self.dated()

        assert [dated[2, turn][3] for turn in range(3)] == [True, False, True]

    def test_all_and_only_what_was_over_the_day_before_is_known(self):
        """Counted anew by date for every decision."""
        game, policy = solved()
        decisions = decisions_of(game, walked(), policy)

        for seat, known in zip(decisions.seats, decisions.cases.known, strict=True):
            over = [other.known < seat.asked for other in decisions.seats]
            assert over == [True] * known + [False] * (len(over) - known)

    def test_what_is_dated_to_a_month_is_known_when_the_month_is_over(self):
        """It may have been on any day: asked on the first, known on the last, with what follows."""
        month = "2001-02"
        moves = [(month if day.startswith(month) and verb == "lift" else day, who, verb)
                 for day, who, verb in MOVES]  # fmt: skip
        dated = self.dated(moves)

        assert dated[2, 0] == ("port.lift", "2001-02-01", "2001-02-28", True)
        assert [dated[2, turn][3] for turn in (1, 2)] == [False, False]
        game, policy = solved()
        known = decisions_of(game, walked(moves), policy).cases.known
        assert known[3:7].tolist() == [3, 3, 3, 6]


def test_no_baseline_sees_the_day_or_what_comes_after():
    """Given nothing but what was over on the day before, each forecasts the same."""
    of = {"rounds": 24, "order": "[port, isle]"}
    game, policy = solved(**of)
    moves = simulated(np.random.default_rng(4), policy, game, **of)
    decisions = decisions_of(game, walked(moves, **of), policy)
    whole, cases = forecasts_of(decisions).p, decisions.cases
    for n, seat in enumerate(decisions.seats):
        past = [m for m, other in enumerate(decisions.seats) if other.known < seat.asked]
        kept = [*past, n]
        known = np.minimum(np.arange(len(kept)), len(past))
        alone = Cases(cases.actor[kept], cases.came[kept], cases.is_open[kept], known)
        alone.came[-1] = 0  # what is done is not known either

        for forecaster, p in zip(BASELINES, whole[1:], strict=True):
            assert forecaster(alone)[-1] == pytest.approx(p[n])


def test_what_is_left_out_of_a_record_from_a_day_on_changes_no_forecast_before():
    """End to end: the record as it stood that morning, walked anew."""
    of = {"rounds": 24, "order": "[port, isle]"}
    game, policy = solved(**of)
    moves = simulated(np.random.default_rng(4), policy, game, **of)
    whole = decisions_of(game, walked(moves, **of), policy)
    compared = 0
    for day in sorted({day for day, _, _ in moves})[::4]:
        part = decisions_of(game, walked([m for m in moves if m[0] < day], **of), policy)
        one, other = forecasts_of(whole).p, forecasts_of(part).p
        for n, (seat, then) in enumerate(zip(whole.seats, part.seats, strict=False)):
            if (seat.turn, seat.asked) == (then.turn, then.asked) and str(seat.asked) <= day:
                assert other[:, n] == pytest.approx(one[:, n])
                compared += 1

    assert compared > 100


def test_the_model_is_asked_in_the_state_of_the_record():
    """Probabilities by label and by the names of levels, without the arrays of the lens."""
    game, policy = solved()
    decisions = decisions_of(game, walked(), policy)
    options = ["hold", *(action.label for action in game.actions)]
    for n, seat in enumerate(decisions.seats):
        named = {v.name: v.levels[seat.before[v.name]] for v in game.crisis.variables}
        row = policy.row(game.find(named))
        for slot in range(policy.slot_first[seat.turn], policy.slot_first[seat.turn + 1]):
            label = options[policy.slot_action[slot] + 1]
            expected = policy.choice[seat.number - 1, row, slot]
            assert decisions.model[n, options.index(label)] == pytest.approx(expected)
        assert decisions.model[n].sum() == pytest.approx(1)
        assert options[decisions.cases.came[n]] == seat.label


def test_those_who_move_together_are_forecast_in_the_state_before_both():
    """What one did is no part of what the other saw; a vote hangs on both."""
    order = "[{together: [port, isle]}, port]"
    game, policy = solved(order=order)
    decisions = decisions_of(game, walked(order=order), policy)
    seats = seats_in(policy.covered)

    second = [s for s in decisions.seats if s.number == 2]
    row = policy.row(game.find(dict(game.levels(game.start), toll="low")))
    at = decisions.seats.index(second[1])
    expected = seats[1].shares(policy.choice[policy.round(2), row])
    assert [(s.turn, s.actor) for s in second] == [(0, "port"), (1, "isle"), (2, "port")]
    assert second[0].before == second[1].before
    assert decisions.model[at, seats[1].actions + 1] == pytest.approx(expected, abs=1e-12)

    vote = next(n for n, s in enumerate(decisions.seats) if s.number == 4 and s.turn == 1)
    state = policy.row(game.find({"toll": "low", "ferry": "running", "charter": "draft"}))
    table = [a.label for a in game.actions].index("isle.table")
    passes = seats[1].passes([-1, table], policy.choice[policy.round(4), state])
    assert decisions.passes[vote] == pytest.approx(passes, abs=1e-12)


def test_turns_without_a_choice_are_counted_and_not_scored():
    """Each turn of this crisis leaves its mover something to do; take it away from the isle."""
    text = FERRY.replace("ROUNDS", "6").replace("ORDER", "[port, isle, port]")
    lines = text.replace("when: ferry == idle", "when: charter == adopted and ferry == idle")
    lines = lines.replace("when: charter == draft", "when: ferry == running")
    crisis = read_text(lines, source="ferry.yaml")
    game = compile(crisis)

    answer = look(game, QUICK, record=walk(crisis, []))

    assert answer.attrs["turns"] == 18
    assert answer["decisions"].sel(scope="all") == 12
    assert answer["actor_decisions"].sel(actor="isle") == 0
    assert np.isnan(answer["actor_log_score"].sel(actor="isle")).all()
