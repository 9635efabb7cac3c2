"""What every setting of every lens promises: it is described, as it is elsewhere."""

import inspect
import re

import pytest

from standoff.lenses import find, names
from standoff.lenses.settings import setting_names

ALIKE = {
    "at": "Names of levels of the state to ",
    "date": "ISO date ",
    "horizon": "Rounds that are played in all; ",
    "precision_factor": "Multiplies every actor's precision",
    "seed": "Key of the ",
    "threads": "Threads to work with; by default one a processor. No answer changes.",
}
"""How the description of a setting begins that means the same wherever it is."""


def described(lens):
    """Return what is said of each setting of a lens, by its name."""
    text = inspect.getdoc(find(lens))
    section = re.search(r"Parameters\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", text, re.DOTALL)[1]
    found, current = {}, []
    for line in section.splitlines():
        if line and not line.startswith(" "):
            current = [name.strip() for name in line.split(",")]
            found |= dict.fromkeys(current, "")
        else:
            found |= {name: f"{found[name]} {line.strip()}".strip() for name in current}
    return found


@pytest.mark.parametrize("lens", names())
def test_every_setting_is_described_and_nothing_else(lens):
    """Whoever asks for help in Python reads there what can be set."""
    assert set(described(lens)) == set(setting_names(find(lens)))


@pytest.mark.parametrize("lens", names())
def test_a_setting_that_lenses_share_is_described_alike(lens):
    """Other words would make a reader look for another meaning."""
    said = described(lens)

    assert {n: said[n] for n in ALIKE if not said.get(n, ALIKE[n]).startswith(ALIKE[n])} == {}
