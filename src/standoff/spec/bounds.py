"""How large an expression can get, without looking at any state."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from standoff.spec.crisis import Apply, Constant, Level, Node

Interval = tuple[float, float]


def bounds(node: Node, levels: Mapping[str, Sequence[str]]) -> Interval:
    """Return bounds on an expression; they hold in every state and may be too wide.

    Examples
    --------
    >>> tree = Apply("-", (Level("tests"), Constant(1.0)))
    >>> bounds(tree, {"tests": ("none", "one", "two")})
    (-1.0, 1.0)
    """
    if isinstance(node, Constant):
        return node.value, node.value
    if isinstance(node, Level):
        return 0.0, float(len(levels[node.variable]) - 1)
    assert isinstance(node, Apply)
    parts = [bounds(part, levels) for part in node.operands]
    if node.operator in ("+", "-", "*", "/"):
        found = parts[0]
        for part in parts[1:]:
            found = _joined(node.operator, found, part)
        return found
    if node.operator == "negative":
        return -parts[0][1], -parts[0][0]
    if node.operator == "min":
        return min(low for low, _ in parts), min(high for _, high in parts)
    if node.operator == "max":
        return max(low for low, _ in parts), max(high for _, high in parts)
    return 0.0, 1.0


def _joined(operator: str, one: Interval, two: Interval) -> Interval:
    if operator == "+":
        return one[0] + two[0], one[1] + two[1]
    if operator == "-":
        return one[0] - two[1], one[1] - two[0]
    corners = [left * right if operator == "*" else left / right for left in one for right in two]
    if any(math.isnan(corner) for corner in corners):
        return -math.inf, math.inf
    return min(corners), max(corners)
