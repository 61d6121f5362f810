import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.output_fitted import fitted_scene
from nnviz.scenes.palette import LIGHT

ALL = OutputOptions()


def session_of(name: str, activation: str, **data: object) -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"].update(set=name, **data)
    spec["network"]["layers"] = [{"units": 1, "activation": activation}]
    return Session(ExperimentSpec.from_dict(spec))


def test_the_curve_is_what_the_network_answers_in_the_units_of_the_data() -> None:
    session = session_of("noisy_cubic", "linear", standardise=True, standardise_target=True)
    session.step(20)
    scene = fitted_scene(session.record, LIGHT, ALL)
    data, curve = session.problem.data, scene.curves[0]
    outputs = session.problem.network.forward(
        session.record.params, data.transform(curve.x[:, None])
    ).outputs
    assert data.scale is not None
    assert np.allclose(curve.y, data.scale.to_values(outputs)[:, 0], rtol=1e-12)
    assert np.allclose(scene.points[0].y, data.source.y_train[:, 0], rtol=1e-12, atol=1e-12)


def test_axes_hold_all_samples_and_the_curve() -> None:
    scene = fitted_scene(session_of("sine", "linear").record, LIGHT, ALL)
    for points in scene.points:
        assert scene.x_axis.low < points.x.min()
        assert points.x.max() < scene.x_axis.high
        assert scene.y_axis.low < points.y.min()
        assert points.y.max() < scene.y_axis.high
    assert scene.gap is None


def test_a_single_sample_shows_the_gap_between_output_and_target() -> None:
    session = session_of("point", "sigmoid")
    scene = fitted_scene(session.record, LIGHT, ALL)
    assert scene.gap is not None
    assert scene.gap.target == 1.0
    assert scene.gap.output == pytest.approx(session.record.probe.outputs[0, 0])
    assert "to go" in scene.caption
    assert scene.y_axis.low <= 0.0
    assert scene.y_axis.high >= 1.0


def test_reading_the_curve_computes_the_output_there() -> None:
    session = session_of("sine", "linear")
    x = np.array([[0.5]])
    output = session.problem.network.forward(session.record.params, x).outputs[0, 0]
    told = fitted_scene(session.record, LIGHT, ALL).read(0.5).replace("−", "-")
    assert told.startswith("x 0.500: y ")
    assert float(told.split("y ")[1]) == pytest.approx(output, rel=1e-3)


def test_classes_of_one_input_have_a_curve_each() -> None:
    x = np.linspace(-3, 3, 90)
    labels = np.where(x < -1, "low", np.where(x < 1, "middle", "top"))
    spec = ExperimentSpec().to_dict()
    spec["data"]["set"] = "arrays"
    spec["network"]["layers"] = [{"units": 3, "activation": "softmax"}]
    spec["training"]["cost"] = "softmax_cross_entropy"
    data = Dataset.from_arrays(x[::2], labels[::2], x[1::2], labels[1::2], task="classification")
    session = Session(ExperimentSpec.from_dict(spec), dataset=data)
    scene = fitted_scene(session.record, LIGHT, ALL)
    assert [curve.name for curve in scene.curves] == ["low", "middle", "top"]
    assert np.allclose(sum(curve.y for curve in scene.curves), 1.0)
    assert len(set(scene.points[0].kinds.tolist())) == 3
