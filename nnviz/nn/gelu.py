"""GELU, z Phi(z) with Phi the normal distribution (Hendrycks and Gimpel, 2016, exact form).

Far below 0 both f and f' are tiny multiples of exp(-z^2/2), and f' has a root. Three care points
keep every digit there: the square in the exponent is split, Phi is taken from the scaled
complementary error function, and close to the root the slope is its Taylor series.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array

_SQRT_HALF = float(np.sqrt(0.5))
_SQRT_HALF_PI = float(np.sqrt(np.pi / 2.0))
_INV_SQRT_2PI = float(1.0 / np.sqrt(2.0 * np.pi))

# Root of the slope to 32 digits, in two parts, and the slope's Taylor coefficients there
# (orders 1 to 14; made with 60-digit arithmetic).
_ROOT = -0.7517915246935645
_ROOT_REST = 1.4956759177009883e-17
_NEAR_ROOT = 0.1
_SERIES = (
    0.4314939923140469,
    0.388284982990552,
    -0.018199676398671087,
    -0.1140082332972217,
    -0.014771522148244337,
    0.019421679838189067,
    0.004539228379125415,
    -0.002239538068073497,
    -0.0007448268386746817,
    0.00018633974623233514,
    8.615947861116571e-05,
    -1.121438018842664e-05,
    -7.74846130700372e-06,
    4.3284506257392273e-07,
)


def _bell(z: Array) -> Array:
    """exp(-z^2 / 2) to a relative error of a few ulp: z^2 is split so that no digit is lost."""
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        coarse = np.rint(z * 16.0) / 16.0
        return np.asarray(
            np.exp(-0.5 * coarse * coarse) * np.exp(-0.5 * (z - coarse) * (z + coarse))
        )


def gelu(z: Array, a: Array, slope: Array | None) -> None:
    """Write z Phi(z) into `a` and Phi(z) + z phi(z) into `slope`, unless it is None."""
    from scipy.special import erf, erfcx

    below = np.minimum(z, 0.0)
    bell = _bell(z)
    mills = _SQRT_HALF_PI * erfcx(-_SQRT_HALF * below)
    upper = 0.5 * (1.0 + erf(_SQRT_HALF * np.maximum(z, 0.0)))
    density = _INV_SQRT_2PI * bell
    np.copyto(a, np.where(z < 0.0, z * mills * density, z * upper))
    if slope is not None:
        far = np.where(z < 0.0, density * (mills + z), upper + z * density)
        np.copyto(slope, np.where(np.abs(z - _ROOT) < _NEAR_ROOT, _series(z), far))


def _series(z: Array) -> Array:
    """Return the slope's Taylor series at its root; meaningless away from it."""
    d = np.clip((z - _ROOT) - _ROOT_REST, -1.0, 1.0)
    total = np.zeros_like(d)
    for coefficient in reversed(_SERIES):
        total = (total + coefficient) * d
    return total


def gelu_curvature(z: Array) -> Array:
    """Return f'' = phi(z) (2 - z^2)."""
    return np.asarray((2.0 - z * z) * _bell(z) * _INV_SQRT_2PI)
