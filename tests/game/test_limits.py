"""Games too large are refused before anything of them is made."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import standoff
from standoff.errors import CommandError
from standoff.game.moves import actor_drafts, count_actions
from standoff.kernels.markov_cover import reach
from standoff.policy import cover as covering
from standoff.spec import read_text


def _controlled(variables: int, levels: int, held: int) -> str:
    """Write a crisis in which two actors control so many variables of so many levels each."""
    names = [f"v{k}" for k in range(variables)]
    scale = ", ".join(f"l{k}" for k in range(levels))
    return (
        "name: large\nactors: [a, b]\n"
        f"variables: {{{', '.join(f'{name}: [{scale}]' for name in names)}}}\n"
        f"controls: {{a: [{', '.join(names[:held])}], b: [{', '.join(names[held : 2 * held])}]}}\n"
        "interests: {i: v0, j: v1}\nweights: {a: {i: 1}, b: {j: 1}}\n"
    )


@pytest.mark.parametrize("shape", [(7, 8, 3), (22, 2, 11), (20, 2, 10), (6, 15, 3)])
def test_a_game_that_memory_cannot_hold_is_refused_with_its_size(shape):
    """Every combination of controlled levels is an option, so few lines make 10^9 cells."""
    crisis = read_text(_controlled(*shape))
    tracemalloc.start()
    with pytest.raises(CommandError) as refused:
        standoff.compile(crisis)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    states = shape[1] ** shape[0]
    assert f"{states:,} states" in str(refused.value)
    assert f"{2 * shape[1] ** shape[2]:,} options" in str(refused.value)
    assert "control fewer variables" in str(refused.value)
    assert peak < 50e6


@pytest.mark.parametrize("name", ["prisoners", "elmira", "dprk-2009", "cuba-1962"])
def test_options_are_counted_without_listing_them(name):
    """The count that the limit rests on is the number of options that a game gets."""
    crisis = standoff.read(standoff.catalog.path(name))
    assert count_actions(crisis) == len(actor_drafts(crisis))


def test_an_equilibrium_too_large_is_refused_before_all_states_are_searched(monkeypatch):
    """The search for what can be reached ends as soon as it is more than memory may hold."""
    game = standoff.compile(read_text(_controlled(4, 5, 2)))
    monkeypatch.setattr(covering, "MOST_BYTES", 100 * covering.bytes_a_state(game))
    with pytest.raises(CommandError) as refused:
        standoff.look(game, "equilibrium")
    assert "625 states" in str(refused.value)
    assert "Merge levels of variables" in str(refused.value)


def closure(game):
    """Add all that moves and chance lead to, outcome by outcome, until nothing is new."""
    leads = [
        (moves.available[a] == 1, game.targets(moves, o))
        for moves in (game.moves, game.chance)
        for a in range(moves.vote.size)
        if moves is game.chance or _owner(moves, a) in game.turns
        for o in range(moves.outcome_first[a], moves.outcome_first[a + 1])
    ]
    found, size = np.array([game.start]), 0
    while found.size > size:
        size = found.size
        new = [there[found[may[found]]] for may, there in leads]
        found = np.unique(np.concatenate([found, *new]))
    return found


def _owner(moves, a):
    return np.searchsorted(moves.actor_first, a, side="right") - 1


@pytest.mark.parametrize("name", ["elmira", "dprk-2009", "chicken"])
def test_what_can_be_reached_is_the_smallest_closed_set(name):
    """Found again by adding whole sets; a search with a limit stops in it."""
    game = standoff.compile(standoff.read(standoff.catalog.path(name)))
    plays = np.zeros(len(game.actor_names), dtype=np.uint8)
    plays[game.turns] = 1

    whole = reach(game.moves, game.chance, plays, game.start, game.state_count)

    assert whole.tolist() == closure(game).tolist()
    few = reach(game.moves, game.chance, plays, game.start, 2)
    assert 2 < few.size <= whole.size
    assert np.isin(few, whole).all()


@pytest.mark.parametrize("name", ["elmira", "dprk-2009", "prisoners"])
def test_one_target_is_that_of_all(name):
    """Where an outcome leads from one state is an entry of where it leads from all."""
    game = standoff.compile(standoff.read(standoff.catalog.path(name)))
    states = np.linspace(0, game.state_count - 1, 7).astype(int)
    for o in range(game.moves.probability.size):
        where = game.targets(game.moves, o)
        assert [game.target(game.moves, o, int(s)) for s in states] == where[states].tolist()
