import re
from typing import Any

import msgspec
import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.catalog import build
from nnviz.experiment.presets import PRESETS, preset
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.parameters import name_of

NAMED_IN_THE_ISSUE = {
    "circle", "xor", "gauss", "spiral", "plane", "iris", "digits", "sine",
    "stuck", "stuck_cross_entropy", "deep_sigmoid", "deep_tanh", "relu_dies", "shut_tanh",
    "race_sigmoid", "race_relu", "race_leaky", "race_cross_entropy",
}  # fmt: skip


def run(name: str, *, steps: int = 0, epochs: int = 0) -> Session:
    session = Session(preset(name))
    session.step(steps)
    session.epoch(epochs)
    return session


def with_part(spec: ExperimentSpec, part: str, **values: Any) -> ExperimentSpec:
    changed = msgspec.structs.replace(getattr(spec, part), **values)
    return msgspec.structs.replace(spec, **{part: changed})


def shut_shares(session: Session, tau: float = 0.05) -> list[float]:
    """The share of (unit, probe sample) pairs of each layer that are saturated."""
    layers, slopes = session.spec.network.layers, session.record.probe.slope
    return [
        float((ACTIVATIONS[layer.activation].ability(slope) < tau).mean())
        for layer, slope in zip(layers, slopes, strict=True)
    ]


def dead_units(session: Session) -> tuple[int, int]:
    """How many ReLU units answer 0 on every probe sample, and how many there are."""
    hidden = session.record.probe.a[1:-1]
    return sum(int((a == 0.0).all(axis=0).sum()) for a in hidden), sum(a.shape[1] for a in hidden)


def gradient_norms(session: Session) -> list[float]:
    tape, inputs = session.record.probe, session.record.probe.a
    return [
        float(np.linalg.norm(inputs[number - 1].T @ tape.delta[number]))
        for number in range(1, len(tape.delta) + 1)
    ]


def test_the_presets_are_those_that_the_issue_names() -> None:
    assert set(PRESETS) == NAMED_IN_THE_ISSUE
    assert next(iter(PRESETS)) == "circle"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_a_plain_name_a_title_and_two_sentences(name: str) -> None:
    one = PRESETS[name]
    assert one.name == name
    assert re.fullmatch(r"[a-z_]+", name)
    assert one.title == one.spec.name
    assert len(re.findall(r"[.!?](?: |$)", one.text)) == 2
    assert one.text.endswith(".")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_built_and_survives_its_json(name: str) -> None:
    spec = preset(name)
    assert ExperimentSpec.from_json(spec.to_json()) == spec
    assert build(spec).train_samples > 0


def test_an_unknown_preset_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(SpecError, match=r'"circel" is not known; there are circle, xor, gauss'):
        preset("circel")


def test_the_default_experiment_is_the_circle() -> None:
    assert preset("circle") == ExperimentSpec()


def test_circle_is_learned_on_at_least_nine_of_ten_seeds() -> None:
    learned = 0
    for seed in range(10):
        spec = with_part(preset("circle"), "data", seed=seed)
        session = Session(with_part(spec, "network", seed=seed))
        session.epoch(200)
        learned += session.cost("test") < 0.02
    assert learned >= 9


def test_xor_is_learned() -> None:
    assert run("xor", epochs=100).accuracy("test") > 0.98


def test_one_unit_parts_the_two_clouds_in_an_epoch_and_then_closes() -> None:
    session = run("gauss", epochs=1)
    assert session.accuracy("train") == 1.0
    assert shut_shares(session)[0] < 0.05
    session.epoch(99)
    assert shut_shares(session)[0] > 0.8


def test_the_spiral_rests_on_a_plateau_and_then_falls() -> None:
    session = run("spiral", epochs=2)
    early = session.cost("train")
    session.epoch(18)
    plateau = session.cost("train")
    session.epoch(180)
    assert early - plateau < 0.06
    assert session.cost("train") < 0.1 * plateau
    assert session.accuracy("test") > 0.97


def test_the_plane_is_met_exactly_by_weights_of_a_tenth() -> None:
    weights = run("plane", epochs=30).parameters
    np.testing.assert_allclose(weights, [0.1, 0.1, 0.0], atol=1e-9)


def test_iris_reaches_95_percent_and_errs_only_between_two_species() -> None:
    session = run("iris", epochs=50)
    assert session.accuracy("test") >= 0.95
    data, tape = session.problem.data, session.record.probe
    truth, answer = data.y_train.argmax(axis=1), tape.outputs.argmax(axis=1)
    assert ((truth == 0) == (answer == 0)).all()


def test_digits_reaches_96_percent_within_20_epochs() -> None:
    spec = preset("digits")
    assert [layer.units for layer in spec.network.layers] == [32, 10]
    assert run("digits", epochs=20).accuracy("test") >= 0.96


def test_the_sine_is_fitted() -> None:
    assert run("sine", epochs=200).cost("test") < 0.01


def test_the_stuck_unit_is_shut_within_100_steps_and_stays_wrong() -> None:
    session = run("stuck")
    assert session.parameters.size == 3
    assert shut_shares(session)[0] < 0.5
    for steps in (100, 1900, 8000):
        session.step(steps)
        assert shut_shares(session)[0] >= 0.99
        assert session.accuracy("train") < 0.6
        assert session.accuracy("test") < 0.6


def test_new_weights_can_free_the_stuck_unit() -> None:
    spec = preset("stuck")
    accuracies = []
    for seed in range(1, 11):
        session = Session(with_part(spec, "network", seed=seed))
        session.step(2000)
        accuracies.append(session.accuracy("test"))
    assert max(accuracies) > 0.95


def test_the_twin_with_cross_entropy_starts_alike_and_never_gets_stuck() -> None:
    twin, stuck = preset("stuck_cross_entropy"), preset("stuck")
    assert (twin.data, twin.network.seed) == (stuck.data, stuck.network.seed)
    np.testing.assert_array_equal(build(twin).start, build(stuck).start)
    session = run("stuck_cross_entropy", steps=500)
    assert session.accuracy("train") == 1.0
    session.step(1500)
    assert session.accuracy("test") > 0.95


def test_the_twin_is_free_whatever_its_weights() -> None:
    for seed in range(10):
        session = Session(with_part(preset("stuck_cross_entropy"), "network", seed=seed))
        session.step(2000)
        assert session.accuracy("test") > 0.95


def test_six_sigmoid_layers_starve_the_first_one_and_do_not_learn() -> None:
    session = run("deep_sigmoid")
    norms = gradient_norms(session)
    assert norms[-1] > 1000 * norms[0]
    for epochs in (0, 20, 80):
        session.epoch(epochs)
        delta = session.record.probe.delta
        assert np.linalg.norm(delta[1]) < 1e-4 * np.linalg.norm(delta[7])
        assert 0.45 < session.cost("train") < 0.55


def test_six_tanh_layers_from_the_same_weights_learn_at_once() -> None:
    np.testing.assert_array_equal(
        build(preset("deep_tanh")).start, build(preset("deep_sigmoid")).start
    )
    session = run("deep_tanh")
    norms = gradient_norms(session)
    assert max(norms) < 10 * min(norms)
    session.epoch(20)
    assert session.cost("train") < 0.02


def test_at_rate_3_a_whole_relu_layer_dies_and_nothing_is_learned_any_more() -> None:
    session = run("relu_dies")
    assert dead_units(session) == (0, 8)
    session.step(10)
    before = session.parameters
    for steps in (0, 90, 900):
        session.step(steps)
        assert (session.record.probe.a[2] == 0.0).all()
        dead, units = dead_units(session)
        assert dead >= units / 2
        assert session.accuracy("train") < 0.6
    moved = np.flatnonzero(session.parameters != before)
    assert [name_of((2, 4, 4, 1), int(index)) for index in moved] == ["b3[0]"]


def test_at_rate_003_no_relu_unit_dies() -> None:
    session = Session(preset("relu_dies"))
    session.set_parameter("rate", 0.03)
    session.epoch(100)
    assert dead_units(session)[0] == 0
    assert session.accuracy("train") > 0.95


def test_weights_of_ten_shut_tanh_from_the_start() -> None:
    session = run("shut_tanh")
    assert min(shut_shares(session)) >= 0.6
    session.epoch(100)
    assert session.cost("train") > 0.9


def test_the_same_network_with_small_weights_learns_the_circle() -> None:
    small, large = preset("circle"), preset("shut_tanh")
    assert small.network.layers == large.network.layers
    assert (small.data, small.training) == (large.data, large.training)


def test_the_race_starts_at_minus_ten_with_one_sample_of_one() -> None:
    for name in ("race_sigmoid", "race_relu", "race_leaky", "race_cross_entropy"):
        problem = build(preset(name))
        np.testing.assert_array_equal(problem.start, [-10.0, 0.0])
        np.testing.assert_array_equal(problem.data.x_train, [[1.0]])
        np.testing.assert_array_equal(problem.data.y_train, [[1.0]])
        assert problem.rate(0) == 1.0


def test_the_sigmoid_hardly_moves() -> None:
    session = run("race_sigmoid", steps=1)
    assert session.parameters[0] + 10.0 == pytest.approx(4.5e-5, rel=0.02)
    session.step(9_999)
    assert session.record.probe.outputs[0, 0] < 0.001


def test_relu_never_moves() -> None:
    assert run("race_relu", steps=5_000).parameters[0] == -10.0


def test_leaky_relu_gets_through_and_then_swings() -> None:
    session = run("race_leaky", steps=1)
    assert session.parameters.sum() + 10.0 == pytest.approx(0.022, abs=1e-3)
    session.step(499)
    answers = []
    for _ in range(4):
        session.step()
        answers.append(float(session.record.probe.outputs[0, 0]))
    assert min(answers) < 0.5 < 1.5 < max(answers)
    session.set_parameter("rate", 0.1)
    session.step(100)
    assert session.record.probe.outputs[0, 0] == pytest.approx(1.0)


def test_cross_entropy_moves_at_once() -> None:
    session = run("race_cross_entropy", steps=1)
    assert session.parameters[0] + 10.0 == pytest.approx(0.99995, abs=1e-5)
    session.step(5)
    assert session.record.probe.outputs[0, 0] > 0.5
