"""The ensemble lens: what happens then, how soon, how surely."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from standoff.errors import CommandError, nearest
from standoff.lenses.chosen import check_vantage, check_wholes
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.paths import Leg, Tally
    from standoff.lenses.interventions import Change
    from standoff.lenses.stretches import Stretches
    from standoff.policy import Policy

Progress = Callable[[int, int], None]

ROUNDS = 40
"""Rounds drawn where neither a horizon nor a calendar says how many there are."""

EXACT_WORK = 30_000_000
"""Products of probabilities that are felt by nobody: some hundredths of a second."""

MOST_EXACT_WORK = 200_000_000_000

BATCHES = 40
"""Batches of equal size into which dependent draws are cut, at the least."""


@dataclass(frozen=True)
class Ensemble:
    """Draw many paths from the equilibrium, and count what happens on them.

    Every path is a function of the game, the policy, the seed and its own
    number alone, so the answer is the same on any number of threads.

    Parameters
    ----------
    paths
        How many paths to draw.
    seed
        Key of the random numbers, from 0 to 2**63 - 1.
    rounds
        Rounds to draw; by default what is left of the horizon, else of the
        calendar, else 40.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    first_round
        The first round to draw; 1 is the first round of the crisis.
    date
        ISO date in the record to look from, instead of ``at`` and
        ``first_round``. The round that contains it is played in full, from
        the state that the record has led to by then.
    threads
        Threads to work with; by default one a processor. No answer changes.
    sequence_length
        How many moves of a path count as its opening.
    sequences
        How many of the commonest openings to report.
    policy
        What movers do, one of `standoff.policy.POLICIES`: ``logit`` is the
        equilibrium, ``rules`` what the crisis lays down by hand.
    otherwise
        With ``rules``: what those do for whom no rule holds, ``hold`` or
        another policy.
    level
        With ``level-k``: how many steps ahead of guessing.
    interventions
        What is changed on the way, for example ``2009-04 without PRK.launch``
        or ``round 3 with talks=held``. Until then actors play the game as they
        know it, and from then on the changed game, knowing that. What this
        changes is told too, from the same paths without it.
    draws
        ``antithetic``: of two paths one reads its numbers from the other end.
        ``stratified``: the numbers of paths in one state lie evenly.
        Intervals then come from how batches of paths differ.
    exact
        Work out shares and first times without drawing too; by default where
        that costs nothing that is felt.
    curves
        Variables and options whose survival curves are shown.
    """

    paths: int = 10_000
    seed: int = 0
    rounds: int | None = None
    at: Mapping[str, str] | None = None
    first_round: int = 1
    date: str | None = None
    threads: int | None = None
    sequence_length: int = 5
    sequences: int = 10
    policy: str = "logit"
    otherwise: str | None = None
    level: int | None = None
    interventions: tuple[str, ...] | None = None
    draws: Literal["independent", "antithetic", "stratified"] = "independent"
    exact: bool | None = None
    curves: tuple[str, ...] | None = None

    name: ClassVar[str] = "ensemble"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_wholes(
            self,
            self.name,
            ("paths", 1, 10**9),
            ("seed", 0, 2**63 - 1),
            ("rounds", 1, 10_000),
            ("first_round", 1, 10**6),
            ("threads", 1, 1024),
            ("sequence_length", 1, 62),
            ("sequences", 0, 1000),
            ("level", 0, 100),
            optional=("rounds", "threads", "level"),
        )
        if self.draws != "independent":
            self._check_draws()
        check_vantage(self.name, self.at, self.first_round, self.date)

    def _check_draws(self) -> None:
        """Refuse what dependent draws cannot serve."""
        if self.paths % (2 * BATCHES):
            near = max(1, round(self.paths / (2 * BATCHES))) * 2 * BATCHES
            raise CommandError(
                f"The lens 'ensemble' draws {self.draws} paths in {BATCHES} batches of pairs, and "
                f"{self.paths:,} paths cannot be divided so.\nChoose {near:,} 'paths'."
            )
        if self.interventions:
            raise CommandError(
                "The lens 'ensemble' compares paths with and without interventions one by one, so "
                f"they cannot be {self.draws}.\nLeave 'draws' out."
            )

    def look(
        self,
        game: Game,
        record: DatedRecord | None = None,
        *,
        policy: Policy | None = None,
        progress: Progress | None = None,
    ) -> xr.Dataset:
        """Draw the paths and return what was counted; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            The game to play.
        record
            The walked record, needed to look from a date.
        policy
            What movers do; by default the equilibrium is solved from the state
            looked from, and verified.
        progress
            Called with how much is done, and how much there is to do.

        Returns
        -------
        Dataset
            Shares of paths with 95% Wilson intervals. Its status is *did not
            converge* where that of the policy is.

        Raises
        ------
        CommandError
            If the settings do not fit the game, the record or the policy.
        NotApplicable
            If an actor has only an order of states and no policy is given.
        """
        from standoff.lenses.ensemble_answer import Asked, answer_of, changed, exactly
        from standoff.lenses.interventions import changes_of
        from standoff.lenses.playing import at_once
        from standoff.lenses.stretches import Stretches

        start, round_on_date = origin(self, game, record)
        first_round = round_on_date or self.first_round
        rounds = self._rounds(game, first_round)
        numbers = range(first_round, first_round + rounds)
        changes = changes_of(game, self.interventions or (), numbers)
        solving, drawing = (None, progress) if policy is not None else _halves(progress)
        if policy is None:
            policy = self._policy(game, start, solving)
        self._check_policy(policy, start, first_round, rounds)
        whole = Stretches.of(game, policy, rounds)
        other = whole.changed(changes, first_round, self._policy) if changes else None
        plan = (start, first_round, rounds)
        tally = self._draw(game, (whole, other), plan, drawing)
        asked = Asked(self.paths, first_round, self.sequence_length, self.sequences)
        told = tally if tally.difference is None else tally.difference.tally
        answer = answer_of(game, told, asked)
        if tally.difference is not None:
            answer = answer.assign(changed(game, told, tally.difference, self.paths))
        played = other or whole
        if self._is_exact(game, played, rounds):
            answer = answer.assign(exactly(played.first_times(start, first_round)))
        answer = answer.assign(_settled(game, played, start))
        answer.attrs |= {
            "paths": self.paths,
            "looked_from": int(game.moves.code[start]),
            "looked_round": first_round,
            "seed": self.seed,
        }
        answer.attrs |= _said(game, self, changes) | at_once(game)
        lost = next((p for p in played.policies if p.status != "found"), policy)
        if lost.status != "found":
            answer.attrs |= {"status": lost.status, "cause": lost.cause, "remedy": lost.remedy}
        return answer

    def _policy(
        self, game: Game, start: int, progress: Progress | None = None, also: Sequence[int] = ()
    ) -> Policy:
        """Find out what movers do, and verify it."""
        from standoff.policy import confirmed, play, solve

        if self.policy == "logit":
            return confirmed(game, solve(game, start=start, also=also, progress=progress))
        settings: dict[str, Any] = {"otherwise": self.otherwise, "level": self.level}
        settings = {name: value for name, value in settings.items() if value is not None}
        if self.policy == "rules":
            settings["also"] = also
        played = play(game, self.policy, start=start, progress=progress, **settings)
        # what is laid down by hand solves nothing that could be checked
        return played if self.policy == "rules" else confirmed(game, played)

    def _is_exact(self, game: Game, played: Stretches, rounds: int) -> bool:
        """Say whether to work out what is exact, which must not take for ever."""
        work = played.work(rounds)
        if self.exact and work > MOST_EXACT_WORK:
            raise CommandError(
                f"Exact figures of this ensemble take {work:.1g} products, which is too many.\n"
                "Leave 'exact' out, or draw fewer rounds."
            )
        return work <= EXACT_WORK if self.exact is None else self.exact

    def _rounds(self, game: Game, first_round: int) -> int:
        """Return how many rounds to draw, which the horizon must have."""
        horizon, calendar = game.horizon, game.crisis.calendar
        if horizon is None:
            left = calendar.rounds - first_round + 1 if calendar is not None else ROUNDS
            return self.rounds or (left if left > 0 else ROUNDS)
        left = horizon - first_round + 1
        if left < 1:
            raise CommandError(
                f"The lens 'ensemble' cannot begin in round {first_round}: this crisis ends with "
                f"round {horizon}.\nChoose an earlier 'first_round'."
            )
        if self.rounds is not None and self.rounds > left:
            raise CommandError(
                f"The lens 'ensemble' cannot draw {self.rounds} rounds from round {first_round} "
                f"on: this crisis ends with round {horizon}.\n"
                f"Choose 'rounds' from 1 to {left}."
            )
        return self.rounds or left

    def _check_policy(self, policy: Policy, start: int, first_round: int, rounds: int) -> None:
        """Refuse a policy that does not reach far enough."""
        if policy.row(start) < 0:
            raise CommandError(
                "The policy given does not cover the state looked from.\n"
                "Solve it from that state, or give none."
            )
        last = policy.horizon
        if last is not None and first_round + rounds - 1 > last:
            raise CommandError(
                f"The policy given ends with round {last}, and round "
                f"{first_round + rounds - 1} was asked for.\nChoose fewer 'rounds'."
            )

    def _draw(
        self,
        game: Game,
        courses: tuple[Stretches, Stretches | None],
        where: tuple[int, int, int],
        progress: Progress | None,
    ) -> Tally:
        """Draw the paths from ``where``: start, first round, number of rounds."""
        from standoff.kernels.paths import Plan, draw, longest_opening
        from standoff.lenses.playing import processors

        start, first_round, rounds = where
        longest = longest_opening(len(game.actions))
        if self.sequence_length > longest:
            raise CommandError(
                f"The setting 'sequence_length' of the lens 'ensemble' cannot be "
                f"{self.sequence_length}.\nWith {len(game.actions)} options it takes a whole "
                f"number from 1 to {longest}."
            )
        width = max(len(v.levels) for v in game.crisis.variables)
        plan = Plan(
            start=courses[0].policies[0].row(start),
            first_round=first_round,
            rounds=rounds,
            paths=self.paths,
            seed=self.seed,
            cells=width * len(game.variable_names),
            opening=self.sequence_length,
            draws=("independent", "antithetic", "stratified").index(self.draws),
        )
        legs: list[list[Leg]] = [course.legs(width) for course in courses if course is not None]
        try:
            return draw(
                legs[0],
                plan,
                beside=legs[1] if len(legs) > 1 else None,
                threads=self.threads or processors(),
                progress=progress,
            )
        except ValueError:
            if courses[1] is None:
                raise
            raise CommandError(
                "The interventions lead to a state that cannot be, or that the policy "
                f"'{self.policy}' does not cover.\n"
                "Set levels that go together, or leave 'policy' as it is."
            ) from None


def _halves(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """Split what is told of progress into a first and a second half, in thousandths."""
    if progress is None:
        return None, None
    tell = progress

    def first(done: int, total: int) -> None:
        tell(500 * done // max(1, total), 1000)

    def second(done: int, total: int) -> None:
        tell(500 + 500 * done // total, 1000)

    return first, second


def _said(game: Game, lens: Ensemble, changes: Sequence[Change]) -> dict[str, object]:
    """Return, for the text, what was asked for beyond an ensemble of the equilibrium."""
    import json

    said: dict[str, object] = {}
    if lens.policy != "logit":
        said["policy"] = lens.policy
    if lens.draws != "independent":
        said["draws"] = lens.draws
    if lens.curves:
        _check_curves(game, lens.curves)
        said["curves"] = json.dumps(list(lens.curves))
    if changes:
        said["interventions"] = json.dumps(
            [
                {"round": c.round, "without": list(c.without), "levels": dict(c.levels)}
                for c in changes
            ]
        )
    return said


def _check_curves(game: Game, names: Sequence[str]) -> None:
    """Refuse curves of what the game does not have."""
    known = [*game.variable_names, *(action.label for action in game.actions)]
    for name in names:
        if name not in known:
            raise CommandError(
                f"No variable and no option is called '{name}', whose curve was asked for.\n"
                f"{nearest(name, known)}Variables and options: {', '.join(known)}."
            )


def _settled(game: Game, played: Stretches, start: int) -> dict[str, tuple[str, object]]:
    """Return where play without end settles for good, if it has more than one place to."""
    found = played.endings(start)
    if found is None or found[0].size < 2:
        return {}
    probability, states = found
    return {
        "ending_exact": ("ending", probability),
        "ending_states": ("ending", states),
    }
