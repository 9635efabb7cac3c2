"""The records of the catalogue say what was done in words and codes that agree."""

import pytest

from catalog.histories import NAMES
from standoff import catalog
from standoff.record import read_events
from standoff.record.verbs import actions


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_is_known_and_bears_its_own_codes(name):
    """A code that CAMEO gives to espionage is none for a report to the Council."""
    for event in read_events(catalog.path(name).with_name("record.csv")):
        verb = actions()[event.verb]

        assert (event.extra.get("plover", ""), event.extra.get("cameo", "")) == (
            verb.plover,
            verb.cameo,
        ), event.id
