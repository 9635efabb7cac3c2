"""Published results of the graph models of the Cuban missile crisis.

Sources: Fraser & Hipel (1984); rankings, reachability and stable sets of the example
files of onp/gmcr-py (commit 3b7d0ac), recomputed from the definitions. States are
numbered as in `published_graphs`. Tolerance: none, the results are sets.
"""

import numpy as np

from graph_models import build, controls
from replication.published_graphs import Case, catalogue, per_concept
from standoff.kernels.stability import verdicts
from standoff.spec import read_text

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
