"""Tests that the catalogue speaks every language of the program."""

from collections.abc import Iterator

import pytest

from catalog.histories import NAMES, history
from standoff import catalog
from standoff.spec import read, resolved
from standoff.vocab import LANGUAGES


def texts_of(value: object, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Find every text by language in a resolved form, with its place."""
    if isinstance(value, list):
        value = dict(enumerate(value, 1))
    if isinstance(value, dict):
        if "en" in value:
            yield place, value
        for key, part in value.items():
            yield from texts_of(part, f"{place}.{key}")


@pytest.mark.parametrize("name", catalog.names())
def test_every_text_is_given_in_every_language(name):
    """Names, descriptions and reasons alike: English would stand in where one is missing."""
    found = dict(texts_of(resolved(read(catalog.path(name)))))

    assert found
    assert [place for place, text in found.items() if set(text) != set(LANGUAGES)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_event_is_told_in_indonesian(name):
    """All rows of the record, those before and after the crisis included."""
    events = history(name).walk.events

    assert [event.id for event in events if not event.texts.get("id")] == []
    assert [event.id for event in events if event.texts["id"] == event.text] == []
