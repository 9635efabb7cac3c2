r"""What an actor with a private motive chooses in one state, under one public belief.

Letters
-------
``f`` choice, ``F`` of them, 0 is hold; ``k`` motive; ``a`` motive that is believed
possible; ``g`` point of the belief grid; ``v`` vertex of a cell of the grid.

The unknowns are log odds against doing nothing,

.. math::

   x_{af} = \log \pi_a(f) - \log \pi_a(0) = w_{fa}(b_f) - w_{0a}(b_0), \qquad
   b_f(a) \propto b(a)\, \pi_a(f),

with the stake :math:`w_{fk}` what motive ``k`` expects after choice ``f``, its cost
taken off, times the precision of the actor. Stakes are known on the grid and
interpolated between its points, so the right side is continuous and bounded: there
is a solution (Brouwer). What a motive that nobody believes in would do changes
nothing, and follows from the rest.

`hurry` takes Anderson steps of depth one (Walker and Ni 2011), as long as each
brings the answer nearer. What it leaves is for `standoff.kernels.private_branch`.

References
----------
Walker and Ni (2011), SIAM Journal on Numerical Analysis 49:1715-1735.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.beliefs import Grid
from standoff.kernels.tables import Floats, Ints

__all__ = [
    "ALIVE",
    "ANSWER",
    "AT",
    "BELIEF",
    "COUNT",
    "MARKS",
    "ODDS",
    "SHARE",
    "STRIDE",
    "TOLD",
    "WEIGHT",
    "Desk",
    "desk_for",
    "hurry",
    "listen",
    "reply",
    "sit_down",
    "tell_nothing",
]

_FALL = 0.7
"""A step must bring the answer nearer by this factor."""
_FIRST_FALL = 0.5
"""The first must by this one: then all replies near it lead to one answer."""
_STEPS = 14
_RARE = 1e-250
"""What is rarer is reckoned in logs."""

Places = npt.NDArray[np.int32]


ODDS, ANSWER, GUESS_BEFORE, ANSWER_BEFORE, SHARE, TOLD, WEIGHT, BELIEF = range(8)
"""Layers of a sheet; see `Desk`."""
AT, COUNT, MARKS = range(3)
"""Layers of notes; see `Desk`."""
ALIVE, STRIDE, ORDER = range(3)
"""What is marked of each motive that is believed possible."""


class Desk(NamedTuple):
    """Room to work out one choice.

    It has few arrays: each that compiled code takes out of a structure costs as much
    as several exponentials.
    """

    stake: Floats
    """Axes (f, g, k)."""
    sheet: Floats
    """Numbers by motive and choice, axes (layer, a, f): the guess, the answer to it, both
    of the step before, probabilities, belief after each choice, the weight of each point
    around that (v, f); the belief itself and room beside it (a, 0) and (a, 1)."""
    note: Ints
    """Points around the belief after each choice (v, f), how many there are (0, f), and
    of each motive believed possible (a, mark) which it is, where on the grid it leads to
    move a part to it from the one before, and an order."""


@nb.njit(cache=True, nogil=True)
def desk_for(choices: int, points: int, motives: int) -> Desk:
    """Make room for as many choices, points and motives."""
    wide = max(choices, 3)
    return Desk(
        np.zeros((choices, points, motives)),
        np.zeros((8, motives, wide)),
        np.zeros((3, motives, wide), np.int64),
    )


@nb.njit(cache=True, nogil=True)
def sit_down(g: int, grid: Grid, desk: Desk) -> int:
    """Note who is believed possible at a point of the grid; return how many."""
    sheet, note, belief = desk.sheet, desk.note, grid.belief
    live, before, motives = 0, 0, belief.shape[1]
    for k in range(motives):
        if belief[g, k] > 0.0:
            note[MARKS, live, ALIVE] = k
            sheet[BELIEF, live, 0] = belief[g, k]
            place = (grid.n + 1) ** k if k < motives - 1 else 0
            # of the first, all parts are its
            note[MARKS, live, STRIDE] = place - before if live > 0 else grid.n * place
            before = place
            live += 1
    return live


@nb.njit(cache=True, nogil=True)
def tell_nothing(g: int, n: int, live: int, desk: Desk) -> None:
    """Guess what is chosen if a choice tells nothing: belief stays at point ``g``."""
    for a in range(live):
        k = desk.note[MARKS, a, ALIVE]
        for f in range(n):
            desk.sheet[ODDS, a, f] = desk.stake[f, g, k] - desk.stake[0, g, k]


@nb.njit(cache=True, nogil=True)
def listen(n: int, live: int, sheet: Floats) -> None:
    """Fill what the guess makes of choices, and what each of them then tells."""
    for a in range(live):
        best, total = 0.0, 0.0
        for f in range(1, n):
            best = max(best, sheet[ODDS, a, f])
        for f in range(n):
            sheet[SHARE, a, f] = math.exp(sheet[ODDS, a, f] - best)
            total += sheet[SHARE, a, f]
        for f in range(n):
            sheet[SHARE, a, f] /= total
    for f in range(n):
        total = 0.0
        for a in range(live):
            sheet[TOLD, a, f] = sheet[BELIEF, a, 0] * sheet[SHARE, a, f]
            total += sheet[TOLD, a, f]
        if total < _RARE:
            _listen_closely(f, n, live, sheet)
            continue
        for a in range(live):
            sheet[TOLD, a, f] /= total


@nb.njit(cache=True, nogil=True)
def _listen_closely(f: int, n: int, live: int, sheet: Floats) -> None:
    """Fill what a choice tells that hardly anybody makes, in logs."""
    most = -np.inf
    for a in range(live):
        best, total = 0.0, 0.0
        for h in range(1, n):
            best = max(best, sheet[ODDS, a, h])
        for h in range(n):
            total += math.exp(sheet[ODDS, a, h] - best)
        sheet[TOLD, a, f] = math.log(sheet[BELIEF, a, 0] / total) + sheet[ODDS, a, f] - best
        most = max(most, sheet[TOLD, a, f])
    total = 0.0
    for a in range(live):
        sheet[TOLD, a, f] = math.exp(sheet[TOLD, a, f] - most)
        total += sheet[TOLD, a, f]
    for a in range(live):
        sheet[TOLD, a, f] /= total


@nb.njit(cache=True, nogil=True, inline="always")
def _look_around(f: int, live: int, parts: int, place: Places, sheet: Floats, note: Ints) -> None:
    """Write what is believed after a choice as a mean of points, as `spread_in` does."""
    code, total, count, left = note[MARKS, 0, STRIDE], 0.0, 0, 1.0
    for j in range(live - 1, 0, -1):
        total += sheet[TOLD, j, f]
        u = min(parts * total, float(parts))
        whole = int(u)
        code += whole * note[MARKS, j, STRIDE]
        rest = u - whole
        sheet[BELIEF, j, 1] = rest
        i = j
        while i < live - 1 and sheet[BELIEF, note[MARKS, i + 1, ORDER], 1] > rest:
            note[MARKS, i, ORDER] = note[MARKS, i + 1, ORDER]
            i += 1
        note[MARKS, i, ORDER] = j
    for i in range(1, live + 1):
        here = sheet[BELIEF, note[MARKS, i, ORDER], 1] if i < live else 0.0
        if left > here:
            note[AT, count, f], sheet[WEIGHT, count, f] = place[code], left - here
            count += 1
        if i < live:
            code += note[MARKS, note[MARKS, i, ORDER], STRIDE]
            left = here
    note[COUNT, 0, f] = count


@nb.njit(cache=True, nogil=True)
def reply(n: int, live: int, grid: Grid, desk: Desk) -> float:
    """Fill the answer to the guess; return how far it is from it, in log odds.

    This is the equation itself: whatever found the guess, it is a solution if the
    answer is the guess. Probabilities are then within half as much of the answer's.
    """
    return _reply(n, live, grid.n, grid.place, desk.stake, desk.sheet, desk.note)


@nb.njit(cache=True, nogil=True)
def _reply(
    n: int, live: int, parts: int, place: Places, stake: Floats, sheet: Floats, note: Ints
) -> float:
    listen(n, live, sheet)
    far = 0.0
    for f in range(n):
        _look_around(f, live, parts, place, sheet, note)
        for a in range(live):
            k, total = note[MARKS, a, ALIVE], 0.0
            for v in range(note[COUNT, 0, f]):
                total += sheet[WEIGHT, v, f] * stake[f, note[AT, v, f], k]
            total -= sheet[ANSWER, a, 0] if f > 0 else 0.0
            sheet[ANSWER, a, f] = total
            if f > 0:
                far = max(far, abs(total - sheet[ODDS, a, f]))
    for a in range(live):
        sheet[ANSWER, a, 0] = 0.0
    return far


@nb.njit(cache=True, nogil=True)
def hurry(n: int, live: int, grid: Grid, desk: Desk, tolerance: float) -> float:
    """Step from the guess towards an answer while that comes nearer; return how far it is."""
    parts, place, stake, sheet, note = grid.n, grid.place, desk.stake, desk.sheet, desk.note
    before = np.inf
    for step in range(_STEPS):
        far = _reply(n, live, parts, place, stake, sheet, note)
        if far <= tolerance or far > before * (_FIRST_FALL if step == 1 else _FALL):
            return far
        above, below = 0.0, 0.0
        if step > 0:
            for a in range(live):
                for f in range(1, n):
                    here = sheet[ANSWER, a, f] - sheet[ODDS, a, f]
                    bent = here - (sheet[ANSWER_BEFORE, a, f] - sheet[GUESS_BEFORE, a, f])
                    above += here * bent
                    below += bent * bent
        back = min(10.0, max(-10.0, above / below)) if below > 0.0 else 0.0
        for a in range(live):
            for f in range(1, n):
                guess, found = sheet[ODDS, a, f], sheet[ANSWER, a, f]
                sheet[ODDS, a, f] = found - back * (found - sheet[ANSWER_BEFORE, a, f])
                sheet[GUESS_BEFORE, a, f], sheet[ANSWER_BEFORE, a, f] = guess, found
        before = far
    return far
