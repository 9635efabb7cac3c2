"""Crisis bargaining where it has a closed form: what the solver must agree with.

These are oracles: the program answers by solving, and only tests ask them.
What is at stake is one; shares of it are worth themselves. Costs of war are
positive; ``patience`` is the factor on the next round.

References
----------
Fearon (1995), "Rationalist explanations for war", International Organization 49(3):
379-414; Rubinstein (1982), Econometrica 50(1): 97-109; Stahl (1972), *Bargaining
Theory*; Shaked and Sutton (1984), Econometrica 52(6): 1351-1364; Powell (1990),
*Nuclear Deterrence Theory*; Spaniel (2019), *Bargaining over the Bomb*; Lewis and
Schultz (2003), Political Analysis 11(4): 345-367.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

__all__ = [
    "Bluff",
    "Buildup",
    "Demand",
    "Shift",
    "Signal",
    "alternating",
    "bluffs",
    "butter_for_bombs",
    "critical_risk",
    "first_strike",
    "outside_option",
    "preventive",
    "resists",
    "signals",
    "stahl",
    "two_types",
    "uniform_cost",
]

Regime = Literal["deterred", "no concession", "butter for bombs", "build"]


class Demand(NamedTuple):
    """The best demand under private costs, how probable war is, and what it is worth."""

    demand: float
    war: float
    value: float


class Shift(NamedTuple):
    """Whether the side that loses power fights now, and what war and peace are worth."""

    fights: bool
    war: float
    peace: float


class Buildup(NamedTuple):
    """What becomes of a programme, the concession, and what each side expects."""

    regime: Regime
    offer: float
    declining: float
    rising: float


class Bluff(NamedTuple):
    """Signalling with two types a side: how often the weak bluff, the soft resist, all fight."""

    bluff: float
    resist: float
    """Of the soft targets; the tough always do."""
    believed: float
    """That a challenger would fight, once it has challenged."""
    resisted: float
    war: float


class Signal(NamedTuple):
    """One equilibrium: probabilities of a challenge, of resistance, of a fight if resisted."""

    challenge: float
    resist: float
    fight: float


def uniform_cost(wins: float, own_cost: float, most: float) -> Demand:
    """Return the best demand if the other's cost of war is even between 0 and ``most``.

    Fearon (1995: 394-395): to ask for ``x`` is to be refused by costs below
    ``x - wins``; the sum of what is won and what is risked is greatest at
    ``wins + (most - own_cost) / 2``, within bounds.

    Examples
    --------
    >>> [round(part, 5) for part in uniform_cost(0.5, 0.1, 0.4)]
    [0.65, 0.375, 0.55625]
    """
    demand = min(1.0, wins + max(0.0, most - own_cost) / 2)
    war = min(1.0, max(0.0, (demand - wins) / most))
    return Demand(demand, war, (1 - war) * demand + war * (wins - own_cost))


def two_types(wins: float, own_cost: float, low: float, high: float, share: float) -> Demand:
    """Return the best demand if the other's cost is ``high`` with probability ``share``.

    Either what even the low cost accepts, or what only the high cost accepts; the
    second if ``share`` is above ``(low + own_cost) / (high + own_cost)``.

    Examples
    --------
    >>> two_types(0.5, 0.1, 0.1, 0.3, 0.4).war, two_types(0.5, 0.1, 0.1, 0.3, 0.6).war
    (0.0, 0.4)
    """
    if share > (low + own_cost) / (high + own_cost):
        value = share * (wins + high) + (1 - share) * (wins - own_cost)
        return Demand(wins + high, 1 - share, value)
    return Demand(wins + low, 0.0, wins + low)


def preventive(now: float, later: float, cost: float, patience: float) -> Shift:
    """Say whether a side fights because the other's chances rise from ``now`` to ``later``.

    Fearon (1995: 404-408). Peace is worth at most all of today and, from tomorrow on,
    what war would leave then; ``cost`` is the declining side's own, paid once.

    Examples
    --------
    >>> shift = preventive(0.3, 0.8, 0.2, 0.9)
    >>> shift.fights, round(shift.war, 6), round(shift.peace, 6)
    (True, 6.8, 2.62)
    """
    war = (1 - now) / (1 - patience) - cost
    peace = 1 + patience * ((1 - later) / (1 - patience) - cost)
    return Shift(patience * later - now > cost * (1 - patience) ** 2, war, peace)


def first_strike(
    first: float, second: float, cost_a: float, cost_b: float
) -> tuple[float, float] | None:
    """Return the shares that neither would attack for, if striking first helps; or none.

    ``first`` and ``second`` are the first side's chances if it strikes first and if it
    is struck (Fearon 1995: 402-404).

    Examples
    --------
    >>> [round(end, 6) for end in first_strike(0.6, 0.4, 0.15, 0.1)]
    [0.45, 0.5]
    >>> first_strike(0.75, 0.4, 0.15, 0.1) is None
    True
    """
    low, high = first - cost_a, second + cost_b
    return (low, high) if first - second <= cost_a + cost_b else None


def alternating(patience_1: float, patience_2: float) -> float:
    """Return what the first to propose gets, without a last round (Rubinstein 1982).

    Examples
    --------
    >>> round(alternating(0.9, 0.8), 12)
    0.714285714286
    """
    return (1 - patience_2) / (1 - patience_1 * patience_2)


def stahl(patience_1: float, patience_2: float, rounds: int) -> float:
    """Return what the first side gets, which proposes in the odd rounds of so many.

    The shares given up and taken back form a geometric series, which is summed here.

    Examples
    --------
    >>> [round(stahl(0.9, 0.8, rounds), 6) for rounds in (1, 2, 3, 4, 5)]
    [1.0, 0.2, 0.92, 0.344, 0.8624]
    """
    both = patience_1 * patience_2
    pairs, is_odd = divmod(rounds, 2)
    if is_odd:
        return (1 - patience_2) * (1 - both**pairs) / (1 - both) + both**pairs
    return (1 - patience_2) * (1 - both**pairs) / (1 - both)


def outside_option(patience: float, outside: float) -> float:
    """Return what the answerer gets if it may leave for ``outside`` instead of answering.

    What it would not use does not help it (Shaked and Sutton 1984).

    Examples
    --------
    >>> round(outside_option(0.9, 0.3), 6), outside_option(0.9, 0.6)
    (0.473684, 0.6)
    """
    return max(patience / (1 + patience), outside)


def critical_risk(win: float, submit: float, disaster: float) -> float:
    """Return the risk of disaster up to which it is better to stand firm than to submit.

    Examples
    --------
    >>> critical_risk(1, 0, -4)
    0.2
    """
    return (win - submit) / (win - disaster)


def butter_for_bombs(
    now: float, armed: float, cost_d: float, cost_r: float, price: float, patience: float
) -> Buildup:
    """Return what the declining side concedes so that the rising one does not build.

    Parameters
    ----------
    now, armed
        The rising side's chances in a war today, and once it is armed.
    cost_d, cost_r
        What war costs the declining and the rising side, each round.
    price
        What building costs, once.
    patience
        Of both.

    Examples
    --------
    >>> found = butter_for_bombs(0.3, 0.6, 0.2, 0.1, 2.0, 0.9)
    >>> found.regime, round(found.offer, 6), round(found.declining, 6)
    ('butter for bombs', 0.277778, 7.222222)
    """
    ever = 1 / (1 - patience)
    today, then = now - cost_r, armed - cost_r
    if armed > now + (cost_d + cost_r) / patience:
        return Buildup("deterred", today, (1 - today) * ever, today * ever)
    if price >= patience * (armed - now) * ever:
        return Buildup("no concession", today, (1 - today) * ever, today * ever)
    agreed = then - price * (1 - patience) / patience
    kept = max(0.0, today * ever + price - patience * then * ever)
    builds = 1 - kept + patience * (1 - then) * ever
    if builds > (1 - agreed) * ever:
        return Buildup("build", kept, builds, kept - price + patience * then * ever)
    return Buildup("butter for bombs", agreed, (1 - agreed) * ever, agreed * ever)


def signals(
    status_quo: float,
    win_a: float,
    concede_b: float,
    war_a: float,
    war_b: float,
    back_down: float,
    win_b: float,
    *,
    grid: int = 4000,
) -> tuple[Signal, ...]:
    """Return the equilibria of the signalling game of Lewis and Schultz (2003).

    A may challenge; B concedes or resists; A then fights or backs down. War and backing
    down for A, and war for B, carry private shocks, standard normal and independent.

    Parameters
    ----------
    status_quo
        A's payoff without a challenge.
    win_a, concede_b
        Payoffs where B concedes.
    war_a, war_b
        Mean payoffs of war.
    back_down, win_b
        Payoffs, A's in the mean, where A backs down.
    grid
        Into how many parts the probability of resistance is cut, to find all roots.

    Returns
    -------
    tuple of Signal
        By rising probability of resistance. There may be one or several.

    Examples
    --------
    >>> [round(one.resist, 6) for one in signals(0, 1, 0, -1.9, -2.9, -1.2, 1)]
    [0.251105, 0.594723, 0.813322]
    """
    from scipy.optimize import brentq

    def signal(resist: float) -> Signal:
        bar = (status_quo - (1 - resist) * win_a) / resist
        return resists(bar, war_a, back_down)._replace(resist=resist)

    def excess(resist: float) -> float:
        fight = signal(resist).fight
        if fight <= 0:
            return resist if win_b < concede_b else resist - 1
        return resist - _below((fight * war_b + (1 - fight) * win_b - concede_b) / fight)

    places = [(k + 0.5) / grid for k in range(grid)]
    found, last = [], excess(places[0])
    for before, place in zip(places, places[1:], strict=False):
        here = excess(place)
        if last * here <= 0 and last != here:
            found.append(signal(float(brentq(excess, before, place, xtol=1e-15, rtol=1e-14))))
        last = here
    return tuple(found)


def bluffs(
    resolute: float, tough: float, back_down: float, war_b: float, *, win_b: float = 1.0
) -> Bluff:
    """Return the equilibrium of the signalling game of Lewis and Schultz with two types a side.

    The resolute always challenge and fight, the tough always resist, the others would
    not. No challenge, and a concession to B, are worth 0, a concession to A 1; to back
    down is worth ``back_down`` < 0 to A and ``win_b`` to B, war ``war_b`` < 0 to a soft
    B. Derived by indifference; see the notes of the crisis `signalling`.

    Examples
    --------
    >>> found = bluffs(0.2, 0.3, -0.5, -1.0)
    >>> [round(part, 6) for part in found]
    [0.25, 0.52381, 0.5, 0.666667, 0.133333]
    """
    believed = win_b / (win_b - war_b)
    needed = 1 / (1 - back_down)
    if tough >= needed:
        bluff, resist, believed = 0.0, 0.0, 1.0
    elif resolute >= believed:
        bluff, resist, believed = 1.0, 0.0, resolute
    else:
        bluff = resolute * (1 - believed) / ((1 - resolute) * believed)
        resist = (needed - tough) / (1 - tough)
    resisted = tough + (1 - tough) * resist
    return Bluff(bluff, resist, believed, resisted, resolute * resisted)


def resists(bar: float, war_a: float, back_down: float) -> Signal:
    """Return how probably A challenges, and then fights, if it needs ``bar`` from resistance.

    A challenges if war or backing down is worth more than ``bar``, and fights if war is
    worth more than backing down and ``bar``: two normal numbers with correlation
    one over the root of two.

    Examples
    --------
    >>> round(resists(0.0, 0.0, 0.0).challenge, 6), round(resists(0.0, 0.0, 0.0).fight, 6)
    (0.75, 0.5)
    """
    challenge = 1 - _below(bar - war_a) * _below(bar - back_down)
    fight = _both_below((war_a - back_down) / math.sqrt(2), war_a - bar)
    return Signal(challenge, math.nan, fight / challenge if challenge > 0 else 0.0)


def _below(value: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(value))


def _both_below(h: float, k: float) -> float:
    """Return the bivariate normal probability at correlation one over root two.

    Owen (1956), Annals of Mathematical Statistics 27: 1075-1090, equation 2.1 and 3.1.
    """
    from scipy.special import owens_t

    rho = 1 / math.sqrt(2)
    root = math.sqrt(1 - rho * rho)
    if h == 0 and k == 0:
        return 0.25 + math.asin(rho) / (2 * math.pi)
    first = owens_t(h, _slope(k - rho * h, h * root))
    second = owens_t(k, _slope(h - rho * k, k * root))
    apart = h * k < 0 or (h * k == 0 and h + k < 0)
    return 0.5 * (_below(h) + _below(k)) - float(first) - float(second) - 0.5 * apart


def _slope(rise: float, run: float) -> float:
    return math.copysign(math.inf, rise) if run == 0 else rise / run
