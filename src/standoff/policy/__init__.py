"""What movers do: the logit equilibrium, its verification, and what follows from it."""

from standoff.policy.check import Check
from standoff.policy.forward import Course, course, occupancy
from standoff.policy.kinds import POLICIES, play
from standoff.policy.policy import Branch, Policy
from standoff.policy.proposals import Proposal, proposals
from standoff.policy.solve import solve
from standoff.policy.stage import StageGame, stage_game
from standoff.policy.verify import THOROUGH, confirmed, judged, verify

__all__ = [
    "POLICIES",
    "THOROUGH",
    "Branch",
    "Check",
    "Course",
    "Policy",
    "Proposal",
    "StageGame",
    "confirmed",
    "course",
    "judged",
    "occupancy",
    "play",
    "proposals",
    "solve",
    "stage_game",
    "verify",
]
