"""Tests that a reader of Indonesian finds the catalogue's main case in Indonesian, all of it."""

import html
import re

import pytest

from standoff import catalog
from standoff.brief import gather
from standoff.show import brief_page, brief_text
from standoff.spec import read

NAME = "dprk-2009"


@pytest.fixture(scope="module")
def brief():
    return gather(read(catalog.path(NAME)), paths=20, command=f"standoff brief {NAME}")


@pytest.fixture(scope="module")
def page(brief):
    return html.unescape(brief_page(brief, lang="id"))


def test_every_reason_is_told_in_indonesian_and_none_in_english(brief, page):
    """An assumption says why in both languages, and the page shows the reader's."""
    reasons = [item.text for item in brief.assumptions if item.text]
    cells = re.findall(r"<td>(.*?)</td>", page)

    def is_told(reason):
        return any(cell.startswith(reason.rstrip(".")) for cell in cells)

    assert len(reasons) > 150
    assert {len(text) for text in reasons} == {2}
    assert [text["id"] for text in reasons if not is_told(text["id"])] == []
    assert [text["en"] for text in reasons if is_told(text["en"])] == []


def test_values_are_written_in_indonesian(page):
    """Votes and one-way moves are values in words; numbers have a decimal comma."""
    assert "<td>setuju 0,97, abstain 0,025, menolak 0,005</td>" in page
    assert "<td>npt hanya naik</td>" in page
    assert not re.search(r"<td>(yes \d|\w+ only )", page)


def test_members_of_the_council_have_names(brief, page):
    """A code is no name: France, Austria and Croatia sat in the Council of 2009."""
    text, english = brief_text(brief, lang="id"), brief_text(brief)

    assert all(name in page and name in text for name in ("Prancis", "Austria", "Kroasia"))
    assert all(name in english for name in ("France", "Austria", "Croatia"))
    assert not re.search(r"<td>(FRA|AUT|HRV|[A-Z]{3})</td>", page)


def test_the_latest_moves_say_what_happened(page):
    """Beside the move of the model stands the event that it is, in the reader's language."""
    assert "Menteri Pertahanan Hamada memerintahkan pencegat" in page
    assert "defence minister Hamada" not in page
