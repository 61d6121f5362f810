"""The whole gradient by differences: agreement, and a fault that is found where it is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.diagnostics.gradient_check import (
    MOST,
    checking,
    chosen_parameters,
    whole_check,
)
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import frozen
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.parameters import Parameters, parameter_count

HIDDEN = [name for name in ACTIVATIONS if name not in ("softmax", "threshold")]


def record_of(depth: int, hidden: str, **training: object) -> StepRecord:
    layers = [{"units": 3, "activation": hidden}] * (depth - 1)
    layers = [*layers, {"units": 1, "activation": "tanh"}]
    network = {"layers": layers, "initializer": {"name": "normal", "sigma": 0.8}}
    session = Session(ExperimentSpec.from_dict({"network": network, "training": training}))
    session.step(2)
    return session.record


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("depth", range(1, 7))
def test_backpropagation_agrees_everywhere(depth: int, hidden: str) -> None:
    record = record_of(depth, hidden)
    indices = chosen_parameters(record.params.units)
    assert len(indices) == record.params.flat.size
    found = whole_check(record, indices, list(checking(record, indices)))
    assert found.relative_error < 1e-6
    judged = found.errors[~np.isnan(found.errors)]
    assert (judged < 1e-3).all()


def test_a_wrong_gradient_is_found_where_it_is() -> None:
    record = record_of(3, "tanh")
    flat = record.gradients.flat.copy()
    flat[7] *= 1.01
    wrong = replace(record, gradients=Parameters(record.params.units, frozen(flat)))
    indices = chosen_parameters(record.params.units)
    found = whole_check(wrong, indices, list(checking(wrong, indices)))
    assert found.worst == 7
    assert found.errors[7] == pytest.approx(0.01, rel=0.05)


@pytest.mark.parametrize("rule", [name for name in BACKWARD_RULES if name != "backprop"])
def test_other_rules_are_far_from_the_gradient(rule: str) -> None:
    record = record_of(3, "tanh", backward=rule)
    indices = chosen_parameters(record.params.units)
    found = whole_check(record, indices, list(checking(record, indices)))
    assert found.relative_error > 0.05


def test_of_a_large_network_each_layer_has_its_share_drawn_once() -> None:
    units = (784, 128, 64, 10)
    indices = chosen_parameters(units)
    assert len(indices) <= MOST < parameter_count(units)
    assert len(set(indices.tolist())) == len(indices)
    assert np.array_equal(indices, chosen_parameters(units))
    names = Parameters(units)
    names.flat[indices] = 1.0
    taken = [int(block.sum()) for block in names.block]
    assert min(taken) >= 600


def test_where_the_gradient_is_nothing_no_error_is_judged() -> None:
    record = record_of(2, "relu")
    flat = np.zeros_like(record.params.flat)
    indices = np.arange(3)
    none = replace(record, gradients=Parameters(record.params.units, frozen(flat)))
    zero = [dataclasses.replace(one, value=0.0) for one in checking(record, indices)]
    found = whole_check(none, indices, zero)
    assert found.worst is None
    assert found.relative_error == 0.0
