"""Slices through the cost: what they show is what the engine computes there."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.diagnostics.landscape import (
    Ground,
    Plane,
    filter_normalised,
    principal_plane,
    random_direction,
    weight_direction,
)
from nnviz.engine.session import Session
from nnviz.nn.parameters import Parameters


@pytest.fixture(scope="module")
def session() -> Session:
    made = Session()
    made.step(60)
    return made


def ground_of(session: Session) -> Ground:
    data = session.problem.data
    return Ground(session.problem.network, data.x_train, data.y_train)


def test_the_cost_at_the_origin_is_the_sessions(session: Session) -> None:
    values = ground_of(session).values(session.parameters[None])
    assert values[0] == pytest.approx(session.cost("train"), rel=1e-14)


def test_a_grid_has_the_cost_of_each_of_its_points(session: Session) -> None:
    ground = ground_of(session)
    params = session.record.params
    plane = Plane(session.parameters, weight_direction(params, 3), random_direction(params, 1))
    s, t = np.linspace(-1, 1, 4), np.linspace(-2, 2, 3)
    grid = ground.values(plane.grid(s, t)).reshape(3, 4)
    point = session.parameters.copy() + t[2] * plane.second
    point[3] += s[1]
    assert grid[2, 1] == pytest.approx(Session(parameters=point).cost("train"), rel=1e-12)


def test_random_directions_are_as_long_as_each_units_own_weights(session: Session) -> None:
    params = session.record.params
    direction = Parameters(params.units, random_direction(params, 7))
    for block, own in zip(direction.block, params.block, strict=True):
        lengths = np.linalg.norm(block, axis=0)
        np.testing.assert_allclose(lengths, np.linalg.norm(own, axis=0), rtol=1e-12)
    assert np.array_equal(direction.flat, random_direction(params, 7))
    assert not np.array_equal(direction.flat, random_direction(params, 8))


def test_a_unit_without_weights_is_left_out() -> None:
    params = Parameters((2, 2), np.array([0.0, 1.0, 0.0, 2.0, 0.0, 2.0]))
    scaled = Parameters((2, 2), filter_normalised(np.ones(6), params))
    assert not scaled.block[1][:, 0].any()
    assert np.linalg.norm(scaled.block[1][:, 1]) == pytest.approx(3.0)


def test_what_lies_in_the_plane_is_explained_and_what_does_not_is_told() -> None:
    rng = np.random.default_rng(0)
    plane = Plane(rng.normal(size=9), *rng.normal(size=(2, 9)))
    s, t = rng.normal(size=5), rng.normal(size=5)
    places, share = plane.project(plane.points(s, t))
    np.testing.assert_allclose(places, np.column_stack([s, t]), atol=1e-12)
    assert share == pytest.approx(1.0)
    _, less = plane.project(plane.points(s, t) + rng.normal(size=(5, 9)))
    assert less < 0.99
    assert plane.project(plane.origin[None])[1] == 1.0


def test_the_principal_plane_explains_most_of_a_path() -> None:
    session = Session()
    path = [session.parameters]
    for _ in range(30):
        session.step(10)
        path.append(session.parameters)
    plane = principal_plane(np.array(path))
    places, share = plane.project(np.array(path))
    assert share > 0.9
    np.testing.assert_allclose(places[-1], 0.0, atol=1e-12)
    drawn = Plane(plane.origin, *(random_direction(session.record.params, k) for k in (1, 2)))
    assert drawn.project(np.array(path))[1] < share


def test_a_straight_path_has_no_plane() -> None:
    with pytest.raises(ValueError, match="on a line"):
        principal_plane(np.outer(np.arange(4.0), np.ones(5)))
