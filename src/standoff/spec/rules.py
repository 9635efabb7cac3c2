"""What an actor does by rule: the first rule whose condition holds says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standoff.spec.crisis import Expression, Number, Why


@dataclass(frozen=True)
class Rule:
    """What an actor does where a condition holds, with which probability.

    ``do`` is keyed by the names of options and `hold`; the probabilities sum to
    one. An option that is not available there is not taken: the actor holds.
    """

    when: Expression
    do: Mapping[str, Number]
    why: Why | None = None
