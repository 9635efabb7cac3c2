"""Tests for `standoff.lenses.assumed`: what is assumed survives into every answer."""

import math

import pytest

import standoff
from standoff.result import load, same, save
from standoff.spec import read_text

CRISIS = """
name: pier
actors: [port]
variables: {toll: {levels: [none, low], why: {text: {en: the toll, id: bea}, claim: 3}}}
options:
  port:
    charge:
      when: toll == none
      cost: {value: 0.5, range: [0.2, 0.8], why: {text: dues, source: essay, confidence: assumed}}
      effect:
        chance:
          - {probability: {value: 0.25, distribution: {beta: [1, 3]}}, set: {toll: low}}
          - {probability: 0.75}
interests: {money: toll}
weights: {port: {money: 1}}
"""


@pytest.mark.parametrize("lens", ["stability", "equilibrium", "ensemble"])
def test_reasons_ranges_and_distributions_are_in_every_answer(lens, tmp_path):
    """The three things that the file says of its numbers, by path, and after saving."""
    answer = standoff.look(standoff.compile(read_text(CRISIS)), lens)
    save(answer, tmp_path / "answer.nc")
    told = load(tmp_path / "answer.nc")

    assert same(answer, told)
    cost = told.sel(assumption="options.port.charge.cost")
    assert [float(cost[f"assumption_{end}"]) for end in ("low", "high")] == [0.2, 0.8]
    said = [str(cost[f"assumption_{name}"].values) for name in ("text", "source", "confidence")]
    assert said == ["dues", "essay", "assumed"]
    drawn = told.sel(assumption="options.port.charge.effect.1")
    assert str(drawn["assumption_value"].values) == "0.25, beta(1, 3)"
    assert math.isnan(drawn["assumption_low"])
    variable = told.sel(assumption="variables.toll")
    assert str(variable["assumption_text_id"].values) == "bea"
    assert int(variable["assumption_claim"]) == 3


def test_an_answer_to_a_crisis_without_reasons_has_no_such_axis():
    """Nothing is assumed aloud."""
    plain = "name: pier\nactors: [port]\nvariables: {toll: [none, low]}\n"

    assert "assumption" not in standoff.look(standoff.compile(read_text(plain)), "stability").dims
