"""Answers: their required attributes, saving and loading, comparing, JSON."""

from __future__ import annotations

from standoff.result.as_json import to_json
from standoff.result.compare import same
from standoff.result.files import write_atomically
from standoff.result.netcdf import load, save
from standoff.result.stamp import REQUIRED, Stamp, failed, stamp

__all__ = [
    "REQUIRED",
    "Stamp",
    "failed",
    "load",
    "same",
    "save",
    "stamp",
    "to_json",
    "write_atomically",
]
