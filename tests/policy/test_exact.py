"""A third check, after the kernels and `policy.verify`: small games in exact arithmetic.

The numbers of the drawn games are decimals, so that everything but the exponential is
a fraction. `exponential` is one too, and wrong by less than 1e-40.
"""

from fractions import Fraction

import numpy as np
import pytest

import peer_games
from standoff.game import compile
from standoff.policy import solve
from standoff.spec import read_text

GRAIN = 10**40


def exact(number):
    """Read a drawn decimal as the fraction that it was meant to be."""
    return Fraction(str(round(number, 4)))


def exponential(x):
    """Return e**x as a fraction: halved until small, a Taylor series, squared again."""
    halvings = max(0, int(abs(x)).bit_length() + 2)
    small, term, total, k = x / 2**halvings, Fraction(1), Fraction(1), 1
    while abs(term) > Fraction(1, GRAIN**2):
        term = term * small / k
        total, k = total + term, k + 1
    for _ in range(halvings):
        total = grained(total * total, GRAIN**2)
    return total


def grained(x, grain=GRAIN):
    """Round to a grain far below any tolerance, so that fractions stay short."""
    return Fraction(round(x * grain), grain)


def mean(to, values):
    """Average what everybody gets over the places that something may lead to."""
    return [sum(exact(p) * values[t][i] for p, t in to) for i in range(len(values[0]))]


def solved_exactly(game, factor):
    """Count backwards; return choices by (round, turn, state) and the values at the start."""
    actors, states = game["actors"], range(len(game["utility"][0]))
    utility = [[exact(u) for u in own] for own in game["utility"]]
    patience = [exact(a["patience"]) for a in actors]
    later = [[utility[i][s] / (1 - d) for i, d in enumerate(patience)] for s in states]
    choice = {}
    event = game["chance"]
    for r in reversed(range(game["rounds"])):
        fate = [mean(event["to"], later) if event and s in event["from"] else later[s]
                for s in states]  # fmt: skip
        later = [[utility[i][s] + d * fate[s][i] for i, d in enumerate(patience)] for s in states]
        for m in reversed(range(len(actors))):
            before = []
            for s in states:
                worth = [list(later[s])]
                for option in game["options"][m]:
                    if s in option["from"]:
                        worth.append(mean(option["to"], later))
                        worth[-1][m] -= exact(option["cost"])
                precision = exact(actors[m]["precision"]) * factor
                odds = [exponential(precision * (q[m] - worth[0][m])) for q in worth]
                choice[r, m, s] = shares = [grained(one / sum(odds)) for one in odds]
                before.append(
                    [sum(p * q[i] for p, q in zip(shares, worth, strict=True))
                     for i in range(len(actors))]
                )  # fmt: skip
            later = before
    return choice, later


@pytest.mark.parametrize("factor", [0, 1, 4])
def test_small_games_are_solved_as_in_exact_arithmetic(factor):
    """Twelve games of one and two rounds with lotteries, costs and chance, to 1e-12."""
    for number in range(12):
        game = peer_games.draw_tree(number)
        policy = solve(
            compile(read_text(peer_games.crisis_text(game))), precision_factor=float(factor)
        )
        choice, value = solved_exactly(game, factor)
        for (r, m, s), shares in choice.items():
            row = policy.row(s)
            if row < 0:
                continue
            has = [0, *(n + 1 for n, o in enumerate(game["options"][m]) if s in o["from"])]
            found = policy.choice[r, row, policy.slot_first[m] + has]
            assert found == pytest.approx([float(p) for p in shares], abs=1e-12)
        rows = [(policy.row(s), s) for s in range(len(value)) if policy.row(s) >= 0]
        found = policy.value[:, [row for row, _ in rows]]
        expected = np.array([[float(v) for v in value[s]] for _, s in rows]).T
        assert found == pytest.approx(expected, abs=1e-11)


def test_the_exact_exponential_is_exact():
    """The first 38 digits of e, and e**-7 as its reciprocal."""
    assert str(int(exponential(Fraction(1)) * 10**37)) == "27182818284590452353602874713526624977"
    assert abs(exponential(Fraction(-7)) * exponential(Fraction(7)) - 1) < Fraction(1, 10**40)
