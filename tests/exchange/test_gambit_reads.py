"""What we write is read, and meant, by Gambit itself; skipped where it is not installed.

pip install pygambit==16.7.0 && pytest -m slow tests/exchange/test_gambit_reads.py
"""

import dataclasses
import io

import numpy as np
import pytest

import standoff
from standoff.exchange.efg_write import write_efg
from standoff.exchange.nfg_write import payoff_table, write_nfg
from standoff.policy import solve

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed")
pytestmark = pytest.mark.slow


def published(name):
    """Read a crisis of the catalogue."""
    return standoff.read(standoff.catalog.path(name))


@pytest.mark.parametrize("name", ["prisoners", "chicken", "stag-hunt", "cuba-brams", "syria-iraq"])
def test_pure_equilibria_of_gambit_are_the_states_at_rest_under_nash(name):
    """Where everybody may set what it holds and set it back, the two notions are one."""
    crisis = published(name)
    game = standoff.compile(crisis)
    payoffs, _ = payoff_table(game)
    answer = standoff.look(game, "stability", draws=0, changes=0)
    at_rest = answer["equilibrium"].sel(concept="nash").values
    ours = payoffs[:, np.flatnonzero(at_rest)].T.tolist()

    read = gambit.read_nfg(io.BytesIO(write_nfg(crisis).text.encode()))
    found = gambit.nash.enumpure_solve(read).equilibria
    theirs = [[float(one.payoff(player)) for player in read.players] for one in found]

    assert sorted(theirs) == sorted(ours)


def test_the_graph_of_elmira_has_more_states_at_rest_than_its_strategic_form():
    """An .nfg file cannot say that moves go one way only, and says so: it keeps one of six."""
    written = write_nfg(published("elmira"))
    read = gambit.read_nfg(io.BytesIO(written.text.encode()))

    assert len(gambit.nash.enumpure_solve(read).equilibria) == 1
    assert any("one way only" in note for note in written.notes)


@pytest.mark.parametrize("name", ["prisoners", "chicken", "stag-hunt", "cuba-graph"])
def test_a_round_in_turns_has_the_logit_equilibrium_that_gambit_finds(name):
    """In one round nothing is discounted, so the precision means the same in both programs."""
    crisis = dataclasses.replace(published(name), horizon=1, calendar=None, record=None)
    game = dataclasses.replace(
        standoff.compile(crisis), precision=np.ones(len(crisis.actors)), labels={}
    )
    policy = solve(game)
    read = gambit.read_efg(io.BytesIO(write_efg(crisis).text.encode()))
    (found,) = gambit.qre.logit_solve_lambda(read, 1.0, use_strategic=False)
    profile = read.mixed_behavior_profile()
    actions = [a for player in read.players for node in player.infosets for a in node.actions]
    for number, action in enumerate(actions):
        profile[action] = float(found[number])

    theirs = [profile.payoff(player) for player in read.players]
    assert policy.value[:, policy.row(game.start)] == pytest.approx(theirs, abs=1e-6)
