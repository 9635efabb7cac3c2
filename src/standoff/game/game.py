"""The game: a crisis compiled to labelled arrays, which every lens reads."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError, nearest
from standoff.game.assumptions import Assumed, list_assumptions
from standoff.game.labels import Labels
from standoff.game.preferences import compared, misperceived, ranks
from standoff.game.space import StateSpace
from standoff.kernels.sincere import sincere_pass
from standoff.kernels.tables import Ballots, Bytes, Floats, Ints, Moves
from standoff.spec.crisis import Crisis


@dataclass(frozen=True)
class Action:
    """An option, named or implicit: who may take it and what it is called."""

    label: str
    actor: int
    option: str
    is_implicit: bool


@dataclass(frozen=True, eq=False)
class Game:
    """A crisis compiled.

    Arrays over states run over the feasible ones, in ascending order of their
    number. N actors, S feasible states, A actions, M turns in a round.

    Attributes
    ----------
    crisis
        What was compiled.
    motives
        The named motive that an actor was given instead of its weights.
    space
        The states and their numbers.
    moves, chance
        Actions of the actors; events of chance at the end of a round.
    ballots
        The bodies.
    turns
        Index of the actor of each turn; shape (M,).
    utility
        Shape (N, S); NaN for an actor with an order only.
    patience, precision
        Shape (N,).
    actions
        One for each row of ``moves.available``.
    start
        Position of the state at the beginning.
    labels
        Titles of everything, in all languages.
    """

    crisis: Crisis
    motives: Mapping[str, str]
    space: StateSpace
    moves: Moves
    chance: Moves
    ballots: Ballots
    turns: Ints
    utility: Floats
    patience: Floats
    precision: Floats
    actions: tuple[Action, ...]
    start: int
    labels: Labels = field(repr=False)

    @property
    def actor_names(self) -> tuple[str, ...]:
        """Names of the actors, in the order of the file."""
        return tuple(actor.name for actor in self.crisis.actors)

    @property
    def variable_names(self) -> tuple[str, ...]:
        """Names of the variables, most significant first."""
        return self.space.variables

    @property
    def state_count(self) -> int:
        """Number of feasible states."""
        return self.space.count

    @property
    def level_indices(self) -> npt.NDArray[np.uint8]:
        """Level of every variable in every feasible state; shape (V, S)."""
        return self.space.digits

    @property
    def horizon(self) -> int | None:
        """Number of rounds that are played; None where there is no end."""
        return self.crisis.horizon

    @functools.cached_property
    def rank(self) -> Ints:
        """Every actor's order of the states; shape (N, S), dense, higher is better."""
        return ranks(self.crisis, self.utility, self.space)

    @functools.cached_property
    def ordinal_actors(self) -> tuple[str, ...]:
        """Actors whose preference is an order only."""
        return tuple(
            name for i, name in enumerate(self.actor_names) if np.isnan(self.utility[i]).any()
        )

    def levels(self, state: int) -> dict[str, str]:
        """Return the name of every variable's level in the state at a position."""
        return {
            variable.name: variable.levels[self.space.digits[v, state]]
            for v, variable in enumerate(self.crisis.variables)
        }

    def find(self, levels: Mapping[str, str]) -> int:
        """Return the position of a state given by levels; the rest is as at the start.

        Raises
        ------
        CommandError
            If a variable or level does not exist, or the state is infeasible.
        """
        number = int(self.space.code[self.start])
        for name, level in levels.items():
            if name not in self.space.variables:
                known = ", ".join(self.space.variables)
                raise CommandError(
                    f"No variable is called '{name}'. "
                    f"{nearest(name, self.space.variables)}Known variables: {known}."
                )
            v = self.space.variables.index(name)
            names = self.crisis.variables[v].levels
            if level not in names:
                raise CommandError(
                    f"'{name}' has no level '{level}'. "
                    f"{nearest(level, names)}Levels of {name}: {', '.join(names)}."
                )
            here = (number // self.space.strides[v]) % self.space.sizes[v]
            number += (names.index(level) - here) * self.space.strides[v]
        position = int(self.space.position[number])
        if position < 0:
            words = ", ".join(f"{name} == {level}" for name, level in levels.items())
            raise CommandError(f"The state with {words} is infeasible in this crisis.")
        return position

    def targets(self, moves: Moves, outcome: int) -> Ints:
        """Return where an outcome leads from every state; shape (S,), -1 if infeasible."""
        number = self.space.code.copy()
        for t in range(moves.step_first[outcome], moves.step_first[outcome + 1]):
            digit = (self.space.code // moves.step_stride[t]) % moves.step_size[t]
            number += moves.delta[moves.step_delta[t] + digit]
        return self.space.position[number].astype(np.int64)

    def target(self, moves: Moves, outcome: int, state: int) -> int:
        """Return where an outcome leads from the state at a position; -1 if infeasible."""
        before = number = int(self.space.code[state])
        for t in range(int(moves.step_first[outcome]), int(moves.step_first[outcome + 1])):
            digit = (before // int(moves.step_stride[t])) % int(moves.step_size[t])
            number += int(moves.delta[int(moves.step_delta[t]) + digit])
        return int(self.space.position[number])

    def sincere_passes(self) -> Bytes:
        """Say which votes would pass if all members voted by preference; shape (A, S).

        Zero where the action is no vote or is not available.
        """
        # zeros that are never touched take no memory, other than those of `zeros_like`
        passes = np.zeros(self.moves.available.shape, np.uint8)
        for a in np.flatnonzero(self.moves.vote >= 0):
            here = np.flatnonzero(self.moves.available[a])
            first = int(self.moves.outcome_first[a])
            won, lost = (self.targets(self.moves, first + o)[here] for o in (0, 1))
            preference = np.sign(self.rank[:, won] - self.rank[:, lost])
            passes[a, here] = sincere_pass(int(self.moves.vote[a]), preference, self.ballots)
        return passes

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of everything that an answer can depend on."""
        mark = hashlib.sha256()
        for array in (*self.moves, *self.chance, *self.ballots, self.turns, self.utility,
                      self.rank, self.patience, self.precision):  # fmt: skip
            mark.update(str((array.dtype, array.shape)).encode())
            # handed over where it lies: a copy would take as much memory as the game
            mark.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        names = [self.actor_names, self.space.variables, [v.levels for v in self.crisis.variables],
                 [action.label for action in self.actions], self.start, self.horizon]  # fmt: skip
        mark.update(repr(names).encode())
        if self.crisis.together:
            mark.update(repr(self.crisis.together).encode())
        if self.crisis.comparisons:
            mark.update(repr(compared(self.crisis)).encode())
        if self.crisis.misperceptions:
            mark.update(repr(misperceived(self.crisis)).encode())
        return mark.hexdigest()

    @functools.cached_property
    def assumptions(self) -> tuple[Assumed, ...]:
        """What the analyst assumed, with reasons and ranges, in the order of the format."""
        return list_assumptions(self.crisis)

    @functools.cached_property
    def crisis_digest(self) -> str:
        """SHA-256 of the resolved crisis."""
        from standoff.spec import digest

        return digest(self.crisis)

    def __repr__(self) -> str:
        motives = "".join(f", {actor} as {name}" for actor, name in self.motives.items())
        total = int(np.prod(self.space.sizes, dtype=np.int64))
        end = f"{self.horizon} rounds" if self.horizon else "no end"
        return (
            f"<Game {self.crisis.name}{motives}: {len(self.actor_names)} actors, "
            f"{self.state_count:,} of {total:,} states, {len(self.actions)} options, "
            f"{self.turns.size} turns a round, {end}, digest {self.digest[:12]}>"
        )
