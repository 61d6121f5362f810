import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.decimate import curves_thinned, two_a_column


@given(st.integers(1, 3000), st.integers(8, 200), st.integers(0, 2**31))
def test_a_decimated_curve_has_two_points_a_column_and_loses_no_extreme(
    points: int, columns: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.random(points) + 0.01)
    y = rng.normal(size=points)
    some_x, some_y = two_a_column(x, y, x[0], x[-1], columns)
    assert len(some_x) <= max(2 * columns + 2, 2)
    assert np.all(np.diff(some_x) > 0)
    assert some_y.min() == y.min()
    assert some_y.max() == y.max()
    assert (some_x[0], some_x[-1]) == (x[0], x[-1])


@given(st.integers(1, 600), st.integers(8, 60), st.integers(1, 4), st.integers(0, 2**31))
def test_several_curves_are_thinned_as_each_alone(
    points: int, columns: int, curves: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.random(points) + 0.01)
    several = [
        np.where(rng.random(points) < 0.1, np.nan, rng.random(points)) for _ in range(curves)
    ]
    low, high = float(x[points // 4]), float(x[-1])
    together = curves_thinned(x, several, low, high, columns)
    for y, found in zip(several, together, strict=True):
        alone = two_a_column(x, y, low, high, columns)
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(found, alone, strict=True))


def test_no_curves_are_none() -> None:
    assert curves_thinned(np.arange(999.0), [], 0.0, 99.0, 10) == []


def test_a_short_curve_stays_as_it_is() -> None:
    x = np.arange(10.0)
    assert np.array_equal(two_a_column(x, x**2, 0.0, 9.0, 20)[1], x**2)


def test_a_cut_curve_keeps_a_neighbour_on_either_side() -> None:
    x = np.arange(100.0)
    some_x, _ = two_a_column(x, x, 10.5, 20.5, 50)
    assert (some_x[0], some_x[-1]) == (10.0, 21.0)


def test_gaps_of_nan_do_not_hide_the_rest() -> None:
    x, y = np.arange(1000.0), np.ones(1000)
    y[100:300] = np.nan
    y[500] = 9.0
    _, some = two_a_column(x, y, 0.0, 999.0, 20)
    assert np.nanmax(some) == 9.0


def test_an_empty_curve_stays_empty() -> None:
    assert len(two_a_column(np.empty(0), np.empty(0), 0.0, 1.0, 10)[0]) == 0
