"""The beliefs lens: which motive others make out from what an actor does."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import NotApplicable
from standoff.lenses.chosen import check_wholes

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats
    from standoff.lenses.beliefs_learning import Filtered, Priors
    from standoff.policy import Policy
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
        Whose motive; by default that of the actor with two or more that moves first.
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
    most_nodes
        Where the crisis has no more lines of play than make a tree of so many nodes,
        the game is solved with every motive unknown, beliefs kept exactly; 0 for never.
    seed
        Key of the random numbers, from 0 to 2**63 - 1.
    threads
        Threads to work with; by default one a processor. No answer changes.
    """

    actor: str | None = None
    motives: tuple[str, ...] = ()
    paths: int = 400
    rounds: int | None = None
    grid: int = 0
    most_nodes: int = 200
    seed: int = 0
    threads: int | None = None

    name: ClassVar[str] = "beliefs"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_wholes(
            self,
            self.name,
            ("paths", 0, 100_000),
            ("rounds", 1, 10_000),
            ("grid", 0, 200),
            ("most_nodes", 0, 2_000),
            ("seed", 0, 2**63 - 1),
            ("threads", 1, 1_000),
            optional=("rounds", "threads"),
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
            Its status is *did not converge* where a policy's is. Where a choice on
            the grid is farther than 1e-6 from its fixed point, the grid is left out, and
            the attributes `grid_residual` and `grid_unsettled` say how far and how many.

        Raises
        ------
        NotApplicable
            If no actor has two named motives, an actor has an order only, there
            is neither a record nor anything else to follow, or a grid is asked for
            where some choose at once.
        CommandError
            If the settings do not fit the crisis.
        """
        from standoff.lenses.beliefs_grid import on_grids, private, quality
        from standoff.lenses.beliefs_learning import filtered, learning, priors_of
        from standoff.lenses.beliefs_lines import lines_of_play
        from standoff.lenses.playing import at_once, processors
        from standoff.policy.joint import refuse_together
        from standoff.policy.private import with_motives

        if self.grid:
            refuse_together(game, "grid")
        priors = priors_of(game, self.actor, self.motives)
        rounds = self.rounds or game.horizon or ROUNDS
        lines = lines_of_play(game, priors, rounds=rounds, most=self.most_nodes)
        if record is None and lines is None and not self.paths and not self.grid:
            raise NotApplicable(
                "There is no record to learn from, and no paths and no grid were asked for."
                "\nGive the crisis a record, or ask for paths or a grid."
            )
        games = with_motives(game, priors.actor, priors.motives)
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
        answer.attrs |= {"rounds": rounds, "paths": self.paths} | at_once(game)
        if lines is not None:
            answer = answer.assign(lines.arrays)
            answer.attrs |= lines.attrs
        if self.grid:
            finer = on_grids(game, games, priors, seen, self.grid, rounds, threads, progress)
            answer = answer.assign(private(game, priors, seen, *finer))
            answer.attrs |= quality(*finer)
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
