from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import Parameters


def network(units: tuple[int, ...], *names: str, cost: str = "half_mse") -> Network:
    return Network(units, tuple(ACTIVATIONS[name] for name in names), LOSSES[cost])


def random_parameters(units: tuple[int, ...], seed: int = 0) -> Parameters:
    params = Parameters(units)
    params.flat[:] = np.random.default_rng(seed).normal(size=params.flat.size)
    return params


class OneUnit:
    """One unit, one input, no bias: the smallest network there is."""

    def __init__(self, activation: str, cost: str = "half_mse", w: float = -10.0) -> None:
        self.network = network((1, 1), activation, cost=cost)
        self.params = Parameters((1, 1), np.array([w, 0.0]))

    def gradient(self, x: float = 1.0, y: float = 1.0) -> tuple[float, Tape]:
        tape = self.network.forward(self.params, np.array([[x]]))
        gradients = self.network.backward(self.params, tape, np.array([[y]]))
        return float(gradients.W[1][0, 0]), tape

    def descend(self, steps: int, rate: float = 1.0) -> list[float]:
        """Return w after each step of gradient descent; the bias stays 0."""
        reached = []
        for _ in range(steps):
            self.params.flat[0] -= rate * self.gradient()[0]
            reached.append(float(self.params.flat[0]))
        return reached


class TestWorkedExamples:
    """maths.md, 4, 5, 6 and 9."""

    @pytest.mark.parametrize("x", [-1.5, 0.3, 2.0])
    def test_4_one_sigmoid_unit_has_the_textbooks_gradient(self, x: float) -> None:
        unit = OneUnit("sigmoid", w=0.7)
        got, tape = unit.gradient(x, y=0.2)
        p = 1 / (1 + math.exp(-0.7 * x))
        assert tape.outputs[0, 0] == pytest.approx(p, rel=1e-15)
        assert got == pytest.approx((p - 0.2) * p * (1 - p) * x, rel=1e-14)

    def test_4_the_two_slips_found_on_the_web_give_other_numbers(self) -> None:
        got, _ = OneUnit("sigmoid", w=0.7).gradient(2.0, y=0.2)
        p, wrong_p = 1 / (1 + math.exp(-1.4)), 1 / (1 + math.exp(1.4))
        without_x = (p - 0.2) * p * (1 - p)
        without_minus = (wrong_p - 0.2) * wrong_p * (1 - wrong_p) * 2.0
        assert got != pytest.approx(without_x, rel=0.1)
        assert got != pytest.approx(without_minus, rel=0.1)

    def test_5_the_output_error_of_a_sigmoid_unit_is_minus_delta(self) -> None:
        _, tape = OneUnit("sigmoid", w=0.7).gradient(1.0, y=1.0)
        o = float(tape.outputs[0, 0])
        assert tape.delta[1][0, 0] == pytest.approx(-(o * (1 - o) * (1.0 - o)), rel=1e-14)

    def test_5_the_output_error_of_a_threshold_unit_is_target_minus_output(self) -> None:
        _, tape = OneUnit("threshold", w=-0.7).gradient(1.0, y=1.0)
        assert tape.outputs[0, 0] == 0.0
        assert tape.delta[1][0, 0] == -(1.0 - 0.0)

    def test_6_a_sigmoid_unit_at_minus_10_moves_by_4_5e_5(self) -> None:
        assert OneUnit("sigmoid").descend(1)[0] + 10.0 == pytest.approx(4.5e-5, rel=0.01)

    def test_6_a_relu_unit_at_minus_10_never_moves(self) -> None:
        assert OneUnit("relu").descend(100) == [-10.0] * 100

    def test_6_a_leaky_relu_unit_moves_by_a_constant_order(self) -> None:
        w = [-10.0, *OneUnit("leaky_relu").descend(10)]
        moves = np.diff(w)
        assert moves[0] == pytest.approx(0.011, rel=1e-12)
        assert (moves > 0.01).all()
        assert moves.max() / moves.min() < 1.1

    def test_6_with_cross_entropy_the_sigmoids_first_step_is_0_99995(self) -> None:
        step = OneUnit("sigmoid", "binary_cross_entropy").descend(1)[0] + 10.0
        assert step == pytest.approx(0.99995, abs=1e-5)

    def test_9_the_error_falls_by_at_most_w_times_a_quarter_a_sigmoid_layer(self) -> None:
        depth, w = 6, 0.8
        units = (1,) * (depth + 1)
        deep = network(units, *["sigmoid"] * depth)
        params = Parameters(units)
        for W in params.W:
            W.fill(w)
        tape = deep.forward(params, np.array([[0.3]]))
        deep.backward(params, tape, np.array([[1.0]]))
        for layer in range(1, depth):
            ratio = abs(tape.delta[layer][0, 0] / tape.delta[layer + 1][0, 0])
            assert ratio <= w * 0.25
            assert ratio == pytest.approx(w * tape.slope[layer][0, 0], rel=1e-13)

    def test_9_weights_and_slopes_along_the_path_multiply_to_the_gradient(self) -> None:
        units = (1, 1, 1, 1)
        deep = network(units, "sigmoid", "tanh", "sigmoid")
        params = random_parameters(units)
        tape = deep.forward(params, np.array([[0.3]]))
        gradients = deep.backward(params, tape, np.array([[1.0]]))
        path = np.prod([tape.slope[layer][0, 0] for layer in (1, 2, 3)])
        path *= params.W[2][0, 0] * params.W[3][0, 0]
        expected = (tape.outputs[0, 0] - 1.0) * path * 0.3
        assert gradients.W[1][0, 0] == pytest.approx(expected, rel=1e-13)


class TestForward:
    units = (3, 4, 2)

    def test_z_a_and_slope_are_those_of_the_definitions(self) -> None:
        net, params = network(self.units, "relu", "tanh"), random_parameters(self.units)
        x = np.random.default_rng(1).normal(size=(6, 3))
        tape = net.forward(params, x)
        before = x
        for layer, activation in ((1, ACTIVATIONS["relu"]), (2, ACTIVATIONS["tanh"])):
            z = before @ params.W[layer] + params.b[layer]
            np.testing.assert_allclose(tape.z[layer], z, rtol=1e-12, atol=1e-14)
            np.testing.assert_array_equal(tape.a[layer], activation.f(tape.z[layer]))
            np.testing.assert_array_equal(tape.slope[layer], activation.df(tape.z[layer]))
            before = activation.f(z)
        np.testing.assert_array_equal(tape.a[0], x)
        assert tape.outputs is tape.a[-1]

    def test_without_slopes_the_outputs_are_the_same(self) -> None:
        net, params = network(self.units, "gelu", "sigmoid"), random_parameters(self.units)
        x = np.random.default_rng(1).normal(size=(6, 3))
        full, short = net.forward(params, x), net.forward(params, x, slopes=False)
        np.testing.assert_array_equal(full.outputs, short.outputs)
        assert not short.slope[1].any()

    def test_a_tape_can_be_used_again(self) -> None:
        net, params = network(self.units, "tanh", "tanh"), random_parameters(self.units)
        rng = np.random.default_rng(1)
        first, second = rng.normal(size=(6, 3)), rng.normal(size=(6, 3))
        tape = net.forward(params, first)
        assert net.forward(params, second, tape) is tape
        np.testing.assert_array_equal(tape.outputs, net.forward(params, second).outputs)

    def test_a_frozen_tape_refuses_to_be_written(self) -> None:
        net, params = network(self.units, "tanh", "tanh"), random_parameters(self.units)
        tape = net.forward(params, np.ones((2, 3))).freeze()
        for array in (tape.a[1], tape.outputs, tape.z[1], tape.slope[2], tape.error[1]):
            with pytest.raises(ValueError, match="read-only"):
                array[0, 0] = 1.0


class TestBackward:
    units = (3, 4, 2)

    def run(self, *names: str, cost: str = "half_mse") -> tuple[Network, Parameters, Tape, Array]:
        net, params = network(self.units, *names, cost=cost), random_parameters(self.units)
        rng = np.random.default_rng(1)
        tape = net.forward(params, rng.normal(size=(6, 3)))
        y = np.eye(2)[rng.integers(0, 2, size=6)]
        net.backward(params, tape, y)
        return net, params, tape, y

    def test_delta_is_the_error_times_the_slope(self) -> None:
        _, params, tape, y = self.run("tanh", "sigmoid")
        np.testing.assert_allclose(tape.error[2], (tape.outputs - y) / 6, rtol=1e-15)
        np.testing.assert_array_equal(tape.delta[2], tape.error[2] * tape.slope[2])
        np.testing.assert_allclose(tape.error[1], tape.delta[2] @ params.W[2].T, rtol=1e-13)
        np.testing.assert_array_equal(tape.delta[1], tape.error[1] * tape.slope[1])

    @pytest.mark.parametrize(
        ("last", "cost"),
        [("sigmoid", "binary_cross_entropy"), ("softmax", "softmax_cross_entropy")],
    )
    def test_with_a_paired_cost_the_output_delta_is_output_minus_target(
        self, last: str, cost: str
    ) -> None:
        _, _, tape, y = self.run("tanh", last, cost=cost)
        np.testing.assert_allclose(tape.delta[2], (tape.outputs - y) / 6, rtol=1e-15)

    def test_the_regulariser_weighs_on_weights_and_not_on_biases(self) -> None:
        plain, params, tape, y = self.run("tanh", "tanh")
        weighed = Network(self.units, plain.activations, plain.loss, l1=0.2, l2=0.3)
        light, heavy = (net.backward(params, tape, y) for net in (plain, weighed))
        for layer in (1, 2):
            W = params.W[layer]
            extra = heavy.W[layer] - light.W[layer]
            np.testing.assert_allclose(extra, 0.2 * np.sign(W) + 0.3 * W, rtol=1e-12)
            np.testing.assert_array_equal(heavy.b[layer], light.b[layer])
        weights = np.concatenate([W.ravel() for W in params.W])
        expected = 0.2 * np.abs(weights).sum() + 0.15 * (weights**2).sum()
        gap = weighed.cost(params, tape, y) - plain.cost(params, tape, y)
        assert gap == pytest.approx(expected, rel=1e-12)
        assert weighed.penalty(params) == pytest.approx(expected, rel=1e-14)

    def test_the_sum_of_squares_gives_delta_without_the_number_of_samples(self) -> None:
        _, _, tape, y = self.run("tanh", "linear", cost="sum_squares")
        np.testing.assert_allclose(tape.delta[2], 2.0 * (tape.outputs - y), rtol=1e-15)

    def test_gradients_are_written_where_they_are_wanted(self) -> None:
        net, params, tape, y = self.run("tanh", "tanh")
        room = Parameters(self.units, np.full(params.flat.size, 99.0))
        assert net.backward(params, tape, y, room) is room
        np.testing.assert_array_equal(room.flat, net.backward(params, tape, y).flat)
