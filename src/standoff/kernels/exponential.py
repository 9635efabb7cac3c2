r"""The exponential function of numbers at most 0, and the logistic, eight at a time.

:math:`e^x = 2^n e^r` with :math:`n` the whole number next to :math:`x / \ln 2`, so
:math:`|r| \le \ln 2 / 2`, where a polynomial of degree 11 is nearly exact: the
Chebyshev series of :math:`e^r` cut after that term, which leaves out less than
:math:`2 \cdot 10^{-17}`. There is no branch and no table, so eight are computed
at once; the library's own function takes them one at a time.

References
----------
Cody and Waite (1980), *Software Manual for the Elementary Functions*, ch. 6:
ln 2 in two parts. Abramowitz and Stegun (1964), 9.6.34: the series.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types

from standoff.kernels.eights import EIGHT, LANES, VECTOR, add_product_of, everywhere, instruction

LEAST = -708.0
"""Below this the result is 0: it would be smaller than 3.4e-308."""

ERROR = 2.0**-51
"""Largest relative error of `choice_weight`, for a product that is exact."""

_PER_LN2 = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_SHIFT = 1.5 * 2.0**52 + 1023.0
"""Adding this rounds to a whole number and leaves it, plus 1023, in the low bits."""

_SERIES = (
    2.5114879796112015e-08, 2.763265216957956e-07, 2.7557224927351573e-06,
    2.480148544815057e-05, 0.00019841269909250933, 0.001388888895234707,
    0.00833333333330951, 0.041666666666487974, 0.16666666666666702,
    0.5000000000000019, 1.0, 1.0,
)  # fmt: skip
"""Coefficients for |r| <= 0.3466, the highest power first."""


def _number(value: float) -> Any:
    """Return eight times a number known beforehand."""
    return ir.Constant(VECTOR, [value] * LANES)


def _exponential(builder: Any, x: Any) -> Any:
    """Return instructions for the exponentials of eight numbers, at most 0 each."""
    shift = _number(_SHIFT)
    shifted = add_product_of(builder, shift, x, _number(_PER_LN2))
    n = builder.fsub(shifted, shift)
    r = add_product_of(builder, x, n, _number(-_LN2_HIGH))
    r = add_product_of(builder, r, n, _number(-_LN2_LOW))
    p = _number(_SERIES[0])
    for term in _SERIES[1:]:
        p = add_product_of(builder, _number(term), p, r)
    whole = ir.VectorType(ir.IntType(64), LANES)
    bits = builder.shl(builder.bitcast(shifted, whole), ir.Constant(whole, [52] * LANES))
    return builder.fmul(p, builder.bitcast(bits, VECTOR))


@instruction
def choice_weight(_: Any, sureness: Any, quality: Any, best: Any) -> Any:
    """Return ``exp(sureness * (quality - best))`` of eight, where ``quality <= best``.

    Exactly 1 where they are equal; 0 where ``quality`` is -inf, also if
    ``sureness`` is 0, and where the exponent is below `LEAST`.
    """

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        x = builder.fmul(everywhere(builder, values[0]), builder.fsub(values[1], values[2]))
        # NaN, from 0 times infinity, is not above anything
        is_seen = builder.fcmp_ordered(">=", x, _number(LEAST))
        return builder.select(is_seen, _exponential(builder, x), _number(0.0))

    return EIGHT(types.float64, quality, best), build


@instruction
def logistics(_: Any, x: Any) -> Any:
    """Return ``1 / (1 + exp(-x))`` of eight numbers.

    0 where ``x`` is below `LEAST`, and never an overflow.
    """

    def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        nothing, one = _number(0.0), _number(1.0)
        is_above = builder.fcmp_ordered(">=", values[0], nothing)
        # the exponential of what is at most 0, whichever side x is on
        away = builder.select(is_above, builder.fsub(nothing, values[0]), values[0])
        is_seen = builder.fcmp_ordered(">=", away, _number(LEAST))
        weight = builder.select(is_seen, _exponential(builder, away), nothing)
        above = builder.fdiv(one, builder.fadd(one, weight))
        return builder.select(is_above, above, builder.fmul(weight, above))

    return EIGHT(x), build
