"""What a change of the form brings about: a spec that still fits, and a word on what followed.

Whoever changes one thing need not know what hangs on it: a set of three species needs three
outputs, cross-entropy a sigmoid. What follows is done and said, never silently. Changes that can
take effect at once are given as steps each of which leaves the experiment runnable.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from nnviz.engine import settings
from nnviz.experiment.datasets import DATASETS
from nnviz.experiment.features import OWN_COLUMNS
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import ExperimentSpec, LayerSpec
from nnviz.experiment.suggest import DataFacts, facts_of_kind, suggested_output, units_for
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES

COST = "training.cost"
HARMLESS_COST = "half_mse"  # goes with every output layer
NEW_UNITS = 4
FEW_SAMPLES = 20
_WHOLE_PARTS = ("training.schedule", "network.initializer")

replace = msgspec.structs.replace


class Changed(Struct, frozen=True):
    """A spec after a change.

    Parameters
    ----------
    spec
        It fits the data and itself.
    facts
        Of the data of `spec`.
    also
        What else was changed for that, in a sentence; "" for nothing.
    """

    spec: ExperimentSpec
    facts: DataFacts
    also: str = ""


def changed(spec: ExperimentSpec, name: str, value: Any, facts: DataFacts) -> Changed:
    """Return `spec` with one setting changed, and with what must follow.

    Parameters
    ----------
    spec
        A spec that fits its data.
    name
        A field's name, or "network.layers".
    value
        A field's value (optimisers, schedules, initialisers by name), or a tuple of LayerSpec.
    facts
        Of the data of `spec`.

    Raises
    ------
    SpecError
        Where the value is not allowed; the message says what is.
    """
    if name == "data.set":
        return _with_set(spec, value)
    plain = _set(spec, name, value)
    if name == COST:
        fitting = _output_for_cost(plain, facts)
    else:
        fitting = _cost_for_output(_runnable_output(plain, facts))
    return Changed(fitting, facts, _told(plain, fitting))


def with_preset(name: str) -> Changed:
    """Return the experiment of a preset."""
    spec = preset(name)
    return Changed(spec, facts_of_kind(DATASETS[spec.data.set]))


def with_layer(spec: ExperimentSpec, facts: DataFacts) -> Changed:
    """Return `spec` with one more hidden layer before the output."""
    *hidden, output = spec.network.layers
    activation = hidden[-1].activation if hidden else "tanh"
    layers = (*hidden, LayerSpec(NEW_UNITS, activation), output)
    return changed(spec, "network.layers", layers, facts)


def without_layer(spec: ExperimentSpec, number: int, facts: DataFacts) -> Changed:
    """Return `spec` without hidden layer `number`, counted from 1."""
    layers = spec.network.layers
    return changed(spec, "network.layers", (*layers[: number - 1], *layers[number:]), facts)


def live_steps(old: ExperimentSpec, new: ExperimentSpec) -> tuple[tuple[str, Any], ...] | None:
    """Return the changes that lead from `old` to `new` in mid-run; None where a reset is needed.

    Each is a name and a value for `Session.set_parameter`, and each leaves the spec fitting: where
    output and cost change together, half squared error, which goes with every output layer,
    stands between.
    """
    if _fixed_part(old) != _fixed_part(new):
        return None
    before, after = old.training, new.training
    activations = [
        (f"network.layers.{number}.activation", layer.activation)
        for number, layer in enumerate(new.network.layers, 1)
        if layer.activation != old.network.layers[number - 1].activation
    ]
    names = [name for name in after.__struct_fields__ if name != "cost"]
    others = [
        step
        for name in names
        for step in _steps(f"training.{name}", getattr(before, name), getattr(after, name))
    ]
    detour = bool(activations) and before.cost not in (after.cost, HARMLESS_COST)
    cost = HARMLESS_COST if detour else before.cost
    return (
        *([(COST, HARMLESS_COST)] if detour else []),
        *activations,
        *others,
        *([(COST, after.cost)] if after.cost != cost else []),
    )


def _steps(path: str, before: Any, after: Any) -> list[tuple[str, Any]]:
    """Return what leads from `before` to `after` at a path: by single settings where possible."""
    if before == after:
        return []
    if isinstance(after, msgspec.Struct) and type(before) is type(after):
        names = after.__struct_fields__
        changes = [(name, getattr(before, name), getattr(after, name)) for name in names]
        return [(f"{path}.{name}", now) for name, then, now in changes if then != now]
    return [(path, msgspec.to_builtins(after))]


def _fixed_part(spec: ExperimentSpec) -> tuple[object, ...]:
    """Return all of a spec that can't change in mid-run."""
    layers = tuple(replace(layer, activation="") for layer in spec.network.layers)
    return spec.name, spec.data, replace(spec.network, layers=layers), spec.training.seed


def _set(spec: ExperimentSpec, name: str, value: Any) -> ExperimentSpec:
    """Return `spec` with one setting changed and nothing else; it may not fit."""
    if name.endswith(".initializer") or name in _WHOLE_PARTS:
        value = {"name": value} if value else None
    return settings.changed(spec, name, msgspec.to_builtins(value))


def _with_set(spec: ExperimentSpec, name: str) -> Changed:
    """Return `spec` on another made or real set."""
    kind, old = DATASETS[name], spec.data
    facts = facts_of_kind(kind)
    both_planes = kind.plane and old.set in DATASETS and DATASETS[old.set].plane
    measured = not kind.made and name not in ("digits", "point")
    data = replace(
        old,
        set=name,
        file=None,
        inputs=old.inputs if both_planes else OWN_COLUMNS,
        samples=500 if kind.made and old.samples < FEW_SAMPLES else old.samples,
        test_share=0.5 if kind.made and old.test_share == 0 else old.test_share,
        standardise=measured,
        standardise_target=measured and facts.task == "regression",
    )
    plain = replace(spec, name=kind.label, data=data)
    fitting = plain if _fits(plain, facts) else _with_output(plain, *suggested_output(facts))
    asked = replace(plain, data=replace(data, standardise=old.standardise))
    return Changed(fitting, facts, _told(asked, fitting))


def _fits(spec: ExperimentSpec, facts: DataFacts) -> bool:
    """Whether output and cost suit the facts as they are (and a curve is not bent by a tanh)."""
    output, loss = spec.network.layers[-1], LOSSES[spec.training.cost]
    if output.units not in units_for(facts):
        return False
    if facts.task == "regression":
        return output.activation == "linear" and not loss.for_classes
    return output.activation != "linear" or loss.for_classes


def _with_output(spec: ExperimentSpec, output: LayerSpec, cost: str) -> ExperimentSpec:
    last = replace(spec.network.layers[-1], units=output.units, activation=output.activation)
    layers = (*spec.network.layers[:-1], last)
    return replace(
        spec,
        network=replace(spec.network, layers=layers),
        training=replace(spec.training, cost=cost),
    )


def _output_for_cost(spec: ExperimentSpec, facts: DataFacts) -> ExperimentSpec:
    """Return `spec` with an output layer that its cost goes with."""
    output, loss = spec.network.layers[-1], LOSSES[spec.training.cost]
    if loss.outputs is not None and output.activation not in loss.outputs:
        output = replace(output, activation=min(loss.outputs))
    if output.activation == "threshold" and loss.name != HARMLESS_COST:
        output = replace(output, activation="tanh")
    if output.units < loss.least_outputs:
        output = replace(output, units=max(units_for(facts)))
    return _with_output(spec, output, loss.name)


def _runnable_output(spec: ExperimentSpec, facts: DataFacts) -> ExperimentSpec:
    """Return `spec` with an output layer that can stand where it is."""
    output, cost = spec.network.layers[-1], spec.training.cost
    if output.activation == "threshold" and len(spec.network.layers) > 1:
        output = replace(output, activation="tanh")
    if output.units == 1 and output.activation == "softmax" and max(units_for(facts)) > 1:
        output = replace(output, units=max(units_for(facts)))
    return _with_output(spec, output, cost)


def _cost_for_output(spec: ExperimentSpec) -> ExperimentSpec:
    """Return `spec` with a cost that goes with its output layer."""
    output, loss = spec.network.layers[-1], LOSSES[spec.training.cost]
    cost = loss.name
    if output.units < loss.least_outputs:
        cost = HARMLESS_COST
    if loss.outputs is not None and output.activation not in loss.outputs:
        cost = "softmax_cross_entropy" if output.activation == "softmax" else HARMLESS_COST
    if output.activation == "threshold":
        cost = HARMLESS_COST
    return _with_output(spec, output, cost)


def _told(plain: ExperimentSpec, fitting: ExperimentSpec) -> str:
    """Say in what `fitting` differs from what was asked for."""
    said = []
    before, after = plain.network.layers[-1], fitting.network.layers[-1]
    changes = []
    if before.units != after.units:
        changes.append(f"{after.units} unit{'' if after.units == 1 else 's'}")
    if before.activation != after.activation:
        changes.append(ACTIVATIONS[after.activation].label)
    if changes:
        said.append(f"the output layer is now {', '.join(changes)}")
    if plain.training.cost != fitting.training.cost:
        said.append(f"the cost is {LOSSES[fitting.training.cost].label}")
    if plain.data.standardise != fitting.data.standardise:
        said.append(f"inputs are {'' if fitting.data.standardise else 'not '}standardised")
    return f"To fit, {'; '.join(said)}." if said else ""
