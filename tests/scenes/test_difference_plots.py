import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.activation_choice import ActivationChoice
from nnviz.scenes.difference_plots import difference_plots
from nnviz.scenes.lab_plot import Dot
from nnviz.scenes.palette import LIGHT
from nnviz.scenes.plot_marks import Level


def test_at_1e_13_the_noise_is_to_be_seen() -> None:
    choice = replace(ActivationChoice(), h=1e-13, error=True)
    plots = difference_plots(choice, LIGHT)
    forward = next(curve for curve in plots.over_z.curves if curve.name == "forward")
    assert 1e-3 < np.abs(forward.y).max() < 3e-3
    assert "0.0025" in plots.sentence


def test_at_1e_5_the_central_difference_is_exact_to_the_eye() -> None:
    plots = difference_plots(replace(ActivationChoice(), h=1e-5), LIGHT)
    exact, _, central = plots.over_z.curves
    assert exact.name == "exact"
    at = np.interp(central.x, exact.x, exact.y)
    assert np.abs(central.y - at).max() < 1e-3


def test_the_two_slopes_stand_on_the_plot_in_words() -> None:
    notes = [note.text for note in difference_plots(ActivationChoice(), LIGHT).over_h.notes]
    assert any(text.startswith("rounding ~ ε/h, slope −") for text in notes)
    assert "cut-off ~ h, slope 1.0" in notes
    assert "cut-off ~ h², slope 2.0" in notes


def test_where_there_is_a_kink_no_slope_is_claimed() -> None:
    choice = ActivationChoice().switch("relu")
    notes = [note.text for note in difference_plots(choice, LIGHT).over_h.notes]
    assert "no slope at the kink" in notes
    assert not any("cut-off" in text for text in notes)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("h", [1e-16, 1e-8, 1.0])
@pytest.mark.parametrize("error", [False, True])
def test_every_activation_has_its_pictures(name: str, h: float, error: bool) -> None:
    choice = replace(ActivationChoice(), shown=(name,), chosen=name, h=h, error=error)
    plots = difference_plots(choice, LIGHT)
    for curve in plots.over_z.curves:
        assert np.isfinite(curve.y).all()
    assert plots.over_z.y_axis.span > 0.0


def test_the_cursor_alone_makes_no_new_picture() -> None:
    one = difference_plots(ActivationChoice(), LIGHT)
    other = difference_plots(
        ActivationChoice().point_at(2.0).switch("relu").choose("sigmoid"), LIGHT
    )
    assert one.over_z is other.over_z
    assert one.over_h is other.over_h


def test_the_present_h_is_marked_on_both_lines() -> None:
    marks = difference_plots(replace(ActivationChoice(), h=1e-3), LIGHT).marks
    assert [m.place for m in marks if isinstance(m, Level)] == [-3.0]
    assert sum(isinstance(m, Dot) for m in marks) == 2


@pytest.mark.parametrize(("h", "hidden"), [(0.5, False), (1e-13, True), (1e-16, False)])
def test_an_error_too_small_for_the_curve_is_pointed_to(h: float, hidden: bool) -> None:
    for error in (False, True):
        (note,) = difference_plots(
            replace(ActivationChoice(), h=h, error=error), LIGHT
        ).over_z.notes
        assert note.text.endswith("see error only") == (hidden and not error)
