"""Tests for Gambit's game trees: read as a crisis of one round, written from any horizon."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import strategies
from exchange.damage import read_or_refused
from standoff.errors import NotApplicable, SpecError
from standoff.exchange.convert import convert
from standoff.exchange.efg_parse import parse_efg
from standoff.exchange.efg_read import read_efg
from standoff.exchange.efg_write import write_efg
from standoff.exchange.human import yaml_text
from standoff.exchange.nfg_write import payoff_table
from standoff.exchange.tree import CHANCE, walk
from standoff.exchange.unroll import Unroller
from standoff.game import compile
from standoff.policy import solve
from standoff.spec import read_text

FIXTURES = Path(__file__).parents[1] / "replication" / "fixtures" / "gambit"
ENTRY = """EFG 2 R "entry" { "Newcomer" "Owner" } "a comment"
p "root" 1 1 "" { "out" "in" } 0
t "" 1 "stays out" { 1, 5/2 }
p "" 2 1 "" { "fight" "share" } 2 "entered" { -1/2, 0 }
t "" 3 "" { 0, 0 }
t "" 4 "" { 2, 1 }
"""
# one threatens or not, at a risk of 3/10 that all is lost: scripts/make_gambit_fixtures.py
GAMBLE = """EFG 2 R "gamble" { "1" "2" }
p "" 1 1 "" { "quiet" "threaten" } 0
t "" 1 "" { 1 4 }
c "" 1 "" { "war" 3/10 "peace" 7/10 } 0
t "" 2 "" { -4 -5 }
p "" 2 1 "" { "refuse" "yield" } 0
t "" 3 "" { 0 3 }
t "" 4 "" { 6 2 }
"""


def read(text):
    """Return the crisis that a file gives."""
    found = read_efg(text, "some.efg")
    return read_text(yaml_text({"name": "some", **found.data}))


def shape(node):
    """Return a tree as plain values; branches of chance in the order of their names."""
    if not node.actions:
        return [round(float(x), 9) for x in node.payoffs]
    children = [shape(child) for child in node.children]
    if node.mover == CHANCE:
        shares = [round(float(share), 9) for share in node.shares]
        return ["chance", sorted(zip(node.actions, shares, children, strict=True), key=str)]
    return [node.mover, list(zip(["hold", *node.actions[1:]], children, strict=True))]


def gathered(node, sofar=None):
    """Return the tree with all payoffs at its ends."""
    given_here = [a + b for a, b in zip(sofar or [0] * 9, node.payoffs, strict=False)]
    return type(node)(
        node.mover, node.actions, node.shares, [gathered(one, given_here) for one in node.children],
        () if node.actions else tuple(given_here),
    )  # fmt: skip


def value(node, precision):
    """Return what players expect where each chooses by logit, by plain recursion."""
    if not node.actions:
        return np.array([float(x) for x in node.payoffs])
    branches = np.array([value(child, precision) for child in node.children])
    if node.mover == CHANCE:
        return np.array([float(share) for share in node.shares]) @ branches
    score = precision[node.mover] * branches[:, node.mover]
    weight = np.exp(score - score.max())
    return weight / weight.sum() @ branches


def test_a_tree_becomes_a_crisis_of_one_round():
    """Payoffs on the way are gathered at the ends; who holds takes the first branch."""
    crisis = read(ENTRY)
    game = compile(crisis)

    assert crisis.horizon == 1
    assert crisis.order == ("Newcomer", "Owner")
    assert {name: state.text for name, state in crisis.states.items()} == {
        "s1": "step_1 == out",
        "s2": "step_1 == in and step_2 == fight",
        "s3": "step_1 == in and step_2 == share",
    }
    assert game.state_count == 3
    assert game.utility.tolist() == [[1, -0.5, 1.5], [2.5, 0, 1]]


@pytest.mark.parametrize("name", ["gamble", "three_in_turn", "centipede"])
def test_logit_equilibria_are_those_of_gambit(name):
    """Turns, chance and agents mean what they mean in a tree: the numbers that Gambit gave."""
    kept = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    text = {"gamble": GAMBLE}.get(name) or _written(name, kept)
    tree = parse_efg(text, "x")
    game = compile(read(text))

    for factor, sets in kept["logit"].items():
        policy = solve(game, precision_factor=float(factor))
        expected = value(gathered(tree.root), [float(factor)] * len(tree.players))
        row = policy.row(game.start)
        found = dict(zip([a.title.by_language["en"] for a in game.crisis.actors],
                         policy.value[:, row], strict=True))  # fmt: skip

        assert [found[player] for player in tree.players] == pytest.approx(expected, abs=1e-9)
        first = policy.choice[0][row][policy.slot_first[0] : policy.slot_first[1]]
        assert first[:2] == pytest.approx(sets[0], abs=1e-6)


def _written(name, kept):
    """Write the tree of a fixture as a file."""
    if name == "centipede":
        players, ends = ["A", "B"], []
        lines = []
        for turn, payoff in enumerate(kept["takes"]):
            lines.append(f'p "" {turn % 2 + 1} {turn // 2 + 1} "" {{ "take" "pass" }} 0')
            ends.append(payoff)
            lines.append(f't "" {len(ends)} "" {{ {payoff[0]}, {payoff[1]} }}')
        lines.append(f't "" {len(ends) + 1} "" {{ {kept["end"][0]}, {kept["end"][1]} }}')
        body = "\n".join(lines)
    else:
        players, table, counts, lines = ["1", "2", "3"], kept["payoffs"], [0, 0, 0, 0], []

        def node(path):
            if len(path) == 3:
                counts[3] += 1
                gains = [table[i][path[0]][path[1]][path[2]] for i in range(3)]
                lines.append(f't "" {counts[3]} "" {{ {gains[0]} {gains[1]} {gains[2]} }}')
                return
            counts[len(path)] += 1
            lines.append(f'p "" {len(path) + 1} {counts[len(path)]} "" {{ "0" "1" }} 0')
            node((*path, 0))
            node((*path, 1))

        node(())
        body = "\n".join(lines)
    names = " ".join(f'"{player}"' for player in players)
    return f'EFG 2 R "{name}" {{ {names} }}\n{body}\n'


@st.composite
def trees(draw):
    """Draw the text of a small tree."""
    players = draw(st.integers(1, 3))
    sets = [0] * (players + 1)
    lines = []
    ends = 0
    waiting = 1
    while waiting:
        waiting -= 1
        kind = draw(st.sampled_from(("t", "p", "c"))) if len(lines) < 9 else "t"
        if kind == "t":
            ends += 1
            gains = " ".join(str(draw(st.integers(-9, 9))) for _ in range(players))
            lines.append(f't "" {ends} "" {{ {gains} }}')
            continue
        count = draw(st.integers(2, 3))
        who = draw(st.integers(1, players)) if kind == "p" else 0
        sets[who] += 1
        if kind == "p":
            labels = " ".join(f'"go {k}"' for k in range(count))
            lines.append(f'p "" {who} {sets[who]} "" {{ {labels} }} 0')
        else:
            parts = [draw(st.integers(1, 9)) for _ in range(count)]
            labels = " ".join(f'"fate_{k}" {n}/{sum(parts)}' for k, n in enumerate(parts))
            lines.append(f'c "" {sets[who]} "" {{ {labels} }} 0')
        waiting += count
    names = " ".join(f'"P{k}"' for k in range(players))
    return f'EFG 2 R "drawn" {{ {names} }}\n' + "\n".join(lines)


@settings(max_examples=20, deadline=None)
@given(trees())
def test_a_tree_survives_the_round_trip(text):
    """Movers, branches, probabilities and payoffs, node by node."""
    before = parse_efg(text, "x")
    assume(before.root.actions)

    after = parse_efg(write_efg(read(text)).text, "y")

    number = {player: k for k, player in enumerate(before.players)}
    order = [number[player] for player in after.players]
    for node, _ in walk(after.root):
        node.mover = order[node.mover] if node.mover != CHANCE else CHANCE
        if node.payoffs and not node.actions:
            gains = dict(zip(order, node.payoffs, strict=True))
            node.payoffs = tuple(gains[k] for k in range(len(order)))
    assert _unnamed(shape(gathered(after.root))) == _unnamed(shape(gathered(before.root)))


def _unnamed(tree):
    """Leave out the names of branches of chance, some of which are held for."""
    if tree[:1] == ["chance"]:
        branches = [(share, _unnamed(child)) for _, share, child in tree[1]]
        return ["chance", sorted(branches, key=str)]
    if len(tree) == 2 and isinstance(tree[1], list):
        return [tree[0], [(label, _unnamed(child)) for label, child in tree[1]]]
    return tree


@settings(max_examples=15, deadline=None)
@given(
    strategies.crises(
        max_actors=2, max_variables=2, max_options=2, votes=False, controls=False, ordinal=False,
        extras=False,
    )
)  # fmt: skip
def test_a_tree_is_worth_what_the_crisis_is(crisis):
    """Costs, patience, chance and what is kept for ever: the solver's value, by plain recursion."""
    read_in = read_text(json.dumps({**crisis, "horizon": 1}))
    game = compile(read_in)
    assume((game.precision > 0).all())
    tree = Unroller(game, payoff_table(game)[0]).tree()

    policy = solve(game)
    expected = policy.value[:, policy.row(game.start)]
    assert value(tree, game.precision) == pytest.approx(expected, abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(
    strategies.crises(
        max_actors=2, max_variables=1, max_options=1, votes=False, controls=False, ordinal=False,
        extras=False,
    )
)  # fmt: skip
def test_two_rounds_are_worth_what_the_crisis_is(crisis):
    """Where everybody tosses a coin the scale of payoffs cannot matter, so the values agree."""
    game = compile(read_text(json.dumps({**crisis, "horizon": 2})))
    tree = Unroller(game, payoff_table(game)[0]).tree()

    policy = solve(game, precision_factor=0.0)
    expected = policy.value[:, policy.row(game.start)]
    assert value(tree, np.zeros(9)) == pytest.approx(expected, abs=1e-8)


def test_a_vote_of_stated_members_is_chance_and_one_of_actors_is_refused():
    """Three of three quarters each, two needed: 27/32 by counting."""
    text = """{{name: x, horizon: 1, actors: {{A: {{patience: 0}}}}, variables: {{u: [a, b]}},
        bodies: {{board: {{rule: quota, quota: 2, members: {members}}}}},
        options: {{A: {{table: {{effect: {{vote: board, pass: {{set: {{u: b}}}}}}}}}}}},
        interests: {{u: u}}, weights: {{A: {{u: 1}}}}}}"""
    leaning = "{yes: 0.75, no: 0.25}"

    stated = text.format(members=f"{{P: {leaning}, Q: {leaning}, R: {leaning}}}")
    written = parse_efg(write_efg(read_text(stated)).text, "x")

    assert written.root.children[1].shares == [Fraction(27, 32), Fraction(5, 32)]
    with pytest.raises(NotApplicable, match="how A votes in board"):
        write_efg(read_text(text.format(members=f"{{A: {{}}, P: {leaning}}}")))


def test_what_no_tree_can_say_is_refused(monkeypatch):
    """No end; an order where chance must be weighed; a tree that is too large."""
    monkeypatch.setattr("standoff.exchange.unroll.MOST_NODES", 500)
    endless = "{name: x, actors: [A], variables: {u: [a, b]}, controls: {A: [u]}}"
    ordinal = endless.replace("x,", "x, horizon: 2, priorities: {A: [u == b]},")
    large = endless.replace("x,", "x, horizon: 40,")
    for text, words in ((endless, "no end"), (ordinal, "only an order"), (large, "more than")):
        with pytest.raises(NotApplicable, match=words):
            write_efg(read_text(text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("EFG 1 R", "Here stands '1'."),
        (ENTRY.replace('p "" 2 1', 'p "root" 1 1'), "Player 1 does not know"),
        (ENTRY.replace('p "" 2 1', 'p "" 3 1'), "Here stands '3'."),
        (ENTRY + 't "" 9 "" { 1 1 }', "Here stands 't'."),
        (ENTRY[: ENTRY.rindex("t ")], "Here stands 'the end of the file'."),
        (GAMBLE.replace("7/10", "8/10"), "Here stands '}'."),
        (GAMBLE.replace("3/10", "-3/10"), "Here stands '}'."),
        (ENTRY.replace('{ "fight" "share" }', "{ }"), "Here stands 'p'."),
        (ENTRY.replace('t "" 4 "" { 2, 1 }', 't "" 7'), "Here stands '7'."),
        ('EFG 2 R "" { "A" } t "" 1 "" { 1 }', "Nothing is decided in this tree."),
        (
            'EFG 2 R "" { "A" } ' + "".join(f'p "" 1 {k} "" {{ "a" }} 0 ' for k in range(1, 999)),
            "The tree has more than 20,000 nodes, or is over 200 deep.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, wrong):
    """Line and column, what stands there, and what should."""
    with pytest.raises(SpecError) as refused:
        read(text)

    (problem,) = refused.value.problems
    assert problem.wrong.startswith(wrong)
    assert problem.fix


def test_files_damaged_at_random_are_read_or_refused():
    """A few thousand mutations, nothing else can happen; what is read is a crisis."""
    pieces = ['"', "{", "}", "-1", "1/0", "1e9", "p", "t", "c", "", " ", "\\", "é", "99", '"" 1']

    read_or_refused(read_efg, (ENTRY, GAMBLE), pieces, seed=6)


def test_a_player_of_several_steps_is_several_actors_and_one_again(tmp_path):
    """Each has one turn, so that nobody moves late; the written tree has the player back."""
    kept = json.loads((FIXTURES / "centipede.json").read_text(encoding="utf-8"))
    path = tmp_path / "centipede.efg"
    path.write_text(_written("centipede", kept), encoding="utf-8")

    done = convert(path, tmp_path / "again.efg")

    assert [actor.name for actor in done.crisis.actors] == ["A_1", "A_2", "B_1", "B_2"]
    assert 'EFG 2 R "centipede" { "A" "B" }' in done.text
    assert any("A and B" in note for note in done.notes)


def test_gambit_reads_what_is_written(tmp_path):
    """The other program itself, where it is installed."""
    gbt = pytest.importorskip("pygambit")
    path = tmp_path / "gamble.efg"
    path.write_text(write_efg(read(GAMBLE)).text, encoding="utf-8")

    game = gbt.read_efg(str(path))

    assert [player.label for player in game.players] == ["1", "2"]
    assert len(game.outcomes) == 4
