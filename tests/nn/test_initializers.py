from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from nnviz.nn import initializers
from nnviz.nn.arrays import Array

N, M = 400, 300
Draw = Callable[[np.random.Generator], Array]

RANDOM: dict[str, tuple[Draw, float, float]] = {
    # name: draw, expected variance, bound (infinite for the normal ones)
    "uniform": (lambda rng: initializers.uniform(rng, N, M, 0.5), 0.25 / 3, 0.5),
    "normal": (lambda rng: initializers.normal(rng, N, M, 0.3), 0.09, math.inf),
    "lecun": (lambda rng: initializers.lecun(rng, N, M), 1 / N, math.inf),
    "xavier": (lambda rng: initializers.xavier(rng, N, M), 2 / (N + M), math.sqrt(6 / (N + M))),
    "he": (lambda rng: initializers.he(rng, N, M), 2 / N, math.inf),
}


@pytest.mark.parametrize("name", RANDOM)
def test_weights_have_mean_0_and_the_variance_and_bound_of_the_paper(name: str) -> None:
    draw, variance, bound = RANDOM[name]
    W = draw(np.random.default_rng(0))
    assert W.shape == (N, M)
    assert abs(W.mean()) < 5 * math.sqrt(variance / W.size)
    assert W.var() == pytest.approx(variance, rel=0.02)
    assert np.abs(W).max() <= bound
    if math.isfinite(bound):
        assert np.abs(W).max() > 0.99 * bound


@pytest.mark.parametrize("name", RANDOM)
def test_the_same_seed_draws_the_same_weights_and_another_seed_others(name: str) -> None:
    draw = RANDOM[name][0]
    first = draw(np.random.default_rng(1))
    np.testing.assert_array_equal(first, draw(np.random.default_rng(1)))
    assert (first != draw(np.random.default_rng(2))).mean() > 0.99


def test_constant_weights_are_all_alike() -> None:
    assert (initializers.constant(3, 2, 0.1) == np.full((3, 2), 0.1)).all()
