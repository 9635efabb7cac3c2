"""Data of other projects, which may not be shipped: found beside the repository or not at all."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def reference(name):
    """Return the path of a file in the folder `shared/data` of a folder above, or skip."""
    for folder in ROOT.parents:
        path = folder / "shared" / "data" / name
        if path.is_file():
            return path
    pytest.skip(f"the reference data {name} are not here")
