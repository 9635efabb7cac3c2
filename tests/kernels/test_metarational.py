"""Tests for `standoff.kernels.metarational` and `standoff.kernels.simultaneous`."""

import functools
import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph_models import (
    Action,
    build,
    by_definition,
    controls,
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    improvements,
    legal_sequences,
    reach,
)
from standoff.kernels.edges import edges
from standoff.kernels.metarational import duel, gains
from standoff.kernels.simultaneous import joint_moves, together

ANY_MODEL = drawn_graphs() | drawn_option_forms() | drawn_with_gaps()


def played(model, horizons, *, credible=False):
    """Return the duel of every actor with all others."""
    e = edges(model.moves, model.passes)
    allowed = gains(e, model.rank) if credible else e
    return [duel(allowed, model.rank, i, horizons) for i in range(len(model.rank))]


def stable(model, h, *, credible=False):
    """Return who stays where, (N, S)."""
    return np.array(
        [d.value[h] <= row for d, row in zip(played(model, h, credible=credible), model.rank,
                                             strict=True)]
    )  # fmt: skip


@given(ANY_MODEL)
def test_the_first_three_horizons_are_known_concepts(model):
    """MR_1 = R, MR_2 = GMR, MR_3 = SMR: for any number of actors, an answer a legal sequence."""
    nash, gmr, smr, *_ = by_definition(reach(model), model.rank.tolist())

    assert (stable(model, 1) == nash).all()
    assert (stable(model, 2) == gmr).all()
    assert (stable(model, 3) == smr).all()


@given(ANY_MODEL)
def test_the_first_three_credible_horizons_are_known_concepts(model):
    """Nash, SEQ, SSEQ: who could better its lot after a harmful answer could by a gain."""
    nash, _, _, seq, sseq = by_definition(reach(model), model.rank.tolist())

    assert (stable(model, 1, credible=True) == nash).all()
    assert (stable(model, 2, credible=True) == seq).all()
    assert (stable(model, 3, credible=True) == sseq).all()


@given(ANY_MODEL, st.booleans(), st.integers(1, 6))
def test_metarational_stability_read_as_a_game_of_holding_down(model, credible, h):
    """The definition with yes and no: whether the others can keep ``i`` from ending above."""
    to, rank = reach(model), model.rank.tolist()
    allowed = improvements(to, rank) if credible else to
    actors = range(len(rank))

    def holds(i, s):
        fine = {x for x in range(len(rank[0])) if rank[i][x] <= rank[i][s]}

        @functools.cache
        def own(x, left):
            return x in fine and (left == 0 or all(theirs(t, left - 1) for t in allowed[i][x]))

        @functools.cache
        def theirs(x, left):
            ends = legal_sequences(allowed, [k for k in actors if k != i], x) if left else ()
            return x in fine or any(own(u, left - 1) for u in ends)

        return own(s, h)

    expected = [[holds(i, s) for s in range(len(rank[0]))] for i in actors]

    assert stable(model, h, credible=credible).tolist() == expected


@given(ANY_MODEL, st.integers(1, 5))
def test_maximin_read_as_the_best_of_the_worst(model, h):
    """The definition with values: no plan of ``h`` moves secures more than staying does."""
    to, rank = reach(model), model.rank.tolist()

    @functools.cache
    def secured(i, s, left):
        moves = [worst(i, t, left - 1) for t in to[i][s]] if left else []
        return max([rank[i][s], *moves])

    @functools.cache
    def worst(i, t, left):
        others = [k for k in range(len(rank)) if k != i]
        ends = legal_sequences(to, others, t) if left else ()
        return min([rank[i][t], *(secured(i, u, left - 1) for u in ends)])

    for i, d in enumerate(played(model, h)):
        assert d.value[h].tolist() == [secured(i, s, h) for s in range(len(rank[0]))]
        assert d.after[h].tolist() == [worst(i, s, h) for s in range(len(rank[0]))]


@given(ANY_MODEL, st.booleans())
def test_a_last_word_of_the_others_holds_and_one_of_the_actor_frees(model, credible):
    """MR_1 within MR_3 within MR_5 within MR_6 within MR_4 within MR_2; CMR the same."""
    one, two, three, four, five, six = (stable(model, h, credible=credible) for h in range(1, 7))

    assert (one <= three).all()
    assert (three <= five).all()
    assert (five <= six).all()
    assert (six <= four).all()
    assert (four <= two).all()


@given(ANY_MODEL, st.booleans())
def test_the_line_of_play_that_is_told_leads_to_its_value(model, credible):
    """Ends have the ranks that are claimed, and answers are legal sequences."""
    to, rank = reach(model), model.rank.tolist()
    allowed = improvements(to, rank) if credible else to

    for i, d in enumerate(played(model, 4, credible=credible)):
        others = [k for k in range(len(rank)) if k != i]
        mine = np.array(rank[i])
        assert (mine[d.end] == d.value).all()
        assert (mine[d.after_end] == d.after).all()
        assert ((d.end == np.arange(mine.size)) == (d.value == mine)).all()
        for h, t in np.ndindex(d.value.shape):
            u, k = d.after_to[h, t], d.after_by[h, t]
            assert (u < 0) == (k < 0) == (d.after[h, t] == mine[t])
            if u >= 0:
                assert u in legal_sequences(allowed, others, t)
                assert any(u in allowed[k][x] for x in range(mine.size))
                assert d.after_end[h, t] == d.end[h - 1, u]


@given(ANY_MODEL)
def test_gains_are_the_moves_that_pay(model):
    """The same as by sets."""
    better = gains(edges(model.moves, model.passes), model.rank)

    found = [
        [set(better.to[row[s] : row[s + 1]].tolist()) for s in range(row.size - 1)]
        for row in better.first
    ]

    assert found == improvements(reach(model), model.rank.tolist())


def test_a_tie_deters():
    """The answer leads back to where it began, which is no better."""
    model = by_hand([(0, 0, 1), (1, 1, 0)], [[0, 1], [0, 0]])

    assert not stable(model, 1)[0, 0]
    assert stable(model, 2)[0, 0]


def test_an_answer_may_take_several_moves_but_nobody_moves_twice_in_a_row():
    """From 1, actor 1 then actor 2 lead to 3, which is bad for 0; actor 1 alone cannot."""
    chain = [(0, 0, 1), (1, 1, 2)]
    rank = [[1, 2, 2, 0], [0] * 4, [0] * 4]

    assert stable(by_hand([*chain, (2, 2, 3)], rank), 2)[0, 0]
    assert not stable(by_hand([*chain, (1, 2, 3)], rank), 2)[0, 0]


def by_hand(moves, rank):
    states = len(rank[0])
    actors = [[] for _ in rank]
    for i, s, t in moves:
        actors[i].append(Action([s], [{0: [t] * states}]))
    return build([states], actors, rank)


class TestTogether:
    """Simultaneous stability."""

    @given(drawn_option_forms() | drawn_with_gaps() | drawn_graphs())
    def test_it_is_the_definition_read_word_by_word(self, model):
        """Every combination of improvements from ``s``, changes by variable added up."""
        to, rank, m = reach(model), model.rank.tolist(), model.moves
        better = improvements(to, rank)
        sizes = sorted(set(zip(m.step_stride.tolist(), m.step_size.tolist(), strict=True)))

        def levels(s):
            return [int(m.code[s]) // stride % size for stride, size in sizes]

        def joint(s, targets):
            number = int(m.code[s])
            for v, now in enumerate(levels(s)):
                new = {levels(t)[v] for t in targets} - {now}
                if len(new) > 1:
                    return -1
                number += (new.pop() - now) * sizes[v][0] if new else 0
            return int(m.position[number])

        def deterred(i, s, t):
            others = [better[k][s] | {s} for k in range(len(rank)) if k != i]
            ends = [joint(s, (t, *chosen)) for chosen in itertools.product(*others)]
            return any(u >= 0 and rank[i][u] <= rank[i][s] for u in ends)

        found = judged(model)

        for i, s in np.ndindex(model.rank.shape):
            open_ = [t for t in better[i][s] if not deterred(i, s, t)]
            assert found.stable[i, s] == (not open_)
            told = found.move_to[i, s]
            assert (told < 0) == (not better[i][s])
            if told >= 0:
                among = open_ or better[i][s]
                assert rank[i][told] == max(rank[i][t] for t in among)
                assert (found.joint[i, s] >= 0) == (not open_)
            if found.joint[i, s] >= 0:
                assert rank[i][found.joint[i, s]] <= rank[i][s]

    @given(ANY_MODEL)
    def test_joint_moves_are_counted(self, model):
        """Every improvement with every choice of the others."""
        better = improvements(reach(model), model.rank.tolist())
        expected = 0
        for s in range(model.rank.shape[1]):
            for i, row in enumerate(better):
                ways = [len(other[s]) + 1 for k, other in enumerate(better) if k != i]
                expected += len(row[s]) * int(np.prod(ways))

        assert joint_moves(gains(edges(model.moves, model.passes), model.rank)) == expected

    @given(ANY_MODEL)
    def test_nash_states_are_simultaneous(self, model):
        """Where nothing tempts, nothing has to deter."""
        nash = by_definition(reach(model), model.rank.tolist())[0]

        assert (nash <= judged(model).stable).all()

    def test_leaving_together_may_be_worse_than_staying(self):
        """Prisoners: both leave cooperation (0) together for defection (3), so each stays."""
        model = build([2, 2], [controls([2, 2], [0]), controls([2, 2], [1])],
                      [[2, 0, 3, 1], [2, 3, 0, 1]])  # fmt: skip

        found = judged(model)

        assert found.stable.tolist() == [[True, False, True, True], [True, True, False, True]]
        assert found.joint[:, 0].tolist() == [3, 3]
        assert found.move_to[:, 0].tolist() == [2, 1]

    def test_moves_that_set_a_variable_differently_cannot_be_made_together(self):
        """0 would raise the level to 1, 1 to 2; no joint state exists, so nothing deters."""
        raised = [[Action([0], [{0: [level] * 3}])] for level in (1, 2)]
        model = build([3], raised, [[1, 2, 0], [0, 0, 1]])

        assert judged(model).stable[:, 0].tolist() == [False, False]


def judged(model):
    e = edges(model.moves, model.passes)
    return together(model.moves, model.passes, gains(e, model.rank), model.rank)
