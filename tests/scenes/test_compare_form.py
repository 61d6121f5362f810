"""The form of a comparison: what it offers, and what a change of it brings about."""

from __future__ import annotations

import pytest

from nnviz.engine.comparisons import HIDDEN, READY, Comparison, can_vary, made
from nnviz.engine.twins import MOST, Twins
from nnviz.experiment.datasets import load
from nnviz.experiment.presets import PRESETS
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.experiment.suggest import DataFacts, facts_of
from nnviz.scenes.compare_form import (
    OWN,
    CompareForm,
    compare_form,
    on_experiment,
    with_run,
    with_value,
    with_varied,
    without_run,
)
from nnviz.scenes.palette import LIGHT

BASE = ExperimentSpec()
RATE, COST = "training.optimizer.rate", "training.cost"


def facts(spec: ExperimentSpec = BASE) -> DataFacts:
    return facts_of(spec.data, load(spec.data))


def ready(name: str, spec: ExperimentSpec = BASE) -> Comparison:
    return made(READY[name], spec)


def form_of(comparison: Comparison) -> CompareForm:
    return compare_form(comparison, facts(comparison.specs[0]), LIGHT)


def values(form: CompareForm) -> list[list[object]]:
    return [[row.fields[0].value for row in run.rows] for run in form.runs]


@pytest.mark.parametrize("name", READY)
def test_every_comparison_shows_what_it_varies_in_each_run(name: str) -> None:
    form = form_of(ready(name))
    assert form.chosen == name
    assert form.text == READY[name].text
    assert all(run.rows for run in form.runs)
    assert len({repr(row) for row in values(form)}) == len(form.runs)


def test_the_kind_of_an_optimizer_brings_its_rate_along() -> None:
    assert values(form_of(ready("optimizers"))) == [["gradient_descent", 0.03], ["adam", 0.03]]
    assert values(form_of(ready("starts"))) == [["xavier"], ["normal", 0.01]]


def test_all_settings_can_vary_but_those_that_make_twins() -> None:
    offered = {choice.value for choice in form_of(ready("rates")).vary.choices}
    assert {HIDDEN, RATE, COST, "network.layers.1.units", "network.seed"} <= offered
    assert all(map(can_vary, offered))
    labels = [choice.label for choice in form_of(ready("rates")).vary.choices]
    assert len(labels) == len(set(labels))


def test_a_comparison_that_can_not_be_made_is_offered_with_the_reason() -> None:
    form = form_of(ready("rates", PRESETS["plane"].spec))
    choices = {choice.value: choice for choice in form.ready}
    assert "values to be met" in choices["costs"].why_not
    assert "no hidden layer" in choices["activations"].why_not
    assert choices["rates"].allowed


def test_another_value_is_that_of_one_run_and_makes_it_ones_own() -> None:
    comparison, also = with_value(ready("rates"), 1, RATE, 1.0, facts())
    assert [spec.training.optimizer.rate for spec in comparison.specs] == [0.03, 1.0]
    assert (comparison.ready, also) == ("", "")
    form = form_of(comparison)
    assert form.chosen == OWN
    assert form.ready[0].value == OWN


def test_what_must_follow_follows_in_that_run_and_is_said() -> None:
    comparison = with_varied(ready("rates"), (COST,), facts())
    changed, also = with_value(comparison, 1, COST, "binary_cross_entropy", facts())
    assert [spec.network.layers[-1].activation for spec in changed.specs] == ["tanh", "sigmoid"]
    assert "sigmoid" in also


def test_all_hidden_layers_change_together() -> None:
    comparison, _ = with_value(ready("activations"), 0, HIDDEN, "tanh", facts())
    layers = comparison.specs[0].network.layers
    assert [layer.activation for layer in layers] == ["tanh", "tanh", "tanh"]
    assert values(form_of(comparison))[0] == ["tanh"]


def test_a_setting_that_no_longer_varies_is_as_in_the_first_run() -> None:
    comparison = with_varied(ready("optimizers"), ("training.optimizer", "training.l2"), facts())
    comparison, _ = with_value(comparison, 1, "training.l2", 0.1, facts())
    plain = with_varied(comparison, ("training.l2",), facts())
    assert plain.specs[1].training.optimizer == plain.specs[0].training.optimizer
    assert plain.specs[1].training.l2 == 0.1


def test_starts_that_no_longer_vary_are_as_in_the_first_run() -> None:
    plain = with_varied(ready("starts"), (RATE,), facts())
    assert plain.specs[1].network.initializer == plain.specs[0].network.initializer


def test_runs_are_added_and_taken_out_within_the_limits() -> None:
    comparison = ready("rates")
    assert not form_of(comparison).can_remove
    while form_of(comparison).can_add:
        comparison = with_run(comparison)
    assert len(comparison.specs) == MOST
    assert comparison.specs[-1] == comparison.specs[1]
    fewer = without_run(comparison, 0)
    assert fewer.specs == comparison.specs[1:]


def test_a_value_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(SpecError, match="rate"):
        with_value(ready("rates"), 0, RATE, -1.0, facts())


@pytest.mark.parametrize("name", PRESETS)
def test_a_comparison_moves_to_any_other_experiment(name: str) -> None:
    spec = PRESETS[name].spec
    source = load(spec.data)
    found = facts_of(spec.data, source)
    own, _ = with_value(ready("rates"), 1, RATE, 0.5, facts())
    for comparison in (None, ready("activations"), ready("costs"), ready("starts"), own):
        moved = on_experiment(comparison, spec, found)
        assert moved.specs[0].data == spec.data
        Twins(moved.specs, source).step(2)
    assert on_experiment(own, spec, found).specs[1].training.optimizer.rate == 0.5


def test_own_twins_whose_settings_are_not_there_take_those_that_are() -> None:
    own = with_varied(ready("rates"), (RATE, "network.layers.2.units"), facts())
    own, _ = with_value(own, 1, "network.layers.2.units", 7, facts())
    flat = ExperimentSpec.from_dict({"network": {"layers": [{"units": 1, "activation": "tanh"}]}})
    moved = on_experiment(own, flat, facts(flat))
    assert [spec.training.optimizer.rate for spec in moved.specs] == [0.03, 0.3]
