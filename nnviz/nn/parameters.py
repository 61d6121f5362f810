"""All parameters of a network in one flat vector, with W[l] and b[l] as views of it.

The flat order is W[1], b[1], W[2], b[2], …, row-major. So the block of a layer is one matrix
whose last row is the bias: with a column of ones in the activations, z is a single product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar, overload

import numpy as np

from nnviz.nn.arrays import Array

T = TypeVar("T")


class ByLayer(Sequence[T], Generic[T]):
    """One thing a layer, counted as on screen: [1] is the first layer after the inputs.

    There is no [0], for layer 0, the inputs, has no weights. Iteration runs from layer 1;
    negative indices count from the output layer.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Sequence[T]) -> None:
        self._items = tuple(items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    @overload
    def __getitem__(self, layer: int) -> T: ...
    @overload
    def __getitem__(self, layer: slice) -> Sequence[T]: ...
    def __getitem__(self, layer: int | slice) -> T | Sequence[T]:
        if isinstance(layer, slice):
            raise TypeError("layers are taken one by one, or all by iteration")
        if layer == 0 or abs(layer) > len(self._items):
            raise IndexError(
                f"there is no layer {layer}: layers count from 1 to {len(self._items)}"
                " (layer 0, the inputs, has no weights)"
            )
        return self._items[layer - 1 if layer > 0 else layer]

    def __repr__(self) -> str:
        return f"ByLayer({list(self._items)!r})"


def parameter_count(units: Sequence[int]) -> int:
    """Return how many weights and biases a network of `units` (inputs first) has."""
    return sum((n + 1) * m for n, m in pairwise(units))


class Parameters:
    """Views of one flat vector: `W[l]`, `b[l]`, and both in one as `block[l]`.

    Parameters
    ----------
    units
        Units of every layer, the inputs first.
    flat
        float64, shape (parameter_count(units),); zeros where it is not given. It is not
        copied: who changes it changes the views.

    Attributes
    ----------
    flat : Array
        The vector itself.
    W : ByLayer of Array
        `W[l][i, j]` joins unit i of layer l-1 to unit j of layer l; shape
        (units[l-1], units[l]).
    b : ByLayer of Array
        Shape (units[l],).
    block : ByLayer of Array
        W[l] with b[l] as its last row, shape (units[l-1] + 1, units[l]).
    """

    __slots__ = ("W", "b", "block", "flat", "units")

    def __init__(self, units: Sequence[int], flat: Array | None = None) -> None:
        self.units = tuple(units)
        count = parameter_count(self.units)
        self.flat = np.zeros(count) if flat is None else flat
        if self.flat.shape != (count,):
            raise ValueError(
                f"the parameters of a network {'-'.join(map(str, self.units))} are {count}"
                f" numbers in one vector, not an array of shape {self.flat.shape}"
            )
        blocks, start = [], 0
        for n, m in pairwise(self.units):
            stop = start + (n + 1) * m
            blocks.append(self.flat[start:stop].reshape(n + 1, m))
            start = stop
        self.block: ByLayer[Array] = ByLayer(blocks)
        self.W: ByLayer[Array] = ByLayer([block[:-1] for block in blocks])
        self.b: ByLayer[Array] = ByLayer([block[-1] for block in blocks])

    def copy(self) -> Parameters:
        """Return the same parameters in memory of their own."""
        return Parameters(self.units, self.flat.copy())


def name_of(units: Sequence[int], index: int) -> str:
    """Return the name of the parameter at `index` of the flat vector: "W2[3, 1]" or "b2[1]"."""
    for layer, (n, m) in enumerate(pairwise(units), start=1):
        if index < (n + 1) * m:
            row, column = divmod(index, m)
            return f"b{layer}[{column}]" if row == n else f"W{layer}[{row}, {column}]"
        index -= (n + 1) * m
    raise IndexError("the network has fewer parameters than that")


def index_of(units: Sequence[int], layer: int, row: int, column: int) -> int:
    """Return the flat index of W[layer][row, column]; `row` = units[layer-1] is the bias."""
    before = sum((units[k] + 1) * units[k + 1] for k in range(layer - 1))
    return before + row * units[layer] + column
