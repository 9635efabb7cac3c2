"""Tests for `standoff.show.causes`: why there is no answer is told in the reader's language."""

import ast
import re
from pathlib import Path

import pytest

import standoff
from standoff import catalog
from standoff.game import compile
from standoff.lenses.asking import look
from standoff.lenses.equilibrium import Equilibrium
from standoff.show import text
from standoff.show.causes import SENTENCES, told_again
from standoff.show.words import words_for
from standoff.spec import read, read_text

ROOT = Path(standoff.__file__).parent


def sentences_in_code() -> str:
    """Gather the texts of the layers that give causes; a place is a null character."""
    found = []
    for path in sorted([*(ROOT / "lenses").glob("*.py"), *(ROOT / "policy").glob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (getattr(part, "value", "") for part in node.values)
                found.append("".join(p if isinstance(p, str) else "\0" for p in parts))
    return "\n".join(found)


def test_the_sentences_are_those_that_the_lenses_say():
    """A cause that is worded anew would silently fall back to English."""
    said = sentences_in_code()
    own = [re.sub(r"\{names\} (have|has)", "\0 \0", sentence) for sentence in SENTENCES]

    assert [one for one in own if re.sub(r"\{\w+\}", "\0", one) not in said] == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "At the precision asked for the error stays at 2e-05, above 1e-10.",
            "Pada presisi yang diminta galatnya tetap 2e-05, di atas 1e-10.",
        ),
        (
            "The branch from precision 0 could be followed up to 0.5125 times the precision asked "
            "for, in 9 steps and 1200 sweeps.",
            "Cabang dari presisi 0 dapat disusuri sampai 0,5125 kali presisi yang diminta, dalam "
            "9 langkah dan 1200 sapuan.",
        ),
        ("Nobody knows.", "Nobody knows."),
    ],
)
def test_a_cause_is_told_with_its_numbers(sentence, expected):
    """Numbers have the decimal mark of the language; an unknown sentence stands as it is."""
    assert told_again(sentence, words_for("id")) == expected


def test_english_is_told_as_it_was_said():
    """The source language is not reworded."""
    sentence = "At the precision asked for the error stays at 0.5, above 0.25."

    assert told_again(sentence, words_for("en")) == sentence


@pytest.mark.parametrize("actors", ["one", "several"])
def test_an_order_without_numbers_is_explained_in_indonesian(actors):
    """Elmira has three rankings; a crisis may also have one."""
    crisis = (
        read(catalog.path("elmira"))
        if actors == "several"
        else read_text(
            "name: x\nactors: [a]\nvariables: {v: [no, yes]}\nranking: {a: [v == no, v == yes]}"
        )
    )

    shown = " ".join(text(look(compile(crisis), Equilibrium()), lang="id").split())

    assert "hanya punya urutan keadaan. Beri mereka bobot kepentingan" in shown
    assert "equilibrium weighs" not in shown
