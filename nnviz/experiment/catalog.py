"""From a spec to what can be trained: data as the network gets them, the network, the optimiser.

A Problem never changes; a setting changed in mid-run makes a new Problem from the same data.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from msgspec import Struct

from nnviz.experiment import spec as specs
from nnviz.experiment.batches import epoch_order
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.datasets import load
from nnviz.experiment.features import InputTransform, TargetScale, fit_inputs, fit_targets
from nnviz.experiment.rules import check
from nnviz.experiment.spec import ExperimentSpec
from nnviz.experiment.targets import TargetCoding, accuracy, encode
from nnviz.nn import initializers
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array, Indices, frozen
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters

PROBE_SAMPLES = 512
_FEEDBACK_STREAM = 1  # keeps these draws apart from all others of the training seed


class Data(Struct, frozen=True, eq=False):
    """A data set as a network of a certain output layer gets it; arrays read-only.

    Parameters
    ----------
    source
        The raw set.
    transform
        From raw columns to the network's inputs.
    coding
        How class numbers became targets; None for a regression.
    scale
        How values became targets (and back); None for a classification.
    x_train, x_test
        Inputs, shape (samples, features); x_train_ones has a column of ones behind it.
    y_train, y_test
        Targets, shape (samples, outputs).
    """

    source: Dataset
    transform: InputTransform
    coding: TargetCoding | None
    scale: TargetScale | None
    x_train: Array
    x_train_ones: Array
    y_train: Array
    x_test: Array
    y_test: Array


class Problem(Struct, frozen=True, eq=False):
    """Everything that training needs, ready made.

    Parameters
    ----------
    spec
        What it was built from.
    data
        Inputs and targets.
    network
        Layers, loss, regulariser.
    start
        The parameters at step 0, flat.
    """

    spec: ExperimentSpec
    data: Data
    network: Network
    start: Array

    @property
    def largest_product(self) -> int:
        """Multiplications in the largest matrix product of a pass over all samples of a part."""
        samples = max(len(self.data.x_train), len(self.data.x_test))
        return samples * max(n * m for n, m in pairwise(self.network.units))

    @property
    def train_samples(self) -> int:
        """Samples of the training part."""
        return len(self.data.x_train)

    @property
    def batch_size(self) -> int:
        """Samples a step: the spec's batch, at most the training part (0 is all of it)."""
        return min(self.spec.training.batch or self.train_samples, self.train_samples)

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one pass; the last one may have fewer samples."""
        return -(-self.train_samples // self.batch_size)

    @property
    def probe(self) -> Indices:
        """The training samples that saturation is judged on: up to 512, the same all along."""
        return np.arange(min(PROBE_SAMPLES, self.train_samples))

    def order(self, epoch: int) -> Indices:
        """Return the order in which pass number `epoch` takes the training samples."""
        training = self.spec.training
        return epoch_order(training.seed, epoch, self.train_samples, training.shuffle)

    def rate(self, step: int) -> float:
        """Return the rate of the update that leads from `step` to `step` + 1."""
        training = self.spec.training
        return training.optimizer.rate * training.schedule.factor(step)

    def accuracy(self, outputs: Array, targets: Array) -> float:
        """Return the share of samples put in the right class; NaN for a regression."""
        if self.data.coding is None or not len(targets):
            return float("nan")
        return accuracy(outputs, targets, self.data.coding)


def build(
    spec: ExperimentSpec,
    dataset: Dataset | None = None,
    parameters: Array | None = None,
) -> Problem:
    """Return the problem that `spec` describes.

    Parameters
    ----------
    spec
        What to run.
    dataset
        The data; where it is None, those that `spec.data` names are loaded.
    parameters
        The flat parameter vector to start from; drawn by the initialiser where it is None.

    Raises
    ------
    SpecError
        Where parts of the spec do not fit one another or the data; the message says which, and
        how to mend it.
    DataError
        Where the data can't be used.
    """
    specs.checked_names(spec)
    dataset = load(spec.data) if dataset is None else dataset
    check(spec, dataset)
    data = _prepared(spec, dataset)
    network = network_of(spec, data.x_train.shape[1])
    start = initial_parameters(spec, network.units) if parameters is None else parameters
    return Problem(spec, data, network, _checked_start(start, network))


def rebuild(problem: Problem, spec: ExperimentSpec) -> Problem:
    """Return the problem for `spec`, which asks for the same data and units as `problem` has."""
    check(spec, problem.data.source)
    same_targets = spec.network.layers[-1].activation == problem.spec.network.layers[-1].activation
    data = problem.data if same_targets else _prepared(spec, problem.data.source)
    return Problem(spec, data, network_of(spec, problem.network.units[0]), problem.start)


def network_of(spec: ExperimentSpec, inputs: int) -> Network:
    """Return the network of `spec` for so many inputs."""
    layers, training = spec.network.layers, spec.training
    units = (inputs, *(layer.units for layer in layers))
    rule = BACKWARD_RULES[training.backward]
    return Network(
        units,
        tuple(ACTIVATIONS[layer.activation] for layer in layers),
        LOSSES[training.cost],
        training.l1,
        training.l2,
        rule,
        _random_feedback(spec, units) if rule.random else None,
    )


def _random_feedback(spec: ExperimentSpec, units: tuple[int, ...]) -> Parameters:
    """Return the fixed weights of random feedback: as large as Xavier's, with their own seed."""
    rng = np.random.default_rng([spec.training.seed, _FEEDBACK_STREAM])
    feedback = Parameters(units)
    for number in range(1, len(units)):
        feedback.W[number][...] = initializers.xavier(rng, units[number - 1], units[number])
    frozen(feedback.flat)
    return Parameters(units, feedback.flat)


def initial_parameters(spec: ExperimentSpec, units: tuple[int, ...]) -> Array:
    """Return the flat vector that the spec's initialisers draw with its seed."""
    rng = np.random.default_rng(spec.network.seed)
    params = Parameters(units)
    for number, layer in enumerate(spec.network.layers, start=1):
        how = layer.initializer or spec.network.initializer
        params.W[number][...] = _drawn(how, rng, units[number - 1], units[number])
        params.b[number][...] = spec.network.bias
    return params.flat


def _drawn(how: specs.AnyInitializer, rng: np.random.Generator, n: int, m: int) -> Array:
    match how:
        case specs.Zeros():
            return initializers.constant(n, m, 0.0)
        case specs.ConstantWeights(value):
            return initializers.constant(n, m, value)
        case specs.Uniform(bound):
            return initializers.uniform(rng, n, m, bound)
        case specs.Normal(sigma):
            return initializers.normal(rng, n, m, sigma)
        case specs.Lecun():
            return initializers.lecun(rng, n, m)
        case specs.Xavier():
            return initializers.xavier(rng, n, m)
        case specs.He():
            return initializers.he(rng, n, m)


def _checked_start(start: Array, network: Network) -> Array:
    flat = np.array(start, dtype=np.float64)
    if flat.shape != (Parameters(network.units).flat.size,):
        count, shape = Parameters(network.units).flat.size, "-".join(map(str, network.units))
        raise specs.SpecError(
            f"parameters: a network {shape} has {count} weights and biases in one flat vector;"
            f" this array has shape {flat.shape}"
        )
    if not np.isfinite(flat).all():
        raise specs.SpecError("parameters: not every number is finite")
    frozen(flat)
    return flat


def _prepared(spec: ExperimentSpec, dataset: Dataset) -> Data:
    """Return the data as the spec's network gets them: features, scaling, target coding."""
    transform = fit_inputs(dataset, spec.data.inputs, spec.data.standardise)
    last = spec.network.layers[-1]
    coding: TargetCoding | None = None
    scale: TargetScale | None = None
    if dataset.task == "classification":
        y_train, y_test, coding = encode(dataset, last.activation, last.units)
    else:
        scale = fit_targets(dataset, spec.data.standardise_target)
        values = (np.asarray(y, dtype=np.float64) for y in (dataset.y_train, dataset.y_test))
        y_train, y_test = (scale.to_network(y) for y in values)
    x_train = transform(dataset.x_train)
    ones = np.ones((len(x_train), x_train.shape[1] + 1))
    ones[:, :-1] = x_train
    x_test = transform(dataset.x_test)
    for array in (x_train, ones, y_train, x_test, y_test):
        frozen(array)
    return Data(dataset, transform, coding, scale, x_train, ones, y_train, x_test, y_test)
