"""Compiled passes against numpy's: the same tapes, gradients, costs and judgements."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from nnviz.engine.backends import passes_for
from nnviz.engine.compiled.passes import BUNCH, WIDEST_NARROW, CompiledPasses
from nnviz.engine.passes import NumpyPasses
from nnviz.engine.session import Session
from nnviz.experiment.catalog import Problem, build
from nnviz.experiment.presets import PRESETS, preset
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES

DATA = {1: {"set": "circle"}, 3: {"set": "iris"}}


def problem_of(
    output: str = "tanh", cost: str = "half_mse", hidden: str = "tanh", outputs: int = 1,
    width: int = 4, **training: Any,
) -> Problem:  # fmt: skip
    layers = [{"units": n, "activation": hidden} for n in (width, 3)]
    layers.append({"units": outputs, "activation": output})
    spec = {
        "data": DATA[outputs],
        "network": {"layers": layers},
        "training": {"cost": cost, **training},
    }
    return build(ExperimentSpec.from_dict(spec))


def assert_close(mine: np.ndarray, theirs: np.ndarray) -> None:
    assert np.linalg.norm(mine - theirs) <= 1e-12 * max(np.linalg.norm(theirs), 1e-300)


def assert_both_ways_agree(problem: Problem, samples: int, flat: Any = None) -> None:
    flat = problem.start if flat is None else flat
    x, y = problem.data.x_train[:samples], problem.data.y_train[:samples]
    one, other = CompiledPasses(problem), NumpyPasses(problem.network)
    mine, theirs = one.back(flat, x, y), other.back(flat, x, y)
    assert mine.cost == pytest.approx(theirs.cost, rel=1e-12, abs=1e-300)
    assert_close(mine.gradients.flat, theirs.gradients.flat)
    assert np.array_equal(mine.tape.a[0], x)
    for layer in range(1, problem.network.depth + 1):
        for kind in ("a", "z", "slope", "error", "delta"):
            assert_close(getattr(mine.tape, kind)[layer], getattr(theirs.tape, kind)[layer])
    for full in mine.tape.with_ones:
        assert (full[:, -1] == 1.0).all()
    assert one.forward(flat, x, y)[1] == pytest.approx(theirs.cost, rel=1e-12, abs=1e-300)
    honest = other.true_gradients(flat, x, y)
    assert_close(one.true_gradients(flat, x, y).flat, honest.flat)


WIDTHS = (4, WIDEST_NARROW + 9)


@pytest.mark.parametrize("samples", [1, 3, 10, BUNCH, BUNCH + 1, 2 * BUNCH + 5])
@pytest.mark.parametrize("width", WIDTHS)
def test_any_number_of_samples_gives_numpys_tape(samples: int, width: int) -> None:
    assert_both_ways_agree(problem_of(width=width), samples)


@pytest.mark.parametrize("hidden", [n for n in ACTIVATIONS if n not in ("softmax", "threshold")])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_activation_gives_numpys_tape(hidden: str, width: int) -> None:
    assert_both_ways_agree(problem_of(hidden=hidden, width=width), 100)


@pytest.mark.parametrize("cost", list(LOSSES))
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_cost_with_every_output_gives_numpys_tape(
    cost: str, outputs: int, width: int
) -> None:
    tried = 0
    for output in ACTIVATIONS:
        try:
            problem = problem_of(output, cost, outputs=outputs, width=width, l1=0.01, l2=0.02)
        except SpecError:
            continue
        tried += 1
        assert_both_ways_agree(problem, 90)
    assert tried or (cost, outputs) in (("softmax_cross_entropy", 1), ("hinge", 1))


@pytest.mark.parametrize("rule", list(BACKWARD_RULES))
@pytest.mark.parametrize("width", WIDTHS)
def test_every_backward_rule_gives_numpys_tape_and_the_true_gradient(rule: str, width: int) -> None:
    assert_both_ways_agree(problem_of(backward=rule, width=width), 100)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_is_judged_as_by_numpy(name: str) -> None:
    session = Session(preset(name))
    session.step(30)
    problem, record = session.problem, session.record
    passes = passes_for("compiled", problem)
    assert isinstance(passes, CompiledPasses)
    mine, theirs = passes.shut(record.probe), NumpyPasses(problem.network).shut(record.probe)
    assert np.array_equal(mine.shares, theirs.shares)
    for ours, ref in zip(mine.closed, theirs.closed, strict=True):
        assert np.array_equal(ours, ref)
    np.testing.assert_allclose(mine.blocked, theirs.blocked, rtol=1e-12, atol=1e-12)
    assert_both_ways_agree(problem, 100, session.parameters)


def test_what_would_keep_the_interpreter_too_long_is_left_to_numpy() -> None:
    layers = [{"units": n, "activation": "relu"} for n in (300, 300, 1)]
    spec = {"data": {"set": "circle"}, "network": {"layers": layers}}
    problem = build(ExperimentSpec.from_dict(spec))
    assert isinstance(passes_for("compiled", problem), NumpyPasses)


def test_a_compiled_sessions_record_and_evaluations_are_those_of_numpy() -> None:
    mine, theirs = Session(backend="compiled"), Session()
    for session in (mine, theirs):
        session.step(40)
    assert_close(mine.record.gradients.flat, theirs.record.gradients.flat)
    assert_close(mine.record.probe.delta[1], theirs.record.probe.delta[1])
    assert mine.cost("test") == pytest.approx(theirs.cost("test"), rel=1e-12)
    ours, ref = mine.history.evaluations(), theirs.history.evaluations()
    for kind in ("train", "test", "train_accuracy", "gradient", "update_ratio", "blocked"):
        np.testing.assert_allclose(getattr(ours, kind), getattr(ref, kind), rtol=1e-10)
    with pytest.raises(ValueError, match="read-only"):
        mine.record.probe.z[1][...] = 0.0
