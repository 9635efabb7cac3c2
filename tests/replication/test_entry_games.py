"""Published entry games with private shocks, solved by our fixed-point methods.

Pesendorfer and Schmidt-Dengler (2008), Review of Economic Studies 75(3):901-928: the
example of two firms with five Markov perfect equilibria; probabilities to two digits as
printed, to six recomputed by two methods.
Aguirregabiria and Mira (2007), Econometrica 75(1):1-53, section 4 and table II: five
firms, experiments 1 and 2; the stationary moments are exact, those of the table come
from 50,000 simulated markets.

Their actors know their own shock and move at once, so that their equations are not
those of a crisis; they are written down here, and what solves them is ours.
"""

from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from standoff.kernels.fixed_point import anderson, newton

# by own and rival's activity before: 00, 01, 10, 11; (i) and (ii) also with firms swapped
INACTIVE = {
    "i": [[0.267366, 0.386517, 0.199786, 0.248474], [0.724272, 0.77721, 0.579551, 0.706204]],
    "ii": [[0.384715, 0.68771, 0.169087, 0.394045], [0.471936, 0.696911, 0.160172, 0.4224]],
    "iii": [[0.424429, 0.695492, 0.157688, 0.40519]] * 2,
}
PRINTED = {
    "i": [[0.27, 0.39, 0.20, 0.25], [0.72, 0.78, 0.58, 0.71]],
    "ii": [[0.38, 0.69, 0.17, 0.39], [0.47, 0.70, 0.16, 0.42]],
    "iii": [[0.42, 0.70, 0.16, 0.41]] * 2,
}


def best_replies(inactive):
    """Return with which probability each of two firms stays out, given what both do."""
    found = np.empty((2, 4))
    for i in (0, 1):
        mine, other = inactive[i], inactive[1 - i]
        out, stay, enter = np.zeros((4, 4)), np.zeros(4), np.zeros((4, 4))
        gain = np.zeros(4)
        for n, (own, rival) in enumerate(product((0, 1), repeat=2)):
            alone = other[2 * rival + own]
            out[n, :2] = enter[n, 2:] = alone, 1 - alone
            gain[n] = 1.2 * alone - 1.2 * (1 - alone) - 0.2 * (1 - own)
            stay[n] = 0.1 * own
        shock = norm.pdf(norm.ppf(mine))
        flow = mine * stay + (1 - mine) * gain + shock
        moves = mine[:, None] * out + (1 - mine)[:, None] * enter
        value = np.linalg.solve(np.eye(4) - 0.9 * moves, flow)
        found[i] = norm.cdf(stay - gain + 0.9 * (out - enter) @ value)
    return found


def test_the_entry_game_of_two_firms_has_its_five_equilibria():
    """Newton steps from sixty starts, in which the firms differ little, end in no other."""
    random = np.random.default_rng(5)
    found = []
    for _ in range(60):
        # unknowns are normal quantiles, so that no probability leaves its range
        start = norm.ppf(random.uniform(0.05, 0.95, 4)) + 0.05 * random.normal(size=(2, 4))
        end = newton(lambda x: x - norm.ppf(best_replies(norm.cdf(x))), start, 1e-9, most=60)
        if end.is_found:
            found.append(norm.cdf(end.x))
    assert len(found) > 20
    swapped = [own[::-1] for name, own in INACTIVE.items() if name != "iii"]
    expected = [np.array(own) for own in (*INACTIVE.values(), *swapped)]
    which = [int(np.argmin([np.abs(one - e).max() for e in expected])) for one in found]

    assert set(which) == {0, 1, 2, 3, 4}
    for one, n in zip(found, which, strict=True):
        assert one == pytest.approx(expected[n], abs=1e-6)


@pytest.mark.parametrize("name", PRINTED)
def test_the_equilibria_are_those_printed(name):
    """Half a unit of the second digit, and a fixed point of the equations."""
    assert np.round(INACTIVE[name], 2) == pytest.approx(np.array(PRINTED[name]))
    assert best_replies(np.array(INACTIVE[name])) == pytest.approx(
        np.array(INACTIVE[name]), abs=5e-6
    )


FIXED = np.array([-1.9, -1.8, -1.7, -1.6, -1.5])
MARKET = np.diag([0.8, 0.6, 0.6, 0.6, 0.8]) + np.diag([0.2] * 4, 1) + np.diag([0.2] * 4, -1)
ACTIVITY = np.array(list(product((0, 1), repeat=5)))
EXPERIMENTS = {
    1: (0.0, 1.0, {
        "mean": 3.677951, "sd": 1.54894, "entrants": 0.521572,
        "active": [0.700067, 0.718073, 0.73586, 0.753379, 0.770572],
        "printed": (3.676, 1.551, 0.520),
    }),
    2: (1.0, 1.0, {
        "mean": 2.766929, "sd": 1.660879, "entrants": 0.692241,
        "active": [0.497478, 0.525045, 0.55303, 0.581374, 0.610002],
        "printed": (2.760, 1.661, 0.702),
    }),
}  # fmt: skip


def odds(active, skip=None):
    """Return the probability of every profile of activities in every state; axes (x, a)."""
    each = np.where(ACTIVITY[None, :, :] == 1, active.T[:, None, :], 1 - active.T[:, None, :])
    if skip is not None:
        each[:, :, skip] = 1.0
    return each.prod(axis=2)


def replies_of_five(active, competition, entry, patience=0.95):
    """Return with which probability each of five firms is active, given what all do; (i, x)."""
    sizes = np.repeat(np.arange(1, 6), 32)
    before = np.tile(ACTIVITY, (5, 1))
    found = np.empty_like(active)
    joint = odds(active)

    def later(value):
        """Return the value after every profile, the market having moved; axes (x, a)."""
        return np.repeat(MARKET @ value.reshape(5, 32), 32, axis=0)

    for i in range(5):
        others = ACTIVITY.sum(axis=1) - ACTIVITY[:, i]
        profit = (FIXED[i] + sizes[:, None] - competition * np.log1p(others)[None, :]
                  - entry * (1 - before[:, i])[:, None]) * ACTIVITY[:, i]  # fmt: skip
        p = np.clip(active[i], 1e-15, 1 - 1e-15)
        shock = np.euler_gamma - p * np.log(p) - (1 - p) * np.log1p(-p)
        flow = (joint * profit).sum(axis=1) + shock
        moves = np.zeros((160, 160))
        for m in range(5):
            moves[:, 32 * m : 32 * m + 32] = joint * MARKET[sizes - 1, m][:, None]
        value = np.linalg.solve(np.eye(160) - patience * moves, flow)
        worth = odds(active, skip=i) * (profit + patience * later(value))
        gain = worth[:, ACTIVITY[:, i] == 1].sum(axis=1) - worth[:, ACTIVITY[:, i] == 0].sum(axis=1)
        found[i] = 1 / (1 + np.exp(-gain))
    return found


@pytest.mark.parametrize("number", EXPERIMENTS)
def test_five_firms_enter_and_leave_as_published(number):
    """The equilibrium from even odds, and the long run of the market under it."""
    competition, entry, expected = EXPERIMENTS[number]
    end = anderson(
        lambda p: replies_of_five(p, competition, entry), np.full((5, 160), 0.5), 1e-12, most=300
    )
    assert end.is_found
    joint = odds(end.x)
    moves = np.hstack([joint * np.repeat(MARKET[:, m], 32)[:, None] for m in range(5)])
    system = np.vstack([moves.T - np.eye(160), np.ones(160)])
    share = np.linalg.lstsq(system, np.append(np.zeros(160), 1.0), rcond=None)[0]
    count = ACTIVITY.sum(axis=1)
    mean = share @ joint @ count
    before = np.tile(ACTIVITY, (5, 1))
    entrants = sum((share * (1 - before[:, i])) @ end.x[i] for i in range(5))
    found = (mean, np.sqrt(share @ joint @ count**2 - mean**2), entrants)

    assert found == pytest.approx(
        (expected["mean"], expected["sd"], expected["entrants"]), abs=2e-6
    )
    assert end.x @ share == pytest.approx(expected["active"], abs=2e-6)
    assert found == pytest.approx(expected["printed"], abs=0.02)
