from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine.session import Session
from nnviz.scenes.heatmaps import (
    HINT,
    beside,
    cell_colours,
    colours_of_layers,
    heatmaps_scene,
    strongest,
    strongest_within,
)
from nnviz.scenes.heatmaps_layout import Area, arrange_heatmaps
from nnviz.scenes.limits import Limits, limit_text, round_limit
from nnviz.scenes.marks import Marks, UnitMark, WeightMark
from nnviz.scenes.palette import DARK, LIGHT

SHAPES = [(2, 4, 2, 1), (4, 8, 3), (64, 32, 10), (2, *[8] * 6, 1), (784, 128, 64, 10), (2, 1)]
AREAS = [Area(12, 0, 266, 180, 13), Area(10, 0, 190, 110, 13), Area(20, 0, 1900, 900, 26)]


@pytest.fixture(scope="module")
def circle() -> Session:
    session = Session()
    session.step(30)
    return session


def test_limits_are_round_symmetric_and_named(circle: Session) -> None:
    scene = heatmaps_scene(circle.record, Marks(), LIGHT)
    largest = np.abs(circle.record.params.flat).max()
    assert largest <= scene.limits.weight == round_limit(largest)
    assert scene.bars[0].low == f"−{limit_text(scene.limits.weight)}"
    assert scene.bars[0].high == f"+{limit_text(scene.limits.weight)}"
    assert scene.limits.gradient >= np.abs(circle.record.gradients.flat).max()
    assert not scene.fixed


def test_fixed_limits_stay_whatever_the_data_are(circle: Session) -> None:
    fixed = Limits(0.01, 7.0)
    scene = heatmaps_scene(circle.record, Marks(), LIGHT, fixed)
    assert scene.fixed
    assert scene.limits == fixed
    assert scene.bars[1].high == "+7.00"


def test_automatic_limits_keep_calm(circle: Session) -> None:
    largest = np.abs(circle.record.gradients.flat).max()
    before = Limits(2.0, round_limit(2.0 * largest))
    assert heatmaps_scene(circle.record, Marks(), LIGHT, before=before).limits == before


def test_cells_are_the_parameters_in_the_scales_colours(circle: Session) -> None:
    record = circle.record
    scene = heatmaps_scene(record, Marks(), DARK)
    for layer in (1, 2, 3):
        weights, gradients = cell_colours(scene, layer, 100, 100)
        assert weights.shape == gradients.shape == record.params.block[layer].shape
        for cells, values, limit, table in (
            (weights, record.params.block[layer], scene.limits.weight, scene.tables[0]),
            (gradients, record.gradients.block[layer], scene.limits.gradient, scene.tables[1]),
        ):
            places = (values / limit * 127.5 + 127.5).astype(int)
            np.testing.assert_array_equal(cells, table[places])


@given(
    rows=st.integers(1, 40),
    columns=st.integers(1, 40),
    shown=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    place=st.integers(0, 10_000),
    sign=st.sampled_from([-1.0, 1.0]),
)
def test_an_outlier_survives_every_reduction(
    rows: int, columns: int, shown: tuple[int, int], place: int, sign: float
) -> None:
    values = np.random.default_rng(0).uniform(-1, 1, (rows, columns))
    values.flat[place % values.size] = 9.0 * sign
    reduced = strongest(values, *shown)
    assert reduced.shape == (min(rows, shown[0]), min(columns, shown[1]))
    assert (reduced == 9.0 * sign).sum() == 1


def test_a_reduction_takes_the_entry_of_largest_size_with_its_sign() -> None:
    values = np.array([[1.0, -3.0], [2.0, 0.5]])
    assert strongest(values, 1, 1).tolist() == [[-3.0]]
    assert strongest_within(values, slice(0, 2), slice(0, 2)) == (0, 1)
    assert strongest_within(values, slice(1, 2), slice(0, 2)) == (1, 0)


def test_the_biases_of_a_reduced_layer_keep_their_row(circle: Session) -> None:
    scene = heatmaps_scene(circle.record, Marks(), LIGHT)
    weights, _ = cell_colours(scene, 1, 1, 2)
    assert weights.shape == (2, 2)


@pytest.mark.parametrize("room", [(100, 100), (3, 2), (1, 1)])
def test_all_layers_together_have_the_colours_of_each(
    circle: Session, room: tuple[int, int]
) -> None:
    scene = heatmaps_scene(circle.record, Marks(), LIGHT)
    together = colours_of_layers(scene, [room] * 3)
    for layer, found in enumerate(together, start=1):
        for cells, alone in zip(found, cell_colours(scene, layer, *room), strict=True):
            np.testing.assert_array_equal(cells, alone)


def test_a_cell_is_read_with_its_name_value_and_gradient(circle: Session) -> None:
    record = circle.record
    scene = heatmaps_scene(record, Marks(hovered=WeightMark(2, 3, 1)), LIGHT)
    assert scene.reading.title == "W2[3, 1]"
    value, gradient = (
        float(text.replace("−", "-").replace(",", "")) for _, text in scene.reading.pairs
    )
    assert value == pytest.approx(record.params.W[2][3, 1], rel=5e-6)
    assert gradient == pytest.approx(record.gradients.W[2][3, 1], rel=5e-6)
    assert [name for name, _ in scene.reading.pairs] == ["=", "dC/dW ="]


def test_a_bias_is_read_as_a_bias(circle: Session) -> None:
    scene = heatmaps_scene(circle.record, Marks(selected=WeightMark(2, 4, 1)), LIGHT)
    assert scene.reading.title == "b2[1]"
    assert scene.reading.pairs[1][0] == "dC/db ="


def test_a_unit_of_the_diagram_is_told_where_its_weights_stand(circle: Session) -> None:
    scene = heatmaps_scene(circle.record, Marks(hovered=UnitMark(1, 2)), LIGHT)
    assert scene.reading.title == "unit 1.3"
    assert dict(scene.reading.pairs) == {"into it": "W1, column 2", "out of it": "W2, row 2"}


def test_marks_that_the_network_has_not_are_dropped(circle: Session) -> None:
    scene = heatmaps_scene(circle.record, Marks(WeightMark(4, 0, 0), UnitMark(7, 1)), LIGHT)
    assert scene.marks == Marks()
    assert scene.reading == HINT


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("units", [*SHAPES, (30, 1024, 1024, 1), (1, *[16] * 12)])
def test_all_maps_stand_inside_and_apart(units: tuple[int, ...], area: Area) -> None:
    grid = arrange_heatmaps(units, area)
    assert [pair.layer for pair in grid.pairs] == list(range(1, len(units)))
    boxes = []
    for pair in grid.pairs:
        assert (pair.rows, pair.columns) == (units[pair.layer - 1], units[pair.layer])
        boxes += [
            (start, pair.top, start + pair.width, pair.top + pair.height)
            for start in (pair.left, pair.right)
        ]
    for left, top, right, bottom in boxes:
        assert left >= area.left - 1e-6
        assert top >= area.em
        assert right <= area.left + area.width + 0.5
        assert bottom <= area.top + area.height + 0.5
    for k, one in enumerate(boxes):
        for other in boxes[k + 1 :]:
            beside_it = one[2] <= other[0] or other[2] <= one[0]
            assert beside_it or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("units", SHAPES[:2])
def test_the_middle_of_every_cell_is_found(units: tuple[int, ...]) -> None:
    grid = arrange_heatmaps(units, AREAS[0])
    for pair in grid.pairs:
        for start in (pair.left, pair.right):
            for row in range(pair.rows + 1):
                for column in range(pair.columns):
                    left, top, width, height = pair.box(start, row, column)
                    found = grid.at(left + width / 2, top + height / 2)
                    assert found is not None
                    assert found[0] is pair
                    assert row in range(found[1].start, found[1].stop)
                    assert column in range(found[2].start, found[2].stop)
    assert grid.at(1.0, 1.0) is None


def test_arrow_keys_reach_every_parameter() -> None:
    units = (2, 4, 2, 1)
    start = beside(units, None, 1, 0)
    seen, todo = {start}, [start]
    while todo:
        mark = todo.pop()
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            found = beside(units, mark, *way)
            assert 0 <= found.row <= units[found.layer - 1]
            assert 0 <= found.column < units[found.layer]
            if found not in seen:
                seen.add(found)
                todo.append(found)
    assert len(seen) == 3 * 4 + 5 * 2 + 3 * 1
