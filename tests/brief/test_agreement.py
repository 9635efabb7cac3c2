"""Tests for `standoff.brief.agreement`: verdicts worked out by hand."""

import json

import numpy as np
import pytest
import xarray as xr

from standoff.brief.agreement import find_agreement
from standoff.vocab import BRIEF_CONCEPTS

VARIABLES = ["talks", "tests"]
LEVELS = {"talks": ["left", "open"], "tests": ["none", "one", "many"]}


def labelled(**arrays):
    """Build a found answer on the two variables."""
    labels = {"variables": {name: {"levels": levels} for name, levels in LEVELS.items()}}
    attrs = {"status": "found", "labels": json.dumps(labels)}
    return xr.Dataset(arrays, coords={"variable": VARIABLES}, attrs=attrs)


def resting(states, concepts):
    """Build a stability answer: levels of each state, and where each concept rests."""
    answer = labelled(
        level_index=(("variable", "state"), np.array(states).T),
        equilibrium=(("concept", "state"), np.array(concepts, dtype=bool)),
        steps_from_start=("state", np.array([0] * (len(states) - 1) + [-1])),
    )
    return answer.assign_coords(concept=list(BRIEF_CONCEPTS))


def shares(talks, tests):
    """Build the last round of an equilibrium or ensemble answer."""
    last = np.array([[*talks, np.nan], tests])[:, None, :]
    both = np.concatenate([np.zeros_like(last), last], axis=1)  # the first round says nothing
    axes = ("variable", "round", "level")
    return labelled(level_share=(axes, both), share=(axes, both), share_low=(axes, both - 0.05),
                    share_high=(axes, both + 0.05))  # fmt: skip


SILENT = xr.Dataset(attrs={"status": "does not apply"})
ALL_REST = [[1, 1, 0, 1]] * 4
"""Rests in the first two states, and in the last, which is out of reach."""


def verdicts(stability, conduct):
    """Give the verdict on each variable."""
    answers = {"stability": stability, "equilibrium": conduct, "ensemble": conduct}
    found = find_agreement(labelled(), answers)
    return dict(zip(VARIABLES, found["verdict"].values.tolist(), strict=True))


def test_lenses_agree_where_rest_and_conduct_name_one_level():
    """Both resting states within reach have left the talks, and so have 90% of futures."""
    stability = resting([(0, 1), (0, 2), (1, 0), (1, 0)], ALL_REST)

    found = verdicts(stability, shares((0.9, 0.1), (0.2, 0.4, 0.4)))

    assert found == {"talks": "agree", "tests": "open"}


def test_an_answer_hangs_where_they_name_different_levels():
    """The resting states have left the talks; most futures have not."""
    stability = resting([(0, 1), (0, 2), (1, 0), (1, 0)], ALL_REST)

    assert verdicts(stability, shares((0.3, 0.7), (0.2, 0.4, 0.4)))["talks"] == "hang"


def test_an_answer_hangs_where_two_concepts_of_stability_differ():
    """Nash rests in the first state, the others in the third: the concept decides."""
    stability = resting(
        [(0, 1), (0, 2), (1, 0), (1, 0)], [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
    )

    assert verdicts(stability, shares((0.5, 0.5), (0.4, 0.3, 0.3)))["talks"] == "hang"


def test_sampling_alone_never_makes_agreement():
    """Equilibrium and ensemble share a policy: without a resting state the answer is open."""
    nowhere = resting([(0, 1), (0, 2), (1, 0), (1, 0)], [[0, 0, 0, 1]] * 4)

    assert verdicts(nowhere, shares((0.9, 0.1), (0.0, 0.0, 1.0)))["talks"] == "open"
    assert verdicts(SILENT, shares((0.9, 0.1), (0.0, 0.0, 1.0)))["talks"] == "open"


def test_states_out_of_reach_do_not_count():
    """Of three resting states two are within reach; shares are over those two."""
    stability = resting([(0, 1), (0, 2), (1, 0), (1, 0)], ALL_REST)
    answers = {"stability": stability, "equilibrium": SILENT, "ensemble": SILENT}

    found = find_agreement(labelled(), answers)

    assert found["rest_count"].values.tolist() == [2, 2, 2, 2]
    assert found["rest_share"].sel(concept="seq", variable="tests").values.tolist() == [0, 0.5, 0.5]
    assert found["rest_share"].sel(concept="seq", variable="talks").values[:2].tolist() == [1, 0]
    assert np.isnan(found["rest_share"].sel(concept="seq", variable="talks").values[2])
    assert np.isnan(found["occupancy"].values).all()


@pytest.mark.parametrize("share", [0.55, 0.6])
def test_a_bare_majority_is_no_clear_word(share):
    """A lens speaks for a level only above six tenths."""
    stability = resting([(0, 1), (0, 2), (1, 0), (1, 0)], ALL_REST)

    assert verdicts(stability, shares((share, 1 - share), (0.4, 0.3, 0.3)))["talks"] == "open"
