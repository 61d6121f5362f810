"""The experiment as a form: every setting with its value, its range, its choices, its words.

The form is made of the spec and of a few facts about the data; the panel only shows it. What a
change brings about is in `experiment_changes`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from nnviz.experiment.datasets import DATASETS
from nnviz.experiment.features import available_inputs, label_of, resolved_inputs
from nnviz.experiment.presets import PRESETS, Preset
from nnviz.experiment.spec import (
    MAX_LAYERS,
    DataSpec,
    ExperimentSpec,
    LayerSpec,
    NetworkSpec,
    SpecError,
)
from nnviz.experiment.suggest import DataFacts, units_for
from nnviz.scenes import experiment_words as say
from nnviz.scenes.experiment_choices import (
    ALL_LAYERS,
    Choice,
    activation_choices,
    backward_choices,
    cost_choices,
    initializer_choices,
    optimizer_choices,
    schedule_choices,
    set_choices,
)
from nnviz.scenes.experiment_fields import Field, choice_field, number_field, setting_fields

ONE_SAMPLE = "point"  # the set that nothing can be changed about


class Row(Struct, frozen=True):
    """One line of the form.

    Parameters
    ----------
    label
        At the left.
    fields
        What stands at its right; several share the line.
    layer
        The number of the layer that it shows; 0 for none.
    removable
        Whether that layer can be taken out.
    own_of
        The number of the layer whose own settings it belongs to; 0 for none.
    in_use
        Whether these are other settings than those of all layers: they have to be seen.
    """

    label: str
    fields: tuple[Field, ...]
    layer: int = 0
    removable: bool = False
    own_of: int = 0
    in_use: bool = False


class Group(Struct, frozen=True):
    """Rows under a heading, with a note on when a change takes effect and what that means."""

    title: str
    note: str
    tip: str
    rows: tuple[Row, ...]


class ExperimentForm(Struct, frozen=True):
    """All that the panel shows.

    Parameters
    ----------
    preset
        Name of the preset that the experiment is or comes from; "" for none.
    preset_changed
        Whether something is different from the preset.
    text
        What to look at.
    groups
        Data, network, training.
    can_grow
        Whether one more layer fits.
    """

    preset: str
    preset_changed: bool
    text: str
    groups: tuple[Group, ...]
    can_grow: bool

    def fields(self) -> dict[str, Field]:
        """Return all fields by their names."""
        rows = [row for group in self.groups for row in group.rows]
        return {field.name: field for row in rows for field in row.fields}


def experiment_form(spec: ExperimentSpec, facts: DataFacts) -> ExperimentForm:
    """Return the form for `spec`, whose data have these `facts`."""
    base = base_preset(spec)
    groups = (
        Group("Data", say.RESET_NOTE, say.RESET_TIP, _data_rows(spec.data, facts)),
        Group("Network", say.RESET_NOTE, say.NETWORK_TIP, _network_rows(spec, facts)),
        Group("Training", say.LIVE_NOTE, say.LIVE_TIP, _training_rows(spec, facts)),
    )
    return ExperimentForm(
        base.name if base else "",
        base is not None and base.spec != spec,
        base.text if base else _own_text(spec, facts),
        groups,
        len(spec.network.layers) < MAX_LAYERS,
    )


def base_preset(spec: ExperimentSpec) -> Preset | None:
    """Return the preset that `spec` is, or differs from only in seeds and training."""
    close = [one for one in PRESETS.values() if _scene_of(one.spec) == _scene_of(spec)]
    exact = [one for one in close if one.spec == spec]
    named = [one for one in close if one.title == spec.name]
    return next(iter((*exact, *named, *close)), None)


def _scene_of(spec: ExperimentSpec) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the data and the network without their seeds."""
    plain = spec.to_dict()
    for part in ("data", "network"):
        del plain[part]["seed"]
    return plain["data"], plain["network"]


def _own_text(spec: ExperimentSpec, facts: DataFacts) -> str:
    if spec.data.set in DATASETS:
        return DATASETS[spec.data.set].description
    inputs = "1 input" if len(facts.columns) == 1 else f"{len(facts.columns)} inputs"
    what = f"{facts.classes} classes" if facts.classes else "values to be met"
    return f"{facts.name}: {inputs}, {what}."


def _data_rows(data: DataSpec, facts: DataFacts) -> tuple[Row, ...]:
    """Return the rows that count for this set: of real data, samples and noise do not."""
    rows = [_row(choice_field("data.set", data.set, set_choices(data.set, facts)))]
    if data.set == ONE_SAMPLE:
        return tuple(rows)
    own = data.set == "arrays"
    names = ["samples", "noise"] if facts.made else []
    if not own and not (data.file and data.file.test_path):
        names.append("test_share")
    rows += [_row(number_field("data", data, name, share=name == "test_share")) for name in names]
    if not own and len(available_inputs(facts.columns)) > 1:
        rows.append(_row(_inputs_field(data, facts)))
    rows.append(_row(number_field("data", data, "standardise")))
    if facts.task == "regression":
        rows.append(_row(number_field("data", data, "standardise_target")))
    if not own:
        rows.append(_row(number_field("data", data, "seed")))
    return tuple(rows)


def _row(*fields: Field) -> Row:
    return Row(fields[0].label, fields)


def _inputs_field(data: DataSpec, facts: DataFacts) -> Field:
    words = say.words_of("data.inputs")
    there = available_inputs(facts.columns)
    try:
        used = resolved_inputs(facts.columns, data.inputs)
    except SpecError:
        used = ()
    choices = tuple(Choice(name, label_of(name)) for name in there)
    return Field("data.inputs", *words, "many", used, True, choices=choices)


def _network_rows(spec: ExperimentSpec, facts: DataFacts) -> tuple[Row, ...]:
    network = spec.network
    layers = [
        row
        for number, layer in enumerate(network.layers, 1)
        for row in (_layer_row(number, network, facts), *_own_rows(number, layer))
    ]
    weights = choice_field(
        "network.initializer", _tag(network.initializer), initializer_choices(own=False)
    )
    settings = setting_fields("network.initializer", network.initializer, "initializer")
    plain = [number_field("network", network, name) for name in ("bias", "seed")]
    return (*layers, *(_row(field) for field in (weights, *settings, *plain)))


def _layer_row(number: int, network: NetworkSpec, facts: DataFacts) -> Row:
    layer, depth = network.layers[number - 1], len(network.layers)
    path, is_output = f"network.layers.{number}", number == depth
    units = number_field(path, layer, "units", "layer")
    if is_output:
        fitting = units_for(facts)
        units = units.within(min(fitting), max(fitting), _why_fixed(facts, fitting))
    choices = activation_choices(is_output, depth, facts)
    activation = choice_field(f"{path}.activation", layer.activation, choices, "layer")
    name = "Output" if is_output else f"Layer {number}"
    return Row(name, (units, activation), number, removable=not is_output)


def _own_rows(number: int, layer: LayerSpec) -> tuple[Row, ...]:
    """Return the rows on how the weights of one layer alone begin."""
    own, name = layer.initializer, f"network.layers.{number}.initializer"
    value = _tag(own) if own else ALL_LAYERS
    choice = choice_field(name, value, initializer_choices(own=True), "layer")
    settings = setting_fields(name, own, "initializer") if own else ()
    return tuple(
        Row(field.label.lower(), (field,), own_of=number, in_use=own is not None)
        for field in (choice, *settings)
    )


def _why_fixed(facts: DataFacts, fitting: tuple[int, ...]) -> str:
    if len(fitting) > 1:
        return ""
    if facts.classes:
        return f"{facts.name} has {facts.classes} classes: one unit for each."
    return f"{facts.name} has {_counted(facts.outputs, 'value')} to be met: one unit for each."


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _training_rows(spec: ExperimentSpec, facts: DataFacts) -> tuple[Row, ...]:
    training = spec.training
    optimizer, schedule = training.optimizer, training.schedule
    costs = cost_choices(spec.network.layers[-1], facts)
    cost = choice_field("training.cost", training.cost, costs)
    backward = choice_field("training.backward", training.backward, backward_choices())
    how = choice_field("training.optimizer", _tag(optimizer), optimizer_choices())
    when = choice_field("training.schedule", _tag(schedule), schedule_choices())
    rate, *others = setting_fields("training.optimizer", optimizer, "optimizer")
    plain = [
        number_field("training", training, n) for n in ("batch", "shuffle", "l1", "l2", "seed")
    ]
    fields = (
        cost,
        backward,
        how,
        rate.offering(say.RATES),
        *others,
        when,
        *setting_fields("training.schedule", schedule, "schedule"),
        *plain,
    )
    return tuple(_row(field) for field in fields)


def _tag(part: Any) -> str:
    return str(part.__struct_config__.tag)
