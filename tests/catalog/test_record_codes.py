"""The records of the catalogue say what was done in words and codes that agree."""

import pytest

import standoff
from standoff.record import read_events
from standoff.record.verbs import actions

RECORDS = sorted(
    path.with_name("record.csv")
    for path in map(standoff.catalog.path, standoff.catalog.names())
    if path.with_name("record.csv").is_file()
)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.parent.name)
def test_every_verb_is_known_and_bears_its_own_codes(path):
    """A code that CAMEO gives to espionage is none for a report to the Council."""
    for event in read_events(path):
        verb = actions()[event.verb]

        assert (event.extra.get("plover", ""), event.extra.get("cameo", "")) == (
            verb.plover,
            verb.cameo,
        ), event.id
