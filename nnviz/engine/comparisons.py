"""Comparisons worth making: which settings twins differ in, ready made for any experiment.

A comparison holds a whole spec for each run, so that a setting may bring others with it; `varied`
only says which settings the user looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from nnviz.engine.settings import changed
from nnviz.engine.twins import varied
from nnviz.experiment.spec import ExperimentSpec
from nnviz.experiment.suggest import DataFacts

HIDDEN = "network.hidden.activation"  # stands for the activations of all hidden layers
SAME_IN_ALL = ("training.batch", "training.shuffle", "training.seed")  # else they are no twins
_FACTOR = 10.0  # between two rates


class Comparison(Struct, frozen=True):
    """Twins to be.

    Parameters
    ----------
    ready
        The name of the ready-made comparison that it is; "" for one of the user's own.
    varied
        Paths of the settings that are looked at, or HIDDEN.
    specs
        One a run.
    """

    ready: str
    varied: tuple[str, ...]
    specs: tuple[ExperimentSpec, ...]


class Ready(Struct, frozen=True):
    """A comparison that can be made of most experiments.

    Parameters
    ----------
    name, title, text
        In the code, on screen, and what to look at, in one sentence.
    varied
        The settings that it varies.
    changes
        Given a spec, what is changed for each run: mappings of paths to values.
    why_not
        Why it can't be made of a spec and its data; "" where it can.
    """

    name: str
    title: str
    text: str
    varied: tuple[str, ...]
    changes: Callable[[ExperimentSpec], Sequence[dict[str, Any]]]
    why_not: Callable[[ExperimentSpec, DataFacts], str]


def made(ready: Ready, spec: ExperimentSpec) -> Comparison:
    """Return a ready-made comparison on an experiment.

    Raises
    ------
    SpecError
        Where the experiment can't be changed so.
    """
    return Comparison(ready.name, ready.varied, tuple(varied(spec, ready.changes(spec))))


def can_vary(name: str) -> bool:
    """Whether twins may differ in a setting: they share data, batches and their order."""
    return not name.startswith("data.") and name not in SAME_IN_ALL


def paths_of(spec: ExperimentSpec, name: str) -> tuple[str, ...]:
    """Return the paths that a varied setting stands for in `spec`."""
    if name != HIDDEN:
        return (name,)
    hidden = range(1, len(spec.network.layers))
    return tuple(f"network.layers.{number}.activation" for number in hidden)


def with_next_seed(comparison: Comparison) -> Comparison:
    """Return the comparison from other weights: those of the next seed in every run."""
    specs = tuple(changed(spec, "network.seed", spec.network.seed + 1) for spec in comparison.specs)
    return Comparison(comparison.ready, comparison.varied, specs)


def _hidden(*names: str) -> Callable[[ExperimentSpec], Sequence[dict[str, Any]]]:
    return lambda spec: [dict.fromkeys(paths_of(spec, HIDDEN), name) for name in names]


def _setting(path: str, *values: Any) -> Callable[[ExperimentSpec], Sequence[dict[str, Any]]]:
    return lambda _: [{path: value} for value in values]


def _starts(spec: ExperimentSpec) -> Sequence[dict[str, Any]]:
    """One way to begin for all layers: those with a way of their own follow."""
    own = [n for n, layer in enumerate(spec.network.layers, 1) if layer.initializer]
    follow = {f"network.layers.{number}.initializer": None for number in own}
    ways = ({"name": "xavier"}, {"name": "normal", "sigma": 0.01})
    return [{**follow, "network.initializer": way} for way in ways]


def _rates(spec: ExperimentSpec) -> Sequence[dict[str, Any]]:
    rate = spec.training.optimizer.rate
    other = rate * _FACTOR if rate < 1.0 else rate / _FACTOR
    return [{"training.optimizer.rate": float(f"{one:.6g}")} for one in (rate, other)]


def _costs(spec: ExperimentSpec) -> Sequence[dict[str, Any]]:
    """Both costs on one output layer: a sigmoid unit, or a softmax where there are several."""
    number = len(spec.network.layers)
    one = spec.network.layers[-1].units == 1
    kind, entropy = ("sigmoid", "binary") if one else ("softmax", "softmax")
    output = {
        "training.cost": "half_mse", f"network.layers.{number}.activation": kind
    }  # fmt: skip
    return [output, {**output, "training.cost": f"{entropy}_cross_entropy"}]


def _always(_spec: ExperimentSpec, _facts: DataFacts) -> str:
    return ""


def _needs_hidden(spec: ExperimentSpec, _facts: DataFacts) -> str:
    deep = len(spec.network.layers) > 1
    return "" if deep else "This network has no hidden layer."


def _needs_classes(_spec: ExperimentSpec, facts: DataFacts) -> str:
    return "" if facts.classes else f"For classes, and {facts.name} has values to be met."


READY: dict[str, Ready] = {
    one.name: one
    for one in (
        Ready(
            "activations", "sigmoid and ReLU",
            "All hidden layers: f′ of a sigmoid is at most 0.25, and every layer multiplies by it"
            " again. Look at the gradient of the first layer.",
            (HIDDEN,), _hidden("sigmoid", "relu"), _needs_hidden,
        ),
        Ready(
            "costs", "squared error and cross-entropy",
            "With the squared error a confident mistake is shut by f′ at the output; with"
            " cross-entropy that f′ cancels. Compare the accuracy: these costs have no common"
            " scale.",
            ("training.cost",), _costs, _needs_classes,
        ),
        Ready(
            "starts", "Xavier and σ = 0.01",
            "Weights that begin too small give signals and errors that fade from layer to layer.",
            ("network.initializer",),
            _starts,
            _always,
        ),
        Ready(
            "rates", "two rates",
            "The same way down with steps ten times as long: faster, or over the edge.",
            ("training.optimizer.rate",), _rates, _always,
        ),
        Ready(
            "optimizers", "gradient descent and Adam",
            "Adam gives every weight a rate of its own: small gradients move weights as well.",
            ("training.optimizer",), _setting("training.optimizer", "gradient_descent", "adam"),
            _always,
        ),
        Ready(
            "rules", "backpropagation and random feedback",
            "Errors that come back through frozen random weights still teach, if less well.",
            ("training.backward",),
            _setting("training.backward", "backprop", "feedback_alignment"), _always,
        ),
        Ready(
            "all_ones", "backpropagation and all f′ = 1",
            "What f′ is for: without it a shut unit is changed as much as an open one.",
            ("training.backward",), _setting("training.backward", "backprop", "all_ones"), _always,
        ),
    )
}  # fmt: skip
