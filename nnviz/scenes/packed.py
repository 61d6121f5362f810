"""Colour tables as one 32-bit number a colour, the form in which a picture is painted.

A picture is then a single look-up in a table, and goes to the screen without a copy.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.arrays import Array
from nnviz.scenes.palette import (
    Colour,
    Image,
    Theme,
    gradient_scale,
    mix,
    rgb,
    scale,
    table_index,
    weight_scale,
)

Packed: TypeAlias = NDArray[np.uint32]  # 0xAARRGGBB

OPAQUE = 0xFF000000


def packed_colour(colour: Colour, alpha: int = 255) -> int:
    """Return "#rrggbb" with an opacity of 0 to 255 as 0xAARRGGBB."""
    red, green, blue = rgb(colour)
    return alpha << 24 | red << 16 | green << 8 | blue


def packed_table(table: Image) -> Packed:
    """Return a table of colours, shape (n, 3), as opaque packed colours, shape (n,)."""
    wide = table.astype(np.uint32)
    packed = np.asarray(OPAQUE | wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2], np.uint32)
    packed.flags.writeable = False
    return packed


@lru_cache(maxsize=4)
def weight_table(theme: Theme) -> Packed:
    """Return the 256 colours of weights and outputs: orange, neutral, blue."""
    return packed_table(weight_scale(theme))


@lru_cache(maxsize=4)
def gradient_table(theme: Theme) -> Packed:
    """Return the 256 colours of gradients and updates: purple, neutral, green."""
    return packed_table(gradient_scale(theme))


@lru_cache(maxsize=4)
def ability_table(theme: Theme) -> Packed:
    """Return the 256 colours of a learning ability from 0 (shut) to 1 (open, amber)."""
    return packed_table(scale(theme.faint, mix(theme.faint, theme.slope, 0.5), theme.slope))


def with_opacity(colours: Packed, opacity: Array | float) -> Packed:
    """Return packed colours with an opacity of 0 to 255: one for all, or one each."""
    alpha = np.asarray(opacity).astype(np.uint32) << 24
    return np.asarray(colours & np.uint32(0x00FFFFFF) | alpha, np.uint32)


def laid_on(ground: int, colours: Packed) -> Packed:
    """Return the opaque colours that packed colours have where they lie on an opaque one."""
    alpha = (colours >> 24) / 255.0
    laid = np.full(colours.shape, OPAQUE, np.uint32)
    for shift in (16, 8, 0):
        below = ground >> shift & 255
        above = (colours >> shift & 255).astype(np.float64)
        laid |= np.rint(below + alpha * (above - below)).astype(np.uint32) << shift
    return laid


def painted(values: Array, limit: float, table: Packed) -> Packed:
    """Return the colours of `values` on a scale from -limit to +limit, of the same shape."""
    return table.take(table_index(values, limit))


def painted_ability(ability: Array, theme: Theme) -> Packed:
    """Return the colours of learning abilities between 0 and 1, of the same shape."""
    places = np.fmin(np.fmax(ability, 0.0), 1.0) * 255.0  # what is no number is 0
    return ability_table(theme).take(places.astype(np.uint8))


def ink_on(colour: int) -> Colour:
    """Return black or white, whichever is read better on a packed colour."""
    red, green, blue = colour >> 16 & 255, colour >> 8 & 255, colour & 255
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > 140.0
    return "#14171e" if bright else "#ffffff"
