"""The one array type of the engine: float64, as the gradient checks need it."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Return `array`, made read-only, so that it may cross a thread by reference."""
    array.flags.writeable = False
    return array


def median(values: Array) -> float:
    """Return the median of some numbers, NaN where one of them is, as `numpy.median` does.

    That one is seven times as slow for few numbers, and at its first call loads what numpy has
    for masked arrays, which a starting window would wait for.
    """
    ordered = np.sort(values)
    if np.isnan(ordered[-1]):
        return float("nan")
    return float(0.5 * (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]))
