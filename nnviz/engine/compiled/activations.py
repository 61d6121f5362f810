"""The activations of `nn` as compiled loops.

Each has a number, its place in the table ACTIVATIONS; the tests hold every one against its numpy
twin.
"""

from __future__ import annotations

from nnviz.engine.compiled.elementary import (
    exp_of_negative,
    exp_parts,
    expm1_of_negative,
    log1p_of_share,
    sigmoid_and_slope,
    tanh_and_slope,
)
from nnviz.engine.compiled.gelu import gelu_and_slope
from nnviz.engine.compiled.jit import exact_inlined, fast
from nnviz.nn.activations import ACTIVATIONS, LEAK
from nnviz.nn.arrays import Array

ACTIVATION_NUMBER = {name: number for number, name in enumerate(ACTIVATIONS)}
SOFTMAX = ACTIVATION_NUMBER["softmax"]
THRESHOLD = ACTIVATION_NUMBER["threshold"]
_SIGMOID = ACTIVATION_NUMBER["sigmoid"]
_TANH = ACTIVATION_NUMBER["tanh"]
_LINEAR = ACTIVATION_NUMBER["linear"]
_RELU = ACTIVATION_NUMBER["relu"]
_LEAKY_RELU = ACTIVATION_NUMBER["leaky_relu"]
_ELU = ACTIVATION_NUMBER["elu"]
_SOFTPLUS = ACTIVATION_NUMBER["softplus"]
_SILU = ACTIVATION_NUMBER["silu"]
_GELU = ACTIVATION_NUMBER["gelu"]

_SILU_ROOT = -1.2784645427610737
_SILU_ROOT_REST = -1.0946994183093437e-16
_SILU_ROOT_EXP = 0.2784645427610738


@fast
def activate(kind: int, z: Array, a: Array, slope: Array) -> None:
    """Write f(z) and f'(z) of an elementwise activation; all flat, of one length."""
    if kind == _TANH:
        for k in range(z.size):
            a[k], slope[k] = tanh_and_slope(z[k])
    elif kind == _SIGMOID:
        for k in range(z.size):
            a[k], slope[k] = sigmoid_and_slope(z[k])
    elif kind == _RELU:
        for k in range(z.size):
            a[k] = 0.0 if z[k] <= 0.0 else z[k]
            slope[k] = 1.0 if z[k] > 0.0 else 0.0
    elif kind == _LEAKY_RELU:
        for k in range(z.size):
            a[k] = LEAK * z[k] if z[k] <= 0.0 else z[k]
            slope[k] = 1.0 if z[k] > 0.0 else LEAK
    elif kind == _LINEAR:
        for k in range(z.size):
            a[k] = z[k]
            slope[k] = 1.0
    else:
        _activate_smooth(kind, z, a, slope)


@fast
def _activate_smooth(kind: int, z: Array, a: Array, slope: Array) -> None:
    if kind == _ELU:
        for k in range(z.size):
            below = z[k] if z[k] < 0.0 else 0.0
            below = below if z[k] == z[k] else z[k]
            power, p = exp_parts(below)
            a[k] = z[k] if z[k] > 0.0 else power * p + (power - 1.0)
            slope[k] = power + power * p
    elif kind == _SOFTPLUS:
        for k in range(z.size):
            share = log1p_of_share(exp_of_negative(-abs(z[k])))
            a[k] = share + (z[k] if z[k] > 0.0 else 0.0)
            slope[k] = sigmoid_and_slope(z[k])[0]
    elif kind == _SILU:
        for k in range(z.size):
            a[k] = z[k] * sigmoid_and_slope(z[k])[0]
            slope[k] = _silu_slope(z[k])
    elif kind == _GELU:
        for k in range(z.size):
            a[k], slope[k] = gelu_and_slope(z[k])
    elif kind == THRESHOLD:
        for k in range(z.size):
            a[k] = z[k] if z[k] != z[k] else (1.0 if z[k] > 0.0 else 0.0)
            slope[k] = 0.0


@exact_inlined
def _silu_slope(z: float) -> float:
    """As in nn.activations: for z < 0 written around the root, so that no digit is lost."""
    e = exp_of_negative(-abs(z))
    bounded = z if z < 0.0 else 0.0
    from_root = (bounded - _SILU_ROOT) - _SILU_ROOT_REST
    grown = -expm1_of_negative(-abs(from_root))
    grown = -grown if from_root < 0.0 else grown / (1.0 - grown)
    below = e * (from_root + _SILU_ROOT_EXP * grown)
    above = 1.0 + e + z * e
    return (below if z < 0.0 else above) / ((1.0 + e) * (1.0 + e))


@fast
def softmax(z: Array, a: Array, slope: Array, lanes: int) -> None:
    """Write p and p (1 - p) of every sample; all of shape (outputs, lanes or more)."""
    outputs = z.shape[0]
    for k in range(lanes):
        top = z[0, k]
        for j in range(1, outputs):
            top = z[j, k] if z[j, k] > top else top
        total = 0.0
        for j in range(outputs):
            a[j, k] = exp_of_negative(z[j, k] - top)
            total += a[j, k]
        for j in range(outputs):
            a[j, k] /= total
            slope[j, k] = a[j, k] * (1.0 - a[j, k])
