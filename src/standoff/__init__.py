"""Write an international crisis once; see it through every lens of strategic analysis.

Examples
--------
>>> import standoff
>>> crisis = standoff.read(standoff.catalog.path("prisoners"))
>>> game = standoff.compile(crisis)
>>> answer = standoff.look(game, "stability")
>>> answer.attrs["status"]
'found'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from standoff import catalog
    from standoff.game import compile
    from standoff.lenses.asking import look
    from standoff.result import load, save
    from standoff.show import show
    from standoff.spec import read

__all__ = ["__version__", "catalog", "compile", "load", "look", "read", "save", "show"]

__version__ = "0.1.0"

_HOME: Final = {
    "compile": "standoff.game",
    "load": "standoff.result",
    "look": "standoff.lenses.asking",
    "read": "standoff.spec",
    "save": "standoff.result",
}
_LAYERS: Final = frozenset({"catalog", "show"})


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that starting costs nothing."""
    if name in _LAYERS:
        return importlib.import_module(f"standoff.{name}")
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'standoff' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
