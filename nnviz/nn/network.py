"""A network of dense layers: a forward pass leaves a tape, the backward pass completes it.

    z[l] = a[l-1] @ W[l] + b[l]        a[l] = f(z[l])        a[0] = X
    delta[L] = dC/dz[L]                delta[l] = (delta[l+1] @ W[l+1].T) * f'(z[l])
    dC/dW[l] = a[l-1].T @ delta[l]     dC/db[l] = delta[l].sum(0)

(Rumelhart, Hinton and Williams, 1986; Nielsen, *Neural Networks and Deep Learning*, ch. 2, BP1-4.)
The tape holds f'(z) once: the backward pass and everything that is shown read that same array.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array
from nnviz.nn.backward_rules import BACKPROP, BackwardRule
from nnviz.nn.layers import Dense
from nnviz.nn.losses import Loss
from nnviz.nn.parameters import ByLayer, Parameters


class Tape:
    """All that one pass of a batch leaves behind.

    Parameters
    ----------
    units
        Units of every layer, the inputs first.
    samples
        Rows of the batch.

    Attributes
    ----------
    a : tuple of Array
        Activations; a[0] are the inputs, a[l] those of layer l; shape (samples, units[l]).
    z, slope, delta : ByLayer of Array
        Pre-activations, f'(z), and dC/dz, shape (samples, units[l]). `delta` is filled by
        the backward pass.
    error : ByLayer of Array
        dC/da[l], the error that reaches the layer's outputs, before f' is applied.
    with_ones : tuple of Array
        a[l] with a column of ones behind it, shape (samples, units[l] + 1).
    shown, hidden : Array
        The memory behind: with_ones one after the other and then the outputs, flat; and z, slope,
        error, delta, one a row, each layer after layer.
    """

    __slots__ = (
        "a", "delta", "error", "hidden", "samples", "shown", "slope", "units", "with_ones", "z",
    )  # fmt: skip

    def __init__(self, units: Sequence[int], samples: int) -> None:
        self.units, self.samples = tuple(units), samples
        before, last = [n + 1 for n in self.units[:-1]], self.units[-1]
        self.shown = np.ones(samples * (sum(before) + last))
        *with_ones, outputs = _cut(self.shown, samples, [*before, last])
        outputs[...] = 0.0
        self.with_ones = tuple(with_ones)
        self.a = (*(full[:, :-1] for full in self.with_ones), outputs)
        self.hidden = np.zeros((4, samples * sum(self.units[1:])))
        self.z, self.slope, self.error, self.delta = (
            ByLayer(_cut(row, samples, self.units[1:])) for row in self.hidden
        )

    @property
    def outputs(self) -> Array:
        """What the network answers: a of the last layer, shape (samples, outputs)."""
        return self.a[-1]

    def freeze(self) -> Tape:
        """Make every array read-only and return the tape."""
        for group in (self.a, self.with_ones, self.z, self.slope, self.delta, self.error):
            for array in group:
                array.flags.writeable = False
        return self


def _cut(flat: Array, rows: int, widths: Sequence[int]) -> list[Array]:
    """Return views of a flat array, one after the other, of so many columns each."""
    ends = [rows * end for end in itertools.accumulate(widths, initial=0)]
    places = zip(ends[:-1], ends[1:], widths, strict=True)
    return [flat[start:end].reshape(rows, width) for start, end, width in places]


@dataclass(frozen=True, slots=True)
class Network:
    """Layers, a loss, and a regulariser: everything but the parameters.

    Parameters
    ----------
    units
        Units of every layer, the inputs first.
    activations
        One a layer after the inputs.
    loss
        What the outputs are judged by.
    l1, l2
        Weights (not biases) add l1 * sum|w| + l2/2 * sum w^2 to the cost.
    rule
        How errors come back; all but backpropagation give something else than the gradient.
    feedback
        The fixed weights through which errors come back, where the rule wants such.

    Attributes
    ----------
    layers : ByLayer of Dense
        layers[1] is the first one after the inputs.
    """

    units: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss
    l1: float = 0.0
    l2: float = 0.0
    rule: BackwardRule = BACKPROP
    feedback: Parameters | None = None
    layers: ByLayer[Dense] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sizes = zip(self.units[:-1], self.units[1:], self.activations, strict=True)
        object.__setattr__(self, "layers", ByLayer([Dense(n, m, f) for n, m, f in sizes]))

    @property
    def depth(self) -> int:
        """Number of layers after the inputs, L."""
        return len(self.units) - 1

    def forward(
        self, params: Parameters, x: Array, tape: Tape | None = None, *, slopes: bool = True
    ) -> Tape:
        """Return the tape of a forward pass.

        Parameters
        ----------
        params
            Of a network with these units.
        x
            Inputs, shape (samples, units[0]).
        tape
            A tape of these units and samples to write into; a new one where it is None.
        slopes
            Whether f'(z) is wanted; without it the tape is good for outputs only.
        """
        tape = tape or Tape(self.units, len(x))
        tape.a[0][...] = x
        self.run_forward(params, tape, slopes=slopes)
        return tape

    def run_forward(self, params: Parameters, tape: Tape, *, slopes: bool = True) -> None:
        """Fill the tape from the inputs that already stand in it."""
        for number, layer in enumerate(self.layers, start=1):
            layer.forward(
                params.block[number],
                tape.with_ones[number - 1],
                tape.z[number],
                tape.a[number],
                tape.slope[number] if slopes else None,
            )

    def backward(
        self, params: Parameters, tape: Tape, y: Array, gradients: Parameters | None = None
    ) -> Parameters:
        """Return dC/dW and dC/db, and complete the tape with error and delta.

        Parameters
        ----------
        params
            Those of the forward pass.
        tape
            As `forward` left it.
        y
            Targets, shape (samples, outputs).
        gradients
            Where to write; new memory where it is None.
        """
        gradients = gradients or Parameters(self.units)
        self.feed_back(params, tape, y)
        for number, layer in enumerate(self.layers, start=1):
            layer.backward(tape.with_ones[number - 1], tape.delta[number], gradients.block[number])
        self._add_regulariser(params, gradients)
        return gradients

    def feed_back(self, params: Parameters, tape: Tape, y: Array) -> None:
        """Complete the tape with error (dC/da) and delta (dC/dz), from the output backwards."""
        rule = self.rule
        back = self.feedback.W if rule.random and self.feedback is not None else params.W
        passed = tape.delta if rule.local_slope == rule.passed_slope else tape.error
        self._output_delta(tape, y)
        for number in range(self.depth, 1, -1):
            error, delta = tape.error[number - 1], tape.delta[number - 1]
            self.layers[number].error_before(back[number], passed[number], error)
            if rule.local_slope:
                np.multiply(error, tape.slope[number - 1], out=delta)
            else:
                np.copyto(delta, error)

    def _output_delta(self, tape: Tape, y: Array) -> None:
        """Write dC/da and dC/dz of the output layer.

        With a paired loss the derivative cancels and delta = (a - y) / N, whatever the rule;
        softmax else needs its whole Jacobian; a threshold unit learns by the delta rule, as if
        f' were 1.
        """
        activation, loss = self.activations[-1], self.loss
        a, error, delta = tape.outputs, tape.error[-1], tape.delta[-1]
        scale = loss.scale(tape.samples)
        np.multiply(loss.slope(a, y), scale, out=error)
        if loss.paired == activation.name:
            np.multiply(a - y, scale, out=delta)
        elif not (self.rule.local_slope and activation.learns_by_slope):
            np.copyto(delta, error)
        elif not activation.elementwise:
            np.multiply(a, error - (a * error).sum(axis=1, keepdims=True), out=delta)
        else:
            np.multiply(error, tape.slope[-1], out=delta)

    def _add_regulariser(self, params: Parameters, gradients: Parameters) -> None:
        if not (self.l1 or self.l2):
            return
        for W, gradient in zip(params.W, gradients.W, strict=True):
            if self.l2:
                gradient += self.l2 * W
            if self.l1:
                gradient += self.l1 * np.sign(W)

    def penalty(self, params: Parameters) -> float:
        """Return the regulariser's part of the cost: l1 * sum|w| + l2/2 * sum w^2."""
        if not (self.l1 or self.l2):
            return 0.0
        return sum(
            self.l1 * float(np.abs(W).sum()) + 0.5 * self.l2 * float((W * W).sum())
            for W in params.W
        )

    def cost(self, params: Parameters, tape: Tape, y: Array) -> float:
        """Return C of the batch on the tape: the loss, plus the regulariser."""
        return self.loss.value(tape.outputs, tape.z[-1], y) + self.penalty(params)
