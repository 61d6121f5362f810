"""Ready-made comparisons: each can be made of the presets, runs, and differs in what it says."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.comparisons import (
    HIDDEN,
    READY,
    Comparison,
    can_vary,
    made,
    paths_of,
    with_next_seed,
)
from nnviz.engine.differences import differences
from nnviz.engine.twins import Twins
from nnviz.experiment.datasets import load
from nnviz.experiment.presets import PRESETS
from nnviz.experiment.spec import ExperimentSpec
from nnviz.experiment.suggest import facts_of


@pytest.mark.parametrize("name", PRESETS)
def test_every_comparison_that_is_offered_for_a_preset_runs(name: str) -> None:
    spec = PRESETS[name].spec
    source = load(spec.data)
    facts = facts_of(spec.data, source)
    offered = [ready for ready in READY.values() if not ready.why_not(spec, facts)]
    assert len(offered) >= 4
    for ready in offered:
        twins = Twins(made(ready, spec).specs, source)
        twins.step(3)
        assert all(session.step_count for session in twins.sessions), ready.name


@pytest.mark.parametrize("name", READY)
def test_the_runs_differ_in_what_is_varied_and_nothing_else(name: str) -> None:
    comparison = made(READY[name], ExperimentSpec())
    looked_at = [path for one in comparison.varied for path in paths_of(comparison.specs[0], one)]
    told = [one.name for one in differences(comparison.specs)]
    assert told
    assert all(path.startswith(tuple(looked_at)) for path in told)


@pytest.mark.parametrize("name", [name for name in READY if name != "starts"])
def test_the_runs_begin_with_the_same_weights(name: str) -> None:
    twins = Twins(made(READY[name], ExperimentSpec()).specs)
    first, *others = (session.parameters for session in twins.sessions)
    assert all(np.array_equal(first, other) for other in others)


def test_what_cannot_be_compared_says_why() -> None:
    spec = PRESETS["circle"].spec
    facts = facts_of(spec.data, load(spec.data))
    flat = ExperimentSpec.from_dict({"network": {"layers": [{"units": 1, "activation": "tanh"}]}})
    assert "no hidden layer" in READY["activations"].why_not(flat, facts)
    for preset in PRESETS.values():
        found = facts_of(preset.spec.data, load(preset.spec.data))
        assert bool(READY["costs"].why_not(preset.spec, found)) == (not found.classes)


def test_what_makes_twins_is_never_varied() -> None:
    for name in ("data.noise", "training.batch", "training.shuffle", "training.seed"):
        assert not can_vary(name)
    for name in ("training.cost", "network.layers.1.units", "network.seed"):
        assert can_vary(name)


def test_hidden_stands_for_the_activations_of_all_hidden_layers() -> None:
    assert paths_of(ExperimentSpec(), HIDDEN) == (
        "network.layers.1.activation",
        "network.layers.2.activation",
    )


def test_a_rate_that_is_large_already_is_compared_with_a_smaller_one() -> None:
    for rate, other in ((0.03, 0.3), (3.0, 0.3)):
        spec = ExperimentSpec.from_dict(
            {"training": {"optimizer": {"name": "gradient_descent", "rate": rate}}}
        )
        rates = [one.training.optimizer.rate for one in made(READY["rates"], spec).specs]
        assert rates == [rate, other]


def test_new_weights_are_new_and_alike_in_all_runs() -> None:
    before = made(READY["rates"], ExperimentSpec())
    after = with_next_seed(before)
    assert isinstance(after, Comparison)
    assert (after.ready, after.varied) == (before.ready, before.varied)
    starts = [session.parameters for session in Twins(after.specs).sessions]
    assert np.array_equal(*starts)
    assert not np.array_equal(starts[0], Twins(before.specs).sessions[0].parameters)


def test_layers_with_a_start_of_their_own_follow_the_comparison() -> None:
    own = {"units": 4, "activation": "tanh", "initializer": {"name": "he"}}
    layers = [own, {"units": 1, "activation": "tanh"}]
    spec = ExperimentSpec.from_dict({"network": {"layers": layers}})
    for one in made(READY["starts"], spec).specs:
        assert one.network.layers[0].initializer is None
