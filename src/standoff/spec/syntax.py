"""The syntax of expressions: text to tree and back, before names mean anything.

``parse(show(tree)) == tree`` for every tree that `parse` returns. Chains of
``and``, ``or``, ``+`` and ``*`` are one node with all their operands; a minus
before a number is part of the number.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken
from lark.exceptions import UnexpectedInput

from standoff.spec.crisis import Operator

MOST_CHARACTERS = 2_000
MOST_BRACKETS = 40
DEEPEST = 150
LARGEST = 1e12


@dataclass(frozen=True)
class Literal:
    """A number as written, its sign included."""

    value: float
    at: int = field(default=0, compare=False)
    depth: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Truth:
    """The word ``true`` or ``false``."""

    value: bool
    at: int = field(default=0, compare=False)
    depth: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Word:
    """A name of a variable, a level or a named state."""

    name: str
    at: int = field(default=0, compare=False)
    depth: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Operation:
    """An operator with its operands."""

    operator: Operator
    operands: tuple[Tree, ...]
    at: int = field(default=0, compare=False)
    depth: int = field(default=2, compare=False)


Tree = Literal | Truth | Word | Operation


class NotAnExpression(Exception):
    """A text is no expression: where in it, what is wrong, what would be right."""

    def __init__(self, at: int, wrong: str, fix: str) -> None:
        super().__init__(wrong)
        self.at, self.wrong, self.fix = at, wrong, fix


def parse(text: str) -> Tree:
    """Parse an expression.

    Examples
    --------
    >>> show(parse("((tests>=one))and not (calm)"))
    'tests >= one and not calm'
    """
    _check_size(text)
    try:
        tree: Tree = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _complaint(text, error) from None
    if tree.depth > DEEPEST:
        raise NotAnExpression(
            0,
            f"Operations are nested more than {DEEPEST} deep.",
            "Name parts of the expression under 'states', or add numbers up in separate interests.",
        )
    return tree


def _check_size(text: str) -> None:
    if not text.strip():
        raise NotAnExpression(0, "The expression is empty.", "Write one, for example tests >= one.")
    if len(text) > MOST_CHARACTERS:
        raise NotAnExpression(
            0,
            f"The expression has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read.",
            "Name parts of it under 'states', or split the interest.",
        )
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > MOST_BRACKETS:
            raise NotAnExpression(
                at,
                f"Brackets are nested more than {MOST_BRACKETS} deep.",
                "Name parts of the expression under 'states'.",
            )


def _operation(operator: Operator, operands: list[Tree], at: int | None = None) -> Operation:
    depth = 1 + max(operand.depth for operand in operands)
    return Operation(operator, tuple(operands), operands[0].at if at is None else at, depth)


class _Builder(Transformer[Token, Tree]):
    """Builds the tree while the parser runs, so that depth costs no recursion."""

    def number(self, parts: list[Token]) -> Tree:
        value, at = float(parts[0]), parts[0].start_pos or 0
        if value > LARGEST:
            raise NotAnExpression(
                at,
                f"The number {shown(str(parts[0]))} is too large.",
                "Write a number of at most 1e12.",
            )
        return Literal(value, at)

    def truth(self, parts: list[Token]) -> Tree:
        return Truth(parts[0] == "true", parts[0].start_pos or 0)

    def name(self, parts: list[Token]) -> Tree:
        return Word(str(parts[0]), parts[0].start_pos or 0)

    def bracketed(self, parts: list[Tree]) -> Tree:
        return parts[0]

    def extreme(self, parts: list[Token | Tree]) -> Tree:
        word = parts[0]
        assert isinstance(word, Token)
        return _operation("min" if word == "min" else "max", _trees(parts), word.start_pos)

    def minus(self, parts: list[Token | Tree]) -> Tree:
        sign, operand = parts
        assert isinstance(sign, Token)
        assert not isinstance(operand, Token)
        if isinstance(operand, Literal):
            return Literal(0.0 - operand.value, sign.start_pos or 0)
        return _operation("negative", [operand], sign.start_pos)

    def chain(self, parts: list[Token | Tree]) -> Tree:
        """Gather neighbours that share a sign; ``-`` and ``/`` take two operands."""
        gathered: list[Tree] = _trees(parts[:1])
        last: str | None = None
        for sign, operand in zip(parts[1::2], _trees(parts[2::2]), strict=True):
            if last is not None and (last != sign or sign in "-/"):
                gathered = [_operation(_SIGNS[last], gathered)]
            gathered.append(operand)
            last = str(sign)
        assert last is not None
        return _operation(_SIGNS[last], gathered)

    def compared(self, parts: list[Token | Tree]) -> Tree:
        return _operation(_COMPARISONS[str(parts[1])], _trees(parts))

    def negated(self, parts: list[Tree]) -> Tree:
        return _operation("not", parts)

    def all_of(self, parts: list[Tree]) -> Tree:
        return _operation("and", parts)

    def any_of(self, parts: list[Tree]) -> Tree:
        return _operation("or", parts)

    def implies(self, parts: list[Tree]) -> Tree:
        return _operation("if", parts)

    def agrees(self, parts: list[Tree]) -> Tree:
        return _operation("iff", parts)


_SIGNS: dict[str, Operator] = {"+": "+", "-": "-", "*": "*", "/": "/"}
_COMPARISONS: dict[str, Operator] = {
    "==": "==",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}


def _trees(parts: list[Token | Tree]) -> list[Tree]:
    return [part for part in parts if not isinstance(part, Token)]


@functools.cache
def _parser() -> Lark:
    return Lark.open(
        "expression.lark",
        rel_to=__file__,
        start="statement",
        parser="lalr",
        transformer=_Builder(visit_tokens=False),
    )


_INSTEAD = {
    "=": "To compare, write ==.",
    "&": "Write 'and'.",
    "|": "Write 'or'.",
    "!": "Write 'not', or != between two values.",
    "^": "There are no powers; multiply instead.",
    "[": "Use round brackets.",
    "{": "Use round brackets.",
    "'": "Write names without quotes.",
    '"': "Write names without quotes.",
    "“": "Write names without quotes.",
    "≥": "Write >=.",
    "≤": "Write <=.",
    "≠": "Write !=.",
    "−": "Write the minus sign of the keyboard, -.",
    ",": "A comma stands only between the numbers of min and max.",
}


def _complaint(text: str, error: UnexpectedInput) -> NotAnExpression:
    if isinstance(error, UnexpectedCharacters):
        character = text[error.pos_in_stream or 0]
        return NotAnExpression(
            error.pos_in_stream or 0,
            f"The character {shown(character)} is not understood here.",
            _INSTEAD.get(
                character, "Expressions hold names, numbers, brackets, + - * / and comparisons."
            ),
        )
    assert isinstance(error, UnexpectedToken)
    token = error.token
    if token.type == "$END":
        return NotAnExpression(
            max(0, len(text.rstrip()) - 1),
            "The expression stops too soon.",
            "Close every bracket, and write something after every operator.",
        )
    return NotAnExpression(
        token.start_pos or 0,
        f"'{shown(str(token))}' cannot stand here.",
        _what_fits(str(token), token.type, error.accepts or error.expected),
    )


def _what_fits(token: str, kind: str, expected: set[str]) -> str:
    if kind == "COMPARE" and "AND" in expected:
        return "Only two values are compared at a time: write a < b and b < c."
    if "NAME" in expected:
        return "A name, a number or an opening bracket is missing before it."
    if kind in ("NAME", "NUMBER", "LPAR", "TRUTH", "EXTREME", "NOT"):
        return "An operator such as 'and', '==' or '*' is missing before it."
    return _INSTEAD.get(token, "Check the operators and brackets before it.")


def shown(text: str) -> str:
    """Shorten ``text`` for a message."""
    return text if len(text) <= 40 else f"{text[:37]}..."


def plain_number(value: float) -> str:
    """Write a number in the shortest way that reads back the same.

    Examples
    --------
    >>> plain_number(2.0), plain_number(0.1), plain_number(1e-7)
    ('2', '0.1', '1e-07')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


_STRENGTH = {
    "if": 0, "iff": 0, "or": 1, "and": 2, "not": 3,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7, "min": 8, "max": 8,
}  # fmt: skip


def _strength(tree: Tree) -> int:
    if isinstance(tree, Operation):
        return _STRENGTH[tree.operator]
    return 7 if isinstance(tree, Literal) and str(tree.value)[0] == "-" else 8


def show(tree: Tree) -> str:
    """Write a tree with as few brackets as read back to the same tree."""
    if isinstance(tree, Literal):
        return plain_number(tree.value)
    if isinstance(tree, Truth):
        return "true" if tree.value else "false"
    if isinstance(tree, Word):
        return tree.name
    operator, operands = tree.operator, tree.operands
    if operator in ("min", "max"):
        return f"{operator}({', '.join(_wrapped(operand, 5) for operand in operands)})"
    if operator == "not":
        return f"not {_wrapped(operands[0], 3)}"
    if operator == "negative":
        return f"-{_wrapped(operands[0], 7)}"
    own = _STRENGTH[operator]
    # The first operand of + - * / may be a weaker-bound part of the same chain, except that
    # a + within + (or * within *) would join it.
    joins = 5 <= own <= 6 and not (
        isinstance(operands[0], Operation) and operands[0].operator == operator and operator in "+*"
    )
    first = _wrapped(operands[0], own if joins else own + 1)
    return f" {operator} ".join([first, *(_wrapped(part, own + 1) for part in operands[1:])])


def _wrapped(tree: Tree, least: int) -> str:
    text = show(tree)
    return text if _strength(tree) >= least else f"({text})"
