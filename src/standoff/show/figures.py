"""An answer as a figure: which drawing fits, in which language, theme and width."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.errors import AnswerError, CommandError, nearest
from standoff.show.answer_text import failure, lens_of
from standoff.show.beliefs.figure import draw_beliefs, draw_learning
from standoff.show.beliefs.moves_figure import draw_told
from standoff.show.brief.timeline_figure import draw_timeline
from standoff.show.canvas import TITLE, Sheet, Style, drawing, style_of, wrap
from standoff.show.coalitions.figure import draw_coalitions
from standoff.show.deals.frontier_figure import draw_frontier
from standoff.show.deals.gap_figure import draw_gaps
from standoff.show.ensemble.curve_figure import draw_curves
from standoff.show.ensemble.fan_figure import draw_fans
from standoff.show.equilibrium.ballot_figure import draw_ballots
from standoff.show.equilibrium.branch_figure import draw_branch
from standoff.show.equilibrium.policy_figure import draw_policy
from standoff.show.equilibrium.worth_figure import draw_occupancy, draw_values
from standoff.show.foresight.figure import draw_foresight
from standoff.show.gambit.figure import draw_gambit
from standoff.show.hindcast.figure import draw_calibration, draw_forward, draw_gains
from standoff.show.hypergame.figure import draw_hypergame
from standoff.show.inverse.figure import draw_inverse
from standoff.show.labels import Labels
from standoff.show.leverage.figure import draw_leverage
from standoff.show.paths.figure import draw_paths
from standoff.show.preferences.figure import draw_readings
from standoff.show.reactions.figure import draw_responses, draw_weeks
from standoff.show.record.figure import draw_lanes
from standoff.show.spatial.figure import draw_challenges, draw_positions
from standoff.show.stability.figure import draw_stability
from standoff.show.stability.graph_figure import draw_graph
from standoff.show.votes.figure import draw_votes
from standoff.show.votes.power_figure import draw_power
from standoff.show.words import words_for

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["KINDS", "figure"]

Draw = Callable[["xr.Dataset", Labels, Style, int], Figure]

KINDS: dict[str, tuple[str, ...]] = {
    "stability": ("table", "graph"),
    "preferences": ("readings",),
    "coalitions": ("leaving",),
    "paths": ("tree",),
    "inverse": ("orders",),
    "hypergame": ("games",),
    "foresight": ("horizons",),
    "equilibrium": ("policy", "fan", "ballots", "branch", "values", "occupancy"),
    "gambit": ("ends",),
    "beliefs": ("beliefs", "told", "learning"),
    "ensemble": ("fan", "curves"),
    "votes": ("members",),
    "deals": ("gaps", "frontier"),
    "leverage": ("matrix",),
    "spatial": ("positions", "challenges"),
    "hindcast": ("gains", "calibration", "forward"),
    "reactions": ("weeks", "responses"),
    "situation": ("timeline",),
    "record": ("lanes",),
    "power": ("power",),
}
"""The drawings of each lens, the usual one first."""

_DRAWINGS: dict[str, Draw] = {
    "table": draw_stability,
    "graph": draw_graph,
    "readings": draw_readings,
    "leaving": draw_coalitions,
    "tree": draw_paths,
    "orders": draw_inverse,
    "beliefs": draw_beliefs,
    "told": draw_told,
    "learning": draw_learning,
    "games": draw_hypergame,
    "horizons": draw_foresight,
    "policy": draw_policy,
    "ballots": draw_ballots,
    "branch": draw_branch,
    "values": draw_values,
    "occupancy": draw_occupancy,
    "curves": draw_curves,
    "ends": draw_gambit,
    "positions": draw_positions,
    "challenges": draw_challenges,
    "gains": draw_gains,
    "calibration": draw_calibration,
    "forward": draw_forward,
    "weeks": draw_weeks,
    "responses": draw_responses,
    "gaps": draw_gaps,
    "frontier": draw_frontier,
    "matrix": draw_leverage,
    "timeline": draw_timeline,
    "lanes": draw_lanes,
    "power": draw_power,
    "members": draw_votes,
}

_NARROWEST, _WIDEST = 320, 4000


def figure(
    answer: xr.Dataset,
    kind: str | None = None,
    lang: str = "en",
    theme: str = "light",
    size: int = 1000,
    *,
    record: xr.Dataset | None = None,
) -> Figure:
    """Draw an answer.

    Parameters
    ----------
    answer
        What a lens returned, fresh or loaded from a file.
    kind
        ``table`` or ``graph`` of a stability answer, ``readings`` of preferences, ``leaving`` of
        coalitions, ``tree`` of paths, ``orders`` of an inverse, ``games`` of a hypergame,
        ``policy``, ``fan``, ``ballots``, ``branch``, ``values`` or ``occupancy`` of an
        equilibrium, ``told`` or ``learning`` of beliefs, ``ends`` of a gambit, ``fan`` or
        ``curves`` of an ensemble, ``members`` of votes,
        ``gaps`` or ``frontier`` of deals, ``matrix`` of leverage, ``positions`` or
        ``challenges`` of a spatial answer, ``gains``,
        ``calibration`` or ``forward`` of a hindcast,
        ``weeks`` or ``responses`` of reactions,
        ``timeline`` of a situation, ``lanes`` of a record, ``power`` of a body; the first by
        default.
    lang
        The language, ``en`` or ``id``.
    theme
        ``light`` or ``dark``.
    size
        Width in pixels at 100 dots an inch; the height follows from what there is to draw.
    record
        The situation of a brief, to be drawn below the fans.

    Returns
    -------
    matplotlib.figure.Figure
        A figure that is not known to pyplot; save it with ``savefig``.

    Raises
    ------
    CommandError
        If the lens has no such drawing, or there is no such language, theme or width.
    AnswerError
        If the dataset is no answer.
    """
    words, style = words_for(lang), style_of(theme)
    kind = _kind_of(lens_of(answer), kind)
    if not _NARROWEST <= size <= _WIDEST:
        raise CommandError(
            f"A figure cannot be {size} pixels wide. "
            f"Choose between {_NARROWEST} and {_WIDEST} pixels."
        )
    labels = Labels.of(answer, words)
    with drawing():
        failed = failure(answer, words)
        if failed:
            return _without_answer(failed, style, size)
        if kind == "fan":
            return draw_fans(answer, labels, style, size, record=record)
        return _DRAWINGS[kind](answer, labels, style, size)


def _kind_of(lens: str, kind: str | None) -> str:
    """Check the kind of drawing, or choose the usual one of the lens."""
    kinds = KINDS.get(lens, ())
    if not kinds:
        raise AnswerError(
            f"No figure is drawn of an answer of '{lens}'. Known lenses: {', '.join(KINDS)}."
        )
    kind = kind or kinds[0]
    if kind not in kinds:
        raise CommandError(
            f"No figure of '{lens}' is called '{kind}'. {nearest(kind, kinds)}"
            f"Known figures: {', '.join(kinds)}."
        )
    return kind


def _without_answer(reason: str, style: Style, width: int) -> Figure:
    """Draw the reason why there is nothing to draw."""
    lines = wrap(reason, width - 40, TITLE)
    sheet = Sheet.blank(width, 40 + 20 * len(lines), style)
    for k, line in enumerate(lines):
        sheet.write(20, 30 + 20 * k, line, size=TITLE)
    return sheet.figure
