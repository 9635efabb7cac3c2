"""Tests for `standoff.record.verbs`: our verbs, CAMEO codes and PLOVER types."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_data import reference
from standoff.record.tables import rows
from standoff.record.verbs import actions, cameo_codes, find, known_cameo, suggestion, types

WITHOUT_SIGN = {"join_initiative", "report", "send_letter"}
"""Verbs that we take for neither friendly nor hostile though their CAMEO root is."""


def test_every_code_of_ours_is_one_of_cameo():
    """A code that the codebook lacks would say nothing to anybody else."""
    codes = {verb.cameo for verb in actions().values()} - {""}

    assert codes <= cameo_codes()


@pytest.mark.parametrize("action", actions())
def test_a_verb_has_the_type_and_sign_of_its_cameo_code(action):
    """Two schemes beside each other in a table contradict each other sooner or later."""
    verb = actions()[action]
    code = find(verb.cameo) if verb.cameo else None

    assert verb.plover == (code.plover if code else "")
    if action not in WITHOUT_SIGN:
        assert verb.sign == (code.sign if code else 0)


def test_the_class_of_a_verb_is_that_of_its_plover_type():
    """CAMEO counts all yielding as material; PLOVER tells promises from deeds."""
    assert find("comply").quad == "verbal cooperation"
    assert find("080").quad == "material cooperation"
    # without a type it is the class of the code, and without that none
    assert find("statement").quad == "verbal cooperation"
    assert find("leadership_change").quad == ""


def test_a_verb_without_a_sign_is_one_of_those_we_mean():
    """The exceptions of the test above are not forgotten when the table changes."""
    unlike = {
        action
        for action, verb in actions().items()
        if verb.cameo and verb.sign != find(verb.cameo).sign
    }

    assert unlike == WITHOUT_SIGN


@pytest.mark.parametrize("table", ["verbs.csv", "plover.csv", "cameo.csv"])
def test_a_table_names_each_thing_once_and_in_both_languages(table):
    """A doubled key would silently win over the first."""
    names = [next(iter(row.values())) for row in rows(table)]

    assert len(names) == len(set(names))
    assert all(row["title"] and row["title_id"] for row in rows(table))
    assert all(row["title"] != row["title_id"] for row in rows(table))


def test_cameo_has_twenty_roots_and_their_quad_classes():
    """Codebook, chapter 2, and GDELT's QuadClass: 01-05, 06-08, 09-13, 14-20."""
    quads = {root: find(f"{root:02}").quad for root in range(1, 21)}

    assert [code for code in sorted(cameo_codes()) if len(code) == 2] == [
        f"{root:02}" for root in range(1, 21)
    ]
    assert set(list(quads.values())[:5]) == {"verbal cooperation"}
    assert set(list(quads.values())[5:8]) == {"material cooperation"}
    assert set(list(quads.values())[8:13]) == {"verbal conflict"}
    assert set(list(quads.values())[13:]) == {"material conflict"}


def test_plover_has_sixteen_types_four_by_class():
    """Halterman et al. (2023): four, three, four and five, each of its own sign."""
    by_quad = {}
    for name, verb in types().items():
        by_quad.setdefault(verb.quad, set()).add(name)
        assert verb.sign == (1 if "cooperation" in verb.quad else -1)

    assert by_quad == {
        "verbal cooperation": {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"},
        "material cooperation": {"COOPERATE", "AID", "RETREAT"},
        "verbal conflict": {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
        "material conflict": {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
    }


@pytest.mark.parametrize(
    ("code", "plover"),
    [
        # roots
        ("03", "AGREE"),
        ("04", "CONSULT"),
        ("05", "SUPPORT"),
        ("06", "COOPERATE"),
        ("07", "AID"),
        ("09", "ACCUSE"),
        ("10", "REQUEST"),
        ("11", "ACCUSE"),
        ("12", "REJECT"),
        ("13", "THREATEN"),
        ("14", "PROTEST"),
        ("15", "MOBILIZE"),
        ("16", "SANCTION"),
        ("17", "COERCE"),
        ("18", "ASSAULT"),
        ("190", "ASSAULT"),
        ("20", "ASSAULT"),
        # PLOVER dropped the roots 01 and 02
        ("010", ""),
        ("020", ""),
        # and split 08 into words and deeds
        ("0811", "CONCEDE"),
        ("0813", "RETREAT"),
        ("0832", "CONCEDE"),
        ("0841", "RETREAT"),
        ("0862", "RETREAT"),
        ("0874", "RETREAT"),
        # exceptions below other roots
        ("1712", "ASSAULT"),
        ("175", "ASSAULT"),
        ("191", "COERCE"),
        ("192", "COERCE"),
        ("193", "ASSAULT"),
    ],
)
def test_a_cameo_code_falls_under_the_type_of_the_published_list(code, plover):
    """Open Event Data Alliance (2021), CAMEO2PLOVER; 02 and 163 are told in the module."""
    assert find(code).plover == plover


def test_a_code_that_cameo_lacks_is_found_as_the_nearest_above_it():
    """A coder's own fourth digit still says what kind of event it was."""
    assert [known_cameo(code) for code in ("0862", "0869", "1909", "19", "169")] == [
        "0862",
        "086",
        "190",
        "19",
        "16",
    ]
    assert [known_cameo(code) for code in ("", "1", "00", "21", "99", "08621")] == [None] * 6
    assert (find("1909").action, find("1909").cameo) == ("1909", "190")


@pytest.mark.parametrize(
    ("older", "name"),
    [
        ("DEMAND", "REQUEST"),
        ("DISAPPROVE", "ACCUSE"),
        ("FIGHT", "ASSAULT"),
        ("INVESTIGATE", "ACCUSE"),
        ("YIELD", "CONCEDE"),
        ("assault", "ASSAULT"),
    ],
)
def test_a_type_is_found_by_what_drafts_called_it(older, name):
    """Data coded before the paper of 2023 bear those names."""
    assert find(older) == types()[name]


def test_an_unknown_verb_is_found_by_the_code_beside_it_or_not_at_all():
    """The row of an event may give a code for a verb of the analyst's own."""
    assert find("juggle") is None
    assert find("juggle", "190").plover == "ASSAULT"
    assert find("juggle", "99") is None
    assert find("", "") is None
    # a verb that is known is not overruled
    assert find("nuclear_test", "040").cameo == "150"


def test_a_near_name_is_suggested():
    """For the message about a verb that is not known."""
    assert suggestion("missile_tests") == "Did you mean 'missile_test'? "
    assert suggestion("asault") == "Did you mean 'ASSAULT'? "
    assert suggestion("") == ""


@given(st.text(max_size=12))
def test_any_text_is_found_or_not(text):
    """A verb of a file is never a reason to fall."""
    verb = find(text, text)

    assert verb is None or (verb.title("en") and verb.title("id"))


def test_a_title_falls_back_to_english():
    assert find("visit").title("id") == "berkunjung atau mengirim utusan"
    assert find("visit").title("fr") == find("visit").title("en")


def test_we_know_every_code_of_a_published_list():
    """Codes and names of the ICEWS project; what we have beyond them is told here."""
    with reference("cameo_goldstein.csv").open(encoding="utf-8") as stream:
        listed = {row["code"] for row in csv.DictReader(stream)}

    assert listed <= cameo_codes()
    # of the codebook's 1.1b3, and not of the version that ICEWS uses
    assert cameo_codes() - listed == {"155", "176", "1834", "1951", "1952"}
