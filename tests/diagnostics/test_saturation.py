from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnviz.diagnostics.saturation import layer_saturation, saturation
from nnviz.engine.session import Session
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.network import Tape


def tape_of(name: str, z: Array, error: Array) -> Tape:
    """A tape of one layer with this z, and this dC/da."""
    tape = Tape((1, z.shape[1]), len(z))
    tape.z[1][...] = z
    ACTIVATIONS[name].evaluate(z, tape.a[1], tape.slope[1])
    tape.error[1][...] = error
    return tape


def columns(*values: list[float]) -> Array:
    return np.array(values).T


def test_ability_shut_share_and_blocked_share_are_those_of_the_definitions() -> None:
    z = columns([0.0, 1.0, -2.0, 20.0], [10.0, 10.0, 0.0, 0.0])
    error = columns([1.0, -2.0, 0.5, 4.0], [1.0, 1.0, -1.0, 1.0])
    found = layer_saturation(tape_of("sigmoid", z, error), 1, ACTIVATIONS["sigmoid"])
    ability = ACTIVATIONS["sigmoid"].df(z) / 0.25
    np.testing.assert_allclose(found.ability, ability.mean(axis=0), rtol=1e-14)
    assert found.shut.tolist() == [1, 2]
    np.testing.assert_allclose(found.shut_share, [0.25, 0.5])
    np.testing.assert_allclose(found.error, [1.875, 1.0])
    blocked = 1 - np.abs(error * ability).sum(axis=0) / np.abs(error).sum(axis=0)
    np.testing.assert_allclose(found.blocked, blocked, rtol=1e-13)
    whole = 1 - np.abs(error * ability).sum() / np.abs(error).sum()
    assert found.blocked_in_layer == pytest.approx(whole, rel=1e-13)


def test_a_sigmoid_is_shut_beyond_4_357_at_the_usual_tau() -> None:
    z = columns([4.35, -4.35, 4.36, -4.36])
    found = layer_saturation(tape_of("sigmoid", z, z), 1, ACTIVATIONS["sigmoid"])
    assert found.shut.tolist() == [2]


def test_where_no_error_comes_back_nothing_is_blocked() -> None:
    z = columns([50.0, 60.0])
    found = layer_saturation(tape_of("tanh", z, np.zeros_like(z)), 1, ACTIVATIONS["tanh"])
    assert found.blocked.tolist() == [0.0]
    assert found.blocked_in_layer == 0.0


@pytest.mark.parametrize(
    ("name", "z", "dead"),
    [
        ("relu", [-1.0, -2.0], True),
        ("relu", [0.0, -1.0], True),
        ("relu", [-1.0, 1e-9], False),
        ("leaky_relu", [-1.0, -2.0], False),
        ("leaky_relu", [0.0, 0.0], False),
        ("silu", [0.0, 0.0], False),
        ("gelu", [-60.0, -80.0], True),
        ("sigmoid", [-800.0, -900.0], False),
        ("linear", [0.0, 0.0], False),
        ("threshold", [-1.0, -1.0], False),
    ],
)
def test_dead_is_a_relu_like_unit_that_is_0_and_flat_on_every_sample(
    name: str, z: list[float], dead: bool
) -> None:
    tape = tape_of(name, columns(z), columns([1.0, 1.0]))
    assert layer_saturation(tape, 1, ACTIVATIONS[name]).dead.tolist() == [dead]


def test_softmax_is_measured_by_its_own_diagonal_term() -> None:
    z = np.array([[0.0, 0.0], [9.0, -9.0]])
    found = layer_saturation(tape_of("softmax", z, np.ones((2, 2))), 1, ACTIVATIONS["softmax"])
    np.testing.assert_allclose(found.ability, [0.5, 0.5], atol=1e-6)
    assert found.shut.tolist() == [1, 1]


def test_a_threshold_has_no_slope_and_is_never_called_shut() -> None:
    z = columns([-5.0, 5.0])
    found = layer_saturation(tape_of("threshold", z, z), 1, ACTIVATIONS["threshold"])
    assert not found.has_slope
    assert found.shut.tolist() == [0]


@given(
    hnp.arrays(np.float64, (6, 3), elements=st.floats(-50, 50)),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.floats(0.0, 1.0),
)
def test_all_shares_lie_between_0_and_1(z: Array, name: str, tau: float) -> None:
    found = layer_saturation(tape_of(name, z, z - 1.0), 1, ACTIVATIONS[name], tau)
    for shares in (found.ability, found.shut_share, found.blocked):
        assert (shares >= 0.0).all()
        assert (shares <= 1.0 + 1e-12).all()


def test_a_record_is_judged_layer_by_layer_on_its_probe() -> None:
    record = Session().record
    layers = saturation(record)
    assert [len(layer.ability) for layer in layers] == [4, 2, 1]
    ability = np.abs(record.probe.slope[2]).mean(axis=0)
    np.testing.assert_allclose(layers[2].ability, ability, rtol=1e-14)
    assert layers[1].samples == 250
