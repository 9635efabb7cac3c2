"""Published follow-up analyses of graph models: status quo, coalitions, inverse questions.

States carry the numbers that the sources use, as in `published_graphs`.

Sources: Li, Kilgour & Hipel (2005) for status quo analysis; Kilgour, Hipel, Fang
& Peng (2001), Group Decis. Negot. 10:159-175, for the jump of Elmira, derived
again here from the nine-state form; Hipel, Kilgour & Kinsara (2014) for Syria
and Iraq, the counts corrected as explained there. Tolerance: none.
"""

import numpy as np
import pytest

from replication.published_graphs import ELMIRA, NINE_STATES, Case
from standoff.game import compile
from standoff.lenses.coalitions import Coalitions
from standoff.lenses.inverse import Inverse
from standoff.lenses.paths import Paths
from standoff.spec import read_text
from standoff.vocab import CONCEPTS

EUPHRATES = """
name: euphrates
actors: [SYR, IRQ]
variables: {syria: [none, release, escalate], iraq: [none, attack]}
controls: {SYR: [syria], IRQ: [iraq]}
states:
  s1: syria == none and iraq == none
  s2: syria == release and iraq == none
  s3: syria == escalate and iraq == none
  s4: syria == none and iraq == attack
  s5: syria == release and iraq == attack
  s6: syria == escalate and iraq == attack
ranking:
  SYR: [s1, s3, s6, s2, s4, s5]
  IRQ: [s2, s4, s6, s1, s5, s3]
"""


def nine_states():
    """Compile the nine-state form of Elmira, and number its states as the literature does."""
    case = Case(read_text(NINE_STATES), ("modify", "course", "insist"))
    levels = case.game.level_indices
    m, c, i = (levels[case.game.variable_names.index(v)] for v in ("modify", "course", "insist"))
    return case.game, [9 if c[k] == 2 else int(1 + m[k] + 2 * c[k] + 4 * i[k]) for k in range(9)]


def test_elmira_jumps_from_state_5_to_state_8_by_the_ministry_and_uniroyal():
    """Under every concept; the jump is the only one, and needs both."""
    game, number = nine_states()
    answer = Coalitions().look(game)
    start = number.index(5)

    counted = answer["jump_count"]
    assert counted.sel(coalition="MOE+UR").values[:, start].tolist() == [1] * len(CONCEPTS)
    assert counted.values.sum() == len(CONCEPTS)
    row = int(np.flatnonzero(answer["joint_is_jump"].values)[0])
    target = answer["joint_level"].values[:, row]
    ends = [k for k in range(9) if (game.level_indices[:, k] == target).all()]
    assert [number[k] for k in ends] == [8]
    assert number[int(answer["joint_state"].values[row])] == 5


def test_elmira_keeps_states_8_and_9_against_every_coalition():
    """State 5 is stable for each actor alone and left by two; 8 and 9 nobody leaves."""
    game, number = nine_states()
    answer = Coalitions(concepts=("nash",)).look(game)

    held = {name: sorted(number[k] for k in np.flatnonzero(answer[name].values[0]))
            for name in ("equilibrium", "universal")}  # fmt: skip
    assert held == {"equilibrium": [5, 8, 9], "universal": [8, 9]}


def test_elmira_goes_from_the_status_quo_to_state_7_by_improvements_alone():
    """In the twelve-state form, from state 1; by any moves to all twelve."""
    from standoff.catalog import path
    from standoff.spec import read

    case = Case(read(path("elmira")), ELMIRA)
    answer = Paths().look(case.game)
    number = dict(zip(case.game.moves.code.tolist(), case.number, strict=True))

    reached = {
        kind: sorted(
            number[int(code)]
            for code, steps in zip(
                answer["state"].values, answer["steps"].sel(kind=kind).values, strict=True
            )
            if steps >= 0
        )
        for kind in ("improvement", "move")
    }
    assert number[answer.attrs["looked_from"]] == 1
    assert reached == {"improvement": [1, 7], "move": list(range(1, 13))}


def test_syria_may_hold_so_many_orders_for_state_2_to_rest():
    """The counts by definition: 240, 384, 300 and 384 of 720; and what would have to change."""
    answer = Inverse(at={"syria": "release"}).look(compile(read_text(EUPHRATES)))

    syria = answer.sel(actor="SYR", concept=["nash", "gmr", "smr", "seq"])
    assert syria["orders"].values.tolist() == [240, 384, 300, 384]
    assert (syria["rest_share"] * 720).values == pytest.approx([240, 384, 300, 384])
    # Syria prefers states 1 and 3 to 2, and 6 stands between: Nash must pass all three.
    assert syria["distance"].values[0] == 3
