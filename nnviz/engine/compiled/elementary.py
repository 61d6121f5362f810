"""exp, expm1, ln(1 + u) and what is made of them, without a branch, so that loops become SIMD.

Everything rests on one reduction: for x <= 0, e^x = 2^k (1 + p) with p = expm1(r) and
|r| <= ln 2 / 2. The pieces 2^k and p give e^x, e^x - 1, the sigmoid, tanh and their slopes without
losing a digit at either end. NaN passes through; errors are at most 4 ulp.

These functions must not be compiled with reassociation: the order of their operations is what
makes them exact.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from nnviz.engine.compiled.jit import exact

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01  # 33 bits, so that k times it is exact
_LN2_LOW = 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2^52: adding it leaves the nearest whole number below
_ROUNDER_BITS = 0x4338000000000000
_LEAST = -746.0  # e^x is 0 from here down


@intrinsic
def bits(typing_context: Any, x: Any) -> Any:
    """The 64 bits of a float64 as a whole number."""
    del typing_context, x

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def from_bits(typing_context: Any, bits: Any) -> Any:
    """The float64 that has these 64 bits."""
    del typing_context, bits

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@exact
def exp_remainder(x: float) -> tuple[float, float, float]:
    """Return (2^h, 2^(k - h), r) with e^x = 2^k e^r, |r| <= ln 2 / 2, for -1400 < x <= 0.

    In two factors, for 2^k itself may be no normal number.
    """
    rounded = x * _LOG2_E + _ROUNDER
    k = bits(rounded) - _ROUNDER_BITS
    whole = rounded - _ROUNDER
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    half = k >> 1
    return from_bits((half + 1023) << 52), from_bits((k - half + 1023) << 52), r


@exact
def exp_parts(x: float) -> tuple[float, float]:
    """Return (2^k, expm1(r)) with e^x = 2^k (1 + expm1(r)), for x <= 0."""
    power, more, r = exp_remainder(_LEAST if x < _LEAST else x)
    return power * more, expm1_near_zero(r)


@exact
def expm1_near_zero(r: float) -> float:
    """e^r - 1 for |r| <= 0.35 by its series to r^13 / 13!, in pairs, which don't wait in line."""
    q = r * r
    tail = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    tail = tail * q + (1.0 / 3628800.0 + r * (1.0 / 39916800.0))
    tail = tail * q + (1.0 / 40320.0 + r * (1.0 / 362880.0))
    tail = tail * q + (1.0 / 720.0 + r * (1.0 / 5040.0))
    tail = tail * q + (1.0 / 24.0 + r * (1.0 / 120.0))
    tail = tail * q + (0.5 + r * (1.0 / 6.0))
    return r + q * tail


@exact
def exp_of_negative(x: float) -> float:
    """e^x for x <= 0."""
    power, p = exp_parts(x)
    return power + power * p


@exact
def expm1_of_negative(x: float) -> float:
    """e^x - 1 for x <= 0."""
    power, p = exp_parts(x)
    return power * p + (power - 1.0)


@exact
def log1p_of_share(u: float) -> float:
    """ln(1 + u) for 0 <= u <= 1, as 2 artanh(u / (2 + u)) by its series."""
    s = u / (2.0 + u)
    q = s * s
    tail = 1.0 / 37.0
    tail = tail * q + 1.0 / 35.0
    tail = tail * q + 1.0 / 33.0
    tail = tail * q + 1.0 / 31.0
    tail = tail * q + 1.0 / 29.0
    tail = tail * q + 1.0 / 27.0
    tail = tail * q + 1.0 / 25.0
    tail = tail * q + 1.0 / 23.0
    tail = tail * q + 1.0 / 21.0
    tail = tail * q + 1.0 / 19.0
    tail = tail * q + 1.0 / 17.0
    tail = tail * q + 1.0 / 15.0
    tail = tail * q + 1.0 / 13.0
    tail = tail * q + 1.0 / 11.0
    tail = tail * q + 1.0 / 9.0
    tail = tail * q + 1.0 / 7.0
    tail = tail * q + 0.2
    tail = tail * q + 1.0 / 3.0
    return 2.0 * (s + s * q * tail)


@exact
def tanh_and_slope(z: float) -> tuple[float, float]:
    """(tanh z, sech^2 z): (1 - e) / (1 + e) and 4 e / (1 + e)^2 with e = e^(-2|z|)."""
    power, p = exp_parts(-2.0 * abs(z))
    less_one = power * p + (power - 1.0)
    e = power + power * p
    size = (0.0 - less_one) / (2.0 + less_one)
    slope = 4.0 * e / ((1.0 + e) * (1.0 + e))
    return (size if z >= 0.0 else -size), slope


@exact
def sigmoid_and_slope(z: float) -> tuple[float, float]:
    """(1 / (1 + e^-z), e / (1 + e)^2) with e = e^-|z|."""
    e = exp_of_negative(-abs(z))
    return (1.0 if z >= 0.0 else e) / (1.0 + e), e / ((1.0 + e) * (1.0 + e))
