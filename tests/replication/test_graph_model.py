"""Published results of the graph model, state by state and actor by actor.

States carry the numbers that the sources use: options in the order listed, the
first as the lowest binary digit, infeasible combinations left out, counted from 1.

Sources: rankings, reachability and stable sets of the example files of
onp/gmcr-py (commit 502a12c; Cuba 3b7d0ac), recomputed from the definitions;
Hipel, Fang, Kilgour & Haight (1993) and Kilgour, Hipel, Fang & Peng (2001) for
Elmira; Fraser & Hipel (1984) for Cuba; the GMCR+ guide (2014) for Syria and Iraq.
None of them prints SSEQ (Rêgo & Vieira 2017): its column is computed from the
definition, twice and independently, and is within both SEQ and SMR.
Tolerance: none, the results are sets.
"""

import dataclasses
import itertools

import numpy as np
import pytest

from graph_models import Model, build, controls, reach
from standoff.catalog import path
from standoff.game import compile
from standoff.kernels.stability import verdicts
from standoff.lenses.stability import Stability
from standoff.spec import read, read_text

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


class Case:
    """A game with its answer, seen with the numbers of the source."""

    def __init__(self, crisis, options):
        self.game = compile(crisis)
        self.answer = Stability().look(self.game)
        levels = self.game.level_indices
        places = [self.game.variable_names.index(name) for name in options]
        codes = [sum(int(levels[v, k]) << bit for bit, v in enumerate(places))
                 for k in range(self.game.state_count)]  # fmt: skip
        self.number = [1 + sorted(codes).index(code) for code in codes]
        """Number in the source of the state at each position."""

    def resting(self):
        """Return, by concept, the states where everybody would stay."""
        return {
            concept: self.numbers(self.answer["equilibrium"].sel(concept=concept).values)
            for concept in CONCEPTS
        }

    def stable(self, actor):
        """Return, by concept, the states where one actor would stay."""
        return {
            concept: self.numbers(self.answer["stable"].sel(concept=concept, actor=actor).values)
            for concept in CONCEPTS
        }

    def ranking(self, actor):
        """Return the ranking, best first, ties in ascending order."""
        rank = self.answer["rank"].sel(actor=actor).values
        order = sorted(range(len(rank)), key=lambda k: (-rank[k], self.number[k]))
        return [self.number[k] for k in order]

    def reachable(self, actor):
        """Return where one actor can go from each state."""
        model = Model(self.game.moves, self.game.rank, self.game.sincere_passes())
        row = reach(model)[self.game.actor_names.index(actor)]
        return {self.number[k]: sorted(self.number[t] for t in to) for k, to in enumerate(row)}

    def numbers(self, flags):
        """Return the numbers of the states that are flagged."""
        return sorted(self.number[k] for k in np.flatnonzero(flags))


def catalogue(name, options):
    return Case(read(path(name)), options)


def square(ranking_a, ranking_b):
    """Build a two-by-two game with states 1 = NN, 2 = YN, 3 = NY, 4 = YY."""
    states = {1: ("no", "no"), 2: ("yes", "no"), 3: ("no", "yes"), 4: ("yes", "yes")}
    text = ["name: square", "actors: [A, B]", "variables: {a: [no, yes], b: [no, yes]}"]
    text += ["controls: {A: [a], B: [b]}", "states:"]
    text += [f"  s{number}: a == {a} and b == {b}" for number, (a, b) in states.items()]
    text += ["ranking:", f"  A: [{_listed(ranking_a)}]", f"  B: [{_listed(ranking_b)}]"]
    return Case(read_text("\n".join(text)), ("a", "b"))


def _listed(ranking):
    return ", ".join(f"s{number}" for number in ranking)


def per_concept(nash, gmr, smr, seq, sseq):
    return dict(zip(CONCEPTS, (nash, gmr, smr, seq, sseq), strict=True))


SQUARES = {
    "prisoner's dilemma": (
        ([3, 4, 1, 2], [2, 4, 1, 3]),
        per_concept([1], [1, 4], [1, 4], [1, 4], [1, 4]),
        per_concept([1, 3], [1, 3, 4], [1, 3, 4], [1, 3, 4], [1, 3, 4]),
        per_concept([1, 2], [1, 2, 4], [1, 2, 4], [1, 2, 4], [1, 2, 4]),
    ),
    "chicken": (
        ([3, 4, 2, 1], [2, 4, 3, 1]),
        per_concept([2, 3], [2, 3, 4], [2, 3, 4], [2, 3], [2, 3]),
        per_concept([2, 3], [2, 3, 4], [2, 3, 4], [2, 3], [2, 3]),
        per_concept([2, 3], [2, 3, 4], [2, 3, 4], [2, 3], [2, 3]),
    ),
    "stag hunt": (
        ([4, 3, 1, 2], [4, 2, 1, 3]),
        per_concept([1, 4], [1, 4], [1, 4], [1, 4], [1, 4]),
        per_concept([1, 4], [1, 3, 4], [1, 3, 4], [1, 4], [1, 4]),
        per_concept([1, 4], [1, 2, 4], [1, 2, 4], [1, 4], [1, 4]),
    ),
}


@pytest.mark.parametrize("name", SQUARES)
def test_two_by_two_games_rest_where_published(name):
    """Resting states and each player's stable states under five concepts."""
    rankings, resting, stable_a, stable_b = SQUARES[name]

    case = square(*rankings)

    assert case.resting() == resting
    assert case.stable("A") == stable_a
    assert case.stable("B") == stable_b


@pytest.mark.parametrize(
    ("name", "published", "options"),
    [
        ("prisoners", "prisoner's dilemma", ("choice_a", "choice_b")),
        ("chicken", "chicken", ("course_a", "course_b")),
    ],
)
def test_the_catalogue_has_the_published_games(name, published, options):
    """The weights add up to the published rankings, so the results are the published ones."""
    (ranking_a, ranking_b), resting, stable_a, stable_b = SQUARES[published]

    case = catalogue(name, options)

    assert case.ranking("A") == ranking_a
    assert case.ranking("B") == ranking_b
    assert case.resting() == resting
    assert case.stable("A") == stable_a
    assert case.stable("B") == stable_b


@pytest.mark.parametrize("name", ["prisoners", "chicken", "stag-hunt", "cuba-graph"])
def test_every_weight_keeps_the_published_order_within_its_range(name):
    """One weight at a time, at both ends of what the file says it may be."""
    crisis = read(path(name))
    published = compile(crisis).rank.tolist()

    for actor, weights in crisis.weights.items():
        for interest, number in weights.items():
            assert number.low is not None
            for end in (number.low, number.high):
                moved = {**weights, interest: dataclasses.replace(number, value=end)}
                changed = {**crisis.weights, actor: moved}
                game = compile(dataclasses.replace(crisis, weights=changed))
                assert game.rank.tolist() == published, (actor, interest, end)


CUBA = ("air_strike", "blockade", "withdrawal", "escalation")


def test_cuba_has_the_published_orders():
    """Fraser & Hipel number the same states from 0 to 11."""
    case = catalogue("cuba-graph", CUBA)

    usa = [4, 6, 5, 7, 2, 1, 3, 0, 11, 9, 10, 8]
    sun = [0, 4, 6, 2, 5, 1, 7, 3, 11, 9, 10, 8]
    assert case.ranking("USA") == [decimal + 1 for decimal in usa]
    assert case.ranking("SUN") == [decimal + 1 for decimal in sun]
    assert all(len(set(row)) == 12 for row in case.answer["rank"].values.tolist())


def test_cuba_rests_where_published():
    """State 7, blockade and withdrawal, is what happened: stable by foresight only."""
    case = catalogue("cuba-graph", CUBA)

    cautious = [1, 2, 3, 5, 6, 7, 8]
    assert case.resting() == per_concept([6], cautious, cautious, [5, 6, 7], [5, 6, 7])


def test_cuba_with_a_strike_that_can_be_undone_rests_at_five_and_seven():
    """State 6, strike and withdrawal, rests only because a strike cannot be taken back."""
    sizes = [2, 2, 2, 2]  # escalation, withdrawal, blockade, air strike: the last is lowest
    feasible = [number for number in range(16) if number < 12]
    orders = ([4, 6, 5, 7, 2, 1, 3, 0, 11, 9, 10, 8], [0, 4, 6, 2, 5, 1, 7, 3, 11, 9, 10, 8])
    rank = [[-order.index(number) + 11 for number in feasible] for order in orders]
    actors = [controls(sizes, mine, feasible) for mine in ((2, 3), (0, 1))]

    stable = verdicts(*build(sizes, actors, rank, feasible=feasible)).stable.all(axis=1)

    assert np.flatnonzero(stable[0]).tolist() == []
    assert np.flatnonzero(stable[3]).tolist() == [4, 6]


STATEMENTS = """
  USA:
    - withdrawal == yes
    - escalation == no
    - air_strike == no and withdrawal == yes
    - blockade == no and withdrawal == yes
    - air_strike == yes and escalation == yes
    - blockade == yes and escalation == yes
    - (air_strike == yes or blockade == yes) and (withdrawal == no or escalation == no)
    - air_strike == no and withdrawal == no and escalation == no
    - blockade == no and withdrawal == no and escalation == no
  SUN:
    - escalation == no
    - air_strike == yes or escalation == no
    - blockade == yes or escalation == no
    - air_strike == no and escalation == no
    - blockade == no and escalation == no
    - >-
      blockade == yes and withdrawal == yes or blockade == no and withdrawal == no
      or air_strike == yes and withdrawal == yes
    - blockade == yes and withdrawal == no and escalation == no
    - air_strike == yes and blockade == no and withdrawal == yes and escalation == no
"""


def test_cuba_by_option_statements_has_the_same_orders():
    """The example file gives the orders as statements, the first above all later ones together."""
    text = """
name: statements
actors: [USA, SUN]
variables:
  air_strike: [no, yes]
  blockade: [no, yes]
  withdrawal: [no, yes]
  escalation: [no, yes]
controls: {USA: [air_strike, blockade], SUN: [withdrawal, escalation]}
infeasible: [withdrawal == yes and escalation == yes]
one_way: [{variable: air_strike, only: rise}]
priorities:"""

    stated, weighed = Case(read_text(text + STATEMENTS), CUBA), catalogue("cuba-graph", CUBA)

    assert stated.ranking("USA") == weighed.ranking("USA")
    assert stated.ranking("SUN") == weighed.ranking("SUN")
    assert stated.resting() == weighed.resting()


ELMIRA = ("modify", "delay", "accept", "abandon", "insist")
ALL_TWELVE = list(range(1, 13))


def test_elmira_can_be_moved_as_published():
    """Softening, ending the appeal and abandoning the plant cannot be taken back."""
    case = catalogue("elmira", ELMIRA)

    nowhere = {number: [] for number in ALL_TWELVE}
    moe = nowhere | {1: [2], 3: [4], 5: [6], 7: [8], 9: [10], 11: [12]}
    ur = nowhere | {
        1: [3, 5],
        2: [4, 6],
        3: [5],
        4: [6],
        7: [9, 11],
        8: [10, 12],
        9: [11],
        10: [12],
    }
    lg = {number: [number + 6 if number <= 6 else number - 6] for number in ALL_TWELVE}
    assert case.reachable("MOE") == moe
    assert case.reachable("UR") == ur
    assert case.reachable("LG") == lg


def test_elmira_rests_where_published():
    """Resting states under five concepts, and each actor's stable states."""
    case = catalogue("elmira", ELMIRA)

    assert case.resting() == per_concept(
        nash=[5, 6, 7, 10, 11, 12],
        gmr=[1, 4, 5, 6, 7, 10, 11, 12],
        smr=[1, 4, 5, 6, 7, 10, 11, 12],
        seq=[5, 6, 7, 10, 11, 12],
        sseq=[5, 6, 7, 10, 11, 12],
    )
    content = [1, 4, 5, 6, 7, 10, 11, 12]
    assert case.stable("MOE") == per_concept(*[ALL_TWELVE] * 5)
    assert case.stable("UR") == per_concept(*[content] * 5)
    assert case.stable("LG") == per_concept(
        nash=[5, 6, 7, 8, 9, 10, 11, 12],
        gmr=ALL_TWELVE,
        smr=ALL_TWELVE,
        seq=[2, 3, 5, 6, 7, 8, 9, 10, 11, 12],
        sseq=[2, 3, 5, 6, 7, 8, 9, 10, 11, 12],
    )


def test_elmira_is_led_by_improvements_to_seven_and_by_moves_anywhere():
    """From the status quo, state 1."""
    case = catalogue("elmira", ELMIRA)

    improving = case.answer["steps_by_improvement"].values
    assert case.number[int(np.flatnonzero(improving == 0)[0])] == 1
    assert case.numbers(improving > 0) == [7]
    assert case.numbers(case.answer["steps_from_start"].values >= 0) == ALL_TWELVE


def test_elmira_by_option_statements_has_the_published_orders():
    """The example file's statements, and the orders that they give."""
    crisis = """
name: statements
actors: [MOE, UR, LG]
variables:
  modify: [no, yes]
  delay: [no, yes]
  accept: [no, yes]
  abandon: [no, yes]
  insist: [no, yes]
start: {delay: yes}
infeasible: [delay + accept + abandon != 1]
controls: {MOE: [modify], UR: [delay, accept, abandon], LG: [insist]}
priorities:
  MOE:
    - accept == yes
    - abandon == no
    - modify == no
    - modify == no and insist == yes or modify == yes and insist == no
  UR:
    - modify == yes and accept == yes or modify == no and accept == no
    - abandon == no
    - insist == no
    - delay == yes and insist == no or delay == no and insist == yes
  LG:
    - abandon == no
    - modify == no
    - >-
      modify == no and accept == yes or modify == yes and accept == no
      or modify == yes and accept == yes
    - >-
      modify == no and insist == no or modify == no and insist == yes
      or modify == yes and insist == yes
    - delay == no
    - insist == yes
"""

    case = Case(read_text(crisis), ELMIRA)

    assert case.ranking("MOE") == [9, 3, 4, 10, 7, 1, 2, 8, 11, 5, 6, 12]
    assert case.ranking("UR") == [1, 4, 10, 7, 5, 11, 2, 3, 9, 8, 6, 12]
    assert case.ranking("LG") == [9, 3, 7, 1, 10, 8, 4, 2, 11, 5, 12, 6]


NINE_STATES = """
name: elmira-nine
actors: [MOE, UR, LG]
variables:
  modify: [no, yes]
  course: [delay, accept, abandon]
  insist: [no, yes]
infeasible: [course == abandon and (modify == yes or insist == yes)]
options:
  MOE:
    modify: {when: modify == no, effect: {set: {modify: yes}}}
  UR:
    accept: {when: course == delay, effect: {set: {course: accept}}}
    abandon: {when: course != abandon, effect: {set: {course: abandon, modify: no, insist: no}}}
  LG:
    insist: {when: insist == no and course != abandon, effect: {set: {insist: yes}}}
    relent: {when: insist == yes, effect: {set: {insist: no}}}
states:
  s1: modify == no and course == delay and insist == no
  s2: modify == yes and course == delay and insist == no
  s3: modify == no and course == accept and insist == no
  s4: modify == yes and course == accept and insist == no
  s5: modify == no and course == delay and insist == yes
  s6: modify == yes and course == delay and insist == yes
  s7: modify == no and course == accept and insist == yes
  s8: modify == yes and course == accept and insist == yes
  s9: course == abandon
ranking:
  MOE: [s7, s3, s4, s8, s5, s1, s2, s6, s9]
  UR: [s1, s4, s8, s5, s9, s3, s7, s2, s6]
  LG: [s7, s3, s5, s1, s8, s6, s4, s2, s9]
"""


def test_elmira_with_the_abandoned_states_merged_rests_where_published():
    """The nine-state form of the literature: what is one state to everybody is one state."""
    case = Case(read_text(NINE_STATES), ("modify", "course", "insist"))
    levels = case.game.level_indices
    m, c, i = (levels[case.game.variable_names.index(v)] for v in ("modify", "course", "insist"))
    case.number = [9 if c[k] == 2 else int(1 + m[k] + 2 * c[k] + 4 * i[k]) for k in range(9)]

    assert case.resting() == per_concept(
        [5, 8, 9], [1, 4, 5, 8, 9], [1, 4, 5, 8, 9], [5, 8, 9], [5, 8, 9]
    )
    assert case.stable("MOE") == per_concept(*[list(range(1, 10))] * 5)
    assert case.stable("UR") == per_concept(*[[1, 4, 5, 8, 9]] * 5)
    assert case.stable("LG") == per_concept(
        [5, 6, 7, 8, 9],
        list(range(1, 10)),
        list(range(1, 10)),
        [2, 3, 5, 6, 7, 8, 9],
        [2, 3, 5, 6, 7, 8, 9],
    )


def euphrates(syria):
    """Build Syria and Iraq, 1975, for an order of Syria; state k has number k - 1.

    Options: Syria releases water or escalates (not both); Iraq attacks.
    """
    sizes = [2, 3]  # attack; none, release, escalate
    iraq = [2, 4, 6, 1, 5, 3]
    rank = [[6 - order.index(state) for state in range(1, 7)] for order in (syria, iraq)]
    return build(sizes, [controls(sizes, [1]), controls(sizes, [0])], rank)


def test_syria_and_iraq_rest_where_published():
    """Hipel, Kilgour & Kinsara (2014): war is the one resting state, but for gmr."""
    stable = verdicts(*euphrates([1, 3, 6, 2, 4, 5])).stable
    sets = [[(1 + np.flatnonzero(row)).tolist() for row in concept] for concept in stable]

    syria, iraq = zip(*sets, strict=True)
    assert list(syria) == [[1, 6], [1, 3, 6], [1, 3, 6], [1, 3, 6], [1, 3, 6]]
    assert list(iraq) == [[2, 4, 6], [1, 2, 4, 5, 6], [2, 4, 6], [2, 4, 5, 6], [2, 4, 6]]


def test_the_inverse_question_is_counted_by_every_improvement():
    """How many of Syria's 720 strict orders make state 2 rest.

    By counting: nash 1/3, smr 5/12, seq and gmr 8/15 of 720. A printed 420 for
    the last two comes from keeping only the verdict on the last improvement.
    """
    counts = np.zeros(5, int)
    for order in itertools.permutations(range(1, 7)):
        counts += verdicts(*euphrates(order)).stable[:, :, 1].all(axis=1)

    assert dict(zip(CONCEPTS, counts.tolist(), strict=True)) == {
        "nash": 240,
        "gmr": 384,
        "smr": 300,
        "seq": 384,
        "sseq": 300,
    }
