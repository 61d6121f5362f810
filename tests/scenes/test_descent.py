from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.optim.methods import METHODS
from nnviz.scenes import descent
from nnviz.scenes.descent_chart import FAR, Arrow, Chart, Dots, Line, Shape, Word, near
from nnviz.scenes.descent_choice import function_choices
from nnviz.scenes.descent_data import data_picture, point_at
from nnviz.scenes.descent_line import parabola_shapes
from nnviz.scenes.descent_map import WIDEST, fitted_region, model_shapes
from nnviz.scenes.descent_state import Descent, from_start, opening, wished
from nnviz.scenes.descent_story import standings, story
from nnviz.scenes.descent_table import iterates_scene
from nnviz.scenes.descent_values import values_picture
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.ticks import linear_axis

FUNCTION_NAMES = [choice.value for choice in function_choices()]


def raced(function: str, *methods: str, steps: int = 0) -> Descent:
    state = wished(opening(), "function", function)
    for name in methods:
        state = wished(state, f"race.{name}", True)
    return replace(state, race=state.race.moved(steps))


def of_kind(shapes: tuple[Shape, ...], kind: type) -> list:
    return [shape for shape in shapes if isinstance(shape, kind)]


@pytest.mark.parametrize("name", FUNCTION_NAMES)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_function_has_all_its_pictures_with_every_method(name: str, theme: object) -> None:
    state = raced(name, *METHODS, steps=6)
    for method in METHODS:
        state = replace(state, selected=method)
        picture = descent.race_picture(state, theme, 1.5)  # type: ignore[arg-type]
        assert picture.moving
        assert descent.caption(state).endswith(".")
        assert story(state, theme).now  # type: ignore[arg-type]
    assert len(standings(state, theme)) == len(METHODS)  # type: ignore[arg-type]
    assert values_picture(state, theme).moving  # type: ignore[arg-type]


def test_the_still_part_is_made_once() -> None:
    state = raced("rosenbrock", steps=2)
    one = descent.race_picture(state, LIGHT, 1.3).chart
    moved = replace(state, race=state.race.moved(3))
    assert descent.race_picture(moved, LIGHT, 1.3).chart is one
    assert descent.race_picture(moved, DARK, 1.3).chart is not one


def test_the_tangent_touches_the_curve_with_its_slope() -> None:
    picture = descent.race_picture(opening(), LIGHT, 1.5)
    tangents = [one for one in of_kind(picture.moving, Line) if one.colour == LIGHT.slope]
    (tangent,) = tangents
    slope = float(np.diff(tangent.y)[0] / np.diff(tangent.x)[0])
    assert slope == pytest.approx(12.0)
    assert np.interp(8.0, tangent.x, tangent.y) == pytest.approx(38.0)


def test_newtons_parabola_on_a_quadratic_is_the_curve_itself() -> None:
    state = raced("parabola", "newton")
    _, then = descent.coming(state, state.race.track("newton"))  # type: ignore[arg-type]
    chart = descent.race_picture(state, LIGHT, 1.5).chart
    line, turn = parabola_shapes(then.sketch.model, chart, LIGHT)  # type: ignore[arg-type]
    assert isinstance(line, Line)
    assert isinstance(turn, Dots)
    shown = np.isfinite(line.y)
    assert np.allclose(line.y[shown], line.x[shown] ** 2 - 4 * line.x[shown] + 6)
    assert (turn.x[0], turn.y[0]) == pytest.approx((2.0, 2.0))


def test_the_models_ellipse_passes_through_the_point_where_it_was_made() -> None:
    state = raced("bowl", "newton")
    now, then = descent.coming(state, state.race.track("newton"))  # type: ignore[arg-type]
    chart = descent.race_picture(state, LIGHT, 1.5).chart
    ring = model_shapes(then.sketch.model, chart, LIGHT)[0]  # type: ignore[arg-type]
    assert isinstance(ring, Line)
    values = state.function.objective.values(np.column_stack([ring.x, ring.y]))
    assert np.allclose(values, now.value)


def test_the_gradients_arrow_points_where_the_value_falls() -> None:
    state = raced("himmelblau")
    picture = descent.race_picture(state, LIGHT, 1.5)
    (arrow,) = [one for one in of_kind(picture.moving, Arrow) if one.reach]
    begin, end = np.array([arrow.x1, arrow.y1]), np.array([arrow.x2, arrow.y2])
    assert state.function.objective.value(end) < state.function.objective.value(begin)


def test_one_method_needs_no_name_and_several_have_theirs() -> None:
    alone = descent.race_picture(opening(), LIGHT, 1.5)
    several = descent.race_picture(raced("himmelblau", "adam", "bfgs"), LIGHT, 1.5)
    assert not [one for one in of_kind(alone.moving, Word) if one.strong]
    named = [one.text for one in of_kind(several.moving, Word) if one.strong]
    assert sorted(named) == ["Adam", "BFGS", "gradient descent"]


def test_a_way_that_flies_off_is_drawn_no_farther_than_need_be() -> None:
    state = wished(opening(), "method.rate", 3.0)
    state = replace(state, race=state.race.moved(200))
    picture = descent.race_picture(state, LIGHT, 1.5)
    reach = (FAR + 1.0) * picture.chart.y_axis.span
    for line in of_kind(picture.moving, Line):
        assert np.nanmax(np.abs(line.y)) < 2 * reach


@given(st.floats(0.2, 6.0))
def test_a_map_is_made_wider_or_higher_but_never_cut(aspect: float) -> None:
    region = ((-2.0, 2.0), (-1.0, 3.0))
    made = fitted_region(region, aspect)
    for (low, high), (least, most) in zip(region, made, strict=True):
        assert least <= low
        assert most >= high
        assert most - least <= WIDEST * (high - low) * (1 + 1e-9)


def test_the_place_under_the_pointer_stays_there_while_zooming() -> None:
    region = descent.zoomed(((-5.0, 9.0),), (2.0, 0.0), 3)
    ((low, high),) = region
    assert (2.0 - low) / (high - low) == pytest.approx(0.5)
    assert descent.zoomed(region, (2.0, 0.0), -3)[0] == pytest.approx((-5.0, 9.0))
    assert descent.zoomed(region, (2.0, 0.0), 500) == region


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_nothing_is_drawn_a_million_pixels_away(value: float) -> None:
    axis = linear_axis(0.0, 1.0)
    (made,) = near(np.array([value]), axis).tolist()
    assert np.isnan(made) == np.isnan(value)
    assert np.isnan(made) or abs(made) <= FAR + 1.0


def test_the_value_above_the_lowest_falls_in_a_straight_line_on_a_log_axis() -> None:
    (ahead,) = of_kind(values_picture(opening(), LIGHT).moving, Line)
    falls = np.diff(ahead.y)
    assert np.allclose(falls, 2 * np.log10(0.8))


def test_values_stand_over_what_they_cost() -> None:
    state = replace(raced("rosenbrock", "newton", steps=5), by_evaluations=True)
    lines = of_kind(values_picture(state, LIGHT).moving, Line)
    ends = {float(line.x[-1]) for line in lines}
    assert ends == {float(track.spent[-1]) for track in state.race.tracks}


def test_happenings_are_told_the_newest_first_and_none_from_the_future() -> None:
    state = wished(opening(), "method.rate", 1.1)
    state = replace(state, race=state.race.moved(4))
    told = story(state, LIGHT).told
    steps = [one.step for one in told]
    assert steps == sorted(steps, reverse=True)
    assert max(steps) <= 4
    assert "1.1 times the bound 2/L = 1" in story(state, LIGHT).bound


@pytest.mark.parametrize(
    ("rate", "said"), [(0.1, "10 % of it"), (1.0, "exactly the bound"), (1.5, "flies off")]
)
def test_the_bound_of_the_rate_is_told(rate: float, said: str) -> None:
    assert said in story(wished(opening(), "method.rate", rate), LIGHT).bound


def test_no_bound_is_told_where_the_curvature_changes() -> None:
    assert story(raced("rosenbrock"), LIGHT).bound == ""


def test_the_csv_holds_every_digit() -> None:
    state = raced("himmelblau", steps=7)
    scene = iterates_scene(state)
    rows = list(csv.DictReader(io.StringIO(scene.csv())))
    assert [float(row["x"]) for row in rows] == [one.point[0] for one in scene.states]
    assert [float(row["f"]) for row in rows] == [one.value for one in scene.states]
    assert len(scene.text([0, 2]).splitlines()) == 3


def test_data_have_a_picture_and_their_points_can_be_found() -> None:
    state = raced("line")
    picture = data_picture(state, LIGHT)
    assert picture is not None
    (dots,) = of_kind(picture.chart.still, Dots)
    assert point_at(state, picture, float(dots.x[3]), float(dots.y[3])) == 3
    assert point_at(state, picture, 99.0, 99.0) is None
    assert data_picture(opening(), LIGHT) is None


def test_the_fitted_line_of_newton_is_that_of_least_squares() -> None:
    state = raced("line", "newton", steps=3)
    track = state.race.track("newton")
    assert track is not None
    x, y = state.function.objective.x, state.function.objective.y  # type: ignore[attr-defined]
    slope, intercept = np.polyfit(x, y, 1)
    assert track.last.point == pytest.approx([intercept, slope])


def test_a_reading_names_value_and_slope() -> None:
    assert descent.reading(opening(), 3.0, 0.0).startswith("x 3.000: f 3.0000, slope 2")


def test_a_start_where_nothing_is_defined_is_told_and_drawn() -> None:
    state = wished(opening(), "formula", "log(x)")
    state = from_start(state, (-1.0,))
    assert descent.race_picture(state, LIGHT, 1.5).moving
    assert "not a number" in story(state, LIGHT).now


def test_charts_are_known_by_identity() -> None:
    axis = linear_axis(0.0, 1.0)
    assert Chart("a", axis, axis) != Chart("a", axis, axis)
