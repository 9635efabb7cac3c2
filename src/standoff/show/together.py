"""Who moves at the same time, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["said_together"]


def said_together(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say who moves at once, and which equilibrium of that is meant; nothing if nobody does.

    Where the policy is no equilibrium, nothing is said of which is meant.
    """
    groups = str(answer.attrs.get("together", ""))
    if not groups:
        return []
    words = labels.words
    said = [
        words.say(
            "{actors} choose at the same time: none sees what another of them chooses.",
            actors=words.listed([labels.actor(name) for name in group.split(", ")]),
        )
        for group in dict.fromkeys(groups.split("; "))
    ]
    kind = answer.attrs.get("policy_kind", answer.attrs.get("policy", "logit"))
    if kind != "logit":
        return said
    return [
        *said,
        words.say(
            "What they choose may settle in more than one way; meant is the one that is come to "
            "from pure chance, as everybody grows surer."
        ),
    ]
