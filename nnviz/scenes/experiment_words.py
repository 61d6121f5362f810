"""What every setting is called on screen and what it means, in one sentence.

The tables are complete: a test walks through all settings of a spec and finds each one here.
"""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """A setting's label, and what it means."""

    label: str
    tip: str


SETTINGS: dict[str, Words] = {
    "data.set": Words("Set", "What is learned from: a made set, real data, or your own table."),
    "data.samples": Words("Samples", "How many samples are drawn, for training and test together."),
    "data.noise": Words("Noise", "How much chance there is in the samples: 0 none, 0.5 much."),
    "data.test_share": Words(
        "Test share", "Share of the samples that is not trained on, but only tested with."
    ),
    "data.inputs": Words("Inputs", "What the network is fed with: its layer 0."),
    "data.standardise": Words(
        "Standardise", "Give every input mean 0 and deviation 1: x ← (x − mean) / deviation."
    ),
    "data.standardise_target": Words(
        "Scale target", "Give the values to be met mean 0 and deviation 1 as well."
    ),
    "data.seed": Words("Seed", "Number from which the samples and their split are drawn."),
    "layer.units": Words("units", "How many units the layer has."),
    "layer.activation": Words("activation", "What a unit makes of its z: a = f(z)."),
    "layer.initializer": Words("Weights", "How the weights of this layer begin."),
    "network.initializer": Words(
        "Weights", "How weights begin; a layer may have its own way (click its name)."
    ),
    "initializer.value": Words("Value", "What every weight begins with."),
    "initializer.range": Words("Range ±", "Weights are drawn evenly between −range and +range."),
    "initializer.sigma": Words(
        "Width σ", "Weights are drawn from a normal distribution this wide."
    ),
    "network.bias": Words("Bias", "What every bias begins with."),
    "network.seed": Words("Seed", "Number from which the weights are drawn."),
    "training.cost": Words("Cost", "What training makes small: C, the mean over a batch."),
    "training.backward": Words("Backward", "The rule by which errors come back to the layers."),
    "training.optimizer": Words("Optimiser", "How the gradient g moves the weights w."),
    "optimizer.rate": Words("Rate", "Learning rate η: how far a step goes along the gradient."),
    "optimizer.momentum": Words("Momentum", "Share μ of the last velocity that is kept a step."),
    "optimizer.decay": Words("Memory", "Share ρ of the last mean square that is kept a step."),
    "optimizer.beta1": Words("Beta 1", "Share β₁ of the mean gradient m that is kept a step."),
    "optimizer.beta2": Words("Beta 2", "Share β₂ of the mean square v that is kept a step."),
    "optimizer.epsilon": Words("Epsilon", "Small ε that keeps the division from 0."),
    "training.schedule": Words("Schedule", "How the rate changes with the step."),
    "schedule.every": Words("Every", "After how many steps the rate falls."),
    "schedule.factor_each": Words("Factor", "What the rate is multiplied by each time."),
    "schedule.fall": Words("Fall", "How fast the rate falls, a step."),
    "schedule.steps": Words("Steps", "After how many steps the rate has come down to 0."),
    "training.batch": Words("Batch", "Samples a step learns from; 0 is the whole training set."),
    "training.shuffle": Words("Shuffle", "Take the samples in a new order in every epoch."),
    "training.l1": Words(
        "L1", "Regulariser: adds l1 · Σ|w| to the cost, which drives weights to 0."
    ),
    "training.l2": Words(
        "L2", "Regulariser: adds l2/2 · Σw² to the cost, which keeps weights small."
    ),
    "training.seed": Words("Seed", "Number from which the order of the samples is drawn."),
}

INITIALIZERS: dict[str, Words] = {
    "zeros": Words("zeros", "All weights 0: the units of a layer stay alike for ever."),
    "constant": Words("constant", "All weights the same: the units of a layer stay alike."),
    "uniform": Words("uniform", "Drawn evenly from −range to +range."),
    "normal": Words("normal", "Drawn from a normal distribution: N(0, σ²)."),
    "lecun": Words("LeCun", "Normal, with variance 1 / units before: keeps the size of z."),
    "xavier": Words("Xavier", "Even in ±√(6 / (units before + units after)): for tanh."),
    "he": Words("He", "Normal, with variance 2 / units before: for ReLU."),
}

SCHEDULES: dict[str, Words] = {
    "constant": Words("constant", "The rate never changes: η."),
    "step": Words("step", "η · factor^⌊step / every⌋: it falls in steps."),
    "exponential": Words("exponential", "η · e^(−fall · step)."),
    "1/t": Words("1/t", "η / (1 + fall · step)."),
    "cosine": Words("cosine", "η · (1 + cos(π · step / steps)) / 2, and 0 after that."),
}

RATES = (1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

RESET_NOTE = "resets the run"
RESET_TIP = "A change here begins the run again at step 0, with the same seeds."
NETWORK_TIP = f"{RESET_TIP} Only activations apply at once."
LIVE_NOTE = "applies at once"
LIVE_TIP = "A change here counts from the present step on; only the seed begins the run again."


def words_of(name: str, part: str = "") -> Words:
    """Return the words of the setting with a dotted path such as "training.optimizer.rate".

    Parameters
    ----------
    name
        The path.
    part
        "optimizer", "schedule", "initializer" or "layer" where the setting belongs to one.
    """
    return SETTINGS[f"{part}.{name.rpartition('.')[2]}" if part else name]
