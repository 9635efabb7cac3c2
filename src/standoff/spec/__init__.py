"""File to crisis: read with line and column, check, resolve, write back."""

from standoff.spec.crisis import Crisis
from standoff.spec.reading import read, read_text

__all__ = ["Crisis", "read", "read_text"]
