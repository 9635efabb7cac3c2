"""Search for further logit equilibria of a game without an end.

Three ways are tried. From many random values Newton steps lead to an equilibrium
nearby, or else counting backwards does, so that it is counted how many starts came
to each. Then from some of the same starts, and from between equilibria known, the
search is repeated with Newton steps that keep away from all that are known
(`standoff.kernels.deflation`), until nothing new is found. The same is done at
lower precision, where equilibria lie closer together, and what is found there is
followed to the precision asked for.

What is found is an equilibrium: each is checked by the independent computation.
What is not found may exist all the same. A search ends when it stops finding
anything, which proves nothing; only for generic games is it known that their
number is odd (McKelvey and Palfrey 1995, theorem 3, by Harsanyi's argument), so
that an even number says that at least one is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import CommandError
from standoff.policy.hunt import TRIED, Hunt, Other, SpentError
from standoff.policy.policy import Policy

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Found:
    """What a search came to: equilibria, the first on the branch.

    Of ``starts`` tried ``failed`` came to nothing; ``unconfirmed`` points were no
    equilibria by the independent check; ``is_cut`` says that the search ended
    because it had taken too long.
    """

    equilibria: tuple[Other, ...]
    starts: int
    failed: int
    unconfirmed: int
    is_cut: bool


def search(
    game: Game, policy: Policy, *, starts: int = 20, seed: int = 0, progress: Progress | None = None
) -> Found:
    """Look for further equilibria of a game without an end, or in which some choose at once.

    Parameters
    ----------
    game
        The game.
    policy
        Its equilibrium on the principal branch, as `standoff.policy.solve` finds it.
    starts
        How many random values to start from.
    seed
        Key of the random numbers.
    progress
        Called with how much is done, and how much there is to do.

    Raises
    ------
    CommandError
        If play has an end and nobody chooses at once.
    """
    if policy.horizon is not None and not policy.covered.joints:
        raise CommandError(
            "With an end there is exactly one logit equilibrium, so there are no others to "
            "search for.\nSolve without a horizon."
        )
    hunt = _hunt(game, policy)
    hunt.add(hunt.known, "branch")
    tried, failed, is_cut = 0, 0, False
    try:
        guesses = [hunt.guess(seed, k) for k in range(max(starts, TRIED))]
        for guess in guesses[:starts]:
            failed += not hunt.from_start(guess)
            tried += 1
            if progress is not None:
                progress(tried, starts + 1)
        hunt.deflate([hunt.start, *guesses[:TRIED]])
        hunt.from_lower([hunt.start, *guesses[:TRIED]])
        hunt.deflate(hunt.between())
    except SpentError:
        is_cut = True
    if progress is not None:
        progress(starts + 1, starts + 1)
    others = sorted(hunt.equilibria[1:], key=lambda other: (-other.led, other.distance))
    return Found(
        equilibria=(hunt.equilibria[0], *others),
        starts=tried,
        failed=failed,
        unconfirmed=hunt.unconfirmed,
        is_cut=is_cut,
    )


def _hunt(game: Game, policy: Policy) -> Hunt:
    """Return the equations of a game; what is chosen at once is part of them."""
    if policy.covered.joints:
        from standoff.policy.hunt_at_once import HuntAtOnce

        return HuntAtOnce(game, policy)
    return Hunt(game, policy)
