"""Operations of one iteration: their order, and numbers that are the engine's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.diagnostics.figures import number
from nnviz.diagnostics.operations import Cursor, Operation, explained, operations
from nnviz.diagnostics.working import SHOWN, Place, Working
from nnviz.diagnostics.working_cost import LOSS_LATEX
from nnviz.diagnostics.working_update import coming_update
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.derivatives import numeric_gradient
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS

HIDDEN = [name for name in ACTIVATIONS if name not in ("softmax", "threshold")]


def session_of(widths: list[int], hidden: str, last: str = "tanh", **training: Any) -> Session:
    layers = [{"units": n, "activation": hidden} for n in widths]
    layers.append({"units": 1, "activation": last})
    return Session(
        ExperimentSpec.from_dict(
            {
                "network": {"layers": layers, "initializer": {"name": "normal", "sigma": 0.8}},
                "training": training,
            }
        )
    )


def text_of(working: Working) -> str:
    return "\n".join("".join(word.text for word in line) for line in working.lines)


@pytest.mark.parametrize("depth", range(1, 7))
def test_an_iteration_goes_forward_then_back_then_moves(depth: int) -> None:
    network = session_of([2] * (depth - 1), "tanh").problem.network
    found = operations(network)
    assert len(found) == 5 * depth + 3
    assert found[0] == Operation("enter")
    assert found[1:3] == (Operation("z", 1), Operation("a", 1))
    forward = [one.layer for one in found if one.kind == "a"]
    assert forward == list(range(1, depth + 1))
    assert [one.layer for one in found if one.kind == "delta"] == forward[::-1]
    assert [one.layer for one in found if one.kind == "weights"] == forward
    assert found[-1] == Operation("update")
    kinds = [one.kind for one in found]
    assert kinds.index("cost") < kinds.index("delta") < kinds.index("weights")


@given(st.integers(0, 50), st.integers(0, 17), st.integers(1, 60))
def test_a_cursor_that_goes_on_and_back_is_where_it_was(step: int, at: int, moves: int) -> None:
    start = here = Cursor(step, at)
    for _ in range(moves):
        here = here.next(18)
    assert here.step * 18 + here.operation == step * 18 + at + moves
    for _ in range(moves):
        here = here.moved(-1, 18)
    assert here == start


def test_a_cursor_stops_at_the_beginning_of_the_run() -> None:
    assert Cursor(0, 0).moved(-1, 18) == Cursor(0, 0)
    assert Cursor(1, 0).moved(-1, 18) == Cursor(0, 17)


def expected(record: StepRecord, operation: Operation, sample: int | None, place: Place) -> float:
    """The number straight from tape, gradients and record."""
    tape, layer, unit = record.tape, operation.layer, place.unit
    loss = record.problem.network.loss
    if operation.kind == "cost":
        each = loss.per_sample(tape.outputs, tape.z[-1], record.batch.y)
        return record.cost if sample is None else float(each[sample])
    if operation.kind == "weights":
        row = place.row or 0
        if sample is None:
            return float(record.gradients.W[layer][row, unit])
        return float(tape.a[layer - 1][sample, row] * tape.delta[layer][sample, unit])
    table = {
        "enter": tape.a[0],
        "z": tape.z[layer] if layer else None,
        "a": tape.a[layer],
        "delta": tape.delta[layer] if layer else None,
        "biases": tape.delta[layer] if layer else None,
    }[operation.kind]
    assert table is not None
    column = table[:, unit]
    if sample is not None:
        return float(column[sample])
    summed = operation.kind in ("delta", "biases")
    return float(column.sum() if summed else column.mean())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 7), min_size=0, max_size=5),
    st.sampled_from(HIDDEN),
    st.sampled_from(list(BACKWARD_RULES)),
    st.data(),
)
def test_every_operation_shows_the_engines_numbers(
    widths: list[int], hidden: str, rule: str, data: st.DataObject
) -> None:
    session = session_of(widths, hidden, backward=rule, l2=0.01)
    session.step(3)
    record = session.record
    sample = data.draw(st.none() | st.integers(0, 9))
    for operation in operations(record.problem.network)[:-1]:
        width = record.params.units[operation.layer]
        unit = data.draw(st.integers(0, width - 1)) if operation.layer else 0
        found = explained(record, operation, sample, Place(operation.layer, unit))
        if operation.layer:
            assert found.place.unit == unit
        true = expected(record, operation, sample, found.place)
        assert found.result == pytest.approx(true, rel=1e-12, abs=1e-300)
        assert found.lines[-1][-1].text == number(found.result)
        assert found.lines[-1][-1].role == "result"
        assert found.note
        assert found.plain
        assert found.latex


@pytest.mark.parametrize("depth", range(1, 7))
@pytest.mark.parametrize("hidden", HIDDEN)
def test_gradients_of_the_operations_are_those_of_finite_differences(
    depth: int, hidden: str
) -> None:
    session = session_of([3] * (depth - 1), hidden)
    record = session.record
    by_difference = numeric_gradient(
        record.problem.network, record.params, record.batch.x, record.batch.y
    )
    scale = float(np.abs(by_difference.flat).max())
    for layer in range(1, depth + 1):
        for unit in range(record.params.units[layer]):
            bias = explained(record, Operation("biases", layer), None, Place(layer, unit))
            assert abs(bias.result - by_difference.b[layer][unit]) <= 1e-6 * scale
            for row in range(record.params.units[layer - 1]):
                place = Place(layer, unit, row)
                weight = explained(record, Operation("weights", layer), None, place)
                assert weight.place == place
                assert abs(weight.result - by_difference.W[layer][row, unit]) <= 1e-6 * scale


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_batch_is_the_sum_of_its_samples(hidden: str) -> None:
    session = session_of([3, 2], hidden)
    session.step(2)
    record = session.record
    for operation in operations(record.problem.network):
        if operation.kind not in ("delta", "weights", "biases"):
            continue
        place = Place(operation.layer, 0, 1 if operation.kind == "weights" else None)
        whole = explained(record, operation, None, place).result
        parts = [explained(record, operation, s, place).result for s in range(10)]
        assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=1e-18)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("before", [0, 1, 7])
def test_the_update_shown_is_the_one_that_the_next_step_makes(name: str, before: int) -> None:
    session = session_of(
        [3], "tanh", optimizer={"name": name, "rate": 0.01},
        schedule={"name": "exponential", "fall": 0.1}, l1=0.001,
    )  # fmt: skip
    session.step(before)
    record = session.record
    shown = coming_update(record)
    workings = [
        explained(record, Operation("update"), 0, Place(layer, unit, row))
        for layer in (1, 2)
        for row in range(record.params.units[layer - 1] + 1)
        for unit in range(record.params.units[layer])
    ]
    session.step()
    assert np.array_equal(shown.parameters, session.parameters)
    assert [one.result for one in workings] == session.parameters.tolist()
    for one in workings:
        assert one.lines[-1][-1].text == number(one.result)


def test_a_sigmoid_output_shows_the_textbooks_error_b() -> None:
    session = session_of([], "tanh", "sigmoid", batch=1)
    session.step(5)
    record = session.record
    found = explained(record, Operation("delta", 1), 0)
    o, t = float(record.tape.outputs[0, 0]), float(record.batch.y[0, 0])
    assert found.result == pytest.approx(-(o * (1 - o) * (t - o)), rel=1e-12)
    assert "O(1-O)" in found.latex
    assert r"\textcolor{slope}" in found.latex
    assert "ErrorB" in found.note
    slopes = [word.text for line in found.lines for word in line if word.role == "slope"]
    assert slopes == [number(float(record.tape.slope[1][0, 0]))] * 2


def test_a_threshold_unit_shows_output_minus_target() -> None:
    session = session_of([], "tanh", "threshold", batch=1)
    record = session.record
    found = explained(record, Operation("delta", 1), 0)
    assert found.result == record.tape.outputs[0, 0] - record.batch.y[0, 0]
    assert "delta rule" in found.note
    assert not [word for line in found.lines for word in line if word.role == "slope"]


def test_with_cross_entropy_both_factors_that_cancel_are_shown() -> None:
    session = session_of([], "tanh", "sigmoid", cost="binary_cross_entropy")
    record = session.record
    found = explained(record, Operation("delta", 1), 2)
    gap = float(record.tape.outputs[2, 0] - record.batch.y[2, 0])
    assert found.result == pytest.approx(gap / 10)
    assert number(float(record.tape.error[1][2, 0])) in text_of(found)
    assert number(float(record.tape.slope[1][2, 0])) in text_of(found)
    assert "cancels" in found.note


def iris(last: str, cost: str) -> StepRecord:
    layers = [{"units": 8, "activation": "tanh"}, {"units": 3, "activation": last}]
    spec = {"data": {"set": "iris"}, "network": {"layers": layers}, "training": {"cost": cost}}
    session = Session(ExperimentSpec.from_dict(spec))
    session.step(4)
    return session.record


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("sample", [None, 3])
def test_every_cost_is_worked_out(name: str, sample: int | None) -> None:
    loss = LOSSES[name]
    assert LOSS_LATEX[name]
    last = min(loss.outputs) if loss.outputs else "tanh"
    record = (
        session_of([2], "tanh", last, cost=name).record
        if loss.least_outputs == 1
        else iris(last, name)
    )
    for kind, layer in (("cost", 0), ("delta", record.problem.network.depth)):
        operation = Operation(kind, layer)
        found = explained(record, operation, sample)
        true = expected(record, operation, sample, found.place)
        assert found.result == pytest.approx(true, rel=1e-12)


@pytest.mark.parametrize("sample", [None, 0])
def test_softmax_under_squared_error_takes_all_outputs(sample: int | None) -> None:
    record = iris("softmax", "half_mse")
    found = explained(record, Operation("delta", 2), sample, Place(2, 1))
    true = expected(record, Operation("delta", 2), sample, found.place)
    assert found.result == pytest.approx(true, rel=1e-12)
    assert "all errors" in found.note


@pytest.mark.parametrize("rule", [name for name in BACKWARD_RULES if name != "backprop"])
def test_another_rule_is_told_not_to_be_the_gradient(rule: str) -> None:
    record = session_of([3, 2], "tanh", backward=rule).record
    for operation in (Operation("weights", 1), Operation("biases", 2), Operation("delta", 1)):
        found = explained(record, operation, 0)
        assert BACKWARD_RULES[rule].label in found.note
    hidden = explained(record, Operation("delta", 1), 0)
    has_slope = any(word.role == "slope" for line in hidden.lines for word in line)
    assert has_slope == BACKWARD_RULES[rule].local_slope
    assert ("B^" in hidden.latex) == BACKWARD_RULES[rule].random


def test_a_long_sum_shows_its_first_terms_and_how_many_more() -> None:
    record = session_of([34, 2], "tanh").record
    found = explained(record, Operation("z", 2), 0)
    text = text_of(found)
    assert f"… {34 - SHOWN} more" in text
    assert text.count("×") == SHOWN
    short = explained(record, Operation("z", 3), 0)
    assert "more" not in text_of(short)


def test_the_numbers_at_the_units_are_those_of_the_tape() -> None:
    record = session_of([3, 2], "tanh").record
    found = explained(record, Operation("delta", 1), 4)
    symbols = {(seen.layer, seen.symbol): seen.values for seen in found.seen}
    assert np.array_equal(symbols[1, "δ"], record.tape.delta[1][4])
    assert np.array_equal(symbols[2, "δ"], record.tape.delta[2][4])
    assert found.edges_into == 2
    forward = explained(record, Operation("z", 2), None)
    symbols = {(seen.layer, seen.symbol): seen.values for seen in forward.seen}
    assert np.allclose(symbols[2, "z"], record.tape.z[2].mean(axis=0))
    assert forward.edges_into == 2


def test_the_numbers_follow_what_is_looked_at() -> None:
    record = session_of([3, 2], "tanh").record
    weight = Place(2, 1, 2)
    assert explained(record, Operation("z", 2), 0, weight).place.unit == 1
    assert explained(record, Operation("a", 1), 0, weight).place.unit == 2
    assert explained(record, Operation("weights", 2), 0, weight).place == weight
    assert explained(record, Operation("update"), 0, weight).place == weight
    assert explained(record, Operation("z", 3), 0, weight).place.unit == 0
    bias = Place(2, 1, 3)
    assert explained(record, Operation("a", 1), 0, bias).place.unit == 0
    assert explained(record, Operation("update"), 0, bias).place == bias
