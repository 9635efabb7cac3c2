"""The JSON schema of crisis files, from the models of the human form.

It catches what a schema can: keys, kinds of values, bounds. What names mean,
and what expressions say, only `check` knows.
"""

from __future__ import annotations

import json
from typing import cast

from standoff.spec.document import Plain
from standoff.spec.form import CrisisForm


def schema() -> dict[str, Plain]:
    """Return the JSON schema (draft 2020-12) of crisis files."""
    generated = cast(dict[str, Plain], CrisisForm.model_json_schema())
    strict = _closed(generated)
    assert isinstance(strict, dict)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **strict}


def schema_text() -> str:
    """Return the schema as it stands in `format/crisis.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _closed(part: Plain) -> Plain:
    """Refuse keys that do not fit the pattern of a mapping from names."""
    if isinstance(part, list):
        return [_closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value) for key, value in part.items()}
    if "patternProperties" in closed:
        closed["additionalProperties"] = False
    return closed
