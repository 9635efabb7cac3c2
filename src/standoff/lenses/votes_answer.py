"""What the votes lens says of each proposal: ballots, pivots, shifts, content, the record."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.kernels.pivotal import Assembly, if_cast, shift_to_half

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats
    from standoff.policy import Policy, Proposal
    from standoff.record import Walk

__all__ = ["asked_of", "content_of", "decided_in", "most_content"]

MORE_LIKELY = 0.5
"""A text passes more likely than not from here on."""

BALLOTS = ("yes", "abstain", "no")


def assembly(game: Game, b: int) -> Assembly:
    """Lay out one body of a game by itself."""
    ballots = game.ballots
    seats = slice(int(ballots.member_first[b]), int(ballots.member_first[b + 1]))
    return Assembly(
        rule=int(ballots.rule[b]),
        quota=int(ballots.quota[b]),
        votes=ballots.votes[seats].astype(np.int64),
        veto=ballots.veto[seats].astype(np.bool_),
    )


def asked_of(game: Game, policy: Policy, asked: Sequence[Proposal], start: int) -> xr.Dataset:
    """Put names on what bodies would do with each proposal."""
    import xarray as xr

    bodies = game.crisis.bodies
    present = list(dict.fromkeys(p.body for p in asked))
    members = list(dict.fromkeys(m.name for b in present for m in bodies[b].members))
    by_ballot = {name: np.full((len(asked), len(members), 3), np.nan) for name in ("cast", "if")}
    by_member = {
        name: np.full((len(asked), len(members)), np.nan) for name in ("gain", "slope", "shift")
    }
    weight = np.zeros((len(asked), len(members)), dtype=np.int64)
    veto = np.zeros((len(asked), len(members)), dtype=bool)
    for row, p in enumerate(asked):
        seats = [members.index(m.name) for m in bodies[p.body].members]
        body = assembly(game, p.body)
        given = if_cast(body, p.ballots)
        by_ballot["cast"][row, seats], by_ballot["if"][row, seats] = p.ballots, given
        weight[row, seats], veto[row, seats] = body.votes, body.veto
        for name, column in _shifts(game, policy, p, given).items():
            by_member[name][row, seats] = column
    rows = sorted({policy.covered.row, *(p.row for p in asked)})
    states = policy.states[rows]
    return xr.Dataset(
        {
            "pass_probability": ("vote", np.array([p.passes for p in asked], dtype=np.float64)),
            "tabled": ("vote", np.array([p.tabled for p in asked], dtype=np.float64)),
            "vote_body": ("vote", np.array([bodies[p.body].name for p in asked], dtype=str)),
            "vote_state": (
                "vote",
                np.array([game.moves.code[policy.states[p.row]] for p in asked], dtype=np.int64),
            ),
            "vote_rule": ("vote", np.array([bodies[p.body].rule for p in asked], dtype=str)),
            "vote_quota": (
                "vote",
                np.array([bodies[p.body].quota or 0 for p in asked], dtype=np.int64),
            ),
            "vote_moves": ("vote", np.array([p.moves for p in asked], dtype=np.int64)),
            "ballot_probability": (("vote", "member", "ballot"), by_ballot["cast"]),
            "pass_if": (("vote", "member", "ballot"), by_ballot["if"]),
            "decides": (("vote", "member"), by_ballot["if"][:, :, 0] - by_ballot["if"][:, :, 2]),
            **{name: (("vote", "member"), column) for name, column in by_member.items()},
            "votes": (("vote", "member"), weight),
            "veto": (("vote", "member"), veto),
            "level_index": (("variable", "state"), game.level_indices[:, states]),
        },
        coords={
            "vote": np.array([game.actions[p.action].label for p in asked], dtype=str),
            "member": np.array(members, dtype=str),
            "ballot": list(BALLOTS),
            "variable": list(game.variable_names),
            "state": game.moves.code[states],
        },
    )


def _shifts(game: Game, policy: Policy, p: Proposal, given: Floats) -> dict[str, Floats]:
    """Return each member's gain, and what more of it would change; NaN for stated leanings."""
    first, last = (int(game.ballots.member_first[p.body + end]) for end in (0, 1))
    columns = {name: np.full(last - first, np.nan) for name in ("gain", "slope", "shift")}
    for seat, j in enumerate(range(first, last)):
        i = int(game.ballots.member_actor[j])
        if i < 0 or np.isnan(p.gain[i]):
            continue
        gain, precision = float(p.gain[i]), float(policy.precision[i])
        found = shift_to_half(gain, precision, float(game.ballots.band[j]), given[seat])
        columns["gain"][seat] = gain
        columns["slope"][seat], columns["shift"][seat] = found
    return columns


def content_of(
    game: Game, policy: Policy, asked: Sequence[Proposal], measure: str | None
) -> xr.Dataset:
    """Say how much content each text has: the level of a variable once it has passed.

    The variable is the one asked for, else, of those that a text changes and
    that its failure would not change alike, the one that most texts so change.
    """
    import xarray as xr

    levels = game.level_indices[:, policy.states].astype(np.int64)
    changed = [_changed(levels, p) for p in asked]
    common = Counter(v for variables in changed for v in variables)
    names = game.variable_names
    chosen = [
        names.index(measure)
        if measure is not None
        else min(variables, key=lambda v: (-common[v], names[v]), default=0)
        for variables in changed
    ]
    after = [levels[v, p.outcomes[0]] for v, p in zip(chosen, asked, strict=True)]
    before = [levels[v, p.row] for v, p in zip(chosen, asked, strict=True)]
    return xr.Dataset(
        {
            "content": ("vote", np.array(after, dtype=np.int64)),
            "content_before": ("vote", np.array(before, dtype=np.int64)),
            "content_measure": ("vote", np.array([game.variable_names[v] for v in chosen], str)),
        },
        coords={"vote": np.array([game.actions[p.action].label for p in asked], dtype=str)},
    )


def _changed(levels: npt.NDArray[np.int64], p: Proposal) -> list[int]:
    """Return the variables that a text changes by passing, and not by being put."""
    before, passed, failed = (levels[:, k] for k in (p.row, *p.outcomes))
    changed = passed != before
    by_passing = changed & (passed != failed)
    return np.flatnonzero(by_passing if by_passing.any() else changed).tolist()


def most_content(answer: xr.Dataset) -> str:
    """Name the texts with the most content among those likelier to pass than to fail.

    Texts that may be tabled now come first; where none of them would pass, those
    of the nearest situation in which one would. Levels of different variables
    have no order among them, so there is one text for each variable that content
    is measured by; the labels are joined by ``;``.
    """
    content = answer["content"].values
    brings = content != answer["content_before"].values
    likely = np.flatnonzero((answer["pass_probability"].values >= MORE_LIKELY) & brings)
    moves = answer["vote_moves"].values
    best: dict[str, int] = {}
    for row in likely[moves[likely] == min(moves[likely], default=0)]:
        measure = str(answer["content_measure"].values[row])
        if measure not in best or content[row] > content[best[measure]]:
            best[measure] = int(row)
    return ";".join(str(answer["vote"].values[row]) for row in best.values())


def decided_in(
    record: Walk | object | None, labels: Sequence[str], number: int, since: dt.date | None
) -> xr.Dataset:
    """Say what the record shows of each proposal from a round, or a day, on.

    The first time that it was decided: event, day and outcome, empty where the
    record has none.
    """
    import xarray as xr

    cells: dict[str, list[str]] = {"record_event": [], "record_date": [], "record_outcome": []}
    mapped = getattr(record, "map", None)
    placements = mapped.placements if mapped is not None else ()
    for label in labels:
        found = next(
            (
                placed
                for placed in placements
                if placed.label == label
                and placed.round is not None
                and placed.round >= number
                and (since is None or placed.event.date >= since)
            ),
            None,
        )
        cells["record_event"].append(found.event.id if found else "")
        cells["record_date"].append(found.event.date.isoformat() if found else "")
        cells["record_outcome"].append(found.outcome if found else "")
    return xr.Dataset(
        {name: ("vote", np.array(column, dtype=str)) for name, column in cells.items()},
        coords={"vote": np.array(list(labels), dtype=str)},
    )
