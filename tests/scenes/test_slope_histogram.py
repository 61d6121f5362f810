import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS, SIGMOID, SOFTMAX
from nnviz.scenes.slope_histogram import BINS, against_others, slope_histogram


def session_of(*layers: tuple[int, str], cost: str = "half_mse", spread: float = 0.5) -> Session:
    spec = ExperimentSpec().to_dict()
    spec["network"]["layers"] = [{"units": n, "activation": a} for n, a in layers]
    spec["network"]["initializer"]["range"] = spread
    spec["training"]["cost"] = cost
    return Session(ExperimentSpec.from_dict(spec))


HIDDEN = [name for name, a in ACTIVATIONS.items() if a.elementwise and a.learns_by_slope]


@pytest.mark.parametrize("name", HIDDEN)
def test_every_pair_is_in_one_bar(name: str) -> None:
    record = session_of((5, name), (1, "tanh"), spread=4.0).record
    scene = slope_histogram(record, 1, 0.05, 0.0)
    z = record.probe.z[1]
    assert scene.counts.sum() == z.size
    assert len(scene.edges) == BINS + 1
    assert scene.edges[0] <= z.min()
    assert scene.edges[-1] >= z.max()
    assert np.array_equal(scene.counts, np.histogram(z, scene.edges)[0])
    assert scene.heights.max() == 1.0


@pytest.mark.parametrize("name", HIDDEN)
def test_learning_ability_is_below_tau_in_the_shut_zones_only(name: str) -> None:
    record = session_of((5, name), (1, "tanh"), spread=4.0).record
    scene = slope_histogram(record, 1, 0.05, 0.0)
    activation = ACTIVATIONS[name]
    z = np.linspace(scene.edges[0], scene.edges[-1], 1003)
    shut = activation.ability(activation.df(z)) < 0.05
    shaded = np.zeros_like(shut)
    for low, high in scene.zones:
        shaded |= (z >= low) & (z <= high)
    assert np.mean(shut != shaded) < 0.01


def test_the_zones_of_tanh_are_its_two_tails() -> None:
    record = session_of((2, "tanh"), (1, "tanh")).record
    zones = slope_histogram(record, 1, 0.05, 0.0).zones
    end = float(np.arctanh(np.sqrt(0.95)))
    assert len(zones) == 2
    assert zones[0][1] == pytest.approx(-end, abs=0.01)
    assert zones[1][0] == pytest.approx(end, abs=0.01)


@given(st.integers(2, 6), st.floats(0.1, 500.0), st.integers(0, 2**31))
def test_softmax_against_the_others_is_a_sigmoid_exactly(
    classes: int, spread: float, seed: int
) -> None:
    z = np.random.default_rng(seed).normal(size=(20, classes)) * spread
    odds = against_others(z)
    assert np.allclose(SIGMOID.f(odds), SOFTMAX.f(z), rtol=1e-9, atol=1e-300)
    assert np.allclose(SIGMOID.df(odds), SOFTMAX.df(z), rtol=1e-9, atol=1e-300)


def test_softmax_has_the_slope_of_its_own_diagonal() -> None:
    record = session_of((3, "tanh"), (2, "softmax"), cost="softmax_cross_entropy").record
    scene = slope_histogram(record, 2, 0.05, 0.0)
    assert scene.z_axis.name == "z against the others"
    assert scene.curve[1].max() == pytest.approx(1.0)


def test_a_threshold_has_no_curve_and_no_zone() -> None:
    record = session_of((1, "threshold")).record
    scene = slope_histogram(record, 1, 0.05, 0.0)
    assert len(scene.curve[0]) == 0
    assert scene.zones == ()
    assert scene.name_place is None
    assert scene.counts.sum() == 250


def test_the_pointer_reads_pairs_and_slope() -> None:
    record = session_of((2, "tanh"), (1, "tanh")).record
    text = slope_histogram(record, 1, 0.05, 0.0).read(0.001)
    assert "pairs" in text
    assert text.endswith("f′ 100.0 % of its largest")


def test_of_a_wide_layer_fewer_samples_are_counted_and_the_caption_says_so() -> None:
    record = session_of((1000, "tanh"), (1, "tanh")).record
    scene = slope_histogram(record, 1, 0.05, 0.25)
    samples = int(scene.counts.sum() / 1000)
    assert samples < 250
    assert scene.caption.startswith(f"layer 1: {samples} of 250 samples × 1,000 units")
    assert scene.caption.endswith("25 % shut")
