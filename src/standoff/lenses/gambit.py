"""The gambit lens: a short crisis as a tree, and every equilibrium that Gambit finds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from standoff.errors import CommandError, DidNotConverge, NotApplicable
from standoff.lenses.chosen import check_concepts, check_count, check_name, check_origin
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game

CONCEPTS: Final = ("nash", "sequential", "logit")
FORMS: Final = ("turns", "at_once")


@dataclass(frozen=True)
class Gambit:
    """Hand a short crisis to Gambit, and bring its equilibria back in the crisis's words.

    Gambit (Savani and Turocy) lists equilibria that the other lenses do not: all Nash
    equilibria of a game of two movers, those that rest on threats that would not be
    carried out among them. What it finds is reckoned again here, by code of ours.

    Parameters
    ----------
    concepts
        Of ``nash``, ``sequential`` and ``logit``.
    form
        ``turns``: each mover sees what was done before it, as in every other lens.
        ``at_once``: the movers of a round choose without seeing each other.
    rounds
        How many are played; default: the horizon of the crisis, or one.
    private
        Whether an actor with named motives has one of them by its prior, and only it
        knows which.
    precision_factor
        Multiplies every actor's precision under ``logit``.
    at
        Names of levels of the state to look from; other variables are as at the start.
    date
        ISO date in the record to look from, instead of ``at``.
    most_nodes
        Above this many nodes the tree is refused.

    References
    ----------
    Savani and Turocy, *Gambit: the package for computation in game theory*.
    Kreps and Wilson (1982), Econometrica 50(4):863-894: sequential equilibrium.
    McKelvey and Palfrey (1998), Experimental Economics 1:9-41: the agent logit form.

    Examples
    --------
    >>> Gambit(concepts=("nash",), form="at_once").form
    'at_once'
    """

    concepts: tuple[str, ...] = CONCEPTS
    form: str = "turns"
    rounds: int | None = None
    private: bool = False
    precision_factor: float = 1.0
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_nodes: int = 500

    name: ClassVar[str] = "gambit"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts, CONCEPTS)
        check_origin(self.name, self.at, self.date)
        check_count(self.name, "most_nodes", self.most_nodes)
        if self.rounds is not None:
            check_count(self.name, "rounds", self.rounds)
        check_name(self.name, "form", self.form, FORMS)
        if not 0 <= self.precision_factor < float("inf"):
            raise CommandError(
                f"'precision_factor' is {self.precision_factor}.\n"
                "It multiplies precisions, so it is a number, 0 or more."
            )

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return the equilibria; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            A game in which all preferences are in numbers.
        record
            The walked record, needed to look from a date.

        Raises
        ------
        NotApplicable
            If the crisis makes no small tree, or pygambit is not installed.
        """
        from standoff.lenses import gambit_ask
        from standoff.lenses.gambit_answer import answer
        from standoff.lenses.gambit_solve import solve_tree
        from standoff.lenses.gambit_tree import plant

        start, _ = origin(self, game, record)
        rounds = self.rounds or game.horizon or 1
        planted = plant(
            _unhurried(game, self),
            rounds,
            start=start,
            at_once=self.form == "at_once",
            private=self.private,
            most=self.most_nodes,
        )
        gambit_ask.require()
        found = solve_tree(planted, [c for c in CONCEPTS if c in self.concepts])
        if not found.equilibria and found.left_out:
            raise NotApplicable(
                f"The tree has {len(planted.tree.children)} nodes and {len(planted.sets)} "
                "decisions, too many to list equilibria of the kinds asked for.\n"
                "Ask for fewer rounds with 'rounds', or use the lens 'equilibrium'."
            )
        if not found.equilibria:
            raise DidNotConverge(
                "Nothing that Gambit returned was confirmed when it was reckoned again.\n"
                "Lower the precision with 'precision_factor', or use the lens 'equilibrium'."
            )
        made = answer(planted, found)
        made.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "rounds": rounds,
            "form": self.form,
        }
        return made


def _unhurried(game: Game, lens: Gambit) -> Game:
    """Return the game with its precisions multiplied."""
    if lens.precision_factor == 1.0:
        return game
    return dataclasses.replace(game, precision=lens.precision_factor * game.precision)
