"""Tests that the program says everything in every language it speaks."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import standoff
from standoff.show.words import Words
from standoff.vocab import LANGUAGES

ROOT = Path(standoff.__file__).parent
KEYWORDS = {"say": None, "many": (1, 2), "mark": None}
OTHERS = [language for language in LANGUAGES if language != "en"]


def messages_in_code() -> dict[str, tuple[str, ...]]:
    """Extract the messages of the show layer with Babel's own extractor."""
    found = {}
    for path in sorted((ROOT / "show").rglob("*.py")):
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            forms = (message,) if isinstance(message, str) else tuple(message)
            found[forms[0]] = forms
    return found


def spoken_in_code() -> set[str]:
    """Find the messages by reading the syntax tree, which also sees inside f-strings."""
    found = set()
    for path in (ROOT / "show").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            first = node.args[0]
            if name in KEYWORDS and isinstance(first, ast.Constant):
                found.add(first.value)
    return found


def translations(language: str) -> dict[str, Message]:
    """Read the translations as Babel does."""
    found = {}
    for path in sorted((ROOT / "locale" / language / "LC_MESSAGES").glob("*.po")):
        for key, entry in entries_of(path, language):
            assert key not in found, f"{key!r} is translated twice, the second time in {path.name}"
            found[key] = entry
    return found


def entries_of(path: Path, language: str) -> Iterator[tuple[str, Message]]:
    """Read what one file translates."""
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    for entry in catalog:
        if entry.id:
            yield (entry.id if isinstance(entry.id, str) else entry.id[0]), entry


def places(message: str) -> set[str]:
    """Name the places that a message leaves open."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def forms_of(text: object) -> Iterator[str]:
    """Give the plural forms of a text, or the text."""
    yield from [text] if isinstance(text, str) else text


@pytest.mark.parametrize("language", OTHERS)
class TestEveryLanguage:
    """Each language other than the source."""

    def test_every_message_in_the_code_is_translated(self, language):
        """A reader of Indonesian must never meet an English sentence of ours."""
        missing = set(messages_in_code()) - set(translations(language))

        assert missing == set()

    def test_no_translation_is_left_over(self, language):
        """A translation whose message is gone would hide that the message changed."""
        left = set(translations(language)) - set(messages_in_code())

        assert left == set()

    def test_translations_are_complete_and_leave_the_same_places_open(self, language):
        """A lost place would lose a number; an invented one would be a traceback."""
        for source, entry in translations(language).items():
            spoken = list(forms_of(entry.string))
            wanted = places(source)
            if not isinstance(entry.id, str):
                wanted |= places(entry.id[1])
            assert all(spoken), source
            assert all(places(form) == wanted for form in spoken), source

    def test_plural_messages_are_plural_in_both(self, language):
        """A message said of a count is looked up as such."""
        known = translations(language)
        for source, forms in messages_in_code().items():
            assert (len(forms) > 1) is (not isinstance(known[source].id, str)), source


def test_the_extractor_sees_every_message():
    """A message said inside an f-string would be missed by translators."""
    assert spoken_in_code() == set(messages_in_code())


def test_the_words_of_a_language_are_those_of_its_catalogue():
    """The look-up finds plain and plural messages."""
    words = Words("id")

    assert words.say("hold") == "menunggu"
    assert words.many("{count} more", "{count} more", 3) == "3 lagi"
