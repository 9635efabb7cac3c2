"""Quantal response: published points, and the logit branch of Gambit.

Points of matching pennies: McKelvey and Palfrey (1995), Games and Economic
Behavior 10:6-38, on the data of Ochs (1995); digits beyond the printed ones by
pygambit 16.7.0 and an independent solver. Points of the constant-sum game: the
test suite of Gambit. Centipede: four moves, payoffs of McKelvey and Palfrey
(1992), Econometrica 60(4):803-836; the agent form by backward induction.
Fixtures: scripts/make_gambit_fixtures.py.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from standoff.game import compile
from standoff.kernels.quantal import logit_branch
from standoff.policy import solve, stage_game
from standoff.policy.seats import seats_of
from standoff.spec import read_text

GAMBIT = Path(__file__).parent / "fixtures" / "gambit"
AGREE = 1e-6

STRATEGIC = ["ochs", "chicken", "battle", "von_stengel", "three_players", "three_asymmetric"]
OCHS_POINTS = {
    0.5: (0.549653975, 0.486173652),
    1: (0.586784036, 0.451807032),
    2: (0.617521946, 0.371981664),
    3: (0.616896850, 0.314016362),
    5: (0.595876300, 0.255753566),
}
CENTIPEDE_TAKES = {
    0: (0.5, 0.5, 0.5, 0.5),
    0.5: (0.373594, 0.375573, 0.385073, 0.689974),
    1: (0.296257, 0.277980, 0.464884, 0.832018),
    2: (0.236193, 0.376299, 0.761577, 0.960834),
    5: (0.492704, 0.851436, 0.981847, 0.999665),
}


def answer_of_gambit(name):
    """Read a fixture."""
    return json.loads((GAMBIT / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STRATEGIC)
def test_the_logit_branch_of_a_normal_form_is_that_of_gambit(name):
    """Two to three players, two to three strategies, several equilibria at the end."""
    fixture = answer_of_gambit(name)

    for precision, profile in fixture["logit"].items():
        payoff = [np.array(table, dtype=float) for table in fixture["payoffs"]]
        found = logit_branch(payoff, [float(precision)] * len(payoff))
        assert found.is_found
        for expected, share in zip(profile, found.end, strict=True):
            assert share == pytest.approx(expected, abs=AGREE)


def ochs(precision):
    """Write matching pennies as a crisis: both choose between holding and the other side."""
    return compile(
        read_text(f"""
            name: pennies
            actors:
              row: {{patience: 0, precision: {precision}}}
              column: {{patience: 0, precision: {precision}}}
            variables: {{row_plays: [top, bottom], column_plays: [left, right]}}
            options:
              row: {{turn: {{when: row_plays == top, effect: {{set: {{row_plays: bottom}}}}}}}}
              column:
                turn: {{when: column_plays == left, effect: {{set: {{column_plays: right}}}}}}
            interests:
              top_left: row_plays == top and column_plays == left
              bottom_right: row_plays == bottom and column_plays == right
              apart: (row_plays == top) != (column_plays == left)
            weights:
              row: {{top_left: 1.1141, bottom_right: 0.2785}}
              column: {{apart: 1.1141}}
            """)
    )


@pytest.mark.parametrize(("precision", "point"), OCHS_POINTS.items())
def test_matching_pennies_written_as_a_crisis_has_the_published_points(precision, point):
    """A one-round crisis read as a game in which both choose at once."""
    found = stage_game(ochs(precision)).quantal_response()

    assert found.is_found
    assert found.end[0][0] == pytest.approx(point[0], abs=1e-8)
    assert found.end[1][0] == pytest.approx(point[1], abs=1e-8)


@pytest.mark.parametrize(
    ("precision", "point"), [(1, (0.643, 0.5883)), (2, (0.7727, 0.6117)), (3, (0.8595, 0.6038))]
)
def test_the_constant_sum_game_of_gambit_has_its_printed_points(precision, point):
    """Half a unit of the last printed digit."""
    row, column = np.array([[1.0, 1], [0, 1]]), np.array([[1.0, 1], [2, 1]])

    found = logit_branch([row, column], [precision] * 2)

    assert found.end[0][0] == pytest.approx(point[0], abs=5e-4)
    assert found.end[1][0] == pytest.approx(point[1], abs=5e-5)


def centipede(precision):
    """Write the four moves as one round of four agents, each seeing what was done before."""
    takes = [(0.4, 0.1), (0.2, 0.8), (1.6, 0.4), (0.8, 3.2)]
    first = {f"at_{k + 1}": pay[0] for k, pay in enumerate(takes)} | {"open": 6.4}
    second = {f"at_{k + 1}": pay[1] for k, pay in enumerate(takes)} | {"open": 1.6}
    crisis = {
        "name": "centipede",
        "horizon": 1,
        "actors": {f"agent_{k}": {"patience": 0, "precision": precision} for k in range(1, 5)},
        "variables": {"game": ["on", *(f"taken_{k}" for k in range(1, 5))]},
        "options": {
            f"agent_{k}": {
                "take": {"when": "game == on", "effect": {"set": {"game": f"taken_{k}"}}}
            }
            for k in range(1, 5)
        },
        "interests": {f"at_{k}": f"game == taken_{k}" for k in range(1, 5)}
        | {"open": "game == on"},
        "weights": {f"agent_{k}": first if k % 2 else second for k in range(1, 5)},
    }
    return compile(read_text(json.dumps(crisis)))


def taken(precision):
    """Solve the centipede; return the probability of taking at each node."""
    policy = solve(centipede(precision))
    return policy.choice[0, policy.covered.row, 1::2]


@pytest.mark.parametrize(("precision", "takes"), CENTIPEDE_TAKES.items())
def test_the_centipede_is_solved_to_its_printed_digits(precision, takes):
    """Backward induction in the agent form: movers in a round see what went before."""
    assert taken(precision) == pytest.approx(takes, abs=5e-7)


def test_the_centipede_of_gambit_is_the_same():
    """Gambit lists the nodes of one player, then those of the other."""
    for precision, nodes in answer_of_gambit("centipede")["logit"].items():
        shares = taken(float(precision))
        expected = [nodes[k][0] for k in (0, 2, 1, 3)]
        assert shares == pytest.approx(expected, abs=AGREE)


def three_in_turn(payoffs, precision, order=("one", "two", "three")):
    """Write a tree of three players, each choosing 0 or 1 after seeing the others."""
    names = ["one", "two", "three"]
    leaf = {
        f"leaf_{a}{b}{c}": f"one_did == p{a} and two_did == p{b} and three_did == p{c}"
        for a in range(2)
        for b in range(2)
        for c in range(2)
    }
    crisis = {
        "name": "tree",
        "horizon": 1,
        "actors": {name: {"patience": 0, "precision": precision} for name in names},
        "variables": {f"{name}_did": ["p0", "p1"] for name in names},
        "options": {
            name: {"act": {"when": f"{name}_did == p0", "effect": {"set": {f"{name}_did": "p1"}}}}
            for name in names
        },
        "order": list(order),
        "interests": leaf,
        "weights": {
            name: {
                f"leaf_{a}{b}{c}": table[a][b][c] for a in (0, 1) for b in (0, 1) for c in (0, 1)
            }
            for name, table in zip(names, payoffs, strict=True)
        },
    }
    return compile(read_text(json.dumps(crisis)))


def test_three_movers_who_see_each_other_play_as_in_gambit():
    """Seven information sets: one of the first, two of the second, four of the third."""
    fixture = answer_of_gambit("three_in_turn")

    for precision, nodes in fixture["logit"].items():
        game = three_in_turn(fixture["payoffs"], float(precision))
        policy = solve(game)
        sets = [(0, 0, 0), (0, 0, 0), (1, 0, 0), (0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0)]
        for (a, b, c), mover, expected in zip(sets, (0, 1, 1, 2, 2, 2, 2), nodes, strict=True):
            row = policy.row(
                game.find({"one_did": f"p{a}", "two_did": f"p{b}", "three_did": f"p{c}"})
            )
            first = policy.slot_first[mover]
            assert policy.choice[0, row, first : first + 2] == pytest.approx(expected, abs=AGREE)


def test_two_who_move_at_once_after_a_third_play_as_in_gambit():
    """Five information sets: the second and the third see what the first did, and no more."""
    fixture = answer_of_gambit("two_at_once")
    order = ["one", {"together": ["two", "three"]}]

    for precision, nodes in fixture["logit"].items():
        game = three_in_turn(fixture["payoffs"], float(precision), order)
        policy = solve(game)
        seats = seats_of(policy.covered)
        for mover, first, expected in zip((0, 1, 1, 2, 2), (0, 0, 1, 0, 1), nodes, strict=True):
            row = policy.row(game.find({"one_did": f"p{first}"}))
            assert seats[mover].shares(policy.choice[0, row]) == pytest.approx(expected, abs=AGREE)


def test_a_threat_that_may_end_in_war_is_weighed_as_in_gambit():
    """An option by chance: 0.3 war, else the other yields or not."""
    text = """
        name: gamble
        horizon: 1
        actors:
          one: {{patience: 0, precision: {precision}}}
          two: {{patience: 0, precision: {precision}}}
        variables: {{stand: [quiet, threatened, war, yielded]}}
        options:
          one:
            threaten:
              when: stand == quiet
              effect:
                chance:
                  - {{name: war, probability: 0.3, set: {{stand: war}}}}
                  - {{name: peace, probability: 0.7, set: {{stand: threatened}}}}
          two: {{give: {{when: stand == threatened, effect: {{set: {{stand: yielded}}}}}}}}
        interests:
          one_gets: (stand == quiet) - 4*(stand == war) + 6*(stand == yielded)
          two_gets: 4*(stand == quiet) + 3*(stand == threatened) - 5*(stand == war) + 2*(stand == yielded)
        weights: {{one: {{one_gets: 1}}, two: {{two_gets: 1}}}}
        """  # noqa: E501

    for precision, nodes in answer_of_gambit("gamble")["logit"].items():
        game = compile(read_text(text.format(precision=precision)))
        policy = solve(game)
        asked = policy.row(game.find({"stand": "threatened"}))
        assert policy.choice[0, policy.covered.row, :2] == pytest.approx(nodes[0], abs=AGREE)
        assert policy.choice[0, asked, 2:] == pytest.approx(nodes[1], abs=AGREE)


def test_a_symmetric_game_keeps_to_the_symmetric_branch():
    """Chicken forks at some precision; the branch from the coin toss is the even one.

    The even equilibrium solves log(p / (1 - p)) = l (2 - 3 p): yielding pays
    6 p + 2 (1 - p) and not yielding 7 p.
    """
    row = np.array([[6.0, 2.0], [7.0, 0.0]])

    found = logit_branch([row, row.T], [5.0, 5.0])

    p, q = found.end[0][0], found.end[1][0]
    assert p == pytest.approx(q, abs=1e-12)
    assert np.log(p / (1 - p)) == pytest.approx(5.0 * (2 - 3 * p), abs=1e-9)
