import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.output import output_scene
from nnviz.scenes.output_confusion import ConfusionScene, confusion_scene
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.palette import LIGHT


@pytest.fixture(scope="module")
def session() -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"].update(set="iris", standardise=True)
    spec["network"]["layers"] = [
        {"units": 4, "activation": "tanh"},
        {"units": 3, "activation": "softmax"},
    ]
    spec["training"]["cost"] = "softmax_cross_entropy"
    made = Session(ExperimentSpec.from_dict(spec))
    made.step(60)
    return made


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_matrix_counts_every_sample_by_true_and_predicted_class(
    session: Session, part: str
) -> None:
    scene = confusion_scene(session.record, LIGHT, OutputOptions(part=part))  # type: ignore[arg-type]
    data = session.problem.data
    x, y = (data.x_train, data.y_train) if part == "train" else (data.x_test, data.y_test)
    outputs = session.problem.network.forward(session.record.params, x).outputs
    for row in range(3):
        for column in range(3):
            same = (y.argmax(1) == row) & (outputs.argmax(1) == column)
            assert scene.counts[row, column] == same.sum()
    assert scene.counts.trace() / scene.counts.sum() == pytest.approx(session.accuracy(part))  # type: ignore[arg-type]
    assert f"{len(x)} {part} samples" in scene.caption


def test_shares_are_of_each_true_class(session: Session) -> None:
    scene = confusion_scene(session.record, LIGHT, OutputOptions())
    assert np.allclose(scene.shares.sum(axis=1), 1.0)


def test_right_is_blue_and_wrong_is_orange(session: Session) -> None:
    scene = confusion_scene(session.record, LIGHT, OutputOptions())
    for row, column in np.argwhere(scene.shares > 0.05):
        red, _, blue = scene.pixels[row, column].astype(int)
        assert (blue > red) == (row == column)


def test_a_cell_is_read_in_words(session: Session) -> None:
    scene = confusion_scene(session.record, LIGHT, OutputOptions())
    right, total = int(scene.counts[0, 0]), int(scene.counts[0].sum())
    assert scene.read(0, 0).startswith(f"{right} of {total} of class setosa rightly taken for")
    assert "taken for virginica" in scene.read(1, 2)


def test_without_a_test_part_the_training_part_is_counted() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 3))
    spec = ExperimentSpec().to_dict()
    spec["data"]["set"] = "arrays"
    data = Dataset.from_arrays(x, (x[:, 0] > 0).astype(int), task="classification")
    session = Session(ExperimentSpec.from_dict(spec), dataset=data)
    scene = output_scene(session.record, LIGHT, OutputOptions(part="test"))
    assert isinstance(scene, ConfusionScene)
    assert scene.counts.sum() == 30
    assert scene.options.part == "train"
    assert "30 train samples" in scene.caption
