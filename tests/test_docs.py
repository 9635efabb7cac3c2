"""What the documentation shows is what happens: its files, its calls, its programs."""

import re
from pathlib import Path

import pytest

from command_line import standoff
from documents import agrees, blocks, calls, tidy
from standoff.cli.main import OUR_MISTAKE

ROOT = Path(__file__).resolve().parent.parent
SHOWN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [*SHOWN, ROOT / "ARCHITECTURE.md", ROOT / "format" / "FORMAT.md"]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def page_id(path):
    return str(path.relative_to(ROOT))


def run_block(block, names):
    """Do what a block says; return what each of its calls printed."""
    if block.file:
        Path(block.file).write_text(block.body, encoding="utf-8")
    elif block.kind == "python":
        exec(compile(block.body, "<page>", "exec"), names)
    elif block.kind == "console":
        return [
            (call, standoff(*call.arguments))
            for call in calls(block.body)
            if call.arguments is not None
        ]
    return []


def renewed(block, ran):
    """Write a console block anew, but for outputs that leave something out."""
    body = block.body
    for call, done in ran:
        if "..." not in call.output:
            shown = f"$ {call.line}\n{tidy(done.out + done.err)}"
            body = body.replace(
                f"$ {call.line}\n{call.output}", shown + "\n" * call.output.endswith("\n\n")
            )
    return body


@pytest.mark.parametrize("path", SHOWN, ids=page_id)
def test_a_page_shows_what_happens(path, tmp_path, monkeypatch, renew):
    """Blocks are run from top to bottom in one empty folder, as a reader would."""
    page = path.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__page__"}
    changes = []

    for block in blocks(page):
        ran = run_block(block, names)
        changes.append((block, renewed(block, ran)))
        for call, done in ran:
            assert done.code != OUR_MISTAKE, done.err
            assert renew or agrees(call.output, done.out + done.err), (
                f"$ {call.line}\nprints\n{done.out}{done.err}and the page shows\n{call.output}"
            )

    if renew:
        for block, body in reversed(changes):
            page = page[: block.start] + body + page[block.start + len(block.body) :]
        path.write_text(page, encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_links_of_a_page_lead_somewhere(path):
    """A link to a file of the project must not dangle after a file is moved."""
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_pages_name_nothing_of_one_machine():
    """A path of the machine that a page was written on is no use to a reader."""
    for path in PAGES:
        assert not re.search(r"(?<![\w.])/(?:work|home|root|Users)/", path.read_text("utf-8")), path


def test_the_reading_of_pages_sees_calls_and_files():
    """A page whose blocks were overlooked would pass every test."""
    page = (
        "<!-- file: a.yaml -->\n```yaml\nname: a\n```\n\n"
        "```console\n$ standoff check a.yaml\nfine\n\n$ standoff new b\n...\n```\n"
    )

    file, console = blocks(page)

    assert (file.file, file.body) == ("a.yaml", "name: a\n")
    first, second = calls(console.body)
    assert (first.arguments, first.output) == (["check", "a.yaml"], "fine\n\n")
    assert second.arguments == ["new", "b"]
    assert agrees("fine\n...\nend\n", "fine\nwhatever\nend\n")
    assert not agrees("fine\n", "fine\nbut\n")
