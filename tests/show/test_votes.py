"""Tests of what is said and drawn of votes and of power."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from matplotlib.patches import Rectangle

from show.votes_answers import power, split, votes
from standoff.show import figure, text


def test_the_text_says_what_passes_who_decides_and_what_would_turn_it():
    """The numbers are those of the answer: 58% passes, a permanent member decides."""
    answer = votes()

    said = " ".join(text(answer).split())

    assert (
        "the one with the most content that is likelier to pass than to fail is “table a " in said
    )
    assert "United States would table it with a probability of 58%; tabled, it passes" in said
    assert "It fails if anybody says no." in said
    assert "In the record it was next put on 13 April 2009 and passed (DPRK194)." in said
    shift = np.abs(answer["shift"].values[1])
    assert f"{np.nanmin(shift):.2f}".rstrip("0") in said


def test_only_texts_of_now_are_told_member_by_member():
    """The third may be tabled in two moves; the table of texts says so, and no more."""
    said = text(votes())

    assert "2 moves on" in said
    assert said.count("passes if yes") == 2


def test_where_nothing_is_on_record_the_text_does_not_speak_of_it():
    """Without a record there is nothing to set beside the answer."""
    assert "record it was" not in text(votes().assign_attrs(record_digest=""))


def test_the_change_of_one_weight_is_told_with_what_solving_again_finds():
    """China's weight changes by a tenth of itself, the others' by a half: it is the nearest."""
    said = " ".join(text(split()).split())

    assert (
        "The smallest change of one weight that would make failure as likely, while all play on "
        "as before: China gives “Peace” the weight 1.8 instead of 2 (the crisis holds 1.5 to 2.5 "
        "possible). Solved again with that weight, which everybody then reckons with, the "
        "probability of passage is 41%." in said
    )
    assert "units of utility less" not in said


@pytest.mark.parametrize(("rule", "told"), [("consensus", "votes no"), ("majority", "votes yes")])
def test_whose_no_is_fatal_is_told_by_its_no(rule, told):
    """In a consensus an abstention is enough; in a majority without vetoes it is not."""
    answer = split()
    answer["vote_rule"][:] = rule
    answer["veto"][:] = False

    said = " ".join(text(answer).split())

    other = {"votes no": "votes yes", "votes yes": "votes no"}[told]
    ballots = answer["ballot_probability"].transpose("vote", "member", "ballot").values[0]
    decides = np.nan_to_num(answer["decides"].values[0] * (answer["yes_interest"].values[0] != ""))
    share = ballots[int(decides.argmax()), 2 if told == "votes no" else 0]
    assert f"now {told} with a probability of {100 * share:.0f}%" in said
    assert f"now {told} with" in said
    assert f"now {other} with" not in said


def test_several_who_stand_in_the_way_are_named_where_none_alone_could_yield():
    """Two whose no is likely and enough; of one alone nothing would be added."""
    answer = split().isel(vote=[0])
    answer["pass_interest"] = xr.full_like(answer["pass_interest"], "")
    answer["veto"][:] = False
    answer["veto"].loc[{"member": ["CHN", "RUS", "FRA"]}] = True
    answer["ballot_probability"].loc[{"member": ["CHN", "RUS"]}] = np.array([0.2, 0.1, 0.7])
    answer["ballot_probability"].loc[{"member": ["FRA"]}] = np.array([0.9, 0.1, 0.0])
    alone = answer.copy(deep=True)
    alone["ballot_probability"].loc[{"member": ["RUS"]}] = np.array([0.9, 0.1, 0.0])

    said, other = (" ".join(text(one).split()) for one in (answer, alone))

    assert "more than one is likelier than not: those of China and Russia." in said
    assert "more than one" not in other


def test_a_vote_that_never_decides_is_not_told_apart():
    """What would even it is in the table; nothing hangs on it."""
    answer = split()
    answer["decides"][:] = 0.001

    assert "as often as not if it gave" not in " ".join(text(answer).split())


def test_what_turns_the_vote_and_the_text_is_told_once():
    """In a body of two that must agree, one member's no is the fate of the text."""
    answer = split()
    answer["no_weight"][:] = answer["pass_weight"].transpose("vote", "member").values

    said = " ".join(text(answer).split())

    assert "China gives “Peace” the weight 1.8 instead of 2" in said
    assert "China now votes no" not in said


def test_each_member_is_told_what_speaks_for_and_against_a_text():
    """Two columns, the largest first; what is saved or paid for options is a part like others."""
    answer = split()

    said = text(answer, lang="id")

    first = said[said.index("Dari mana perolehan berasal") :]
    china = next(line for line in first.splitlines() if line.startswith("Tiongkok"))
    gain = float(answer["gain"].sel(member="CHN").values[0])
    assert f"Damai +{gain + 1:.2f}".replace(".", ",").rstrip("0") in china
    assert "Trade −0,9" in china
    assert "biaya" in first
    assert "Damai 1,7 (kini" in china
    assert "rentang" in first


def test_a_weight_beyond_its_range_is_said_to_be():
    """What the crisis file holds possible does not reach there."""
    answer = split()
    answer["interest_weight_low"].loc[{"member": "CHN"}] = 1.9

    said = " ".join(text(answer).split())

    assert "(beyond the 1.9 to 2.5 that the crisis holds possible)" in said


def test_where_no_weight_does_it_the_text_says_so():
    """Nothing is named, and nothing is made up."""
    answer = split()
    for kind in ("yes", "no", "pass"):
        answer[f"{kind}_interest"] = xr.full_like(answer[f"{kind}_interest"], "")
        answer[f"{kind}_weight"][:] = np.nan

    said = " ".join(text(answer).split())

    assert "No change of one weight of one member, up to tenfold" in said
    assert "as often as not if it gave" not in said


def test_a_text_that_would_fail_is_told_by_what_would_carry_it():
    """The direction of the change follows from the side of one half."""
    answer = votes()
    answer["pass_probability"][:] = 0.2

    said = " ".join(text(answer).split())

    assert "The smallest change that would make passage as likely" in said
    assert "would make failure as likely" not in said


@pytest.mark.parametrize("width", [400, 1000])
def test_a_diamond_stands_where_the_vote_decides(width):
    """Its place on the bar is the share; the ballots fill the bar."""
    answer = votes().isel(vote=[0])

    drawn = figure(answer, size=width)

    (axes,) = drawn.axes
    bars = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_height() == 16]
    left = min(bar.get_x() for bar in bars)
    full = sum(bar.get_width() for bar in bars) / answer.sizes["member"]
    marks = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"][1:]
    shares = (np.array(marks) - left) / full
    assert shares == pytest.approx(answer["decides"].values[0], abs=1e-6)


def test_bars_of_power_are_as_long_as_the_indices():
    """The permanent members' first bar is 0.1963 / 0.0019 times that of an elected member."""
    (axes,) = figure(power()).axes
    wide = [p.get_width() for p in axes.patches if isinstance(p, Rectangle)][2:]

    assert wide[0] / wide[2] == pytest.approx(421 / 4)
    assert wide[1] / wide[3] == pytest.approx(848 / 84)


def test_the_european_rule_is_told_with_both_its_clauses():
    """States and population together, or all but three states."""
    said = " ".join(text(power("eu-council")).split())

    assert (
        "15 of 27 members and 291,452,117 of 448,387,872 population; or with 24 of 27 members"
        in said
    )


def test_a_power_too_small_for_six_digits_is_not_called_none():
    """Banzhaf's index of one of forty-eight that all must agree is 2^-47."""
    said = text(power("nsg"))

    assert "7e-15" in said
    assert "0.000000" not in said


def test_a_member_that_never_decides_has_a_nought_without_decimals():
    """Luxembourg among the six: no rounding is in it."""
    said = text(power("eec-1958"))

    (luxembourg,) = (line for line in said.splitlines() if line.startswith("Luxembourg   "))
    assert luxembourg.split() == ["Luxembourg", "1", "1", "0", "0", "0", "0", "0"]
