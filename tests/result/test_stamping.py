"""Tests for the stamp, the comparison and the JSON of answers."""

import json
import math

import numpy as np
import pytest
import xarray as xr

from standoff.result import REQUIRED, Stamp, failed, same, stamp, to_json

IDENTITY = Stamp(
    lens="stability",
    settings={"concepts": ["nash"]},
    crisis="strait",
    crisis_digest="1f",
    game_digest="2e",
    version="0.1.0",
    labels={"crisis": {"id": "Selat"}},
)


def answer():
    return xr.Dataset(
        {"value": (("actor", "round"), [[1.5, np.nan], [np.inf, -2.0]])},
        coords={"actor": ["USA", "PRK"]},
    )


def test_an_answer_carries_every_required_attribute_first():
    """Readers of a file find the identity before what the lens added."""
    stamped = stamp(answer().assign_attrs(looked_from=np.int64(3)), IDENTITY)

    assert [*REQUIRED, "looked_from"] == list(stamped.attrs)
    assert type(stamped.attrs["looked_from"]) is int
    assert json.loads(stamped.attrs["labels"]) == {"crisis": {"id": "Selat"}}


def test_a_lens_cannot_pass_itself_off_as_another():
    """What identifies the answer comes from the call, not from the lens."""
    stamped = stamp(answer().assign_attrs(lens="ensemble", seed=5), IDENTITY)

    assert (stamped.attrs["lens"], stamped.attrs["seed"]) == ("stability", 0)


def test_stamping_leaves_the_lens_s_answer_alone():
    """Values do not change: a stamped copy is returned."""
    given = answer()

    stamp(given, IDENTITY)

    assert given.attrs == {}


def test_a_failure_without_cause_or_remedy_is_a_mistake_of_the_lens():
    """A status that explains nothing would leave the user alone."""
    with pytest.raises(ValueError, match="names its cause and a remedy"):
        failed("did not converge", "The residual stayed at 0.1.", "")
    with pytest.raises(ValueError, match="status is one of found, none exists"):
        stamp(answer().assign_attrs(status="perhaps"), IDENTITY)


def test_made_on_is_utc_and_can_be_fixed(monkeypatch):
    """SOURCE_DATE_EPOCH makes a whole file reproducible; 0 is New Year 1970."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    stamped = stamp(
        answer(),
        Stamp("stability", {}, "strait", "1f", "2e", "0.1.0", {}),
    )

    assert stamped.attrs["made_on"] == "1970-01-01T00:00:00+00:00"


def test_answers_made_at_different_times_are_the_same():
    """Time is the one thing that looking again must change."""
    stamped = stamp(answer(), IDENTITY)

    assert same(stamped, stamped.assign_attrs(made_on="later"))
    assert not same(stamped, stamped.assign_attrs(seed=1))
    assert not same(stamped, stamped.rename(value="values"))
    assert not same(stamped, stamped.isel(actor=[1, 0]))
    changed = stamped.copy(deep=True)
    changed["value"].values[0, 0] = math.nextafter(1.5, 2)
    assert not same(stamped, changed)


def test_equal_numbers_of_another_kind_are_not_the_same():
    """1 and 1.0 compare equal, but a count that became a float was damaged."""
    whole = xr.Dataset({"count": ("actor", [1, 2])})

    assert not same(whole, whole.astype(float))


def test_json_is_labelled_and_has_null_for_what_is_missing():
    """Standard JSON has no NaN; a program must be able to read every answer."""
    text = to_json(stamp(answer(), IDENTITY))

    def refuse(word):
        raise AssertionError(word)

    read = json.loads(text, parse_constant=refuse)
    assert read["variables"]["value"] == {
        "axes": ["actor", "round"],
        "values": [[1.5, None], ["Infinity", -2.0]],
    }
    assert read["coordinates"]["actor"] == {"axes": ["actor"], "values": ["USA", "PRK"]}
    assert read["axes"] == {"actor": 2, "round": 2}
    assert read["attributes"]["labels"] == {"crisis": {"id": "Selat"}}
    assert read["attributes"]["settings"] == {"concepts": ["nash"]}
    assert text == to_json(stamp(answer(), IDENTITY))
