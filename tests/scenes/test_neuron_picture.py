from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS, preset
from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.neuron_picture import HEAD_ROOM, Picture, unit_picture
from nnviz.scenes.palette import LIGHT


def picture_of(name: str, layer: int, unit: int = 0, steps: int = 0, tau: float = 0.05) -> Picture:
    session = Session(preset(name))
    session.step(steps)
    return unit_picture(session.record, layer, unit, LIGHT, tau)


@pytest.mark.parametrize("name", PRESETS)
def test_everything_lies_within_the_picture(name: str) -> None:
    session = Session(preset(name))
    for layer in range(1, session.record.problem.network.depth + 1):
        picture = unit_picture(session.record, layer, 0, LIGHT, 0.05)
        parts = [picture.x, picture.f, picture.slope, picture.rug_x, picture.rug_height]
        parts += [part for dots in picture.dots for part in (dots.x, dots.height)]
        for part in parts:
            assert (part >= 0.0).all()
            assert (part <= 1.0).all()


@pytest.mark.parametrize(("name", "layer"), [("circle", 2), ("digits", 1), ("relu_dies", 1)])
def test_every_probe_sample_is_a_dot_on_the_curve(name: str, layer: int) -> None:
    picture = picture_of(name, layer, steps=20)
    x = np.concatenate([dots.x for dots in picture.dots])
    height = np.concatenate([dots.height for dots in picture.dots])
    assert len(x) == len(picture.rug_x) == Session(preset(name)).record.probe.samples
    on_curve = np.interp(x, picture.x, picture.f)
    np.testing.assert_allclose(height, on_curve, atol=0.01)
    on_slope = np.interp(picture.rug_x, picture.x, picture.slope)
    off = np.abs(picture.rug_height - on_slope) > 0.01
    assert off.mean() < 0.05  # at ReLU's step the curve is drawn a little slanted


def test_a_softmax_units_dots_lie_on_the_curve_of_its_log_odds() -> None:
    picture = picture_of("iris", 2, unit=1, steps=100)
    for dots in picture.dots:
        np.testing.assert_allclose(dots.height, np.interp(dots.x, picture.x, picture.f), atol=0.005)
    assert "against the other outputs" in picture.note


def test_shut_zones_begin_where_ability_falls_below_tau() -> None:
    (left, right) = picture_of("circle", 2).zones
    edge = float(np.arccosh(1 / np.sqrt(0.05)))  # tanh' = sech^2 = 0.05
    assert left[0] == 0.0
    assert left[1] == pytest.approx(0.5 - edge / 8, abs=1e-3)
    assert right == pytest.approx((1.0 - left[1], 1.0), abs=1e-9)
    wider = picture_of("circle", 2, tau=0.5).zones
    assert wider[0][1] > left[1]


def test_the_range_of_z_is_round_and_keeps_still_while_z_moves_a_little() -> None:
    session = Session(preset("circle"))
    seen = set()
    for _ in range(30):
        session.step()
        picture = unit_picture(session.record, 2, 0, LIGHT, 0.05)
        seen.add(tuple(tick.text for tick in picture.x_ticks))
    assert seen == {("−4", "−2", "z = 0", "2", "4")}


def test_the_curve_is_the_same_object_from_frame_to_frame() -> None:
    session = Session(preset("circle"))
    before = unit_picture(session.record, 2, 0, LIGHT, 0.05)
    session.step()
    after = unit_picture(session.record, 2, 0, LIGHT, 0.05)
    assert after.f is before.f
    assert after.slope is before.slope


def test_a_bounded_activation_shows_its_bounds_and_f_prime_its_largest_value() -> None:
    tanh = picture_of("circle", 1)
    assert sorted(tick.text for tick in tanh.f_ticks) == ["0", "1", "−1"]
    assert [tick.text for tick in tanh.slope_ticks] == ["0", "1"]
    assert tanh.zero == pytest.approx(0.5)
    sigmoid = picture_of("deep_sigmoid", 1)
    assert sorted(tick.text for tick in sigmoid.f_ticks) == ["0", "1"]
    assert [tick.text for tick in sigmoid.slope_ticks] == ["0", "0.25"]
    assert sigmoid.zero is None


def test_the_peak_of_f_prime_stands_at_the_same_height_for_all_activations() -> None:
    for name, layer in (("circle", 1), ("deep_sigmoid", 1), ("relu_dies", 1), ("sine", 2)):
        assert picture_of(name, layer).slope.max() == pytest.approx(1.0 - HEAD_ROOM, abs=1e-3)


def test_a_slope_below_0_is_drawn_below_the_ground_line() -> None:
    session = Session(preset("circle"))
    session.set_parameter("layers.1.activation", "gelu")
    picture = unit_picture(session.record, 1, 0, LIGHT, 0.05)
    assert picture.slope_zero > 0.05
    assert picture.slope.min() == 0.0
    assert picture.formula == f"f(z) = {ACTIVATIONS['gelu'].formula}"


def test_a_dead_relus_dots_lie_on_the_ground_and_its_rug_is_empty() -> None:
    picture = picture_of("race_relu", 1)
    assert all((dots.height == pytest.approx(HEAD_ROOM)) for dots in picture.dots)
    assert not picture.rug_height.any()
