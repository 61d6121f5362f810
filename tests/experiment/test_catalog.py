import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.experiment.catalog import PROBE_SAMPLES, build, initial_parameters, rebuild
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import (
    AnyInitializer,
    ConstantWeights,
    DataSpec,
    ExperimentSpec,
    He,
    LayerSpec,
    Lecun,
    NetworkSpec,
    Normal,
    SpecError,
    TrainingSpec,
    Uniform,
    Xavier,
    Zeros,
)
from nnviz.nn.parameters import Parameters, parameter_count
from nnviz.optim.schedules import Step

DEFAULT = build(ExperimentSpec())
WIDE = (300, 400, 200)


def with_training(**settings: object) -> ExperimentSpec:
    return ExperimentSpec(training=TrainingSpec(**settings))  # type: ignore[arg-type]


def weights(how: AnyInitializer, seed: int = 0) -> Parameters:
    network = NetworkSpec(tuple(LayerSpec(units) for units in WIDE[1:]), how, 0.1, seed)
    return Parameters(WIDE, initial_parameters(ExperimentSpec(network=network), WIDE))


def test_the_default_problem_is_that_of_the_product() -> None:
    assert DEFAULT.network.units == (2, 4, 2, 1)
    assert DEFAULT.train_samples == len(DEFAULT.data.x_test) == 250
    assert (DEFAULT.batch_size, DEFAULT.steps_per_epoch, DEFAULT.rate(0)) == (10, 25, 0.03)
    params = Parameters(DEFAULT.network.units, DEFAULT.start)
    assert all((np.abs(W) <= 0.5).all() for W in params.W)
    assert all((b == 0.1).all() for b in params.b)
    assert set(DEFAULT.data.y_train.ravel()) == {-1.0, 1.0}


def test_nothing_of_a_problem_can_be_written_to() -> None:
    data = DEFAULT.data
    for array in (DEFAULT.start, data.x_train, data.x_train_ones, data.y_train, data.x_test):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_the_column_of_ones_stands_behind_the_inputs() -> None:
    np.testing.assert_array_equal(DEFAULT.data.x_train_ones[:, :-1], DEFAULT.data.x_train)
    assert (DEFAULT.data.x_train_ones[:, -1] == 1.0).all()


@pytest.mark.parametrize(
    ("how", "deviations"),
    [
        (Zeros(), (0.0, 0.0)),
        (ConstantWeights(0.7), (0.0, 0.0)),
        (Uniform(0.5), (0.5 / math.sqrt(3),) * 2),
        (Normal(0.2), (0.2, 0.2)),
        (Lecun(), (math.sqrt(1 / 300), math.sqrt(1 / 400))),
        (Xavier(), (math.sqrt(2 / 700), math.sqrt(2 / 600))),
        (He(), (math.sqrt(2 / 300), math.sqrt(2 / 400))),
    ],
)
def test_each_initialiser_draws_weights_of_its_size(
    how: AnyInitializer, deviations: tuple[float, float]
) -> None:
    params = weights(how)
    mean = 0.7 if isinstance(how, ConstantWeights) else 0.0
    for W, b, deviation in zip(params.W, params.b, deviations, strict=True):
        assert W.std() == pytest.approx(deviation, rel=0.02)
        assert W.mean() == pytest.approx(mean, abs=0.01 * deviation + 1e-12)
        assert (b == 0.1).all()


def test_the_same_seed_draws_the_same_weights_and_another_others() -> None:
    np.testing.assert_array_equal(weights(He()).flat, weights(He()).flat)
    assert (weights(He()).W[1] != weights(He(), seed=1).W[1]).all()


def test_a_layer_may_have_an_initialiser_of_its_own() -> None:
    layers = (LayerSpec(4), LayerSpec(2, "tanh", ConstantWeights(3.0)), LayerSpec(1))
    problem = build(ExperimentSpec(network=NetworkSpec(layers)))
    params = Parameters(problem.network.units, problem.start)
    assert (params.W[2] == 3.0).all()
    np.testing.assert_array_equal(params.W[1], Parameters((2, 4, 2, 1), DEFAULT.start).W[1])


@given(st.integers(1, 600), st.integers(0, 700))
def test_an_epoch_has_as_many_steps_as_it_needs(samples: int, batch: int) -> None:
    x = np.zeros((samples, 2))
    dataset = Dataset.from_arrays(x, np.zeros((samples, 1)), task="regression")
    layers = (LayerSpec(1, "linear"),)
    spec = ExperimentSpec(network=NetworkSpec(layers), training=TrainingSpec(batch=batch))
    problem = build(spec, dataset)
    assert problem.batch_size == min(batch or samples, samples)
    assert problem.steps_per_epoch == math.ceil(samples / problem.batch_size)


def test_the_rate_follows_its_schedule() -> None:
    problem = build(with_training(schedule=Step(every=10, factor_each=0.5)))
    assert [problem.rate(step) for step in (0, 9, 10, 25)] == [0.03, 0.03, 0.015, 0.0075]


def test_an_order_is_a_shuffle_that_a_seed_repeats() -> None:
    same, other = build(ExperimentSpec()), build(with_training(seed=1))
    for epoch in range(3):
        order = DEFAULT.order(epoch)
        assert sorted(order) == list(range(250))
        np.testing.assert_array_equal(order, same.order(epoch))
        assert (order != other.order(epoch)).any()
    assert (DEFAULT.order(0) != DEFAULT.order(1)).any()
    np.testing.assert_array_equal(build(with_training(shuffle=False)).order(5), np.arange(250))


def test_the_probe_is_at_most_512_training_samples() -> None:
    large = build(ExperimentSpec(data=DataSpec(samples=2000)))
    np.testing.assert_array_equal(large.probe, np.arange(PROBE_SAMPLES))
    np.testing.assert_array_equal(DEFAULT.probe, np.arange(250))


def test_given_parameters_are_the_start_and_are_copied() -> None:
    mine = np.linspace(0.0, 1.0, parameter_count((2, 4, 2, 1)))
    problem = build(ExperimentSpec(), parameters=mine)
    mine[0] = 9.0
    assert problem.start[0] == 0.0


@pytest.mark.parametrize(
    ("given_parameters", "said"),
    [(np.zeros(3), "has 25 weights and biases"), (np.full(25, np.nan), "finite")],
)
def test_parameters_that_do_not_fit_are_refused(given_parameters: np.ndarray, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        build(ExperimentSpec(), parameters=given_parameters)


def test_a_name_that_is_not_known_is_refused_however_the_spec_was_made() -> None:
    with pytest.raises(SpecError, match=r"training\.cost"):
        build(with_training(cost="mae"))


def test_inputs_are_standardised_on_the_training_part_alone() -> None:
    spec = ExperimentSpec(data=DataSpec(standardise=True, inputs=("x1", "x2^2")))
    data = build(spec).data
    np.testing.assert_allclose(data.x_train.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(data.x_train.std(axis=0), 1.0)
    assert (np.abs(data.x_test.mean(axis=0)) > 1e-6).all()


def test_standardised_values_go_back_to_what_they_were() -> None:
    spec = ExperimentSpec(
        data=DataSpec(set="diabetes", standardise_target=True),
        network=NetworkSpec((LayerSpec(1, "linear"),)),
    )
    data = build(spec).data
    assert data.scale is not None
    assert data.y_train.mean() == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(data.scale.to_values(data.y_train), data.source.y_train)


@pytest.mark.parametrize(
    ("activation", "targets"), [("tanh", {-1.0, 1.0}), ("sigmoid", {0.0, 1.0})]
)
def test_targets_follow_the_output_layer(activation: str, targets: set[float]) -> None:
    layers = (LayerSpec(1, activation),)
    problem = build(ExperimentSpec(network=NetworkSpec(layers)))
    assert set(problem.data.y_train.ravel()) == targets
    assert problem.accuracy(problem.data.y_train, problem.data.y_train) == 1.0


def test_accuracy_is_not_a_number_for_values_and_for_no_samples() -> None:
    layers = (LayerSpec(1, "linear"),)
    values = build(ExperimentSpec(data=DataSpec(set="plane"), network=NetworkSpec(layers)))
    assert math.isnan(values.accuracy(values.data.y_train, values.data.y_train))
    assert math.isnan(DEFAULT.accuracy(np.empty((0, 1)), np.empty((0, 1))))


def test_a_problem_rebuilt_keeps_data_and_start() -> None:
    other = rebuild(DEFAULT, with_training(batch=50, l2=0.1))
    assert other.data is DEFAULT.data
    assert other.start is DEFAULT.start
    assert (other.batch_size, other.network.l2) == (50, 0.1)


def test_a_problem_rebuilt_with_another_output_gets_its_targets() -> None:
    spec = ExperimentSpec()
    layers = (*spec.network.layers[:-1], LayerSpec(1, "sigmoid"))
    other = rebuild(DEFAULT, replace(spec, network=replace(spec.network, layers=layers)))
    assert set(other.data.y_train.ravel()) == {0.0, 1.0}
    assert other.data.source is DEFAULT.data.source


def test_random_feedback_has_its_own_fixed_weights() -> None:
    spec = with_training(backward="feedback_alignment")
    first, second = build(spec).network.feedback, build(spec).network.feedback
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.flat, second.flat)
    assert DEFAULT.network.feedback is None
