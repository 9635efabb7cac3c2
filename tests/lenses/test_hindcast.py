"""Tests for `standoff.lenses.hindcast`: what forecasts were worth, against what."""

import dataclasses

import numpy as np
import pytest

from lenses.ferry import FERRY, MOVES, QUICK, answer_of, crisis_of, simulated, solved, walked
from standoff import catalog
from standoff.game import compile
from standoff.lenses.asking import look
from standoff.lenses.hindcast import Hindcast
from standoff.lenses.scored import FORECASTERS
from standoff.policy import solve
from standoff.record import load, walk
from standoff.result import same
from standoff.show import show
from standoff.spec import read, read_text


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
