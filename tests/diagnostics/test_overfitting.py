from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from nnviz.diagnostics.overfitting import overfitting
from nnviz.nn.arrays import Array

N = 100
FALLING = np.linspace(1.0, 0.1, N)
V_SHAPED = np.abs(np.linspace(-0.5, 0.5, N)) + 0.4


class Costs(NamedTuple):
    steps: Array
    train: Array
    test: Array


def evaluations(train: Array, test: Array) -> Costs:
    return Costs(10.0 * np.arange(len(train)), train, test)


def test_a_test_cost_that_rises_while_the_training_cost_falls_is_over_fitting() -> None:
    found = overfitting(evaluations(FALLING, V_SHAPED), 10 * N)
    assert found is not None
    assert found.best_step == pytest.approx(10 * N / 2, abs=30)
    assert found.test_now > found.test_then
    assert found.train_now < found.train_then
    assert found.sentence.startswith(f"Over-fitting: since step {found.best_step} the test cost")
    assert f"step {found.best_step}" in found.remedy


def test_before_the_turn_nothing_is_said() -> None:
    assert overfitting(evaluations(FALLING, V_SHAPED), 450) is None


@pytest.mark.parametrize(
    ("train", "test"),
    [
        (FALLING, FALLING),
        (V_SHAPED, V_SHAPED),
        (FALLING, np.full(N, np.nan)),
        (FALLING[:6], V_SHAPED[:6]),
        (FALLING, np.where(np.arange(N) == N - 1, 9.0, FALLING)),
    ],
    ids=["both fall", "both rise", "no test part", "too few", "a single spike"],
)
def test_what_is_no_over_fitting_is_not_called_so(train: Array, test: Array) -> None:
    assert overfitting(evaluations(train, test), 10 * N) is None


def test_rounding_far_below_the_first_cost_is_no_over_fitting() -> None:
    test = np.concatenate([[1.0], 1e-33 * V_SHAPED[1:]])
    assert overfitting(evaluations(1e-33 * FALLING, test), 10 * N) is None


def test_a_long_run_is_judged_on_a_sample_of_its_evaluations() -> None:
    long = np.linspace(0, 1, 20_000)
    found = overfitting(evaluations(1 - long, np.abs(long - 0.5) + 0.1), 10**6)
    assert found is not None
    assert found.best_step == pytest.approx(100_000, rel=0.05)
