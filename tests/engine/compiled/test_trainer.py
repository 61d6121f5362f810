"""The compiled backend against numpy: the same numbers, the same stops, repeatable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from nnviz.engine.compiled.planning import WIDEST_NARROW, WIDEST_NARROW_LARGE, is_narrow
from nnviz.engine.compiled.trainer import CompiledTrainer
from nnviz.engine.session import Session
from nnviz.engine.trainer import NumpyTrainer, initial_state
from nnviz.experiment.catalog import Problem, build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.optim.schedules import SCHEDULES


def problem_of(
    units: list[int],
    hidden: str = "tanh",
    output: str = "tanh",
    cost: str = "half_mse",
    samples: int = 37,
    seed: int = 0,
    **training: Any,
) -> Problem:
    """A problem with random data that fit the output layer, or SpecError."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(samples, units[0]))
    many = LOSSES[cost].for_classes and units[-1] > 1
    y: Any = rng.normal(size=(samples, units[-1]))
    if many or output == "softmax":
        y = np.eye(units[-1])[rng.integers(0, units[-1], samples)]
    elif LOSSES[cost].for_classes or output == "threshold":
        y = rng.integers(0, 2, (samples, units[-1])).astype(float)
    task: Any = (
        "classification"
        if LOSSES[cost].for_classes or output in ("softmax", "threshold")
        else "regression"
    )
    layers = [{"units": n, "activation": hidden} for n in units[1:-1]]
    layers.append({"units": units[-1], "activation": output})
    spec = ExperimentSpec.from_dict(
        {
            "network": {
                "layers": layers,
                "initializer": {"name": "normal", "sigma": 0.7},
                "seed": seed,
            },
            "training": {"cost": cost, **training},
        }
    )
    return build(spec, Dataset.from_arrays(x, y, task=task))


def assert_one_step_agrees(problem: Problem) -> None:
    start = initial_state(problem)
    theirs = NumpyTrainer(problem).advance(start, 1)
    mine = CompiledTrainer(problem).advance(start, 1)
    assert mine.costs == pytest.approx(theirs.costs, rel=1e-12, abs=1e-300)
    moved = np.linalg.norm(theirs.state.update)
    assert np.linalg.norm(mine.state.update - theirs.state.update) <= 1e-12 * max(moved, 1e-300)
    for a, b in zip(mine.state.optimizer.slots, theirs.state.optimizer.slots, strict=True):
        assert np.linalg.norm(a - b) <= 1e-12 * max(np.linalg.norm(b), 1e-300)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 20), min_size=2, max_size=5),
    st.sampled_from([n for n in ACTIVATIONS if n not in ("softmax", "threshold")]),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(sorted(set(OPTIMIZERS) - {"fixed_step"})),
    st.integers(0, 40),
    st.sampled_from([(0.0, 0.0), (0.01, 0.0), (0.0, 0.1), (0.02, 0.03)]),
    st.integers(0, 1000),
)
def test_one_step_gives_numpys_numbers(
    units: list[int], hidden: str, output: str, cost: str, optimizer: str, batch: int,
    decay: tuple[float, float], seed: int,
) -> None:  # fmt: skip
    try:
        problem = problem_of(
            units, hidden, output, cost, seed=seed, batch=batch, l1=decay[0], l2=decay[1],
            optimizer={"name": optimizer, "rate": 0.01},
        )  # fmt: skip
    except SpecError:
        return
    # Adam and RMSprop divide by |g|: where g is rounding noise, so is the quotient. A tiny
    # epsilon would compare noise with noise, so the gradient itself is what is compared.
    if optimizer in ("adam", "rmsprop"):
        problem = problem_of(
            units, hidden, output, cost, seed=seed, batch=batch, l1=decay[0], l2=decay[1],
            optimizer={"name": optimizer, "rate": 0.01, "epsilon": 1e-2},
        )  # fmt: skip
    assert_one_step_agrees(problem)


@pytest.mark.parametrize("hidden", [n for n in ACTIVATIONS if n not in ("softmax", "threshold")])
@pytest.mark.parametrize("width", [3, 24])
def test_every_activation_follows_numpy_for_fifty_steps(hidden: str, width: int) -> None:
    problem = problem_of([3, width, 1], hidden, "linear", batch=7)
    start = initial_state(problem)
    theirs = NumpyTrainer(problem).advance(start, 50)
    mine = CompiledTrainer(problem).advance(start, 50)
    np.testing.assert_allclose(mine.costs, theirs.costs, rtol=1e-10)


@pytest.mark.parametrize("output", [n for n in ACTIVATIONS if n != "threshold"])
@pytest.mark.parametrize("cost", list(LOSSES))
@pytest.mark.parametrize("width", [4, 24])
def test_every_cost_with_every_output_gives_numpys_step(output: str, cost: str, width: int) -> None:
    for outputs in (1, 3):
        try:
            problem = problem_of([3, width, outputs], "tanh", output, cost)
        except SpecError:
            continue
        assert_one_step_agrees(problem)


@pytest.mark.parametrize("rule", list(BACKWARD_RULES))
@pytest.mark.parametrize("width", [4, 24])
@pytest.mark.parametrize("output", ["tanh", "sigmoid"])
def test_every_backward_rule_gives_numpys_step(rule: str, width: int, output: str) -> None:
    cost = "binary_cross_entropy" if output == "sigmoid" else "half_mse"
    problem = problem_of([3, width, 5, 1], "tanh", output, cost, backward=rule)
    assert_one_step_agrees(problem)


def test_a_threshold_unit_follows_the_delta_rule() -> None:
    assert_one_step_agrees(problem_of([3, 1], output="threshold"))


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("width", [4, 24])
def test_every_optimizer_follows_numpy(optimizer: str, width: int) -> None:
    problem = problem_of([2, width, 1], optimizer={"name": optimizer, "rate": 0.01})
    start = initial_state(problem)
    theirs = NumpyTrainer(problem).advance(start, 20)
    mine = CompiledTrainer(problem).advance(start, 20)
    np.testing.assert_allclose(mine.costs, theirs.costs, rtol=1e-9)


@pytest.mark.parametrize("schedule", list(SCHEDULES))
def test_every_schedule_follows_numpy(schedule: str) -> None:
    problem = problem_of([2, 4, 1], schedule={"name": schedule})
    start = initial_state(problem)
    theirs = NumpyTrainer(problem).advance(start, 300)
    mine = CompiledTrainer(problem).advance(start, 300)
    np.testing.assert_allclose(mine.costs, theirs.costs, rtol=1e-9)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 900), min_size=1, max_size=6),
    st.integers(0, 37),
    st.booleans(),
    st.sampled_from([4, 20]),
)
def test_how_steps_are_grouped_changes_no_bit(
    groups: list[int], batch: int, shuffle: bool, width: int
) -> None:
    problem = problem_of([2, width, 1], batch=batch, shuffle=shuffle)
    trainer, state = CompiledTrainer(problem), initial_state(problem)
    at_once = trainer.advance(state, sum(groups))
    costs: list[float] = []
    for steps in groups:
        progress = trainer.advance(state, steps)
        state = progress.state
        costs.extend(progress.costs)
    assert costs == list(at_once.costs)
    for name in ("step", "epoch", "offset"):
        assert getattr(state, name) == getattr(at_once.state, name)
    assert np.array_equal(state.parameters, at_once.state.parameters)
    assert np.array_equal(state.update, at_once.state.update)


@pytest.mark.parametrize("width", [3, 24])
def test_it_stops_before_the_step_that_is_not_finite(width: int) -> None:
    problem = problem_of(
        [2, width, 1], "relu", "linear", optimizer={"name": "gradient_descent", "rate": 1e4}
    )
    start = initial_state(problem)
    mine = CompiledTrainer(problem).advance(start, 200)
    assert mine.divergence is not None
    assert mine.state.step == mine.divergence.step == len(mine.costs)
    assert np.isfinite(mine.state.parameters).all()
    assert np.isfinite(mine.costs).all()
    again = CompiledTrainer(problem).advance(start, mine.state.step)
    assert np.array_equal(again.state.parameters, mine.state.parameters)


def test_it_changes_nothing_that_it_is_given() -> None:
    problem = problem_of([2, 4, 1], optimizer={"name": "adam", "rate": 0.01})
    state = CompiledTrainer(problem).advance(initial_state(problem), 5).state
    kept = state.parameters.copy(), [slot.copy() for slot in state.optimizer.slots]
    CompiledTrainer(problem).advance(state, 100)
    assert np.array_equal(state.parameters, kept[0])
    for slot, before in zip(state.optimizer.slots, kept[1], strict=True):
        assert np.array_equal(slot, before)
    assert CompiledTrainer(problem).advance(state, 0).state is state


@pytest.mark.parametrize(
    ("batch", "widest"), [(1, WIDEST_NARROW), (10, WIDEST_NARROW), (32, WIDEST_NARROW_LARGE)]
)
def test_the_layout_follows_from_the_widest_layer_and_the_batch(batch: int, widest: int) -> None:
    assert is_narrow((2, widest, 1), batch)
    assert not is_narrow((2, widest + 1, 1), batch)


def test_a_run_that_swaps_its_backend_is_found_again_bit_for_bit() -> None:
    session = Session()
    session.step(700)
    session.use_backend("compiled")
    assert session.backend == "compiled"
    session.step(900)
    session.set_parameter("rate", 0.1)
    session.use_backend("numpy")
    session.step(300)
    end = session.parameters
    seen = {}
    for step in (1500, 800, 650, 1700):
        session.seek(step)
        seen[step] = session.parameters
    session.seek(1000)
    assert session.backend == "compiled"
    session.seek(1900)
    assert session.backend == "numpy"
    assert np.array_equal(session.parameters, end)
    for step, parameters in seen.items():
        session.seek(step)
        assert np.array_equal(session.parameters, parameters)
    assert [event.text for event in session.history.events()] == ["rate → 0.1"]


def test_the_backend_changes_only_at_the_head() -> None:
    session = Session()
    session.step(20)
    session.seek(5)
    with pytest.raises(ValueError, match="head"):
        session.use_backend("compiled")


def test_a_session_may_begin_compiled_and_stays_so_after_a_reset() -> None:
    session = Session(backend="compiled")
    session.step(300)
    end = session.parameters
    session.reset()
    assert session.backend == "compiled"
    session.step(300)
    assert np.array_equal(session.parameters, end)
