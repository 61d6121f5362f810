"""f' by differences beside the exact one, and how wrong it is for every step h.

Too long a step cuts the corner: the error grows as h for the forward difference and as h^2 for
the central one. Too short a step rounds: f is known to 16 digits only, their last one is divided
by h, and noise is what is left. On log-log axes the two sides of the V have those slopes.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.differences import DIFFERENCES, ErrorCurve, error_curve, largest_error
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.activation_choice import LEAST_H, MOST_H, USUAL_TAU, ActivationChoice, shape_of
from nnviz.scenes.activation_curves import values
from nnviz.scenes.lab_plot import (
    SOLID,
    STRONG,
    THIN,
    USUAL,
    Curve,
    Dash,
    Dot,
    EndName,
    LabPlot,
    Moving,
    clipped,
)
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.ticks import linear_axis, log_axis, round_range

POINTS = 1000  # of z, on which differences are taken; as many are drawn
REACH = 10.0  # the error against h is looked at for z from -REACH to REACH
LOWEST = -12.0  # power of ten below which an error counts as none on the log-log plot
_ROUNDING_AT, _FORWARD_AT = (-13.6, -0.4), (-1.9, -2.6)  # in the free space above the V
_SEEN = 0.02  # of the height of a picture: what is nearer cannot be told apart
CENTRAL_DASH: Dash = (5.0, 2.0)


class DifferencePlots(Struct, frozen=True, eq=False):
    """Two pictures and what they say.

    Parameters
    ----------
    over_z
        f' by differences and exactly (or the error alone) over z.
    over_h
        The largest error against h; h and error are powers of ten.
    marks
        In `over_h`: the present h.
    sentence
        How wrong they are at this h, and where they would be at their best.
    """

    over_z: LabPlot
    over_h: LabPlot
    marks: tuple[Moving, ...]
    sentence: str


def difference_ink(name: str, theme: Theme) -> Colour:
    """Return the colour of a difference."""
    return {"forward": theme.falling, "central": theme.rising}[name]


def difference_plots(choice: ActivationChoice, theme: Theme) -> DifferencePlots:
    """Return the pictures for a choice."""
    return DifferencePlots(
        _over_z(_without_cursor(choice), theme),
        _over_h(choice.chosen, choice.differences, theme),
        _marks(choice, theme),
        _sentence(choice),
    )


def _without_cursor(choice: ActivationChoice) -> ActivationChoice:
    """Return the choice in so far as the differences depend on it: one for all cursors."""
    return replace(choice, z=0.0, shown=(choice.chosen,), orders=(0,), tau=USUAL_TAU)


@lru_cache(maxsize=64)
def error_of(name: str, how: str) -> ErrorCurve:
    """Return the largest error of a difference for an activation, against h."""
    shape = shape_of(name)
    points = np.linspace(-REACH, REACH, POINTS)
    return error_curve(DIFFERENCES[how], shape.f, shape.df, points)


@lru_cache(maxsize=512)
def _error_at(name: str, how: str, h: float) -> float:
    shape = shape_of(name)
    points = np.linspace(-REACH, REACH, POINTS)
    return largest_error(DIFFERENCES[how], shape.f, shape.df, points, h)


@lru_cache(maxsize=4)
def _over_z(choice: ActivationChoice, theme: Theme) -> LabPlot:
    limit, shape = choice.limit, shape_of(choice.chosen)
    z = np.linspace(-limit, limit, POINTS)
    exact = shape.df(z)
    made = {
        how: DIFFERENCES[how].estimate(shape.f, z, np.array(choice.h)) for how in choice.differences
    }
    if choice.error:
        made = {how: estimate - exact for how, estimate in made.items()}
    low, high = _heights(exact, made, error=choice.error)
    curves = [_difference_curve(how, z, clipped(y, low, high), theme) for how, y in made.items()]
    if not choice.error:
        along, slope = values(choice.chosen, 1, limit)
        curves.insert(0, Curve("exact", along[::2], slope[::2], theme.slope, 2 * STRONG))
    what = "differences less the exact f′" if choice.error else "f′ by differences"
    title = f"{what}, {shape.label}, h = {words.number(choice.h, 2)}"
    hidden = not choice.error and _is_hidden(exact, made)
    told = f"{title}: too close to tell, see error only" if hidden else title
    return LabPlot(
        f"{title}, over z",
        linear_axis(-limit, limit, 8, "z"),
        linear_axis(low, high, 5),
        tuple(curves),
        (),
        (Level(0.0, theme.border),),
        tuple(_name(curve, theme) for curve in curves),
        (Note(-limit, high, told, theme.muted, (1, -1)),),
    )


def _is_hidden(exact: Array, made: dict[str, Array]) -> bool:
    """Whether all estimates lie on the exact curve as far as can be seen, but beside it."""
    height = float(np.ptp(exact)) or 1.0
    off = max((float(np.abs(one - exact).max()) for one in made.values()), default=0.0)
    return 0.0 < off < _SEEN * height


def _difference_curve(how: str, z: Array, y: Array, theme: Theme) -> Curve:
    dash = CENTRAL_DASH if how == "central" else SOLID
    width = USUAL if how == "central" else THIN
    return Curve(how, z, y, difference_ink(how, theme), width, dash)


def _name(curve: Curve, theme: Theme) -> EndName:
    colour = theme.slope_text if curve.name == "exact" else curve.colour
    return EndName(curve.name, float(np.median(curve.y[-20:])), colour)


def _heights(exact: Array, made: dict[str, Array], *, error: bool) -> tuple[float, float]:
    """Return the heights shown: round about f', or about all errors."""
    if error:
        largest = max(float(np.abs(y).max()) for y in made.values())
        low, high = round_range(-max(largest, 1e-16), max(largest, 1e-16))
        return low, high + 0.12 * (high - low)
    low, high = round_range(min(0.0, float(exact.min())), max(float(exact.max()), 0.1))
    return low - 0.12 * (high - low), high + 0.25 * (high - low)


@lru_cache(maxsize=16)
def _over_h(name: str, differences: tuple[str, ...], theme: Theme) -> LabPlot:
    found = {how: error_of(name, how) for how in differences}
    logs = {how: _log10(curve.error) for how, curve in found.items()}
    low = min(float(np.nanmin(y, initial=-1.0)) for y in logs.values())
    bottom = float(np.floor(max(low, LOWEST) - 1.0))
    h_axis = log_axis(np.log10(LEAST_H), np.log10(MOST_H), 8, "step h")
    curves, notes = [], []
    for how, curve in found.items():
        dash = CENTRAL_DASH if how == "central" else SOLID
        ink = difference_ink(how, theme)
        curves.append(Curve(how, np.log10(curve.h), logs[how], ink, 2.0, dash))
        notes += _side_notes(how, curve, differences, bottom, theme)
    return LabPlot(
        f"Largest error of the differences of {shape_of(name).label} against h, both logarithmic",
        h_axis,
        log_axis(bottom, 1.0, 6, "largest error"),
        tuple(curves),
        (),
        (),
        tuple(EndName(curve.name, _end(curve.y), curve.colour) for curve in curves),
        tuple(notes),
    )


def _end(y: Array) -> float:
    known = y[np.isfinite(y)]
    return float(known[-1]) if len(known) else 0.0


def _side_notes(
    how: str, curve: ErrorCurve, differences: tuple[str, ...], bottom: float, theme: Theme
) -> list[Note]:
    """Return the words on the sides of a V, where no line is: what errs there, and the slope."""
    ink = difference_ink(how, theme)
    notes = []
    if curve.rounds and how == differences[0]:
        text = f"rounding ~ ε/h, slope {_slope(curve.rounding)}"
        notes.append(Note(*_ROUNDING_AT, text, theme.muted, (1, 0)))
    if curve.cuts and curve.order == 1:
        text = f"cut-off ~ h, slope {_slope(curve.truncation)}"
        notes.append(Note(*_FORWARD_AT, text, ink, (-1, 0)))
    elif curve.cuts:
        text = f"cut-off ~ h², slope {_slope(curve.truncation)}"
        notes.append(Note(0.0, bottom, text, ink, (-1, 1)))
    elif how == differences[0] and np.isfinite(curve.rounding):
        notes.append(Note(*_FORWARD_AT, "no slope at the kink", theme.muted, (-1, 0)))
    return notes


def _slope(found: float) -> str:
    return words.number(found, 2 if abs(found) < 10 else 3)


def _log10(values: Array) -> Array:
    return np.log10(values, out=np.full_like(values, np.nan), where=values > 0.0)


def _marks(choice: ActivationChoice, theme: Theme) -> tuple[Moving, ...]:
    at = float(np.log10(choice.h))
    marks: list[Moving] = [Level(at, theme.accent, upright=True)]
    for how in choice.differences:
        error = _error_at(choice.chosen, how, choice.h)
        if error > 0.0:
            marks.append(Dot(at, float(np.log10(error)), difference_ink(how, theme)))
    return tuple(marks)


def _sentence(choice: ActivationChoice) -> str:
    told = []
    for how in choice.differences:
        error = _error_at(choice.chosen, how, choice.h)
        best_h, least = error_of(choice.chosen, how).best
        told.append(
            f"{words.sentence(how)}: wrong by up to {words.number(error, 2)} at this h; at its best"
            f" ({words.number(best_h, 2)}) by {words.number(least, 2)}."
        )
    return " ".join(told)
