"""Who plays how from which round on: one policy, or one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from standoff.game import Game
    from standoff.kernels.paths import Leg
    from standoff.lenses.interventions import Change
    from standoff.policy import Policy
    from standoff.policy.forward import FirstTimes

    Rows = npt.NDArray[np.int32]

__all__ = ["Stretches"]


@dataclass(frozen=True, eq=False)
class Stretches:
    """Games and policies in the order in which they are played.

    ``entries[n]`` says in which row stretch ``n`` begins, by the row in which
    the one before ended; -1 where it cannot. The first is empty.
    """

    games: tuple[Game, ...]
    policies: tuple[Policy, ...]
    rounds: tuple[int, ...]
    entries: tuple[Rows, ...]

    @classmethod
    def of(cls, game: Game, policy: Policy, rounds: int) -> Stretches:
        """Play one policy in all rounds."""
        import numpy as np

        return cls((game,), (policy,), (rounds,), (np.zeros(0, dtype=np.int32),))

    def changed(
        self,
        changes: Sequence[Change],
        first_round: int,
        solved: Callable[..., Policy],
    ) -> Stretches:
        """Go over to a changed game with each change, in order of rounds.

        ``solved(game, start, also=positions)`` says what movers do in it.
        """
        from standoff.game.without import without

        games, policies, entries = [self.games[0]], [self.policies[0]], [self.entries[0]]
        gone: tuple[str, ...] = ()
        for change in changes:
            before = policies[-1]
            follow = _after(games[0], before.states, change)
            gone = (*gone, *change.without)
            game = without(games[0], gone) if gone else games[0]
            policy = before
            rows = _rows(policy, follow)
            if change.without or (rows[follow >= 0] < 0).any():
                also = sorted(set(follow[follow >= 0].tolist()))
                policy = solved(game, before.start, also=also)
                rows = _rows(policy, follow)
            games.append(game)
            policies.append(policy)
            entries.append(rows)
        begins = [first_round, *(change.round for change in changes)]
        ends = [*begins[1:], first_round + self.rounds[0]]
        rounds = tuple(end - begin for begin, end in zip(begins, ends, strict=True))
        return Stretches(tuple(games), tuple(policies), rounds, tuple(entries))

    def legs(self, width: int) -> list[Leg]:
        """Lay the stretches out for the path kernel."""
        from standoff.kernels.paths import Leg
        from standoff.lenses.playing import script_of

        return [
            Leg(script_of(game, policy, width), rounds, entry)
            for game, policy, rounds, entry in zip(
                self.games, self.policies, self.rounds, self.entries, strict=True
            )
        ]

    def work(self, rounds: int) -> float:
        """Return about how many products `first_times` takes."""
        game = self.games[0]
        watches = len(game.actions) + sum(len(v.levels) for v in game.crisis.variables)
        return float(
            rounds * watches * max(p.states.size * p.choice.shape[2] for p in self.policies)
        )

    def first_times(self, start: int, first_round: int) -> FirstTimes:
        """Return when options are first used and levels first there, exactly."""
        from standoff.policy.forward import Stretch, first_times

        stretches = [
            Stretch(*parts) for parts in zip(self.policies, self.rounds, self.entries, strict=True)
        ]
        return first_times(self.games[0], stretches, self.policies[0].row(start), first_round)

    def endings(self, start: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]] | None:
        """Return the probability of each place where play settles, and its states.

        None where play ends, is changed on the way, or has too many states.
        """
        import numpy as np

        from standoff.policy.forward import endings

        policy = self.policies[0]
        if len(self.policies) > 1 or policy.horizon is not None or policy.states.size > 400:
            return None
        found = endings(policy, policy.row(start))
        if found is None:
            return None
        order = np.argsort(-found.probability, kind="stable")
        states = np.bincount(found.member[found.member >= 0], minlength=order.size)
        met = found.probability[order] > 0
        return found.probability[order][met], states[order][met]


def _after(game: Game, states: npt.NDArray[np.int64], change: Change) -> npt.NDArray[np.int64]:
    """Return the position that setting levels makes of each, -1 where there is none."""
    import numpy as np

    digits = game.level_indices[:, states].astype(np.int64)
    for name, level in change.levels:
        digits[game.variable_names.index(name)] = level
    sizes = [len(variable.levels) for variable in game.crisis.variables]
    code = np.ravel_multi_index(tuple(digits), sizes)
    position: npt.NDArray[np.int64] = game.moves.position[code].astype(np.int64)
    return position


def _rows(policy: Policy, positions: npt.NDArray[np.int64]) -> Rows:
    """Return the row of each position, -1 where the policy does not cover it."""
    import numpy as np

    at = np.searchsorted(policy.states, positions).clip(0, policy.states.size - 1)
    return np.where(policy.states[at] == positions, at, -1).astype(np.int32)
