"""The states of a crisis as mixed-radix numbers, and expressions over all of them.

Variable 0 is the most significant digit. An expression that mentions few
variables is worked out on the small grid of their levels and then spread over
all states, so its cost hardly depends on how many states there are.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Ints
from standoff.spec.crisis import Apply, Constant, Crisis, Expression, Level, Node

Grid = npt.NDArray[Any]

_BINARY: Final[dict[str, Callable[[Grid, Grid], Grid]]] = {
    "or": np.logical_or,
    "and": np.logical_and,
    "if": lambda claim, given: np.logical_or(claim, np.logical_not(given)),
    "iff": lambda left, right: (left != 0) == (right != 0),
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "min": np.minimum,
    "max": np.maximum,
}


@dataclass(frozen=True, eq=False)
class StateSpace:
    """All combinations of levels, and which of them can be.

    ``code`` is the number of each feasible state, ascending; ``position`` is
    the inverse, -1 where a number is infeasible.
    """

    variables: tuple[str, ...]
    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    code: Ints
    position: npt.NDArray[np.int32]

    @property
    def count(self) -> int:
        """Number of feasible states."""
        return int(self.code.size)

    @property
    def is_full(self) -> bool:
        """Whether every combination of levels is feasible."""
        return self.code.size == self.position.size

    @functools.cached_property
    def digits(self) -> npt.NDArray[np.uint8]:
        """Level of every variable in every feasible state; shape (V, S)."""
        rows = [
            (self.code // stride) % size
            for stride, size in zip(self.strides, self.sizes, strict=True)
        ]
        return np.array(rows, dtype=np.uint8).reshape(len(self.sizes), self.count)

    def over_states(self, expression: Expression) -> npt.NDArray[np.float64]:
        """Work out an expression in every feasible state; shape (S,).

        Conditions come out as 1 and 0.
        """
        spread = self._spread(expression.node)
        return spread if self.is_full else spread[self.code]

    def where(self, condition: Expression) -> npt.NDArray[np.bool_]:
        """Say in which feasible states a condition holds; shape (S,)."""
        return np.not_equal(self.over_states(condition), 0.0)

    def _spread(self, node: Node) -> npt.NDArray[np.float64]:
        """Work out ``node`` for all numbers, feasible or not; shape (P,)."""
        return spread(node, self.variables, self.sizes)


def spread(node: Node, variables: Sequence[str], sizes: Sequence[int]) -> npt.NDArray[np.float64]:
    """Work out ``node`` for every combination of levels, in order of its number."""
    used = mentioned(node)
    axes = {
        name: np.arange(size, dtype=np.float64).reshape(
            [size if other == name else 1 for other in used]
        )
        for name, size in zip(variables, sizes, strict=True)
        if name in used
    }
    small = np.asarray(_on_grid(node, axes), dtype=np.float64)
    order = [name for name in variables if name in used]
    small = small.reshape([1] * len(used)) if small.ndim == 0 else small
    small = small.transpose([used.index(name) for name in order])
    shape = iter(small.shape)
    full = [next(shape) if name in used else 1 for name in variables]
    return np.broadcast_to(small.reshape(full), tuple(sizes)).reshape(-1)


def mentioned(node: Node) -> list[str]:
    """List the variables that an expression mentions, each once."""
    match node:
        case Level(variable):
            return [variable]
        case Apply(_, operands):
            names = [name for operand in operands for name in mentioned(operand)]
            return list(dict.fromkeys(names))
        case _:
            return []


def _on_grid(node: Node, axes: dict[str, Grid]) -> Grid:
    """Work out ``node`` by broadcasting the levels of the variables it mentions."""
    match node:
        case Constant(value):
            return np.float64(value)  # type: ignore[return-value]
        case Level(variable):
            return axes[variable]
        case Apply("not", (operand,)):
            return np.equal(_on_grid(operand, axes), 0)
        case Apply("negative", (operand,)):
            return -_as_number(_on_grid(operand, axes))
        case Apply(name, operands):
            grids = [_as_number(_on_grid(operand, axes)) for operand in operands]
            return functools.reduce(_BINARY[name], grids)
    raise AssertionError(node)


def _as_number(grid: Grid) -> Grid:
    """Count true as 1 and false as 0, so that arithmetic is never on booleans."""
    return np.asarray(grid, dtype=np.float64)


def build_space(crisis: Crisis) -> StateSpace:
    """Give every state of a crisis its number, and set aside those that cannot be."""
    variables = tuple(variable.name for variable in crisis.variables)
    sizes = tuple(len(variable.levels) for variable in crisis.variables)
    strides = tuple(int(np.prod(sizes[v + 1 :], dtype=np.int64)) for v in range(len(sizes)))
    total = int(np.prod(sizes, dtype=np.int64))
    is_feasible = np.ones(total, dtype=np.bool_)
    for rule in crisis.infeasible:
        is_feasible &= spread(rule.when.node, variables, sizes) == 0
    code = np.flatnonzero(is_feasible).astype(np.int64)
    position = np.full(total, -1, dtype=np.int32)
    position[code] = np.arange(code.size, dtype=np.int32)
    return StateSpace(variables, sizes, strides, code, position)
