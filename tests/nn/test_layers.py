from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.layers import Dense


@pytest.fixture
def layer() -> Dense:
    return Dense(3, 2, ACTIVATIONS["tanh"])


def test_forward_writes_z_a_and_the_slope(layer: Dense) -> None:
    rng = np.random.default_rng(0)
    W, b, before = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=(5, 3))
    with_ones = np.column_stack([before, np.ones(5)])
    z, a, slope = (np.empty((5, 2)) for _ in range(3))
    layer.forward(np.vstack([W, b]), with_ones, z, a, slope)
    np.testing.assert_allclose(z, before @ W + b, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(a, np.tanh(z), rtol=1e-15)
    np.testing.assert_allclose(slope, 1 - np.tanh(z) ** 2, rtol=1e-12)


def test_backward_writes_the_gradients_of_weights_and_as_last_row_of_the_bias(
    layer: Dense,
) -> None:
    rng = np.random.default_rng(1)
    before, delta = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    gradient = np.empty((4, 2))
    layer.backward(np.column_stack([before, np.ones(5)]), delta, gradient)
    np.testing.assert_allclose(gradient[:-1], before.T @ delta, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(gradient[-1], delta.sum(axis=0), rtol=1e-13, atol=1e-15)


def test_the_error_goes_back_through_the_weights(layer: Dense) -> None:
    rng = np.random.default_rng(2)
    W, delta, out = rng.normal(size=(3, 2)), rng.normal(size=(5, 2)), np.empty((5, 3))
    layer.error_before(W, delta, out)
    np.testing.assert_allclose(out, delta @ W.T, rtol=1e-13, atol=1e-15)
