"""The foresight lens: where a crisis can rest if actors look several moves ahead."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from standoff.errors import CommandError, NotApplicable
from standoff.lenses.chosen import check_concepts, check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Bytes
    from standoff.lenses.foresight_answer import Found
    from standoff.lenses.foresight_lines import Lines, Play

__all__ = ["CONCEPTS", "STEPPED", "TIMELESS", "Foresight"]

STEPPED: Final = ("limited_move", "metarational", "credible_metarational", "maximin")
"""Concepts that have a horizon."""
TIMELESS: Final = ("non_myopic", "policy_stable", "simultaneous")
"""Concepts that have none."""
CONCEPTS: Final = (*STEPPED, *TIMELESS, "stackelberg")

_PAIR_ONLY: Final = ("limited_move", "non_myopic", "stackelberg")
_MOST_HORIZONS: Final = 50
_MOST_MOVES: Final = 20_000_000
_MOST_JOINT: Final = 50_000_000
_MOST_TOGETHER: Final = 500
"""States up to which all legal sequences are listed, for the cooperative variant."""
_FARTHEST: Final = 1_000
"""Horizon up to which the non-myopic limit is looked for."""


@dataclass(frozen=True)
class Foresight:
    """Ask who would stay where, looking 1, 2, 3, ... moves ahead, or without end.

    A horizon is a count of moves, an actor's own and the answers to them. Verdicts
    are given for a range of them, since longer foresight can undo what shorter
    foresight says.

    Parameters
    ----------
    concepts
        Which of limited_move, metarational, credible_metarational, maximin,
        non_myopic, policy_stable, simultaneous and stackelberg to report.
    horizons
        The longest horizon reported, up to 50.
    variant
        How more than two actors look ahead (limited_move, non_myopic, stackelberg):
        *individualistic*, where each of the others answers for itself and the worst
        of their answers is expected, or *cooperative*, where the others answer as
        one if that pays each of them. Without it these three concepts are left out
        where more than two actors can move.
    ties
        Whether an actor that has several equally good ends takes the one that is
        worst for the others (*harsh*) or best for them (*kind*).
    at
        Names of levels of the state to look from; other variables are as at the
        start. It decides no verdict, only what is shown.
    date
        ISO date in the record to look from, instead of ``at``.
    most_states
        The answer holds this many states, the nearest to the state looked from, and
        those that their verdicts speak of. Verdicts are made on all states.
    tries
        Choices tried for one state in the search for plans that keep it; a state
        for which that does not suffice is *open* under policy_stable.

    References
    ----------
    Fang, Hipel and Kilgour (1989), European Journal of Operational Research 41:
    86-100; Zeng, Fang, Hipel and Kilgour (2004, 2006, 2007). The theory page
    ``docs/theory/foresight.md`` has the definitions and all sources.

    Examples
    --------
    In the prisoner's dilemma cooperation rests as soon as both look two moves ahead:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = standoff.look(game, Foresight(horizons=3))
    >>> answer["equilibrium_count"].sel(concept="limited_move").values.tolist()
    [1, 2, 2]
    """

    concepts: tuple[str, ...] = CONCEPTS
    horizons: int = 6
    variant: Literal["individualistic", "cooperative"] | None = None
    ties: Literal["harsh", "kind"] = "harsh"
    at: Mapping[str, str] | None = None
    date: str | None = None
    most_states: int = 500
    tries: int = 100

    name: ClassVar[str] = "foresight"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_concepts(self.name, self.concepts, CONCEPTS)
        check_count(self.name, "horizons", self.horizons)
        if self.horizons > _MOST_HORIZONS:
            raise CommandError(
                f"foresight cannot use horizons = {self.horizons}. "
                f"Choose a whole number from 1 to {_MOST_HORIZONS}; the concept non_myopic "
                "looks further ahead than any."
            )
        check_count(self.name, "most_states", self.most_states)
        check_count(self.name, "tries", self.tries)
        check_origin(self.name, self.at, self.date)

    def look(self, game: Game, record: DatedRecord | None = None) -> xr.Dataset:
        """Return verdicts and lines of play; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date.

        Returns
        -------
        Dataset
            Its status is *none exists* if no state of the whole game is stable for
            every actor under any concept and horizon reported.

        Raises
        ------
        NotApplicable
            If no concept asked for can be applied to the game.
        CommandError
            If the state looked from is none of the game's.
        """
        from standoff.kernels.edges import TooManyMoves
        from standoff.lenses.foresight_lines import Play

        start = origin(self, game, record)[0]
        passes = game.sincere_passes()
        try:
            play = Play.of(game, passes, _MOST_MOVES)
        except TooManyMoves as error:
            raise NotApplicable(
                f"Looking ahead lists every move, and this game has {error.moves:,} of them; "
                f"at most {error.most:,} are listed.\n"
                "Leave out variables or levels, or use the lens 'stability', which lists none."
            ) from None
        left_out = self._left_out(play)
        if set(self.concepts) <= set(left_out):
            raise NotApplicable(_nothing_applies(play.movers, game.state_count, left_out))
        return self._answer(game, passes, play, start, left_out)

    def _left_out(self, play: Play) -> dict[str, str]:
        """Say which of the concepts asked for do not apply, and why."""
        from standoff.kernels.simultaneous import joint_moves

        found = {}
        for concept in (name for name in self.concepts if name in _PAIR_ONLY):
            if play.movers > 2 and self.variant is None:
                found[concept] = "actors"
            elif self._cooperates(play) and play.states.size > _MOST_TOGETHER:
                found[concept] = "size"
        if "simultaneous" in self.concepts and joint_moves(play.paying) > _MOST_JOINT:
            found["simultaneous"] = "size"
        return found

    def _cooperates(self, play: Play) -> bool:
        """Tell whether the cooperative variant differs from the other one here."""
        return self.variant == "cooperative" and play.movers > 2

    def _answer(
        self, game: Game, passes: Bytes, play: Play, start: int, left_out: dict[str, str]
    ) -> xr.Dataset:
        from standoff.kernels.stability import distances
        from standoff.lenses.foresight_answer import Found, lay_out, nearest

        asked = [name for name in CONCEPTS if name in self.concepts and name not in left_out]
        found = Found(stepped=self._stepped(play, asked))
        if set(asked) & set(_PAIR_ONLY):
            self._look_ahead(play, asked, found)
        if "simultaneous" in asked:
            found.timeless["simultaneous"] = play.simultaneous(game, passes)
        if "policy_stable" in asked:
            kept = play.policy_stable(self.tries)
            found.timeless["policy_stable"], found.rests["policy_stable"] = kept
        found.stepped = {name: found.stepped[name] for name in STEPPED if name in asked}
        found.timeless = {name: found.timeless[name] for name in TIMELESS if name in asked}
        steps = distances(game.moves, game.rank, passes, start)
        shown = nearest(play, steps, self.most_states, found)
        answer = lay_out(game, passes, play, found, shown)
        answer["steps_from_start"] = ("state", steps[play.states[shown]])
        answer.attrs |= {
            "looked_from": int(game.moves.code[start]),
            "state_count": game.state_count,
            "states_shown": "all" if shown.size == game.state_count else "nearest",
            "movers": play.movers,
            "left_out": json.dumps(left_out),
        }
        if not found.rests_anywhere():
            answer.attrs |= _NOWHERE
        return answer

    def _stepped(self, play: Play, asked: Collection[str]) -> dict[str, Lines]:
        """Look at each horizon, cautiously: others want nothing but to hold an actor down."""
        found: dict[str, Lines] = {}
        if "metarational" in asked or "maximin" in asked:
            held, secured = play.metarational(self.horizons, credible=False)
            found |= {"metarational": held, "maximin": secured}
        if "credible_metarational" in asked:
            found["credible_metarational"] = play.metarational(self.horizons, credible=True)[0]
        return found

    def _look_ahead(self, play: Play, asked: Collection[str], found: Found) -> None:
        """Look at each horizon, and beyond, where others seek their own good."""
        harsh, together = self.ties == "harsh", self._cooperates(play)
        ahead = play.ahead(max(2, self.horizons), harsh, together)
        if "limited_move" in asked:
            told = found.stepped["limited_move"] = play.limited_move(ahead[: self.horizons + 1])
            other = play.ahead(self.horizons, not harsh, together)
            found.tied = play.limited_move(other).stable != told.stable
        if "non_myopic" in asked:
            found.limit = play.settled(harsh, together, _FARTHEST)
            found.timeless["non_myopic"] = play.non_myopic(found.limit)
        if "stackelberg" in asked:
            found.leads = play.led(ahead[2])


_NOWHERE: Final = {
    "status": "none exists",
    "cause": "In every state some actor would leave, under each concept and horizon looked at.",
    "remedy": "Look at who leaves which state: the crisis may go round in a circle.",
}


def _nothing_applies(movers: int, states: int, left_out: Mapping[str, str]) -> str:
    """Say why no concept asked for can be used, and what to do."""
    if "actors" in left_out.values():
        return (
            f"How {movers} actors look ahead is not settled: the concepts asked for are defined "
            "for two actors that can move.\n"
            "Choose a reading with variant = individualistic or cooperative, or ask for "
            "metarational, maximin or policy_stable, which are defined for any number."
        )
    return (
        f"The concepts asked for go through more combinations than can be listed for "
        f"{states:,} states.\n"
        "Choose variant = individualistic, leave out simultaneous, or leave out variables."
    )
