"""Published results of the graph model of the conflict at Elmira.

Sources: Hipel, Fang, Kilgour & Haight (1993) and Kilgour, Hipel, Fang & Peng (2001);
rankings, reachability and stable sets of the example files of onp/gmcr-py (commit
502a12c), recomputed from the definitions. States are numbered as in
`published_graphs`. Tolerance: none, the results are sets.
"""

import numpy as np

from replication.published_graphs import ELMIRA, NINE_STATES, Case, catalogue, per_concept
from standoff.spec import read_text

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
