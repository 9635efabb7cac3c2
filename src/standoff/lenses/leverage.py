"""The leverage lens: what an option, a programme, a veto or a seat is worth, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError, NotApplicable
from standoff.lenses.chosen import check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game

Progress = Callable[[int, int], None]

__all__ = ["Leverage"]


@dataclass(frozen=True)
class Leverage:
    """Ask what having something is worth: what everybody expects with it, less without it.

    What is taken out of the game is never available; everybody knows, and reckons
    with the others anew. What an actor gains by having it is split by interest.

    Parameters
    ----------
    of
        What to take out, each by itself: an instrument of the crisis by its name,
        an option as ``ACTOR.option``, all that an actor can do as ``ACTOR.*``,
        several together with ``+`` between them, a veto as ``veto:MEMBER`` or
        ``veto:BODY.MEMBER``, and a seat as ``seat:MEMBER`` or ``seat:BODY.MEMBER``;
        without a body all bodies are meant. Default: the instruments of the crisis,
        or, if it names none, all that each actor can do.
    draws
        How often weights are drawn from their ranges for the intervals; default:
        as many as a few seconds allow on two processors, at most 100.
    at
        Names of levels of the state to look from; other variables are as at the
        start.
    date
        ISO date in the record to look from, instead of ``at``.
    seed
        Key of the draws.
    threads
        Threads to work with; by default one a processor. No answer changes.

    Examples
    --------
    In the game of chicken, being able to swerve is worth a crash avoided to both:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> answer = standoff.look(game, Leverage(of=("A.swerve",), draws=0))
    >>> bool((answer["worth"] > 0).any())
    True
    """

    of: tuple[str, ...] | None = None
    draws: int | None = None
    at: Mapping[str, str] | None = None
    date: str | None = None
    seed: int = 0
    threads: int | None = None

    name: ClassVar[str] = "leverage"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_origin(self.name, self.at, self.date)
        if self.of is not None and (not self.of or len(set(self.of)) < len(self.of)):
            raise CommandError(
                "leverage was asked of nothing, or of the same thing twice.\n"
                "Name in 'of' what to take out, each once."
            )
        if self.draws is not None and not 0 <= self.draws <= 100_000:
            raise CommandError(
                f"leverage cannot use draws = {self.draws}. Choose a whole number from 0."
            )
        if self.threads is not None:
            check_count(self.name, "threads", self.threads)

    def look(
        self, game: Game, record: DatedRecord | None = None, *, progress: Progress | None = None
    ) -> xr.Dataset:
        """Return what things are worth to everybody; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date.
        progress
            Called with how many games are solved, and how many there are.

        Raises
        ------
        NotApplicable
            If an actor has only an order of states, or nobody can do anything.
        CommandError
            If there is nothing of a name asked for.
        """
        from standoff.lenses.leverage_find import find
        from standoff.lenses.leverage_taken import read, unasked
        from standoff.policy.cover import cover, require_numbers

        require_numbers(game)
        start, number = origin(self, game, record)
        rounds = game.horizon
        if rounds is not None and number is not None:
            if number > rounds:
                raise CommandError(
                    f"The lens 'leverage' cannot look from round {number}: play ends with round "
                    f"{rounds}.\nChoose an earlier 'date'."
                )
            rounds -= number - 1
        asked = unasked(game) if self.of is None else self.of
        if not asked:
            raise NotApplicable(
                "Nobody in this crisis can do anything, so nothing can be taken out.\n"
                "Give actors options."
            )
        # refused here, if it is too large, before the game is copied once for each
        _check_copies(game, asked, cover(game, start).rows)
        taken = [read(game, one) for one in asked]
        found = find(
            game, taken, start, rounds,
            draws=self.draws, seed=self.seed, threads=self.threads, progress=progress,
        )  # fmt: skip
        return found.assign_attrs(looked_from=int(game.moves.code[start]), looked_round=number or 1)


def _check_copies(game: Game, asked: Sequence[str], rows: int) -> None:
    """Refuse games without something that would not fit into memory together."""
    from standoff.policy.cover import require_memory

    copies = game.moves.available.nbytes * len(asked)
    require_memory(copies, rows, f"Take out fewer things at once with 'of' (here {len(asked)}). ")
