"""Crises in the formats of other programs, read and written; each format has a file here."""

from standoff.exchange.convert import SUFFIXES, convert, read_any

__all__ = ["SUFFIXES", "convert", "read_any"]
