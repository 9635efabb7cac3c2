"""The folder in which the verbs of `standoff record` are tried."""

from pathlib import Path

import pytest

from cli.record.exports import EXPORT
from show.record_answers import CRISIS, EVENTS


@pytest.fixture(autouse=True)
def strait(tmp_path, monkeypatch):
    """Stand in a folder with a crisis, its record and an export of event data."""
    monkeypatch.chdir(tmp_path)
    Path("strait.yaml").write_text(CRISIS)
    Path("record.csv").write_text(EVENTS)
    Path("export.csv").write_text(EXPORT)
