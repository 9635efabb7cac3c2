"""Eight doubles as one value: what the loops over actors are made of.

Values of a state are a row of doubles, one an actor, padded to a multiple of
`LANES`. Eight doubles are one line of the cache and one register of a wide
processor (two or four of a narrow one). Numba does not turn eight scalar steps
into one by itself, so these few functions say it outright; they run only inside
compiled code, and are inlined there.

A product that is added is rounded once where the processor can do that, and
twice where it cannot; so bits may differ between kinds of processors, but not
between two runs on one, nor with the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

from standoff.kernels.tables import Floats

LANES = 8
LINE = 64
"""Bytes in a line of the cache."""

VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_FUSE = ("contract",)


class _Eight(types.Type):
    """The type of eight numbers of one kind in compiled code."""

    def __init__(self, name: str, bits: int | None) -> None:
        super().__init__(name=name)
        self.bits = bits
        """Bits of a whole number; None for doubles."""


EIGHT = _Eight("Eight", None)
TARGETS = _Eight("Targets", 32)
"""Eight rows of a table of values, as a table of targets has them."""


@register_model(_Eight)
class _EightModel(models.PrimitiveModel):
    """Say that eight numbers are kept as a vector of the compiler."""

    def __init__(self, manager: Any, kind: Any) -> None:
        number = ir.IntType(kind.bits) if kind.bits else ir.DoubleType()
        super().__init__(manager, kind, ir.VectorType(number, LANES))  # type: ignore[no-untyped-call]


def room(rows: int, width: int) -> Floats:
    """Make an array of zeros whose rows begin where lines of the cache do.

    Examples
    --------
    >>> place = room(3, 8)
    >>> place.shape, place.ctypes.data % LINE
    ((3, 8), 0)
    """
    whole = np.zeros(rows * width + LINE // 8)
    first = (-whole.ctypes.data % LINE) // 8
    return whole[first : first + rows * width].reshape(rows, width)


def _place(context: Any, builder: Any, kinds: Any, values: Any) -> Any:
    """Return where group ``values[2]`` of row ``values[1]`` of a matrix begins."""
    row, group = (
        context.cast(builder, value, kind, types.intp)
        for value, kind in zip(values[1:3], kinds[1:3], strict=True)
    )
    matrix = context.make_array(kinds[0])(context, builder, values[0])
    width = builder.extract_value(matrix.shape, 1)
    at = builder.add(builder.mul(row, width), builder.mul(group, group.type(LANES)))
    return builder.bitcast(builder.gep(matrix.data, [at]), VECTOR.as_pointer())


def everywhere(builder: Any, number: Any) -> Any:
    """Return instructions for eight times the same number."""
    nothing = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
    one = builder.insert_element(nothing, number, ir.IntType(32)(0))
    first = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(one, nothing, first)


def add_product_of(builder: Any, total: Any, eight: Any, other: Any) -> Any:
    """Return instructions for ``total + eight * other``, rounded once where that can be."""
    return builder.fadd(total, builder.fmul(eight, other, flags=_FUSE), flags=_FUSE)


def instruction(write: Callable[..., Any]) -> Any:
    """Make a function of compiled code, inlined there, from one that writes instructions.

    The decorator of numba would have the type of ``write``, which is called otherwise.
    """
    return intrinsic(write)


@instruction
def load(_: Any, matrix: Any, row: Any, group: Any) -> Any:
    """Read eight neighbours: columns ``8 * group`` and on, of a row of a C-ordered matrix."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(_place(context, builder, signature.args, values), align=8)

    return EIGHT(matrix, row, group), build


@instruction
def store(_: Any, matrix: Any, row: Any, group: Any, eight: Any) -> Any:
    """Write eight neighbours, where `load` reads them."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        place = _place(context, builder, signature.args, values)
        builder.store(values[3], place, align=8)
        return context.get_dummy_value()

    return types.void(matrix, row, group, eight), build


def _from(context: Any, builder: Any, kinds: Any, values: Any) -> Any:
    """Return where eight neighbours begin, ``values[1]`` numbers after a matrix does."""
    matrix = context.make_array(kinds[0])(context, builder, values[0])
    at = context.cast(builder, values[1], kinds[1], types.intp)
    return builder.bitcast(builder.gep(matrix.data, [at]), VECTOR.as_pointer())


@instruction
def load_from(_: Any, matrix: Any, start: Any) -> Any:
    """Read eight neighbours, the first ``start`` numbers after a C-ordered matrix begins."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(_from(context, builder, signature.args, values), align=8)

    return EIGHT(matrix, start), build


@instruction
def store_from(_: Any, matrix: Any, start: Any, eight: Any) -> Any:
    """Write eight neighbours, where `load_from` reads them."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[2], _from(context, builder, signature.args, values), align=8)
        return context.get_dummy_value()

    return types.void(matrix, start, eight), build


@instruction
def same(_: Any, number: Any) -> Any:
    """Return eight times the same number."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return everywhere(builder, values[0])

    return EIGHT(types.float64), build


@instruction
def scaled(_: Any, weight: Any, eight: Any) -> Any:
    """Multiply all eight by one number."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fmul(everywhere(builder, values[0]), values[1])

    return EIGHT(types.float64, eight), build


@instruction
def add_scaled(_: Any, total: Any, weight: Any, eight: Any) -> Any:
    """Add ``weight`` times eight doubles to eight others."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return add_product_of(builder, values[0], everywhere(builder, values[1]), values[2])

    return EIGHT(total, types.float64, eight), build


@instruction
def add_product(_: Any, total: Any, factors: Any, eight: Any) -> Any:
    """Add eight products to eight doubles."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return add_product_of(builder, *values)

    return EIGHT(total, factors, eight), build


@instruction
def plus(_: Any, eight: Any, other: Any) -> Any:
    """Add eight doubles to eight others."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fadd(*values)

    return EIGHT(eight, other), build


@instruction
def minus(_: Any, eight: Any, other: Any) -> Any:
    """Subtract eight doubles from eight others."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fsub(*values)

    return EIGHT(eight, other), build


@instruction
def times(_: Any, eight: Any, other: Any) -> Any:
    """Multiply eight doubles by eight others."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fmul(*values)

    return EIGHT(eight, other), build


@instruction
def inverse(_: Any, eight: Any) -> Any:
    """Return one over each of eight doubles."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fdiv(ir.Constant(VECTOR, [1.0] * LANES), values[0])

    return EIGHT(eight), build


@instruction
def greater(_: Any, eight: Any, other: Any) -> Any:
    """Return the greater of each pair of doubles."""

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *values), *values)

    return EIGHT(eight, other), build
