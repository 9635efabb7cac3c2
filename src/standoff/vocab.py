"""The names that the whole house uses: axes, statuses, concepts, languages.

The glossary is the docstrings of this module; a name that is printed, saved
or typed by a user is written here once.
"""

from __future__ import annotations

from typing import Final, Literal

FORMAT_VERSION: Final = 1

Status = Literal["found", "none exists", "did not converge", "does not apply"]
STATUSES: Final[tuple[Status, ...]] = (
    "found",
    "none exists",
    "did not converge",
    "does not apply",
)

CONCEPTS: Final = ("nash", "gmr", "smr", "seq", "sseq")
"""Stability concepts of the graph model, in the order in which they are shown."""

BRIEF_CONCEPTS: Final = CONCEPTS[:4]
"""Those of them that a brief reports."""

OUTLOOKS: Final = ("none", "mistaken", "hidden", "surprise", "shared")
"""What becomes of a state in a hypergame.

Nobody expects rest there and it is none; somebody expects it and it is none; it is one
and somebody does not see the state; it is one that all see and somebody does not expect;
it is one that everybody expects.
"""

BALLOT: Final = ("yes", "abstain", "no")
"""What a member of a body may do."""

HOLD: Final = "hold"
"""The option, always available, of doing nothing."""

LANGUAGES: Final = ("en", "id")
"""Languages in which the program speaks."""

RESERVED: Final = frozenset(
    ("and", "or", "not", "if", "iff", "min", "max", "true", "false", "hold")
)
"""Names that a crisis file may not give to its own things."""
