"""Crisis bargaining: closed forms, numbers from the papers, and the program's own solver.

Closed forms are `bargaining_forms`; a second route stands beside each here.
Games of the catalogue are solved as any crisis is, and held against a recursion that
knows nothing of states.
"""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq, linprog
from scipy.stats import norm

import bargaining_forms as bargaining
import standoff
from standoff.game.without import without
from standoff.policy.kinds import play
from standoff.spec import read_text

CLOSE = 1e-8


def changed(name, *changes):
    """Compile a game of the catalogue with some texts of its file replaced."""
    text = standoff.catalog.path(name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return standoff.compile(read_text(text))


def values(game, kind="perfect"):
    """Solve, and give what each actor expects at the start."""
    policy = play(game, kind)
    return policy.value[:, int(np.searchsorted(policy.states, policy.start))]


def chosen(game, levels, turn, number=1):
    """Give the label of what is surely done in a state at a turn of a round."""
    policy = play(game, "perfect", keep=9)
    row = int(np.searchsorted(policy.states, game.find(levels)))
    first, end = policy.slot_first[turn], policy.slot_first[turn + 1]
    slot = first + int(policy.choice[number - 1, row, first:end].argmax())
    action = int(policy.slot_action[slot])
    return "hold" if action < 0 else game.actions[action].label


# ------------------------------------------------------------------- private costs


@pytest.mark.parametrize(
    ("wins", "own", "most", "demand", "war", "value"),
    [
        (0.5, 0.1, 0.4, 0.65, 0.375, 0.55625),
        (0.3, 0.05, 0.2, 0.375, 0.375, 0.328125),
        (0.6, 0.2, 0.3, 0.65, 1 / 6, 0.6083333333333333),
        (0.4, 0.3, 0.2, 0.4, 0.0, 0.4),
        (0.85, 0.05, 0.5, 1.0, 0.3, 0.94),
    ],
)
def test_the_best_demand_under_an_even_private_cost(wins, own, most, demand, war, value):
    """Fearon 1995, pp. 394-395; the last two are corners: no risk pays, and all is asked for."""
    found = bargaining.uniform_cost(wins, own, most)

    assert found == pytest.approx((demand, war, value), abs=CLOSE)


@pytest.mark.parametrize(
    ("wins", "own", "most"), [(0.5, 0.1, 0.4), (0.3, 0.05, 0.2), (0.6, 0.2, 0.3)]
)
def test_the_best_demand_is_where_a_little_more_gains_nothing(wins, own, most):
    """Second route: integrate over costs, and find the root of the slope."""

    def worth(x):
        fought = quad(lambda _: wins - own, 0, x - wins)[0]
        met = quad(lambda _: x, x - wins, most)[0]
        return (fought + met) / most

    def slope(x):
        return (worth(x + 1e-3) - worth(x - 1e-3)) / 2e-3  # exact for a parabola

    best = brentq(slope, wins + 1e-2, wins + most - 1e-2, xtol=1e-14)
    found = bargaining.uniform_cost(wins, own, most)
    assert found.demand == pytest.approx(best, abs=CLOSE)
    assert found.value == pytest.approx(worth(best), abs=CLOSE)


@pytest.mark.parametrize("share", [0.2, 0.42, 0.44, 0.5, 0.9])
def test_the_ultimatum_of_the_catalogue_is_answered_as_its_types_would(share):
    """Enumerate demands: who loses less by war than by paying, fights."""
    game = changed(
        "ultimatum",
        ("low, probability: 0.5", f"low, probability: {1 - share:g}"),
        ("high, probability: 0.5", f"high, probability: {share:g}"),
    )

    def met(x):
        """Give payoffs and probability by type: who loses less by war than by paying fights."""
        odds = ((0.1, 1 - share), (0.3, share))
        return [(x, 1 - x, q) if 1 - x > 0.5 - c else (0.4, 0.5 - c, q) for c, q in odds]

    outcomes = [met(x) for x in (0.45, 0.55, 0.65, 0.75, 0.85)]
    best = max(outcomes, key=lambda cells: sum(a * q for a, _, q in cells))
    expected = [sum(cell[k] * cell[2] for cell in best) for k in (0, 1)]
    assert values(game) == pytest.approx(expected, abs=CLOSE)
    if abs(share - 3 / 7) > 0.05:  # at the threshold of the grid precise actors still waver
        assert values(game, "logit") == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("share", "risks"), [(0.49, False), (0.51, True)])
def test_two_types_are_gambled_with_above_the_threshold(share, risks):
    """Costs 0.1 for oneself, 0.1 or 0.3 for the other: the threshold is one half."""
    found = bargaining.two_types(0.5, 0.1, 0.1, 0.3, share)

    safe, bold = 0.5 + 0.1, share * 0.8 + (1 - share) * 0.4
    assert (found.war > 0) == risks
    assert found.value == pytest.approx(max(safe, bold), abs=CLOSE)


# ------------------------------------------------------------- commitment problems


@pytest.mark.parametrize(
    ("now", "later", "cost", "patience", "war", "peace"),
    [
        (0.3, 0.8, 0.2, 0.9, 6.8, 2.62),
        (0.5, 0.6, 0.3, 0.9, 4.7, 4.33),
        (0.5, 0.6, 0.3, 0.99, 49.7, 40.303),
    ],
)
def test_a_shift_of_power_brings_war_now(now, later, cost, patience, war, peace):
    """Fearon 1995, pp. 404-408; second route: add up the rounds one by one."""
    found = bargaining.preventive(now, later, cost, patience)

    powers = patience ** np.arange(6000)
    fought = powers @ np.full(6000, 1 - now) - cost
    bought = 1 + patience * (powers @ np.full(6000, 1 - later) - cost)
    assert (found.war, found.peace) == pytest.approx((war, peace), abs=CLOSE)
    assert (found.war, found.peace) == pytest.approx((fought, bought), abs=CLOSE)
    assert found.fights == (fought > bought)


def test_a_slow_shift_of_power_brings_none():
    """What little is lost is less than war costs."""
    found = bargaining.preventive(0.5, 0.5001, 0.3, 0.5)

    assert not found.fights
    assert found.war < found.peace


@pytest.mark.parametrize(
    "case", [(0.6, 0.4, 0.15, 0.1), (0.75, 0.4, 0.15, 0.1), (0.5, 0.5, 0.2, 0.2)]
)
def test_the_advantage_of_striking_first_eats_the_settlement(case):
    """Fearon 1995, pp. 402-404; second route: two linear programs."""
    first, second, cost_a, cost_b = case
    limits = {"A_ub": [[-1], [1]], "b_ub": [-(first - cost_a), second + cost_b]}
    ends = [linprog([sign], bounds=(0, 1), **limits) for sign in (1, -1)]

    found = bargaining.first_strike(*case)

    assert (found is not None) == ends[0].success
    if found is not None:
        assert found == pytest.approx([end.x[0] for end in ends], abs=CLOSE)


@pytest.mark.parametrize(
    ("price", "regime", "offer", "declining"),
    [
        (2.0, "butter for bombs", 0.2777777777777778, 7.222222222222222),
        (3.0, "no concession", 0.2, 8.0),
        (0.3, "build", 0.0, 5.5),
    ],
)
def test_the_price_of_building_decides_who_concedes(price, regime, offer, declining):
    """Spaniel's regimes: a stationary offer is the least that beats building and war."""
    found = bargaining.butter_for_bombs(0.3, 0.6, 0.2, 0.1, price, 0.9)

    assert (found.regime, found.offer) == (regime, pytest.approx(offer, abs=CLOSE))
    assert found.declining == pytest.approx(declining, abs=CLOSE)

    def gain(x):
        """Return what accepting is worth beyond building."""
        return x / 0.1 - (x - price + 0.9 * 0.5 / 0.1)

    least = max(0.2, brentq(gain, -9, 9, xtol=1e-15))
    assert found.declining == pytest.approx(max((1 - least) / 0.1, 1 + 0.9 * 0.5 / 0.1), abs=CLOSE)


def test_a_credible_strike_keeps_the_rising_side_from_building():
    """If arms would shift power by more than war costs, building would be struck at once."""
    found = bargaining.butter_for_bombs(0.3, 0.9, 0.2, 0.1, 0.3, 0.9)

    assert (found.regime, found.offer) == ("deterred", pytest.approx(0.2))


@pytest.mark.parametrize("price", [0.3, 1.6, 2.0, 2.6, 3.0])
def test_butter_for_bombs_in_the_catalogue_follows_the_closed_form(price):
    """On the grid of concessions the solver takes the first that holds, or lets it build."""
    game = changed("butter-for-bombs", ("value: 2, range", f"value: {price:g}, range"))
    ever = 10.0
    worth = []
    for x in (0.0, 0.05, 0.15, 0.25, 0.35, 0.45):
        replies = {"keep": x * ever, "build": x - price + 0.9 * 0.5 * ever, "fight": 0.2 * ever}
        reply = max(replies, key=replies.__getitem__)
        own = {"keep": (1 - x) * ever, "build": 1 - x + 0.9 * 0.5 * ever, "fight": 0.5 * ever}
        if reply == "build" and own["fight"] > own["build"]:  # it strikes before the arms are there
            continue
        worth.append((own[reply], replies[reply]))

    assert values(game) == pytest.approx(max(worth), abs=CLOSE)
    assert values(game)[0] <= bargaining.butter_for_bombs(0.3, 0.6, 0.2, 0.1, price, 0.9).declining


def test_a_credible_strike_deters_building_in_the_catalogue():
    """Armed it would get 0.8: it is struck if it builds, so 25 per cent keeps the peace."""
    game = changed(
        "butter-for-bombs",
        ("+ 0.5*(reply == armed) + 0.2*", "+ 0.8*(reply == armed) + 0.2*"),
        ("+ 0.5*(reply == armed) + 0.5*", "+ 0.2*(reply == armed) + 0.5*"),
    )

    assert chosen(game, {"offer": "x05", "reply": "builds"}, 2) == "D.strike"
    assert values(game) == pytest.approx([7.5, 2.5], abs=CLOSE)


# ----------------------------------------------------------------- alternating offers


def recursion(patience, rounds, grid=None):
    """Count alternating offers backwards: the proposer gives just more than waiting gives."""
    waits, last = [0.0, 0.0], None
    for number in range(rounds, 0, -1):
        proposer = (number + 1) % 2
        answerer = 1 - proposer
        needed = patience[answerer] * waits[answerer]
        given = needed
        if grid is not None:
            given = min(share for share in grid if share > needed + 1e-12)
        last = [0.0, 0.0]
        last[proposer], last[answerer] = 1 - given, given
        assert 1 - given >= patience[proposer] * waits[proposer]
        waits = last
    return last


@pytest.mark.parametrize(
    ("patience", "share", "other"),
    [
        ((0.9, 0.8), 0.714285714286, 0.642857142857),
        ((0.95, 0.95), 0.512820512821, 0.487179487179),
        ((0.5, 0.9), 0.181818181818, 0.090909090909),
    ],
)
def test_alternating_offers_without_an_end(patience, share, other):
    """Rubinstein 1982; second route: count back from a far horizon."""
    found = bargaining.alternating(*patience)

    assert found == pytest.approx(share, abs=CLOSE)
    assert 1 - bargaining.alternating(*patience[::-1]) == pytest.approx(other, abs=CLOSE)
    assert found == pytest.approx(recursion(patience, 401)[0], abs=CLOSE)


@pytest.mark.parametrize("rounds", range(1, 8))
def test_alternating_offers_with_an_end(rounds):
    """Stahl 1972: 1, 0.2, 0.92, 0.344, 0.8624, ... for 0.9 and 0.8."""
    found = bargaining.stahl(0.9, 0.8, rounds)

    assert found == pytest.approx(recursion((0.9, 0.8), rounds)[0], abs=CLOSE)
    if rounds <= 5:
        assert found == pytest.approx([1, 0.2, 0.92, 0.344, 0.8624][rounds - 1], abs=CLOSE)


@pytest.mark.parametrize("outside", [0.0, 0.3, 0.6, 0.95])
def test_an_outside_option_helps_only_if_it_would_be_used(outside):
    """Shaked and Sutton 1984; second route: iterate offers that answer each other."""
    one, other = 0.5, 0.5  # what each answerer is given
    for _ in range(2000):
        one, other = max(0.9 * (1 - other), outside), 0.9 * (1 - one)

    assert bargaining.outside_option(0.9, outside) == pytest.approx(one, abs=CLOSE)


@pytest.mark.parametrize("patience", [(0.9, 0.8), (0.6, 0.7), (0.35, 0.93)])
@pytest.mark.parametrize("rounds", [1, 2, 3, 4, 5])
def test_the_alternating_offers_of_the_catalogue_are_solved_as_by_recursion(patience, rounds):
    """On the grid of its file; and within two steps of the grid of the continuous line."""
    game = changed(
        "rubinstein",
        ("horizon: 5", f"horizon: {rounds}"),
        ("value: 0.9,", f"value: {patience[0]},"),
        ("value: 0.8,", f"value: {patience[1]},"),
    )
    grid = [0.025 + 0.05 * k for k in range(20)]

    shares = values(game) * (1 - np.array(patience))

    # agreed at once, so what is got for ever is the share
    assert shares == pytest.approx(recursion(patience, rounds, grid), abs=CLOSE)
    assert shares[0] == pytest.approx(bargaining.stahl(*patience, rounds), abs=0.1)


# ----------------------------------------------------------------- brinkmanship


def test_critical_risks():
    """Ellsberg 1959 and Powell 1990: at it, standing firm and submitting are worth the same."""
    for win, submit, disaster, risk in ((1, 0, -4, 0.2), (0.8, 0.2, -5, 0.1034482758620690)):
        found = bargaining.critical_risk(win, submit, disaster)
        assert found == pytest.approx(risk, abs=CLOSE)
        assert (1 - found) * win + found * disaster == pytest.approx(submit, abs=CLOSE)


def test_the_defender_stands_firm_up_to_its_critical_risk():
    """And the challenger makes the least threat above it: nobody runs any risk."""
    game = changed("brinkmanship")
    most = bargaining.critical_risk(0.8, 0.2, -5)

    for risk in (5, 10, 15, 20):
        done = chosen(game, {"threat": f"r{risk:02d}", "course": "open"}, 1)
        assert done == (f"B.stand_{risk:02d}" if risk / 100 <= most else "hold")
    assert chosen(game, {"threat": "none", "course": "open"}, 0) == "A.threaten_15"
    assert values(game) == pytest.approx([1 - 0.003, 0.2], abs=CLOSE)


def test_who_throws_the_wheel_away_wins():
    """Schelling 1960: with the commitment 2 and -1, without it the reverse."""
    game = changed("commitment")

    assert values(game) == pytest.approx([2, -1], abs=CLOSE)
    assert values(without(game, ["A.commit"])) == pytest.approx([-1, 2], abs=CLOSE)


# ----------------------------------------------------------------- signalling


EQUILIBRIA = {
    -2.9: [
        (0.994789468613391, 0.251104616022663, 0.309695104443731),
        (0.37986783489181, 0.594722829526949, 0.241562759002967),
        (0.205451841030991, 0.813321720228119, 0.208759392845293),
    ],
    -2.75: [
        (0.86608265115644, 0.350810384716645, 0.297012074889734),
        (0.773018408335438, 0.390395596752373, 0.288042336210411),
        (0.172371282814751, 0.892800583693154, 0.20033815830801),
    ],
    -2.55: [(0.156969777376733, 0.939654895403853, 0.196006060913859)],
    -2.2: [(0.146538662105936, 0.976387114926625, 0.192891195318832)],
}
"""By the defender's mean payoff of war; others 0, 1, 0, -1.9, -1.2, 1. From Crisman-Cox and
Gibilisco's example of one, and of three, equilibria."""


@pytest.mark.parametrize("war_b", EQUILIBRIA)
def test_the_signalling_game_has_its_published_equilibria(war_b):
    """Lewis and Schultz 2003: all of them, where there are three and where there is one."""
    found = bargaining.signals(0, 1, 0, -1.9, war_b, -1.2, 1)

    assert len(found) == len(EQUILIBRIA[war_b])
    for one, (challenge, resist, fight) in zip(found, EQUILIBRIA[war_b], strict=True):
        assert one == pytest.approx((challenge, resist, fight), abs=CLOSE)


@pytest.mark.parametrize(
    ("bar", "war_a", "back_down"),
    [(-0.3, -1.9, -1.2), (0.4, 0.2, -0.7), (1.1, -0.5, 0.9), (0.0, 0.3, 0.3), (0.3, 0.3, -1.0)],
)
def test_what_a_challenger_does_is_what_its_shocks_say(bar, war_a, back_down):
    """Second route: integrate over the shock to war; ties of means and bars are covered."""

    def fights(war):
        return norm.pdf(war - war_a) * norm.cdf(war - back_down)

    fought = quad(fights, bar, math.inf, epsabs=1e-13)[0]
    challenge = 1 - norm.cdf(bar - war_a) * norm.cdf(bar - back_down)
    found = bargaining.resists(bar, war_a, back_down)

    assert found.challenge == pytest.approx(challenge, abs=CLOSE)
    assert found.fight == pytest.approx(fought / challenge, abs=CLOSE)
