from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.arrays import Array
from nnviz.scenes.descent_contours import MOST_LINES, contour, heights_of


def on_grid(columns: int = 60, rows: int = 50) -> tuple[Array, Array, Array, Array]:
    x, y = np.linspace(-2.0, 2.0, columns), np.linspace(-1.5, 1.5, rows)
    return x, y, *np.meshgrid(x, y)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-2, 2))
def test_the_contour_of_a_plane_is_exact(a: float, b: float, height: float) -> None:
    x, y, across, up = on_grid(9, 7)
    px, py = contour(x, y, a * across + b * up, height)
    assert np.allclose(a * px + b * py, height, atol=1e-9)


def test_the_contour_of_a_bowl_is_a_closed_circle() -> None:
    x, y, across, up = on_grid(200, 200)
    px, py = contour(x, y, across**2 + up**2, 1.0)
    assert np.allclose(np.hypot(px, py), 1.0, atol=1e-3)
    ends = np.round(np.column_stack([px, py]), 9)
    _, counts = np.unique(ends, axis=0, return_counts=True)
    assert (counts == 2).all()
    lengths = np.hypot(np.diff(px.reshape(-1, 2)), np.diff(py.reshape(-1, 2)))
    assert lengths.sum() == pytest.approx(2 * np.pi, rel=1e-3)


@given(st.integers(0, 2**32 - 1))
def test_lines_end_only_at_the_edge_of_the_grid(seed: int) -> None:
    x, y = np.arange(7.0), np.arange(6.0)
    values = np.random.default_rng(seed).normal(size=(6, 7))
    px, py = contour(x, y, values, 0.1)
    ends, counts = np.unique(np.round(np.column_stack([px, py]), 9), axis=0, return_counts=True)
    loose = ends[counts == 1]
    at_edge = np.isin(loose[:, 0], (0.0, 6.0)) | np.isin(loose[:, 1], (0.0, 5.0))
    assert at_edge.all()


def test_no_line_runs_beside_what_is_no_number() -> None:
    x, y, across, up = on_grid()
    values = np.where(across > 0.0, np.nan, up)
    px, _ = contour(x, y, values, 0.0)
    assert len(px)
    assert (px <= 0.0).all()


def test_even_heights_are_spaced_evenly() -> None:
    _, _, across, _ = on_grid()
    heights = heights_of(across)
    assert not heights.by_powers
    assert np.allclose(np.diff(heights.lines), heights.lines[1] - heights.lines[0])


def test_heights_of_a_steep_function_go_by_powers_of_ten() -> None:
    _, _, across, up = on_grid()
    values = (1.0 - across) ** 2 + 1e4 * (up - across**2) ** 2
    heights = heights_of(values, 0.0)
    assert heights.by_powers
    assert 4 <= len(heights.lines) <= MOST_LINES
    assert max(np.diff(heights.lines)) > 50 * min(np.diff(heights.lines))


@pytest.mark.parametrize(
    "values",
    [np.full((3, 3), np.nan), np.zeros((3, 3)), np.array([[np.inf, 1.0], [2.0, np.nan]])],
    ids=["nothing", "flat", "holes"],
)
def test_what_has_no_heights_is_drawn_without_lines_or_warnings(values: Array) -> None:
    heights = heights_of(values)
    share = heights.share(values)
    finite = np.isfinite(values)
    assert ((share[finite] >= 0) & (share[finite] <= 1)).all()
