"""Tests for `.gmcr` files: every variety that is about, and round trips."""

import json

import pytest
from hypothesis import given, settings

import standoff
from exchange.damage import read_or_refused
from exchange_models import binary_numbers, graph_model, option_forms
from standoff.errors import NotApplicable, SpecError
from standoff.exchange.binary import binary
from standoff.exchange.gmcr_read import read_gmcr
from standoff.exchange.gmcr_write import write_gmcr
from standoff.exchange.human import yaml_text
from standoff.exchange.option_form import option_form
from standoff.game import compile
from standoff.spec import read_text

Y, N = "Y", "N"
# facts of the example file of onp/gmcr-py (commit 748d9a4), re-keyed
ELMIRA = {
    "program": "gmcr-py",
    "options": [
        {"name": "Modify", "permittedDirection": "fwd"},
        {"name": "Delay", "permittedDirection": "back"},
        {"name": "Accept", "permittedDirection": "both"},
        {"name": "Abandon", "permittedDirection": "fwd"},
        {"name": "Insist", "permittedDirection": "both"},
    ],
    "decisionMakers": [
        {
            "name": "MoE",
            "options": [0],
            "preferences": [
                [[2, Y]],
                [[3, N]],
                [[0, N]],
                {"compound": True, "members": [[[0, N], [4, Y]], [[0, Y], [4, N]]]},
            ],
            "preferenceRanking": [9, 3, 4, 10, 7, 1, 2, 8, [11, 5, 6, 12]],
        },
        {
            "name": "Uniroyal",
            "options": [1, 2, 3],
            "preferences": [
                {"compound": True, "members": [[[0, Y], [2, Y]], [[0, N], [2, N]]]},
                [[3, N]],
                [[4, N]],
                {"compound": True, "members": [[[1, Y], [4, N]], [[1, N], [4, Y]]]},
            ],
            "preferenceRanking": [1, 4, 10, 7, [5, 11, 6, 12], 2, 3, 9, 8],
        },
        {
            "name": "Local Government",
            "options": [4],
            "preferences": [],
            "preferenceRanking": [9, 3, 7, 1, 10, 8, 4, 2, [11, 5, 12, 6]],
        },
    ],
    "infeasibles": [[[1, Y], [2, Y]], [[1, Y], [3, Y]], [[2, Y], [3, Y]],
                    [[1, N], [2, N], [3, N]]],
    "coalitions": [0, [1, 2]],
    "coalitionsFull": [{"name": "Uniroil"}, 7],
    "useManualPreferenceRanking": True,
}  # fmt: skip


def read(content):
    """Read a file given as plain values, through the text of a crisis."""
    found = read_gmcr(content if isinstance(content, str) else json.dumps(content), "some.gmcr")
    return read_text(yaml_text({"name": "some", **found.data})), found.notes


def ranking(crisis, actor):
    """Return the states best first by their published number, ties in brackets."""
    game = compile(crisis)
    rank = game.rank[game.actor_names.index(actor)].tolist()
    number = binary_numbers(game)
    return [sorted(number[s] for s in range(len(rank)) if rank[s] == level)
            for level in sorted(set(rank), reverse=True)]  # fmt: skip


def problems(content):
    """Return what is refused in a file, as (path, wrong)."""
    with pytest.raises(SpecError) as refused:
        read(content)
    return [(one.path, one.wrong) for one in refused.value.problems]


def changed(**parts):
    """Return Elmira with some parts changed."""
    return {**ELMIRA, **parts}


def test_elmira_is_the_published_crisis():
    """The catalogue's Elmira was written by hand from the paper; the file says the same."""
    crisis, _ = read(ELMIRA)
    by_hand = standoff.read(standoff.catalog.path("elmira"))

    assert graph_model(crisis, binary_numbers) == graph_model(by_hand, binary_numbers)
    assert {name: state.text for name, state in crisis.states.items()}["s9"] == (
        "modify == no and delay == no and accept == yes and abandon == no and insist == yes"
    )


def test_statements_give_the_published_rankings():
    """With the switch off the statements decide: rankings of the benchmark folder's README."""
    crisis, _ = read(changed(useManualPreferenceRanking=False))

    assert sum(ranking(crisis, "MoE"), []) == [9, 3, 4, 10, 7, 1, 2, 8, 11, 5, 6, 12]
    assert sum(ranking(crisis, "Uniroyal"), []) == [1, 4, 10, 7, 5, 11, 2, 3, 9, 8, 6, 12]
    assert "Local_Government" not in crisis.priorities


def test_old_names_of_keys_are_read():
    """Files of the first versions say preferenceVector and useManualPreferenceVectors."""
    makers = [
        {**{k: v for k, v in one.items() if k != "preferenceRanking"},
         "preferenceVector": one["preferenceRanking"]}
        for one in ELMIRA["decisionMakers"]
    ]  # fmt: skip
    old = {k: v for k, v in ELMIRA.items() if k != "useManualPreferenceRanking"}

    crisis, _ = read({**old, "decisionMakers": makers, "useManualPreferenceVectors": True})

    assert crisis == read(ELMIRA)[0]


def test_what_is_left_out_is_told():
    """Coalitions, unused statements and unknown keys; stale copies are ignored in silence."""
    _, notes = read(changed(weather="fair"))

    assert len(notes) == 4
    assert "starts in state 1" in notes[0]
    assert "statements of MoE and Uniroyal" in notes[1]
    assert "coalition of Uniroyal and Local_Government" in notes[2]
    assert "weather" in notes[3]


def test_options_are_put_side_by_side_in_the_order_of_makers():
    """The number of a state hangs on it: here the second maker's option weighs 1, not 2."""
    crisis, _ = read(
        {
            "options": [{"name": "b"}, {"name": "a"}, {"name": "c"}],
            "decisionMakers": [
                {"name": "P", "options": [1], "preferenceRanking": [2, 1, 3, 4, [5, 6], 7, 8]},
                {"name": "Q", "options": [2, 0], "preferenceRanking": [[1, 2, 3, 4, 5, 6, 7, 8]]},
            ],
            "useManualPreferenceRanking": True,
        }
    )

    assert [v.name for v in crisis.variables] == ["a", "c", "b"]
    assert crisis.states["s2"].text == "a == yes and c == no and b == no"
    assert ranking(crisis, "P") == [[2], [1], [3], [4], [5, 6], [7], [8]]
    assert ranking(crisis, "Q") == [[1, 2, 3, 4, 5, 6, 7, 8]]


def test_names_that_are_no_names_are_made_safe_and_kept_as_titles():
    """Anything may stand in a text; two options may be called alike."""
    names = ["Air Strike!", "air strike", "and", "", "s1", "Ünïted", "x" * 300, "\u202e\x07", "s1"]
    crisis, _ = read(
        {
            "options": [{"name": name} for name in names],
            "decisionMakers": [{"name": "США", "options": list(range(len(names)))}],
        }
    )

    assert len({v.name for v in crisis.variables}) == len(names)
    assert crisis.variables[0].title.by_language == {"en": "Air Strike!"}
    assert crisis.actors[0].name == "actor"
    assert crisis.actors[0].title.by_language == {"en": "США"}


@settings(max_examples=40, deadline=None)
@given(option_forms())
def test_the_graph_model_survives_the_round_trip(crisis):
    """States, moves, preferences and sight, state by state, whatever the levels were."""
    before = read_text(json.dumps(crisis))
    written = write_gmcr(before)

    after, _ = read(written.text)

    form = option_form(compile(before), "This")
    assert graph_model(after, binary_numbers) == graph_model(
        before, lambda game: binary(form).number.tolist()
    )


@settings(max_examples=20, deadline=None)
@given(option_forms())
def test_writing_again_changes_nothing(crisis):
    """A file that was read and written says what it said; orders may become rankings once."""
    once = write_gmcr(read(write_gmcr(read_text(json.dumps(crisis))).text)[0]).text

    assert write_gmcr(read(once)[0]).text == once


def test_numbers_of_states_are_those_of_the_file():
    """A ranking written is a ranking read, number by number."""
    crisis, _ = read(ELMIRA)

    makers = json.loads(write_gmcr(crisis).text)["decisionMakers"]

    assert makers[1]["preferenceRanking"] == [1, 4, 10, 7, [5, 6, 11, 12], 2, 3, 9, 8]


def test_infeasible_conditions_become_the_published_patterns():
    """'At most one of three' in arithmetic is three patterns of two options each."""
    elmira = standoff.read(standoff.catalog.path("elmira"))

    assert json.loads(write_gmcr(elmira).text)["infeasibles"] == [
        [[1, Y], [2, Y]], [[1, Y], [3, Y]], [[2, Y], [3, Y]], [[1, N], [2, N], [3, N]]
    ]  # fmt: skip


def test_what_the_file_cannot_say_is_told():
    """Weights become rankings; the rest is named in one sentence."""
    notes = write_gmcr(standoff.read(standoff.catalog.path("prisoners"))).notes

    assert notes[0] == "The weights of A and B were written as a ranking."
    assert "the beginning, patience" in notes[1]


def test_moves_that_are_no_option_form_are_refused():
    """Options by condition, by chance or by vote have no place in such a file."""
    with pytest.raises(NotApplicable, match="USA moves quarantine"):
        write_gmcr(standoff.read(standoff.catalog.path("cuba-1962")))


@pytest.mark.parametrize(
    ("content", "path", "wrong"),
    [
        ("[]", "", "The file is a list."),
        ("{}", "options", "The key 'options' is missing."),
        (changed(options=[]), "options", "There is no option."),
        (changed(options=[{"name": "x"}] * 25), "options", "The list of options has 25 items."),
        (changed(options=1_000_000_000), "options", "The list of options is a number."),
        (
            changed(options=[{"name": 3}, *ELMIRA["options"][1:]]),
            "options[1].name",
            "The name is a number.",
        ),
        (
            changed(options=[{"name": "x", "permittedDirection": "up"}, *ELMIRA["options"][1:]]),
            "options[1].permittedDirection",
            "The direction 'up' is not known.",
        ),
        (changed(decisionMakers={}), "decisionMakers", "The list of decision makers is a mapping."),
        (
            changed(decisionMakers=[{"name": "P", "options": [5]}]),
            "decisionMakers[1].options[1]",
            "5 is not the number of an option.",
        ),
        (
            changed(decisionMakers=[{"name": "P", "options": [True]}]),
            "decisionMakers[1].options[1]",
            "true or false is not the number of an option.",
        ),
        (
            changed(decisionMakers=[{"name": "P", "options": [0, 0]}]),
            "decisionMakers[1].options[2]",
            "The option 0 stands twice.",
        ),
        (changed(infeasibles=[[[0, "?"]]]), "infeasibles[1][1][2]", "This is neither Y nor N."),
        (changed(infeasibles=[[[0]]]), "infeasibles[1][1]", "This is no pair."),
        (changed(infeasibles=[[]]), "infeasibles[1]", "This combination is empty."),
        (
            changed(infeasibles=[[[0, Y], [0, N]]]),
            "infeasibles[1][2]",
            "The option 0 is both Y and N.",
        ),
        (
            changed(infeasibles=[[[0, Y]], [[0, N]]]),
            "infeasibles",
            "Every state is infeasible.",
        ),
        (
            changed(useManualPreferenceRanking="yes"),
            "useManualPreferenceRanking",
            "This is a text.",
        ),
        (changed(coalitions=[9]), "coalitions[1]", "This is no decision maker."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(content, path, wrong):
    """A message has the place, what is wrong, and what would be right."""
    assert (path, wrong) in problems(content)


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        ([1, 2, 3], "The ranking leaves out 4, 5, 6, 7, 8, 9 and 3 more."),
        ([1, 1, *range(2, 13)], "The ranking has 13 items."),
        ([13, *range(1, 12)], "13 is not the number of a state."),
        ([[1, 2], 2, *range(3, 13)], "2 stands twice."),
        ([1.5, *range(2, 13)], "1.5 is not the number of a state."),
        ("best", "The ranking is a text."),
    ],
)
def test_a_ranking_covers_every_state_once(order, wrong):
    """Otherwise the order of what is missing would be made up."""
    makers = [{**ELMIRA["decisionMakers"][0], "preferenceRanking": order},
              *ELMIRA["decisionMakers"][1:]]  # fmt: skip

    assert wrong in [found for _, found in problems(changed(decisionMakers=makers))]


def test_absurd_sizes_are_refused_at_once():
    """Twenty-four options with thousands of combinations would take minutes and gigabytes."""
    options = [{"name": f"o{k}"} for k in range(24)]
    maker = {"name": "P", "options": list(range(24))}
    many = [[[k % 24, Y], [(k + 1) % 24, Y]] for k in range(900)]

    (found,) = problems({"options": options, "decisionMakers": [maker], "infeasibles": many})

    assert found == ("infeasibles", "These are too many to work out what is feasible.")


def test_many_states_are_not_named():
    """A crisis file names at most a thousand; the note says how many there are."""
    options = [{"name": f"o{k}"} for k in range(12)]
    crisis, notes = read({"options": options, "decisionMakers": [{"name": "P", "options": [3]}]})

    assert not crisis.states
    assert any("4,096 states were not named" in note for note in notes)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a": NaN}', '{"a": 1e999}', "[" * 100_000, '{"a": "\n"}', '"', "{} {}", "\x00",
     '{"options": ' + "9" * 5000 + "}", '{"a" 1}', "[1,]", "nul", "-", '{1: 2}'],
)  # fmt: skip
def test_what_is_no_json_is_refused(text):
    """With a line and column, and never a traceback."""
    for _, wrong in problems(text):
        assert wrong


def test_files_damaged_at_random_are_read_or_refused():
    """Two thousand mutations: a problem with its fix, or a crisis that is one."""
    pieces = ['"', "[", "]", "{", "}", ",", "-1", "99", "null", "true", "1e9", '"Y"', "", "[[", "é"]

    read_or_refused(
        read_gmcr, (json.dumps(ELMIRA),), pieces, seed=4, turns=2000, lengths=(0, 1, 1, 3, 20)
    )
