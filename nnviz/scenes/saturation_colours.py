"""The colours of the saturation map: dark where a unit is shut, brighter the more it is open.

What is below tau has one dark colour of its own, with a step to the rest: shut is told from nearly
shut at a glance.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.scenes.packed import Packed, packed_table
from nnviz.scenes.palette import Colour, rgb

_SHUT: Colour = "#1b1030"
_OPEN: tuple[Colour, ...] = ("#5a3410", "#b87800", "#f0b93a", "#fff3cf")


@lru_cache(maxsize=64)
def shut_table(tau: float) -> Packed:
    """Return the 256 colours of learning abilities from 0 to 1, for a colour bar."""
    return painted_map(np.linspace(0.0, 1.0, 256), tau)


@lru_cache(maxsize=1)
def _table() -> Packed:
    """Return the colour of shut, and 255 of open from hardly to wholly."""
    ends = np.array([rgb(colour) for colour in _OPEN], dtype=np.float64)
    places = np.linspace(0.0, len(_OPEN) - 1.0, 255)
    columns = [np.interp(places, np.arange(len(_OPEN)), ends[:, c]) for c in range(3)]
    rows = np.vstack([[rgb(_SHUT)], np.rint(np.stack(columns, axis=1))])
    return packed_table(rows.astype(np.uint8))


def painted_map(ability: Array, tau: float) -> Packed:
    """Return the colours of learning abilities, of the same shape; the same in every theme."""
    places = np.nan_to_num(np.clip(ability, 0.0, 1.0)) * 254.0 + 1.0
    places[ability < tau] = 0.0
    return _table().take(places.astype(np.uint8))
