from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.camera import HEIGHT, HIGHEST, LOWEST, RADIUS, Camera
from nnviz.scenes.descent_chart import Dots, Line
from nnviz.scenes.descent_look import Look
from nnviz.scenes.palette import DARK, LIGHT, THEMES, Theme
from nnviz.scenes.surface import Surface, floor_of, half_sides, lit, raised, triangles
from nnviz.scenes.surface_ways import Drawing, laid
from nnviz.scenes.ticks import Axis, linear_axis

ASPECT = 1.5
angles = st.floats(-400.0, 400.0)
raises = st.floats(LOWEST, HIGHEST)
ramps = st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))


def surface_on(z: np.ndarray, theme: Theme = LIGHT) -> Surface:
    rows, columns = z.shape
    x, y = floor_of((1.0, 1.0), columns, rows)
    shades = np.full((rows, columns, 3), 128, dtype=np.uint8)
    axes = linear_axis(0.0, 10.0, 5, "x"), linear_axis(-5.0, 5.0, 5, "y"), Axis(0.0, 1.0)
    colours = lit(shades, x, y, z, theme)
    return Surface("s", x, y, z, colours, triangles(z), np.empty((0, 3)), "#000000", axes, "")


def ramp(slope: tuple[float, float] = (0.0, 0.0), side: int = 21) -> Surface:
    x, y = np.meshgrid(*floor_of((1.0, 1.0), side, side))
    return surface_on(0.4 * slope[0] * x + 0.4 * slope[1] * y)


@given(angles, st.floats(-200.0, 200.0), st.integers(-50, 50))
def test_a_camera_stays_above_the_floor_and_within_its_zoom(
    turn: float, up: float, notches: int
) -> None:
    camera = Camera().turned(turn, up).zoomed(notches)
    assert LOWEST <= camera.elevation <= HIGHEST
    assert -180.0 <= camera.azimuth <= 180.0
    assert 0.5 <= camera.zoom <= 8.0


@given(angles, raises, st.floats(0.4, 3.0))
def test_the_middle_of_the_box_is_near_the_middle_of_the_picture(
    azimuth: float, elevation: float, aspect: float
) -> None:
    x, y = Camera(azimuth, elevation).seen(np.zeros((1, 3)), aspect)[0]
    assert abs(x) < 1e-9
    assert abs(y) < 0.1


@given(angles, raises, st.floats(0.5, 3.0))
def test_all_of_the_box_is_in_the_picture_or_a_hair_off_it(
    azimuth: float, elevation: float, aspect: float
) -> None:
    half = 0.5 * HEIGHT
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-half, half)])
    seen = Camera(azimuth, elevation).seen(corners.astype(float), aspect)
    assert np.abs(seen).max() < 1.25


@given(angles, raises)
def test_depth_grows_away_from_the_eye_within_what_opengl_draws(
    azimuth: float, elevation: float
) -> None:
    camera = Camera(azimuth, elevation)
    near, far = camera.toward * RADIUS, -camera.toward * RADIUS
    rows = camera.matrix(ASPECT)
    depths = [(rows @ [*place, 1.0])[2] / (rows @ [*place, 1.0])[3] for place in (near, far)]
    assert -1.0 < depths[0] < depths[1] < 1.0


def test_what_is_on_the_side_of_the_eye_is_seen_lower_and_the_right_one_at_the_right() -> None:
    seen = Camera(-90.0, 30.0).seen(np.array([[0, -1, 0], [0, 1, 0], [1.0, 0, 0]]), 1.0)
    assert seen[0, 1] < seen[1, 1]
    assert seen[2, 0] > 0.0


def test_axes_and_floor_agree() -> None:
    places = ramp().places(np.array([[0.0, -5.0], [10.0, 5.0], [5.0, 0.0], [20.0, 0.0]]))
    assert np.allclose(places, [[-1, -1], [1, 1], [0, 0], [3, 0]])


@given(ramps, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_a_place_on_a_ramp_lies_just_over_it(
    slope: tuple[float, float], x: float, y: float
) -> None:
    z = ramp(slope).on_it(np.array([[x, y]]))[0, 2]
    assert 0.0 < z - 0.4 * (slope[0] * x + slope[1] * y) < 0.02


def test_there_is_no_place_off_the_floor_or_over_a_hole() -> None:
    z = np.zeros((5, 5))
    z[2, 2] = np.nan
    surface = surface_on(z)
    assert np.isnan(surface.on_it(np.array([[1.2, 0.0], [0.1, 0.1]]))[:, 2]).all()
    assert len(surface.faces) == 2 * (16 - 4)
    assert not np.isin(12, surface.faces)


def test_a_wall_hides_what_is_behind_it_and_nothing_before_it() -> None:
    z = np.full((41, 41), -0.5 * HEIGHT)
    z[20] = 0.5 * HEIGHT
    surface = surface_on(z)
    places = surface.on_it(np.array([[0.0, 0.3], [0.0, -0.3]]))
    assert surface.hides(places, Camera(-90.0, 30.0)).tolist() == [True, False]
    assert surface.hides(places, Camera(90.0, 30.0)).tolist() == [False, True]
    assert not surface.hides(places, Camera(-90.0, HIGHEST)).any()


@given(ramps, angles)
def test_a_plane_hides_nothing_on_it_from_above(slope: tuple[float, float], azimuth: float) -> None:
    surface = ramp(slope)
    floor = np.stack(np.meshgrid(*[np.linspace(-1, 1, 9)] * 2), axis=-1).reshape(-1, 2)
    assert not surface.hides(surface.on_it(floor), Camera(azimuth, 60.0)).any()


@given(st.lists(st.tuples(st.floats(-4.0, 4.0), st.floats(-4.0, 4.0)), min_size=2, max_size=8))
def test_a_way_lies_on_the_floor_and_passes_its_places(ways: list[tuple[float, float]]) -> None:
    floor, surface = np.array(ways), ramp((0.3, -0.2))
    over = laid(surface, floor)
    there = over[np.isfinite(over).all(axis=1)]
    assert (np.abs(there[:, :2]) <= 1.0 + 1e-9).all()
    assert np.allclose(there, surface.on_it(there[:, :2]), atol=1e-9)
    for place in floor:
        if (np.abs(place) < 1.0).all() and (floor != place).any():
            assert np.abs(there[:, :2] - place).max(axis=1).min() < 1e-6


def test_a_way_that_leaves_the_floor_and_comes_back_is_parted() -> None:
    over = laid(ramp(), np.array([[0.0, 0.0], [0.0, 3.0], [0.5, 3.0], [0.5, 0.0]]))
    gaps = np.isnan(over[:, 0])
    assert np.diff(np.flatnonzero(~gaps)).max() > 1
    assert over[~gaps][:, 1].max() == pytest.approx(1.0)


def test_a_way_over_what_is_no_number_is_parted_there() -> None:
    over = laid(ramp(), np.array([[0.0, 0.0], [np.nan, 0.0], [0.5, 0.5], [0.6, 0.5]]))
    there = over[np.isfinite(over[:, 0])]
    assert there[:, 0].min() >= 0.5


def test_a_way_of_any_length_has_a_bounded_number_of_places() -> None:
    rng = np.random.default_rng(0)
    over = laid(ramp(), rng.uniform(-1.0, 1.0, (2000, 2)))
    assert len(over) < 6_000


def test_what_is_hidden_of_a_line_is_pale_and_the_rest_is_not() -> None:
    z = np.full((41, 41), -0.5 * HEIGHT)
    z[20] = 0.5 * HEIGHT
    surface, camera = surface_on(z), Camera(-90.0, 30.0)
    drawing = Drawing(surface, camera, ASPECT)
    drawing.line(np.array([[0.0, -0.9], [0.0, 0.9]]), ("#000000", 2.0, 1.0))
    pale, strong = (one for one in drawing.shapes() if isinstance(one, Line))
    assert pale.opacity < strong.opacity
    assert np.nanmax(strong.y[:20]) < np.nanmin(pale.y[-10:])


def test_markers_off_the_floor_are_left_out() -> None:
    drawing = Drawing(ramp(), Camera(), ASPECT)
    drawing.dots(np.array([[0.0, 0.0], [4.0, 0.0]]), Look("#000000", "disc"), 0.5)
    drawing.name(np.array([4.0, 0.0]), "far", "#000000")
    drawing.arrow(np.array([0.999, 0.0]), np.array([1.0, 0.0]), "#000000", 1.0, 3.0)
    (dots,) = drawing.shapes()
    assert isinstance(dots, Dots)
    assert len(dots.x) == 1


def test_nothing_drawn_is_no_shape() -> None:
    assert Drawing(ramp(), Camera(), ASPECT).shapes() == ()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_what_faces_the_light_is_lighter_than_what_turns_away(theme: Theme) -> None:
    x, _ = np.meshgrid(*floor_of((1.0, 1.0), 11, 11))
    toward, away = surface_on(0.8 * x, theme), surface_on(-0.8 * x, theme)
    assert toward.colours[:, :3].astype(int).sum() > away.colours[:, :3].astype(int).sum() + 3_000
    assert (toward.colours[:, 3] == 255).all()


def test_in_the_dark_a_high_place_is_told_from_the_ground() -> None:
    z = np.zeros((3, 3))
    x, y = floor_of((1.0, 1.0), 3, 3)
    ground = np.array([int(DARK.panel[k : k + 2], 16) for k in (1, 3, 5)])
    shades = np.tile(ground.astype(np.uint8), (3, 3, 1))
    assert (lit(shades, x, y, z, DARK)[:, :3].astype(int) > ground + 8).all()


def test_the_floor_keeps_its_shape_unless_that_is_a_strip() -> None:
    assert half_sides(4.0, 3.0) == (1.0, 0.75)
    assert half_sides(1.0, 100.0) == (0.55, 1.0)
    assert math.isclose(float(raised(np.array([1.0]))[0]), 0.5 * HEIGHT)
