"""Tests for the lens `deals` where some choose at once."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff.game import compile
from standoff.game.without import restricted
from standoff.kernels.deals import combinations, screen
from standoff.lenses.deals_breach import breaches
from standoff.lenses.deals_search import menu_of, open_offer, screened
from standoff.lenses.deals_table import Promise, Table, untie
from standoff.policy import solve
from standoff.policy.reading import Reading
from standoff.policy.seats import seats_of
from standoff.spec import read_text

OATH = """
name: oath
actors: {A: {patience: 0.4, precision: 60}, B: {patience: 0.4, precision: 60}}
order: [{together: [A, B]}]
variables: {a: [kept, broken], b: [kept, broken]}
options:
  A: {break: {when: a == kept, effect: {set: {a: broken}}}}
  B: {break: {when: b == kept, effect: {set: {b: broken}}}}
interests: {spoils: (a == broken), gains: (b == broken), of_b: b == kept, of_a: a == kept}
weights: {A: {of_b: 2, spoils: 1}, B: {of_a: 2, gains: 1}}
deals:
  peace: {commitments: {A: {a: kept}, B: {b: kept}}}
"""
"""A prisoners' dilemma: each gains 1 by breaking, and loses 2 by the other's breaking."""

NOTHING, PEACE = 1.0 / 0.6, 2.0 / 0.6

RICH = """
name: rich
horizon: ROUNDS
actors:
  a: {patience: 0.8, precision: 1.3}
  b: {patience: 0.9, precision: 2}
  c: {patience: 0.7, precision: 0.8}
variables: {x: [lo, mid, hi], y: [off, on], z: [no, yes], w: [p, q]}
start: {x: mid}
bodies: {court: {rule: quota, quota: 2, members: [a, b, c]}}
options:
  a:
    up: {when: x != hi, effect: {raise: x}, cost: 0.1}
    down: {when: x != lo, effect: {lower: x}, cost: 0.3 * y}
    seize:
      when: y == off
      effect: {chance: [{name: won, probability: 0.6, set: {y: on}},
                        {name: lost, probability: 0.4}]}
  b:
    down: {when: x != lo and y == off, effect: {lower: x}, cost: 0.2}
    sue: {when: z == no, effect: {vote: court, pass: {set: {z: yes, x: hi}}, fail: {}}}
    drop: {when: z == yes, effect: {set: {z: no}}, cost: 0.4 * (w == q)}
  c:
    flip: {when: w == p, effect: {set: {w: q}}, cost: 0.05}
    flop: {when: w == q and x != hi, effect: {set: {w: p, y: off}}}
chance: {fade: {when: y == on, probability: 0.3, effect: {set: {y: off}}}}
order: ORDER
interests: {i: x, j: y == on and z == yes, k: w == q, l: x == hi}
weights: WEIGHTS
"""
"""What one does opens and closes what others do; one gambles, one goes to court."""

ALL = "[{together: [b, a, c]}]"


def game_of(text):
    """Compile a crisis file."""
    return compile(read_text(text))


def rich(seed, order, rounds):
    """Compile the rich crisis with weights drawn."""
    rng = np.random.default_rng(seed)
    weights = {i: {k: round(float(rng.normal(0, 2)), 3) for k in "ijkl"} for i in "abc"}
    text = RICH.replace("ROUNDS", str(rounds)).replace("ORDER", order)
    return game_of(text.replace("WEIGHTS", str(weights)))


def drawn_promises(game, seed):
    """Draw some promises, of levels that may be another than today's."""
    rng = np.random.default_rng([seed, 1])
    count = int(rng.integers(1, 4))
    chosen = rng.choice(len(game.variable_names), count, replace=False)
    return [
        Promise(int(v), int(rng.integers(len(game.crisis.variables[v].levels)))) for v in chosen
    ]


def test_at_once_both_are_tempted_as_who_moves_last_is_in_turn():
    """By hand: the other keeps its word that round, and breaks it from the next one on."""
    answer = standoff.look(game_of(OATH), "deals")
    peace = answer.sel(deal="peace")

    assert peace["value"].values == pytest.approx([PEACE, PEACE])
    assert peace["gain"].values == pytest.approx([PEACE - NOTHING] * 2, abs=1e-6)
    gap = 3 + 0.4 * NOTHING - PEACE
    assert peace["commitment_gap"].values == pytest.approx([gap, gap], abs=1e-6)
    assert not peace["self_enforcing"].any()
    assert answer.attrs["together"] == "A, B"
    assert "breaks a deal in such a turn" in " ".join(standoff.show(answer).split())
    assert "yang lain memilih seperti di bawah kesepakatan" in " ".join(
        standoff.show(answer, lang="id").split()
    )


CAKE = """
name: cake
horizon: 1
actors: {A: {patience: 0, precision: 0}, B: {patience: 0, precision: 0}}
order: [{together: [ORDER]}]
variables: {cake: [whole, a_has, gone], spoon: [lent, kept]}
options:
  A: {take: {when: cake == whole, cost: 0.25, effect: {set: {cake: a_has, spoon: kept}}}}
  B: {hide: {when: cake == whole, effect: {set: {cake: gone}}}}
interests: {eats: cake == a_has, safe: cake == gone}
weights: {A: {eats: 1}, B: {safe: 1}}
deals:
  spoon: {commitments: {A: {spoon: lent}}}
  cake: {commitments: {A: {cake: whole}, B: {cake: whole}}}
"""


@pytest.mark.parametrize(("order", "gain"), [("B, A", 0.5 - 0.25), ("A, B", 1 - 0.25)])
def test_what_the_others_choose_meanwhile_comes_in_its_place(order, gain):
    """By hand: bound by nothing, B hides the cake in half of all cases, before or after A."""
    deals = standoff.look(game_of(CAKE.replace("ORDER", order)), "deals")
    spoon, cake = deals.sel(deal="spoon"), deals.sel(deal="cake")

    assert spoon["value"].values == pytest.approx([0.0, 0.5])
    assert float(spoon["commitment_gap"].sel(actor="A")) == pytest.approx(gain)
    assert np.isnan(spoon["commitment_gap"].sel(actor="B"))
    # where the cake is to stay whole, B may not hide it either
    assert cake["commitment_gap"].values == pytest.approx([1 - 0.25, 1.0])


def carried_out(game, reading, acts, state, end):
    """Return how likely each state is after options taken one after the other; plain Python."""
    if not acts:
        return {state: 1.0}
    a, rest = acts[0], acts[1:]
    moves = game.moves
    if not moves.available[a, state]:
        return carried_out(game, reading, rest, state, end)
    first, last = moves.outcome_first[a : a + 2]
    ways = [
        carried_out(game, reading, rest, int(game.targets(moves, o)[state]), end)
        for o in range(first, last)
    ]
    odds = list(moves.probability[first:last])
    if moves.vote[a] >= 0:
        won, lost = (sum(p * end[:, x] for x, p in way.items()) for way in ways)
        passing = float(reading.vote(int(moves.vote[a]), (won - lost)[None], game.precision)[0])
        odds = [passing, 1 - passing]
    found = {}
    for share, way in zip(odds, ways, strict=True):
        for x, p in way.items():
            found[x] = found.get(x, 0.0) + share * p
    return found


def end_of_turns(game, following):
    """Return what everybody expects once the turns of a round are over; axes (i, s)."""
    reading = Reading(game, np.arange(game.state_count))
    return reading, reading.end_of_round(following.T).T


def weighed_by_hand(game, table, promises):
    """Return the best breach of each actor in a round whose only turn is everybody's."""
    landing, barred = table.landing(promises), table.barred(promises)
    reading, end = end_of_turns(game, game.utility / (1 - game.patience[:, None]))
    bound = restricted(game, ~barred)
    policy = solve(bound, start=landing)
    row, seats = policy.row(landing), seats_of(policy.covered)
    shares = [seat.shares(policy.choice[0, row]) for seat in seats]
    best = np.full(len(game.actor_names), np.nan)
    for k, seat in enumerate(seats):
        for a in seat.actions[seat.actions >= 0]:
            if not barred[a, landing]:
                continue
            worth = 0.0
            others = [range(1) if n == k else range(s.actions.size) for n, s in enumerate(seats)]
            for chosen in itertools.product(*others):
                weight = np.prod([shares[n][j] for n, j in enumerate(chosen) if n != k])
                acts = [int(s.actions[j]) for s, j in zip(seats, chosen, strict=True)]
                acts[k] = int(a)
                done = [b for b in acts if b >= 0]
                ends = carried_out(game, reading, done, landing, end)
                worth += weight * sum(p * end[seat.actor, x] for x, p in ends.items())
            cost = reading.cost(int(a))[landing]
            gain = worth - cost - policy.value[seat.actor, row]
            best[seat.actor] = np.fmax(best[seat.actor], gain)
    return best


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_breaches_at_once_are_those_of_brute_force(seed):
    """Every choice of the others under the deal, carried out by dictionaries."""
    game = rich(seed, ALL, 1)
    table, promises = Table(game, game.start, 1), drawn_promises(game, seed)
    free = table.free(range(game.state_count))
    found = np.full(3, np.nan)
    bound = table.bound(promises)
    for breach in breaches(table, promises, bound, (free, untie(free, game.state_count))):
        found[breach.actor] = np.fmax(found[breach.actor], breach.seen - breach.kept)

    assert found == pytest.approx(weighed_by_hand(game, table, promises), abs=1e-9, nan_ok=True)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["[c, {together: [a, b]}, b]", ALL]))
@settings(max_examples=10, deadline=None)
def test_where_nothing_is_promised_a_round_gives_what_it_gave(seed, order):
    """Ways in which a turn can go, weighed as without a deal, add up to its value."""
    game = rich(seed, order, 2)
    table = Table(game, game.start, 2)
    offer = open_offer(table, (), None, named=False)
    free = table.free(range(game.state_count))
    untied = untie(free, game.state_count)
    found = screened(table, menu_of(table, offer), untied, free.at(game.start), 1)

    assert found.gain[0] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_screening_of_turns_at_once_is_that_of_plain_numbers(seed):
    """Whoever is not barred chooses among the rest as without a deal, apart from the others."""
    game = rich(seed, ALL, 1)
    table = Table(game, game.start, 1)
    offer = open_offer(table, (), None, named=False)
    free = table.free(range(game.state_count))
    untied, menu = untie(free, game.state_count), menu_of(table, offer)
    guesses = screen(menu, game.moves, untied, 0, combinations(menu))
    policy = solve(game, also=range(game.state_count))
    rng = np.random.default_rng(seed)
    for c in rng.choice(combinations(menu), 6, replace=False):
        promises = offer.promises(int(c))
        state = table.landing(promises)
        value = policy.value[:, policy.row(state)]
        now = one_round(game, policy, state, table.barred(promises))
        expected = value + (now - value) / (1 - game.patience)
        assert guesses[c] == pytest.approx(expected, abs=1e-8)


def one_round(game, policy, state, barred):
    """Play the round with what is barred left out, the rest in proportion; plain numpy."""
    reading, end = end_of_turns(game, game.utility / (1 - game.patience[:, None]))
    row = policy.row(state)
    joint, slots = policy.covered.joints[0], policy.choice[0, row]
    total, mean = 0.0, np.zeros(3)
    for f, (acts, turned_out) in enumerate(zip(joint.action, joint.outcome, strict=True)):
        done = [(int(a), int(o)) for a, o in zip(acts, turned_out, strict=True) if a >= 0]
        if slots[f] == 0 or any(barred[a, state] for a, _ in done):
            continue
        x, paid = state, np.zeros(3)
        for a, o in done:
            paid[game.actions[a].actor] += reading.cost(a)[state]
            if game.moves.available[a, x]:
                x = int(game.targets(game.moves, int(game.moves.outcome_first[a]) + o)[x])
        total, mean = total + slots[f], mean + slots[f] * (end[:, x] - paid)
    return mean / total


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_under_a_deal_no_two_at_once_undo_what_each_may_not(seed):
    """An option that another has made a breach of comes to nothing."""
    game = rich(seed, "[{together: [a, b]}, c]", 3)
    promises = drawn_promises(game, seed)
    table = Table(game, game.start, 3)

    bound = table.bound(promises)

    targets = bound.covered.round.target
    for promise in promises:
        levels = game.level_indices[promise.variable, bound.covered.states].astype(int)
        way = table.way(promise.variable, promise.level)
        kept = (levels == promise.level) | ((levels - promise.level) * way > 0)
        for row in targets:
            here = np.flatnonzero((row >= 0) & kept)
            assert kept[row[here]].all()
