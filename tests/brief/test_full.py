"""Tests that a full brief asks the longer lenses as well, and quotes them."""

import re

import pytest

import standoff
from standoff.brief import gather
from standoff.brief.gather import FULL
from standoff.show import brief_page, brief_text
from standoff.show.brief.terminal_page import SECTIONS
from standoff.show.words import words_for
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
    expected = [words_for(lang).say(SECTIONS[name]) for name in (*FULL, "hindcast", "reactions")]
    shown = [heading.partition(". ")[2] for heading in headings]
    assert shown[4:10] == expected
    assert all(heading.replace("&#39;", "'") in told for heading in headings)
    assert "{" not in told
    assert max(map(len, told.splitlines())) <= 100


def test_without_asking_none_of_them_is_there():
    """The usual brief answers in seconds."""
    crisis = standoff.read(standoff.catalog.path("prisoners"))

    assert not set(FULL) & set(gather(crisis, paths=10).answers)
