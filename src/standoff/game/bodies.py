"""Bodies of a crisis as the arrays that the voting kernels read (`Ballots`)."""

from __future__ import annotations

from typing import Final

import numpy as np

from standoff.kernels.tables import CONSENSUS, MAJORITY, QUOTA, Ballots
from standoff.spec.crisis import Crisis, Member

_RULES: Final = {"quota": QUOTA, "majority": MAJORITY, "consensus": CONSENSUS}


def lay_out_bodies(crisis: Crisis) -> Ballots:
    """Lay the bodies of ``crisis`` out, members one after the other."""
    actors = {actor.name: i for i, actor in enumerate(crisis.actors)}
    members = [(body, member) for body in crisis.bodies for member in body.members]
    counts = [len(body.members) for body in crisis.bodies]
    return Ballots(
        rule=np.array([_RULES[body.rule] for body in crisis.bodies], dtype=np.int64),
        quota=np.array([body.quota or 0 for body in crisis.bodies], dtype=np.int64),
        member_first=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        member_actor=np.array(
            [actors[m.name] if m.leaning is None else -1 for _, m in members], dtype=np.int64
        ),
        votes=np.array([m.votes for _, m in members], dtype=np.int64),
        veto=np.array([m.name in body.veto for body, m in members], dtype=np.uint8),
        band=np.array([m.band.value for _, m in members], dtype=np.float64),
        leaning=np.array([_leaning(m) for _, m in members], dtype=np.float64).reshape(-1, 3),
    )


def _leaning(member: Member) -> tuple[float, float, float]:
    """Return the stated leaning, NaN for a member that votes by what it expects."""
    if member.leaning is None:
        return (np.nan, np.nan, np.nan)
    yes, abstain, no = member.leaning
    return (yes.value, abstain.value, no.value)
