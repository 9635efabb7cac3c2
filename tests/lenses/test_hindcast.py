"""Tests for `standoff.lenses.hindcast`, and for the decisions and forecasts that it scores."""

import dataclasses
import datetime as dt
import functools

import numpy as np
import pytest

from standoff import catalog
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.kernels.baselines import Cases, chain, frequency, persistence, uniform
from standoff.lenses.asking import look
from standoff.lenses.decisions import decisions_of, seats_of
from standoff.lenses.forward import cut_off
from standoff.lenses.hindcast import Hindcast
from standoff.lenses.scored import FORECASTERS, forecasts_of
from standoff.policy import course, solve
from standoff.policy.seats import seats_of as seats_in
from standoff.record import load, parse_events, walk
from standoff.result import same
from standoff.show import show
from standoff.spec import read, read_text

FERRY = """
name: ferry
horizon: ROUNDS
calendar: {start: 2001-01-01, every: month, rounds: ROUNDS, focus: 2001-04-10}
actors: {port: {precision: 1, patience: 0.6}, isle: {precision: 1.5, patience: 0.5}}
variables: {toll: [none, low, high], ferry: [idle, running], charter: [draft, adopted]}
bodies:
  council: {rule: majority, members: {port: {}, isle: {}, clerk: {yes: 0.5, no: 0.3}}}
options:
  port:
    lift: {when: toll < high, effect: {raise: toll}}
    drop: {when: toll > none, effect: {lower: toll}}
  isle:
    sail: {when: ferry == idle, effect: {set: {ferry: running}}}
    moor: {when: ferry == running, effect: {set: {ferry: idle}}}
    table:
      when: charter == draft
      effect: {vote: council, pass: {set: {charter: adopted}}, fail: {}}
interests: {income: toll * ferry, trade: ferry - toll, order: charter}
weights: {port: {income: 1}, isle: {trade: 1, order: 0.5}}
order: ORDER
record:
  events: record.csv
  map:
    - {verb: lift, option: lift}
    - {verb: drop, option: drop}
    - {verb: sail, option: sail}
    - {verb: moor, option: moor}
    - {verb: adopt, option: table, outcome: pass}
    - {verb: reject, option: table, outcome: fail}
    - {verb: stroll, background: changes no level}
"""
MOVES = (
    ("2001-01-20", "port", "lift"),
    ("2001-02-05", "port", "lift"),
    ("2001-02-05", "isle", "sail"),
    ("2001-02-17", "port", "drop"),
    ("2001-04-03", "isle", "reject"),
    ("2001-05-09", "isle", "adopt"),
    ("2001-06-30", "port", "lift"),
)
BASELINES = (uniform, persistence, frequency, chain)
QUICK = Hindcast(paths=400, draws=200)


@functools.cache
def crisis_of(rounds=6, order="[port, isle, port]"):
    """Read the crisis of the ferry."""
    text = FERRY.replace("ROUNDS", str(rounds)).replace("ORDER", order)
    return read_text(text, source="ferry.yaml")


@functools.cache
def solved(rounds=6, order="[port, isle, port]"):
    """Compile and solve it."""
    game = compile(crisis_of(rounds, order))
    return game, solve(game)


def walked(moves=MOVES, **of):
    """Walk a record of (day, actor, verb)."""
    rows = [f"E{k},{day},{who},{verb},,it happened" for k, (day, who, verb) in enumerate(moves)]
    header = "id,date,actor,action,target,description"
    return walk(crisis_of(**of), parse_events("\n".join((header, *rows))), source="record.csv")


@functools.cache
def answer_of(settings=QUICK):
    """Look at the ferry with its record."""
    game, policy = solved()
    return look(game, settings, record=walked(), policy=policy)


def simulated(rng, policy, game, **of):
    """Draw the moves of a record from a policy, one a turn, dated by turn."""
    calendar, moves = crisis_of(**of).calendar, []
    row = policy.row(game.start)
    for number in range(1, calendar.rounds + 1):
        for turn in range(game.turns.size):
            slots = slice(int(policy.slot_first[turn]), int(policy.slot_first[turn + 1]))
            share = policy.choice[policy.round(number), row, slots].astype(float)
            slot = slots.start + int(rng.choice(share.size, p=share / share.sum()))
            action = int(policy.slot_action[slot])
            if action < 0:
                continue
            label, verb = game.actions[action].label, game.actions[action].option
            outcome = int(game.moves.outcome_first[action])
            if policy.slot_vote[slot] >= 0:
                odds = policy.passes[policy.round(number), row, policy.slot_vote[slot]]
                is_passed = rng.random() < odds
                outcome += not is_passed
                verb = "adopt" if is_passed else "reject"
            row = int(policy.covered.round.target[outcome, row])
            month = dt.date(2001 + (number - 1) // 12, (number - 1) % 12 + 1, 1 + 5 * turn)
            moves.append((month.isoformat(), label.partition(".")[0], verb))
    return moves


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


def test_a_coin_toss_is_as_good_as_uniform_and_no_better():
    """With precision 0 the model is uniform: every gain is zero, and there is no telling."""
    text = FERRY.replace("ROUNDS", "6").replace("ORDER", "[port, isle, port]")
    crisis = read_text(
        text.replace("precision: 1.5", "precision: 0").replace("precision: 1,", "precision: 0,")
    )
    game = compile(crisis)

    answer = look(game, QUICK, record=walked())
    gain = answer.sel(baseline="uniform")

    assert gain["log_gain"].values == pytest.approx(0, abs=1e-12)
    assert gain["log_gain_low"].sel(scope="all") == pytest.approx(0, abs=1e-12)
    assert answer["log_score"].values[0] == pytest.approx(answer["log_score"].values[1])
    assert np.isnan(answer["surprise"]) or abs(float(answer["surprise"])) < 2


def test_scores_are_means_over_the_decisions_listed():
    """By hand from the list: log and Brier score of every forecaster, and of every actor."""
    answer = answer_of()
    log = np.log(answer["probability"])

    assert answer["log_score"].sel(scope="all").values == pytest.approx(log.mean("decision").values)
    assert answer["brier"].sel(scope="all").values == pytest.approx(
        answer["decision_brier"].mean("decision").values
    )
    fresh = answer["decision_fresh"].values
    assert answer["log_score"].sel(scope="day_before").values == pytest.approx(
        log[:, fresh].mean("decision").values
    )
    moves = answer["decision_option"].values != "hold"
    assert answer["log_score"].sel(scope="moves").values == pytest.approx(
        log[:, moves].mean("decision").values
    )
    for actor in ("port", "isle"):
        mine = answer["decision_actor"].values == actor
        assert answer["actor_log_score"].sel(actor=actor).values == pytest.approx(
            log[:, mine].mean("decision").values
        )
        assert int(answer["actor_moves"].sel(actor=actor)) == (mine & moves).sum()


def test_whether_and_which_add_up_to_all():
    """The chain rule: log p(x) = log p(something) + log p(x | something)."""
    answer = answer_of()
    log, count = answer["log_score"], answer["decisions"]
    total = {scope: log.sel(scope=scope) * count.sel(scope=scope) for scope in log["scope"].values}

    choices = answer["decision_choices"].values[answer["decision_option"].values != "hold"]

    assert int(count.sel(scope="which")) == (choices > 2).sum() < choices.size
    assert int(count.sel(scope="whether")) == int(count.sel(scope="all"))
    assert (total["whether"] + total["which"]).values == pytest.approx(total["all"].values)


def test_rounds_add_up_to_the_whole_record():
    """What the figure of gains adds up."""
    answer = answer_of()
    count = int(answer["decisions"].sel(scope="all"))

    assert int(answer["round_decisions"].sum()) == count
    assert int(answer["round_moves"].sum()) == len(MOVES)
    assert (answer["round_log"].sum("round") / count).values == pytest.approx(
        answer["log_score"].sel(scope="all").values
    )


def test_gains_are_positive_where_the_model_is_better():
    """Differences of log scores, and of Brier's with the sign turned; and so is the verdict."""
    answer = answer_of()
    log, brier = (answer[name].sel(scope="all") for name in ("log_score", "brier"))
    for name in FORECASTERS[1:]:
        gain = answer.sel(baseline=name, scope="all")
        assert gain["log_gain"] == pytest.approx(
            float(log.sel(forecaster="model") - log.sel(forecaster=name))
        )
        assert gain["brier_gain"] == pytest.approx(
            float(brier.sel(forecaster=name) - brier.sel(forecaster="model"))
        )
        low, high = float(gain["log_gain_low"]), float(gain["log_gain_high"])
        verdict = "better" if low > 0 else "worse" if high < 0 else "no telling"
        assert low <= float(gain["log_gain"]) <= high
        assert str(gain["verdict"].item()) == verdict


def test_what_the_model_expects_of_itself_is_added_up_over_decisions():
    """Means of means, roots of summed variances, for all and for each actor."""
    answer = answer_of()
    model = answer["actor_log_score"].sel(forecaster="model")
    for actor in ("port", "isle"):
        mine = answer["decision_actor"].values == actor
        mean = answer["decision_expected"].values[mine].mean()
        spread = np.sqrt(answer["decision_variance"].values[mine].sum()) / mine.sum()

        found = answer.sel(actor=actor)

        assert float(found["actor_expected_log"]) == pytest.approx(mean)
        assert float(found["actor_expected_sd"]) == pytest.approx(spread)
        assert float(found["actor_surprise"]) == pytest.approx(
            (float(model.sel(actor=actor)) - mean) / spread
        )
    log = float(answer["log_score"].sel(scope="all", forecaster="model"))
    off = (log - float(answer["expected_log"])) / float(answer["expected_sd"])
    assert float(answer["surprise"]) == pytest.approx(off)


def test_proposals_are_listed_with_what_the_model_gave_them():
    """Two were tabled; the one adopted in May was not known to be so in April."""
    answer = answer_of()
    _, policy = solved()

    assert answer["vote_option"].values.tolist() == ["isle.table"] * 2
    assert answer["vote_day"].values.tolist() == ["2001-04-03", "2001-05-09"]
    assert answer["vote_passed"].values.tolist() == [False, True]
    assert answer["vote_running"].values.tolist() == [0.5, 0.25]
    found = answer["vote_probability"].values
    assert all(np.isclose(policy.passes[3 + k], found[k], atol=1e-7).any() for k in range(2))


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


class TestEntropy:
    """A record drawn from a policy is scored at the entropy of that policy."""

    def test_simulated_records_are_scored_at_their_entropy(self):
        """60 records through the whole lens, seeded: z has mean 0, variance 1, 95% within 1.96.

        The order has one turn an actor, so that a record says in which turn it moved.
        """
        of = {"rounds": 24, "order": "[port, isle]"}
        game, policy = solved(**of)
        rng = np.random.default_rng(2)
        z, gap = [], []
        for _ in range(60):
            record = walked(simulated(rng, policy, game, **of), **of)
            answer = Hindcast(paths=1, draws=1).look(game, record, policy=policy)
            score = float(answer["log_score"].sel(scope="all", forecaster="model"))
            z.append(float(answer["surprise"]))
            gap.append(score - float(answer["expected_log"]))

        assert abs(np.mean(z)) < 1.96 / np.sqrt(60)
        assert abs(np.mean(gap)) < 1.96 * np.std(gap) / np.sqrt(60)
        assert 0.65 < np.var(z) < 1.4
        assert np.mean(np.abs(z) < 1.96) >= 0.9

    def test_records_of_another_policy_are_not(self):
        """The same test must be able to fail: the records of players who toss coins."""
        of = {"rounds": 24, "order": "[port, isle]"}
        game, policy = solved(**of)
        coin = dataclasses.replace(policy, choice=np.where(policy.choice > 0, 1.0, 0.0))
        rng = np.random.default_rng(2)
        z = []
        for _ in range(20):
            record = walked(simulated(rng, coin, game, **of), **of)
            z.append(
                float(Hindcast(paths=1, draws=1).look(game, record, policy=policy)["surprise"])
            )

        assert np.mean(z) < -2


class TestWhatCannotBeScored:
    """Each refusal says what is wrong and what would be right."""

    def test_no_record_is_said_with_a_remedy(self):
        """The status does not apply, as for any lens that lacks what it needs."""
        answer = look(compile(crisis_of()), "hindcast")

        assert answer.attrs["status"] == "does not apply"
        assert answer.attrs["cause"].endswith("there is no record of it.")
        assert "map from events to options" in answer.attrs["remedy"]

    def test_a_record_without_a_choice_is_said(self):
        """Nobody could have done anything else."""
        text = FERRY.replace("ROUNDS", "6").replace("ORDER", "[port]")
        crisis = read_text(
            text.replace("when: toll < high", "when: ferry == running")
            .replace("when: toll > none", "when: ferry == running")
        )  # fmt: skip

        with pytest.raises(NotApplicable, match="more than one option"):
            QUICK.look(compile(crisis), walk(crisis, []))

    @pytest.mark.parametrize(
        ("setting", "value", "most"),
        [
            ("paths", 0, "1 to 1,000,000,000"),
            ("draws", 2.5, "1 to 1,000,000"),
            ("block", 0, "1 to 10,000"),
            ("rounds", 0, "1 to 10,000"),
            ("seed", -1, f"0 to {2**63 - 1:,}"),
        ],
    )
    def test_settings_that_ask_for_nothing_are_refused(self, setting, value, most):
        """Before anything is computed."""
        with pytest.raises(CommandError) as caught:
            Hindcast(**{setting: value})

        assert str(caught.value) == (
            f"The setting '{setting}' of the lens 'hindcast' cannot be {value!r}.\n"
            f"It takes a whole number from {most}."
        )

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            (
                Hindcast(date="2009-01-01"),
                "2009-01-01 lies outside the record. Choose a date from 2001-01-01 to 2001-06-30.",
            ),
            (
                Hindcast(date="April"),
                "'April' is not a day of the calendar.\n"
                "Write a date as year-month-day, for example 2009-04-05.",
            ),
            (
                Hindcast(rounds=4),
                "The lens 'hindcast' cannot compare 4 rounds from round 4 on: the record ends "
                "with round 6.\nChoose 'rounds' from 1 to 3.",
            ),
        ],
    )
    def test_a_cut_off_outside_the_record_is_refused(self, settings, message):
        """Nothing is known of what came there."""
        game, policy = solved()

        with pytest.raises(CommandError) as caught:
            settings.look(game, walked(), policy=policy)

        assert str(caught.value) == message

    def test_a_policy_that_does_not_know_the_record_is_refused(self):
        """Solved from a state after which the charter is never a draft again."""
        game, _ = solved()
        policy = solve(game, start=game.find({"charter": "adopted"}))

        with pytest.raises(CommandError, match="does not cover the state of the record in round 1"):
            QUICK.look(game, walked(), policy=policy)

    def test_a_policy_that_did_not_converge_says_so(self):
        """The scores are those of the last policy reached."""
        game, policy = solved()
        lost = dataclasses.replace(policy, status="did not converge", cause="Lost.", remedy="Wait.")

        answer = QUICK.look(game, walked(), policy=lost)

        assert [answer.attrs[k] for k in ("status", "cause")] == ["did not converge", "Lost."]
        assert "log_score" in answer


def test_rounds_beyond_the_horizon_are_left_out():
    """A policy for four rounds scores the first four rounds of six."""
    text = FERRY.replace("horizon: ROUNDS", "horizon: 4").replace("ROUNDS", "6")
    crisis = read_text(text.replace("ORDER", "[port, isle, port]"), source="ferry.yaml")
    game = compile(crisis)

    answer = look(game, QUICK, record=walked())

    assert answer["round"].values.tolist() == [1, 2, 3, 4]
    assert int(answer["decision_round"].max()) == 4
    assert answer["ahead"].values.tolist() == [3, 4]


def test_a_move_too_unlikely_to_be_stored_counts_as_the_least_that_can_be():
    """Double precision ends at some 5e-324; what was done was not impossible."""
    game, policy = solved()
    choice = policy.choice.copy()
    sail = next(a for a, action in enumerate(game.actions) if action.label == "isle.sail")
    choice[:, :, policy.slot_action == sail] = 0.0
    answer = QUICK.look(game, walked(), policy=dataclasses.replace(policy, choice=choice))

    worst = float(answer["round_log"].sel(forecaster="model").min())

    assert -760 < worst < -740


def test_answers_follow_names_and_not_positions():
    """With a record too: actors and variables listed in another order change nothing by name."""
    crisis = crisis_of()
    turned = dataclasses.replace(
        crisis, actors=crisis.actors[::-1], variables=crisis.variables[::-1]
    )
    record = walk(turned, walked().events)

    one, other = answer_of(), look(compile(turned), QUICK, record=record)

    for name in ("log_score", "log_gain_low", "actor_log_score", "ranked_score", "share", "used"):
        found = other[name].reindex_like(one[name]).transpose(*one[name].dims)
        assert found.values == pytest.approx(one[name].values, rel=1e-6, abs=1e-6, nan_ok=True)
    assert (other["decision_option"].values == one["decision_option"].values).all()


def test_the_same_seed_gives_the_same_answer_and_another_moves_the_intervals():
    """Scores do not depend on chance; paths and intervals do."""
    game, policy = solved()
    again = look(game, QUICK, record=walked(), policy=policy)
    other = answer_of(dataclasses.replace(QUICK, seed=1))

    assert same(answer_of(), again)
    assert (other["log_score"] == answer_of()["log_score"]).all()
    assert not (other["log_gain_low"] == answer_of()["log_gain_low"]).all()


def test_longer_blocks_are_drawn_together():
    """The setting reaches the bootstrap, and changes nothing else."""
    other = answer_of(dataclasses.replace(QUICK, block=3))

    assert (other["log_gain"] == answer_of()["log_gain"]).all()
    assert not (other["log_gain_low"] == answer_of()["log_gain_low"]).all()


@pytest.mark.slow
def test_the_record_of_2009_is_scored_against_every_baseline():
    """The catalogue's own: what `standoff look dprk-2009 --lens hindcast` prints."""
    crisis = read(catalog.path("dprk-2009"))
    game, record = compile(crisis), load(crisis)
    policy = solve(game)

    answer = look(game, "hindcast", record=record, policy=policy)
    shown = show(answer)

    assert answer.attrs["turns"] == 840
    for name in ("uniform", "persistence", "running frequency", "Markov chain"):
        assert f"\n{name} " in shown
    # not promised of any model; where these change, the notes on the crisis do as well
    assert answer["verdict"].sel(scope="all", baseline="uniform") == "better"
    assert np.isfinite(answer["log_score"]).all()
