"""Experiments worth opening, each with two sentences that say what to look at.

A preset is an ordinary spec. What its sentences claim is tested: who changes a seed or a rate here
will be told whether they still tell the truth.
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.experiment.spec import (
    AnyInitializer,
    ConstantWeights,
    DataSpec,
    ExperimentSpec,
    LayerSpec,
    NetworkSpec,
    SpecError,
    TrainingSpec,
    Uniform,
    Xavier,
)
from nnviz.optim.first_order import Adam, AnyOptimizer, GradientDescent


class Preset(Struct, frozen=True):
    """A named experiment.

    Parameters
    ----------
    name
        On the command line and in Python: lower case, no spaces.
    title
        On screen; also the name of the spec.
    text
        Two sentences: what to look at.
    spec
        The experiment.
    """

    name: str
    title: str
    text: str
    spec: ExperimentSpec


def preset(name: str) -> ExperimentSpec:
    """Return the experiment of the preset called `name`.

    Raises
    ------
    SpecError
        Where there is none; the message names those that there are.
    """
    if name not in PRESETS:
        raise SpecError(f'preset: "{name}" is not known; there are {", ".join(PRESETS)}')
    return PRESETS[name].spec


def _layers(*layers: tuple[int, str]) -> tuple[LayerSpec, ...]:
    return tuple(LayerSpec(units, activation) for units, activation in layers)


def _training(
    cost: str = "half_mse", optimizer: AnyOptimizer | None = None, batch: int = 10
) -> TrainingSpec:
    return TrainingSpec(cost=cost, optimizer=optimizer or GradientDescent(), batch=batch)


def _preset(
    name: str,
    title: str,
    text: str,
    data: DataSpec,
    layers: tuple[LayerSpec, ...],
    training: TrainingSpec | None = None,
    weights: AnyInitializer | None = None,
    bias: float = 0.1,
    seed: int = 0,
) -> Preset:
    network = NetworkSpec(layers, weights or Uniform(), bias, seed)
    spec = ExperimentSpec(
        name=title, data=data, network=network, training=training or TrainingSpec()
    )
    return Preset(name, title, text, spec)


def _stuck(name: str, title: str, text: str, activation: str, cost: str) -> Preset:
    """Return the circle with one unit on x1^2 and x2^2: same data, weights and order for both."""
    return _preset(
        name,
        title,
        text,
        DataSpec(inputs=("x1^2", "x2^2")),
        _layers((1, activation)),
        _training(cost, GradientDescent(0.3), batch=1),
    )


def _deep(name: str, title: str, text: str, activation: str) -> Preset:
    """Return the circle with six layers of 8: same data, weights and order for both."""
    layers = _layers(*[(8, activation)] * 6, (1, "tanh"))
    return _preset(name, title, text, DataSpec(), layers)


def _race(name: str, title: str, text: str, activation: str, cost: str = "half_mse") -> Preset:
    """Return one unit with one input 1, bias 0, weight -10 and target 1 (maths.md, example 6)."""
    return _preset(
        name,
        title,
        text,
        DataSpec(set="point", samples=2, test_share=0.0),
        _layers((1, activation)),
        _training(cost, GradientDescent(1.0), batch=1),
        ConstantWeights(-10.0),
        bias=0.0,
    )


_ALL = (
    _preset(
        "circle",
        "Circle",
        "Two classes, one inside the other. Watch the four first units carve the ring; a unit whose"
        " own ring closes stops learning.",
        DataSpec(),
        _layers((4, "tanh"), (2, "tanh"), (1, "tanh")),
    ),
    _preset(
        "xor",
        "Exclusive or",
        "No single straight line tells opposite quadrants apart. Watch each unit of layer 1 draw a"
        " line of its own, and layer 2 join them to corners.",
        DataSpec(set="xor"),
        _layers((4, "tanh"), (2, "tanh"), (1, "tanh")),
    ),
    _preset(
        "gauss",
        "Two clouds",
        "One tanh unit is enough: its line lies between the clouds within the first epoch. Then its"
        " ring closes, as it should: the unit is right and has little left to learn.",
        DataSpec(set="gauss"),
        _layers((1, "tanh")),
    ),
    _preset(
        "spiral",
        "Spiral",
        "Two arms wound into each other; the sines among the inputs help to unroll them. Watch the"
        " cost rest on a plateau for some 20 epochs, and fall when layer 2 finds the arms.",
        DataSpec(set="spiral", inputs=("x1", "x2", "sin(x1)", "sin(x2)")),
        _layers((8, "tanh"), (8, "tanh"), (1, "tanh")),
    ),
    _preset(
        "plane",
        "Plane",
        "The value rises evenly with x₁ + x₂, so one linear unit meets it exactly. Watch both"
        " weights run to 0.1 and the bias to 0: a linear unit is open at every z.",
        DataSpec(set="plane"),
        _layers((1, "linear")),
    ),
    _preset(
        "iris",
        "Iris",
        "Four measured lengths tell three species of iris apart: real data. Setosa is right after a"
        " few epochs; the errors that stay lie between versicolor and virginica.",
        DataSpec(set="iris", standardise=True, test_share=0.3),
        _layers((8, "tanh"), (3, "softmax")),
        _training("softmax_cross_entropy", GradientDescent(0.1)),
    ),
    _preset(
        "digits",
        "Digits",
        "1,797 handwritten digits of 8 × 8 pixels; within 20 epochs more than 96 % of the test"
        " digits are told right. In the confusion matrix look for pairs that are taken for each"
        " other.",
        DataSpec(set="digits", test_share=0.25),
        _layers((32, "tanh"), (10, "softmax")),
        _training("softmax_cross_entropy", Adam(0.003), batch=32),
        Xavier(),
        bias=0.0,
    ),
    _preset(
        "sine",
        "Sine",
        "Eight tanh units add up to a wave, each bending the curve at its own place. A unit learns"
        " most from the samples near that place, where its z is about 0 and its f' open.",
        DataSpec(set="sine"),
        _layers((8, "tanh"), (1, "linear")),
        _training("half_mse", Adam(0.03)),
    ),
    _stuck(
        "stuck",
        "One unit, three parameters, stuck",
        "One tanh unit could draw this circle, but from these weights it is driven within 100 steps"
        " to where its f' is nearly 0 on every sample, half of them wrong. It stays there: an error"
        " that is multiplied by nothing teaches nothing; new weights may be luckier.",
        "tanh",
        "half_mse",
    ),
    _stuck(
        "stuck_cross_entropy",
        "One unit, three parameters, never stuck",
        "The same data, weights and order as in the stuck twin, with a sigmoid and cross-entropy:"
        " in delta = p − y the f' has cancelled. So a wrong answer is corrected however shut the"
        " unit is, and within 500 steps all samples are right.",
        "sigmoid",
        "binary_cross_entropy",
    ),
    _deep(
        "deep_sigmoid",
        "Six sigmoid layers of 8",
        "Every sigmoid layer passes back at most a quarter of the error: of that at the output less"
        " than a ten-thousandth reaches layer 1. After 100 epochs the cost is still near 0.5; its"
        " twin with tanh is done by then.",
        "sigmoid",
    ),
    _deep(
        "deep_tanh",
        "Six tanh layers of 8",
        "The same weights as in the twin with sigmoid, but the f' of tanh reaches 1: the gradients"
        " of all layers are of like size. The cost falls below 0.02 within 20 epochs.",
        "tanh",
    ),
    _preset(
        "relu_dies",
        "ReLU at rate 3: units die",
        "At rate 3 the first steps throw the weights so far that after ten of them every unit of"
        " layer 2 answers 0 on every sample: dead, and hatched. No error gets back through a dead"
        " layer, so layer 1 stands still as well; reset with rate 0.03, and none dies.",
        DataSpec(),
        _layers((4, "relu"), (4, "relu"), (1, "tanh")),
        _training(optimizer=GradientDescent(3.0)),
        seed=3,
    ),
    _preset(
        "shut_tanh",
        "Weights too large: tanh shut from the start",
        "Weights drawn from ±10 put nearly every z where tanh is flat: at step 0 most of each"
        " histogram lies in the shaded zones. Hardly any error gets back through f', and the cost"
        " stays near 1; with ±0.5 the same network learns the circle.",
        DataSpec(),
        _layers((4, "tanh"), (2, "tanh"), (1, "tanh")),
        weights=Uniform(10.0),
    ),
    _race(
        "race_sigmoid",
        "−10 to +10: sigmoid",
        "A sigmoid unit that answers 0.00005 where 1 is wanted: its f' of 4.5e-5 makes the first"
        " step move the weight by 4.5e-5. The more wrong it is, the slower it learns: after 10,000"
        " steps it still answers less than 0.001.",
        "sigmoid",
    ),
    _race(
        "race_relu",
        "−10 to +10: ReLU",
        "ReLU answers 0 at z = −10, and its slope there is 0 too: the unit is dead from the start."
        " However long it runs, its weight stays −10.",
        "relu",
    ),
    _race(
        "race_leaky",
        "−10 to +10: leaky ReLU",
        "The slope of 0.01 on its shut side lets a hundredth of the error through, so z climbs by"
        " about 0.02 a step and passes 0 within 500 steps. There the slope is 1, and a rate of 1 is"
        " too much: the answer swings about the target until you lower the rate.",
        "leaky_relu",
    ),
    _race(
        "race_cross_entropy",
        "−10 to +10: sigmoid with cross-entropy",
        "The same shut sigmoid, but cross-entropy cancels f': the first step moves the weight by"
        " 0.99995. After six steps the answer is beyond ½, where half squared error would take"
        " more than 10,000.",
        "sigmoid",
        "binary_cross_entropy",
    ),
)

PRESETS: dict[str, Preset] = {one.name: one for one in _ALL}
