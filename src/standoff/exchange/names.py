"""Names that a crisis file can hold, made from whatever another format calls things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from standoff.spec.form_values import MOST_TEXT
from standoff.vocab import RESERVED

__all__ = ["Names", "title_of"]

_LONGEST = 28
_STATE = re.compile(r"s\d+")
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028\u2029]+")


class Names:
    """Gives out names of one kind, each once.

    Parameters
    ----------
    default
        What a thing is called whose own name leaves nothing, before its number.
    lower
        Whether names are in small letters.
    taken
        Names that may not be given out, for expressions would read them as something else.

    Examples
    --------
    >>> names = Names("option", lower=True)
    >>> [names.new(text) for text in ("Release Water", "release  water", "s1", "!?", "or")]
    ['release_water', 'release_water_2', 's1_', 'option', 'or_']
    """

    def __init__(self, default: str, *, lower: bool = False, taken: Iterable[str] = ()) -> None:
        self.default = default
        self.lower = lower
        self.taken = set(taken)

    def new(self, text: str) -> str:
        """Return a name like ``text`` that has not been given out yet."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        name = _OTHER.sub("_", plain.lower() if self.lower else plain).strip("_")
        name = name[:_LONGEST].rstrip("_")
        if not name or not name[0].isalpha():
            name = f"{self.default}_{name}".rstrip("_")
        if name in RESERVED or _STATE.fullmatch(name):
            name += "_"
        found, number = name, 1
        while found in self.taken:
            number += 1
            found = f"{name}_{number}"
        self.taken.add(found)
        return found


def title_of(text: str, name: str) -> str | None:
    """Return a text as a title, without what cannot be printed; None if the name says it.

    Examples
    --------
    >>> title_of("Release Water", "release_water"), title_of("UR", "UR")
    ('Release Water', None)
    """
    shown = " ".join(_UNPRINTABLE.sub(" ", text).split())[:MOST_TEXT]
    return shown if shown and shown != name else None
