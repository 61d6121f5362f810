from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.scenes.camera import HEIGHT, Camera
from nnviz.scenes.descent_chart import Dots, Word
from nnviz.scenes.landscape_answer import PlaneSlice
from nnviz.scenes.landscape_map import map_scene
from nnviz.scenes.landscape_surface import landscape_picture, landscape_surface
from nnviz.scenes.palette import LIGHT, THEMES, Theme

ASPECT = 1.2


@lru_cache(maxsize=1)
def found() -> PlaneSlice:
    """Return the cost over a random plane about the network after an epoch."""
    from nnviz.scenes.landscape_answer import Question
    from nnviz.scenes.landscape_choice import LandscapeChoice
    from nnviz.scenes.landscape_stages import completed

    session = Session()
    session.epoch()
    record = session.record
    choice = LandscapeChoice().fitting(record, session.history.head)
    plane = completed(Question(record, session.history, choice, True, False)).plane
    assert plane is not None
    return plane


def test_the_surface_is_as_high_as_the_cost_is_shaded() -> None:
    plane = found()
    surface = landscape_surface(plane, LIGHT)
    low, high = (int(np.argmin(plane.values)), int(np.argmax(plane.values)))
    assert surface.z.ravel()[low] == surface.z.min()
    assert surface.z.ravel()[high] == pytest.approx(0.5 * HEIGHT)
    assert surface.z.shape == plane.values.shape


def test_map_and_surface_have_the_same_contour_lines() -> None:
    plane = found()
    assert len(landscape_surface(plane, LIGHT).lines) == len(map_scene(plane, LIGHT).lines_x)


def test_a_turn_makes_no_new_mesh() -> None:
    plane = found()
    one = landscape_picture(plane, LIGHT, Camera(), ASPECT)
    other = landscape_picture(plane, LIGHT, Camera(10.0, 50.0), ASPECT)
    assert one.surface is other.surface


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_network_stands_on_it_where_the_map_has_it(theme: Theme) -> None:
    plane = found()
    shown = landscape_picture(plane, theme, Camera(-62.0, 80.0), ASPECT)
    here = np.array([[plane.cut.x.here, plane.cut.y.here]])
    place = shown.surface.on_it(shown.surface.places(here))
    seen = shown.camera.seen(place, ASPECT)[0]
    dots = [one for one in shown.before if isinstance(one, Dots) and one.colour == theme.accent]
    assert any(np.allclose([one.x[0], one.y[0]], seen) for one in dots)
    texts = {one.text for one in shown.before if isinstance(one, Word)}
    assert {"here", "cost"} <= texts
    assert any(text.startswith("lowest ") for text in texts)
