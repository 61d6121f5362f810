import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.output import OutputScene, output_scene, refresh_seconds
from nnviz.scenes.output_confusion import ConfusionScene
from nnviz.scenes.output_data import MOST_POINTS, OutputOptions, class_colour, rows_shown
from nnviz.scenes.output_fitted import FittedScene
from nnviz.scenes.output_scatter import ScatterScene
from nnviz.scenes.output_surface import SurfaceScene
from nnviz.scenes.palette import DARK, LIGHT

HALF, BINARY, SOFT = "half_mse", "binary_cross_entropy", "softmax_cross_entropy"
PETAL = ("petal length (cm)", "petal width (cm)")


def session_of(
    name: str,
    last: tuple[int, str],
    cost: str = HALF,
    inputs: tuple[str, ...] = (),
    hidden: int = 4,
) -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"]["set"] = name
    if inputs:
        spec["data"]["inputs"] = list(inputs)
    layers = [(hidden, "tanh"), last]
    spec["network"]["layers"] = [{"units": n, "activation": a} for n, a in layers]
    spec["training"]["cost"] = cost
    return Session(ExperimentSpec.from_dict(spec))


def of_arrays(x: np.ndarray, y: np.ndarray, task: str, last: tuple[int, str]) -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"]["set"] = "arrays"
    spec["network"]["layers"] = [
        {"units": 4, "activation": "tanh"},
        {"units": last[0], "activation": last[1]},
    ]
    half = len(x) // 2
    data = Dataset.from_arrays(x[:half], y[:half], x[half:], y[half:], task=task)
    return Session(ExperimentSpec.from_dict(spec), dataset=data)


CASES: dict[str, tuple[Session, type[OutputScene]]] = {
    "two inputs, one output": (session_of("circle", (1, "tanh")), SurfaceScene),
    "features of two inputs": (session_of("xor", (1, "tanh"), inputs=("x1^2",)), SurfaceScene),
    "two inputs, values": (session_of("plane", (1, "linear")), SurfaceScene),
    "two inputs, two outputs": (session_of("moons", (2, "softmax"), SOFT), SurfaceScene),
    "two of four columns": (session_of("iris", (3, "softmax"), SOFT, PETAL), SurfaceScene),
    "many columns, classes": (session_of("iris", (3, "softmax"), SOFT), ConfusionScene),
    "many columns, two classes": (
        session_of("breast_cancer", (1, "sigmoid"), BINARY),
        ConfusionScene,
    ),
    "one of many columns": (session_of("diabetes", (1, "linear"), inputs=("bmi",)), FittedScene),
    "one input": (session_of("sine", (1, "linear")), FittedScene),
    "one sample": (session_of("point", (1, "sigmoid")), FittedScene),
    "many columns, values": (session_of("diabetes", (1, "linear")), ScatterScene),
}


@pytest.mark.parametrize(("session", "kind"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_each_kind_of_data_has_its_picture(
    session: Session, kind: type[OutputScene], theme: object
) -> None:
    scene = output_scene(session.record, theme)  # type: ignore[arg-type]
    assert type(scene) is kind
    assert scene.caption
    assert scene.options.train


@pytest.mark.parametrize("case", CASES)
def test_networks_of_the_presets_are_drawn_in_every_frame(case: str) -> None:
    assert refresh_seconds(CASES[case][0].problem) == 0.0


def test_a_wide_network_asks_for_time_between_pictures() -> None:
    wide = session_of("digits", (10, "softmax"), SOFT, hidden=1024)
    assert 0.0 < refresh_seconds(wide.problem) < 2.0


def test_rows_of_a_large_part_are_the_same_every_time_and_spread() -> None:
    rows = rows_shown(60_000)
    assert len(rows) == MOST_POINTS
    assert np.array_equal(rows, rows_shown(60_000))
    assert rows.min() < 1000
    assert rows.max() > 59_000
    assert len(np.unique(rows)) == MOST_POINTS


def test_neighbouring_classes_have_colours_of_their_own() -> None:
    assert [class_colour(n, 2, LIGHT) for n in (0, 1)] == [LIGHT.negative, LIGHT.positive]
    assert len({class_colour(n, 8, LIGHT) for n in range(8)}) == 8


def test_of_several_values_the_chosen_output_is_shown() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3))
    y = np.stack([x[:, 0], 100.0 + x[:, 1]], axis=1)
    session = of_arrays(x, y, "regression", (2, "linear"))
    first = output_scene(session.record)
    second = output_scene(session.record, options=OutputOptions(output=1))
    assert isinstance(first, ScatterScene)
    assert isinstance(second, ScatterScene)
    assert len(first.outputs) == 2
    assert second.points[0].x.min() > 90.0 > first.points[0].x.max()


def test_a_large_table_is_drawn_by_a_thousand_of_its_samples() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60_000, 2))
    session = of_arrays(x, (x[:, 0] > 0).astype(int), "classification", (1, "tanh"))
    scene = output_scene(session.record)
    assert isinstance(scene, SurfaceScene)
    assert [len(points.x) for points in scene.points] == [MOST_POINTS, MOST_POINTS]
    assert "1,000 of 30,000 points drawn" in scene.caption


def test_a_large_table_without_a_plane_counts_a_thousand_and_says_so() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40_000, 3))
    session = of_arrays(x, (x[:, 0] > 0).astype(int), "classification", (1, "tanh"))
    scene = output_scene(session.record)
    assert isinstance(scene, ConfusionScene)
    assert scene.counts.sum() == MOST_POINTS
    assert "1,000 of 20,000 test samples" in scene.caption


def test_options_that_no_longer_fit_the_data_fall_back() -> None:
    scene = output_scene(CASES["one input"][0].record, options=OutputOptions(output=5))
    assert isinstance(scene, FittedScene)
    assert scene.options.output == 0
