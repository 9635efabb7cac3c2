"""The beliefs lens: which motive others make out from what an actor does."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError, NotApplicable

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats
    from standoff.lenses.beliefs_learning import Filtered, Priors
    from standoff.policy import Policy
    from standoff.policy.private import PrivateEquilibrium
    from standoff.record import Walk

__all__ = ["Beliefs"]

Progress = Callable[[int, int], None]

ROUNDS = 40
"""Rounds played where the crisis has no horizon."""


@dataclass(frozen=True)
class Beliefs:
    """Follow what others believe of an actor's motive, by Bayes' rule.

    Each motive is given the equilibrium of the game in which it is known; what
    the actor did in the record, or does on drawn paths, then speaks for the
    motives that make it likely. With ``grid`` the game is solved again with the
    motive unknown, so that all reckon with what a choice tells.

    Parameters
    ----------
    actor
        Whose motive; by default the one actor that has two or more.
    motives
        Which of its motives are held possible; by default all. Their priors are
        made shares of one.
    paths
        How many paths to draw for each true motive; 0 draws none.
    rounds
        How many rounds are played; by default the horizon, else 40.
    grid
        Parts into which the grid of beliefs divides certainty, 0 for no such
        equilibrium; a grid twice as fine tells the error.
    seed
        Key of the random numbers, from 0 to 2**63 - 1.
    threads
        Threads to work with; by default one a processor.
    """

    actor: str | None = None
    motives: tuple[str, ...] = ()
    paths: int = 400
    rounds: int | None = None
    grid: int = 0
    seed: int = 0
    threads: int | None = None

    name: ClassVar[str] = "beliefs"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        for setting, least, most in (
            ("paths", 0, 100_000),
            ("rounds", 1, 10_000),
            ("grid", 0, 200),
            ("seed", 0, 2**63 - 1),
            ("threads", 1, 1_000),
        ):
            value = getattr(self, setting)
            if value is None and setting in ("rounds", "threads"):
                continue
            if type(value) is not int or not least <= value <= most:
                raise CommandError(
                    f"The setting '{setting}' of the lens 'beliefs' cannot be {value!r}.\n"
                    f"It takes a whole number from {least:,} to {most:,}."
                )

    def look(
        self, game: Game, record: Walk | None = None, *, progress: Progress | None = None
    ) -> xr.Dataset:
        """Follow the beliefs; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            The compiled crisis.
        record
            The walked record; without one only drawn paths and the grid answer.
        progress
            Called with how much is done, and how much there is to do.

        Returns
        -------
        Dataset
            Its status is *did not converge* where a policy's is, or where a
            choice on the grid is farther than 1e-4 from its fixed point.

        Raises
        ------
        NotApplicable
            If no actor has two named motives, an actor has an order only, or there
            is neither a record nor anything else to follow.
        CommandError
            If the settings do not fit the crisis.
        """
        from standoff.lenses.beliefs_learning import filtered, learning, priors_of
        from standoff.lenses.playing import processors
        from standoff.policy.private import with_motives

        priors = priors_of(game, self.actor, self.motives)
        if record is None and not self.paths and not self.grid:
            raise NotApplicable(
                "There is no record to learn from, and no paths and no grid were asked for."
                "\nGive the crisis a record, or ask for paths or a grid."
            )
        games = with_motives(game, priors.actor, priors.motives)
        rounds = self.rounds or game.horizon or ROUNDS
        threads = self.threads or processors()
        policies = _policies(games, self.rounds, threads)
        for policy in policies.values():
            if policy.status != "found":
                return _unsolved(policy)
        seen = filtered(game, record, policies, priors.actor) if record is not None else None
        answer = _answer(game, priors, seen)
        if self.paths:
            drawn = learning(
                game, policies, priors, paths=self.paths, rounds=rounds, seed=self.seed
            )
            answer = answer.assign(_learned(drawn))
        answer.attrs |= {"rounds": rounds, "paths": self.paths}
        if self.grid:
            finer = _on_grids(game, games, priors, seen, self, rounds, threads, progress)
            answer = answer.assign(_private(game, priors, seen, *finer))
            answer.attrs |= _quality(*finer)
        return answer


def _policies(games: dict[str, Game], rounds: int | None, threads: int) -> dict[str, Policy]:
    """Solve and verify the game of every motive, with the motive known to all."""
    from standoff.policy import confirmed, solve

    def one(game: Game) -> Policy:
        return confirmed(game, solve(game, rounds=rounds))

    with ThreadPoolExecutor(min(threads, len(games))) as pool:
        return dict(zip(games, pool.map(one, games.values()), strict=True))


def _unsolved(policy: Policy) -> xr.Dataset:
    import xarray as xr

    attrs = {"status": policy.status, "cause": policy.cause, "remedy": policy.remedy}
    return xr.Dataset(attrs=attrs)


def _answer(game: Game, priors: Priors, seen: Filtered | None) -> xr.Dataset:
    """Put names on what the record says."""
    import numpy as np
    import xarray as xr

    from standoff.lenses.beliefs_learning import updated

    names = list(priors.motives)
    found: dict[str, object] = {
        "prior": ("motive", priors.prior),
        "prior_low": ("motive", priors.low),
        "prior_high": ("motive", priors.high),
    }
    coords: dict[str, object] = {
        "motive": names,
        "option": ["hold", *(action.label for action in game.actions)],
    }
    if seen is not None:
        belief = updated(priors.prior, seen.likelihood)
        low, high = _by_prior(priors, seen.likelihood)
        before = np.vstack([priors.prior, belief[:-1]])
        found |= {
            "moment_round": ("moment", np.array([seat.number for seat in seen.seats], np.int64)),
            "moment_date": ("moment", [seat.known.isoformat() for seat in seen.seats]),
            "moment_option": ("moment", seen.option),
            "likelihood": (("moment", "motive"), seen.likelihood),
            "belief": (("moment", "motive"), belief),
            "belief_low": (("moment", "motive"), low),
            "belief_high": (("moment", "motive"), high),
            "evidence": (("moment", "motive"), _evidence(before, seen.likelihood)),
        }
    return xr.Dataset(
        found,
        coords=coords,
        attrs={
            "actor": priors.actor,
            "motive_titles": json.dumps(priors.titles, ensure_ascii=False),
        },
    )


def _evidence(before: Floats, likelihood: Floats) -> Floats:
    """Return the log of the factor by which each observation moved the odds of each motive.

    The others together are what a motive is held against, by what was believed before.
    """
    import numpy as np

    rest = 1.0 - before
    against = ((before * likelihood).sum(axis=1, keepdims=True) - before * likelihood) / np.where(
        rest > 0, rest, np.nan
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.log(likelihood) - np.log(against)
    return found


def _by_prior(priors: Priors, likelihood: Floats) -> tuple[Floats, Floats]:
    """Return how low and how high each belief is over the ranges of the priors.

    A belief rises with its own prior and falls with those of others, so the ends of
    the ranges decide.
    """
    import numpy as np

    from standoff.lenses.beliefs_learning import updated

    least = np.where(np.isnan(priors.low), priors.prior, priors.low)
    most = np.where(np.isnan(priors.high), priors.prior, priors.high)
    bounds = []
    for own, others in ((least, most), (most, least)):
        columns = []
        for k in range(least.size):
            prior = others.copy()
            prior[k] = own[k]
            columns.append(updated(prior / prior.sum(), likelihood)[:, k])
        bounds.append(np.column_stack(columns))
    return bounds[0], bounds[1]


def _learned(drawn: Floats) -> dict[str, object]:
    """Sum up what was believed on drawn paths."""
    import numpy as np

    own = np.stack([drawn[truth, :, :, truth] for truth in range(len(drawn))])
    low, high = np.quantile(own, (0.1, 0.9), axis=2)
    return {
        "learned": (("truth", "after", "motive"), drawn.mean(axis=2)),
        "learned_low": (("truth", "after"), low),
        "learned_high": (("truth", "after"), high),
    }


def _on_grids(
    game: Game,
    games: dict[str, Game],
    priors: Priors,
    seen: Filtered | None,
    lens: Beliefs,
    rounds: int,
    threads: int,
    progress: Progress | None,
) -> tuple[PrivateEquilibrium, PrivateEquilibrium]:
    """Solve the game with the motive unknown, on the grid asked for and on one twice as fine."""
    from standoff.policy.private import solve_private

    seats = []
    if seen is not None:
        seats = [
            (seat.number, seat.turn, int(state))
            for seat, state in zip(seen.seats, seen.state, strict=True)
            if seat.number <= rounds
        ]

    def told(done: int, _: int, before: int = 0) -> None:
        if progress is not None:
            progress(before + done, 2 * rounds)

    place = game.actor_names.index(priors.actor)
    coarse, fine = (
        solve_private(
            games,
            place,
            resolution=lens.grid * factor,
            rounds=rounds,
            seats=seats,
            threads=threads,
            progress=lambda done, all_, b=before: told(done, all_, b),  # type: ignore[misc]
        )
        for factor, before in ((1, 0), (2, rounds))
    )
    return coarse, fine


def _quality(coarse: PrivateEquilibrium, fine: PrivateEquilibrium) -> dict[str, object]:
    """Say how far the coarser grid is from the finer, and choices from their fixed points."""
    import numpy as np

    gaps = []
    for place, belief in enumerate(coarse.grid.belief):
        value, own = fine.value_at(belief)
        gaps += [abs(value - coarse.value[place]), abs(own - coarse.motive_value[place])]
    found: dict[str, object] = {
        "grid_error": float(np.nanmax(np.concatenate(gaps))),
        "grid_residual": max(coarse.residual, fine.residual),
    }
    if max(coarse.residual, fine.residual) > 1e-4:
        found |= {
            "status": "did not converge",
            "cause": "In some state what a choice tells and what is chosen do not settle.",
            "remedy": "Lower the precision of the actor, or ask for a finer grid.",
        }
    return found


def _private(
    game: Game,
    priors: Priors,
    seen: Filtered | None,
    _: PrivateEquilibrium,
    fine: PrivateEquilibrium,
) -> dict[str, object]:
    """Put names on the equilibrium of the finer grid."""
    import numpy as np

    found: dict[str, object] = {
        "grid_belief": (("point", "motive"), fine.grid.belief),
        "grid_value": (("point", "actor"), fine.value),
        "grid_motive_value": (("point", "motive"), fine.motive_value),
        "actor": list(game.actor_names),
    }
    if seen is None:
        return found
    belief = np.full((len(seen.seats), priors.prior.size), np.nan)
    now = priors.prior
    first = int(game.moves.actor_first[game.actor_names.index(priors.actor)])
    for n, seat in enumerate(seen.seats):
        place = (seat.number, seat.turn, int(seen.state[n]))
        if place not in fine.choice:
            break
        option = int(seen.option[n])
        slot = 0 if option == 0 else option - first
        now = now * fine.choice_at(place, now)[:, slot]
        now = now / now.sum()
        belief[n] = now
    found["private_belief"] = (("moment", "motive"), belief)
    return found
