"""Rewrite what the format's cases lead to, for review: `python tests/conformance/renew.py`.

The files written are the contract of the format. Read the difference before
committing it.
"""

from __future__ import annotations

from pathlib import Path

from standoff.errors import SpecError
from standoff.spec import read, read_text, resolved_text, schema_text

CASES = Path(__file__).parents[2] / "format" / "cases"


def message(path: Path) -> str:
    """Return the message with which a case is refused."""
    try:
        read(path)
    except SpecError as error:
        return str(SpecError(path.name, error.problems)) + "\n"
    raise AssertionError(f"{path} was not refused")


def renew() -> None:
    """Write the schema, and what every valid and every invalid case leads to."""
    (CASES.parent / "crisis.schema.json").write_text(schema_text(), encoding="utf-8")
    for path in sorted((CASES / "valid").glob("*.yaml")):
        crisis = read(path)
        assert read_text(resolved_text(crisis)) == crisis
        path.with_suffix(".resolved.json").write_text(resolved_text(crisis), encoding="utf-8")
    for path in sorted((CASES / "invalid").glob("*.yaml")):
        path.with_suffix(".message.txt").write_text(message(path), encoding="utf-8")


if __name__ == "__main__":
    renew()
