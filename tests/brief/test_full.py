"""Tests that a full brief asks the longer lenses as well, and quotes them."""

import re

import numpy as np
import pytest

import standoff
from standoff.brief import gather
from standoff.brief.gather import FULL
from standoff.brief.power import describe_power, describe_powers
from standoff.result import load, save
from standoff.show import brief_page, brief_text
from standoff.show.brief.terminal_page import SECTIONS
from standoff.show.words import words_for
from standoff.spec.body_file import body_of
from standoff.vocab import LANGUAGES


@pytest.fixture(scope="module")
def brief():
    crisis = standoff.read(standoff.catalog.path("cuba-1962"))
    return gather(crisis, paths=100, full=True)


def test_every_longer_lens_is_there_and_looks_from_the_date_of_the_situation(brief):
    """As the other sections do, where the lens has a date at all."""
    assert set(FULL) <= set(brief.answers)
    for name in ("deals", "leverage"):
        assert brief.date in brief.answers[name].attrs["settings"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_a_section_between_agreement_and_hindcast(brief, lang):
    """In the terminal and on the page; the page has its figures."""
    told, page = brief_text(brief, lang), brief_page(brief, lang)

    headings = re.findall(r"<h2>(.*?)</h2>", page)
    quoted = [name for name in FULL if name != "votes"]
    expected = [words_for(lang).say(SECTIONS[name]) for name in (*quoted, "hindcast", "reactions")]
    shown = [heading.partition(". ")[2] for heading in headings]
    assert shown[5:11] == expected
    assert all(heading.replace("&#39;", "'") in told for heading in headings)
    assert "{" not in told
    assert max(map(len, told.splitlines())) <= 100


def of_votes(text):
    """Cut out the section on what would pass."""
    return text.partition("4. What would pass")[2].partition("5. Where the lenses agree")[0]


def test_the_section_on_votes_tells_whose_vote_decides_and_what_the_rules_give():
    """The lens `votes` at the date, its figure on the page, and the indices of every body."""
    crisis = standoff.read(standoff.catalog.path("council-2009"))
    brief = gather(crisis, paths=50, full=True)
    told, page = of_votes(brief_text(brief)), of_votes(brief_page(brief))

    for text in (told, page):
        flat = " ".join(text.split())
        assert "The vote that decides most often is that of" in flat
        assert "with the most content" in flat
        assert "Shapley-Shubik" in flat
    assert 'id="votes-members' in page
    assert 'id="equilibrium-ballots' not in page


def test_where_nothing_can_be_tabled_the_section_says_so_and_gives_the_rules(brief):
    """Its body is left without a text from the date of the situation on."""
    for text in (brief_text(brief), brief_page(brief)):
        flat = " ".join(of_votes(text).split())
        assert "No proposal of this crisis can be tabled from this state on." in flat
        assert "Shapley-Shubik" in flat
        assert "The vote that decides most often" not in flat


def test_the_power_in_a_brief_is_that_of_the_body_alone():
    """The same numbers as `standoff power NAME --body BODY`, for each body asked."""
    crisis = standoff.read(standoff.catalog.path("council-2009"))
    answer = describe_powers(standoff.compile(crisis))

    for body in crisis.bodies:
        alone = describe_power(body_of(body))
        seats = answer.isel(seat=np.flatnonzero(answer["seat_body"].values == body.name))
        assert seats["seat"].values.tolist() == alone["member"].values.tolist()
        for index in ("shapley", "banzhaf", "banzhaf_share"):
            assert seats[index].values.tolist() == alone[index].values.tolist()
    assert answer["shapley"].values[0] == pytest.approx(421 / 2145, abs=1e-15)


def test_a_full_brief_is_saved_and_shown_again_alike(brief, tmp_path):
    """All answers, those on votes and on bodies included."""
    save(brief, tmp_path / "brief.nc")

    assert brief_text(load(tmp_path / "brief.nc")) == brief_text(brief)


def test_without_asking_none_of_them_is_there():
    """The usual brief answers in seconds."""
    crisis = standoff.read(standoff.catalog.path("prisoners"))

    assert not {*FULL, "power"} & set(gather(crisis, paths=10).answers)
