"""f, f' and f'' of some activations over z, with the shut zones of the chosen one.

Which derivative a line is, its colour tells (f' is amber, as everywhere); whose it is, its dashes
and its name. The chosen activation is drawn strong, the others quietly.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array, frozen
from nnviz.scenes import words
from nnviz.scenes.activation_choice import ActivationChoice, shape_of
from nnviz.scenes.lab_plot import (
    SOLID,
    STRONG,
    USUAL,
    Curve,
    Dash,
    EndName,
    LabPlot,
    Shade,
    clipped,
)
from nnviz.scenes.palette import Colour, Theme, mix
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.slope_histogram import shut_zones
from nnviz.scenes.ticks import linear_axis, round_range

POINTS = 481
SIGNS = ("f", "f′", "f″")
HEAD_ROOM = 0.08  # of the height above the highest line
QUIET = 0.62  # how far a line that is not chosen has its colour
MOST_BESIDE_BOUNDED = 2.5  # how high unbounded f go where bounded ones are to be seen as well

DASHES: dict[str, Dash] = {
    "sigmoid": SOLID,
    "tanh": (6.0, 2.5),
    "linear": (1.0, 2.0),
    "relu": (3.0, 2.0),
    "leaky_relu": (3.0, 2.0, 1.0, 2.0),
    "elu": (8.0, 2.0, 1.0, 2.0),
    "softplus": (10.0, 3.0),
    "silu": (5.0, 2.0, 1.0, 2.0, 1.0, 2.0),
    "gelu": (2.0, 3.0),
    "threshold": (8.0, 2.0, 3.0, 2.0),
    "softmax": (1.0, 4.0),
}


def ink(order: int, theme: Theme) -> Colour:
    """Return the colour of f, f' or f''."""
    return (theme.text, theme.slope, theme.falling)[order]


def word_ink(order: int, theme: Theme) -> Colour:
    """Return the colour in which words about f, f' or f'' are written."""
    return (theme.text, theme.slope_text, theme.falling)[order]


@lru_cache(maxsize=256)
def values(name: str, order: int, limit: float) -> tuple[Array, Array]:
    """Return z from -limit to limit and f, f' or f'' there; shape (POINTS,) each."""
    shape = shape_of(name)
    z = np.linspace(-limit, limit, POINTS)
    of = (shape.f, shape.df, shape.d2f)[order]
    return frozen(z), frozen(of(z))


@lru_cache(maxsize=8)
def _plots(
    shown: tuple[str, ...],
    chosen: str,
    orders: tuple[int, ...],
    stacked: bool,
    limit: float,
    tau: float,
    theme: Theme,
) -> tuple[LabPlot, ...]:
    together = [(order,) for order in orders] if stacked else [orders]
    zones = _shades(chosen, limit, tau)
    return tuple(
        _plot(shown, chosen, some, limit, zones if place == 0 else _wordless(zones), theme)
        for place, some in enumerate(together)
    )


def activation_plots(choice: ActivationChoice, theme: Theme) -> tuple[LabPlot, ...]:
    """Return one plot for each of f, f' and f'', or one for all; the same objects for the same."""
    return _plots(
        choice.shown,
        choice.chosen,
        choice.orders,
        choice.stacked,
        choice.limit,
        choice.tau,
        theme,
    )


def _plot(
    shown: tuple[str, ...],
    chosen: str,
    orders: tuple[int, ...],
    limit: float,
    shades: tuple[Shade, ...],
    theme: Theme,
) -> LabPlot:
    low, high = _range(shown, orders, limit)
    order_of_drawing = [name for name in shown if name != chosen] + [chosen]
    curves = tuple(
        _curve(name, order, limit, (low, high), theme, strong=name == chosen)
        for name in order_of_drawing
        for order in orders
    )
    return LabPlot(
        f"{', '.join(SIGNS[order] for order in orders)} of {_names(shown)} over z",
        linear_axis(-limit, limit, 8, "z"),
        linear_axis(low, high, 5),
        curves,
        shades,
        (Level(0.0, theme.border, upright=True), Level(0.0, theme.border)),
        tuple(_end_names(curves, orders, chosen, theme)),
        (_title(orders, chosen, (-limit, high), theme),),
    )


def _names(shown: tuple[str, ...]) -> str:
    return ", ".join(ACTIVATIONS[name].label for name in shown)


def _range(shown: tuple[str, ...], orders: tuple[int, ...], limit: float) -> tuple[float, float]:
    """Return the heights shown: of f not more than lets bounded ones be seen beside."""
    bounded = any(np.isfinite(shape_of(name).bounds).all() for name in shown)
    most = MOST_BESIDE_BOUNDED if bounded else limit
    found = [values(name, order, limit)[1] for name in shown for order in orders]
    low = max(-most, min(0.0, *(float(y.min()) for y in found)))
    high = min(most, max(float(y.max()) for y in found))
    low, high = round_range(low, max(high, low + 0.1))
    return low, high + HEAD_ROOM * (high - low)


def _curve(
    name: str,
    order: int,
    limit: float,
    heights: tuple[float, float],
    theme: Theme,
    *,
    strong: bool,
) -> Curve:
    z, y = values(name, order, limit)
    colour = ink(order, theme) if strong else mix(theme.panel, ink(order, theme), QUIET)
    width = STRONG if strong else USUAL
    label = ACTIVATIONS[name].label
    return Curve(label, z, clipped(y, *heights), colour, width, DASHES[name])


def _end_names(
    curves: tuple[Curve, ...], orders: tuple[int, ...], chosen: str, theme: Theme
) -> list[EndName]:
    """Return each line's name where it ends; with the derivative's sign where all share a plot."""
    names = []
    for place, curve in enumerate(curves):
        order = orders[place % len(orders)]
        strong = curve.name == ACTIVATIONS[chosen].label
        text = curve.name if len(orders) == 1 else f"{curve.name} {SIGNS[order]}"
        colour = word_ink(order, theme)
        quiet = mix(theme.panel, colour, 0.8)
        names.append(EndName(text, float(curve.y[-1]), colour if strong else quiet, strong))
    return names


def _title(orders: tuple[int, ...], chosen: str, corner: tuple[float, float], theme: Theme) -> Note:
    """Return what the plot shows, to stand in its upper left corner."""
    told = ", ".join(f"{SIGNS[order]}(z)" for order in orders)
    if orders[0] == 0:
        told += f"    {ACTIVATIONS[chosen].label}: {ACTIVATIONS[chosen].formula}"
    return Note(*corner, told, word_ink(orders[0], theme), (1, -1))


def _shades(chosen: str, limit: float, tau: float) -> tuple[Shade, ...]:
    """Return the ranges of z in which the chosen activation is shut."""
    shape = shape_of(chosen)
    if not shape.learns_by_slope:
        return ()
    why = f"shut: f′ below {words.percent(tau, 0 if tau >= 0.01 else 2)} of its largest"
    return tuple(Shade(a, b, why, "shut") for a, b in shut_zones(shape, limit, tau))


def _wordless(shades: tuple[Shade, ...]) -> tuple[Shade, ...]:
    return tuple(Shade(shade.low, shade.high) for shade in shades)


def value_at(name: str, order: int, z: float) -> float:
    """Return f, f' or f'' at z."""
    shape = shape_of(name)
    of = (shape.f, shape.df, shape.d2f)[order]
    return float(of(np.array([z]))[0])
