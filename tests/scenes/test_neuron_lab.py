import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.diagnostics.one_unit import run, stepped
from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.lab_plot import Dot, Stroke
from nnviz.scenes.neuron_lab import neuron_scene
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.plot_marks import Note
from nnviz.scenes.unit_chain import fine, unit_chain
from nnviz.scenes.unit_choice import ENTROPY, PRESETS, UnitChoice
from nnviz.scenes.unit_form import COSTS
from nnviz.scenes.unit_map import banded, map_picture
from nnviz.scenes.unit_plots import activation_picture, cost_picture
from nnviz.scenes.unit_words import state_words, step_sentence

SHUT = UnitChoice().wish("w1", -10.0)


def preset(name: str) -> UnitChoice:
    _, unit, rate = PRESETS[name]
    return UnitChoice().take(unit, rate)


def value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


# The chain rule


@given(st.floats(-8.0, 8.0), st.floats(-3.0, 3.0), st.floats(0.0, 1.0))
def test_the_factors_multiply_to_the_result(w: float, x: float, target: float) -> None:
    choice = UnitChoice().wish("w1", w).wish("x1", x).wish("target", target)
    squared, entropy = unit_chain(choice).products
    for product, factors in ((squared, squared.factors), (entropy, entropy.factors[2:])):
        made = np.prod([value(factor.value) for factor in factors])
        assert value(product.result.value) == pytest.approx(made, rel=2e-3, abs=1e-12)


def test_the_smallest_factor_of_a_shut_unit_is_f_prime() -> None:
    squared, _ = unit_chain(SHUT).products
    assert [factor.smallest for factor in squared.factors] == [False, True, False]
    assert "saturation" in squared.words
    assert squared.in_use


def test_with_cross_entropy_two_factors_are_struck_and_the_error_is_left() -> None:
    _, entropy = unit_chain(SHUT).products
    assert [factor.struck for factor in entropy.factors] == [True, True, False, False]
    assert entropy.factors[2].symbol == "ŷ − y"
    assert value(entropy.result.value) == pytest.approx(-0.99995, abs=1e-4)
    assert not entropy.in_use
    assert unit_chain(SHUT.wish("cost", ENTROPY)).products[1].in_use


def test_cross_entropy_is_said_not_to_fit_another_activation() -> None:
    _, entropy = unit_chain(SHUT.wish("activation", "tanh")).products
    assert entropy.factors == ()
    assert "does not fit tanh" in entropy.words


def test_a_threshold_learns_by_the_delta_rule() -> None:
    backprop, rule = unit_chain(preset("threshold")).products
    assert backprop.result.value == "0"
    assert rule.in_use
    assert [factor.struck for factor in rule.factors] == [False, True, False]
    assert value(rule.result.value) == -1.0


@pytest.mark.parametrize("slip", ["minus", "input"])
def test_a_slip_is_found_out_by_the_difference(slip: str) -> None:
    choice = UnitChoice().wish("x1", 2.0).wish("w1", -0.5).wish("slip", slip)
    chain = unit_chain(choice)
    assert "Slip" in chain.products[0].words
    assert ("uphill" in chain.products[1].words) == (slip == "minus")
    assert [row.agrees for row in chain.rows] == [False, True]


@pytest.mark.parametrize("name", [a for a in ACTIVATIONS if a not in ("softmax", "threshold")])
@pytest.mark.parametrize("cost", COSTS)
def test_without_a_slip_every_gradient_agrees_with_its_difference(name: str, cost: str) -> None:
    if cost == ENTROPY and name != "sigmoid":
        return
    choice = UnitChoice().wish("activation", name).wish("cost", cost).wish("inputs", 3)
    choice = choice.wish("w1", 0.4).wish("x2", -0.7).wish("learns_bias", True)
    assert all(row.agrees for row in unit_chain(choice).rows)


def test_the_table_tells_the_update_of_every_weight() -> None:
    choice = UnitChoice().wish("inputs", 2).wish("rate", 0.5)
    chain, after = unit_chain(choice), stepped(choice.unit, 0.5)
    assert [row.cells[0] for row in chain.rows] == ["w₁", "w₂", "b"]
    for k, row in enumerate(chain.rows):
        assert value(row.cells[-1]) == pytest.approx(after.flat[k], rel=1e-4)
    assert chain.rows[2].cells[4] == "stays"


def test_a_tiny_change_is_seen_in_the_digits() -> None:
    assert fine(-9.99995461, 4.539e-5) == "−9.9999546"
    assert fine(2.0, 0.5) == "2.0000"
    assert fine(0.0, 0.0) == "0"


# What the step does


def test_each_preset_says_what_it_is_for() -> None:
    assert "for ever" in step_sentence(preset("shut"))
    assert "down to" in step_sentence(preset("open"))
    assert "Nothing moves: f′ is 0" in step_sentence(preset("dead"))
    told = step_sentence(preset("too fast"))
    assert "overshoots" in told
    assert "0.50" in told


def test_a_rate_below_the_bound_that_is_told_goes_down() -> None:
    choice = preset("too fast").wish("rate", 0.49)
    assert "down to" in step_sentence(choice)


def test_the_lost_sign_goes_uphill() -> None:
    assert "uphill" in step_sentence(UnitChoice().wish("slip", "minus"))


def test_a_silent_input_moves_nothing_and_a_right_output_needs_nothing() -> None:
    assert "inputs are 0" in step_sentence(UnitChoice().wish("x1", 0.0))
    assert "output is right" in step_sentence(UnitChoice().wish("w1", 10.0))


def test_a_run_that_was_stopped_says_why() -> None:
    choice = preset("too fast").wish("rate", 10.0).step(100)
    assert "smaller rate" in step_sentence(choice)


def test_error_b_and_t_less_o_stand_with_the_state() -> None:
    assert dict(state_words(UnitChoice()))["ErrorB"] == "0.01735"
    assert dict(state_words(preset("threshold")))["T−O"] == "1.000"


# Pictures


@pytest.mark.parametrize("name", [a for a in ACTIVATIONS if a != "softmax"])
def test_the_sample_lies_on_the_curve(name: str) -> None:
    choice = UnitChoice().wish("activation", name).wish("w1", 1.3)
    picture, found = activation_picture(choice, LIGHT), run(choice.unit)
    (dot,) = (mark for mark in picture.moving if isinstance(mark, Dot))
    assert (dot.x, dot.y) == (found.z, found.output)
    assert picture.plot.x_axis.low <= dot.x <= picture.plot.x_axis.high
    assert picture.plot.y_axis.low <= dot.y <= picture.plot.y_axis.high
    slope, curve = picture.plot.curves
    if name != "threshold":
        assert np.interp(dot.x, curve.x, curve.y) == pytest.approx(dot.y, abs=0.01)
        assert np.interp(dot.x, slope.x, slope.y) == pytest.approx(found.slope, abs=0.01)


def test_the_error_is_an_arrow_from_the_output_to_the_target() -> None:
    picture = activation_picture(UnitChoice(), LIGHT)
    (arrow,) = (m for m in picture.moving if isinstance(m, Stroke) and m.arrow)
    assert arrow.y2 == 1.0
    assert arrow.y1 == run(UnitChoice().unit).output
    assert any(isinstance(m, Note) and m.text == "ŷ − y = −0.982" for m in picture.moving)


def test_the_tangent_of_the_cost_has_the_gradient_for_its_slope() -> None:
    choice = UnitChoice().wish("w1", -1.0)
    tangent = next(m for m in cost_picture(choice, LIGHT).moving if isinstance(m, Stroke))
    slope = (tangent.y2 - tangent.y1) / (tangent.x2 - tangent.x1)
    assert slope == pytest.approx(run(choice.unit).gradient[0])


def test_the_next_step_is_an_arrow_to_where_it_lands() -> None:
    choice = preset("too fast")
    after = stepped(choice.unit, 0.55)
    marks = cost_picture(choice, LIGHT).moving
    (landing,) = (m for m in marks if isinstance(m, Dot) and m.hollow)
    assert (landing.x, landing.y) == (after.w[0], run(after).cost)


def test_a_step_too_small_to_be_seen_has_no_arrow() -> None:
    assert not any(isinstance(m, Dot) and m.hollow for m in cost_picture(SHUT, LIGHT).moving)


def test_moving_along_a_curve_does_not_make_it_anew() -> None:
    one, other = UnitChoice(), UnitChoice().put(3.0)
    assert cost_picture(one, LIGHT).plot is cost_picture(other, LIGHT).plot
    assert map_picture(one, LIGHT).plot is map_picture(other, LIGHT).plot
    assert map_picture(one, DARK).plot is not map_picture(other, LIGHT).plot


def test_both_costs_can_be_drawn_in_one_picture() -> None:
    choice = UnitChoice(both=True)
    names = [curve.name for curve in cost_picture(choice, LIGHT).plot.curves]
    assert names == ["cross-entropy", "½ squared error"]
    alone = cost_picture(choice.wish("activation", "tanh"), LIGHT).plot.curves
    assert [curve.name for curve in alone] == ["½ squared error"]


def test_the_map_grows_bluer_where_the_cost_grows() -> None:
    colours = banded(np.array([[0.0, 0.5, 1.0]]), LIGHT)
    red = colours[0, :, 0].astype(int)
    assert red[0] > red[1] > red[2]
    assert banded(np.zeros((2, 2)), LIGHT).shape == (2, 2, 3)


def test_the_map_shows_the_way_so_far_and_an_arrow_downhill() -> None:
    choice = UnitChoice().wish("w1", -1.0).wish("learns_bias", True).step(3)
    marks = map_picture(choice, LIGHT).moving
    strokes = [m for m in marks if isinstance(m, Stroke)]
    assert sum(not m.arrow for m in strokes) == 3
    (arrow,) = (m for m in strokes if m.arrow)
    assert arrow.x2 > arrow.x1
    assert arrow.y2 > arrow.y1


@pytest.mark.parametrize("w", [-1000.0, 0.0, 1000.0])
@pytest.mark.parametrize("name", [a for a in ACTIVATIONS if a != "softmax"])
def test_extreme_units_have_pictures_too(name: str, w: float) -> None:
    choice = UnitChoice().wish("activation", name).wish("x1", 1000.0).wish("w1", w)
    scene = neuron_scene(choice, DARK)
    assert scene.text
    for picture in (scene.activation, scene.cost, scene.map):
        for curve in picture.plot.curves:
            assert np.isfinite(curve.y).all()
