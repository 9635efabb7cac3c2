"""A crisis in options of yes and no: variables of many levels become ladders of options.

A variable with levels ``0..n`` becomes ``n`` options, "at least level 1", "at
least level 2" and so on, of which none may be taken without the one before it;
so one-way variables stay one-way option by option.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.exchange.cubes import cover
from standoff.exchange.option_form import Direction, OptionForm
from standoff.game import Game
from standoff.spec.crisis import Expression
from standoff.spec.evaluate import evaluate
from standoff.spec.search import variables_in

__all__ = ["Binary", "BinaryOption", "Pairs", "binary"]

Pairs = list[list[object]]
"""A combination as ``.gmcr`` files write it: ``[[0, "Y"], [2, "N"]]``."""

MOST_TABLE: Final = 1 << 16
_PLAIN_LEVELS: Final = frozenset((("no", "yes"), ("off", "on")))


@dataclass(frozen=True)
class BinaryOption:
    """An option of yes and no: the variable is at this level or above."""

    variable: int
    level: int
    title: str
    direction: Direction


@dataclass(frozen=True)
class Binary:
    """The options of a crisis in the order in which they weigh.

    Attributes
    ----------
    owned
        For each actor, the options that it holds.
    number
        For each state the number of the source literature, from 1; shape (S,).
    """

    form: OptionForm
    options: tuple[BinaryOption, ...]
    owned: tuple[tuple[int, ...], ...]
    number: npt.NDArray[np.int64]

    def ladders(self) -> list[Pairs]:
        """Return the combinations in which a level is passed over."""
        above = zip(self.options, self.options[1:], strict=False)
        return [
            [[k, "N"], [k + 1, "Y"]]
            for k, (low, high) in enumerate(above)
            if low.variable == high.variable
        ]

    def combinations(self, condition: Expression) -> list[Pairs]:
        """Write a condition as combinations, one of which must hold.

        Raises
        ------
        NotApplicable
            If it hangs on too many options.
        """
        game = self.form.game
        names = variables_in(condition.node)
        used = [v for v, name in enumerate(game.variable_names) if name in names]
        own = [k for k, option in enumerate(self.options) if option.variable in used]
        if 1 << len(own) > MOST_TABLE:
            raise NotApplicable(
                f"The condition '{condition.text}' hangs on {len(own)} options of yes and no, too "
                "many to be written as combinations.\nWrite it in smaller conditions."
            )
        wanted, cares = [], []
        for bits in itertools.product((False, True), repeat=len(own)):
            taken = dict(zip(reversed(own), bits, strict=True))
            levels = self._levels(used, taken)
            cares.append(levels is not None)
            wanted.append(levels is not None and evaluate(condition, levels) != 0.0)
        return [
            [[k, "Y" if value else "N"] for k, value in zip(own, cube, strict=True)
             if value is not None]
            for cube in cover(wanted, cares)
        ]  # fmt: skip

    def _levels(self, used: list[int], taken: dict[int, bool]) -> dict[str, int] | None:
        """Return the levels that options say; None where a level is passed over."""
        levels = {}
        for v in used:
            steps = [taken[k] for k, option in enumerate(self.options) if option.variable == v]
            if steps != sorted(steps, reverse=True):
                return None
            levels[self.form.game.variable_names[v]] = sum(steps)
        return levels


def binary(form: OptionForm) -> Binary:
    """Lay the variables of an option form out as options of yes and no.

    Examples
    --------
    >>> import standoff
    >>> from standoff.exchange.option_form import option_form
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("elmira")))
    >>> found = binary(option_form(game, "This"))
    >>> [option.direction for option in found.options], found.owned
    (['rise', 'fall', 'both', 'rise', 'both'], ((0,), (1, 2, 3), (4,)))
    """
    game = form.game
    options = [
        BinaryOption(v, level, _title(game, v, level), form.direction[v])
        for v in form.order
        for level in range(1, game.space.sizes[v])
    ]
    owned = tuple(
        tuple(k for v in own for k, option in enumerate(options) if option.variable == v)
        for own in form.held
    )
    # Python's own integers, for a crisis may have more options than a word has bits
    code = np.zeros(game.state_count, object)
    for k, option in enumerate(options):
        code += (game.level_indices[option.variable] >= option.level).astype(object) * (1 << k)
    place = np.empty(game.state_count, np.int64)
    place[np.argsort(code, kind="stable")] = np.arange(1, game.state_count + 1)
    return Binary(form, tuple(options), owned, place)


def _title(game: Game, v: int, level: int) -> str:
    """Call an option as its variable is called, and by the level unless that says nothing."""
    variable = game.crisis.variables[v]
    shown = variable.title.in_language("en", variable.name)
    if variable.levels in _PLAIN_LEVELS:
        return shown
    name = variable.level_titles[level].in_language("en", variable.levels[level])
    return f"{shown}: {name}{'' if level == len(variable.levels) - 1 else ' or beyond'}"
