"""Go back through one round: from what is expected after it to what is before.

Everything that solves or compares policies takes this step, over and over. Where
every turn is one actor's it is one kernel; where some choose at once, their turns
are small games of their own, and the steps are taken one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numba
import numpy as np

from standoff.errors import DidNotConverge
from standoff.kernels.markov import (
    Round,
    Shares,
    chance_rows,
    end_rows,
    sweep,
    sweep_parallel,
    turn_rows,
)
from standoff.kernels.tables import Floats

if TYPE_CHECKING:
    from standoff.kernels.joint_given import Given
    from standoff.kernels.joint_turn import Room
    from standoff.policy.cover import Covered
    from standoff.policy.joint import Joint

PARALLEL_ROWS = 200_000
"""From this many covered states on a step is worth dividing among threads."""

SHARED_ROWS = 500
"""The same of a turn in which several choose at once: each of its states takes longer."""


def go_back(
    covered: Covered,
    following: Floats,
    value: Floats,
    spare: Floats,
    precision: Floats,
    tables: tuple[Shares, Shares] | None = None,
    *,
    since: int = 0,
    given: Mapping[int, Given] | None = None,
) -> None:
    """Fill ``value`` with what is expected when a round begins.

    Parameters
    ----------
    covered
        The states and the round.
    following, value, spare
        What is expected when the next round begins, room for what is when this one
        does, and more room; axes (r, i), padded.
    precision
        Of each actor; (N,).
    tables
        Where the policy is written: choice and passes, axes (r, f) and (r, l).
    since
        Turns before this one are over.
    given
        What is chosen at once in some states, by turn; on the branch where nothing is said.

    Raises
    ------
    DidNotConverge
        If what some choose at once was not found.
    """
    whole = covered.round
    kept = tables or (np.empty((0, covered.slots)), np.empty((0, covered.proposals)))
    on = whole
    if since:
        on = whole._replace(turns=whole.turns[since:], slot_first=whole.slot_first[since:])
    if any(joint.turn >= since for joint in covered.joints):
        _step_by_step(covered, on, since, (following, value, spare), precision, kept, given or {})
        return
    run = sweep_parallel if covered.rows >= PARALLEL_ROWS else sweep
    run(on, following, value, spare, precision, covered.ballots, covered.tally, *kept)


def _step_by_step(
    covered: Covered,
    on: Round,
    since: int,
    rooms: tuple[Floats, Floats, Floats],
    precision: Floats,
    tables: tuple[Shares, Shares],
    given: Mapping[int, Given],
) -> None:
    """Do what the kernel of whole rounds does, with turns in which some choose at once."""
    following, value, spare = rooms
    patience = on.patience.reshape((1, on.patience.size))
    here, there, rows = following, spare, covered.rows
    groups = {joint.turn - since: joint for joint in covered.joints}
    for step in range(on.turns.size + on.chance_first.size - 1, -1, -1):
        if step > on.turns.size:
            first, last = on.chance_first[step - on.turns.size - 1 :][:2]
            chance_rows(0, rows, first, last, on.chance_target, on.chance_probability, here, there)
        elif step == on.turns.size:
            end_rows(0, rows, on.utility, patience, here, there)
        elif step in groups:
            _at_once(covered, on, step, groups[step], (here, there), precision, tables, given)
        else:
            turn_rows(
                0, rows, step, on, here, there, precision, covered.ballots, covered.tally,
                *tables,
            )  # fmt: skip
        here, there = there, (value if there is spare else spare)
    if here is not value:
        value[:] = here


def _divided(fill: Callable[[int, int], Room], rows: int) -> Room:
    """Have threads share the rows; return the room of one."""
    threads = numba.get_num_threads()
    if threads == 1 or rows < SHARED_ROWS:
        return fill(0, rows)
    ends = np.linspace(0, rows, 4 * threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(fill, ends[:-1], ends[1:]))[0]


def _at_once(
    covered: Covered,
    on: Round,
    m: int,
    joint: Joint,
    levels: tuple[Floats, Floats],
    precision: Floats,
    tables: tuple[Shares, Shares],
    given: Mapping[int, Given],
) -> None:
    """Go back through a turn in which several choose at once."""
    from standoff.kernels.joint_turn import joint_rows, look, put_down, room_for
    from standoff.kernels.quantal import logit_branch

    after, before = levels
    group = joint.group
    folded = np.zeros(covered.rows, dtype=np.uint8)
    votes = covered.ballots, covered.tally

    def fill(low: int, high: int) -> Room:
        place = room_for(group, after.shape[1], precision.size, covered.tally.mass.size)
        asked = (low, high, m, on, group, after, before, precision, *votes, tables[0])
        if joint.turn in given:
            from standoff.kernels.joint_given import given_rows

            given_rows(*asked, place, folded, given[joint.turn])
        else:
            joint_rows(*asked, place, folded)
        return place

    place = _divided(fill, covered.rows)
    own = precision[group.actor].tolist()
    for r in np.flatnonzero(folded).tolist():
        profiles = look(r, on, group, after, precision, *votes, place)
        sizes = tuple(place.size.tolist())
        found = logit_branch([p[:profiles].reshape(sizes) for p in place.payoff], own)
        if not found.is_found:
            raise DidNotConverge(
                "What those who move at once choose was not found in every state.\n"
                "Lower their precision, or let them move one after the other."
            )
        for k, share in enumerate(found.end):
            place.share[k, : share.size] = share
        put_down(r, m, profiles, on, group, place, before, tables[0])
