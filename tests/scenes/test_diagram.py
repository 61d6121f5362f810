from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import (
    DataSpec,
    ExperimentSpec,
    He,
    LayerSpec,
    NetworkSpec,
    TrainingSpec,
)
from nnviz.nn.parameters import index_of
from nnviz.scenes.diagram import HINT, diagram_scene, mean_ability
from nnviz.scenes.diagram_edges import MOST_EDGES, edge_colours, edges_of, shown_per_layer
from nnviz.scenes.diagram_hits import edge_points, hit, neighbour
from nnviz.scenes.diagram_layout import Room, arrange
from nnviz.scenes.marks import Marks, UnitMark, WeightMark
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.tiles import TILED

SHOWS = ("weight", "gradient", "update")
SHAPES = [(2, 4, 2, 1), (4, 8, 3), (64, 32, 10), (2, *[8] * 6, 1), (784, 128, 64, 10), (2, 1)]
SHAPES += [(30, 1024, 1024, 1), (1, *[16] * 11, 1), (2, 24, 25, 1), (3, 300, 2)]


def layers(*pairs: tuple[int, str]) -> NetworkSpec:
    return NetworkSpec(layers=tuple(LayerSpec(*pair) for pair in pairs))


@pytest.fixture(scope="module")
def circle() -> Session:
    session = Session()
    session.step(30)
    return session


def relu_network(weights: np.ndarray) -> Session:
    network = layers((2, "relu"), (1, "tanh"))
    spec = ExperimentSpec(network=network)
    return Session(spec, parameters=weights)


def test_a_tile_is_the_output_over_the_plane_with_the_greatest_x2_on_top(circle: Session) -> None:
    scene = diagram_scene(circle.record, Marks(), "weight", LIGHT)
    x1, x2 = scene.layers[0].tiles.pictures

    def is_blue(colour: np.uint32) -> bool:
        return int(colour) & 255 > int(colour) >> 16 & 255

    assert [is_blue(x1[5, k]) for k in (0, 14, 17, 31)] == [False, False, True, True]
    assert [is_blue(x2[k, 5]) for k in (0, 14, 17, 31)] == [True, True, False, False]


def test_a_tile_shows_what_the_network_gives_there(circle: Session) -> None:
    record = circle.record
    picture = diagram_scene(record, Marks(), "weight", LIGHT).layers[3].tiles.pictures[0]
    raw = np.array([[0.05, 0.05]])
    out = record.problem.network.forward(
        record.params, record.problem.data.transform(raw), slopes=False
    ).outputs[0, 0]
    from nnviz.scenes.packed import painted, weight_table

    wanted = int(painted(np.array([out]), 1.0, weight_table(LIGHT))[0])
    middle = int(picture[15, 16])
    assert max(abs((wanted >> s & 255) - (middle >> s & 255)) for s in (0, 8, 16)) < 40


def test_of_one_input_a_tile_is_a_strip_along_it() -> None:
    spec = ExperimentSpec(data=DataSpec(set="sine"), network=layers((3, "tanh"), (1, "linear")))
    record = Session(spec).record
    scene = diagram_scene(record, Marks(), "weight", LIGHT)
    picture = scene.layers[1].tiles.pictures[0]
    assert (picture[10, 8:24] == picture[20, 8:24]).all()
    assert len(np.unique(picture[16])) > 8
    assert "tile: output over x" in scene.legend.notes[1]


def test_a_round_tile_is_clear_in_its_corners_and_opaque_inside(circle: Session) -> None:
    pictures = diagram_scene(circle.record, Marks(), "weight", DARK).layers[1].tiles.pictures
    assert (pictures[:, 0, 0] == 0).all()
    assert (pictures[:, 16, 16] >> 24 == 255).all()


def test_the_ring_is_the_mean_learning_ability_over_the_probe(circle: Session) -> None:
    record = circle.record
    scene = diagram_scene(record, Marks(), "weight", LIGHT)
    for number in (1, 2, 3):
        wanted = (1.0 - np.tanh(record.probe.z[number]) ** 2).mean(axis=0)
        np.testing.assert_allclose(scene.layers[number].ability, wanted, rtol=1e-9)
        assert scene.layers[number].captions[0] == f"open {100 * wanted[0]:.0f} %"


def test_a_relu_unit_that_is_shut_on_every_sample_is_dead() -> None:
    session = relu_network(np.array([0.0, 1.0, 0.0, 1.0, -5.0, 0.1, 1.0, 1.0, 0.0]))
    scene = diagram_scene(session.record, Marks(), "weight", LIGHT)
    assert scene.layers[1].dead.tolist() == [True, False]
    assert scene.layers[1].captions[0] == "dead"


def test_a_saturated_sigmoid_unit_is_not_dead() -> None:
    spec = ExperimentSpec(network=layers((2, "sigmoid"), (1, "tanh")))
    weights = np.array([0.0, 1.0, 0.0, 1.0, -5000.0, 0.1, 1.0, 1.0, 0.0])
    record = Session(spec, parameters=weights).record
    assert mean_ability(record, 1)[0] == 0.0
    layer = diagram_scene(record, Marks(), "weight", LIGHT).layers[1]
    assert not layer.dead.any()
    assert layer.captions[0] == "open 0 %"


def test_a_threshold_unit_has_no_ring_and_says_so() -> None:
    spec = ExperimentSpec(network=layers((1, "threshold")))
    layer = diagram_scene(Session(spec).record, Marks(), "weight", LIGHT).layers[1]
    assert layer.ability is None
    assert layer.captions == ("no slope",)
    assert not layer.dead.any()


def test_headings_name_layers_as_on_screen(circle: Session) -> None:
    headings = diagram_scene(circle.record, Marks(), "weight", LIGHT).structure.headings
    assert [heading[0] for heading in headings] == [
        "Inputs",
        "Layer 1 · 4 tanh",
        "Layer 2 · 2 tanh",
        "Output · tanh",
    ]


@pytest.mark.parametrize("show", SHOWS)
def test_edges_show_the_values_that_are_asked_for(circle: Session, show: str) -> None:
    record = circle.record
    scene = diagram_scene(record, Marks(), show, LIGHT)
    shown = {"weight": record.params, "gradient": record.gradients, "update": record.update}[show]
    edges = scene.edges
    assert len(edges.index) == edges.total == 18
    values = np.array(
        [
            shown.W[layer][row, column]
            for layer, row, column in zip(edges.layer, edges.row, edges.column, strict=True)
        ]
    )
    np.testing.assert_array_equal(values, shown.flat[edges.index])
    np.testing.assert_allclose(edges.share, np.abs(values) / scene.limit)
    assert (np.diff(edges.share) >= 0).all()


def test_colours_of_edges_tell_the_sign_and_pairs_are_kept_apart() -> None:
    shares = np.array([-1.0, 1.0])
    assert edge_colours(shares, LIGHT, "weight").tolist() == [0xFFE8851C, 0xFF1F6FD8]
    assert edge_colours(shares, LIGHT, "gradient").tolist() == [0xFF7B3FA0, 0xFF1F8F55]


def test_an_edge_of_exactly_zero_can_still_be_seen() -> None:
    colours = edge_colours(np.array([0.0, -0.0]), LIGHT, "weight").tolist()
    assert colours == [0xFF000000 | int(LIGHT.border[1:], 16)] * 2


def test_a_fixed_limit_is_taken_and_named(circle: Session) -> None:
    scene = diagram_scene(circle.record, Marks(), "weight", LIGHT, limit=3.5)
    assert (scene.limit, scene.legend.low, scene.legend.high) == (3.5, "−3.50", "+3.50")


def test_large_networks_show_their_strongest_edges_and_say_so() -> None:
    spec = ExperimentSpec(
        data=DataSpec(set="digits"),
        network=NetworkSpec(
            layers=(LayerSpec(32, "relu"), LayerSpec(10, "softmax")), initializer=He()
        ),
        training=TrainingSpec(cost="softmax_cross_entropy"),
    )
    record = Session(spec).record
    scene = diagram_scene(record, Marks(), "weight", LIGHT)
    assert len(scene.edges.index) == MOST_EDGES
    assert scene.legend.notes[0] == (f"strongest {MOST_EDGES} of 2,368 edges",)
    for layer in (1, 2):
        sizes = np.sort(np.abs(record.params.W[layer]).ravel())
        shown = np.abs(record.params.flat[scene.edges.index[scene.edges.layer == layer]])
        np.testing.assert_array_equal(np.sort(shown), sizes[-len(shown) :])


@pytest.mark.parametrize("units", SHAPES)
def test_the_edges_of_each_layer_share_the_room_evenly(units: tuple[int, ...]) -> None:
    shown = shown_per_layer(units)
    sizes = [n * m for n, m in pairwise(units)]
    assert sum(shown) == min(MOST_EDGES, sum(sizes))
    assert all(0 < s <= n for s, n in zip(shown, sizes, strict=True))


def test_a_marked_edge_is_drawn_even_where_it_is_weak() -> None:
    spec = ExperimentSpec(data=DataSpec(set="digits"), network=layers((32, "tanh"), (10, "tanh")))
    record = Session(spec).record
    weakest = int(np.abs(record.params.W[1]).argmin())
    mark = WeightMark(1, *divmod(weakest, 32))
    edges = edges_of(record, "weight", 1.0, LIGHT, Marks(selected=mark))
    assert index_of(record.params.units, mark.layer, mark.row, mark.column) in edges.index
    assert len(edges.index) == MOST_EDGES + 1


def test_edges_beside_the_unit_pointed_at_become_pale(circle: Session) -> None:
    marks = Marks(hovered=UnitMark(2, 0))
    edges = diagram_scene(circle.record, marks, "weight", LIGHT).edges
    touching = ((edges.layer == 2) & (edges.column == 0)) | ((edges.layer == 3) & (edges.row == 0))
    assert touching.sum() == 5
    np.testing.assert_array_equal(edges.colours >> 24 == 255, touching)
    assert touching[-5:].all()  # and lie below


def test_the_reading_of_an_edge_is_exact_and_follows_the_step() -> None:
    session = Session()
    marks = Marks(hovered=WeightMark(2, 1, 0))
    readings = []
    for _ in range(2):
        session.step()
        record = session.record
        reading = diagram_scene(record, marks, "weight", LIGHT).reading
        assert reading.title == "W2[1, 0] (1.2 → 2.1)"
        values = dict(reading.pairs)
        for name, source in (
            ("weight", record.params),
            ("dC/dW", record.gradients),
            ("last update", record.update),
        ):
            shown = float(values[name].replace("−", "-").replace(",", ""))
            assert shown == pytest.approx(source.W[2][1, 0], rel=5e-6)
        readings.append(reading)
    assert readings[0] != readings[1]


def test_the_reading_of_a_unit_tells_how_open_it_is(circle: Session) -> None:
    record = circle.record
    reading = diagram_scene(record, Marks(hovered=UnitMark(1, 2)), "weight", LIGHT, tau=0.3).reading
    ability = 1.0 - np.tanh(record.probe.z[1][:, 2]) ** 2
    values = dict(reading.pairs)
    assert reading.title == "unit 1.3 (tanh)"
    assert float(values["learning ability"]) == pytest.approx(ability.mean(), rel=5e-6)
    assert values["shut"] == f"{(ability < 0.3).sum()} of 250 samples"
    assert float(values["bias"].replace("−", "-")) == pytest.approx(record.params.b[1][2], rel=5e-6)


def test_a_reading_of_a_bias_names_its_unit(circle: Session) -> None:
    marks = Marks(hovered=WeightMark(1, 2, 3))
    reading = diagram_scene(circle.record, marks, "weight", LIGHT).reading
    assert reading.title == "b1[3] (of unit 1.4)"
    assert reading.pairs[0][0] == "bias"


@pytest.mark.parametrize("mark", [UnitMark(9, 0), UnitMark(1, 4), WeightMark(1, 3, 0), None])
def test_marks_that_the_network_has_not_are_dropped(circle: Session, mark: object) -> None:
    scene = diagram_scene(circle.record, Marks(mark, mark), "weight", LIGHT)
    assert scene.marks == Marks()
    assert scene.reading == HINT


def test_without_a_plane_tiles_show_mean_or_sample_as_a_number() -> None:
    spec = ExperimentSpec(
        data=DataSpec(set="iris"),
        network=layers((5, "tanh"), (3, "softmax")),
        training=TrainingSpec(cost="softmax_cross_entropy"),
    )
    record = Session(spec).record
    mean = diagram_scene(record, Marks(), "weight", LIGHT)
    sample = diagram_scene(record, Marks(), "weight", LIGHT, output="sample")
    assert (mean.output, sample.output) == ("mean", "sample")
    assert mean.structure.answers == ("setosa", "versicolor", "virginica")
    for scene, values in ((mean, record.probe.a[2].mean(axis=0)), (sample, record.tape.a[2][0])):
        shown = [float(text) for text in scene.layers[2].tiles.numbers]
        np.testing.assert_allclose(shown, values, rtol=0.06)


def test_many_inputs_keep_one_scale_as_an_image() -> None:
    spec = ExperimentSpec(
        data=DataSpec(set="digits"),
        network=layers((10, "softmax")),
        training=TrainingSpec(cost="softmax_cross_entropy"),
    )
    scene = diagram_scene(Session(spec).record, Marks(), "weight", LIGHT, output="sample")
    assert scene.layers[0].tiles.colours.shape == (64,)
    assert scene.layers[0].tiles.numbers == ()


def test_wide_layers_have_no_pictures_and_no_captions() -> None:
    spec = ExperimentSpec(network=layers((TILED + 1, "relu"), (1, "tanh")))
    wide = diagram_scene(Session(spec).record, Marks(), "weight", LIGHT).layers[1]
    assert wide.tiles.pictures is None
    assert wide.tiles.colours.shape == wide.frames.shape == (TILED + 1,)
    assert wide.captions == ()


def test_a_network_too_large_for_the_plane_is_still_shown() -> None:
    x = np.random.default_rng(0).normal(size=(20, 2))
    data = Dataset.from_arrays(x, x[:, 0], task="regression")
    network = layers((500, "relu"), (500, "relu"), (1, "linear"))
    session = Session(ExperimentSpec(network=network), data)
    scene = diagram_scene(session.record, Marks(), "weight", LIGHT)
    assert scene.structure.over == ""
    assert scene.layers[3].tiles.colours.shape == (1,)


ROOMS = [Room(12, 30, 778, 370, 15, 20), Room(10, 25, 470, 220, 13, 60), Room(9, 30, 280, 150, 13)]


@pytest.mark.parametrize("room", [*ROOMS, Room(30, 60, 3800, 2000, 26, 100)])
@pytest.mark.parametrize("units", SHAPES)
def test_everything_stands_inside_the_room_without_overlap(
    units: tuple[int, ...], room: Room
) -> None:
    arrangement = arrange(units, room)
    for number, column in enumerate(arrangement.columns):
        left, top, width, height = column.box
        assert left >= room.left + room.names - 0.5
        assert left + width <= room.right + 0.5
        assert top >= room.top - 0.5
        assert top + height <= room.bottom + 0.5
        assert len(column.centres) == units[number]
        apart = column.centres[:, None] - column.centres
        sizes = np.abs(apart[: min(80, len(apart)), : min(80, len(apart))]).max(axis=2)
        np.fill_diagonal(sizes, np.inf)
        assert sizes.min() >= column.size - 1e-6
    for before, after in pairwise(arrangement.columns):
        assert before.right < after.left


def test_a_square_number_of_many_inputs_is_an_image() -> None:
    columns = arrange((784, 128, 10), ROOMS[0]).columns
    assert columns[0].cells == (28, 28)
    assert arrange((64, 10), ROOMS[0]).columns[0].cells == (8, 8)
    assert arrange((4, 8, 3), ROOMS[0]).columns[0].cells is None


def test_the_middle_of_a_tile_is_hit_as_the_unit_and_the_middle_of_an_edge_as_the_weight(
    circle: Session,
) -> None:
    scene = diagram_scene(circle.record, Marks(), "weight", LIGHT)
    arrangement = arrange(scene.structure.units, ROOMS[0])
    points = edge_points(arrangement, scene.edges)
    for layer, column in enumerate(arrangement.columns):
        for unit, centre in enumerate(column.centres):
            assert hit(arrangement, scene.edges, points, centre) == UnitMark(layer, unit)
    for layer in (1, 2, 3):
        for unit, place in enumerate(arrangement.bias_at(layer)):
            bias = WeightMark(layer, arrangement.units[layer - 1], unit)
            assert hit(arrangement, scene.edges, points, place) == bias
    for k in range(len(points)):
        near = points[k, 4] + np.array([0.0, 1.0])
        found = hit(arrangement, scene.edges, points, near)
        assert isinstance(found, WeightMark)
        assert found.layer == scene.edges.layer[k]
    assert hit(arrangement, scene.edges, points, np.array([2.0, 2.0])) is None


def test_an_edge_far_from_others_is_hit_from_a_few_pixels_away(circle: Session) -> None:
    scene = diagram_scene(circle.record, Marks(), "weight", LIGHT)
    arrangement = arrange(scene.structure.units, ROOMS[0])
    points = edge_points(arrangement, scene.edges)
    output = [k for k in range(18) if scene.edges.layer[k] == 3]
    for k in output:
        place = points[k, 8] + np.array([0.0, 4.0])
        assert hit(arrangement, scene.edges, points, place) == scene.edges.mark(k)


def test_every_cell_of_a_block_is_hit() -> None:
    arrangement = arrange((64, 32, 10), ROOMS[0])
    record = Session(
        ExperimentSpec(data=DataSpec(set="digits"), network=layers((32, "tanh"), (10, "tanh")))
    ).record
    edges = edges_of(record, "weight", 1.0, LIGHT, Marks())
    points = edge_points(arrangement, edges)
    for layer in (0, 1):
        for unit, centre in enumerate(arrangement.columns[layer].centres):
            assert hit(arrangement, edges, points, centre + 1.0) == UnitMark(layer, unit)


@pytest.mark.parametrize("units", [(2, 4, 2, 1), (64, 32, 10)])
def test_arrow_keys_reach_every_unit_and_never_leave_the_network(units: tuple[int, ...]) -> None:
    arrangement = arrange(units, ROOMS[0])
    start = neighbour(arrangement, None, 1, 0)
    seen, todo = {start}, [start]
    while todo:
        mark = todo.pop()
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            found = neighbour(arrangement, mark, *way)
            assert 0 <= found.unit < units[found.layer]
            if found not in seen:
                seen.add(found)
                todo.append(found)
    assert len(seen) == sum(units)


def test_the_mean_of_scaled_inputs_is_0_in_their_tiles() -> None:
    scene = diagram_scene(Session(preset("iris")).record, Marks(), "weight", LIGHT)
    assert scene.layers[0].tiles.numbers == ("0", "0", "0", "0")
