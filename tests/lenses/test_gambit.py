"""Tests for the lens gambit: what goes out, what comes back, and that it is reckoned again.

Gambit's answers are recorded in gambit_recorded.json, by a digest of the tree that it
was given; where pygambit is installed (``pip install 'standoff[gambit]'``) they are
compared with what it says today, and ``--renew`` writes them anew.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

import standoff
from standoff.errors import CommandError
from standoff.lenses import gambit_ask, gambit_solve
from standoff.lenses.gambit import Gambit
from standoff.lenses.gambit_tree import plant
from standoff.policy import solve
from standoff.result import load, save
from standoff.show import figure, show
from standoff.spec import read_text

KEPT = Path(__file__).parent / "gambit_recorded.json"
RECORDED = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
ask_gambit = gambit_ask.profiles

DETERRENCE = """
name: deterrence
horizon: 1
actors: {DEF: {patience: 0, precision: 2}, CHA: {patience: 0, precision: 2}}
order: [DEF, CHA, DEF]
variables: {signal: [none, sent], challenge: [none, made, resisted]}
options:
  DEF:
    mobilise: {when: signal == none and challenge == none, effect: {set: {signal: sent}}, cost: 0.5}
    resist: {when: challenge == made, effect: {set: {challenge: resisted}}}
  CHA:
    challenge: {when: challenge == none, effect: {set: {challenge: made}}}
interests:
  lost: challenge == made
  war: challenge == resisted
  show: signal == sent
weights: {CHA: {lost: 2, war: -3}}
motives:
  DEF:
    tough: {prior: 0.3, weights: {lost: -4, war: -1}}
    weak: {prior: 0.7, weights: {lost: -2, war: -5, show: -1}}
"""


def digest(text, method):
    """Name a question to Gambit."""
    return hashlib.sha256(f"{method}\n{text}".encode()).hexdigest()[:16]


@pytest.fixture
def recorded(monkeypatch, renew):
    """Answer as Gambit did; without a recording only Gambit itself can."""

    def answer(text, method):
        key = digest(text, method)
        if renew and gambit_ask.is_installed():
            RECORDED[key] = [
                [None if x != x else round(x, 12) for x in one] for one in ask_gambit(text, method)
            ]
            lines = (f'"{k}":{json.dumps(v)}' for k, v in sorted(RECORDED.items()))
            KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        assert key in RECORDED, "The tree that goes out has changed: run with --renew and pygambit."
        return [[float("nan") if x is None else x for x in one] for one in RECORDED[key]]

    monkeypatch.setattr(gambit_ask, "profiles", answer)
    monkeypatch.setattr(gambit_ask, "require", lambda: None)


def published(name):
    """Compile a crisis of the catalogue."""
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


def rows(answer, concept):
    """List (values, ends as levels with their probability) of each equilibrium of a concept."""
    one = answer.isel(equilibrium=answer["concept"].values == concept)
    return [values.tolist() for values in one["value"].transpose("equilibrium", "actor").values]


def test_chicken_all_at_once_has_its_three_equilibria(recorded):
    """In two of them one swerves; in the third both go straight on in one case of four.

    The payoffs are those of the round, twice over: kept for ever at patience one half.
    """
    answer = standoff.look(published("chicken"), Gambit(form="at_once"))

    assert rows(answer, "nash") == [[4, -2], pytest.approx([1, 1]), [-2, 4]]
    mixed = answer.isel(equilibrium=1)
    assert mixed["choice"].values[:, :2] == pytest.approx(np.array([[0.25, 0.75]] * 2))
    assert answer["is_sequential"].values[:3].tolist() == [1, 1, 1]
    assert mixed["belief"].values == pytest.approx([0.25, 0.75])
    # who cannot tell two places apart is in one of them for sure
    assert mixed["set_reached"].values == pytest.approx([1, 1])
    assert answer["error"].values.max() < 1e-9


def test_chicken_in_turns_tells_the_empty_threat_from_the_other(recorded):
    """Who moves second would swerve too if the first held: its threat not to is empty."""
    answer = standoff.look(published("chicken"), Gambit(concepts=("nash", "sequential")))

    assert rows(answer, "nash") == [[4, -2], [-2, 4]]
    assert answer["is_sequential"].values.tolist() == [1, 0, 1]
    assert rows(answer, "sequential") == [[4, -2]]
    assert "belief" not in answer


def test_a_threat_is_called_empty_only_where_all_sequential_equilibria_are_known():
    """Where movers see all and backward induction leaves one; else that is not known."""
    game = published("chicken")
    seen, unseen = (
        plant(game, 1, start=game.start, at_once=at_once, private=False, most=500)
        for at_once in (False, True)
    )
    judged = []
    for planted in (seen, unseen):
        even = tuple(np.full(len(one.options), 1 / len(one.options)) for one in planted.sets)
        first = tuple(np.eye(len(one.options))[-1] for one in planted.sets)
        sequential = gambit_solve._reckoned(planted, "sequential", first, 0.0)
        nash = gambit_solve._reckoned(planted, "nash", even, 0.0)
        judged += [
            gambit_solve._rated(planted, nash, known).is_sequential for known in ([sequential], [])
        ]

    assert judged == [0, -1, -1, -1]


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("name", ["prisoners", "chicken", "stag-hunt"])
def test_the_logit_equilibrium_of_a_tree_is_the_one_of_our_solver(recorded, name, rounds):
    """One agent for each actor and round, so that discounting takes no precision away."""
    game = published(name)
    policy = solve(game, rounds=rounds)

    answer = standoff.look(game, Gambit(concepts=("logit",), rounds=rounds))

    assert rows(answer, "logit")[0] == pytest.approx(
        policy.value[:, policy.row(game.start)], abs=1e-6
    )


def test_private_motives_give_beliefs_by_bayes(recorded):
    """What the challenger believes after a signal is its prior times who sends it."""
    game = standoff.compile(read_text(DETERRENCE))
    answer = standoff.look(game, Gambit(private=True, concepts=("sequential", "logit")))
    mobilises = {
        str(motive): h
        for h, motive in enumerate(answer["set_motive"].values)
        if answer["set_turn"].values[h] == 0
    }
    sets = [h for h, actor in enumerate(answer["set_actor"].values) if actor == "CHA"]

    assert set(mobilises) == {"tough", "weak"}
    assert len(sets) == 2
    logit = answer.isel(equilibrium=answer["concept"].values == "logit").isel(equilibrium=0)
    sends = {motive: float(logit["choice"].values[h, 1]) for motive, h in mobilises.items()}
    for h in sets:
        sent = "mobilise" in str(logit["node_path"].values[logit["node_set"].values == h + 1][0])
        odds = {
            motive: prior * (sends[motive] if sent else 1 - sends[motive])
            for motive, prior in (("tough", 0.3), ("weak", 0.7))
        }
        nodes = logit["node_set"].values == h + 1
        found = dict(zip(logit["node_motives"].values[nodes], logit["belief"].values[nodes],
                         strict=True))  # fmt: skip
        for motive, weight in odds.items():
            assert found[f"DEF={motive}"] == pytest.approx(weight / sum(odds.values()), abs=1e-9)
    assert sends["tough"] > sends["weak"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_equilibria_are_shown_as_outcomes_and_not_as_vectors(recorded, language, tmp_path):
    """Text and drawing from a saved answer alone, in both languages."""
    threat = {"en": "an empty threat", "id": "ancaman kosong"}[language]
    swerve = {"en": "Second player: swerve", "id": "Pemain kedua: membelok"}[language]
    save(standoff.look(published("chicken"), "gambit"), tmp_path / "answer.nc")
    answer = load(tmp_path / "answer.nc")

    text = show(answer, lang=language)

    assert threat in text
    assert swerve in text
    assert "0.333" not in text
    assert figure(answer, lang=language, theme="dark", size=420).axes


def test_what_is_believed_is_told(recorded):
    """By motive and by what was done, only where a mover cannot tell."""
    game = standoff.compile(read_text(DETERRENCE))
    said = " ".join(show(standoff.look(game, "gambit", private=True), width=400).split())

    assert "CHA cannot tell, and holds likely: DEF: tough, DEF: hold 30%; DEF: weak" in said
    assert "DEF (weak): mobilise" in said


def test_without_gambit_the_lens_says_how_to_get_it(monkeypatch):
    """No traceback, no import, and nothing that could be taken for an answer."""
    monkeypatch.setattr(gambit_ask, "is_installed", lambda: False)

    answer = standoff.look(published("chicken"), "gambit")

    assert answer.attrs["status"] == "does not apply"
    assert "pip install 'standoff[gambit]'" in answer.attrs["remedy"]
    assert not answer.data_vars


@pytest.mark.parametrize(
    ("name", "settings", "cause"),
    [
        ("elmira", {}, "only an order of the states"),
        ("cuba-graph", {}, "more than 500 nodes"),
        ("dprk-2009", {"rounds": 1}, "vote by what they expect"),
        ("dprk-2009", {"form": "at_once"}, "would choose twice"),
    ],
)
def test_what_makes_no_small_tree_is_refused_with_a_cause(name, settings, cause):
    """Before Gambit is looked for: it could not help."""
    answer = standoff.look(published(name), "gambit", **settings)

    assert answer.attrs["status"] == "does not apply"
    assert cause in answer.attrs["cause"]


@pytest.mark.parametrize(
    "settings",
    [{"concepts": ("nahs",)}, {"form": "twice"}, {"rounds": 0}, {"precision_factor": -1.0}],
)
def test_settings_that_ask_for_nothing_are_refused(settings):
    """Before anything is computed."""
    with pytest.raises(CommandError):
        Gambit(**settings)


def test_motives_that_nobody_else_knows_are_one_information_set():
    """The challenger cannot tell the tough from the weak; the defender knows its own motive."""
    game = standoff.compile(read_text(DETERRENCE))
    planted = plant(game, 1, start=game.start, at_once=False, private=True, most=500)
    by_actor = {
        game.actor_names[i]: [own.size for h, own in enumerate(planted.tree.nodes)
                              if planted.sets[h].actor == i]
        for i in range(2)
    }  # fmt: skip

    assert by_actor["CHA"] == [2, 2]
    # by motive: at first, after a challenge that met a signal or none, and after none came
    assert by_actor["DEF"] == [1] * 8


PRIZE = """
name: prize
actors: {A: {patience: 0}, B: {patience: 0}}
variables: {prize: [free, with_a, with_b]}
options:
  A: {take: {when: prize == free, effect: {set: {prize: with_a}}}}
  B: {take: {when: prize == free, effect: {set: {prize: with_b}}}}
interests: {a_has: prize == with_a, b_has: prize == with_b}
weights: {A: {a_has: 1}, B: {b_has: 1}}
"""


@pytest.mark.parametrize(("form", "nodes"), [("turns", [1]), ("at_once", [2])])
def test_at_once_a_mover_may_try_what_has_just_become_impossible(form, nodes):
    """In turns the second sees that the prize is gone; at once it reaches for it in vain."""
    game = standoff.compile(read_text(PRIZE))
    planted = plant(game, 1, start=game.start, at_once=form == "at_once", private=False, most=500)
    second = [own.size for h, own in enumerate(planted.tree.nodes) if planted.sets[h].actor == 1]
    tries = planted.tree.value([np.array([0.0, 1.0])] * len(planted.sets))[0]

    assert second == nodes
    assert tries.tolist() == [1, 0]


def test_those_who_move_together_are_at_once_in_turns_too():
    """What the crisis says of who sees whom holds in either form."""
    together = read_text(PRIZE + "order: [{together: [A, B]}]\n")
    trees = [
        plant(standoff.compile(crisis), 1, start=0, at_once=at_once, private=False, most=500).tree
        for crisis, at_once in ((together, False), (read_text(PRIZE), True))
    ]

    assert trees[0].information.tolist() == trees[1].information.tolist()
    assert trees[0].payoff.tolist() == trees[1].payoff.tolist()


@pytest.mark.slow
@pytest.mark.skipif(not gambit_ask.is_installed(), reason="pygambit is not installed")
@pytest.mark.parametrize("name", ["prisoners", "chicken", "stag-hunt"])
@pytest.mark.parametrize("form", ["turns", "at_once"])
def test_gambit_itself_says_what_was_recorded(name, form):
    """The recording is what pygambit returns today, to its own precision."""
    game = published(name)
    planted = plant(game, 1, start=game.start, at_once=form == "at_once", private=False, most=500)
    text, _ = planted.text()
    for method in ("mixed", "agent", "limit"):
        if digest(text, method) in RECORDED:
            found = np.array(ask_gambit(text, method))
            kept = np.array(RECORDED[digest(text, method)], dtype=float)
            assert found == pytest.approx(kept, abs=1e-6, nan_ok=True)
    assert standoff.look(game, Gambit(form=form)).attrs["status"] == "found"
