"""What a long run costs and what a bounded one leaves out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.show.words import Words

if TYPE_CHECKING:
    from standoff.show.stability.view import Stability

__all__ = ["cost_line", "left_out_lines", "reach_line"]


def cost_line(
    states: int, moves: int, seconds: float, gigabytes: float, words: Words, remedy: str
) -> str:
    """Say what a run is expected to cost.

    Examples
    --------
    >>> cost_line(65_536, 2_490_368, 34.0, 0.31, Words("en"), "most_seconds=20")
    'About 34 seconds and 0.3 GB: 65,536 states, 2,490,368 moves. To bound it: most_seconds=20.'
    """
    said = words.many(
        "About {count} second and {memory} GB: {states} states, {moves} moves.",
        "About {count} seconds and {memory} GB: {states} states, {moves} moves.",
        max(1, round(seconds)),
        memory=words.number(max(gigabytes, 0.1), 1),
        states=words.whole(states),
        moves=words.whole(moves),
    )
    return f"{said} " + words.say("To bound it: {remedy}.", remedy=remedy)


def reach_line(view: Stability) -> str:
    """Say how many states are within reach, and which of them the answer holds."""
    words, marks = view.words, view.answer.attrs
    held = int((view.steps >= 0).sum())
    within = int(marks.get("states_within_reach", held))
    said = words.many(
        "{count} of the {all} states can be reached from the state looked from.",
        "{count} of the {all} states can be reached from the state looked from.",
        within,
        all=words.whole(int(marks.get("state_count", held))),
    )
    if within == held:
        return said
    return f"{said} " + words.many(
        "The answer holds the nearest one.",
        "The answer holds the {count} nearest of them; {others} are left out "
        "(setting most_states).",
        held,
        others=words.whole(within - held),
    )


def left_out_lines(view: Stability, names: Mapping[str, str]) -> list[str]:
    """Say which concepts, draws and changes were left out for their cost."""
    words, marks = view.words, view.answer.attrs
    said = []
    if "concepts_left_out" in marks:
        left = [names.get(name, name) for name in str(marks["concepts_left_out"]).split(", ")]
        said.append(
            words.say(
                "The time allowed was over before {concepts} could be judged "
                "(setting most_seconds).",
                concepts=words.listed(left),
            )
        )
    if "draws_left_out" in marks:
        said.append(
            words.many(
                "{count} draw of preferences was left out for want of time.",
                "{count} draws of preferences were left out for want of time.",
                int(marks["draws_left_out"]),
            )
        )
    if "changes_left_out" in marks:
        said.append(
            words.say(
                "The smallest changes that would break a rest were not searched for: {moves} moves "
                "would be listed (setting changes).",
                moves=words.whole(int(marks["changes_left_out"])),
            )
        )
    return said
