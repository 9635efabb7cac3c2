"""Crisis bargaining with private motives: our solver against closed forms and other solutions.

Games of the catalogue are solved on their trees by `standoff.policy.private_exact`, by
which the lens beliefs answers. Closed forms are `bargaining_forms`; the others are
written down here for the game at hand and know nothing of states and trees.
"""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm

import bargaining_forms as forms
import standoff
from standoff.policy.kinds import play
from standoff.spec import read_text

CLOSE = 1e-8


def text_of(name):
    return standoff.catalog.path(name).read_text(encoding="utf-8")


def replaced(text, *changes):
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def answered(text, **asked):
    """Ask the lens, on the tree alone."""
    game = standoff.compile(read_text(text))
    asked = {"paths": 0, "most_nodes": 2000, **asked}
    answer = standoff.look(game, "beliefs", **asked)
    assert answer.attrs["status"] == "found"
    return answer


def taken(answer, option, after=None):
    """Give the branches of an option, at the start or after another option."""
    label = [str(one) for one in answer["option"].values]
    came = answer["branch_after"].values
    own = [label[n] for n in answer["branch_option"].values]
    found = [
        n
        for n, name in enumerate(own)
        if name == option and (came[n] < 0 if after is None else own[came[n]] == after)
    ]
    assert len(found) == 1, (option, after, found)
    return answer.isel(branch=found[0])


# ------------------------------------------------------------------- private costs


def demands(*, base=0.5, step=0.04, count=8, costs=((0.1, 0.4), (0.3, 0.6)), precision=20_000):
    """Write the crisis with another grid of offers and other kinds of defender."""
    text = text_of("private-costs")
    levels = "".join(f"      s{n:03d}: offer {n}\n" for n in range(1, count + 1))
    text = re.sub(r"(      s\d\d: .*\n)+", levels, text)
    kinds = "".join(
        f"    k{n}: {{prior: {share:.12g}, weights: {{kept: 1, fought: {-cost:.12g}}}}}\n"
        for n, (cost, share) in enumerate(costs)
    )
    return replaced(
        text[: text.index("    bears_war:")] + kinds,
        ("0.5 + 0.04*demand", f"{base:.12g} + {step:.12g}*demand"),
        ("value: 500", f"value: {precision}"),
    )


def best_demand(offers, costs, wins=0.5, own=0.1):
    """Try every offer: who loses less by war than by paying fights."""
    return max((sum(q * (x if x < wins + c else wins - own) for c, q in costs), x) for x in offers)


def test_the_file_is_answered_as_its_notes_say():
    """A demand of 78 per cent, war with probability 0.4, and what war and peace tell."""
    answer = answered(text_of("private-costs").replace("value: 500", "value: 20000"))
    bold = taken(answer, "A.demand=s78")
    war = taken(answer, "B.fight", "A.demand=s78")

    assert float(bold["branch_share"]) == pytest.approx(1, abs=CLOSE)
    assert float(war["branch_share"]) == pytest.approx(0.4, abs=CLOSE)
    assert war["branch_belief"].sel(secret="B.bears_war") == pytest.approx(1, abs=CLOSE)
    assert answer["tree_value"].sel(actor="A") == pytest.approx(0.628, abs=CLOSE)
    assert answer["secret_value"].values == pytest.approx([0.4, 0.22], abs=CLOSE)


@pytest.mark.parametrize("share", [0.0, 0.46, 0.51, 1.0])
@pytest.mark.parametrize("step", [0.08, 0.04, 0.016])
def test_offers_on_a_grid_lose_at_most_a_step(step, share):
    """The last offer below the best line is less than a step below it, and met as surely.

    Fearon 1995, pp. 394-395, with two costs: the closed form has any offer; a line is met.
    """
    costs = ((0.1, 1 - share), (0.3, share))
    count = int(0.34 / step)
    answer = answered(demands(step=step, count=count, costs=costs))
    value = float(answer["tree_value"].sel(actor="A"))

    offers = [0.5 + step * n for n in range(1, count + 1)]
    assert value == pytest.approx(best_demand(offers, costs)[0], abs=CLOSE)
    exact = forms.two_types(0.5, 0.1, 0.1, 0.3, share).value
    assert exact - step <= value < exact


@pytest.mark.parametrize("e", [0.02, 0.004, 0.0008])
def test_the_challenger_turns_bold_at_the_prior_of_the_closed_form(e):
    """Offers e below either line: it switches at (low + own - e)/(high + own - e), 1/2 for none."""
    switch = (0.2 - e) / (0.4 - e)
    bold = []
    for share in (switch - 0.01, switch + 0.01):
        costs = ((0.1, 1 - share), (0.3, share))
        # two offers only, e below the lines of the low and of the high cost
        text = demands(base=0.4 - e, step=0.2, count=2, costs=costs, precision=40_000)
        bold.append(float(taken(answered(text), "A.demand=s002")["branch_share"]))

    assert bold == pytest.approx([0, 1], abs=CLOSE)
    assert abs(switch - 0.5) < 1.4 * e


@pytest.mark.parametrize(
    ("wins", "own", "most"), [(0.5, 0.1, 0.4), (0.3, 0.05, 0.2), (0.6, 0.2, 0.3)]
)
def test_many_kinds_come_close_to_a_cost_that_may_be_anything(wins, own, most):
    """Fearon's even costs: with K kinds the best demand is a line of a kind, off by most/K."""
    kinds = 8
    costs = [((j + 0.5) * most / kinds, 1 / kinds) for j in range(kinds)]
    # an offer just below the line of each kind
    base, step = wins - 0.5 * most / kinds - 1e-4, most / kinds
    text = demands(base=base, step=step, count=kinds, costs=costs, precision=400_000)
    text = replaced(
        text,
        ("0.4*(outcome == war)", f"{wins - own}*(outcome == war)"),
        ("0.5*(outcome == war)", f"{1 - wins}*(outcome == war)"),
    )
    answer = answered(text)
    value = float(answer["tree_value"].sel(actor="A"))

    exact = forms.uniform_cost(wins, own, most)
    offers = [base + step * n for n in range(1, kinds + 1)]
    assert value == pytest.approx(best_demand(offers, costs, wins, own)[0], abs=CLOSE)
    assert value == pytest.approx(exact.value, abs=most / kinds)
    made = float(answer["branch_share"].values[: kinds + 1][1:] @ offers)
    assert made == pytest.approx(exact.demand, abs=most / kinds)


# ----------------------------------------------------------------- alternating offers


@pytest.mark.parametrize("step", [0.2, 0.1, 0.05, 0.025])
@pytest.mark.parametrize("rounds", [1, 2, 3, 5])
def test_alternating_offers_on_a_grid_are_off_by_as_many_steps_as_one_s_own_offers(step, rounds):
    """Each own offer gives away up to a step more than needed, discounted by both patiences."""
    count = round(1 / step)
    text = text_of("rubinstein")
    levels = "".join(f"      s{n:02d}: offer {n}\n" for n in range(1, count + 1))
    text = replaced(
        re.sub(r"(      s\d\d: .*\n)+", levels, text),
        ("horizon: 5", f"horizon: {rounds}"),
        ("0.05*offer - 0.025", f"{step}*offer - {step / 2}"),
        ("1.025 - 0.05*offer", f"{1 + step / 2} - {step}*offer"),
    )
    policy = play(standoff.compile(read_text(text)), "perfect")
    value = policy.value[:, int(np.searchsorted(policy.states, policy.start))]

    waits, given_ = [0.0, 0.0], 0.0
    for number in range(rounds, 0, -1):
        proposer = (number + 1) % 2
        needed = (0.9, 0.8)[1 - proposer] * waits[1 - proposer]
        given_ = min(s for s in (step * (n + 0.5) for n in range(count)) if s > needed + 1e-12)
        waits = [given_, given_]
        waits[proposer] = 1 - given_
    assert value * [0.1, 0.2] == pytest.approx(waits, abs=CLOSE)
    off = waits[0] - forms.stahl(0.9, 0.8, rounds)
    own = sum(0.72**n for n in range((rounds + 1) // 2))
    other = 0.8 * sum(0.72**n for n in range(rounds // 2))
    assert -step * own - CLOSE <= off <= step * other + CLOSE


# ------------------------------------------------------------------------ signalling


def signalling(precision, resolute=0.2, tough=0.3):
    priors = {"0.2": resolute, "0.8": 1 - resolute, "0.3": tough, "0.7": 1 - tough}
    # by way of marks, for a prior that is put in may be one that is looked for
    return replaced(
        text_of("signalling"),
        ("value: 40,", f"value: {precision},"),
        *((f"prior: {old}\n", f"prior: <{old}>\n") for old in priors),
        *((f"<{old}>", f"{new:.12g}") for old, new in priors.items()),
    )


def logit_by_hand(precision, resolute=0.2, tough=0.3):
    """Solve for the probability of resistance alone: all else follows from it, in one pass."""
    war_a, war_b, back = np.array([0.2, -1.0]), np.array([0.1, -1.0]), -0.5
    kinds_a, kinds_b = (np.array([p, 1 - p]) for p in (resolute, tough))
    fight = expit(2 * precision * (war_a - back))  # kept for ever: twice as much seen from there
    last = fight * war_a + (1 - fight) * back

    def round_of(resisted):
        worth = resisted * last + (1 - resisted)
        challenge = expit(precision * worth)
        believed = kinds_a * challenge / (kinds_a @ challenge)
        fought = believed @ fight
        resist = expit(precision * (fought * war_b + (1 - fought)))
        return challenge, believed, resist, worth

    def excess(resisted):
        return kinds_b @ round_of(resisted)[2] - resisted

    resisted = brentq(excess, 0, 1, xtol=1e-16, rtol=1e-15)
    return (*round_of(resisted), fight)


@pytest.mark.parametrize("precision", [0.5, 1, 5, 40])
@pytest.mark.parametrize(("resolute", "tough"), [(0.2, 0.3), (0.6, 0.3), (0.2, 0.8), (0.2, 0.0)])
def test_signalling_at_finite_precision_is_the_fixed_point_found_another_way(
    precision, resolute, tough
):
    """Choices, beliefs and values of every type to 1e-8; one unknown and scipy on the other side.

    Resistance falls the more is resisted (fewer bluff), so that the root is the only one.
    """
    challenge, believed, resist, worth, fight = logit_by_hand(precision, resolute, tough)
    answer = answered(signalling(precision, resolute, tough))
    called = taken(answer, "A.challenge")
    met = taken(answer, "B.resist", "A.challenge")
    fought = taken(answer, "A.fight", "B.resist")

    a, b = ["A.resolute", "A.bluffing"], ["B.tough", "B.soft"]
    assert called["branch_choice"].sel(secret=a).values == pytest.approx(challenge, abs=CLOSE)
    assert called["branch_belief"].sel(secret=a).values == pytest.approx(believed, abs=CLOSE)
    assert met["branch_choice"].sel(secret=b).values == pytest.approx(resist, abs=CLOSE)
    assert fought["branch_choice"].sel(secret=a).values == pytest.approx(fight, abs=CLOSE)
    assert answer["secret_value"].sel(secret=a).values == pytest.approx(
        challenge * worth, abs=CLOSE
    )


@pytest.mark.parametrize("precision", [1e3, 1e4, 1e5])
def test_bluffs_and_resistance_go_to_the_closed_form_as_errors_get_rare(precision):
    """Lewis and Schultz 2003 with two types a side; the indifferent err by about 1/precision."""
    exact = forms.bluffs(0.2, 0.3, -0.5, -1.0)
    answer = answered(signalling(precision))
    called = taken(answer, "A.challenge")
    met = taken(answer, "B.resist", "A.challenge")
    war = taken(answer, "A.fight", "B.resist")

    found = [
        float(called["branch_choice"].sel(secret="A.bluffing")),
        float(met["branch_choice"].sel(secret="B.soft")),
        float(called["branch_belief"].sel(secret="A.resolute")),
        float(met["branch_share"]),
        float(war["branch_reach"] * war["branch_share"]),
    ]
    assert found == pytest.approx(list(exact), abs=2 / precision)


@settings(max_examples=25)
@given(resolute=st.floats(0.02, 0.98), tough=st.floats(0.02, 0.98))
def test_who_may_be_resolute_and_tough_decides_which_equilibrium_there_is(resolute, tough):
    """Half-separating, all challenge, or nobody bluffs: each in its region of the priors."""
    exact = forms.bluffs(resolute, tough, -0.5, -1.0)
    assume(abs(resolute - 0.5) > 0.02 and abs(tough - 2 / 3) > 0.02)
    answer = answered(signalling(4000, resolute, tough))
    called = taken(answer, "A.challenge")["branch_choice"].sel(secret="A.bluffing")
    met = taken(answer, "B.resist", "A.challenge")["branch_choice"].sel(secret="B.soft")

    assert (float(called), float(met)) == pytest.approx((exact.bluff, exact.resist), abs=0.01)


@settings(max_examples=12)
@given(
    war_a=st.floats(-2.5, 0.5),
    back_down=st.floats(-2, -0.2),
    war_b=st.floats(-3, 0.3),
)
def test_the_game_with_normal_payoffs_is_solved_to_1e_8_by_quadrature_too(war_a, back_down, war_b):
    """Every equilibrium of `signals` is a fixed point when shocks are integrated over."""
    for found in forms.signals(0, 1, 0, war_a, war_b, back_down, 1, grid=400):
        bar = -(1 - found.resist) / found.resist

        def fights(war, down=back_down, mean=war_a):
            return norm.pdf(war - mean) * norm.cdf(war - down)

        peak = max(bar, war_a)
        fought = sum(
            quad(fights, low, high, epsabs=1e-13, epsrel=1e-12)[0]
            for low, high in ((bar, peak), (peak, peak + 1), (peak + 1, math.inf))
        )
        challenge = 1 - norm.cdf(bar - war_a) * norm.cdf(bar - back_down)
        assert found.challenge == pytest.approx(challenge, abs=CLOSE)
        assert found.fight * challenge == pytest.approx(fought, abs=CLOSE)
        fight = fought / challenge
        wants = norm.cdf((fight * war_b + (1 - fight)) / fight)
        assert wants == pytest.approx(found.resist, abs=CLOSE)
