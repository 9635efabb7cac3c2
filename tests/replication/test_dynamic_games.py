"""Published dynamic games of conflict, written as crisis files and solved by hand beside us.

Selten (1978), Theory and Decision 9(2):127-159, section 2: the chain store.
Rubinstein (1982), Econometrica 50(1):97-109, section 3 (fixed discounting factors), and
Stahl (1972), *Bargaining Theory*, for the finite horizon.
Fearon (1995), International Organization 49(3):379-414, section "Commitment problems"
(preventive war under shifting power), with the proof in the appendix.
Schelling (1966), *Arms and Influence*, chapter 3: the threat that leaves something to
chance; Ellsberg's critical risk as in Powell (1990), *Nuclear Deterrence Theory*, ch. 3.
McKelvey and Palfrey (1992, 1998): the centipede is in test_quantal_response.py; the entry
games of Pesendorfer and Schmidt-Dengler (2008) and of Aguirregabiria and Mira (2007) are
in test_entry_games.py.
"""

import json
import math

import numpy as np
import pytest
from scipy.optimize import brentq

from standoff.game import compile
from standoff.policy import play, solve
from standoff.spec import read_text


def crisis(**parts):
    """Compile a crisis given as plain data."""
    return compile(read_text(json.dumps({"name": "published", **parts})))


def at_start(policy, game):
    """Return what everybody expects at the beginning."""
    return policy.value[:, policy.row(game.start)]


def act(when, **levels):
    """Write an option or an event: where it may be, and the levels that it sets."""
    return {"when": when, "effect": {"set": levels}}


def logistic(x):
    """Return the share that a choice worth ``x`` more than the other gets."""
    return 1.0 / (1.0 + math.exp(-x))


def chain_store(towns, precision):
    """Write Selten's game: in each of twenty towns one may enter, and the store may fight.

    Stay out: 1 and 5 for entrant and store; in and shared: 2 and 2; in and fought: 0
    and 0 (p. 128). Each entrant lives one round, and the market then begins anew.
    """
    return crisis(
        horizon=towns,
        actors={
            "entrant": {"patience": 0, "precision": precision},
            "store": {"patience": 0.95, "precision": precision},
        },
        variables={"market": ["out", "shared", "fought"]},
        options={
            "entrant": {"enter": act("market == out", market="shared")},
            "store": {"fight": act("market == shared", market="fought")},
        },
        chance={"next_town": act("market != out", market="out")},
        interests={"out": "market == out", "shared": "market == shared"},
        weights={"entrant": {"out": 1, "shared": 2}, "store": {"out": 5, "shared": 2}},
    )  # fmt: skip


def test_the_chain_store_shares_and_everybody_enters():
    """Backwards from the last town a threat to fight is never carried out (section 2)."""
    game = chain_store(20, 1.0)
    policy = play(game, "perfect")
    out, shared = (
        policy.row(game.find({"market": "out"})),
        policy.row(game.find({"market": "shared"})),
    )
    enter, fight = policy.slot_first[0] + 1, policy.slot_first[1] + 1

    assert (policy.choice[:, out, enter] == 1).all()
    assert (policy.choice[:, shared, fight] == 0).all()
    # twenty times the 2 of a shared market, and the 5 of a market left alone ever after
    worth = 2 * (1 - 0.95**20) / 0.05 + 0.95**20 * 5 / 0.05
    assert at_start(policy, game)[1] == pytest.approx(worth, abs=1e-9)


@pytest.mark.parametrize("precision", [0.5, 1.0, 4.0])
def test_the_chain_store_errs_alike_in_every_town(precision):
    """What is done now changes nothing later, so that every round is the last one.

    The store fights with probability 1 / (1 + exp(2 L)); the entrant compares 1 with 2
    less what a fight costs it.
    """
    game = chain_store(20, precision)
    policy = solve(game)
    out, shared = (
        policy.row(game.find({"market": "out"})),
        policy.row(game.find({"market": "shared"})),
    )
    fights = logistic(-2 * precision)
    enters = logistic(precision * (2 * (1 - fights) - 1))

    found = policy.choice[:, shared, policy.slot_first[1] + 1]
    assert found == pytest.approx(np.full(20, fights), abs=1e-12)
    found = policy.choice[:, out, policy.slot_first[0] + 1]
    assert found == pytest.approx(np.full(20, enters), abs=1e-12)


def shares_of(rounds, first, second):
    """Return what the first bargainer gets by the round in which play begins, last first."""
    found = []
    for number in range(rounds, 0, -1):
        later = found[-1] if found else (0.0 if number % 2 else 1.0)
        # the proposer leaves the other what waiting is worth to it, or all if none follows
        offer = 1 - second * (1 - later) if number % 2 else first * later
        found.append(offer if found else float(number % 2))
    return found


def bargaining(rounds, first, second):
    """Write alternating offers; who is indifferent accepts, for a bonus of 1e-8."""
    shares = sorted({round(x, 12) for x in shares_of(rounds, first, second)} | {0.25, 0.5, 0.75})
    offers = {f"x{n}": f"y{n}" for n in range(len(shares))}
    agreed = " or ".join(f"offer == {one}" for one in offers.values())
    open_ = "settled == no"

    def acts(mine, theirs):
        return {
            f"offer_{one}": act(f"{open_} and offer == none and proposer == {mine}", offer=one)
            for one in offers
        } | {
            f"accept_{one}": act(
                f"{open_} and offer == {one} and proposer == {theirs}", offer=taken
            )
            for one, taken in offers.items()
        }

    return crisis(
        horizon=rounds,
        actors={"A": {"patience": first}, "B": {"patience": second}},
        order=["A", "B", "A"],
        variables={
            "offer": ["none", *offers, *offers.values()],
            "proposer": ["first", "second", "next"],
            "settled": ["no", "yes"],
        },
        options={"A": acts("first", "second"), "B": acts("second", "first")},
        chance={
            "agreed": act(f"settled == no and ({agreed})", settled="yes"),
            "after_second": act(f"{open_} and proposer == second", offer="none", proposer="next"),
            "after_first": act(f"{open_} and proposer == first", offer="none", proposer="second"),
            "begin_again": act(f"{open_} and proposer == next", proposer="first"),
        },
        interests={
            **{f"gets_{one}": f"settled == no and offer == {one}" for one in offers.values()},
            "A_took": f"settled == no and proposer == second and ({agreed})",
            "B_took": f"settled == no and proposer == first and ({agreed})",
        },
        weights={
            "A": {"A_took": 1e-8, **{f"gets_y{n}": x for n, x in enumerate(shares)}},
            "B": {"B_took": 1e-8, **{f"gets_y{n}": 1 - x for n, x in enumerate(shares)}},
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rounds", "share"), [(1, 1.0), (2, 0.2), (3, 0.92), (4, 0.344), (5, 0.8624)]
)
def test_alternating_offers_with_an_end_give_stahls_shares(rounds, share):
    """Patience 0.9 and 0.8: the last proposer takes all, and so on backwards."""
    game = bargaining(rounds, 0.9, 0.8)

    found = at_start(play(game, "perfect"), game)

    assert found == pytest.approx([share, 1 - share], abs=1e-6)


def test_a_long_bargaining_nears_rubinsteins_share():
    """(1 - d2) / (1 - d1 d2) = 0.7143 (section 3): two rounds more close 28% of the gap."""
    game = bargaining(25, 0.9, 0.8)
    share = 0.2 / 0.28

    found = at_start(play(game, "perfect"), game)

    assert found[0] == pytest.approx(share + (0.9 * 0.8) ** 12 * (1 - share), abs=1e-6)


def preventive_war(before, after, cost, patience):
    """Write Fearon's shifting power: A offers, B accepts or fights; then A is stronger.

    The stakes are 1 a round. Whoever wins a war has them for ever; B pays its cost once.
    What is agreed in the second round is kept for ever after.
    """
    fair = [1 - after - cost * (1 - patience), 1 - before - cost * (1 - patience)]
    shares = sorted({0.0, 1.0, 0.25, 0.5, 0.75, *(round(x, 12) for x in fair if 0 < x < 1)})
    deals = [f"d{n}" for n in range(len(shares))]

    def fight(power, wins):
        return {
            "when": f"war == no and power == {power}",
            "effect": {
                "chance": [
                    {"probability": wins, "set": {"war": "A_won"}},
                    {"probability": 1 - wins, "set": {"war": "B_won"}},
                ]
            },
            "cost": cost,
        }

    kept = {f"has_{deal}": f"war == no and deal == {deal}" for deal in deals}
    return crisis(
        horizon=2,
        actors={"A": {"patience": patience}, "B": {"patience": patience}},
        variables={
            "power": ["before", "after"],
            "deal": ["none", *deals],
            "war": ["no", "A_won", "B_won"],
        },
        options={
            "A": {
                f"offer_{deal}": {
                    "when": "war == no and deal == none", "effect": {"set": {"deal": deal}}
                }
                for deal in deals
            },
            "B": {"fight": fight("before", before), "fight_late": fight("after", after)},
        },
        chance={
            "shift": {
                "when": "power == before and war == no",
                "effect": {"set": {"power": "after", "deal": "none"}},
            }
        },
        interests={**kept, "A_has_all": "war == A_won", "B_has_all": "war == B_won"},
        weights={
            "A": {"A_has_all": 1, **{f"has_d{n}": 1 - x for n, x in enumerate(shares)}},
            "B": {"B_has_all": 1, **{f"has_d{n}": x for n, x in enumerate(shares)}},
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "cost", "patience", "war_now", "best_peace"),
    [
        (0.3, 0.8, 0.2, 0.9, 6.8, 2.62),
        (0.5, 0.6, 0.3, 0.9, 4.7, 4.33),
        (0.5, 0.6, 0.3, 0.99, 49.7, 40.303),
    ],
)
def test_a_declining_power_fights_now(before, after, cost, patience, war_now, best_peace):
    """It fights iff d p2 - p1 > c (1 - d)^2: no offer of today makes up for tomorrow's."""
    assert patience * after - before > cost * (1 - patience) ** 2
    game = preventive_war(before, after, cost, patience)
    policy = play(game, "perfect")
    fights = policy.slot_first[1] + 1
    today = [policy.row(game.find({"deal": f"d{n}"})) for n in range(5)]

    assert at_start(policy, game)[1] == pytest.approx(war_now, abs=1e-9)
    assert (policy.choice[0, today, fights] == 1).all()
    # all of today's stakes and what will be left to it then
    late = policy.kept[2][1, policy.row(game.find({"power": "after"}))]
    assert 1 + patience * late == pytest.approx(best_peace, abs=1e-9)


@pytest.mark.parametrize(("before", "after"), [(0.5, 0.5), (0.5, 0.45), (0.8, 0.85)])
def test_a_power_that_hardly_declines_accepts(before, after):
    """Where the condition fails there is an offer that it takes, and no war."""
    cost, patience = 0.2, 0.9
    assert patience * after - before <= cost * (1 - patience) ** 2
    game = preventive_war(before, after, cost, patience)
    policy = play(game, "perfect")
    late = policy.kept[2][1, policy.row(game.find({"power": "after"}))]

    assert late == pytest.approx((1 - after) / (1 - patience) - cost, abs=1e-9)
    dearest = policy.row(game.find({"deal": "d6"} if before != after else {"deal": "d5"}))
    assert policy.choice[0, dearest, policy.slot_first[1] + 1] == 0


def brink(risk, precision, patience=0.8):
    """Write a contest of nerves: who holds runs a risk each round that all is lost."""
    prizes = {"a": {"a_yields": 0, "b_yields": 1, "lost": -4},
              "b": {"a_yields": 0.8, "b_yields": 0.2, "lost": -5}}  # fmt: skip
    return crisis(
        actors={one: {"patience": patience, "precision": precision} for one in "ab"},
        variables={"contest": ["on", "a_yields", "b_yields", "lost"]},
        options={
            one: {
                "give_in": {
                    "when": "contest == on", "effect": {"set": {"contest": f"{one}_yields"}}
                }
            }
            for one in "ab"
        },
        chance={
            "accident": {
                "when": "contest == on", "probability": risk, "effect": {"set": {"contest": "lost"}}
            }
        },
        interests={f"is_{end}": f"contest == {end}" for end in ("a_yields", "b_yields", "lost")},
        weights={one: {f"is_{end}": x for end, x in own.items()} for one, own in prizes.items()},
    )  # fmt: skip


@pytest.mark.parametrize(("risk", "precision"), [(0.05, 0.5), (0.2, 0.5), (0.2, 1.0), (0.5, 2.0)])
def test_a_contest_of_nerves_has_the_solution_of_its_one_equation(risk, precision):
    """Everything but staying in the contest is settled, so b's hope of a is one unknown.

    Given with which probability a gives in, both what b does and what the contest is
    worth to both follow in closed form; a's own choice must then be the one supposed.
    """
    patience = 0.8
    ends = {"a": (0, 1 / 0.2, -4 / 0.2), "b": (0.8 / 0.2, 0.2 / 0.2, -5 / 0.2)}

    def worth(one, p, q):
        """Return what the end of a round in contest is worth: a geometric series."""
        by_a, by_b, lost = ends[one]
        settled = p * by_a + (1 - p) * q * by_b
        stays = patience * (1 - risk)
        return (stays * settled + patience * risk * lost) / (1 - stays * (1 - p) * (1 - q))

    def reply_of_b(p):
        return brentq(
            lambda q: logistic(precision * (ends["b"][1] - worth("b", p, q))) - q, 1e-15, 1
        )

    def surprise(p):
        q = reply_of_b(p)
        holds = q * ends["a"][1] + (1 - q) * worth("a", p, q)
        return logistic(precision * (ends["a"][0] - holds)) - p

    grid = np.linspace(1e-9, 1 - 1e-9, 400)
    signs = [surprise(p) > 0 for p in grid]
    roots = [
        brentq(surprise, low, high, xtol=1e-14)
        for low, high, x, y in zip(grid, grid[1:], signs, signs[1:], strict=False)
        if x != y
    ]
    game = brink(risk, precision)
    policy = solve(game)
    row = policy.row(game.start)
    p, q = policy.choice[0, row, 1], policy.choice[0, row, 3]

    assert policy.status == "found"
    assert min(abs(p - root) for root in roots) < 1e-9
    assert q == pytest.approx(reply_of_b(p), abs=1e-9)


@pytest.mark.parametrize(
    ("win", "submit", "disaster", "critical"), [(1, 0, -4, 0.2), (0.8, 0.2, -5, 0.6 / 5.8)]
)
def test_at_the_critical_risk_standing_firm_is_a_coin_toss(win, submit, disaster, critical):
    """(win - submit) / (win - disaster): above it giving in pays, below it standing firm."""

    def firm(risk):
        game = crisis(
            horizon=1,
            actors={"b": {"patience": 0, "precision": 3}},
            variables={"challenge": ["made", "met", "lost"]},
            start={"challenge": "made"},
            options={
                "b": {
                    "stand_firm": {
                        "when": "challenge == made",
                        "effect": {
                            "chance": [
                                {"probability": risk, "set": {"challenge": "lost"}},
                                {"probability": 1 - risk, "set": {"challenge": "met"}},
                            ]
                        },
                    }
                }
            },
            interests={one: f"challenge == {one}" for one in ("made", "met", "lost")},
            weights={"b": {"made": submit, "met": win, "lost": disaster}},
        )
        policy = solve(game)
        return policy.choice[0, policy.row(game.start), 1]

    assert firm(critical) == pytest.approx(0.5, abs=1e-12)
    slope = 3 * (disaster - win)
    assert firm(critical + 0.01) == pytest.approx(logistic(0.01 * slope), abs=1e-12)
