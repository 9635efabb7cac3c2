"""Preference structures: what tempts, deters and is credible under each reading of them.

A *structure* says how an actor compares two states; a *reading* of it is one
way to judge with that. Every structure has the reading ``crisp`` too, which
takes no notice of it.

How ``t`` compares with ``s`` is a byte of flags, worked out once; a reading is
a table of what each byte means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from standoff.errors import NotApplicable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from standoff.game import Game
    from standoff.game.relations import Kinds
    from standoff.kernels.tables import Bytes, Ints

    Flags = npt.NDArray[np.bool_]

__all__ = ["LEVELS", "Asked", "Compared", "Reading", "Structure", "compare"]

Structure = Literal["unknown", "strength", "hybrid", "fuzzy", "grey", "probabilistic", "attitudes"]

LEVELS: Final[Mapping[str, tuple[float, ...]]] = {
    "fuzzy": (0.05, 0.1, 0.2, 0.4),
    "grey": (0.1,),
    "probabilistic": (0.5, 0.75, 0.9, 1.0),
}
"""Levels that are looked at where none are asked for, by structure that has any."""

MOST_GRADED = 3_000
"""Kinds of states up to which a number is kept for each pair."""

_TYPES = ("a", "b", "c", "d")
_ENDS = ("possible", "middle", "sure")
_BETTER, _UNKNOWN, _GREATLY_BETTER, _GREATLY_WORSE, _CREDIBLE, _MARKED = (1 << n for n in range(6))
_EDGE = 1e-12
"""Probabilities that miss a level by rounding alone meet it."""


class Reading(NamedTuple):
    """One way to read an actor's preferences: flags by kinds, and what each byte means."""

    kinds: Kinds
    code: Bytes
    tempts: Bytes
    deters: Bytes
    credible: Bytes
    flagged: bool = False
    """Whether the bytes say what is unknown and what is great."""

    def sense(self, s: int, t: int) -> int:
        """Say what is special about ``t`` against ``s``: 1 unknown, 2 greatly worse, else 0."""
        if not self.flagged:
            return 0
        code = int(self.code[self.kinds.kind[s], self.kinds.kind[t]])
        if code & _UNKNOWN:
            return 1
        return 2 if code & _GREATLY_WORSE else 0


@dataclass(frozen=True)
class Asked:
    """What of a structure is asked for."""

    structure: Structure
    by_range: bool = False
    """Whether the ranges of weights say what is unknown, and not the file itself."""
    levels: tuple[float, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    credibility: float = 0.5
    draws: int = 500
    seed: int = 0

    @property
    def readings(self) -> tuple[str, ...]:
        """Name the readings, in the order in which they are shown."""
        levels = [f"{level:g}" for level in self.levels]
        several = len(levels) > 1
        named = {
            "unknown": _TYPES,
            "strength": ("strong",),
            "hybrid": (*_TYPES, *(f"strong_{kind}" for kind in _TYPES)),
            "fuzzy": levels,
            "grey": [f"{end}_{one}" if several else end for one in levels for end in _ENDS],
            "probabilistic": levels,
            "attitudes": ("published", "strict"),
        }
        return ("crisp", *named[self.structure])


@dataclass(frozen=True, eq=False)
class Compared:
    """How one actor compares states."""

    share: float
    """Share of the pairs of states on which the structure says more than an order does."""
    read: Callable[[str], Reading]
    """Gives a reading by its name."""


def compare(game: Game, i: int, within: Ints, asked: Asked) -> Compared:
    """Compare the states ``within`` for actor ``i``.

    Raises
    ------
    NotApplicable
        If the actor tells apart more kinds of states than can be graded pair by pair.
    """
    makers: dict[str, Callable[[Game, int, Ints, Asked], Compared]] = {
        "unknown": _flagged,
        "strength": _flagged,
        "hybrid": _flagged,
        "fuzzy": _graded,
        "grey": _graded,
        "probabilistic": _probable,
        "attitudes": _attitudes,
    }
    return makers[asked.structure](game, i, within, asked)


def _byte(**flags: Flags) -> Bytes:
    """Pack flags into bytes."""
    import numpy as np

    places = {
        "better": _BETTER, "unknown": _UNKNOWN, "greatly": _GREATLY_BETTER,
        "credible": _CREDIBLE, "marked": _MARKED,
    }  # fmt: skip
    some = next(iter(flags.values()))
    code = np.zeros(some.shape, np.uint8)
    for name, flag in flags.items():
        code |= flag.view(np.uint8) * np.uint8(places[name])
        if name == "greatly":
            code |= flag.T.view(np.uint8) * np.uint8(_GREATLY_WORSE)
    return code


def _has(flag: int) -> Flags:
    """Say of each byte whether it has a flag."""
    import numpy as np

    return np.asarray(np.arange(256) & flag > 0)


def _reading(
    kinds: Kinds,
    code: Bytes,
    tempts: Flags,
    deters: Flags | None = None,
    credible: Flags | None = None,
) -> Reading:
    """Make a reading; by default what does not tempt deters, and what tempts is credible."""
    import numpy as np

    deters = ~tempts if deters is None else deters
    credible = tempts if credible is None else credible
    return Reading(
        kinds, code, tempts.astype(np.uint8), deters.astype(np.uint8), credible.astype(np.uint8)
    )


def _flagged(game: Game, i: int, within: Ints, asked: Asked) -> Compared:
    """Read what is unknown, by its types; strength, by answers that hurt greatly; or both."""
    from standoff.game import relations as pairs

    kinds_of = pairs.range_kinds if asked.by_range else pairs.plain_kinds
    kinds = kinds_of(game, i, within)
    flags = {"better": pairs.better(game, i, kinds.sample)}
    if asked.structure != "strength":
        unknown = pairs.unknown_by_range if asked.by_range else pairs.unknown_given
        flags["unknown"] = unknown(game, i, kinds.sample)
    if asked.structure != "unknown":
        flags["greatly"] = pairs.great(game, i, kinds.sample)
    code = _byte(**flags)

    def read(name: str) -> Reading:
        read = _reading(kinds, code, _has(_BETTER))
        return (read if name == "crisp" else _typed(kinds, code, name))._replace(flagged=True)

    return Compared(_share(kinds, code, _UNKNOWN | _GREATLY_BETTER | _GREATLY_WORSE), read)


def _typed(kinds: Kinds, code: Bytes, name: str) -> Reading:
    """Read by type and strength.

    In types a and c what is unknown tempts, in c and d it deters; whoever
    answers may always count on it. To deter strongly an answer must be greatly
    worse, or, in c and d, unknown.
    """
    unknown = _has(_UNKNOWN)
    better = _has(_BETTER) & ~unknown
    kind = name.removeprefix("strong").removeprefix("_")
    maybe = better | unknown
    tempts = maybe if kind in ("a", "c") else better
    forgiven = unknown if kind in ("c", "d") else unknown & False
    if name.startswith("strong"):
        deters = (_has(_GREATLY_WORSE) & ~unknown) | forgiven
    else:
        deters = ~maybe | forgiven
    return _reading(kinds, code, tempts, deters, maybe)


def _graded(game: Game, i: int, within: Ints, asked: Asked) -> Compared:
    """Read degrees of preference: what reaches the actor's threshold is better."""
    from standoff.game import relations as pairs
    from standoff.kernels.pairs import MIDDLE, POSSIBLE, SURE, UNSURE

    by_range = asked.structure == "grey"
    kinds = (pairs.range_kinds if by_range else pairs.plain_kinds)(game, i, within)
    ends = {"possible": POSSIBLE, "middle": MIDDLE, "sure": SURE}

    def code(level: str) -> Bytes:
        threshold = _threshold(game, i, asked, level)
        return pairs.degrees(game, i, kinds.sample, threshold, by_range=by_range)

    # of all levels only the last is kept: they are read one after another
    latest = {"": code("")}

    def read(name: str) -> Reading:
        if name == "crisp":
            better = _byte(better=pairs.better(game, i, kinds.sample))
            return _reading(kinds, better, _has(_BETTER))
        end, _, level = name.partition("_") if by_range else ("possible", "", name)
        if level not in latest:
            latest.clear()
            latest[level] = code(level)
        return _reading(kinds, latest[level], _has(ends[end]))

    return Compared(_share(kinds, latest[""], UNSURE), read)


def _probable(game: Game, i: int, within: Ints, asked: Asked) -> Compared:
    r"""Read probabilities :math:`P(t \succ s)`: with level x, :math:`\alpha = \beta = x`."""
    from standoff.game import relations as pairs

    kinds = pairs.range_kinds(game, i, within)
    _check_kinds(game, i, kinds, asked)
    better = pairs.better(game, i, kinds.sample)
    p = pairs.chance_of_better(game, i, kinds.sample, asked.draws, asked.seed)

    def read(name: str) -> Reading:
        if name == "crisp":
            return _reading(kinds, _byte(better=better), _has(_BETTER))
        likely = p > 1.0 - _threshold(game, i, asked, name) + _EDGE
        code = _byte(better=likely, credible=p > asked.credibility)
        return _reading(kinds, code, _has(_BETTER), credible=_has(_CREDIBLE))

    return Compared(_share(kinds, _byte(marked=(p > 0) & (p < 1)), _MARKED), read)


def _attitudes(game: Game, i: int, within: Ints, asked: Asked) -> Compared:
    """Read total relational replies: as published, or with replies both ways as ties."""
    from standoff.game import relations as pairs

    own = pairs.plain_kinds(game, i, within)
    crisp = _byte(better=pairs.better(game, i, own.sample))
    strict, reply = pairs.replies(game, i, within, strict=True)
    published, weak = pairs.replies(game, i, within, strict=False)
    found = {
        "crisp": (own, crisp),
        "published": (published, _byte(better=weak)),
        "strict": (strict, _byte(better=reply)),
    }

    def read(name: str) -> Reading:
        return _reading(*found[name], _has(_BETTER))

    changed = _byte(marked=reply != pairs.better(game, i, strict.sample))
    return Compared(_share(strict, changed, _MARKED), read)


def _threshold(game: Game, i: int, asked: Asked, level: str) -> float:
    """Return the threshold of an actor: its own, or that of the reading."""
    own = asked.thresholds.get(game.actor_names[i])
    return own if own is not None else float(level or asked.levels[0])


def _share(kinds: Kinds, code: Bytes, flags: int) -> float:
    """Return the share of the pairs of different states whose code has any of the flags."""
    import numpy as np

    from standoff.kernels.pairs import share_of

    count = np.bincount(kinds.kind, minlength=kinds.sample.size)
    return float(share_of(code, _has(flags).astype(np.uint8), count))


def _check_kinds(game: Game, i: int, kinds: Kinds, asked: Asked) -> None:
    if kinds.sample.size > MOST_GRADED:
        raise NotApplicable(
            f"{game.actor_names[i]} tells apart {kinds.sample.size:,} kinds of states; the "
            f"structure '{asked.structure}' keeps a number for each pair of at most "
            f"{MOST_GRADED:,}.\nUse the structure 'unknown', which has no such limit, or make the "
            "crisis smaller: fewer variables, levels or interests."
        )
