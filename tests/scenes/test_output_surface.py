import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.output_surface import (
    SIDES,
    SurfaceScene,
    grid_side,
    plane_axes,
    raw_points,
    surface_scene,
)
from nnviz.scenes.palette import LIGHT, colours_of, rgb, weight_scale

ALL = OutputOptions()


def session_of(name: str, units: int, activation: str, cost: str, inputs: list[str]) -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"].update(set=name, inputs=inputs, standardise=True)
    spec["network"]["layers"] = [
        {"units": 5, "activation": "tanh"},
        {"units": units, "activation": activation},
    ]
    spec["training"]["cost"] = cost
    made = Session(ExperimentSpec.from_dict(spec))
    made.step(300)
    return made


@pytest.fixture(scope="module")
def circle() -> Session:
    return session_of("circle", 1, "tanh", "half_mse", ["x1", "x2", "x1^2"])


@pytest.fixture(scope="module")
def iris() -> Session:
    petal = ["petal length (cm)", "petal width (cm)"]
    return session_of("iris", 3, "softmax", "softmax_cross_entropy", petal)


def colours(scene: SurfaceScene) -> np.ndarray:
    """Red, green and blue of each pixel."""
    return np.stack([scene.pixels >> shift & 255 for shift in (16, 8, 0)], axis=-1).astype(int)


def middles(scene: SurfaceScene) -> tuple[np.ndarray, np.ndarray]:
    share = (np.arange(len(scene.pixels)) + 0.5) / len(scene.pixels)
    x, y = scene.x_axis, scene.y_axis
    return x.low + x.span * share, y.low + y.span * share


def test_each_pixel_has_the_colour_of_the_output_at_its_middle(circle: Session) -> None:
    scene = surface_scene(circle.record, LIGHT, ALL)
    across, up = middles(scene)
    data, network = circle.problem.data, circle.problem.network
    for row, column in ((0, 0), (3, 50), (60, 10), (31, 31)):
        raw = np.array([[across[column], up[row]]])
        output = network.forward(circle.record.params, data.transform(raw)).outputs
        wanted = colours_of(output, 1.0, weight_scale(LIGHT))[0, 0]
        assert np.abs(colours(scene)[row, column] - wanted).max() <= 1


def test_reading_the_surface_computes_the_output_there(circle: Session) -> None:
    scene = surface_scene(circle.record, LIGHT, ALL)
    data, network = circle.problem.data, circle.problem.network
    output = network.forward(circle.record.params, data.transform(np.array([[1.5, -2.0]]))).outputs
    text = scene.read(1.5, -2.0)
    assert text.startswith("x₁ 1.50, x₂ −2.00: output ")
    shown = text.split("output ")[1].split(",")[0].replace("−", "-")
    assert float(shown) == pytest.approx(output[0, 0], rel=1e-3)
    assert text.endswith("class +1" if output[0, 0] > 0 else "class -1")


def test_all_samples_are_on_the_plane_with_their_class(circle: Session) -> None:
    scene = surface_scene(circle.record, LIGHT, ALL)
    data = circle.problem.data
    for points, raw, targets in (
        (scene.points[0], data.source.x_train, data.y_train),
        (scene.points[1], data.source.x_test, data.y_test),
    ):
        assert np.array_equal(np.stack([points.x, points.y], 1), raw)
        assert np.array_equal(points.kinds, (targets[:, 0] > 0).astype(int))
        assert points.x.min() > scene.x_axis.low
        assert points.y.max() < scene.y_axis.high
    assert len(set(scene.points[0].symbols)) == 2


def test_points_are_one_object_from_frame_to_frame(circle: Session) -> None:
    first = surface_scene(circle.record, LIGHT, ALL)
    circle.step(1)
    assert surface_scene(circle.record, LIGHT, ALL).points[0] is first.points[0]


def test_the_scale_runs_over_the_coding_of_the_classes(circle: Session) -> None:
    key = surface_scene(circle.record, LIGHT, ALL).key
    assert key.ends == ("−1", "+1")
    assert (key.colours[0], key.colours[-1]) == (LIGHT.negative, LIGHT.positive)


def test_several_outputs_show_the_class_paler_where_it_is_less_sure(iris: Session) -> None:
    scene = surface_scene(iris.record, LIGHT, ALL)
    across, up = middles(scene)
    data, network = iris.problem.data, iris.problem.network
    assert scene.key.names == ("setosa", "versicolor", "virginica")
    raw = raw_points(data, np.stack([np.tile(across, len(up)), np.repeat(up, len(across))], 1))
    p = network.forward(iris.record.params, data.transform(raw)).outputs
    lead = np.sort(p, axis=1)
    sure, unsure = np.argmax(lead[:, -1] - lead[:, -2]), np.argmin(lead[:, -1] - lead[:, -2])
    pixels = colours(scene).reshape(-1, 3)
    full = np.array(rgb(scene.key.colours[p[sure].argmax()]))
    assert np.abs(pixels[sure] - full).sum() < np.abs(pixels[unsure] - full).sum()


def test_the_plane_of_two_chosen_columns_has_their_names(iris: Session) -> None:
    x_axis, y_axis = plane_axes(iris.problem.data)
    assert (x_axis.name, y_axis.name) == ("petal length (cm)", "petal width (cm)")


def test_values_are_coloured_and_read_in_their_own_units() -> None:
    session = session_of("plane", 1, "linear", "half_mse", ["x1", "x2"])
    scene = surface_scene(session.record, LIGHT, ALL)
    values = np.concatenate([session.problem.data.source.y_train[:, 0]])
    assert float(scene.key.ends[-1]) >= 0.95 * values.max()
    assert scene.points[0].rimmed
    assert "y " in scene.read(0.0, 0.0)


def test_in_motion_a_fine_grid_is_coarser_and_shows_the_same(circle: Session) -> None:
    network = circle.problem.network
    assert grid_side(network, fine=False) < grid_side(network)
    still = surface_scene(circle.record, LIGHT, ALL)
    moving = surface_scene(circle.record, LIGHT, ALL, fine=False)
    assert len(moving.pixels) == grid_side(network, fine=False)
    sides = (len(moving.pixels), len(still.pixels))
    rows = [(np.arange(12) + 0.5) / 12 * side for side in sides]
    few, many = (
        colours(scene)[np.ix_(at.astype(int), at.astype(int))]
        for scene, at in zip((moving, still), rows, strict=True)
    )
    assert np.abs(few - many).mean() < 12.0
    assert moving.read(0.3, 0.4) == still.read(0.3, 0.4)


def test_a_costly_network_gets_a_coarser_grid() -> None:
    sides = []
    for hidden in ((4, 2), (64, 64), (1024, 1024)):
        units = (2, *hidden, 1)
        network = Network(units, (ACTIVATIONS["tanh"],) * 3, LOSSES["half_mse"])
        sides.append(grid_side(network))
    assert sides[0] == SIDES[0] > sides[1] > sides[2] == SIDES[-1]
