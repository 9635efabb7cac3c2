"""The deals lens: what bargains there are, who would take them, and who would keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.chosen import check_count, check_origin
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.lenses.deals_search import Offer
    from standoff.lenses.deals_table import Pact, Table

Progress = Callable[[int, int], None]

__all__ = ["Deals"]

_MOST: int = 5_000_000


@dataclass(frozen=True)
class Deals:
    """Ask of each deal who gains by it, who would break it and who would vote for it.

    Under a deal its commitments have been carried out, and options that may undo
    one are unavailable. Without it the crisis takes its course. The combinations
    of commitments are screened all at once, and the most promising are solved.

    Parameters
    ----------
    deals
        Names of deals of the crisis; default: all that are written in it.
    search
        Which combinations of commitments to look through: of those *named* in the
        deals of the crisis, of *all* levels of all variables that an actor can
        change, or *none*. Default: named, or all where no deal is written.
    variables
        Names of the variables on the table in the search; default: all.
    parties
        Actors to whom a deal has to be acceptable in the search; default: all.
    plane
        Two actors, in whose gains the frontier is drawn; default: those of the
        parties whose gains agree least.
    seen
        Probability that a breach is seen in a round.
    solved
        How many of the combinations are solved, the most promising first.
    most
        Most combinations to screen.
    at
        Names of levels of the state to look from; other variables are as at the
        start.
    date
        ISO date in the record to look from, instead of ``at``.
    threads
        Threads to work with; by default one a processor. No answer changes.

    References
    ----------
    Fearon (1995), International Organization 49: 379-414: commitment problems.
    Nash (1950), Kalai and Smorodinsky (1975), Kalai (1977): the points.

    Examples
    --------
    In the game of chicken that both swerve is worth having and has to be watched:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> answer = standoff.look(game, Deals())
    >>> int(answer.attrs["combinations"])
    8
    """

    deals: tuple[str, ...] | None = None
    search: Literal["named", "all", "none"] | None = None
    variables: tuple[str, ...] | None = None
    parties: tuple[str, ...] | None = None
    plane: tuple[str, ...] | None = None
    seen: float = 1.0
    solved: int = 40
    most: int = 300_000
    at: Mapping[str, str] | None = None
    date: str | None = None
    threads: int | None = None

    name: ClassVar[str] = "deals"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_origin(self.name, self.at, self.date)
        check_count(self.name, "solved", self.solved)
        check_count(self.name, "most", self.most)
        if self.most > _MOST:
            raise CommandError(
                f"deals cannot use most = {self.most}. Choose a whole number up to {_MOST:,}."
            )
        if not 0.0 <= self.seen <= 1.0:
            raise CommandError(
                f"deals cannot use seen = {self.seen}. It is a probability, from 0 to 1."
            )
        if self.plane is not None and len(set(self.plane)) != 2:
            raise CommandError(
                f"deals cannot use plane = {', '.join(self.plane)}. Name two actors."
            )
        if self.threads is not None:
            check_count(self.name, "threads", self.threads)

    def look(
        self, game: Game, record: DatedRecord | None = None, *, progress: Progress | None = None
    ) -> xr.Dataset:
        """Return what deals are worth and who would keep them; see ``docs/reference/answers.md``.

        Parameters
        ----------
        game
            The game to look at.
        record
            The walked record, needed to look from a date.
        progress
            Called with how many combinations are screened, and how many there are.

        Returns
        -------
        Dataset
            Its status is *none exists* where no deal on the table can be carried
            out from the state looked from.

        Raises
        ------
        NotApplicable
            If an actor has only an order of states, or there is nothing to promise.
        CommandError
            If a setting names what the crisis does not have.
        """
        from standoff.lenses.deals_answer import lay_out
        from standoff.lenses.deals_find import find_all
        from standoff.lenses.deals_table import Table
        from standoff.policy.cover import require_numbers

        require_numbers(game)
        start, number = origin(self, game, record)
        rounds = game.horizon
        if rounds is not None and number is not None:
            if number > rounds:
                raise CommandError(
                    f"The lens 'deals' cannot look from round {number}: play ends with round "
                    f"{rounds}.\nChoose an earlier 'date'."
                )
            rounds -= number - 1
        table = Table(game, start, rounds)
        pacts = self._pacts(game)
        parties = self._actors(game, "parties", self.parties) or tuple(range(len(game.actor_names)))
        plane = self._actors(game, "plane", self.plane)
        found = find_all(
            table, pacts, self._offer(table, pacts), parties,
            seen=self.seen, solved=self.solved, threads=self.threads, progress=progress,
        )  # fmt: skip
        answer = lay_out(table, found, parties, plane)
        return answer.assign_attrs(looked_round=number or 1)

    def _pacts(self, game: Game) -> tuple[Pact, ...]:
        """Read the deals asked for from the crisis."""
        from standoff.lenses.deals_table import Pact, Promise

        written = {deal.name: deal for deal in game.crisis.deals}
        asked = tuple(written) if self.deals is None else self.deals
        for name in asked:
            if name not in written:
                known = ", ".join(written) or "none"
                raise CommandError(
                    f"The crisis '{game.crisis.name}' has no deal called '{name}'.\n"
                    f"{nearest(name, written)}Its deals: {known}."
                )
        pacts = []
        for name in asked:
            by_level: dict[tuple[int, int], list[int]] = {}
            for actor, variable, level in written[name].commitments:
                key = (game.variable_names.index(variable), level)
                by_level.setdefault(key, []).append(game.actor_names.index(actor))
            promises = tuple(
                Promise(v, level, tuple(sorted(actors)))
                for (v, level), actors in sorted(by_level.items())
            )
            pacts.append(Pact(name, promises))
        return tuple(pacts)

    def _actors(self, game: Game, setting: str, names: Sequence[str] | None) -> tuple[int, ...]:
        """Return the indices of actors named in a setting."""
        known = game.actor_names
        for name in names or ():
            if name not in known:
                raise CommandError(
                    f"The setting '{setting}' of the lens 'deals' names '{name}', and there is no "
                    f"such actor.\n{nearest(name, known)}Actors: {', '.join(known)}."
                )
        return tuple(known.index(name) for name in names or ())

    def _offer(self, table: Table, pacts: Sequence[Pact]) -> Offer | None:
        """Put commitments on the table; None where nothing is searched."""
        from standoff.lenses.deals_search import open_offer

        names = table.game.variable_names
        for name in self.variables or ():
            if name not in names:
                raise CommandError(
                    f"The setting 'variables' of the lens 'deals' names '{name}', and there is no "
                    f"such variable.\n{nearest(name, names)}Variables: {', '.join(names)}."
                )
        search = self.search or ("named" if pacts else "all")
        if search == "none":
            if not pacts:
                raise NotApplicable(
                    "The crisis has no deals, and no combinations of commitments were to be "
                    "searched.\nWrite deals into it, or choose search = all."
                )
            return None
        offer = open_offer(table, pacts, self.variables, search == "named")
        if offer.count < 1:
            raise NotApplicable(
                "There is nothing to promise: no deal is written, and no option changes a variable "
                "on the table.\nWrite deals into the crisis, or put other variables on the table."
            )
        if offer.count > self.most:
            raise NotApplicable(
                f"There are {offer.count:,} combinations of commitments, and at most "
                f"{self.most:,} are screened.\nName fewer 'variables', or raise 'most'."
            )
        return offer
