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
