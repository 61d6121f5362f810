import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.activation_choice import QUICK, ActivationChoice, shape_of
from nnviz.scenes.activation_curves import DASHES, activation_plots
from nnviz.scenes.activation_lab import activation_scene, curves_text
from nnviz.scenes.activation_reading import ability_at, reading_table, share
from nnviz.scenes.lab_plot import Dot, Stroke
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.plot_marks import Level

ALL = replace(ActivationChoice(), shown=tuple(ACTIVATIONS))


def test_every_activation_has_dashes_of_its_own() -> None:
    assert set(DASHES) == set(ACTIVATIONS)
    assert len(set(DASHES.values())) == len(DASHES)


def test_stacked_each_derivative_has_a_plot_and_else_all_share_one() -> None:
    stacked = activation_plots(ALL, LIGHT)
    assert len(stacked) == 3
    assert all(len(plot.curves) == len(ACTIVATIONS) for plot in stacked)
    (together,) = activation_plots(replace(ALL, stacked=False), LIGHT)
    assert len(together.curves) == 3 * len(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_curves_are_those_of_the_network(name: str) -> None:
    choice = replace(ActivationChoice(), shown=(name,), chosen=name, limit=2.0)
    shape = shape_of(name)
    for plot, of in zip(
        activation_plots(choice, LIGHT), (shape.f, shape.df, shape.d2f), strict=True
    ):
        curve = plot.curves[0]
        inside = (curve.y >= plot.y_axis.low) & (curve.y <= plot.y_axis.high)
        assert np.array_equal(curve.y[inside], of(curve.x)[inside])
        assert inside.any()


def test_the_same_choice_gives_the_same_objects_wherever_the_cursor_is() -> None:
    one, other = ActivationChoice(), ActivationChoice().point_at(3.0)
    for a, b in zip(activation_plots(one, LIGHT), activation_plots(other, LIGHT), strict=True):
        assert a is b
    assert activation_plots(one, DARK)[0] is not activation_plots(one, LIGHT)[0]


@pytest.mark.parametrize("name", [n for n, a in ACTIVATIONS.items() if a.learns_by_slope])
@pytest.mark.parametrize("tau", [0.01, 0.05, 0.3])
def test_where_it_is_shaded_the_ability_is_below_tau(name: str, tau: float) -> None:
    choice = replace(ActivationChoice(), shown=(name,), chosen=name, tau=tau)
    shades = activation_plots(choice, LIGHT)[0].shades
    z = np.linspace(-8.0, 8.0, 1601)
    shape = shape_of(name)
    shut = shape.ability(shape.df(z)) < tau
    shaded = np.zeros_like(shut)
    for shade in shades:
        shaded |= (z >= shade.low) & (z <= shade.high)
    assert (shut != shaded).mean() < 0.01


def test_the_sigmoid_is_shut_beyond_4_357() -> None:
    low, high = activation_plots(ActivationChoice(), LIGHT)[0].shades
    assert low.high == pytest.approx(-4.357, abs=0.01)
    assert high.low == pytest.approx(4.357, abs=0.01)
    assert "below 5 %" in high.text


def test_the_quick_points_read_as_in_maths_md() -> None:
    expected = {0.0: "0.2500", 1.0: "0.1966", -2.0: "0.1050", 20.0: "2.061e−9"}
    for z in QUICK:
        row = reading_table(ActivationChoice().go_to(z)).rows[0]
        assert row.values[1] == expected[z]


def test_the_tangent_touches_the_curve_with_slope_f_prime() -> None:
    scene = activation_scene(ActivationChoice().point_at(-2.0), LIGHT)
    (tangent,) = (mark for mark in scene.marks[0] if isinstance(mark, Stroke))
    slope = (tangent.y2 - tangent.y1) / (tangent.x2 - tangent.x1)
    assert slope == pytest.approx(0.10499358540350662)
    assert (tangent.y1 + tangent.y2) / 2 == pytest.approx(1 / (1 + np.exp(2.0)))


def test_a_threshold_has_no_tangent_and_is_said_to_learn_otherwise() -> None:
    scene = activation_scene(ActivationChoice().switch("threshold"), LIGHT)
    assert not any(isinstance(mark, Stroke) for mark in scene.marks[0])
    assert "delta rule" in scene.table.sentence
    row = scene.table.rows[-1]
    assert (row.ability_text, row.shut) == ("none", False)


def test_every_plot_has_the_cursor_and_a_dot_on_every_curve() -> None:
    scene = activation_scene(ALL.point_at(0.5), LIGHT)
    for marks in scene.marks:
        assert [m.place for m in marks if isinstance(m, Level)] == [0.5]
        assert sum(isinstance(m, Dot) for m in marks) == len(ACTIVATIONS)


def test_what_is_saturated_is_called_so() -> None:
    choice = ActivationChoice()
    assert "saturated" in reading_table(choice.go_to(20.0)).sentence
    assert "open" in reading_table(choice.go_to(0.0)).sentence
    dead = reading_table(choice.switch("relu").go_to(-2.0))
    assert "f′ is 0" in dead.sentence
    assert dead.rows[-1].shut


def test_a_share_is_told_however_small() -> None:
    assert share(0.786) == "79 %"
    assert share(8.2e-9) == "8.2e−7 %"
    assert share(0.0) == "0 %"
    assert ability_at(ACTIVATIONS["sigmoid"], 0.0) == 1.0


def test_the_copied_table_has_a_line_for_each_row() -> None:
    table = reading_table(ALL)
    lines = table.text.splitlines()
    assert len(lines) == 1 + len(ACTIVATIONS)
    assert lines[0].split("\t")[0] == "z = 1"


def test_the_copied_curves_read_back_exactly() -> None:
    text = curves_text(ActivationChoice())
    head, *rows = text.splitlines()
    assert head.startswith("z,sigmoid f,sigmoid f',sigmoid f'',tanh f")
    z, f = (float(cell) for cell in rows[17].split(",")[:2])
    assert f == ACTIVATIONS["sigmoid"].f(np.array([z]))[0]
