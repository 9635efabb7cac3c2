"""Policies by name: what movers do, by one rule or another.

Every kind returns the same `Policy`, with its name in `Policy.kind`, so that
whatever reads one reads them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from standoff.errors import CommandError, nearest
from standoff.policy.joint import refuse_together
from standoff.policy.policy import Policy

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]

POLICIES: tuple[str, ...] = ("logit", "perfect", "level-k", "fictitious", "rules")
"""Names of the kinds, the default first."""

_SETTINGS: dict[str, tuple[str, ...]] = {
    "logit": ("tolerance",),
    "perfect": ("ties",),
    "level-k": ("level", "reply"),
    "fictitious": ("plays", "reply"),
    "rules": ("otherwise", "also"),
}


def play(
    game: Game,
    kind: str = "logit",
    *,
    start: int | None = None,
    rounds: int | None = None,
    precision_factor: float = 1.0,
    keep: int = 1,
    progress: Progress | None = None,
    **settings: object,
) -> Policy:
    """Find out what every mover does, by a kind of policy.

    Parameters
    ----------
    game
        A compiled crisis in which every actor's preference is in numbers.
    kind
        One of `POLICIES`.
    start, rounds, precision_factor, keep, progress
        As in `standoff.policy.solve`.
    settings
        Settings of the kind; see the function that makes it.

    Raises
    ------
    CommandError
        If there is no such kind, or it has no such setting.
    NotApplicable
        If the kind does not apply to the game; `perfect` has nobody move at once.

    Examples
    --------
    >>> from standoff.game import compile
    >>> from standoff.spec import read_text
    >>> game = compile(read_text('''
    ... name: signal
    ... horizon: 1
    ... actors: {sender: {patience: 0.5, precision: 2}}
    ... variables: {lamp: [off, on]}
    ... options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
    ... interests: {bright: lamp}
    ... weights: {sender: {bright: 1}}
    ... '''))
    >>> play(game).kind
    'logit'
    """
    check_kind(kind, settings)
    if kind == "perfect":
        refuse_together(game, "policy", kind)
    common: dict[str, object] = {
        "start": start,
        "rounds": rounds,
        "keep": keep,
        "progress": progress,
    }
    if kind != "perfect":
        common["precision_factor"] = precision_factor
    elif precision_factor != 1.0:
        raise CommandError(
            f"'precision_factor' is {precision_factor}, and the policy 'perfect' replies for sure, "
            "whatever the precision.\nLeave 'precision_factor' out, or choose another policy."
        )
    return _maker(kind)(game, **common, **settings)


def _maker(kind: str) -> Callable[..., Policy]:
    """Return the function that makes a kind; only what is asked for is imported."""
    if kind == "perfect":
        from standoff.policy.perfect import perfect

        return perfect
    if kind == "level-k":
        from standoff.policy.level_k import level_k

        return level_k
    if kind == "fictitious":
        from standoff.policy.fictitious import fictitious

        return fictitious
    if kind == "rules":
        from standoff.policy.by_rules import by_rules

        return by_rules
    from standoff.policy.solve import solve

    return solve


def check_kind(kind: str, settings: dict[str, object]) -> None:
    """Refuse a kind that does not exist, and settings that it does not have."""
    if kind not in POLICIES:
        raise CommandError(
            f"There is no policy called '{kind}'.\n"
            f"{nearest(kind, POLICIES)}Policies: {', '.join(POLICIES)}."
        )
    known = _SETTINGS[kind]
    for name in settings:
        if name not in known:
            raise CommandError(
                f"The policy '{kind}' has no setting called '{name}'.\n"
                f"Its settings: {', '.join(known) or 'none'}."
            )
