"""A layer's pre-activations z as a histogram under the curve of f', with the shut zones shaded.

Where the bars stand in a shaded zone the layer can't learn from those samples. For softmax, whose
outputs depend on each other, z is taken against the others: p = s(z - ln sum of their e^z), so
that its slope p (1 - p) is exactly the sigmoid's at that place.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.nn.activations import SIGMOID, Activation
from nnviz.nn.arrays import Array, frozen
from nnviz.scenes import words
from nnviz.scenes.ticks import Axis, Tick, linear_axis, rounded_up

BINS = 40
CURVE_POINTS = 169
ZONE_POINTS = 4001
LEAST_LIMIT = 4.0
NAME_HEIGHT, NAME_GAP = 0.85, 0.02  # of the curve's name: height, and share of z beside it
MOST_PAIRS = 100_000  # (unit, sample) pairs in a histogram; of larger layers fewer samples
ABILITY = Axis(0.0, 1.05, (Tick(0.0, "0"), Tick(0.5, "0.5"), Tick(1.0, "1")))


class SlopeHistogram(Struct, frozen=True, eq=False):
    """The picture of one layer.

    Parameters
    ----------
    layer
        From 1.
    z_axis, ability_axis
        z, and learning ability (0 to 1), which the bars share: the tallest reaches 1.
    edges, counts
        Of the bars: shape (BINS + 1,) and (BINS,).
    curve
        z and |f'| / sup|f'| along the curve; empty for a threshold, which has no slope.
    zones
        The ranges of z where the layer is shut.
    caption
        What is shown, in words.
    """

    layer: int
    z_axis: Axis
    ability_axis: Axis
    edges: Array
    counts: Array
    curve: tuple[Array, Array]
    zones: tuple[tuple[float, float], ...]
    caption: str

    @property
    def name_place(self) -> tuple[float, float] | None:
        """Where the curve's name stands, right of it; None where there is no curve."""
        z, ability = self.curve
        if not len(z):
            return None
        peak = int(ability.argmax())
        down = np.flatnonzero(ability[peak:] < NAME_HEIGHT)
        place = peak + (int(down[0]) if len(down) else 0)
        return float(z[place]) + NAME_GAP * float(z[-1]), NAME_HEIGHT

    @property
    def heights(self) -> Array:
        """Heights of the bars; the tallest is 1."""
        return np.asarray(self.counts / max(1.0, float(self.counts.max())))

    def read(self, z: float) -> str:
        """Return what stands at `z`: how many pairs, and the learning ability."""
        place = int(np.clip(np.searchsorted(self.edges, z) - 1, 0, len(self.counts) - 1))
        low, high = (words.number(float(e), 3) for e in self.edges[place : place + 2])
        pairs = int(self.counts[place])
        told = f"z {low} to {high}: {words.count(pairs)} {_plural('pair', pairs)}"
        if not len(self.curve[0]):
            return told
        ability = float(np.interp(z, *self.curve))
        return f"{told}; f′ {words.percent(ability, 1)} of its largest"


def slope_histogram(record: StepRecord, layer: int, tau: float, share: float) -> SlopeHistogram:
    """Return the histogram of a layer's z over the probe set.

    Parameters
    ----------
    record
        The current step.
    layer
        From 1.
    tau
        Below this learning ability a pair is shut.
    share
        The share of shut pairs, for the caption.
    """
    activation = record.problem.network.activations[layer - 1]
    z, samples = _values(record, layer, activation)
    limit = _limit(z)
    edges, counts = _counted(z, limit)
    shape = activation if activation.elementwise else SIGMOID
    curve: tuple[Array, Array] = (np.empty(0), np.empty(0))
    zones: tuple[tuple[float, float], ...] = ()
    if shape.learns_by_slope:
        curve, zones = _curve(shape, limit), shut_zones(shape, limit, tau)
    return SlopeHistogram(
        layer,
        linear_axis(-limit, limit, 5, "z" if activation.elementwise else "z against the others"),
        ABILITY,
        edges,
        counts,
        curve,
        zones,
        _caption(record, layer, activation, samples, share),
    )


def _values(record: StepRecord, layer: int, activation: Activation) -> tuple[Array, int]:
    """Return the finite z of the layer as one row, and of how many samples they are."""
    z = record.probe.z[layer]
    stride = 1 + z.size // MOST_PAIRS
    z = z[::stride]
    samples = len(z)
    if not activation.elementwise:
        z = against_others(z)
    flat = z.ravel()
    if not np.isfinite(flat.sum()):
        flat = flat[np.isfinite(flat)]
    return flat, samples


def against_others(z: Array) -> Array:
    """Return z_j - ln sum over the others of e^z_k, shape of z: the log-odds of softmax's p_j."""
    top = z.max(axis=1, keepdims=True)
    e = np.exp(z - top)
    rest = e.sum(axis=1, keepdims=True) - e
    rows, best = np.arange(len(z)), z.argmax(axis=1)
    others = z.copy()
    others[rows, best] = -np.inf
    second = others.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        odds = z - top - np.log(rest)
    # The winner's rest may be too small beside it: it is summed anew from the second on.
    odds[rows, best] = z[rows, best] - second[:, 0] - np.log(np.exp(others - second).sum(axis=1))
    return np.asarray(odds)


def _limit(z: Array) -> float:
    largest = max(float(z.max()), -float(z.min())) if len(z) else 0.0
    return max(LEAST_LIMIT, rounded_up(largest))


def _counted(z: Array, limit: float) -> tuple[Array, Array]:
    """Return edges and counts of BINS bars from -limit to +limit; 0 is an edge."""
    places = ((z + limit) * (BINS / (2.0 * limit))).astype(np.int64)
    np.clip(places, 0, BINS - 1, out=places)
    counts = np.bincount(places, minlength=BINS).astype(np.float64)
    return _edges(limit), counts


@lru_cache(maxsize=32)
def _edges(limit: float) -> Array:
    edges: Array = frozen(np.linspace(-limit, limit, BINS + 1))
    return edges


@lru_cache(maxsize=64)
def _curve(shape: Activation, limit: float) -> tuple[Array, Array]:
    z = np.linspace(-limit, limit, CURVE_POINTS)
    return frozen(z), frozen(shape.ability(shape.df(z)))


@lru_cache(maxsize=256)
def shut_zones(shape: Activation, limit: float, tau: float) -> tuple[tuple[float, float], ...]:
    """Return the ranges of z in which the learning ability is below tau."""
    z = np.linspace(-limit, limit, ZONE_POINTS)
    shut = np.concatenate([[False], shape.ability(shape.df(z)) < tau, [False]])
    turns = np.flatnonzero(shut[1:] != shut[:-1])
    ends = [(z[a], z[b - 1]) for a, b in zip(turns[::2], turns[1::2], strict=True)]
    return tuple((float(a), float(b)) for a, b in ends if b > a)


def _caption(
    record: StepRecord, layer: int, activation: Activation, samples: int, share: float
) -> str:
    units = record.problem.network.units[layer]
    of = "" if samples == record.probe.samples else f" of {words.count(record.probe.samples)}"
    what = (
        f"layer {layer}: {words.count(samples)}{of} {_plural('sample', samples)}"
        f" × {words.count(units)} {_plural('unit', units)}"
    )
    if not activation.learns_by_slope:
        return f"layer {layer}: no slope, it learns by the delta rule"
    return f"{what} under f′; {words.percent(share)} shut"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
