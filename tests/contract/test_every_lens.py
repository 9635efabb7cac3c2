"""What every lens promises on every published crisis. A new lens adds no test here."""

import dataclasses
import functools
import hashlib
import json

import numpy as np
import pytest
import xarray as xr

import standoff
import standoff.record
import standoff.spec
from standoff import catalog, lenses
from standoff.lenses.settings import setting_names
from standoff.result import REQUIRED, load, same, save, to_json
from standoff.show import figure, show
from standoff.vocab import LANGUAGES, STATUSES

QUICK = {"paths": 300, "threads": 1, "solved": 5}
FEW = {"leverage": {"draws": 2}}
"""A setting that other lenses have in another sense, by lens."""
POSITIONS = ("_to", "_actor", "_option", "_state")
"""Endings of variables that point at things by position or number."""
MAY_BE_EMPTY = {"vote", "member", "sequence"}
"""Axes of things that a crisis need not have."""
EACH = [(name, lens) for name in catalog.names() for lens in lenses.names()]
"""What `conftest` gives to one process by crisis, so that an answer is worked out once."""


@functools.cache
def crisis_of(name):
    return standoff.read(catalog.path(name))


@functools.cache
def game_of(name):
    return standoff.compile(crisis_of(name))


def ask(game, lens, **settings):
    """Look, with few paths where a lens draws any."""
    known = setting_names(lenses.find(lens))
    quick = {setting: value for setting, value in QUICK.items() if setting in known}
    return standoff.look(game, lens, **{**quick, **FEW.get(lens, {}), **settings})


@functools.cache
def answer_of(name, lens):
    return ask(game_of(name), lens)


def fingerprint(game):
    """Digest every array of a game, afresh."""
    mark = hashlib.sha256()
    arrays = [*game.moves, *game.chance, *game.ballots, game.turns, game.utility, game.rank,
              game.patience, game.precision, game.level_indices]  # fmt: skip
    for array in arrays:
        mark.update(np.ascontiguousarray(array).tobytes())
    return mark.hexdigest()


def by_levels(answer):
    """Address states by the names and levels of variables; leave positions and lists out.

    An axis without labels, such as the list of commonest sequences, has only an
    order, in which ties stand as they come.
    """
    if "state" in answer.dims and "level_index" in answer:
        levels = answer["level_index"].sortby("variable").transpose("state", "variable").values
        answer = answer.assign_coords(state=[str(row) for row in levels.tolist()])
    lists = [axis for axis in answer.dims if axis not in answer.coords]
    answer = answer.drop_dims(lists)
    answer = answer.drop_vars(name for name in answer.data_vars if name.endswith(POSITIONS))
    return answer.sortby(list(answer.dims))


def assert_agree(one, other):
    """Compare by label; numbers may differ by rounding, for sums run in another order."""
    assert set(one.data_vars) == set(other.data_vars)
    for name, expected in by_levels(one).data_vars.items():
        found = by_levels(other)[name].transpose(*expected.dims)
        if expected.dtype.kind == "f":
            xr.testing.assert_allclose(expected, found, rtol=1e-7, atol=1e-9)
        else:
            xr.testing.assert_equal(expected, found)


@pytest.mark.parametrize(("name", "lens"), EACH)
class TestEveryLens:
    """Each lens, on each published crisis."""

    def test_an_answer_is_stamped(self, name, lens):
        """It says what it is an answer to, and why where it found nothing."""
        answer, game = answer_of(name, lens), game_of(name)
        marks = answer.attrs

        assert list(REQUIRED) == list(marks)[: len(REQUIRED)]
        assert (marks["lens"], marks["crisis"]) == (lens, name)
        assert marks["crisis_digest"] == standoff.spec.digest(crisis_of(name))
        assert marks["game_digest"] == game.digest
        assert marks["version"] == standoff.__version__
        assert marks["status"] in STATUSES
        assert (marks["status"] == "found") == (marks["cause"] == "")
        assert json.loads(marks["labels"]) == game.labels
        assert set(json.loads(marks["settings"])) <= set(setting_names(lenses.find(lens)))

    def test_an_answer_has_arrays_exactly_if_the_lens_applies(self, name, lens):
        """Never an empty array that could be taken for an answer."""
        answer = answer_of(name, lens)

        assert bool(answer.data_vars) == (answer.attrs["status"] != "does not apply")
        assert {axis for axis, size in answer.sizes.items() if size == 0} <= MAY_BE_EMPTY

    def test_the_same_seed_gives_the_same_answer_and_leaves_the_game_alone(self, name, lens):
        """On a game compiled anew, on another number of threads; a lens reads and never writes."""
        known = setting_names(lenses.find(lens))
        more = {"threads": 2} if "threads" in known else {}
        game = standoff.compile(crisis_of(name))
        before = fingerprint(game)

        again = ask(game, lens, **more)

        assert same(answer_of(name, lens), again)
        assert before == fingerprint(game)

    def test_a_saved_answer_is_read_back_identical(self, name, lens, tmp_path):
        """Whatever arrays the lens returns, a file holds them."""
        answer = answer_of(name, lens)

        save(answer, tmp_path / "answer.nc")

        xr.testing.assert_identical(answer, load(tmp_path / "answer.nc"))

    def test_an_answer_is_json(self, name, lens):
        """Standard JSON, without NaN."""
        read = json.loads(to_json(answer_of(name, lens)), parse_constant=pytest.fail)

        assert set(read["variables"]) == set(answer_of(name, lens).data_vars)

    def test_an_answer_is_shown_in_every_language(self, name, lens):
        """Text from the answer alone, different in each language."""
        texts = {show(answer_of(name, lens), lang=language) for language in LANGUAGES}

        assert len(texts) == len(LANGUAGES)
        assert all(len(text.splitlines()) > 3 for text in texts)

    def test_answers_follow_names_and_not_positions(self, name, lens):
        """Listing actors and variables in another order changes no answer by name."""
        crisis = crisis_of(name)
        turned = dataclasses.replace(
            crisis, actors=crisis.actors[::-1], variables=crisis.variables[::-1]
        )

        answer = ask(standoff.compile(turned), lens)

        assert_agree(answer_of(name, lens), answer)


@pytest.mark.parametrize("lens", lenses.names())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lens_is_drawn_in_every_language(lens, language):
    """A figure is made from the answer alone."""
    drawing = figure(answer_of("chicken", lens), lang=language)

    assert drawing.axes


@pytest.mark.parametrize("name", catalog.names())
class TestEveryCrisis:
    """Each published crisis."""

    def test_a_published_crisis_has_no_problems_and_no_warnings(self, name):
        """It is what others copy from."""
        found = standoff.spec.check(catalog.path(name))

        assert (found.problems, found.warnings) == ((), ())

    def test_a_published_crisis_has_titles_in_every_language(self, name):
        """Readers in both languages see names, not identifiers."""
        labels = game_of(name).labels
        titles = [labels["crisis"], *labels["actors"].values()]
        titles += [variable["title"] for variable in labels["variables"].values()]

        for title in titles:
            assert set(LANGUAGES) <= set(title), title

    def test_a_published_crisis_has_notes_with_a_title(self, name):
        """`standoff catalog` lists the title; the notes name the sources."""
        entry = {entry.name: entry for entry in catalog.entries()}[name]

        assert entry.title
        assert entry.summary
        assert "ource" in catalog.notes(name)

    def test_the_record_of_a_published_crisis_fits_it(self, name):
        """Where there is a record it leads through the states without a contradiction."""
        crisis = crisis_of(name)
        walk = standoff.record.load(crisis)

        assert (walk is None) == (crisis.record is None)
