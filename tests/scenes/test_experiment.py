from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine import settings
from nnviz.experiment.catalog import build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.datasets import DATASETS, load
from nnviz.experiment.presets import PRESETS, preset
from nnviz.experiment.rules import check
from nnviz.experiment.spec import (
    DataSpec,
    ExperimentSpec,
    He,
    LayerSpec,
    NetworkSpec,
    Normal,
    SpecError,
    TrainingSpec,
)
from nnviz.experiment.suggest import DataFacts, facts_of, facts_of_kind
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS, Adam, GradientDescent
from nnviz.optim.schedules import SCHEDULES
from nnviz.scenes import experiment_words as say
from nnviz.scenes.experiment import ExperimentForm, Row, experiment_form
from nnviz.scenes.experiment_changes import (
    Changed,
    changed,
    live_steps,
    with_layer,
    with_preset,
    without_layer,
)
from nnviz.scenes.experiment_choices import ALL_LAYERS, OPEN
from nnviz.scenes.experiment_fields import Field, number_field

SETS = [name for name in DATASETS if name != "digits"]
CIRCLE = facts_of_kind(DATASETS["circle"])


@pytest.fixture(scope="module")
def loaded() -> dict[str, Dataset]:
    return {name: load(DataSpec(set=name, samples=20)) for name in DATASETS}  # type: ignore[arg-type]


def form_of(spec: ExperimentSpec) -> ExperimentForm:
    return experiment_form(spec, facts_of_kind(DATASETS[spec.data.set]))


def row_of(form: ExperimentForm, name: str) -> Row:
    rows = [row for group in form.groups for row in group.rows]
    return next(row for row in rows if name in [field.name for field in row.fields])


def on_set(name: str) -> Changed:
    return changed(ExperimentSpec(), "data.set", name, CIRCLE)


# The form


def test_the_form_has_everything_that_the_spec_has() -> None:
    names = set(form_of(preset("circle")).fields()) | set(form_of(preset("plane")).fields())
    for part, kind in (("data", DataSpec), ("training", TrainingSpec), ("network", NetworkSpec)):
        missing = {f"{part}.{field}" for field in kind.__struct_fields__} - names
        assert missing <= {"data.file", "network.layers"}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        *(("optimizer", kind) for kind in OPTIMIZERS.values()),
        *(("schedule", kind) for kind in SCHEDULES.values()),
    ],
)
def test_every_setting_of_every_choice_has_a_label_a_sentence_and_limits(
    part: str, kind: type[msgspec.Struct]
) -> None:
    for name in kind.__struct_fields__:
        field = number_field(f"training.{part}", kind(), name, part)
        assert field.label
        assert field.tip.endswith(".")
        assert field.read(field.text) == field.value
        assert field.low > float("-inf")
        assert field.high < float("inf")


def test_every_choice_of_the_tables_is_offered() -> None:
    fields = form_of(preset("circle")).fields()

    def offered(name: str) -> list[str]:
        return [choice.value for choice in fields[name].choices]

    assert offered("data.set") == [*DATASETS, OPEN]
    assert offered("network.layers.1.activation") == list(ACTIVATIONS)
    assert offered("training.cost") == list(LOSSES)
    assert offered("training.backward") == list(BACKWARD_RULES)
    assert offered("training.optimizer") == list(OPTIMIZERS)
    assert offered("training.schedule") == list(SCHEDULES)
    kinds = {"zeros", "constant", "uniform", "normal", "lecun", "xavier", "he"}
    assert set(offered("network.initializer")) == kinds == set(say.INITIALIZERS)
    assert set(offered("network.layers.1.initializer")) == kinds | {ALL_LAYERS}


def test_every_field_says_when_a_change_takes_effect() -> None:
    for name, field in form_of(preset("circle")).fields().items():
        assert field.needs_reset == settings.needs_reset(ExperimentSpec(), name)
        said = "Resets the run." if field.needs_reset else "Applies at once."
        assert field.whole_tip.endswith(said)
        assert ".." not in field.whole_tip


def test_what_can_never_fit_is_not_allowed_and_says_why() -> None:
    form = form_of(preset("circle"))
    hidden = form.fields()["network.layers.1.activation"]
    assert [one.value for one in hidden.choices if not one.allowed] == ["threshold", "softmax"]
    output = form.fields()["network.layers.3.activation"]
    assert [one.value for one in output.choices if not one.allowed] == ["threshold"]
    assert "f' is 0" in next(one.why_not for one in hidden.choices if not one.allowed)
    costs = form_of(preset("plane")).fields()["training.cost"].choices
    assert {one.value for one in costs if not one.allowed} == {
        name for name, loss in LOSSES.items() if loss.for_classes
    }


def test_one_threshold_layer_alone_is_allowed() -> None:
    output = form_of(preset("gauss")).fields()["network.layers.1.activation"]
    assert all(choice.allowed for choice in output.choices)


def test_samples_and_noise_are_asked_for_only_where_they_count() -> None:
    assert {"data.samples", "data.noise"} <= set(form_of(preset("circle")).fields())
    for name in ("iris", "digits", "race_relu"):
        assert not {"data.samples", "data.noise"} & set(form_of(preset(name)).fields())


def test_what_would_change_nothing_is_not_asked_for() -> None:
    assert "data.inputs" not in form_of(preset("sine")).fields()
    point = [name for name in form_of(preset("race_relu")).fields() if name.startswith("data.")]
    assert point == ["data.set"]


def test_target_scaling_is_asked_for_only_where_values_are_met() -> None:
    assert "data.standardise_target" in form_of(preset("plane")).fields()
    assert "data.standardise_target" not in form_of(preset("circle")).fields()


def test_an_output_layer_has_the_units_that_its_data_need() -> None:
    two = form_of(preset("circle")).fields()["network.layers.3.units"]
    assert (two.low, two.high, two.fixed) == (1, 2, "")
    three = form_of(preset("iris")).fields()["network.layers.2.units"]
    assert (three.low, three.high) == (3, 3)
    assert three.fixed == "Iris has 3 classes: one unit for each."
    assert three.whole_tip.endswith(three.fixed)


def test_rows_are_named_as_in_the_drawing() -> None:
    form = form_of(preset("circle"))
    assert [group.title for group in form.groups] == ["Data", "Network", "Training"]
    labels = [row.label for group in form.groups for row in group.rows if not row.own_of]
    assert labels == [
        "Set", "Samples", "Noise", "Test share", "Inputs", "Standardise", "Seed",
        "Layer 1", "Layer 2", "Output", "Weights", "Range ±", "Bias", "Seed",
        "Cost", "Backward", "Optimiser", "Rate", "Schedule", "Batch", "Shuffle", "L1", "L2", "Seed",
    ]  # fmt: skip


def test_only_hidden_layers_can_be_taken_out() -> None:
    form = form_of(preset("circle"))
    layers = [row for group in form.groups for row in group.rows if row.layer]
    assert [row.removable for row in layers] == [True, True, False]


def test_a_twelfth_layer_fits_and_a_thirteenth_does_not() -> None:
    layers = (*[LayerSpec(2)] * 10, LayerSpec(1))
    spec = ExperimentSpec(network=NetworkSpec(layers))
    assert form_of(spec).can_grow
    grown = with_layer(spec, CIRCLE).spec
    assert not form_of(grown).can_grow
    with pytest.raises(SpecError, match=r"network\.layers"):
        with_layer(grown, CIRCLE)


def test_a_layer_with_weights_of_its_own_shows_them() -> None:
    layers = (LayerSpec(4, "relu", He()), LayerSpec(2, "tanh", Normal(0.2)), LayerSpec(1))
    form = form_of(ExperimentSpec(network=NetworkSpec(layers)))
    assert row_of(form, "network.layers.1.initializer").in_use
    assert row_of(form, "network.layers.2.initializer.sigma").fields[0].value == 0.2
    assert not row_of(form, "network.layers.3.initializer").in_use


def test_a_preset_is_known_with_its_two_sentences() -> None:
    for one in PRESETS.values():
        form = form_of(one.spec)
        assert (form.preset, form.preset_changed, form.text) == (one.name, False, one.text)


def test_other_training_or_seeds_leave_a_preset_known_as_changed() -> None:
    for spec in (
        settings.changed(preset("xor"), "rate", 0.5),
        settings.changed(preset("xor"), "network.seed", 3),
    ):
        form = form_of(spec)
        assert (form.preset, form.preset_changed) == ("xor", True)
        assert form.text == PRESETS["xor"].text


def test_another_network_is_no_preset_and_is_described_by_its_data() -> None:
    form = form_of(with_layer(preset("xor"), CIRCLE).spec)
    assert form.preset == ""
    assert form.text == DATASETS["xor"].description


# Typed texts


def test_a_number_is_read_back_as_it_is_written() -> None:
    rate = form_of(preset("circle")).fields()["training.optimizer.rate"]
    for number in (*say.RATES, 0.1 + 0.2, 1e-300, 123456.789):
        assert rate.read(rate.text_of(number)) == number
    assert rate.text_of(1e-5) == "1e−5"


@given(st.floats(0, 0.95))
def test_a_share_is_read_back_in_percent(share: float) -> None:
    field = number_field("data", DataSpec(), "test_share", share=True)
    assert field.read(field.text_of(share)) == pytest.approx(share, abs=1e-11)


def test_a_share_may_be_typed_with_or_without_its_sign() -> None:
    field = number_field("data", DataSpec(), "test_share", share=True)
    assert field.text == "50 %"
    assert field.read("25 %") == field.read("25") == field.read(" 25% ") == 0.25


def test_the_whole_set_stands_for_0_samples_a_batch() -> None:
    field = form_of(preset("circle")).fields()["training.batch"]
    assert field.text_of(0) == "whole set"
    assert field.read("whole set") == field.read("0") == 0


@pytest.mark.parametrize("text", ["", "  ", "abc", "1e999", "nan", "-inf", "1,5", "0", "-1", "1e9"])
def test_a_rate_that_can_t_be_used_is_refused_in_a_sentence(text: str) -> None:
    rate = form_of(preset("circle")).fields()["training.optimizer.rate"]
    with pytest.raises(ValueError, match=r"^\S.*\.$"):
        rate.read(text)


def test_a_refusal_names_the_range() -> None:
    fields = form_of(preset("circle")).fields()
    for name, text, said in (
        ("training.optimizer.rate", "1e9", "Give a number above 0 and at most 1,000,000."),
        ("network.layers.1.units", "0", "Give a whole number from 1 to 1,024."),
        ("network.layers.1.units", "2.5", "Give a whole number from 1 to 1,024."),
        ("data.test_share", "99", "Give a number from 0 % to 95 %."),
        ("data.noise", "2", "Give a number from 0 to 1."),
    ):
        with pytest.raises(ValueError, match=rf"^{said}$"):
            fields[name].read(text)


def test_a_limit_that_is_not_allowed_itself_is_refused() -> None:
    field = number_field("training.optimizer", Adam(), "beta1", "optimizer")
    assert field.read("0") == 0
    with pytest.raises(ValueError, match=r"from 0 below 1\.$"):
        field.read("1")


# Changes


@pytest.mark.parametrize(("before", "after"), list(product(("circle", "iris", "sine"), DATASETS)))
def test_any_set_can_follow_any_other(before: str, after: str, loaded: dict[str, Dataset]) -> None:
    first = on_set(before)
    second = changed(first.spec, "data.set", after, first.facts)
    build(second.spec, loaded[after])
    assert second.facts == facts_of_kind(DATASETS[after])
    assert second.facts.columns == loaded[after].columns


def choices_of(spec: ExperimentSpec, facts: DataFacts) -> list[tuple[str, str]]:
    fields = experiment_form(spec, facts).fields().values()
    return [
        (field.name, choice.value)
        for field in fields
        if field.kind == "choice" and field.name != "data.set"
        for choice in field.choices
        if choice.allowed
    ]


@pytest.mark.parametrize("name", SETS)
def test_every_allowed_choice_leads_to_an_experiment_that_runs(
    name: str, loaded: dict[str, Dataset]
) -> None:
    start = on_set(name)
    for first in choices_of(start.spec, start.facts):
        one = changed(start.spec, *first, start.facts)
        check(one.spec, loaded[name])
        if not first[0].endswith(("cost", "activation")):
            continue
        for second in choices_of(one.spec, one.facts):
            two = changed(one.spec, *second, one.facts)
            build(two.spec, loaded[name])
            follow_live_steps(one.spec, two.spec, loaded[name])


def follow_live_steps(old: ExperimentSpec, new: ExperimentSpec, data: Dataset) -> None:
    """Every live step leaves an experiment that runs, and the last one leads to `new`."""
    spec = old
    for name, value in live_steps(old, new) or ():
        assert not settings.needs_reset(spec, name)
        spec = settings.changed(spec, name, value)
        check(spec, data)
    if live_steps(old, new) is not None:
        assert spec == new


def test_three_species_ask_for_three_outputs_and_that_is_said() -> None:
    result = on_set("iris")
    assert result.spec.network.layers[-1] == LayerSpec(3, "softmax")
    assert result.spec.training.cost == "softmax_cross_entropy"
    assert result.spec.data.standardise
    assert result.also == (
        "To fit, the output layer is now 3 units, softmax; the cost is softmax cross-entropy;"
        " inputs are standardised."
    )
    assert result.spec.network.layers[:-1] == ExperimentSpec().network.layers[:-1]


def test_back_on_two_classes_the_output_is_one_tanh_unit_again() -> None:
    three = on_set("iris")
    two = changed(three.spec, "data.set", "circle", three.facts)
    assert two.spec.network.layers == ExperimentSpec().network.layers
    assert two.spec.training.cost == "half_mse"
    assert not two.spec.data.standardise


def test_values_ask_for_a_linear_output() -> None:
    result = on_set("sine")
    assert result.spec.network.layers[-1] == LayerSpec(1, "linear")
    assert result.also == "To fit, the output layer is now linear."


def test_a_set_that_fits_leaves_output_and_inputs_as_they_are() -> None:
    spec = preset("stuck_cross_entropy")
    result = changed(spec, "data.set", "xor", CIRCLE)
    assert result.spec.network == spec.network
    assert result.spec.data.inputs == ("x1^2", "x2^2")
    assert result.also == ""
    assert result.spec.name == "Exclusive or"


def test_binary_cross_entropy_makes_the_output_a_sigmoid() -> None:
    result = changed(ExperimentSpec(), "training.cost", "binary_cross_entropy", CIRCLE)
    assert result.spec.network.layers[-1] == LayerSpec(1, "sigmoid")
    assert result.also == "To fit, the output layer is now sigmoid."
    assert live_steps(ExperimentSpec(), result.spec) == (
        ("network.layers.3.activation", "sigmoid"),
        ("training.cost", "binary_cross_entropy"),
    )


def test_the_way_back_from_cross_entropy_goes_by_half_squared_error() -> None:
    start = changed(ExperimentSpec(), "training.cost", "binary_cross_entropy", CIRCLE).spec
    result = changed(start, "network.layers.3.activation", "tanh", CIRCLE)
    assert result.also == "To fit, the cost is ½ mean squared error."
    assert live_steps(start, result.spec) == (
        ("training.cost", "half_mse"),
        ("network.layers.3.activation", "tanh"),
    )


def test_softmax_for_two_classes_takes_two_units_and_a_new_run() -> None:
    result = changed(ExperimentSpec(), "training.cost", "softmax_cross_entropy", CIRCLE)
    assert result.spec.network.layers[-1] == LayerSpec(2, "softmax")
    assert live_steps(ExperimentSpec(), result.spec) is None


def test_a_layer_after_a_threshold_unit_makes_it_a_tanh() -> None:
    alone = changed(preset("gauss"), "network.layers.1.activation", "threshold", CIRCLE).spec
    result = with_layer(alone, CIRCLE)
    assert [layer.activation for layer in result.spec.network.layers] == ["tanh", "tanh"]
    assert result.also == "To fit, the output layer is now tanh."


def test_another_optimiser_keeps_the_rate() -> None:
    result = changed(ExperimentSpec(), "training.optimizer", "adam", CIRCLE)
    assert result.spec.training.optimizer == Adam(0.03)
    assert live_steps(ExperimentSpec(), result.spec) == (
        ("training.optimizer", {"name": "adam", "rate": 0.03, "beta1": 0.9, "beta2": 0.999,
                                "epsilon": 1e-8}),
    )  # fmt: skip


def test_another_rate_is_one_step_by_its_own_name() -> None:
    result = changed(ExperimentSpec(), "training.optimizer.rate", 0.5, CIRCLE)
    assert result.spec.training.optimizer == GradientDescent(0.5)
    assert live_steps(ExperimentSpec(), result.spec) == (("training.optimizer.rate", 0.5),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data.samples", 100),
        ("data.inputs", ("x1", "x2^2")),
        ("network.layers.1.units", 9),
        ("network.initializer", "he"),
        ("network.initializer.range", 2.0),
        ("network.bias", 0.0),
        ("training.seed", 5),
    ],
)
def test_what_shapes_the_start_needs_a_new_run(name: str, value: Any) -> None:
    result = changed(ExperimentSpec(), name, value, CIRCLE)
    assert result.spec != ExperimentSpec()
    assert live_steps(ExperimentSpec(), result.spec) is None


def test_a_layer_gets_weights_of_its_own_and_gives_them_up() -> None:
    name = "network.layers.1.initializer"
    own = changed(ExperimentSpec(), name, "he", CIRCLE).spec
    assert own.network.layers[0].initializer == He()
    assert changed(own, name, ALL_LAYERS, CIRCLE).spec == ExperimentSpec()


def test_layers_are_added_before_the_output_and_taken_out_by_number() -> None:
    grown = with_layer(ExperimentSpec(), CIRCLE).spec
    assert [layer.units for layer in grown.network.layers] == [4, 2, 4, 1]
    shrunk = without_layer(grown, 1, CIRCLE).spec
    assert [layer.units for layer in shrunk.network.layers] == [2, 4, 1]


def test_a_value_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(SpecError, match="rate"):
        changed(ExperimentSpec(), "training.optimizer.rate", -1.0, CIRCLE)


def test_a_preset_comes_with_the_facts_of_its_data(loaded: dict[str, Dataset]) -> None:
    for name, one in PRESETS.items():
        result = with_preset(name)
        true = facts_of(one.spec.data, loaded[one.spec.data.set])
        assert result.spec == one.spec
        assert (result.facts.columns, result.facts.task) == (true.columns, true.task)


def test_the_users_own_data_are_named_among_the_sets() -> None:
    facts = DataFacts("houses", "regression", ("rooms", "area"), 0)
    data = DataSpec(set="arrays")
    form = experiment_form(ExperimentSpec(data=data), facts)
    first = form.fields()["data.set"].choices[0]
    assert (first.value, first.label) == ("arrays", "houses")
    assert form.text == "houses: 2 inputs, values to be met."
    assert not {"data.inputs", "data.seed", "data.test_share"} & set(form.fields())


def test_a_field_is_what_it_says() -> None:
    field = Field("training.l1", "L1", "Adds l1.", "number", 0.5, False, low=0, high=1)
    assert field.text == "0.5"
    assert field.whole_tip == "Adds l1. Applies at once."
