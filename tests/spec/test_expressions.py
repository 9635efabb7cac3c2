"""Tests for `standoff.spec.syntax`, `expressions`, `evaluate` and `bounds`."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import SpecError
from standoff.spec import read_text
from standoff.spec.bounds import bounds
from standoff.spec.crisis import Apply, Constant, Expression, Level
from standoff.spec.evaluate import evaluate
from standoff.spec.syntax import (
    Literal,
    NotAnExpression,
    Operation,
    Tree,
    Truth,
    Word,
    parse,
    plain_number,
    show,
)

NAMES = ("tests", "talks", "andes", "not_yet", "minimum", "if_ever", "x", "true_story")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def numbers() -> st.SearchStrategy[float]:
    return st.one_of(
        st.integers(-1000, 1000).map(float),
        st.floats(-1e12, 1e12, allow_nan=False, allow_infinity=False),
        st.floats(1e-300, 1e-9),
    ).map(lambda value: value + 0.0)


def trees() -> st.SearchStrategy[Tree]:
    """Draw trees as `parse` returns them: no minus before a number, chains gathered."""
    leaves = st.one_of(
        numbers().map(Literal), st.booleans().map(Truth), st.sampled_from(NAMES).map(Word)
    )

    def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        two = st.tuples(inner, inner)
        more = st.lists(inner, min_size=2, max_size=4).map(tuple)
        some = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            st.builds(Operation, st.sampled_from(("and", "or", "+", "*")), more),
            st.builds(Operation, st.sampled_from(("-", "/", "if", "iff", *COMPARISONS)), two),
            st.builds(Operation, st.sampled_from(("min", "max")), some),
            st.builds(Operation, st.just("not"), st.tuples(inner)),
            st.builds(
                Operation,
                st.just("negative"),
                st.tuples(inner.filter(lambda tree: not isinstance(tree, Literal))),
            ),
        )

    return st.recursive(leaves, larger, max_leaves=12)


@given(trees())
def test_what_is_written_reads_back_to_the_same_tree(tree):
    """So the canonical text says all that the tree does, with whatever brackets it needs."""
    assert tree == parse(show(tree))


@given(trees())
def test_writing_again_changes_nothing(tree):
    """The text is canonical."""
    assert show(tree) == show(parse(show(tree)))


@given(trees())
def test_no_pair_of_brackets_can_be_left_out(tree):
    """Each pair is needed: without it the text means something else or nothing."""
    text = show(tree)
    for opening, closing in _pairs(text):
        if text[:opening].endswith(("min", "max")):
            continue
        shorter = f"{text[:opening]} {text[opening + 1 : closing]} {text[closing + 1 :]}"
        with contextlib.suppress(NotAnExpression):
            assert parse(shorter) != tree


def _pairs(text: str) -> list[tuple[int, int]]:
    """List the positions of matching brackets."""
    open_at: list[int] = []
    found = []
    for at, character in enumerate(text):
        if character == "(":
            open_at.append(at)
        elif character == ")":
            found.append((open_at.pop(), at))
    return found


@given(numbers())
def test_number_is_written_so_that_it_reads_back_the_same(value):
    """The shortest text of a float is exact."""
    assert value == float(plain_number(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - b - c", "(a - b) - c"),
        ("a / b * c", "(a / b) * c"),
        ("a + b * c", "a + (b * c)"),
        ("not a == b", "not (a == b)"),
        ("not a and b", "(not a) and b"),
        ("a or b and c", "a or (b and c)"),
        ("a or b if c and d", "(a or b) if (c and d)"),
        ("-a * b", "(-a) * b"),
        ("- 2", "-2"),
        ("a + b < c * d", "(a + b) < (c * d)"),
    ],
)
def test_operators_bind_as_the_format_says(text, expected):
    """FORMAT.md, "Expressions": the grammar settles what binds first."""
    assert parse(expected) == parse(text)


LEVELS = {"u": ("l", "m", "h"), "v": ("l", "h"), "w": ("a", "b", "c", "d")}


def expressions(divisors: bool = True) -> st.SearchStrategy[str]:
    """Draw expressions that Python reads as well, and in the same way."""
    leaves = st.one_of(
        st.sampled_from(tuple(LEVELS)), st.sampled_from(("0", "1", "2.5", "0.1", "1e-3"))
    )

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("({}) {} ({})".format, inner, st.sampled_from("+-*"), inner),
            st.builds("{} {} ({})".format, inner, st.sampled_from("+-*"), inner),
            st.builds("({}) / {}".format, inner, st.sampled_from(("2", "-4", "0.5"))),
            st.builds("-({})".format, inner),
            st.builds("{}(({}), ({}))".format, st.sampled_from(("min", "max")), inner, inner),
            st.builds("(({}) {} ({}))".format, inner, st.sampled_from(COMPARISONS), inner),
            st.builds(
                "(not ({}) < ({}) {} ({}) == ({}))".format,
                inner,
                inner,
                st.sampled_from(("and", "or")),
                inner,
                inner,
            ),
        )

    return st.recursive(leaves, larger, max_leaves=8)


def _read_score(text: str) -> Expression:
    variables = ", ".join(f"{name}: [{', '.join(own)}]" for name, own in LEVELS.items())
    crisis = read_text(
        f"name: x\nactors: [a]\nvariables: {{{variables}}}\ninterests:\n  i: '{text}'\n"
    )
    return crisis.interests[0].score


states = st.fixed_dictionaries({name: st.integers(0, len(own) - 1) for name, own in LEVELS.items()})


@given(expressions(), states)
def test_value_is_the_one_that_python_computes(text, state):
    """Python's own arithmetic and logic are the independent evaluation.

    Only the test uses eval, on text that it has drawn itself.
    """
    expected = float(eval(text, {"__builtins__": {}}, {**state, "min": min, "max": max}))

    assert evaluate(_read_score(text), state) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(expressions(), states)
def test_value_lies_within_its_bounds(text, state):
    """Bounds hold in every state, so a score that is admitted can never be too large."""
    score = _read_score(text)

    low, high = bounds(score.node, LEVELS)

    slack = 1e-9 * max(1.0, abs(low), abs(high))
    assert low - slack <= evaluate(score, state) <= high + slack


@pytest.mark.parametrize("given_", [0, 1])
@pytest.mark.parametrize("then", [0, 1])
def test_if_fails_only_where_it_is_called_for_and_missing(then, given_):
    """`p if q` is true unless q holds and p does not; `p iff q` is true where they agree."""
    operands = (Level("p"), Level("q"))
    state = {"p": then, "q": given_}

    assert evaluate(Apply("if", operands), state) == float(not (given_ and not then))
    assert evaluate(Apply("iff", operands), state) == float(given_ == then)


def test_states_and_levels_are_substituted_in_the_tree_and_kept_in_the_text():
    """Readers see the analyst's words, programs see numbers."""
    crisis = read_text(
        "{name: x, actors: [a], variables: {talks: [closed, open]},"
        " states: {calm: talks == open}, infeasible: [not calm and talks != closed]}"
    )

    (rule,) = crisis.infeasible
    is_open = Apply("==", (Level("talks"), Constant(1.0)))
    is_not_closed = Apply("!=", (Level("talks"), Constant(0.0)))
    assert rule.when.text == "not calm and talks != closed"
    assert rule.when.node == Apply("and", (Apply("not", (is_open,)), is_not_closed))


def test_forty_brackets_are_read_and_forty_one_are_not():
    """The limit is where FORMAT.md says."""
    assert parse("(" * 40 + "x" + ")" * 40) == Word("x")
    with pytest.raises(NotAnExpression, match="nested more than 40 deep"):
        parse("(" * 41 + "x" + ")" * 41)


def test_two_thousand_characters_are_read_and_one_more_is_not():
    """The limit is where FORMAT.md says."""
    assert parse("x".ljust(2_000)) == Word("x")
    with pytest.raises(NotAnExpression, match="2,001 characters"):
        parse("x".ljust(2_001))


@pytest.mark.parametrize("text", ["not " * 499 + "x", "- " * 900 + "x", "x - " * 400 + "x"])
def test_deep_operations_are_refused_without_exhausting_the_stack(text):
    """Depth is limited before anything walks the tree."""
    with pytest.raises(NotAnExpression, match="more than 150 deep"):
        parse(text)


def test_long_sums_are_not_deep():
    """A sum is one operation however many parts it has."""
    tree = parse(" + ".join(["x"] * 400))

    assert tree == Operation("+", tuple(Word("x") for _ in range(400)))


def test_chain_of_states_as_deep_as_allowed_can_be_evaluated():
    """Whoever walks a tree by recursion is safe: 200 levels and no more."""
    steps = "".join(f"  s{n}: not s{n - 1}\n" for n in range(1, 198))
    start = "name: x\nactors: [a]\nvariables: {v: [l, h]}\nstates:\n  s0: v == l\n"

    crisis = read_text(start + steps)

    assert evaluate(crisis.states["s197"], {"v": 0}) == 0.0
    with pytest.raises(SpecError, match="200 deep"):
        read_text(start + steps + "".join(f"  s{n}: not s{n - 1}\n" for n in range(198, 205)))


def test_shared_states_cost_no_exponential_time():
    """Twenty doublings would be a million parts; they are refused by count, not by walking."""
    steps = "".join(f"  s{n}: s{n - 1} and s{n - 1}\n" for n in range(1, 30))

    with pytest.raises(SpecError, match="too large once the named states"):
        read_text(f"name: x\nactors: [a]\nvariables: {{v: [l, h]}}\nstates:\n  s0: v == l\n{steps}")


def test_nan_never_comes_out_of_an_admitted_expression():
    """Scores that could overflow are refused by their bounds."""
    assert math.isinf(bounds(Apply("*", (Constant(1e300), Constant(1e300))), {})[1])
    with pytest.raises(SpecError, match="may reach"):
        read_text(
            "{name: x, actors: [a], variables: {v: [l, h]}, "
            "interests: {i: 1e12 * 1e12 * 1e12 * v - 1e12 * 1e12 * v}}"
        )
