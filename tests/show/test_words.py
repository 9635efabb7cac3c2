"""Tests for `standoff.show.words`: numbers, shares, dates and lists in both languages."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import CommandError
from standoff.show.words import Words, words_for

ENGLISH, INDONESIAN = Words("en"), Words("id")


def test_a_rare_event_is_not_called_impossible_nor_a_likely_one_certain():
    """Rounding 0.2% to 0% would say never; only 0 and 1 are written as such."""
    shares = (0.0, 1e-9, 0.0049, 0.005, 0.994, 0.9951, 1.0)

    shown = [ENGLISH.percent(share) for share in shares]

    assert shown == ["0%", "<1%", "<1%", "1%", "99%", ">99%", "100%"]


@given(st.floats(0, 1))
def test_only_certainty_is_written_as_certain(share):
    """A share strictly between 0 and 1 never reads 0% or 100%."""
    shown = ENGLISH.percent(share)

    assert (shown == "0%") == (share == 0)
    assert (shown == "100%") == (share == 1)


def test_a_missing_share_is_a_dash():
    """NaN is no percentage."""
    assert ENGLISH.percent(float("nan")) == "–"


def test_indonesian_writes_a_decimal_comma_and_thousands_with_points():
    """As CLDR and the Indonesian spelling rules have it."""
    assert INDONESIAN.number(1234567.25) == "1.234.567,25"
    assert ENGLISH.number(1234567.25) == "1,234,567.25"


def test_a_number_that_rounds_to_zero_has_no_sign():
    """Minus zero would look like a loss."""
    assert ENGLISH.number(-0.0001) == "0"


@pytest.mark.parametrize(
    ("iso", "english", "indonesian"),
    [
        ("2009-04-01", "1 April 2009", "1 April 2009"),
        ("2006-10-09", "9 October 2006", "9 Oktober 2006"),
        ("2005-08-31", "31 August 2005", "31 Agustus 2005"),
        ("no date", "no date", "no date"),
    ],
)
def test_dates_are_written_out_in_each_language(iso, english, indonesian):
    """Month names as both languages spell them; what is no date is left alone."""
    assert english == ENGLISH.date(iso)
    assert indonesian == INDONESIAN.date(iso)


def test_lists_follow_the_spelling_of_each_language():
    """Indonesian puts a comma before 'dan' from three items on; our English does not."""
    assert [ENGLISH.listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [INDONESIAN.listed(list("abc")[:n]) for n in (2, 3)] == ["a dan b", "a, b, dan c"]


def test_english_distinguishes_one_from_many_and_indonesian_does_not():
    """Indonesian has one plural form."""
    forms = ("{count} move away", "{count} moves away")

    assert [ENGLISH.many(*forms, count) for count in (0, 1, 2)] == [
        "0 moves away",
        "1 move away",
        "2 moves away",
    ]
    assert [INDONESIAN.many(*forms, count) for count in (1, 2)] == [
        "berjarak 1 langkah",
        "berjarak 2 langkah",
    ]


def test_a_value_that_looks_like_a_place_is_not_filled():
    """Names from files may hold braces; only our own messages are templates."""
    shown = ENGLISH.say("{actor} would leave by {move}.", actor="{move}", move="{0}")

    assert shown == "{move} would leave by {0}."


def test_an_unknown_language_is_refused_with_the_known_ones():
    """The whole message is the contract."""
    with pytest.raises(CommandError) as caught:
        words_for("in")

    assert str(caught.value) == "No language is called 'in'. Known languages: en, id."


def test_english_needs_no_babel_and_importing_show_needs_nothing_heavy():
    """Start-up counts: a look-up of English text must not read locale data."""
    code = (
        "import sys, standoff.show\n"
        "from standoff.show.words import Words\n"
        "Words('en').say('hold'); Words('en').date('2009-04-05'); Words('en').number(1.5)\n"
        "heavy = {'babel', 'numpy', 'xarray', 'matplotlib', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.returncode == 0
