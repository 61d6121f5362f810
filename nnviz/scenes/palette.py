"""The colours of every picture: one theme for light, one for dark.

Negative is orange and positive blue, for weights and outputs; gradients have a pair of their own,
purple and green; amber is for everything about f'. All pairs are told apart by people with the
common kinds of colour-blindness, and no picture tells anything by colour alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.nn.arrays import Array

Colour: TypeAlias = str  # "#rrggbb"
Image: TypeAlias = NDArray[np.uint8]  # (..., 3), red green blue


class Theme(Struct, frozen=True):
    """Every colour that the window and its pictures use, as "#rrggbb".

    Parameters
    ----------
    name
        "light" or "dark".
    ground, panel, field, border
        The window behind the panels, a panel, a control inside it, and thin lines.
    text, muted, faint
        Text; captions; grid lines, empty rings and shaded zones.
    accent, on_accent, accent_soft
        What the user can act on; text on it; its pale form for selected things.
    slope, slope_text
        Amber: curves, rings and factors of f'; and its darker form for words.
    train, test
        The two cost curves.
    good, warn, bad
        The status dot and the verdicts.
    negative, zero, positive
        The scale of weights and outputs.
    falling, rising
        The scale of gradients: negative and positive; its middle is `zero`.
    """

    name: str
    ground: Colour
    panel: Colour
    field: Colour
    border: Colour
    text: Colour
    muted: Colour
    faint: Colour
    accent: Colour
    on_accent: Colour
    accent_soft: Colour
    slope: Colour
    slope_text: Colour
    train: Colour
    test: Colour
    good: Colour
    warn: Colour
    bad: Colour
    negative: Colour
    zero: Colour
    positive: Colour
    falling: Colour
    rising: Colour


LIGHT = Theme(
    name="light",
    ground="#f3f4f6",
    panel="#ffffff",
    field="#f7f8fa",
    border="#dfe2e8",
    text="#1a1f2b",
    muted="#5c6577",
    faint="#e3e6eb",
    accent="#2f6fdf",
    on_accent="#ffffff",
    accent_soft="#e8f0fe",
    slope="#d99a00",
    slope_text="#a35f00",
    train="#2f6fdf",
    test="#c6427d",
    good="#1f8a5b",
    warn="#b86e00",
    bad="#c0392b",
    negative="#e8851c",
    zero="#f2f4f7",
    positive="#1f6fd8",
    falling="#7b3fa0",
    rising="#1f8f55",
)

DARK = Theme(
    name="dark",
    ground="#14171e",
    panel="#1d2129",
    field="#171a21",
    border="#2f3540",
    text="#eceff4",
    muted="#9aa3b2",
    faint="#2c313b",
    accent="#6aa1ff",
    on_accent="#0d1524",
    accent_soft="#22345a",
    slope="#e5b13a",
    slope_text="#efbd4c",
    train="#6aa1ff",
    test="#e0659b",
    good="#4bc48a",
    warn="#f0b04a",
    bad="#ff7b6b",
    negative="#e8851c",
    zero="#2a2e37",
    positive="#2f7be6",
    falling="#9a5fc4",
    rising="#2fa868",
)

THEMES: dict[str, Theme] = {LIGHT.name: LIGHT, DARK.name: DARK}


def rgb(colour: Colour) -> tuple[int, int, int]:
    """Return the red, green and blue (0 to 255) of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=1024)
def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour that has gone the way from `one` to `other` by `share` (0 to 1)."""
    a, b = np.array(rgb(one)), np.array(rgb(other))
    red, green, blue = np.rint(a + (b - a) * min(1.0, max(0.0, share))).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


@lru_cache(maxsize=32)
def scale(low: Colour, middle: Colour, high: Colour) -> Image:
    """Return a table of 256 colours from `low` over `middle` to `high`, shape (256, 3)."""
    ends = np.array([rgb(low), rgb(middle), rgb(high)], dtype=np.float64)
    places = np.linspace(0.0, 2.0, 256)
    columns = [np.interp(places, [0.0, 1.0, 2.0], ends[:, c]) for c in range(3)]
    table = np.rint(np.stack(columns, axis=1)).astype(np.uint8)
    table.flags.writeable = False
    return table


def weight_scale(theme: Theme) -> Image:
    """Return the table for weights, biases and outputs: orange, neutral, blue."""
    return scale(theme.negative, theme.zero, theme.positive)


def gradient_scale(theme: Theme) -> Image:
    """Return the table for gradients and updates: purple, neutral, green."""
    return scale(theme.falling, theme.zero, theme.rising)


def symmetric_limit(values: Array, least: float = 1e-12) -> float:
    """Return the largest finite |value|: the end of a scale that is symmetric about 0."""
    sizes = np.abs(values[np.isfinite(values)])
    return max(least, float(sizes.max())) if sizes.size else least


def table_index(values: Array, limit: float) -> NDArray[np.uint8]:
    """Return each value's place, 0 to 255, in a table that runs from -limit to +limit."""
    with np.errstate(invalid="ignore"):
        places = np.asarray(values * (127.5 / limit) + 127.5)
        places = np.minimum(np.maximum(places, 0.0), 255.0)
        if np.isnan(places.sum()):
            places = np.nan_to_num(places, nan=127.5)
    return places.astype(np.uint8)


def colours_of(values: Array, limit: float, table: Image) -> Image:
    """Return the colours of `values` on a scale from -limit to +limit, shape (..., 3)."""
    return table[table_index(values, limit)]
