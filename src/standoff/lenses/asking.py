"""Look at a game through a lens: check what is asked, run it, stamp the answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING

from standoff import __version__
from standoff.errors import CommandError, DidNotConverge, NotApplicable
from standoff.lenses import Lens, find
from standoff.lenses.assumed import with_assumptions
from standoff.lenses.cost import Announce
from standoff.lenses.settings import configured, plain
from standoff.result.stamp import Stamp, failed, stamp

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.policy import Policy
    from standoff.record import Walk

__all__ = ["look"]


Progress = Callable[[int, int], None]


def look(
    game: Game,
    lens: str | Lens,
    *,
    record: Walk | None = None,
    policy: Policy | str | None = None,
    progress: Progress | None = None,
    announce: Announce | None = None,
    **settings: object,
) -> xr.Dataset:
    """Look at a game through a lens.

    Parameters
    ----------
    game
        What `standoff.compile` returned.
    lens
        The name of a lens, or a lens with its settings.
    record
        The record of the crisis, as `standoff.record.load` walks it: lenses that
        look from a date need it, and every answer says which one it was given.
    policy
        What movers do, for lenses that follow a policy; solved where not given. A text
        is the setting of that name instead.
    progress
        Called now and then with how much is done, and how much there is to do.
    announce
        Told what a run will cost, before one that may take long.
    **settings
        Settings of the lens, where it is given by name.

    Returns
    -------
    Dataset
        As ``docs/reference/answers.md`` describes it. Its attribute ``status``
        is one of *found*, *none exists*, *did not converge* and *does not
        apply*; all but the first come with ``cause`` and ``remedy``, and the
        last without arrays.

    Raises
    ------
    CommandError
        If there is no such lens, setting, level or motive.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> answer = look(game, "stability")
    >>> answer.attrs["lens"], answer.attrs["status"]
    ('stability', 'found')
    """
    if isinstance(policy, str):
        settings, policy = {"policy": policy, **settings}, None
    if isinstance(lens, str):
        asked = configured(find(lens), settings)
    elif settings:
        raise CommandError(
            f"The lens '{lens.name}' was given with its settings, and again "
            f"{', '.join(settings)}.\nGive settings in one place."
        )
    else:
        asked = lens
    offered: dict[str, object] = {
        "record": record,
        "policy": policy,
        "progress": progress,
        "announce": announce,
    }
    answer = with_assumptions(_answer(game, asked, offered), game)
    return stamp(answer, _identity(game, asked, record))


def _answer(game: Game, lens: Lens, offered: dict[str, object]) -> xr.Dataset:
    """Run the lens; a failure that it expects becomes the status of the answer."""
    takes = inspect.signature(lens.look).parameters
    given = {name: thing for name, thing in offered.items() if name in takes}
    try:
        return lens.look(game, **given)
    except NotApplicable as error:
        cause, _, remedy = str(error).partition("\n")
        return failed("does not apply", cause, remedy or _OTHER_LENS)
    except DidNotConverge as error:
        cause, _, remedy = str(error).partition("\n")
        return failed("did not converge", cause, remedy or _EASIER)


_OTHER_LENS = "Give the crisis what the lens needs, or use another lens."
_EASIER = "Lower the precision, shorten the horizon, or loosen the tolerance."


def _identity(game: Game, lens: Lens, record: Walk | None) -> Stamp:
    seed = getattr(lens, "seed", 0)
    return Stamp(
        lens=lens.name,
        settings=plain(lens) | ({"motives": dict(game.motives)} if game.motives else {}),
        crisis=game.crisis.name,
        crisis_digest=game.crisis_digest,
        game_digest=game.digest,
        record_digest="" if record is None else record.digest,
        seed=seed if isinstance(seed, int) else 0,
        version=__version__,
        labels=game.labels,
    )
