"""File to crisis: read with line and column, check, resolve, write back."""

from standoff.spec.checking import CheckReport, Counts, check, check_text
from standoff.spec.crisis import Crisis
from standoff.spec.reading import read, read_text
from standoff.spec.schema import schema, schema_text
from standoff.spec.writing import digest, resolved, resolved_text

__all__ = [
    "CheckReport",
    "Counts",
    "Crisis",
    "check",
    "check_text",
    "digest",
    "read",
    "read_text",
    "resolved",
    "resolved_text",
    "schema",
    "schema_text",
]
