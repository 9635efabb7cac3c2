"""The stability answer in words: where it can end, and why who would leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.show.concepts import CONCEPT_NAMES, CONCEPT_TEXTS
from standoff.show.labels import Labels
from standoff.show.stability.bounds_text import left_out_lines, reach_line
from standoff.show.stability.change_text import change_parts
from standoff.show.stability.robust_text import came_parts, share_lines, share_row
from standoff.show.stability.view import Stability
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["counts_line", "stability_body", "stability_question"]

_ROWS = 8
_EXPLAINED = 3


def stability_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where can this end? Who would move away from there?")


def counts_line(view: Stability) -> str:
    """Say how many states are within reach, and in how many everybody would stay."""
    reach = view.steps >= 0
    counted = view.counted((view.rests & reach).sum(axis=1))
    within = reach_line(view)
    said = view.words.say(
        "Among them, everybody would stay in this many (rest): {counted}.", counted=counted
    )
    led = int((view.improving & view.rests.any(axis=0)).sum())
    if "steps_by_improvement" not in view.answer:
        return f"{within} {said}"
    return f"{within} {said} " + view.words.many(
        "Moves that each pay their mover lead to {count} resting state.",
        "Moves that each pay their mover lead to {count} resting states.",
        led,
    )


def _rows(view: Stability, shown: Sequence[int]) -> list[list[str]]:
    rows = []
    for state in shown:
        verdicts = [view.verdict(row, state) for row in range(len(view.concepts))]
        rows.append([view.named(state), view.words.whole(int(view.steps[state])), *verdicts])
        rows += share_row(view, state)
    return rows


def stability_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Stability(answer, Labels.of(answer, words))
    resting = view.nearest_rests(_ROWS)
    shown = [view.origin, *[state for state in resting if state != view.origin]]
    full = view.against is None
    state = words.say("state") if full else words.say("what differs from the state looked from")
    header = [state, words.say("moves away")]
    header += [CONCEPT_NAMES.get(concept, concept) for concept in view.concepts]
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        paragraph(counts_line(view), width),
        *(paragraph(line, width) for line in left_out_lines(view, CONCEPT_NAMES)),
        table(header, _rows(view, shown), width, align="lr"),
    ]
    parts += _left_out(view, len(resting), width)
    parts += [paragraph(line, width) for line in share_lines(view)]
    parts += came_parts(view, width)
    for position in shown[:_EXPLAINED]:
        place = paragraph(words.say("In {state}:", state=view.named(position)), width)
        parts.append(f"{place}\n{bullets(list(view.reasons(position)), width)}")
    parts += change_parts(view, width)
    read = [words.say(CONCEPT_TEXTS[name]) for name in view.concepts if name in CONCEPT_TEXTS]
    parts.append("\n".join(paragraph(line, width) for line in read))
    return parts


def _left_out(view: Stability, shown: int, width: int) -> list[str]:
    """Say how many resting states the table leaves out, near and out of reach."""
    resting = view.rests.any(axis=0)
    near = int((resting & (view.steps >= 0)).sum()) - shown
    far = int((resting & (view.steps < 0)).sum())
    said = []
    if near:
        said.append(
            view.words.many(
                "{count} more resting state lies further away.",
                "{count} more resting states lie further away.",
                near,
            )
        )
    if far:
        said.append(
            view.words.many(
                "{count} resting state cannot be reached from here.",
                "{count} resting states cannot be reached from here.",
                far,
            )
        )
    return [paragraph(" ".join(said), width)] if said else []
