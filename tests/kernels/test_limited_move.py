"""Tests for `standoff.kernels.limited_move`."""

import functools
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_models import (
    Action,
    build,
    by_definition,
    controls,
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    legal_sequences,
    reach,
)
from standoff.kernels.edges import edges, relabelled
from standoff.kernels.limited_move import answers_of_all, layers, limits, taste
from standoff.kernels.metarational import duel

ANY_MODEL = drawn_graphs() | drawn_option_forms() | drawn_with_gaps()
BOTH_MOVE = (drawn_graphs(max_actors=2) | drawn_option_forms(max_actors=2)).filter(
    lambda model: len(model.rank) == 2 and all(any(row) for row in reach(model))
)
TWO_ACTORS = drawn_graphs(max_actors=2) | drawn_option_forms(max_actors=2)

CIRCLING = (
    [(0, 1, 4), (0, 2, 1), (0, 4, 0), (0, 5, 3), (1, 0, 1), (1, 0, 2), (1, 0, 5), (1, 1, 4),
     (1, 5, 0), (1, 5, 3)],
    [[2, 4, 1, 5, 0, 3], [4, 3, 1, 0, 2, 5]],
)  # fmt: skip
"""Six states, drawn at random, in which anticipations go round with period 4."""


@st.composite
def strict(draw, models):
    """Draw a model in which nobody is indifferent between two states."""
    model = draw(models)
    orders = [draw(st.permutations(range(model.rank.shape[1]))) for _ in model.rank]
    return model._replace(rank=np.array(orders).reshape(model.rank.shape))


def drawn_by_hand(moves, rank):
    """Build a model of one variable from moves (actor, from, to) and the actors' ranks."""
    states = len(rank[0])
    actors = [[] for _ in rank]
    for i, s, t in moves:
        actors[i].append(Action([s], [{0: [t] * states}]))
    return build([states], actors, rank)


def looked(model, horizons, *, together=False, harsh=True):
    """Return the layers 0..horizons."""
    e = edges(model.moves, model.passes)
    asked = answers_of_all(e.first, e.to) if together else None
    ahead = layers(e, taste(e, model.rank, harsh=harsh), asked)
    return list(itertools.islice(ahead, horizons + 1))


def stable(layer):
    """Return who stays where; (N, S)."""
    return layer.end == np.arange(layer.end.shape[1])


def two_actor_form(model, horizons, *, harsh):
    """Read ``G_h(i, s)`` off its definition, moves as sets; ties by the other's rank."""
    to, rank = reach(model), model.rank.tolist()
    sign = -1 if harsh else 1

    @functools.cache
    def end(h, i, s):
        if h == 0 or not to[i][s]:
            return s
        ends = {end(h - 1, 1 - i, t) for t in to[i][s]}
        best = max(ends, key=lambda x: (rank[i][x], sign * rank[1 - i][x], -x))
        return s if rank[i][s] >= rank[i][best] else best

    states = range(len(rank[0]))
    return [[[end(h, i, s) for s in states] for i in (0, 1)] for h in range(horizons + 1)]


@settings(max_examples=50)
@given(BOTH_MOVE, st.booleans(), st.booleans())
def test_with_two_actors_it_is_the_published_recursion(model, together, harsh):
    """Both readings for more actors come down to it; ties and any graph included."""
    found = looked(model, 5, together=together, harsh=harsh)

    assert [layer.end.tolist() for layer in found] == two_actor_form(model, 5, harsh=harsh)


@given(strict(TWO_ACTORS.filter(lambda model: len(model.rank) == 2)))
def test_short_horizons_lie_within_the_classical_concepts(model):
    """Two actors, strict: L_1 = R, L_2 within SEQ, L_3 within SMR, L_h within GMR."""
    nash, gmr, smr, seq, *_ = by_definition(reach(model), model.rank.tolist())

    found = [stable(layer) for layer in looked(model, 5)]

    assert (found[1] == nash).all()
    assert (found[2] <= seq).all()
    assert (found[3] <= smr).all()
    assert all((found[h] <= gmr).all() for h in (2, 3, 4, 5))


@given(TWO_ACTORS, st.integers(1, 6))
def test_who_stays_by_foresight_stays_by_caution(model, h):
    """L_h implies MR_h: what the other one would do is among what it could do."""
    e = edges(model.moves, model.passes)
    cautious = [duel(e, model.rank, i, h).value[h] <= row for i, row in enumerate(model.rank)]

    assert (stable(looked(model, h)[h]) <= np.array(cautious)).all()


@given(ANY_MODEL, st.integers(0, 5), st.booleans())
def test_against_others_that_want_the_opposite_foresight_is_caution(model, h, harsh):
    """Cooperative, all others with the order turned round: G_h ends at the value of the duel."""
    rank = np.tile(-model.rank[:1], (len(model.rank), 1))
    rank[0] = model.rank[0]
    rank -= rank.min(axis=1, keepdims=True)
    opposed = model._replace(rank=rank)
    e = edges(model.moves, model.passes)

    found = looked(opposed, h, together=True, harsh=harsh)[h]

    assert (rank[0][found.end[0]] == duel(e, rank, 0, h).value[h]).all()


@given(ANY_MODEL, st.booleans())
def test_the_individualistic_reading_is_what_it_says(model, harsh):
    """A second reading: of those who would move next, the mover expects its worst."""
    to, rank = reach(model), model.rank.tolist()
    movers = [any(row) for row in to]
    sign = -1 if harsh else 1
    actors = range(len(rank))

    def others(i, x):
        return sign * sum(rank[k][x] for k in actors if k != i and movers[k])

    @functools.cache
    def end(h, i, s):
        ends = [after(h - 1, i, t) for t in to[i][s]] if h else []
        best = max(ends, key=lambda x: (rank[i][x], others(i, x), -x), default=s)
        return best if rank[i][best] > rank[i][s] else s

    @functools.cache
    def after(h, i, t):
        ends = [end(h, k, t) for k in actors if k != i and end(h, k, t) != t]
        return min(ends, key=lambda x: (rank[i][x], -others(i, x), x), default=t)

    for h, layer in enumerate(looked(model, 4, harsh=harsh)):
        assert layer.end.tolist() == [[end(h, i, s) for s in range(len(rank[0]))] for i in actors]


@given(ANY_MODEL, st.booleans())
def test_the_cooperative_reading_is_what_it_says(model, harsh):
    """A second reading: the others go, by a legal sequence, where none of them is outdone."""
    to, rank = reach(model), model.rank.tolist()
    actors, states = range(len(rank)), range(len(rank[0]))
    movers = [any(row) for row in to]

    def tie(i, x):
        total = sum(rank[k][x] for k in actors if k != i and movers[k])
        return -total if harsh else total

    @functools.cache
    def end(h, i, s):
        ends = [after(h - 1, i, t) for t in to[i][s]] if h else []
        best = max(ends, key=lambda x: (rank[i][x], tie(i, x), -x), default=s)
        return best if rank[i][best] > rank[i][s] else s

    @functools.cache
    def after(h, i, t):
        body = [k for k in actors if k != i and movers[k]]
        if h == 0:
            return t
        ends = {end(h - 1, i, u) for u in legal_sequences(to, body, t)}
        ends = {x for x in ends if all(rank[k][x] > rank[k][t] for k in body)}
        front = [x for x in ends if not any(outdoes(body, y, x) for y in ends)]
        turned = 1 if harsh else -1
        return min(front, key=lambda x: (turned * rank[i][x], x), default=t)

    def outdoes(body, y, x):
        return all(rank[k][y] >= rank[k][x] for k in body) and any(
            rank[k][y] > rank[k][x] for k in body
        )

    for h, layer in enumerate(looked(model, 4, together=True, harsh=harsh)):
        assert layer.end.tolist() == [[end(h, i, s) for s in states] for i in actors]


@given(ANY_MODEL, st.booleans(), st.booleans())
def test_the_line_of_play_that_is_told_leads_to_its_end(model, together, harsh):
    """Moves are moves of the one named, and each end is that of the next step."""
    to = reach(model)
    found = looked(model, 4, together=together, harsh=harsh)

    for before, layer in itertools.pairwise(found):
        for i, s in np.ndindex(layer.end.shape):
            t = layer.move[i, s]
            assert (t < 0) == (layer.end[i, s] == s)
            if t >= 0:
                assert t in to[i][s]
                assert layer.end[i, s] == before.after_end[i, t]
            u, k = layer.after_to[i, s], layer.after_by[i, s]
            if u < 0:
                assert layer.after_end[i, s] == s
            elif together:
                assert u in legal_sequences(to, [j for j in range(len(to)) if j != i], s)
                assert layer.after_end[i, s] == before.end[i, u]
            else:
                assert k != i
                assert u in to[k][s]
                assert layer.after_end[i, s] == layer.end[k, s]


@given(strict(ANY_MODEL), st.booleans(), st.randoms(use_true_random=False))
def test_relabelling_actors_and_states_permutes_the_ends(model, together, random):
    """Numbers mean nothing: without ties nothing is decided by them."""
    e = edges(model.moves, model.passes)
    actors, states = (list(range(size)) for size in model.rank.shape)
    random.shuffle(actors)
    random.shuffle(states)
    place = np.argsort(states)

    mixed = relabelled(e, np.array(actors), np.array(states))
    rank = model.rank[actors][:, states]
    asked = answers_of_all(mixed.first, mixed.to) if together else None
    ahead = layers(mixed, taste(mixed, rank), asked)

    for layer, whole in zip(ahead, looked(model, 4, together=together), strict=False):
        assert (layer.end == place[whole.end][actors][:, states]).all()


@given(TWO_ACTORS, st.integers(1, 5), st.integers(0, 2))
def test_a_bystander_changes_nothing(model, h, seat):
    """An actor without options stays, and what becomes of it decides no tie."""
    seat = min(seat, len(model.rank))
    moves = [
        (i + (i >= seat), s, t)
        for i, row in enumerate(reach(model))
        for s, targets in enumerate(row)
        for t in targets
    ]
    states = model.rank.shape[1]
    rank = np.insert(model.rank, seat, np.arange(states), axis=0)

    watched = looked(drawn_by_hand(moves, rank.tolist()), h)[h]

    assert (np.delete(watched.end, seat, axis=0) == looked(model, h)[h].end).all()
    assert (watched.end[seat] == np.arange(states)).all()


def test_moving_to_a_worse_state_can_pay():
    """0 goes from 0 to 1, worse for it; then 1 goes on to 2, best for both. R is not in L_2."""
    model = drawn_by_hand([(0, 0, 1), (1, 1, 2)], [[1, 0, 2], [0, 1, 2]])

    one, two = looked(model, 2)[1:]

    assert one.end[0].tolist() == [0, 1, 2]
    assert two.end[0].tolist() == [2, 1, 2]
    assert two.move[0].tolist() == [1, -1, -1]


@pytest.mark.parametrize(("harsh", "reply", "end"), [(True, 2, 0), (False, 3, 3)])
def test_a_tie_is_broken_against_the_other_or_for_it(harsh, reply, end):
    """From 1 actor 1 goes to 2 or 3, alike to it: 2 is worse for actor 0 than 0, 3 is better."""
    model = drawn_by_hand([(0, 0, 1), (1, 1, 2), (1, 1, 3)], [[1, 2, 0, 3], [0, 0, 1, 1]])

    one, two = looked(model, 2, harsh=harsh)[1:]

    assert one.end[1, 1] == reply
    assert two.end[0, 0] == end


def test_a_tie_is_no_reason_to_move():
    """To a state that is just as good nobody goes, now or later."""
    model = drawn_by_hand([(0, 0, 1), (0, 1, 0)], [[1, 1], [0, 1]])

    assert all(stable(layer).all() for layer in looked(model, 4))


def test_anticipations_can_go_round_for_ever():
    """In this model of six states L_h has period 4, so no horizon speaks for all."""
    model = drawn_by_hand(*CIRCLING)
    e = edges(model.moves, model.passes)

    found = limits(e, taste(e, model.rank))

    assert found.since == 3
    assert found.period.tolist() == [[1, 1, 4, 1, 4, 1], [4, 4, 1, 1, 1, 1]]
    assert found.cycle[1, 0].tolist() == [0, 0, 5, 0]
    assert found.cycle[0, 0].tolist() == [0, -1, -1, -1]
    plain = two_actor_form(model, 14, harsh=True)
    assert [plain[h][1][0] for h in range(3, 15)] == [0, 0, 5, 0] * 3
    assert {plain[h][0][2] == 2 for h in range(3, 15)} == {False}


@given(ANY_MODEL, st.booleans())
def test_the_limit_is_what_long_horizons_say(model, together):
    """Every later layer is that of the cycle, and no shorter period would do."""
    e = edges(model.moves, model.passes)
    asked = answers_of_all(e.first, e.to) if together else None

    found = limits(e, taste(e, model.rank), asked)

    longest = found.cycle.shape[2]
    later = looked(model, found.since + 3 * longest, together=together)[found.since :]
    ends = np.stack([layer.end for layer in later])
    for i, s in np.ndindex(model.rank.shape):
        row = ends[:, i, s].tolist()
        shortest = next(p for p in range(1, longest + 1) if row[p:] == row[:-p])
        assert found.period[i, s] == shortest
        assert found.cycle[i, s, :shortest].tolist() == row[:shortest]
        assert (found.cycle[i, s, shortest:] == -1).all()


def test_a_limit_beyond_the_bound_is_open():
    """Two horizons are too few to see the six states go round."""
    model = drawn_by_hand(*CIRCLING)
    e = edges(model.moves, model.passes)

    found = limits(e, taste(e, model.rank), most=2)

    assert not found.period.any()
    assert (found.cycle == -1).all()
    assert found.since == 2


def test_two_by_two_games_settle_or_go_round_with_period_two_or_four():
    """All 576 strict games, by a plain recursion as well."""
    counts = {}
    both = [controls([2, 2], [v]) for v in (0, 1)]
    orders = list(itertools.permutations(range(4)))
    for first, second in itertools.product(orders[::4], orders[::3]):
        model = build([2, 2], both, [first, second])
        e = edges(model.moves, model.passes)
        found = limits(e, taste(e, model.rank))
        plain = two_actor_form(model, found.since + 8, harsh=True)
        assert plain[found.since] == plain[found.since + 4]
        length = int(found.period.max())
        counts[length] = counts.get(length, 0) + 1

    assert set(counts) == {1, 2, 4}
