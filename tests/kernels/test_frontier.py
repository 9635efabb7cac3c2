"""Tests for `standoff.kernels.frontier`."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reference_data import ROOT
from standoff.kernels.frontier import POINTS, bargained, split, undominated


def reference_file(name):
    """Return the path of a file of reference results beside the repository, or skip."""
    for folder in ROOT.parents:
        path = folder / "shared" / "benchmarks" / name
        if path.is_file():
            return path
    pytest.skip(f"the reference results {name} are not here")


FEW = st.integers(-3, 3).map(float)


def gains(most=25):
    """Draw what some deals give to two or three actors, with many ties."""
    shapes = st.tuples(st.integers(1, most), st.integers(2, 3))
    return shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=FEW))


@settings(max_examples=60, deadline=None)
@given(gains())
def test_the_frontier_is_what_no_other_deal_dominates(gain):
    """By the definition, pair by pair."""
    expected = [
        not any((other >= one).all() and (other > one).any() for other in gain) for one in gain
    ]

    assert undominated(gain).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(gains())
def test_each_point_is_the_best_acceptable_deal_by_its_own_measure(gain):
    """Brute force over acceptable deals, ties broken by the sum."""
    acceptable = [k for k, row in enumerate(gain) if (row >= 0).all()]
    found = bargained(gain)
    if not acceptable:
        assert found == dict.fromkeys(POINTS, -1)
        return
    most = gain[acceptable].max(axis=0)
    able = most > 0
    measures = {
        "nash": lambda row: math.prod(row[able]),
        "kalai_smorodinsky": lambda row: min(row[able] / most[able], default=0.0),
        "egalitarian": lambda row: min(row[able], default=0.0),
        "utilitarian": lambda row: row.sum(),
    }
    for name, measure in measures.items():
        best = max((round(measure(gain[k]), 9), gain[k].sum()) for k in acceptable)
        chosen = gain[found[name]]
        assert (round(measure(chosen), 9), chosen.sum()) == pytest.approx(best)


def test_a_cake_of_unequal_tastes_is_shared_as_in_the_closed_forms():
    """With sqrt(x) and 1 - x: Nash 1/3, Kalai-Smorodinsky and egalitarian the golden cut."""
    x = np.linspace(0.0, 1.0, 300_001)
    found = bargained(np.column_stack([np.sqrt(x), 1.0 - x]))

    golden = ((math.sqrt(5) - 1) / 2) ** 2
    assert x[found["nash"]] == pytest.approx(1 / 3, abs=5e-6)
    assert x[found["kalai_smorodinsky"]] == pytest.approx(golden, abs=5e-6)
    assert x[found["egalitarian"]] == pytest.approx(golden, abs=5e-6)
    assert x[found["utilitarian"]] == pytest.approx(0.25, abs=5e-5)


def test_each_measure_chooses_its_own_deal():
    """At most 10 for one and 2 for the other, so that shares and gains rank deals differently.

    Products 0, 5.95, 5.5, 3, 0; least shares 0, 0.425, 0.5, 0.2, 0; least gains 0, 0.85,
    1.1, 1.5, 0; sums 10, 7.85, 6.1, 3.5, 2.
    """
    gain = np.array([[10, 0], [7, 0.85], [5, 1.1], [2, 1.5], [0, 2]], dtype=np.float64)

    assert bargained(gain) == {
        "nash": 1, "kalai_smorodinsky": 2, "egalitarian": 3, "utilitarian": 0
    }  # fmt: skip


def test_published_points_of_bargaining_are_met():
    """The cake and war as disagreement, as the reference file has them."""
    points = json.loads(reference_file("crisis_bargaining.json").read_text("utf-8"))
    cake = points["bargaining_points"]["u=sqrt(x),v=1-x,d=(0,0)"]
    war = points["bargaining_points"]["war_disagreement"]
    x = np.linspace(0.0, 1.0, 300_001)

    of_cake = bargained(np.column_stack([np.sqrt(x), 1.0 - x]))
    against_war = np.column_stack([x, 1.0 - x]) - war["d"]
    of_war = bargained(against_war)

    assert x[of_cake["nash"]] == pytest.approx(cake["nash_x"], abs=5e-6)
    assert x[of_cake["kalai_smorodinsky"]] == pytest.approx(cake["ks_x"], abs=5e-6)
    assert x[of_cake["egalitarian"]] == pytest.approx(cake["egal_x"], abs=5e-6)
    assert x[of_war["nash"]] == pytest.approx(war["nash_x"], abs=5e-6)
    assert x[of_war["kalai_smorodinsky"]] == pytest.approx(war["ks_x"], abs=5e-6)
    acceptable = x[(against_war >= -1e-12).all(axis=1)]
    assert [acceptable.min(), acceptable.max()] == pytest.approx(war["range"], abs=5e-6)


def outcomes(domain):
    """List the utilities of all outcomes of a negotiation domain."""
    inputs = domain["inputs"]
    columns = []
    for side in "AB":
        weights = inputs[f"weights_{side}"]
        tables = [issue[f"evaluation_{side}"] for issue in inputs["issues"]]
        sums = itertools.product(
            *(
                [weight * value / max(table) for value in table]
                for weight, table in zip(weights, tables, strict=True)
            )
        )
        columns.append([sum(parts) for parts in sums])
    return np.array(columns).T


@pytest.mark.parametrize("name", ["ItexvsCypress", "Grocery"])
def test_published_negotiations_have_the_published_frontier_and_points(name):
    """Domains of the negotiation contests of 2010 and 2011, all outcomes tried."""
    file = json.loads(reference_file("negotiation_domains.json").read_text("utf-8"))
    domain = file["domains"][name]
    utility = outcomes(domain)

    front = undominated(utility.round(9))
    found = bargained(utility)

    assert len(utility) == domain["outcomes"]
    pairs = {tuple(row) for row in utility[front].round(6).tolist()}
    assert len(pairs) == domain["pareto_count"]
    assert sorted(pairs) == [
        pytest.approx(tuple(pair), abs=2e-6) for pair in sorted(map(tuple, domain["pareto"]))
    ]
    published = {
        "nash": "nash_product_max_disagreement_zero",
        "kalai_smorodinsky": "min_ratio_to_ideal_max (discrete KS)",
        "egalitarian": "maxmin",
        "utilitarian": "max_sum",
    }
    for point, key in published.items():
        assert utility[found[point]] == pytest.approx(domain[key]["u"], abs=2e-6), point


@settings(max_examples=40, deadline=None)
@given(gains())
def test_side_payments_share_the_largest_surplus_alike(gain):
    """Nobody keeps more than another, and what is paid is received."""
    deal, payment = split(gain)
    if deal < 0:
        assert gain.sum(axis=1).max() < 0
        return

    after = gain[deal] + payment
    assert payment.sum() == pytest.approx(0.0, abs=1e-9)
    assert after == pytest.approx(np.full(gain.shape[1], gain.sum(axis=1).max() / gain.shape[1]))


def test_what_cannot_be_is_neither_on_the_frontier_nor_chosen():
    """NaN marks a combination that leads to no state."""
    gain = np.array([[np.nan, np.nan], [1.0, 1.0], [np.nan, 9.0]])

    assert undominated(gain).tolist() == [False, True, False]
    assert set(bargained(gain).values()) == {1}
    assert split(gain)[0] == 1
