import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import r2_score

from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.output_scatter import r_squared, scatter_scene
from nnviz.scenes.palette import LIGHT


@pytest.fixture(scope="module")
def session() -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"].update(set="diabetes", standardise=True, standardise_target=True)
    spec["network"]["layers"] = [{"units": 1, "activation": "linear"}]
    made = Session(ExperimentSpec.from_dict(spec))
    made.step(200)
    return made


def test_points_are_true_and_predicted_values_in_the_units_of_the_data(session: Session) -> None:
    scene = scatter_scene(session.record, LIGHT, OutputOptions())
    data = session.problem.data
    assert data.scale is not None
    outputs = session.problem.network.forward(session.record.params, data.x_test).outputs
    assert np.allclose(scene.points[1].x, data.source.y_test[:, 0], rtol=1e-12)
    assert np.allclose(scene.points[1].y, data.scale.to_values(outputs)[:, 0], rtol=1e-12)
    assert scene.points[0].x.max() > 300.0


def test_the_caption_tells_fit_and_error_of_both_parts(session: Session) -> None:
    scene = scatter_scene(session.record, LIGHT, OutputOptions())
    for points, line in zip(scene.points, scene.caption.splitlines(), strict=True):
        r2 = r2_score(points.x, points.y)
        error = np.sqrt(np.mean((points.x - points.y) ** 2))
        assert line == f"{points.part}: R² {r2:.3f}, RMS error {error:.1f}"


@given(st.integers(2, 60), st.integers(0, 2**31))
def test_r_squared_agrees_with_scikit_learn(samples: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    true, predicted = rng.normal(size=samples), rng.normal(size=samples)
    assert r_squared(true, predicted) == pytest.approx(r2_score(true, predicted), rel=1e-9)


def test_constant_values_have_no_r_squared() -> None:
    assert np.isnan(r_squared(np.ones(4), np.zeros(4)))


def test_both_axes_have_the_same_range(session: Session) -> None:
    scene = scatter_scene(session.record, LIGHT, OutputOptions())
    assert (scene.x_axis.low, scene.x_axis.high) == (scene.y_axis.low, scene.y_axis.high)
    assert scene.x_axis.low <= scene.points[0].x.min()


def test_the_pointer_reads_the_nearest_sample_of_what_is_shown(session: Session) -> None:
    scene = scatter_scene(session.record, LIGHT, OutputOptions(test=False))
    points = scene.points[0]
    text = scene.read(float(points.x[7]), float(points.y[7]))
    assert text.startswith(f"a train sample: true {points.x[7]:.1f}")
    hidden = scatter_scene(session.record, LIGHT, OutputOptions(train=False, test=False))
    assert hidden.read(100.0, 100.0) == ""
