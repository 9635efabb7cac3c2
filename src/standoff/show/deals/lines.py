"""What a brief quotes of deals: one sentence on all of them, and one on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.show.deals.phrases import Bargains
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["deals_lines"]


def deals_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Count the deals that all would take and all would keep, then say what each hangs on."""
    view = Bargains(answer, labels)
    words = view.words
    open_deals = [deal for deal in view.deals if bool(answer["feasible"].sel(deal=deal))]
    taken = [deal for deal in open_deals if not view.losers(deal)]
    kept = [deal for deal in taken if not view.tempted(deal)]
    counts = words.many(
        "Of {count} deal written down, {taken} would be acceptable to all, and {kept} of these "
        "would be kept by all.",
        "Of {count} deals written down, {taken} would be acceptable to all, and {kept} of these "
        "would be kept by all.",
        len(view.deals),
        taken=words.whole(len(taken)),
        kept=words.whole(len(kept)),
    )
    return [counts, *(_one(view, deal) for deal in view.deals)]


def _one(view: Bargains, deal: str) -> str:
    """Say of a deal who would refuse it, and who would break it."""
    words, title = view.words, view.title(deal)
    if not bool(view.answer["feasible"].sel(deal=deal)):
        return words.say("{deal}: it cannot be carried out from here.", deal=title)
    refused = [view.labels.actor(name) for name in view.losers(deal)]
    broken = [
        words.say(
            "{actor} by “{option}” ({gain})",
            actor=view.labels.actor(actor),
            option=view.labels.option(option),
            gain=view.signed(gain),
        )
        for actor, gain, option, _ in view.tempted(deal)
    ]
    if refused and broken:
        return words.say(
            "{deal}: refused by {actors}; broken by {breakers}.",
            deal=title, actors=words.listed(refused), breakers=words.listed(broken),
        )  # fmt: skip
    if refused:
        return words.say(
            "{deal}: refused by {actors}; once struck, kept by all.",
            deal=title, actors=words.listed(refused),
        )  # fmt: skip
    if broken:
        return words.say(
            "{deal}: acceptable to all, and broken by {breakers}.",
            deal=title, breakers=words.listed(broken),
        )  # fmt: skip
    return words.say("{deal}: acceptable to all, and kept by all.", deal=title)
