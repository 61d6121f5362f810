from __future__ import annotations

import mpmath as mp
import numpy as np

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.gelu import gelu, gelu_curvature


def test_the_slope_keeps_its_digits_at_its_root_and_at_the_edges_of_the_series() -> None:
    root = -0.7517915246935645
    offsets = np.concatenate([[0.0], np.geomspace(1e-16, 0.2, 60), [0.0999999, 0.1000001]])
    z = np.concatenate([root + offsets, root - offsets])
    slope = ACTIVATIONS["gelu"].df(z)
    with mp.workdps(60):
        for one, got in zip(z, slope, strict=True):
            exact = mp.mpf(float(one))
            truth = mp.ncdf(exact) + exact * mp.npdf(exact)
            assert abs(mp.mpf(float(got)) / truth - 1) < 1e-13


def test_gelu_is_z_far_above_and_minus_0_far_below() -> None:
    z = np.array([-1e4, -50.0, 50.0, 1e4])
    a = np.empty_like(z)
    gelu(z, a, None)
    np.testing.assert_array_equal(a, [0.0, 0.0, 50.0, 1e4])


def test_the_least_value_of_gelu_is_its_lower_bound() -> None:
    z = np.linspace(-0.76, -0.74, 20_001)
    assert abs(ACTIVATIONS["gelu"].f(z).min() - ACTIVATIONS["gelu"].bounds[0]) < 1e-12


def test_the_curvature_changes_its_sign_at_the_square_root_of_2() -> None:
    root = np.sqrt(2.0)
    around = np.array([-root - 1e-9, -root + 1e-9, root - 1e-9, root + 1e-9])
    np.testing.assert_array_equal(np.sign(gelu_curvature(around)), [-1.0, 1.0, 1.0, -1.0])
