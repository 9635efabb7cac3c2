"""The inverse lens: which preferences would make everybody stay in a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError, nearest
from standoff.lenses.chosen import check_concepts, check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin
from standoff.vocab import CONCEPTS

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game

__all__ = ["Inverse"]


@dataclass(frozen=True)
class Inverse:
    """Ask which preferences would keep each actor in a state.

    For every actor and concept: what must be no better than the state, under
    how many of all orders that holds, and the least change of the order as it
    is after which it holds; and the least change of all orders together.

    Parameters
    ----------
    concepts
        Under which concepts of stability.
    at
        Names of levels of the state to stay in; other variables are as at the
        start.
    date
        ISO date in the record whose state to stay in, instead of ``at``.
    actor
        The one actor to ask about; all by default.
    most_states
        Up to how many states of the game all orders are changed together under
        SEQ and SSEQ, where one's order decides what another has to fear.

    References
    ----------
    Kinsara, Kilgour and Hipel (2015), IEEE Transactions on Systems, Man, and
    Cybernetics: Systems 45: 734-742; the theory page ``docs/theory/inverse.md``.

    Examples
    --------
    Mutual cooperation is Nash stable under half of each prisoner's orders, one pair away:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = standoff.look(game, Inverse(concepts=("nash",)))
    >>> answer["share"].values.tolist(), answer["distance"].values.tolist()
    ([[0.5, 0.5]], [[1.0, 1.0]])
    """

    concepts: tuple[str, ...] = CONCEPTS
    at: Mapping[str, str] | None = None
    date: str | None = None
    actor: str | None = None
    most_states: int = 24

    name: ClassVar[str] = "inverse"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts)
        check_count(self.name, "most_states", self.most_states)
        check_origin(self.name, self.at, self.date)

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return conditions, shares and changes; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed for a date.

        Raises
        ------
        CommandError
            If there is no such state or actor.
        NotApplicable
            If there are more moves than can be listed.
        """
        from standoff.lenses.inverse_answer import answered
        from standoff.lenses.listed import listed_moves

        state = origin(self, game, record)[0]
        names = game.actor_names
        if self.actor is not None and self.actor not in names:
            raise CommandError(
                f"inverse knows no actor called '{self.actor}'. {nearest(self.actor, names)}"
                f"Actors: {', '.join(names)}."
            )
        asked = [i for i, name in enumerate(names) if self.actor in (None, name)]
        concepts = [concept for concept in CONCEPTS if concept in self.concepts]
        listed = listed_moves(game)
        return answered(game, listed, state, asked, concepts, most_states=self.most_states)
