"""Tests for `standoff.record.countries`: seven schemes of codes, one country each."""

import csv

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from reference_data import reference
from standoff.errors import CommandError
from standoff.record.countries import SCHEMES, countries, iso3, table, title
from standoff.record.tables import rows

GONE = {"CSK", "DDR", "RVN", "SCG", "SUN", "YMD", "YUG"}
"""States that are no more, which Babel tells by those that came after them, or not at all."""
SEVERAL = {
    "cow": {"DEU", "YEM"},
    "cown": {"DEU", "YEM"},
    "fips": {"PSE", "SRB"},
    "iso2": set(),
}
"""Countries that a scheme has more than one code for: two states of the Cold War that
COW counts apart, two halves of one territory, an old code still in use."""


UNLIKE = {("260", "DEU_W"), ("345", "YUG"), ("678", "YAR"), ("680", "YAR")}
"""Numbers that published tables give other letters, because they mean another time."""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_code_stands_for_one_country(scheme):
    """Two rows with the same code would make the answer a matter of their order."""
    columns = {"iso3": "older", "icews": "names"}
    cells = [row[columns.get(scheme, scheme)] for row in rows("countries.csv")]
    written = [code.casefold() for cell in cells for code in cell.split(";") if code]
    folded = {code.casefold() for code in table(scheme)}

    assert len(written) == len(set(written))
    assert len(folded) == len(table(scheme))
    assert set(written) <= folded
    assert all(iso3(code, scheme) == country for code, country in table(scheme).items())


def test_no_name_of_ours_is_what_another_country_is_called():
    """A name of the table that CLDR gives to somebody else would win or lose by chance."""
    for row in rows("countries.csv"):
        for name in filter(None, row["names"].split(";")):
            assert name.casefold() not in {
                title(other).casefold() for other in countries() if other != row["iso3"]
            }


@pytest.mark.parametrize("scheme", SEVERAL)
def test_a_country_has_one_code_but_for_those_we_mean(scheme):
    """One to one, where a scheme is meant to be."""
    found = list(table(scheme).values())

    assert {country for country in found if found.count(country) > 1} == SEVERAL[scheme]


@pytest.mark.parametrize("row", rows("countries.csv"), ids=lambda row: row["iso3"])
def test_iso_codes_agree_with_babel(row):
    """CLDR maps the three letters in use to the two letters; our table adds only what it lacks."""
    alias = get_global("territory_aliases").get(row["iso3"])

    if row["iso3"] in GONE | {"XKX"}:
        assert alias is None or len(alias) > 1 or row["title"]
    else:
        assert not row["iso2"]
        assert table("iso2")[alias[0]] == row["iso3"]
        assert len(alias) == 1


@pytest.mark.parametrize(
    ("country", "iso2", "cow", "cown", "fips"),
    [
        # written out by hand, and never the code of the neighbour in the alphabet
        ("PRK", "KP", "PRK", "731", "KN"),
        ("KOR", "KR", "ROK", "732", "KS"),
        ("JPN", "JP", "JPN", "740", "JA"),
        ("CHN", "CN", "CHN", "710", "CH"),
        ("CHE", "CH", "SWZ", "225", "SZ"),
        ("SWZ", "SZ", "SWA", "572", "WZ"),
        ("DEU", "DE", "GMY", "255", "GM"),
        ("GBR", "GB", "UKG", "200", "UK"),
        ("AUS", "AU", "AUL", "900", "AS"),
        ("AUT", "AT", "AUS", "305", "AU"),
        ("IRN", "IR", "IRN", "630", "IR"),
        ("IRQ", "IQ", "IRQ", "645", "IZ"),
        ("NER", "NE", "NIR", "436", "NG"),
        ("NGA", "NG", "NIG", "475", "NI"),
        ("NIC", "NI", "NIC", "93", "NU"),
        ("COD", "CD", "DRC", "490", "CG"),
        ("COG", "CG", "CON", "484", "CF"),
        ("CAF", "CF", "CEN", "482", "CT"),
        ("ZAF", "ZA", "SAF", "560", "SF"),
        ("ZMB", "ZM", "ZAM", "551", "ZA"),
        ("CHL", "CL", "CHL", "155", "CI"),
        ("CIV", "CI", "CDI", "437", "IV"),
        ("SLV", "SV", "SAL", "92", "ES"),
        ("ESP", "ES", "SPN", "230", "SP"),
        ("IDN", "ID", "INS", "850", "ID"),
        ("RUS", "RU", "RUS", "365", "RS"),
        ("SRB", "RS", "YUG", "345", "RI"),
        ("XKX", "XK", "KOS", "347", "KV"),
        ("TWN", "TW", "TAW", "713", "TW"),
        ("SSD", "SS", "SSD", "626", "OD"),
    ],
)
def test_known_codes_stand_for_their_country(country, iso2, cow, cown, fips):
    """ISO 3166-1, the Correlates of War membership list and FIPS 10-4, looked up one by one."""
    found = [
        iso3(iso2, "iso2"),
        iso3(cow, "cow"),
        iso3(cown, "cown"),
        iso3(fips, "fips"),
        iso3(country, "iso3"),
    ]

    assert found == [country] * 5


@pytest.mark.parametrize(
    ("scheme", "code", "country"),
    [
        ("cameo", "ROM", "ROU"),
        ("cameo", "TMP", "TLS"),
        ("cameo", "MTN", "MNE"),
        ("cameo", "WSB", "PSE"),
        ("cameo", "GZS", "PSE"),
        ("cameo", "PRK", "PRK"),
        ("cameo", "EUR", None),
        ("cameo", "SAF", None),
        ("fips", "GZ", "PSE"),
        ("fips", "WE", "PSE"),
        ("fips", "RB", "SRB"),
        ("icews", "North Korea", "PRK"),
        ("icews", "Russian Federation", "RUS"),
        ("icews", "Democratic Republic of Congo", "COD"),
        ("icews", "Congo", "COG"),
        ("icews", "Occupied Palestinian Territory", "PSE"),
        ("icews", "Cote d'Ivoire", "CIV"),
        ("icews", "CÔTE D’IVOIRE", "CIV"),
        ("icews", "the former Yugoslav Republic of Macedonia", "MKD"),
        ("icews", "Turkey", "TUR"),
        ("icews", "Czech Republic", "CZE"),
        ("icews", "Citizen (North Korea)", None),
        ("iso3", "KOS", "XKX"),
        ("iso3", "prk", "PRK"),
        ("iso3", " PRK ", "PRK"),
        ("iso3", "UNSC", None),
        ("iso3", "", None),
        ("cown", "265", "DDR"),
        ("cown", "260", "DEU"),
        ("cown", "678", "YEM"),
        ("cown", "680", "YMD"),
        ("cown", "817", "RVN"),
    ],
)
def test_what_differs_between_schemes_is_known(scheme, code, country):
    """Regions and bodies are no countries, and keep the name that the source gives them."""
    assert iso3(code, scheme) == country


def test_every_member_of_the_united_nations_is_there():
    """193 members and two observers; of the rest, those that event data name."""
    others = GONE | {"COK", "ESH", "GRL", "HKG", "MAC", "NIU", "PRI", "TWN", "XKX"}

    assert len(set(countries()) - others) == 193 + 2
    assert list(countries()) == sorted(set(countries()))


def test_a_country_has_a_name_in_every_language_of_the_house():
    """An English name in Indonesian prose is a text that somebody forgot."""
    for country in countries():
        assert title(country, "en") != country
        assert title(country, "id") != country

    assert [title(code, "id") for code in ("KOR", "DDR", "XKX", "UNSC_1718C")] == [
        "Korea Selatan",
        "Jerman Timur",
        "Kosovo",
        "UNSC_1718C",
    ]
    assert title("JPN", "xx") == "Japan"


@given(st.text(max_size=8), st.sampled_from(SCHEMES))
def test_any_text_is_a_country_or_not(text, scheme):
    """What a source says is never a reason to fall."""
    found = iso3(text, scheme)

    assert found is None or found in countries()


def test_an_unknown_scheme_is_told():
    with pytest.raises(CommandError) as caught:
        table("isO2")

    assert str(caught.value) == (
        "There is no scheme 'isO2' of country codes. Did you mean 'iso2'? "
        "Schemes: iso3, iso2, cow, cown, fips, cameo, icews."
    )


def test_every_country_of_an_icews_sample_is_known():
    """A true file, three columns of names."""
    with reference("icews_2018_06_dprk_sample.tab").open(encoding="utf-8") as stream:
        names = {
            row[column]
            for row in csv.DictReader(stream, delimiter="\t")
            for column in ("Source Country", "Target Country", "Country")
        }

    assert {name for name in names if name and iso3(name, "icews") is None} == set()


@pytest.mark.parametrize(
    ("name", "number", "letters"),
    [
        ("cow_nmc_cinc_selected_1945_2022.csv", "ccode", "state"),
        ("unga_ideal_points_nuclear_1946_2019.csv", "ccode", "iso3c"),
    ],
)
def test_numbers_of_correlates_of_war_agree_with_published_tables(name, number, letters):
    """Two files with numbers and three letters side by side, some 190 states in all."""
    with reference(name).open(encoding="utf-8-sig") as stream:
        pairs = {(row[number], row[letters]) for row in csv.DictReader(stream)}

    unlike = {(code, country) for code, country in pairs if country != iso3(code, "cown")}
    assert unlike <= UNLIKE
