"""Eight targets as one value, and tables for a block of states.

What numba makes of ``target[o, low + k]`` asks of each index whether it is
negative, and fetches one number at a time. These few functions do not ask, and
take eight at once; like those of `standoff.kernels.eights` they run only inside
compiled code.

A *start* says where the row of a state begins in a table of values: its number
times the width of the table.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.errors import TypingError

from standoff.kernels.eights import EIGHT, LANES, TARGETS, VECTOR, everywhere, instruction

BLOCK = 64
"""States in a block, and length of a row of each of its tables."""

_INDEX = ir.IntType(64)
_NARROW = ir.VectorType(ir.IntType(32), LANES)
_WIDE = ir.VectorType(_INDEX, LANES)
_ZERO = ir.Constant(_NARROW, [0] * LANES)


def _indexes(context: Any, builder: Any, kinds: Any, values: Any) -> list[Any]:
    """Return whole numbers as wide as an address."""
    pairs = zip(values, kinds, strict=True)
    return [context.cast(builder, value, kind, types.intp) for value, kind in pairs]


def _cell(context: Any, builder: Any, kind: Any, table: Any, row: Any, column: Any) -> Any:
    """Return where a cell of a table of a block is."""
    place = context.make_array(kind)(context, builder, table)
    return builder.gep(place.data, [builder.add(builder.mul(row, row.type(BLOCK)), column)])


def _left_over(builder: Any, first: Any, count: Any) -> Any:
    """Return instructions that read fewer than eight neighbours, and -1 for the others."""
    eight = ir.Constant(_NARROW, [-1] * LANES)
    for k in range(LANES):
        # nothing is read beyond the last: it may be the end of the table
        is_there = builder.icmp_signed("<", count.type(k), count)
        at = builder.select(is_there, count.type(k), count.type(0))
        number = builder.load(builder.gep(first, [at]))
        number = builder.select(is_there, number, ir.IntType(32)(-1))
        eight = builder.insert_element(eight, number, ir.IntType(32)(k))
    return eight


@instruction
def targets(_: Any, target: Any, outcome: Any, row: Any, left: Any) -> Any:
    """Read eight neighbours of a table of targets, -1 from the one numbered ``left`` on."""
    if target.layout != "C":
        raise TypingError("A table of targets must be C-ordered: neighbours are read at once.")

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        o, r, count = _indexes(context, builder, signature.args[1:], values[1:])
        table = context.make_array(signature.args[0])(context, builder, values[0])
        at = builder.add(builder.mul(o, builder.extract_value(table.shape, 1)), r)
        first = builder.gep(table.data, [at])
        is_whole = builder.icmp_signed(">=", count, count.type(LANES))
        with builder.if_else(is_whole) as (whole, part):
            with whole:
                together = builder.load(builder.bitcast(first, _NARROW.as_pointer()), align=4)
                from_whole = builder.block
            with part:
                one_by_one = _left_over(builder, first, count)
                from_part = builder.block
        found = builder.phi(_NARROW)
        found.add_incoming(together, from_whole)
        found.add_incoming(one_by_one, from_part)
        return found

    return TARGETS(target, outcome, row, left), build


@instruction
def closed(_: Any, found: Any) -> Any:
    """Return -inf for each target that is not there, and 0 for the others."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        never, ever = (ir.Constant(VECTOR, [x] * LANES) for x in (float("-inf"), 0.0))
        return builder.select(builder.icmp_signed("<", values[0], _ZERO), never, ever)

    return EIGHT(found), build


@instruction
def either(_: Any, found: Any, other: Any) -> Any:
    """Return eight targets, each there where it is in ``found`` or in ``other``."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        # the sign says whether it is there; the rest is of no use
        return builder.and_(*values)

    return TARGETS(found, other), build


@instruction
def is_any(_: Any, found: Any) -> Any:
    """Say whether any of eight targets is there."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        flags = builder.icmp_signed(">=", values[0], _ZERO)
        eight = ir.IntType(LANES)
        return builder.icmp_unsigned("!=", builder.bitcast(flags, eight), eight(0))

    return types.boolean(found), build


@instruction
def put_starts(_: Any, table: Any, row: Any, group: Any, found: Any, width: Any, other: Any) -> Any:
    """Write the starts of eight targets into a table, ``other`` for those not there."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kinds, found = signature.args, values[3]
        r, g = _indexes(context, builder, kinds[1:3], values[1:3])
        wide, instead = _indexes(context, builder, kinds[4:], values[4:])
        place = _cell(context, builder, kinds[0], values[0], r, builder.mul(g, g.type(LANES)))
        start = builder.mul(builder.sext(found, _WIDE), everywhere(builder, wide))
        is_shut = builder.icmp_signed("<", found, _ZERO)
        start = builder.select(is_shut, everywhere(builder, instead), start)
        builder.store(start, builder.bitcast(place, _WIDE.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(table, row, group, found, width, other), build


@instruction
def cell(_: Any, table: Any, row: Any, column: Any) -> Any:
    """Read one number of a table of a block."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        r, k = _indexes(context, builder, signature.args[1:], values[1:])
        return builder.load(_cell(context, builder, signature.args[0], values[0], r, k))

    return table.dtype(table, row, column), build


@instruction
def pick(_: Any, value: Any, column: Any, start: Any, row: Any, group: Any) -> Any:
    """Read one column of ``value`` in the eight rows that a group of starts says."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kinds = signature.args
        (i,) = _indexes(context, builder, kinds[1:2], values[1:2])
        r, g = _indexes(context, builder, kinds[3:], values[3:])
        first = _cell(context, builder, kinds[2], values[2], r, builder.mul(g, g.type(LANES)))
        matrix = context.make_array(kinds[0])(context, builder, values[0])
        column = builder.gep(matrix.data, [i])
        eight = ir.Constant(VECTOR, ir.Undefined)
        # one by one: the instruction that gathers is very slow on patched processors
        for k in range(LANES):
            at = builder.load(builder.gep(first, [_INDEX(k)]))
            number = builder.load(builder.gep(column, [at]))
            eight = builder.insert_element(eight, number, ir.IntType(32)(k))
        return eight

    return EIGHT(value, column, start, row, group), build
