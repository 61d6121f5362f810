from __future__ import annotations

import inspect
import itertools

import numpy as np
import pytest

from nnviz.scenes.camera import HEIGHT, Camera
from nnviz.scenes.descent import race_picture, region_of
from nnviz.scenes.descent_chart import Dots, Line, Shade, Word
from nnviz.scenes.descent_contours import heights_of
from nnviz.scenes.descent_grid import grid_of
from nnviz.scenes.descent_look import look_of
from nnviz.scenes.descent_state import Descent, opening, wished
from nnviz.scenes.descent_surface import heights_axis, surface_of
from nnviz.scenes.descent_surface_race import surface_picture
from nnviz.scenes.palette import DARK, LIGHT, THEMES, Theme
from nnviz.scenes.surface_box import SurfacePicture

ASPECT = 1.6
PLANES = (
    "bowl",
    "saddle",
    "rosenbrock",
    "himmelblau",
    "beale",
    "rastrigin",
    "line",
    "sigmoid_unit",
)


def on(name: str, *methods: str, steps: int = 0) -> Descent:
    state = wished(opening(), "function", name)
    for method in methods:
        state = wished(state, f"race.{method}", True)
    return _walked(state, steps)


def typed(formula: str) -> Descent:
    return wished(opening(), "formula", formula)


def having(state: Descent, **changes: object) -> Descent:
    fields = {name: getattr(state, name) for name in inspect.signature(Descent).parameters}
    return Descent(**(fields | changes))


def _walked(state: Descent, steps: int) -> Descent:
    return having(state, race=state.race.moved(steps))


def picture(state: Descent, theme: Theme = LIGHT, camera: Camera | None = None) -> SurfacePicture:
    return surface_picture(state, theme, region_of(state, ASPECT), camera or Camera(), ASPECT)


@pytest.mark.parametrize("name", PLANES)
def test_the_surface_is_as_high_as_the_map_is_shaded(name: str) -> None:
    state = on(name)
    region = region_of(state, ASPECT)
    surface, grid = surface_of(state.function, region, LIGHT), grid_of(state.function, region)
    share = surface.z / HEIGHT + 0.5
    assert np.allclose(share, grid.heights.share(grid.values), equal_nan=True)
    assert np.nanmin(share) >= 0.0
    assert np.nanmax(share) <= 1.0


@pytest.mark.parametrize("name", PLANES)
def test_contour_lines_lie_on_the_surface(name: str) -> None:
    state = on(name)
    surface = surface_of(state.function, region_of(state, ASPECT), LIGHT)
    assert len(surface.lines) % 2 == 0
    assert len(surface.lines) > 0
    below = surface.on_it(surface.lines[:, :2])[:, 2]
    rough = np.abs(np.diff(surface.z, axis=0)).max() + np.abs(np.diff(surface.z, axis=1)).max()
    assert np.nanmax(np.abs(surface.lines[:, 2] - below)) <= rough + 0.01


def test_map_and_surface_have_lines_at_the_same_heights() -> None:
    state = on("himmelblau")
    region = region_of(state, ASPECT)
    surface, grid = surface_of(state.function, region, LIGHT), grid_of(state.function, region)
    drawn = np.unique(np.round(surface.lines[:, 2], 9))
    assert len(drawn) == len(grid.lines)
    still = race_picture(state, LIGHT, ASPECT).chart.still
    on_map = next(one for one in still if isinstance(one, Line) and one.pairs)
    assert len(on_map.x) == len(surface.lines)


def test_the_mesh_is_made_once_for_a_function_a_region_and_a_theme() -> None:
    state = on("himmelblau")
    one, other = picture(state), picture(_walked(state, 3), camera=Camera(10.0, 50.0))
    assert one.surface is other.surface
    assert picture(state, DARK).surface is not one.surface


def test_heights_by_powers_are_told_and_numbered_so() -> None:
    shown = picture(on("rosenbrock"))
    assert "powers of ten" in shown.surface.note
    texts = [tick.text for tick in shown.surface.axes[2].ticks]
    assert "100" in texts
    assert picture(on("saddle")).surface.note == ""


@pytest.mark.parametrize("lowest", [0.0, -3.0])
def test_every_number_of_the_heights_axis_stands_at_its_share(lowest: float) -> None:
    values = lowest + np.geomspace(1e-6, 1e5, 400)
    heights = heights_of(values, lowest)
    axis = heights_axis(heights)
    places = [tick.position for tick in axis.ticks]
    assert heights.by_powers
    assert places == sorted(places)
    assert 0.0 <= places[0] < places[-1] <= 1.0
    told = [float(tick.text.replace(",", "").replace("−", "-")) for tick in axis.ticks]
    assert np.allclose(heights.share(np.array(told))[-3:], places[-3:], atol=0.02)


def test_where_the_function_is_no_number_there_is_a_hole_and_it_is_said() -> None:
    shown = picture(typed("log(x) + y^2"))
    assert "hole" in shown.surface.note
    assert np.isnan(shown.surface.z).any()
    assert np.isfinite(shown.surface.z.ravel()[shown.surface.faces]).all()


def test_a_part_of_the_plane_without_a_number_is_an_empty_box() -> None:
    shown = picture(having(typed("log(x) + y^2"), region=((-4.0, -2.0), (-1.0, 1.0))))
    assert len(shown.surface.faces) == 0
    assert shown.behind


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_method_has_its_way_and_its_marker_on_the_surface(theme: Theme) -> None:
    methods = ("gradient_descent", "adam", "newton", "nelder_mead")
    shown = picture(on("himmelblau", *methods, steps=8), theme)
    lines = {one.colour for one in shown.before if isinstance(one, Line)}
    dots = {(one.colour, one.marker) for one in shown.before if isinstance(one, Dots)}
    for name in methods:
        look = look_of(name, theme)
        assert look.colour in lines
        assert (look.colour, look.marker) in dots


def test_a_present_point_stands_where_its_place_on_the_surface_is_seen() -> None:
    state = on("himmelblau", "gradient_descent", steps=5)
    shown = picture(state)
    point = state.race.track("gradient_descent").at(5).point
    place = shown.surface.on_it(shown.surface.places(point[None]))
    seen = shown.camera.seen(place, ASPECT)[0]
    large = [one for one in shown.before if isinstance(one, Dots) and one.size > 0.7]
    assert any(np.allclose([one.x[0], one.y[0]], seen) for one in large)


def test_axes_are_named_and_numbered_from_every_side() -> None:
    state = on("rosenbrock")
    for azimuth, elevation in itertools.product(range(-180, 180, 30), (15.0, 45.0, 85.0)):
        shown = picture(state, camera=Camera(azimuth, elevation))
        words = [one for one in shown.before if isinstance(one, Word)]
        texts = {one.text for one in words}
        assert {"x", "y", "f"} <= texts
        assert sum(abs(one.x) < 1.05 and abs(one.y) < 1.05 for one in words) >= 8


def test_the_map_itself_is_what_it_was() -> None:
    still = race_picture(on("himmelblau"), LIGHT, ASPECT).chart.still
    assert isinstance(still[0], Shade)


def test_a_way_far_off_the_surface_is_cut_at_its_edge() -> None:
    state = wished(on("bowl", "gradient_descent"), "method.rate", 5.0)
    shown = picture(_walked(state, 30))
    places = [one for one in shown.before if isinstance(one, Line)]
    assert all(np.nanmax(np.abs(one.x)) < 1.5 for one in places)
