"""Tests for the help of the command line."""

import re
from pathlib import Path

import pytest

import standoff.cli as cli
from command_line import standoff
from documents import calls, tidy

VERBS = ("catalog", "new", "check", "convert", "record", "look", "brief", "power")
RECORD = ("show", "check", "import", "map", "months", "timeline", "conflicts")
PAGES = (*VERBS, *(f"record {name}" for name in RECORD))
EXPORT = "ID,Day,Src,Code,Tgt\n7,1962-10-22,USA,1911,CUB\n8,22 Oct,USA,1911,CUB\n"
EXAMPLES = Path(cli.__file__).parent / "examples"


def test_verbs_stand_in_the_order_of_work():
    """From finding a crisis to the page on it, as the issue of the first release asks."""
    printed = standoff("--help")

    assert printed.code == 0
    assert re.findall(r"^  ([a-z]+)  ", printed.out, re.M) == list(VERBS)


def test_what_can_be_done_with_a_record_stands_in_the_order_of_work():
    """From seeing it to the events on which sources disagree."""
    printed = standoff("record", "--help")

    assert re.findall(r"^  ([a-z]+)  ", printed.out, re.M) == list(RECORD)
    assert "--lens hindcast" in printed.out
    assert "--lens reactions" in printed.out


@pytest.mark.parametrize("verb", PAGES)
def test_help_ends_with_a_real_call_and_its_real_output(verb, tmp_path, monkeypatch, renew):
    """An example that is not run is wrong after the first change."""
    monkeypatch.chdir(tmp_path)
    Path("export.csv").write_text(EXPORT)  # event data of others, for the import
    page = standoff(*verb.split(), "--help")
    shown = "\n".join(line[2:] for line in page.out[page.out.index("\n  $ ") + 1 :].split("\n"))

    (call,) = calls(shown)
    done = standoff(*call.arguments)
    if renew:
        text = tidy(f"$ {call.line}\n{done.out}{done.err}")
        (EXAMPLES / f"{verb.replace(' ', '-')}.txt").write_text(text, encoding="utf-8")

    assert page.code == 0
    assert done.code == 0
    assert call.line.startswith(f"standoff {verb}")
    if not renew:
        assert tidy(done.out + done.err) == tidy(call.output)


@pytest.mark.parametrize("verb", PAGES)
def test_help_fits_a_terminal_but_for_the_example(verb):
    """80 columns is what a terminal opens with."""
    page = standoff(*verb.split(), "--help").out
    described = page[: page.index("\n  $ ")]

    assert max(map(len, described.splitlines())) <= 80


def test_no_command_prints_the_help():
    """Somebody who types the name wants to know what it does."""
    assert standoff().out == standoff("--help").out


def test_the_version_is_that_of_the_package():
    """Reports of mistakes begin with it."""
    import standoff as package

    assert standoff("--version").out == f"standoff {package.__version__}\n"
