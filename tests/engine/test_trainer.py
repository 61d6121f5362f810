"""The trainer against an implementation that shares nothing with it, and where it must stop."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.engine.evaluate import costs_at
from nnviz.engine.passes import NumpyPasses
from nnviz.engine.session import Session
from nnviz.engine.trainer import NumpyTrainer, explain, initial_state
from nnviz.experiment.catalog import build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.parameters import Parameters


def spec_of(layers: list[tuple[int, str]], **training: Any) -> ExperimentSpec:
    return ExperimentSpec.from_dict(
        {
            "network": {"layers": [{"units": n, "activation": f} for n, f in layers]},
            "training": training,
        }
    )


def plain_run(
    x: list[list[float]], y: list[list[float]], weights: list[Any], rate: float, batch: int, n: int
) -> list[float]:
    """Gradient descent on half the mean square, tanh units, in plain Python: cost a step."""
    costs, offset = [], 0
    for _ in range(n):
        rows = range(offset, min(offset + batch, len(x)))
        offset = 0 if offset + batch >= len(x) else offset + batch
        sums = [([[0.0] * len(r) for r in W], [0.0] * len(b)) for W, b in weights]
        cost = 0.0
        for k in rows:
            a = [x[k]]
            for W, b in weights:
                z = [
                    b[j] + math.fsum(a[-1][i] * W[i][j] for i in range(len(W)))
                    for j in range(len(b))
                ]
                a.append([math.tanh(v) for v in z])
            cost += 0.5 * sum((o - t) ** 2 for o, t in zip(a[-1], y[k], strict=True))
            delta = [(o - t) * (1 - o * o) for o, t in zip(a[-1], y[k], strict=True)]
            for level in range(len(weights) - 1, -1, -1):
                W, _ = weights[level]
                for j, d in enumerate(delta):
                    sums[level][1][j] += d
                    for i in range(len(W)):
                        sums[level][0][i][j] += d * a[level][i]
                delta = [
                    sum(W[i][j] * delta[j] for j in range(len(delta))) * (1 - a[level][i] ** 2)
                    for i in range(len(W))
                ]
        costs.append(cost / len(rows))
        for (W, b), (dW, db) in zip(weights, sums, strict=True):
            for j in range(len(b)):
                b[j] -= rate * db[j] / len(rows)
                for i in range(len(W)):
                    W[i][j] -= rate * dW[i][j] / len(rows)
    return costs


@pytest.mark.parametrize(("batch", "samples"), [(7, 40), (10, 40), (0, 25), (1, 12)])
def test_the_costs_follow_a_plain_loop_for_a_hundred_epochs(batch: int, samples: int) -> None:
    rng = np.random.default_rng(batch + samples)
    x, y = rng.normal(size=(samples, 2)), rng.choice([-1.0, 1.0], size=(samples, 1))
    spec = spec_of([(4, "tanh"), (2, "tanh"), (1, "tanh")], batch=batch, shuffle=False)
    start = rng.uniform(-0.5, 0.5, 25)
    data = Dataset.from_arrays(x, y, task="classification")
    session = Session(spec, data, start)
    steps = 100 * -(-samples // (batch or samples))
    session.epoch(100)
    assert session.step_count == steps
    params = Parameters((2, 4, 2, 1), start)
    weights = [[W.tolist(), b.tolist()] for W, b in zip(params.W, params.b, strict=True)]
    expected = plain_run(x.tolist(), y.tolist(), weights, 0.03, batch or samples, steps)
    np.testing.assert_allclose(session.history.costs(), expected, rtol=1e-12, atol=1e-14)


def test_advance_changes_neither_the_state_it_is_given_nor_depends_on_how_steps_are_grouped() -> (
    None
):
    problem = build(spec_of([(3, "relu"), (1, "tanh")], optimizer={"name": "adam", "rate": 0.01}))
    trainer, start = NumpyTrainer(problem), initial_state(problem)
    kept = start.parameters.copy(), [slot.copy() for slot in start.optimizer.slots]
    at_once = trainer.advance(start, 61)
    piece = start
    costs = []
    for steps in (1, 7, 25, 28):
        progress = trainer.advance(piece, steps)
        piece = progress.state
        costs.extend(progress.costs)
    assert np.array_equal(piece.parameters, at_once.state.parameters)
    assert np.array_equal(piece.update, at_once.state.update)
    assert costs == list(at_once.costs)
    assert np.array_equal(start.parameters, kept[0])
    for slot, before in zip(start.optimizer.slots, kept[1], strict=True):
        assert np.array_equal(slot, before)


def test_the_update_is_what_the_last_step_added() -> None:
    session = Session()
    session.step(9)
    before = session.parameters
    session.step(1)
    assert np.array_equal(session.record.update.flat, session.parameters - before)


def test_the_recorded_gradient_is_the_one_that_the_next_step_uses() -> None:
    session = Session()
    session.step(30)
    record = session.record
    expected = record.params.flat - 0.03 * record.gradients.flat
    session.step(1)
    assert np.array_equal(session.parameters, expected)
    assert session.history.costs()[-1] == record.cost


def test_a_step_that_would_not_be_finite_is_not_made() -> None:
    spec = ExperimentSpec.from_dict(
        {
            "data": {"set": "plane"},
            "network": {
                "layers": [{"units": 3, "activation": "relu"}, {"units": 1, "activation": "linear"}]
            },
            "training": {"optimizer": {"name": "gradient_descent", "rate": 1000.0}},
        }
    )
    problem = build(spec)
    trainer, start = NumpyTrainer(problem), initial_state(problem)
    progress = trainer.advance(start, 50)
    assert progress.divergence is not None
    assert progress.divergence.step == progress.state.step == len(progress.costs) < 50
    assert 1 <= progress.divergence.layer <= 2
    assert f"layer {progress.divergence.layer}" in progress.divergence.message
    assert np.isfinite(progress.state.parameters).all()
    again = trainer.advance(start, progress.state.step)
    assert again.divergence is None
    assert np.array_equal(again.state.parameters, progress.state.parameters)


def test_everything_in_a_record_is_read_only() -> None:
    problem = build(ExperimentSpec())
    state = initial_state(problem)
    passes = NumpyPasses(problem.network)
    record = explain(problem, state, costs_at(problem, state, passes), passes)
    arrays = [
        record.params.W[1], record.gradients.b[2], record.update.flat, record.batch.x,
        record.tape.z[1], record.tape.a[0], record.tape.slope[3], record.probe.delta[2],
        record.state.parameters, record.problem.data.x_train,
    ]  # fmt: skip
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_the_probe_are_the_first_training_samples_at_most_512() -> None:
    problem = build(ExperimentSpec.from_dict({"data": {"samples": 2000, "test_share": 0.2}}))
    state = initial_state(problem)
    passes = NumpyPasses(problem.network)
    record = explain(problem, state, costs_at(problem, state, passes), passes)
    assert np.array_equal(record.probe.a[0], problem.data.x_train[:512])
