"""Does the backward pass tell the truth? The gradient once more, by central differences.

Each parameter is moved a little up and down and the cost is looked at; nothing of the backward
pass is used. The two agree up to the truncation and the rounding of the difference, unless a
sample crosses a kink (of ReLU, say) on the way, or the layer learns by the delta rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import Parameters, name_of

_CUBE_ROOT_EPS = float(np.finfo(np.float64).eps ** (1.0 / 3.0))
_EPS = float(np.finfo(np.float64).eps)
_SHRINK, _TRIALS = 16.0, 4
_JUMP = 0.005


@dataclass(frozen=True, slots=True)
class Difference:
    """One derivative by a central difference.

    Parameters
    ----------
    value
        (C(w + h) - C(w - h)) / 2h.
    h
        The step taken.
    resolution
        What rounding of C alone may make of it: smaller derivatives can't be told from 0.
    smooth
        False where a sample crosses a kink between w - h and w + h, however small h is.
    """

    value: float
    h: float
    resolution: float
    smooth: bool


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The gradient by the backward pass against the one by differences.

    Parameters
    ----------
    relative_error
        |g - d| / max(|g|, |d|), norms over the parameters compared; 0 where both are 0, and NaN
        where they can't be compared.
    worst
        Name of the parameter that differs most, "W2[1, 0]"; its index in the flat vector, its
        derivative by the backward pass and by the difference, and the h taken for it.
    resolution
        The largest of the compared derivatives' resolutions: below it, rounding decides.
    note
        A sentence where the comparison means nothing (delta rule) or less (kinks); else empty.
    """

    relative_error: float
    worst: str
    index: int
    backward: float
    difference: float
    h: float
    resolution: float
    note: str

    @property
    def resolved(self) -> bool:
        """Whether the derivatives are large enough for a difference to see them."""
        return max(abs(self.backward), abs(self.difference)) > 10.0 * self.resolution


def numeric_gradient(
    network: Network,
    params: Parameters,
    x: Array,
    y: Array,
    h: float | None = None,
    indices: Sequence[int] | None = None,
) -> Parameters:
    """Return dC/dW and dC/db by central differences.

    Parameters
    ----------
    network, params
        What is differentiated, and where; `params` is left as it was.
    x, y
        Inputs, shape (samples, units[0]), and targets, shape (samples, outputs).
    h
        The step; where it is None, one a parameter: eps^(1/3) over the largest value that the
        parameter multiplies, so that no z moves by more than about 6e-6.
    indices
        Places in the flat vector; all where it is None. The others are NaN in the result.
    """
    probe = _Probe(network, params, x, y)
    chosen = range(params.flat.size) if indices is None else indices
    flat = np.full(params.flat.size, np.nan)
    for index in chosen:
        flat[index] = probe.difference(index, h).value
    return Parameters(params.units, flat)


def differences(
    network: Network, params: Parameters, x: Array, y: Array, indices: Iterable[int]
) -> Iterator[Difference]:
    """Yield dC/dw by a central difference at each place of the flat vector, one after the other.

    `params` is copied at once; between two of them other work can be done.
    """
    probe = _Probe(network, params, x, y)
    return (probe.difference(index) for index in indices)


def check_gradient(
    network: Network,
    params: Parameters,
    x: Array,
    y: Array,
    indices: Sequence[int] | None = None,
    gradients: Parameters | None = None,
) -> GradientCheck:
    """Return how well the backward pass agrees with central differences on the batch x, y.

    Parameters
    ----------
    network, params, x, y
        As in `numeric_gradient`.
    indices
        The parameters compared; all where it is None.
    gradients
        What the backward pass gave at `params` on this batch; computed where it is None.
    """
    if gradients is None:
        gradients = network.backward(params, network.forward(params, x), y)
    chosen = list(range(params.flat.size) if indices is None else indices)
    found = list(differences(network, params, x, y, chosen))
    by_backward = gradients.flat[chosen]
    by_difference = np.array([one.value for one in found])
    gap = by_backward - by_difference
    at = int(np.argmax(np.abs(gap)))
    note = _note(network, found)
    return GradientCheck(
        relative_error=(
            relative_error(by_backward, by_difference) if _comparable(network) else float("nan")
        ),
        worst=name_of(params.units, chosen[at]),
        index=chosen[at],
        backward=float(by_backward[at]),
        difference=found[at].value,
        h=found[at].h,
        resolution=max(one.resolution for one in found),
        note=note,
    )


def relative_error(one: Array, other: Array) -> float:
    """Return |one - other| / max(|one|, |other|), Euclidean norms; 0 where both are 0."""
    size = max(float(np.linalg.norm(one)), float(np.linalg.norm(other)))
    return float(np.linalg.norm(one - other)) / size if size else 0.0


def _comparable(network: Network) -> bool:
    return all(activation.learns_by_slope for activation in network.activations)


def _note(network: Network, found: Sequence[Difference]) -> str:
    if not _comparable(network):
        return (
            "A threshold unit learns by the delta rule, output − target, which is not the"
            " gradient of the cost: the cost is flat or jumps, and there is nothing to compare."
        )
    if not all(one.smooth for one in found):
        return (
            "A sample lies on a kink, where the cost has one slope to the left and another to"
            " the right: the difference takes their mean, the backward pass one of them."
        )
    return ""


class _Probe:
    """A place in parameter space from which the cost is looked at a little to each side."""

    def __init__(self, network: Network, params: Parameters, x: Array, y: Array) -> None:
        self._network, self._y = network, y
        self._params = params.copy()
        self._above, self._below = (Tape(network.units, len(x)) for _ in range(2))
        for tape in (self._above, self._below):
            tape.a[0][...] = x
        network.run_forward(self._params, self._above, slopes=False)
        largest = [np.abs(full).max(axis=0, initial=1.0) for full in self._above.with_ones]
        self._moves = np.concatenate(
            [
                np.repeat(sizes, units)
                for sizes, units in zip(largest, network.units[1:], strict=True)
            ]
        )
        places = Parameters(params.units)
        for bias in places.b:
            bias.fill(1.0)
        self._is_bias = places.flat == 1.0

    def difference(self, index: int, h: float | None = None) -> Difference:
        """Return dC/dw at `index`; a step that crosses a kink is made shorter, unless given."""
        if h is not None:
            return self._difference(index, h)
        h = _CUBE_ROOT_EPS / float(self._moves[index])
        found = self._difference(index, h)
        for _ in range(_TRIALS):
            if found.smooth:
                break
            h /= _SHRINK
            found = self._difference(index, h)
        return found

    def _difference(self, index: int, h: float) -> Difference:
        here = float(self._params.flat[index])
        h = max(h, float(np.spacing(abs(here))))  # from a weight of 1e12 on, h alone moves nothing
        up, down = here + h, here - h  # as they are after rounding: their distance is exact
        above = self._cost_at(index, up, self._above)
        below = self._cost_at(index, down, self._below)
        self._params.flat[index] = here
        return Difference(
            (above - below) / (up - down),
            0.5 * (up - down),
            2.0 * _EPS * max(abs(above), abs(below)) / (up - down),
            not self._crosses_kink(index, up, down),
        )

    def _cost_at(self, index: int, value: float, tape: Tape) -> float:
        self._params.flat[index] = value
        self._network.run_forward(self._params, tape)
        return self._network.cost(self._params, tape, self._y)

    def _crosses_kink(self, index: int, up: float, down: float) -> bool:
        """Whether some f' or the loss's slope jumps between the two tapes, or |w| has its kink.

        So near to each other, a smooth slope differs by about 1e-5 only.
        """
        if self._network.l1 and up * down <= 0.0 and not self._is_bias[index]:
            return True
        loss = self._network.loss
        pairs = list(zip(self._above.slope, self._below.slope, strict=True))
        if loss.paired is None:
            tapes = (self._above, self._below)
            above, below = (loss.slope(tape.outputs, self._y) for tape in tapes)
            pairs.append((above, below))
        return any(
            bool((np.abs(above - below) > _JUMP * (1.0 + np.abs(above))).any())
            for above, below in pairs
        )
