"""The value of an expression in one state, in plain Python.

This is the meaning of expressions; faster evaluations elsewhere must agree.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping

from standoff.spec.crisis import Apply, Constant, Expression, Level, Node, Operator

Operation = Callable[..., float]


def evaluate(expression: Expression | Node, state: Mapping[str, int]) -> float:
    """Return the value of ``expression``; true is 1 and false is 0.

    Parameters
    ----------
    expression
        An expression of a crisis, or its tree.
    state
        The index of the level of every variable in the expression.

    Examples
    --------
    >>> tree = Apply("*", (Constant(0.5), Level("tests")))
    >>> evaluate(tree, {"tests": 3})
    1.5
    """
    node = expression.node if isinstance(expression, Expression) else expression
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Level):
        return float(state[node.variable])
    assert isinstance(node, Apply)
    return _OPERATIONS[node.operator](*(evaluate(part, state) for part in node.operands))


def _sum(*values: float) -> float:
    # Left to right, as written; math.fsum would round differently from arrays.
    total = values[0]
    for value in values[1:]:
        total += value
    return total


_OPERATIONS: dict[Operator, Operation] = {
    "or": lambda *values: float(any(value != 0.0 for value in values)),
    "and": lambda *values: float(all(value != 0.0 for value in values)),
    "not": lambda value: float(value == 0.0),
    "if": lambda then, given: float(then != 0.0 or given == 0.0),
    "iff": lambda one, two: float((one != 0.0) == (two != 0.0)),
    "==": lambda one, two: float(one == two),
    "!=": lambda one, two: float(one != two),
    "<": lambda one, two: float(one < two),
    "<=": lambda one, two: float(one <= two),
    ">": lambda one, two: float(one > two),
    ">=": lambda one, two: float(one >= two),
    "+": _sum,
    "-": operator.sub,
    "*": lambda *values: math.prod(values),
    "/": operator.truediv,
    "negative": operator.neg,
    "min": min,
    "max": max,
}
