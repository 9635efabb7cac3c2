"""What a search for further equilibria works with: the equations, and what is known.

A point is an array of numbers that determine an equilibrium: here what everybody
expects in every state. `standoff.policy.hunt_at_once` adds what the options are worth
of those who choose at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.deflation import DENSE, deflated_newton
from standoff.kernels.fixed_point import Solution, anderson, largest
from standoff.kernels.markov import Shares
from standoff.kernels.tables import Floats
from standoff.policy.check import Check
from standoff.policy.cover import Covered, perpetual
from standoff.policy.dynamics import Dynamics, dynamics
from standoff.policy.going_back import go_back
from standoff.policy.policy import Policy
from standoff.policy.verify import THOROUGH, verify

if TYPE_CHECKING:
    from standoff.game import Game

APART = 1e-4
"""Equilibria whose probabilities of choice differ by less than this are the same."""

TRIED = 5
"""Starts from which the search is repeated with known equilibria left out."""

MOST_FOUND = 64

MOST_WORK = 1_000_000_000
"""Cells (state, slot) computed before a search ends: about half a minute."""

LOWER = (0.1, 0.2, 0.4, 0.7)
"""Shares of the precision asked for at which is searched too."""

RISE = 1.25
"""Longest step up in precision, as a factor."""

BACKWARDS = 400
"""Rounds counted backwards from a start where Newton steps come to nothing."""


@dataclass(frozen=True, eq=False)
class Other:
    """An equilibrium, how it was found, and how far it is from the first.

    ``distance`` is the largest difference of a probability of choice, in any state
    that can be reached, from the equilibrium on the branch; ``led`` counts the
    random starts that came to it; ``way`` is ``branch``, ``start``, ``deflation`` or
    ``precision``, where it was first found at a lower one.
    """

    policy: Policy
    check: Check
    way: str
    distance: float
    led: int
    slope: Dynamics


class SpentError(Exception):
    """The search has taken as long as it may."""


def _is_new(value: Floats, roots: Sequence[Floats]) -> bool:
    """Say whether a value is none of those found already."""
    return all(largest(value - root) > 1e-6 * (1.0 + largest(root)) for root in roots)


class Hunt:
    """The equations, and the equilibria found so far."""

    def __init__(self, game: Game, policy: Policy) -> None:
        self.game = game
        self.policy = policy
        self.covered: Covered = policy.covered
        self.padded = perpetual(self.covered).shape
        self.quo: Floats = perpetual(self.covered)[:, : policy.value.shape[0]]
        self.range = self.quo.min(axis=0), self.quo.max(axis=0)
        self.scale = max(1.0, largest(self.quo))
        self.equilibria: list[Other] = []
        self.values: list[Floats] = []
        self.unconfirmed = 0
        self.factor = 1.0
        self.left = MOST_WORK // max(1, self.covered.rows * self.covered.slots)

    @property
    def start(self) -> Floats:
        """Where the status quo lasts for ever."""
        return self.quo

    @property
    def known(self) -> Floats:
        """The point of the equilibrium on the branch."""
        return np.ascontiguousarray(self.policy.value.T)

    def guess(self, seed: int, k: int) -> Floats:
        """Draw a point to start from."""
        return self.values_to_start(np.random.default_rng((seed, k)), k)

    def values_to_start(self, rng: np.random.Generator, k: int) -> Floats:
        """Draw values to start from: by state, or as a sum over variables, in turn.

        Drawn state by state they differ most; but over many states such noise evens
        out after a round, so that every second start has a pattern that does not.
        """
        low, high = self.range
        if k % 2 == 0:
            share = rng.random(self.quo.shape)
        else:
            digits = self.game.level_indices[:, self.covered.states]
            share = np.zeros(self.quo.shape)
            for row in digits:
                share += rng.normal(size=(int(row.max()) + 1, self.quo.shape[1]))[row]
            share = 1.0 / (1.0 + np.exp(-2.0 * share))
        drawn: Floats = low + (high - low) * share
        return drawn

    def spend(self) -> None:
        """Count one look at the equations; end the search where there were too many."""
        self.left -= 1
        if self.left < 0:
            raise SpentError

    def image(self, point: Floats) -> Floats:
        """Return the value at the beginning of a round, from that of the next."""
        self.spend()
        return self._back(point, None)

    def built(self, point: Floats) -> Policy:
        """Return what is done at a point."""
        choice = np.empty((1, self.covered.rows, self.covered.slots))
        passes = np.empty((1, self.covered.rows, self.covered.proposals))
        residual = largest(self._back(point, (choice[0], passes[0])) - point)
        value = np.ascontiguousarray(point.T)
        return replace(self.policy, choice=choice, passes=passes, value=value, residual=residual)

    def _back(self, value: Floats, tables: tuple[Shares, Shares] | None) -> Floats:
        # the kernel wants rows padded; what is solved for is not
        following, after = np.zeros(self.padded), np.empty(self.padded)
        following[:, : value.shape[1]] = value
        precision = self.factor * self.policy.precision
        go_back(self.covered, following, after, np.empty_like(after), precision, tables)
        return after[:, : value.shape[1]].copy()

    def apart(self, one: Policy, other: Policy) -> float:
        """Return the largest difference of a probability of choice."""
        return float(np.abs(one.choice - other.choice).max(initial=0.0))

    def error(self, point: Floats) -> Floats:
        """Return by how much a point is no fixed point."""
        gap: Floats = self.image(point) - point
        return gap

    def newton(self, guess: Floats, known: Sequence[Floats] = ()) -> Solution:
        """Take Newton steps that keep away from what is known."""
        return deflated_newton(self.error, guess, known, self.policy.tolerance, self.scale)

    def from_start(self, guess: Floats) -> bool:
        """Look for an equilibrium from a start; say whether one was reached."""
        tolerance = self.policy.tolerance
        # Newton steps also reach what replies lead away from, but each costs many rounds
        if guess.size <= DENSE:
            found = self.newton(guess)
        else:
            found = anderson(self.image, guess, tolerance)
        if not found.is_found:
            found = self.newton(anderson(self.image, guess, tolerance).x)
        if not found.is_found:
            value = guess
            for _ in range(BACKWARDS):
                value = self.image(value)
            found = self.newton(value)
        return found.is_found and self.add(found.x, "start")

    def deflate(self, guesses: Sequence[Floats]) -> None:
        """Look from each guess for what is not known yet, until nothing new comes."""
        for guess in guesses:
            count = -1
            while count < len(self.values) < MOST_FOUND:
                count = len(self.values)
                found = self.newton(guess, self.values)
                if not found.is_found or not self.add(found.x, "deflation"):
                    break

    def between(self) -> list[Floats]:
        """Return guesses that lie between equilibria known."""
        pairs = itertools.combinations(self.values[:TRIED], 2)
        return [one + share * (two - one) for one, two in pairs for share in (0.25, 0.5, 0.75)]

    def from_lower(self, guesses: Sequence[Floats]) -> None:
        """Look at lower precision, and follow what is found there up to that asked for."""
        for factor in LOWER:
            self.factor = factor
            roots: list[Floats] = []
            for guess in guesses:
                found = self.newton(guess, roots)
                while found.is_found and len(roots) < MOST_FOUND and _is_new(found.x, roots):
                    roots.append(found.x)
                    found = self.newton(guess, roots)
            for root in roots:
                top = self._raised(root, factor)
                self.factor = 1.0
                if top is not None:
                    self.add(top, "precision")

    def _raised(self, root: Floats, factor: float) -> Floats | None:
        """Follow an equilibrium from a lower precision; None where it ends in a fold."""
        value, rise = root, RISE
        while factor < 1.0:
            higher = min(1.0, rise * factor)
            self.factor = higher
            found = self.newton(value)
            if found.is_found and largest(found.x - value) < 0.2 * self.scale:
                value, factor = found.x, higher
                rise = min(RISE, rise**1.5)
            elif rise > 1.005:
                rise = rise**0.25
            else:
                self.factor = 1.0
                return None
        return value

    def slope(self, policy: Policy, point: Floats) -> Dynamics:
        """Return how replies behave near an equilibrium."""
        return dynamics(self.game, policy)

    def add(self, point: Floats, way: str) -> bool:
        """Take an equilibrium in, or count it if it is known; say whether it is confirmed."""
        policy = self.built(point)
        apart = [self.apart(policy, other.policy) for other in self.equilibria]
        for k, distance in enumerate(apart):
            if distance < APART:
                other = self.equilibria[k]
                self.equilibria[k] = replace(other, led=other.led + (way == "start"))
                return True
        check = verify(self.game, policy, work=THOROUGH)
        if not check.is_sound and way != "branch":
            self.unconfirmed += 1
            return False
        distance = apart[0] if apart else 0.0
        led, slope = int(way == "start"), self.slope(policy, point)
        self.equilibria.append(Other(policy, check, way, distance, led, slope))
        self.values.append(point)
        return True
