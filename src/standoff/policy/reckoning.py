"""What movers do who hold beliefs about the others, right or wrong: all states at once.

Each actor reckons for itself: with its own best or logit replies at all its own
turns and votes, and with what it believes of the others at theirs. So each has
values of its own, *views*, which need not be what it will get.

The loops over states are in `standoff.kernels.reckoning`; a `Table` hands them what
they read, and files what they find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.eights import room
from standoff.kernels.reckoning import (
    EVEN,
    FIRST,
    GIVEN,
    LOGIT,
    Casts,
    Menu,
    Rule,
    Seats,
    end,
    go_back,
    hold_votes,
)
from standoff.kernels.tables import CONSENSUS, MAJORITY, Floats, Ints
from standoff.policy.cover import Covered, perpetual, require_memory
from standoff.policy.filing import Filing
from standoff.policy.reckoning_at_once import AtOnce
from standoff.policy.replies import Ties

if TYPE_CHECKING:
    from standoff.game import Game

Reply = Literal["logit", "best"]
REPLIES: tuple[Reply, ...] = ("logit", "best")


def check_reply(kind: str, reply: str, precision_factor: float) -> None:
    """Refuse a reply that does not exist, and precisions that are no numbers."""
    if reply not in REPLIES:
        refuse(kind, "reply", reply, "logit or best")
    if not 0 <= precision_factor < np.inf:
        refuse(kind, "precision_factor", precision_factor, "a number, 0 or more")


def refuse(kind: str, setting: str, value: object, allowed: str) -> NoReturn:
    """Refuse the value of a setting of a kind of policy."""
    raise CommandError(
        f"The setting '{setting}' of the policy '{kind}' cannot be {value!r}.\nIt takes {allowed}."
    )


def replying(reply: Reply, width: float, precision: Floats) -> Rule:
    """Return the rule of logit replies, or of the first of the best and strict votes."""
    return Rule(LOGIT if reply == "logit" else FIRST, width, precision.astype(np.float64))


def best_replying(ties: Ties, width: float, actors: int) -> Rule:
    """Return the rule of best replies and strict votes."""
    return Rule(FIRST if ties == "hold" else EVEN, width, np.zeros(actors))


class Deeds(NamedTuple):
    """What is done in one turn, or believed to be, case by case and entry by entry."""

    share: Floats
    """Probability of each entry; (E,)."""
    cast: Casts
    """What seats do in each case; (c, s, 2)."""

    def copy(self) -> Deeds:
        """Return the same in memory of its own."""
        return Deeds(self.share.copy(), self.cast.copy())


class _Turn(NamedTuple):
    """What came of going back through a turn."""

    before: Floats
    odds: Floats
    regret: float
    drift: float


class Sheets(NamedTuple):
    """Room that is used again and again: two tables of values, a third, and odds of cases.

    What is made on a sheet stands there until the turn after next.
    """

    one: Floats
    other: Floats
    spare: Floats
    seen: Floats

    def blank(self, used: Floats) -> Floats:
        """Return the sheet that is not in use."""
        return self.other if used is self.one else self.one


@dataclass(frozen=True, eq=False)
class Table:
    """The covered states of a game as the kernels of `standoff.kernels.reckoning` read them.

    Values have axes (r, i), padded to whole registers as in `standoff.policy.cover`.
    """

    game: Game
    covered: Covered
    seats: Seats
    menus: dict[int, Menu]
    """What each mover may choose."""
    most_seats: int
    groups: dict[int, AtOnce]
    """Those who choose at once, by their turn of the round."""

    @classmethod
    def of(cls, game: Game, covered: Covered) -> Table:
        """Count the seats, and lay out what each mover may choose."""
        seats, turns = _seats(covered), covered.round.turns
        alone = np.unique(turns[turns < len(game.actor_names)])
        menus = {int(i): _menu(covered, int(i)) for i in alone}
        groups = {joint.turn: AtOnce.of(covered, joint, seats) for joint in covered.joints}
        most = int(np.diff(seats.first).max(initial=0))
        return cls(game, covered, seats, menus, most, groups)

    @property
    def turns(self) -> range:
        """The turns of a round, the last first."""
        return range(self.covered.round.turns.size - 1, -1, -1)

    @property
    def bytes_of_deeds(self) -> int:
        """Memory that the deeds of one round take."""
        cells = sum(group.options * self.covered.rows for group in self.groups.values())
        cases = sum(group.cases for group in self.groups.values())
        for m in self.turns:
            if m not in self.groups:
                cells += self.menu(m).slot.size
                cases += self.menu(m).body.size
        return 8 * (cells + 2 * cases * self.most_seats)

    def menu(self, m: int) -> Menu:
        """Return what the mover of turn ``m`` may choose."""
        return self.menus[int(self.covered.round.turns[m])]

    def quo(self) -> Floats:
        """Return what keeping each state for ever is worth."""
        return perpetual(self.covered)

    def even(self, m: int) -> Deeds:
        """Have the mover take what is open, and members vote any way, alike."""
        if m in self.groups:
            return Deeds(*self.groups[m].even())
        menu = self.menu(m)
        counts = np.diff(menu.first)
        cast = np.full((menu.body.size, self.most_seats, 2), 1.0 / 3.0)
        return Deeds(np.repeat(1.0 / counts, counts), cast)

    def sheets(self) -> Sheets:
        """Make room that many turns may use, one after the other."""
        shape = self.quo().shape
        cases = max((menu.body.size for menu in self.menus.values()), default=0)
        return Sheets(room(*shape), room(*shape), room(*shape), room(cases, shape[1]))

    def end(self, following: Floats, sheets: Sheets | None = None) -> Floats:
        """Return what is expected once the last turn is over, on one of the sheets if given."""
        if sheets is None:
            ended, spare = room(*following.shape), np.empty_like(following)
        else:
            ended, spare = sheets.blank(following), sheets.spare
        end(self.covered.round, following, spare, ended)
        return ended

    def best(self, m: int, after: Floats, rule: Rule, done: Deeds) -> tuple[Floats, Floats, float]:
        """Go back through a turn by best replies to what all do from then on.

        ``done`` is written. Returns what is expected before the turn, the odds of each
        case, and the most that a tie gave away.
        """
        turn = self._go(m, after, rule, None, done)
        return turn.before, turn.odds, turn.regret

    def reply(self, m: int, after: Floats, rule: Rule, believed: Deeds, done: Deeds) -> Floats:
        """Go back through a turn as each reckons who replies to what it believes of others.

        The replies go to ``done``. Returns what each expects before the turn.
        """
        if m in self.groups:
            return self.groups[m].reply(after, rule, believed, done)
        return self._go(m, after, rule, believed, done).before

    def learn(
        self, m: int, after: Floats, rule: Rule, believed: Deeds, weight: float, sheets: Sheets
    ) -> tuple[Floats, float]:
        """Do the same, and move what is believed by a part of the way to the replies.

        Returns what each expects before the turn, on one of the sheets, and how far the
        replies were from what was believed.
        """
        if m in self.groups:
            return self.groups[m].learn(after, rule, believed, weight)
        turn = self._go(m, after, rule, believed, believed, weight, sheets)
        return turn.before, turn.drift

    def play(self, m: int, after: Floats, done: Deeds) -> tuple[Floats, Floats, float]:
        """Go back through a turn as ``done`` says.

        Returns what is expected before it, the odds of each case, and the most that the
        mover would gain by one other choice. Where several choose at once, the odds are
        those of each way in which the turn can go, axes (r, f).
        """
        rule = Rule(GIVEN, 0.0, self.game.precision)
        if m in self.groups:
            return self.groups[m].play(after, done, rule)
        turn = self._go(m, after, rule, None, done)
        return turn.before, turn.odds, turn.regret

    def _go(
        self,
        m: int,
        after: Floats,
        rule: Rule,
        believed: Deeds | None,
        done: Deeds,
        weight: float = 1.0,
        sheets: Sheets | None = None,
    ) -> _Turn:
        """Vote and go back through a turn; nothing believed means that all is known."""
        menu, is_common = self.menu(m), believed is None
        if sheets is None:
            seen, before = room(menu.body.size, after.shape[1]), room(*after.shape)
        else:
            seen, before = sheets.seen[: menu.body.size], sheets.blank(after)
        share, cast = done if believed is None else believed
        drift = 0.0
        if menu.body.size:
            drift = hold_votes(
                menu, after, rule, self.seats, is_common, cast, done.cast, weight, seen
            )
        i = int(self.covered.round.turns[m])
        lost, off = go_back(menu, i, after, before, rule, seen, share, done.share, weight)
        return _Turn(before, seen[:, 0], float(lost), max(float(drift), float(off)))

    def file(self, filing: Filing, number: int, m: int, done: Deeds, odds: Floats) -> None:
        """Write the choices and votes of a turn into a policy."""
        if m in self.groups:
            slots = slice(*(int(f) for f in self.covered.round.slot_first[m : m + 2]))
            filing.choice[filing.index(number)][:, slots] = odds
            return
        menu, t = self.menu(m), filing.index(number)
        slot = int(self.covered.round.slot_first[m])
        rows = np.repeat(np.arange(self.covered.rows), np.diff(menu.first))
        filing.choice[t][rows, slot + menu.slot] = done.share
        case = np.flatnonzero(menu.case >= 0)
        column = self.covered.round.slot_vote[slot + menu.slot[case]]
        filing.passes[t][rows[case], column] = odds
        if filing.rounds is not None and number != filing.wanted:
            return
        for text in np.unique(column):
            own = np.flatnonzero(column == text)
            body = int(menu.body[own[0]])
            members = self.seats.member[self.seats.first[body] : self.seats.first[body + 1]]
            cast = done.cast[own]
            filing.note_ballots(
                rows[case[own]], int(text), body,
                [(int(k), cast[:, s, 0], cast[:, s, 1]) for s, k in enumerate(members)],
            )  # fmt: skip


def _seats(covered: Covered) -> Seats:
    """List the members that are actors, and add up what the others do for good."""
    ballots, tally = covered.ballots, covered.tally
    member = np.flatnonzero(ballots.member_actor >= 0)
    first = np.searchsorted(member, ballots.member_first)
    body = np.repeat(np.arange(ballots.rule.size), np.diff(first))
    tails = [np.zeros(0)]
    for b in range(ballots.rule.size):
        mass = tally.mass[tally.first[b] : tally.first[b + 1]]
        tail = np.cumsum(mass[::-1])
        if ballots.rule[b] == MAJORITY:
            # more than half: a draw does not pass
            tail = np.concatenate(([0.0], tail[:-1]))
        tails.append(tail)
    is_fatal = (ballots.veto[member] != 0) | (ballots.rule[body] == CONSENSUS)
    return Seats(
        first=first,
        member=member,
        actor=ballots.member_actor[member],
        votes=ballots.votes[member],
        band=ballots.band[member],
        is_fatal=is_fatal.astype(np.uint8),
        rule=ballots.rule,
        tail_first=np.asarray(tally.first),
        tail=np.concatenate(tails),
    )


def _menu(covered: Covered, i: int) -> Menu:
    """Lay out what an actor may choose in every state, state by state."""
    game = covered.round
    actions = range(int(game.actor_first[i]), int(game.actor_first[i + 1]))
    is_open = np.ones((covered.rows, 1 + len(actions)), dtype=np.bool_)
    for j, a in enumerate(actions, start=1):
        is_open[:, j] = game.target[game.outcome_first[a]] >= 0
    row, slot = np.nonzero(is_open)
    first = np.concatenate(([0], np.cumsum(is_open.sum(axis=1))))
    require_memory(64.0 * row.size, covered.rows)
    outcomes = np.ones(1 + len(actions), dtype=np.int64)
    outcomes[1:] = np.diff(game.outcome_first)[actions.start : actions.stop]
    leads_first = np.concatenate(([0], np.cumsum(outcomes[slot])))
    size = np.diff(first)
    is_plain = np.diff(leads_first[first]) == size
    menu = Menu(
        first=first,
        slot=slot.astype(np.int32),
        cost=np.zeros(row.size),
        case=np.full(row.size, -1, dtype=np.int32),
        leads_first=leads_first,
        leads=np.empty(leads_first[-1], dtype=np.int32),
        odds=np.ones(leads_first[-1]),
        body=np.zeros(0, dtype=np.int32),
        size=np.where(is_plain, -size, size),
        by_size=np.argsort(2 * size + is_plain, kind="stable"),
        by_body=np.zeros(0, dtype=np.int64),
        place=np.zeros(0, dtype=np.int64),
    )
    holding = slot == 0
    menu.leads[leads_first[:-1][holding]] = row[holding]
    for j, a in enumerate(actions, start=1):
        _enter(covered, a, np.flatnonzero(slot == j), row, menu)
    by_slot = np.concatenate(([-1], game.vote[actions.start : actions.stop]))
    case = np.flatnonzero(by_slot[slot] >= 0)
    menu.case[case] = np.arange(case.size)
    body = by_slot[slot[case]]
    return menu._replace(
        body=body.astype(np.int32),
        by_body=np.argsort(body, kind="stable"),
        place=leads_first[case],
    )


def _enter(covered: Covered, a: int, entries: Ints, row: Ints, menu: Menu) -> None:
    """Write where an action leads, and what it costs, into its entries."""
    game, here = covered.round, row[entries]
    outcomes = range(int(game.outcome_first[a]), int(game.outcome_first[a + 1]))
    for n, o in enumerate(outcomes):
        menu.leads[menu.leads_first[entries] + n] = game.target[o, here]
        menu.odds[menu.leads_first[entries] + n] = game.probability[o]
    is_fixed = game.cost_row[a] < 0
    menu.cost[entries] = game.cost[a] if is_fixed else game.cost_by_state[game.cost_row[a], here]
