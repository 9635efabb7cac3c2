"""Tests for `standoff.lenses.robustness` and `.resolution`, through the lens stability."""

import numpy as np
import pytest
import xarray as xr

import standoff
from drawn_crises import recompiled
from lenses.by_hand import STRAIT, TABLED
from standoff.catalog import path
from standoff.errors import CommandError
from standoff.game import compile
from standoff.game.admissible import Admissible
from standoff.kernels.intervals import wilson
from standoff.lenses.robustness import count_stable
from standoff.lenses.stability import Stability
from standoff.record import load, parse_events, walk
from standoff.spec import read, read_text

LAMP = """
name: lamp
actors: [A, B]
variables: {lamp: [off, on]}
controls: {A: [lamp]}
interests: {bright: lamp}
weights:
  A: {bright: {value: 1, range: [-1, 3]}}
ranking:
  B: [lamp == on, lamp == off]
"""
"""A wants light in three quarters of its range and darkness in the rest; B can do nothing."""

COUNCIL = (
    TABLED
    + """
interests: {mild: measures == mild, harsh: measures == harsh}
weights:
  A: {mild: 1, harsh: -1}
  B: {harsh: {value: 1, range: [-1, 1]}}
  C: {harsh: 1}
"""
)
"""A is against, C for the harsh text, and it passes if B is for it, in half of B's range.
If it passes, tabling it leaves A worse off than before; if it fails, better off.
"""

RECORDED = f"""{STRAIT}
calendar: {{start: 2009-01-01, every: month, rounds: 5}}
record:
  events: record.csv
  map:
    - {{verb: close, option: blockade}}
    - {{verb: open, option: lift}}
    - {{verb: bomb, option: strike}}
"""
"""As by hand: calm rests under gmr and smr, siege under all concepts.
The record closes the strait in February and opens it in April: calm, siege, siege, calm, calm.
"""

ROWS = """id,date,actor,action,target,description
E1,2009-02-03,harbour,close,island,closed
E2,2009-04-07,harbour,open,island,opened
"""


def looked(text, **settings):
    return Stability(**settings).look(compile(read_text(text)))


def followed(**settings):
    crisis = read_text(RECORDED)
    return Stability(**settings).look(compile(crisis), walk(crisis, parse_events(ROWS)))


class TestShares:
    """In which share of admissible preferences who would stay."""

    def test_the_share_is_the_part_of_the_range_that_wants_it(self):
        """By hand: light in three quarters of [-1, 3], darkness in the other quarter."""
        answer = looked(LAMP, draws=4000)

        dark, light = answer["stable_share"].sel(concept="nash", actor="A").values
        low, high = (
            answer[f"equilibrium_share_{end}"].sel(concept="nash") for end in ("low", "high")
        )
        assert dark + light == 1
        assert low.values[1] < 0.75 < high.values[1]
        assert abs(light - 0.75) < 4 * (0.75 * 0.25 / 4000) ** 0.5

    def test_shares_are_counts_of_draws_with_wilson_intervals(self):
        """The same numbers, counted one by one."""
        answer, game = looked(LAMP, draws=60, seed=7), compile(read_text(LAMP))

        bright = int((Admissible(game, 60, 7).weight("A", "bright") > 0).sum())

        rest = answer.sel(concept="nash", state=1)
        low, high = wilson([bright], 60)
        assert rest["equilibrium_share"].item() == bright / 60
        assert rest["equilibrium_share_low"].item() == low[0]
        assert rest["equilibrium_share_high"].item() == high[0]
        assert (answer.attrs["draws"], answer.attrs["open_weights"]) == (60, 1)

    def test_draws_change_how_members_vote(self):
        """A tables the text only where it will fail: the other half of B's range."""
        answer, game = looked(COUNCIL, draws=100), compile(read_text(COUNCIL))

        carried = (Admissible(game, 100).weight("B", "harsh") > 0).mean()

        assert 0.3 < carried < 0.7
        assert answer["stable_share"].sel(concept="nash", actor="A", state=0) == carried

    @pytest.mark.parametrize("name", ["prisoners", "chicken", "cuba-graph"])
    def test_shares_agree_with_compiling_the_crisis_for_every_draw(self, name):
        """The second way: each draw as a crisis of its own, judged by the lens."""
        game = compile(read(path(name)))
        drawn = Admissible(game, 12, seed=2)
        counted = Stability(draws=12, seed=2).look(game)

        ways = [Stability(draws=0).look(recompiled(game, drawn, n))["stable"] for n in range(12)]

        xr.testing.assert_allclose(
            counted["stable_share"], xr.concat(ways, "draw").astype(float).mean("draw")
        )

    def test_the_inclusions_of_the_concepts_hold_for_shares(self):
        """In every draw nash is within sseq, sseq within seq and smr, both within gmr."""
        share = looked(COUNCIL, draws=50)["stable_share"]
        chicken = Stability(draws=50).look(compile(read(path("chicken"))))["stable_share"]

        for one in (share, chicken):
            for inner, outer in (
                ("nash", "sseq"), ("sseq", "seq"), ("sseq", "smr"), ("seq", "gmr"), ("smr", "gmr")
            ):  # fmt: skip
                assert (one.sel(concept=inner) <= one.sel(concept=outer)).all()

    def test_threads_change_nothing(self):
        """Every draw is a function of the seed and its own number."""
        game = compile(read(path("chicken")))
        one, two = (
            count_stable(game, 30, concepts=range(5), seed=4, threads=threads) for threads in (1, 3)
        )

        assert (one.stable == two.stable).all()
        assert (one.rest == two.rest).all()

    def test_where_nothing_is_open_a_share_is_the_verdict(self):
        """Cuba by rankings: one look is enough, and there is no interval."""
        answer = Stability(draws=500).look(compile(read(path("cuba-brams"))))

        assert answer.attrs["draws"] == 0
        for name in ("share", "share_low", "share_high"):
            assert (answer[f"equilibrium_{name}"] == answer["equilibrium"]).all()

    def test_no_draws_no_shares(self):
        """The brief asks for none."""
        answer = looked(LAMP, draws=0)

        assert "equilibrium_share" not in answer
        assert "draws" not in answer.attrs

    def test_motives_are_drawn_where_asked(self):
        """Of two motives one keeps the lamp on, by a prior of one in four."""
        text = LAMP.replace(
            "ranking:",
            "motives: {A: {keen: {prior: 0.25, weights: {bright: 1}}, "
            "shy: {prior: 0.75, weights: {bright: -1}}}}\nranking:",
        )
        light = looked(text, draws=2000, admissible="motives")["equilibrium_share"]

        assert abs(light.sel(concept="nash", state=1) - 0.25) < 4 * (0.1875 / 2000) ** 0.5

    @pytest.mark.parametrize(
        ("setting", "value", "range_"),
        [("draws", -1, "0 to 100,000"), ("seed", -1, "0 to 9,223,372,036,854,775,807"),
         ("threads", 0, "1 to 1,024")],
    )  # fmt: skip
    def test_a_setting_out_of_range_is_refused(self, setting, value, range_):
        """With the range that would do."""
        with pytest.raises(CommandError) as refused:
            Stability(**{setting: value})

        assert str(refused.value) == (
            f"stability cannot use {setting} = {value}. Choose a whole number from {range_}."
        )

    def test_only_known_ways_of_drawing_are_accepted(self):
        """A misspelt way is told with those that exist."""
        with pytest.raises(CommandError, match="one of weights, motives"):
            standoff.look(compile(read_text(LAMP)), "stability", admissible="motive")


class TestRecord:
    """What a record came to."""

    def test_the_record_is_followed_round_by_round(self):
        """Calm, siege, siege, calm, calm: see `RECORDED`."""
        answer = followed()

        assert answer["round"].values.tolist() == [1, 2, 3, 4, 5]
        assert answer["record_state"].values.tolist() == [0, 2, 2, 0, 0]
        assert answer["record_level"].sel(variable="blockade").values.tolist() == [0, 1, 1, 0, 0]
        assert answer["round_date"].values.tolist()[-1] == "2009-05-01"

    def test_each_concept_says_whether_it_explains_the_end(self):
        """Calm: the harbour is deterred under gmr and smr, and would close it under the others."""
        answer = followed()
        end = answer.isel(round=-1)

        rests = {
            str(c): bool(end["record_equilibrium"].sel(concept=c)) for c in answer["concept"].values
        }
        assert rests == {"nash": False, "gmr": True, "smr": True, "seq": False, "sseq": False}
        assert end["record_stable"].sel(actor="island").all()
        label = answer["option"].values[end["record_option"].sel(concept="seq", actor="harbour")]
        assert label == "harbour.blockade"
        assert ((end["record_option"] == -1) == end["record_stable"]).all()
        assert (end["record_option"].sel(actor="island") == -1).all()

    def test_what_the_record_passes_through_agrees_with_the_verdicts(self):
        """The same arrays, read at the states of the record."""
        answer = followed()
        position = [answer["state"].values.tolist().index(s) for s in answer["record_state"].values]

        for name, other in (("stable", "record_stable"), ("equilibrium", "record_equilibrium")):
            assert (answer[name].values[..., position] == answer[other].values).all()

    def test_a_date_leaves_out_what_came_before(self):
        """From March the record has three rounds left, and starts in siege."""
        answer = followed(date="2009-03-15")

        assert answer["round"].values.tolist() == [3, 4, 5]
        assert answer.attrs["looked_from"] == 2

    def test_without_a_record_there_is_nothing_to_follow(self):
        """No axis of rounds."""
        assert "round" not in looked(LAMP).dims

    def test_the_end_has_its_share_of_preferences(self):
        """Of the crisis of 2009; the same as that of its state among all states."""
        crisis = read(path("cuba-1962"))
        answer = Stability(draws=10).look(compile(crisis), load(crisis))
        end = answer["record_state"].values[-1]

        assert end in answer["state"].values
        whole = answer["equilibrium_share"].sel(state=end)
        assert np.array_equal(whole.values, answer["record_share"].isel(round=-1).values)
