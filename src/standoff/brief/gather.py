"""Look at one crisis through every lens, and gather the answers for one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from standoff import __version__
from standoff.brief.agreement import find_agreement
from standoff.brief.situation import describe_situation
from standoff.errors import CommandError, NotApplicable
from standoff.game import Game, compile
from standoff.lenses import find
from standoff.lenses.asking import look
from standoff.lenses.ensemble import Ensemble
from standoff.lenses.equilibrium import Equilibrium
from standoff.lenses.hindcast import Hindcast
from standoff.lenses.reactions import Reactions
from standoff.lenses.settings import configured, setting_names
from standoff.lenses.stability import Stability
from standoff.policy import Policy, confirmed, solve
from standoff.record import Walk, load
from standoff.result.brief import Assumption, Brief
from standoff.spec.crisis import Crisis

if TYPE_CHECKING:
    import xarray as xr
from standoff.vocab import BRIEF_CONCEPTS

Progress = Callable[[int, int], None]

_STEPS = 6

FULL = ("votes", "deals", "leverage", "spatial", "beliefs")
"""Lenses that only a full brief asks, for they take longer than all others together."""


def gather(
    crisis: Crisis,
    *,
    date: str | None = None,
    paths: int = 10_000,
    seed: int = 0,
    motives: Mapping[str, str] | None = None,
    full: bool = False,
    command: str = "",
    progress: Progress | None = None,
) -> Brief:
    """Look at a crisis through every lens.

    The policy is solved once, from the beginning, and every lens that follows
    it shares it. A lens that does not apply to the crisis leaves an answer that
    says so.

    Parameters
    ----------
    crisis
        What `standoff.read` returned.
    date
        ISO date of the situation, for a crisis with a record; default: the
        focus of its calendar.
    paths, seed
        How many paths the ensembles draw, and from which seed.
    motives
        Named motives to give to actors instead of their weights.
    full
        Ask votes, deals, leverage, positions and beliefs as well, which takes longer.
    command
        What a reader would type to get the same brief.
    progress
        Called with how many of the steps are done, and how many there are.

    Returns
    -------
    Brief

    Raises
    ------
    CommandError
        If a date is given for a crisis without a record, or lies outside it.
    RecordError
        If the record does not fit the crisis.
    """
    steps = _STEPS + (len(FULL) if full else 0)
    tell = progress or (lambda done, total: None)
    tell(0, steps)
    walk = load(crisis)
    when = _date(crisis, walk, date)
    game = compile(crisis, motives=motives)
    tell(1, steps)
    with ThreadPoolExecutor(1) as beside:
        solving = beside.submit(_policy, game)
        asked = Stability(BRIEF_CONCEPTS, date=when, draws=0, changes=0)
        answers = {"stability": look(game, asked, record=walk)}
        tell(2, steps)
        if walk is not None:
            answers["reactions"] = look(game, Reactions(seed=seed, months=False), record=walk)
        policy = solving.result()
        tell(3, steps)
        foreseeing = beside.submit(_foreseen, game, walk, policy, Hindcast(date=when, seed=seed))
        answers["equilibrium"] = look(game, Equilibrium(date=when), record=walk, policy=policy)
        tell(4, steps)
        answers["ensemble"] = look(game, Ensemble(paths, seed), record=walk, policy=policy)
        outlook = look(game, Ensemble(paths, seed, date=when), record=walk, policy=policy)
        tell(5, steps)
        answers |= foreseeing.result()
    for n, name in enumerate(FULL if full else ()):
        answers[name] = _also(name, game, walk, when, policy)
        tell(_STEPS + n, steps)
    if full:
        answers |= _by_rules(game, walk)
    situation = describe_situation(game, walk, when)
    answers["situation"] = situation
    answers["agreement"] = find_agreement(situation, {**answers, "ensemble": outlook})
    tell(steps, steps)
    return Brief(
        name=crisis.name,
        title=crisis.title.by_language,
        about=crisis.about.by_language,
        date=when,
        # once for all of them is enough: they are in `assumptions`
        answers={name: a.drop_dims("assumption", errors="ignore") for name, a in answers.items()},
        assumptions=tuple(Assumption(**assumed) for assumed in game.assumptions),
        reproduce=_reproduce(game, walk, seed, command),
    )


def _date(crisis: Crisis, walk: Walk | None, date: str | None) -> str | None:
    """Return the date of the situation, None where the crisis has no record."""
    if walk is not None:
        return date or walk.calendar.focus.isoformat()
    if date is not None:
        raise CommandError(
            f"The crisis '{crisis.name}' has no record, so there is no situation on {date}.\n"
            "Leave the date out, or give the crisis a record."
        )
    return None


def _foreseen(
    game: Game, walk: Walk | None, policy: Policy | None, lens: Hindcast
) -> dict[str, xr.Dataset]:
    """Score the model on the record, where there is one."""
    return {} if walk is None else {"hindcast": look(game, lens, record=walk, policy=policy)}


def _also(
    name: str, game: Game, walk: Walk | None, date: str | None, policy: Policy | None
) -> xr.Dataset:
    """Ask a lens from the date of the situation, if it looks from a date."""
    lens = find(name)
    dated = {"date": date} if date and "date" in setting_names(lens) else {}
    return look(game, configured(lens, dated), record=walk, policy=policy)


def _by_rules(game: Game, walk: Walk | None) -> dict[str, xr.Dataset]:
    """Say what power the rules of the bodies give, where there are bodies."""
    from standoff.brief.power import describe_powers

    found = describe_powers(game, walk)
    return {} if found is None else {"power": found}


def _policy(game: Game) -> Policy | None:
    """Solve the game once for all, and verify it; None where a lens will say why it cannot."""
    try:
        return confirmed(game, solve(game))
    except NotApplicable:
        return None


def _reproduce(game: Game, walk: Walk | None, seed: int, command: str) -> dict[str, str]:
    """Say what another person needs to get the same brief."""
    return {
        "version": __version__,
        "command": command,
        "crisis_digest": game.crisis_digest,
        "game_digest": game.digest,
        "record_digest": "" if walk is None else walk.digest,
        "seed": str(seed),
    }
