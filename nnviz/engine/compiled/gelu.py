"""GELU and its slope without a branch, so that the loop over them becomes SIMD.

With t = |z|, the normal density phi and Mills' ratio M = (1 - Phi(t)) / phi(t), what lies below 0
is -t phi M, and its slope phi (M - t); above 0 both follow by symmetry. M is one rational function
over the whole range, P / (t P + N): far out, where M is nearly 1 / t, the rounding of P cancels. It
meets M exactly where the slope has its root r, so that M - t is (r - t) (1 + T / (t P + N)) with a
polynomial T, and no digit is lost near the root. All coefficients are positive.
"""

from __future__ import annotations

import math

from nnviz.engine.compiled.elementary import bits, exp_remainder, expm1_near_zero, from_bits
from nnviz.engine.compiled.jit import exact_inlined

_FAR = 40.0  # from here on the density is 0
_FIRST_26_BITS = -1 << 27  # of a number: their square is exact
_INV_SQRT_2PI = 1.0 / math.sqrt(2.0 * math.pi)
_ROOT = 0.7517915246935645
_ROOT_REST = -1.4956759177009883e-17

# P / (t P + N) meets M at 20 points: r, and else Chebyshev's in (t - 3) / (t + 3) for t from 0 to
# 40. Its error is 2e-17. Found by solving for them with 60 digits.
# They share a factor that makes the leading ones round little.
_P = (
    2.1702569022603355,
    3.6697618365361637,
    3.0691026975031606,
    1.6433436247224602,
    0.6185145550097345,
    0.17028321690795542,
    0.034694870487531546,
    0.005174171353201397,
    0.0005428625222219775,
    3.646376628864829e-05,
    1.206994332437341e-06,
)
_N = (
    1.731614475289375,
    2.1394178640315853,
    1.3518435417813568,
    0.5544626457805034,
    0.16029958594843027,
    0.03362121257113312,
    0.005101243898096852,
    0.0005404485321149566,
    3.6463766304744804e-05,
    1.2069943323566634e-06,
)
_T = (
    1.1551657436615472,
    2.108231557092591,
    1.8650567940261618,
    1.043154489955572,
    0.4066358233240918,
    0.11525654968049488,
    0.024074318978872404,
    0.00366973560170706,
    0.0003927775096081888,
    2.6888337847920295e-05,
    9.074081094795595e-07,
)


@exact_inlined
def gelu_and_slope(z: float) -> tuple[float, float]:
    """(z Phi(z), Phi(z) + z phi(z)); as in nn.gelu, infinite z make NaN of what is 0 times z."""
    t = abs(z)
    t = _FAR if t > _FAR else t
    coarse = from_bits(bits(t) & _FIRST_26_BITS)
    power, more, rest = exp_remainder(-0.5 * coarse * coarse)
    p = expm1_near_zero(rest - 0.5 * (t - coarse) * (t + coarse))
    bell = power + power * p
    top = _polynomial(t, _P)
    inverse = _INV_SQRT_2PI / (t * top + _polynomial(t, _N))
    below = bell * (t * top * inverse) * more
    factor = _INV_SQRT_2PI + _polynomial(t, _T) * inverse
    falls = bell * (((_ROOT - t) + _ROOT_REST) * factor) * more
    nothing = 0.0 * z
    a = nothing - below if z < 0.0 else z - below
    return a, nothing + (falls if z < 0.0 else 1.0 - falls)


@exact_inlined
def _polynomial(t: float, coefficients: tuple[float, ...]) -> float:
    total = coefficients[-1]
    for k in range(len(coefficients) - 2, -1, -1):
        total = total * t + coefficients[k]
    return total
