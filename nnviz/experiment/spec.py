"""The specification of an experiment: data, network, training. JSON both ways, strict.

A spec and its seeds say all about a run: the same spec gives the same run, bit for bit on one
machine. Whether the parts fit one another (a cost and an output layer, say) is told by `rules`.
"""

from __future__ import annotations

import codecs
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from nnviz.experiment.fields import explained
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import AnyOptimizer, GradientDescent
from nnviz.optim.schedules import AnySchedule, Constant

MAX_LAYERS = 12
MAX_UNITS = 1024

Seed = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Factor = Annotated[float, msgspec.Meta(ge=0, le=1e3)]
Size = Annotated[float, msgspec.Meta(ge=0, le=1e6)]

SetName: TypeAlias = Literal[
    "circle", "xor", "gauss", "spiral", "plane", "multi_gauss", "moons", "iris", "wine",
    "breast_cancer", "digits", "diabetes", "sine", "step", "noisy_cubic", "point", "file",
    "arrays",
]  # fmt: skip


class SpecError(ValueError):
    """A specification that can't be run; the message names the field and what is allowed."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen part of a spec that refuses fields it does not know."""


class FileSpec(_Part, frozen=True):
    """The user's own table.

    Parameters
    ----------
    path
        The file; a relative one is taken from where the experiment file lies.
    target
        The column to be learned; the last one where it is empty.
    task
        "classification", "regression", or "auto": classes for text and for few whole numbers.
    test_path
        A file with the test part; where it is empty, `test_share` of the rows is.
    decimal_separator
        "." or ",".
    """

    path: str
    target: str = ""
    task: Literal["auto", "classification", "regression"] = "auto"
    test_path: str = ""
    decimal_separator: Literal[".", ","] = "."


class DataSpec(_Part, frozen=True):
    """What is learned from.

    Parameters
    ----------
    set
        A name of DATASETS, "file" for the user's table, or "arrays" for data from Python.
    samples
        How many samples a made set draws; real data always come whole.
    noise
        0 for none, 0.5 for much; each made set says what it does with it.
    test_share
        Share of the samples kept for the test.
    inputs
        What the network is fed: for sets of two columns any of x1 x2 x1^2 x2^2 x1*x2 sin(x1)
        sin(x2); for others names of columns. The default stands for the set's own columns.
    standardise
        Give every input mean 0 and deviation 1 (fitted on the training part).
    standardise_target
        The same for the values of a regression.
    seed
        Of the draw and the split.
    file
        Where the set is "file": which.
    """

    set: SetName = "circle"
    samples: Annotated[int, msgspec.Meta(ge=2, le=1_000_000)] = 500
    noise: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    test_share: Annotated[float, msgspec.Meta(ge=0, le=0.95)] = 0.5
    inputs: tuple[str, ...] = ("x1", "x2")
    standardise: bool = False
    standardise_target: bool = False
    seed: Seed = 0
    file: FileSpec | None = None


class Zeros(_Part, frozen=True, tag_field="name", tag="zeros"):
    """All weights 0: units of a layer stay alike for ever."""


class ConstantWeights(_Part, frozen=True, tag_field="name", tag="constant"):
    """All weights `value`."""

    value: Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)] = 0.1


class Uniform(_Part, frozen=True, tag_field="name", tag="uniform"):
    """Weights drawn evenly from (-range, range)."""

    range: Size = 0.5


class Normal(_Part, frozen=True, tag_field="name", tag="normal"):
    """Weights drawn from a normal distribution of deviation `sigma`."""

    sigma: Size = 0.01


class Lecun(_Part, frozen=True, tag_field="name", tag="lecun"):
    """Normal, variance 1 / units before (LeCun et al., *Efficient BackProp*, 1998, sec. 4.6)."""


class Xavier(_Part, frozen=True, tag_field="name", tag="xavier"):
    """Uniform, bound sqrt(6 / (units before + units after)) (Glorot and Bengio, 2010, eq. 16)."""


class He(_Part, frozen=True, tag_field="name", tag="he"):
    """Normal, variance 2 / units before (He et al., 2015, eq. 10)."""


AnyInitializer: TypeAlias = Zeros | ConstantWeights | Uniform | Normal | Lecun | Xavier | He


class LayerSpec(_Part, frozen=True):
    """One layer: its units, their activation, and an initialiser of its own if it has one."""

    units: Annotated[int, msgspec.Meta(ge=1, le=MAX_UNITS)]
    activation: str = "tanh"
    initializer: AnyInitializer | None = None


class NetworkSpec(_Part, frozen=True):
    """The layers from the first hidden one to the output, and how their weights begin."""

    layers: Annotated[tuple[LayerSpec, ...], msgspec.Meta(min_length=1, max_length=MAX_LAYERS)] = (
        LayerSpec(4),
        LayerSpec(2),
        LayerSpec(1),
    )
    initializer: AnyInitializer = msgspec.field(default_factory=Uniform)
    bias: Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)] = 0.1
    seed: Seed = 0


class TrainingSpec(_Part, frozen=True):
    """How it learns. `batch` 0 is the whole training set; l1, l2 weigh the regulariser.

    `backward` names the rule by which errors come back; all but "backprop" give something else
    than the gradient.
    """

    cost: str = "half_mse"
    optimizer: AnyOptimizer = msgspec.field(default_factory=GradientDescent)
    schedule: AnySchedule = msgspec.field(default_factory=Constant)
    batch: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 10
    shuffle: bool = True
    l1: Factor = 0.0
    l2: Factor = 0.0
    backward: str = "backprop"
    seed: Seed = 0


class ExperimentSpec(_Part, frozen=True):
    """All that a run depends on."""

    schema: Literal[1] = 1
    name: Annotated[str, msgspec.Meta(max_length=200)] = "Circle"
    data: DataSpec = msgspec.field(default_factory=DataSpec)
    network: NetworkSpec = msgspec.field(default_factory=NetworkSpec)
    training: TrainingSpec = msgspec.field(default_factory=TrainingSpec)

    def to_json(self) -> bytes:
        """Return the spec as indented JSON, UTF-8."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @classmethod
    def from_json(cls, text: bytes | str) -> ExperimentSpec:
        """Return the spec that `text` holds.

        Raises
        ------
        SpecError
            Where the text is not JSON, or a field is unknown, of a wrong type, or out of range:
            the message names the field and what is allowed.
        """
        text = _without_mark(text)
        try:
            spec = msgspec.json.decode(text, type=cls, strict=True)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise SpecError(explained(error, text)) from None
        return checked_names(spec)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> ExperimentSpec:
        """Return the spec that `value`, the JSON's content as a dict, holds (see `from_json`)."""
        try:
            spec = msgspec.convert(value, type=cls, strict=True)
        except msgspec.ValidationError as error:
            raise SpecError(explained(error, value)) from None
        return checked_names(spec)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON's content as a dict of plain values."""
        built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return built


def _without_mark(text: bytes | str) -> bytes | str:
    """Return the text without the byte order mark that some editors put before it."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    return text.removeprefix(codecs.BOM_UTF8)


def checked_names(spec: ExperimentSpec) -> ExperimentSpec:
    """Return `spec`; raise SpecError where it names an activation or cost that there is not."""
    for number, layer in enumerate(spec.network.layers):
        _check_name(layer.activation, ACTIVATIONS, f"network.layers[{number}].activation")
    _check_name(spec.training.cost, LOSSES, "training.cost")
    _check_name(spec.training.backward, BACKWARD_RULES, "training.backward")
    return spec


def _check_name(name: str, table: dict[str, Any], field: str) -> None:
    if name not in table:
        raise SpecError(f'{field}: "{name}" is not known; allowed are {", ".join(table)}')
