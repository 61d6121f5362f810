"""A training loop in plain numpy, as fast as that goes: "the loop". Nothing of nnviz is in it.

All parameters lie in one flat vector and so do the gradients; a layer's block has its biases as
the last row, which meets a column of ones in the activations, so one product does both. Every
buffer stands from the start, every result goes into one (`out=`), and the samples of an epoch are
shuffled at one go, so that a batch is a view. It computes no cost: to learn, none is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Activate: TypeAlias = Callable[[Array, Array, Array], None]
"""(z, a, slope): write f(z) and f'(z)."""
OutputDelta: TypeAlias = Callable[[Array, Array, Array, Array], None]
"""(a, y, slope, delta): write dC/dz of the output layer."""
Move: TypeAlias = Callable[[Array, Array], None]
"""(point, gradient): make one update in place."""


class _Layer:
    """A layer's views into the flat vectors, and its buffers."""

    def __init__(self, n: int, m: int, batch: int, block: Array, gradient: Array) -> None:
        self.block, self.gradient = block.reshape(n + 1, m), gradient.reshape(n + 1, m)
        self.back = self.block[:n].T
        self.with_ones = np.ones((batch, m + 1))
        self.a, self.below = self.with_ones[:, :m], self.with_ones.T
        self.z, self.delta = np.empty((batch, m)), np.empty((batch, m))
        self.slope = np.ones((batch, m))


class Loop:
    """Trains a dense network.

    Parameters
    ----------
    units
        Units of every layer, the inputs first.
    activations
        One a layer after the inputs.
    output_delta, move
        The cost's derivative and the update.
    x, y
        Inputs and targets, one sample a row.
    batch
        Samples a step; it must divide the number of samples.
    start
        The parameters to begin with: W1, b1, W2, b2, …, flat.
    orders
        Draws the order in which an epoch takes the samples.
    """

    def __init__(
        self,
        units: Sequence[int],
        activations: Sequence[Activate],
        output_delta: OutputDelta,
        move: Move,
        x: Array,
        y: Array,
        batch: int,
        start: Array,
        orders: Callable[[], NDArray[np.int64]],
    ) -> None:
        self.point, self._gradient = start.copy(), np.empty_like(start)
        self._layers = self._make_layers(units, batch)
        self._forward = [
            (layer.block, layer.z, layer.a, layer.slope, layer.with_ones, activate)
            for layer, activate in zip(self._layers, activations, strict=True)
        ]
        pairs = list(pairwise(self._layers))
        self._backward = [
            (under.below, layer.delta, layer.gradient, layer.back, under.delta, under.slope)
            for under, layer in reversed(pairs)
        ]
        self._output_delta, self._move, self._orders = output_delta, move, orders
        self._given = np.hstack([x, np.ones((len(x), 1))]), np.ascontiguousarray(y)
        self._x, self._y = (np.empty_like(part) for part in self._given)
        starts = range(0, len(x), batch)
        self._batches = [
            (self._x[k : k + batch], self._x[k : k + batch].T, self._y[k : k + batch])
            for k in starts
        ]
        self._next = len(self._batches)

    def _make_layers(self, units: Sequence[int], batch: int) -> list[_Layer]:
        layers, place = [], 0
        for n, m in pairwise(units):
            part = slice(place, place + (n + 1) * m)
            layers.append(_Layer(n, m, batch, self.point[part], self._gradient[part]))
            place = part.stop
        return layers

    def run(self, steps: int) -> None:
        """Make so many updates."""
        for _ in range(steps):
            if self._next == len(self._batches):
                self._shuffle()
            self._step(*self._batches[self._next])
            self._next += 1

    def _shuffle(self) -> None:
        order = self._orders()
        np.take(self._given[0], order, axis=0, out=self._x, mode="clip")
        np.take(self._given[1], order, axis=0, out=self._y, mode="clip")
        self._next = 0

    def _step(self, x: Array, x_back: Array, y: Array) -> None:
        dot, multiply = np.dot, np.multiply
        below = x
        for block, z, a, slope, with_ones, activate in self._forward:
            dot(below, block, z)
            activate(z, a, slope)
            below = with_ones
        last, first = self._layers[-1], self._layers[0]
        self._output_delta(last.a, y, last.slope, last.delta)
        for below, delta, gradient, back, before, slope in self._backward:
            dot(below, delta, gradient)
            dot(delta, back, before)
            multiply(before, slope, before)
        dot(x_back, first.delta, first.gradient)
        self._move(self.point, self._gradient)
