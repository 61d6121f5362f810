"""From derivative to Hessian: the same question asked of more and more inputs and outputs.

A derivative is one slope, a gradient one slope for each input, a Jacobian one gradient for each
output, and a Hessian the Jacobian of a gradient. What the last one is for shows Newton's parabola.
Every number is computed by the compiler of typed functions, at the place that the user chose.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.experiment.expression import CompiledFunction, compile_function
from nnviz.nn.arrays import Array
from nnviz.optim.sketch import QuadraticModel
from nnviz.optim.words import short
from nnviz.scenes.derivatives_numbers import Numbers
from nnviz.scenes.descent_chart import Arrow, Chart, Dots, Line, Picture, Shape, Word, near
from nnviz.scenes.descent_contours import contour
from nnviz.scenes.jacobian_picture import jacobian_picture
from nnviz.scenes.palette import Theme, mix
from nnviz.scenes.ticks import linear_axis

SLOPE = compile_function("x^2 - 4x + 6")
PLANE = compile_function("-x + y^2")
FIELD = tuple(compile_function(text, 3) for text in ("x + 1", "x*y", "x - z"))
VALLEY = compile_function("x^4/4 - x^3/3 - 2x^2 + 3x")
_SPAN = 3.0


class Matrix(Struct, frozen=True):
    """A matrix as it is written: a name, the formulas of its entries, and their numbers."""

    name: str
    formulas: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[str, ...], ...]


class Section(Struct, frozen=True, eq=False):
    """One of the four: its title, what it says before and after its matrix, and its picture.

    Parameters
    ----------
    title, text
        What it is about.
    matrix
        What it computes.
    result
        What the numbers say.
    names
        Of the numbers that change it.
    picture
        Of it.
    """

    title: str
    text: str
    matrix: Matrix
    result: str
    names: tuple[str, ...]
    picture: Picture


def sections(numbers: Numbers, theme: Theme) -> tuple[Section, ...]:
    """Return the page at these numbers."""
    return (
        _derivative(numbers, theme),
        _gradient(numbers, theme),
        _jacobian(numbers, theme),
        _hessian(numbers, theme),
    )


# One input, one output


def _derivative(numbers: Numbers, theme: Theme) -> Section:
    at, there = np.array([numbers.x]), np.array([numbers.x + numbers.h])
    value, beyond = SLOPE.value(at), SLOPE.value(there)
    secant, slope = (beyond - value) / numbers.h, float(SLOPE.gradient(at)[0])
    off = abs(secant - slope)
    return Section(
        "Derivative: one input, one output",
        "f(x) = x² − 4x + 6. How much does f change for a little more x? The secant through two"
        " points says it about; the derivative is what the secant comes to as h goes to 0.",
        Matrix("f′(x)", (("2x − 4",),), ((short(slope),),)),
        f"Secant: (f({short(numbers.x + numbers.h)}) − f({short(numbers.x)})) / {short(numbers.h)}"
        f" = {short(secant)}; slope {short(slope)}; they differ by {short(off)}.",
        ("x", "h"),
        _slope_picture(numbers, slope, secant, theme),
    )


def _slope_picture(numbers: Numbers, slope: float, secant: float, theme: Theme) -> Picture:
    x_axis = linear_axis(min(-3.0, numbers.x - 1.0), max(6.0, numbers.x + 1.0), 6, "x")
    x = np.linspace(x_axis.low, x_axis.high, 200)
    y = SLOPE.values(x[:, None])
    y_axis = linear_axis(float(y.min()) - 6.0, float(y.max()), 5)
    chart = Chart("A secant and the tangent", x_axis, y_axis, (Line(x, y, theme.text, 2.0),))
    value = SLOPE.value(np.array([numbers.x]))
    ends = np.array([x_axis.low, x_axis.high])
    places = np.array([numbers.x, numbers.x + numbers.h])
    return Picture(
        chart,
        (
            Line(ends, near(value + secant * (ends - numbers.x), y_axis), theme.muted, 1.6, True),
            Line(ends, near(value + slope * (ends - numbers.x), y_axis), theme.slope, 2.0),
            Dots(places, near(SLOPE.values(places[:, None]), y_axis), theme.accent, size=0.7),
        ),
    )


# Two inputs, one output


def _gradient(numbers: Numbers, theme: Theme) -> Section:
    at = np.array([numbers.x, numbers.y])
    g = PLANE.gradient(at)
    steep = float(np.linalg.norm(g))
    return Section(
        "Gradient: two inputs, one output",
        "g(x, y) = −x + y². One slope for each input, the other held still. Together they are a"
        " vector that points where g rises most steeply; its length is that slope.",
        Matrix("∇g(x, y)", (("−1",), ("2y",)), tuple((short(float(one)),) for one in g)),
        f"At ({short(numbers.x)}, {short(numbers.y)}) the value is {short(PLANE.value(at))}; the"
        f" steepest way up is ({short(float(g[0]))}, {short(float(g[1]))}), with a slope of"
        f" {short(steep)}. Descent goes the other way.",
        ("x", "y"),
        _gradient_picture(at, g, theme),
    )


def _ends(one: Array, other: Array) -> tuple[float, float, float, float]:
    return float(one[0]), float(one[1]), float(other[0]), float(other[1])


def _gradient_picture(at: Array, g: Array, theme: Theme) -> Picture:
    x_axis = linear_axis(at[0] - _SPAN, at[0] + _SPAN, 6, "x")
    y_axis = linear_axis(at[1] - _SPAN, at[1] + _SPAN, 5, "y")
    x = np.linspace(x_axis.low, x_axis.high, 90)
    y = np.linspace(y_axis.low, y_axis.high, 70)
    values = PLANE.values(np.stack(np.meshgrid(x, y), axis=-1))
    value = PLANE.value(at)
    step = max(1.0, round(float(np.ptp(values)) / 14.0))
    ink = mix(theme.panel, theme.text, 0.4)
    still: list[Shape] = []
    for number in range(-14, 15):
        across, up = contour(x, y, values, value + number * step)
        width = 1.8 if number == 0 else 1.0
        still.append(Line(across, up, ink, width, pairs=True))
    chart = Chart("The gradient on a map", x_axis, y_axis, tuple(still), equal=True, grid=False)
    end = at + 1e-3 * g
    return Picture(
        chart,
        (
            Arrow(*_ends(at, end), theme.slope, 2.6, reach=4.2),
            Dots(at[:1], at[1:], theme.accent, size=0.7),
        ),
    )


# Three inputs, three outputs


def _jacobian(numbers: Numbers, theme: Theme) -> Section:
    at = np.array([numbers.x, numbers.y, numbers.z])
    rows = np.array([part.gradient(at) for part in FIELD])
    step = np.full(3, numbers.side)
    exact = _of(FIELD, at + step) - _of(FIELD, at)
    return Section(
        "Jacobian: three inputs, three outputs",
        "F(x, y, z) = (x + 1, x y, x − z). One gradient for each output, as a row; a column says"
        " what one input does to every output. So a small square of x and y goes to about the"
        " parallelogram of their columns (dashed); exactly, to the solid line.",
        Matrix(
            "J(x, y, z)",
            (("1", "0", "0"), ("y", "x", "0"), ("1", "0", "−1")),
            tuple(tuple(short(float(one)) for one in row) for row in rows),
        ),
        f"{_factor_words(numbers.x)} A step of {short(numbers.side)} in every input changes F by"
        f" {_vector(exact)}; J times the step says {_vector(rows @ step)}.",
        ("x", "y", "z", "side"),
        jacobian_picture(
            lambda steps: _carried(at, steps),
            rows[:2, :2],
            numbers.side,
            (("x", "y"), ("F₁", "F₂")),
            theme,
        ),
    )


def _factor_words(x: float) -> str:
    """Return what becomes of the area, by the determinant of ((1, 0), (y, x)): it is x."""
    if x == 0.0:
        return "The determinant is x = 0: the square is pressed flat, and no way leads back."
    times = "stays the same" if abs(x) == 1.0 else f"becomes {short(abs(x))} times as large"
    over = ", turned over" if x < 0.0 else ""
    return f"The area {times}{over}: the determinant is x = {short(x)}."


def _carried(at: Array, steps: Array) -> Array:
    """Return what the first two outputs change by where x and y change, and z is held still."""
    places = at + np.column_stack([steps, np.zeros(len(steps))])
    return np.column_stack([part.values(places) - part.value(at) for part in FIELD[:2]])


def _of(parts: tuple[CompiledFunction, ...], at: Array) -> Array:
    return np.array([part.value(at) for part in parts])


def _vector(numbers: Array) -> str:
    return f"({', '.join(short(float(round(one, 12))) for one in numbers)})"


# The Jacobian of a gradient


def _hessian(numbers: Numbers, theme: Theme) -> Section:
    at = np.array([numbers.x, numbers.y])
    hessian = PLANE.hessian(at)
    start = np.array([numbers.at])
    value, slope = VALLEY.value(start), float(VALLEY.gradient(start)[0])
    bend = float(VALLEY.hessian(start)[0, 0])
    return Section(
        "Hessian: the Jacobian of a gradient",
        "∇g = (−1, 2y) is itself a function with two outputs; its Jacobian is g's Hessian. With one"
        " input it is f″, and what it is for: value, slope and bend make the parabola that fits the"
        " curve best, and Newton's step goes to its turning point.",
        Matrix(
            "H of g",
            (("0", "0"), ("0", "2")),
            tuple(tuple(short(float(one)) for one in row) for row in hessian),
        ),
        _newton_words(numbers.at, slope, bend),
        ("at",),
        _newton_picture(
            numbers.at, QuadraticModel(start, value, np.array([slope]), np.array([[bend]])), theme
        ),
    )


def _newton_words(at: float, slope: float, bend: float) -> str:
    about = f"On x⁴/4 − x³/3 − 2x² + 3x at {short(at)}: slope {short(slope)}, bend {short(bend)}."
    if bend == 0.0:
        return f"{about} Without a bend there is no turning point to go to."
    to = at - slope / bend
    step = f"Newton's step leads to {short(at)} − ({short(slope)}) / ({short(bend)}) = {short(to)}"
    if bend < 0.0:
        return f"{about} {step}: the parabola's top, uphill, for here the curve bends downwards."
    lower = VALLEY.value(np.array([to])) < VALLEY.value(np.array([at]))
    return f"{about} {step}, {'lower' if lower else 'not lower: it leaps too far'}."


def _newton_picture(at: float, model: QuadraticModel, theme: Theme) -> Picture:
    low, high = min(-3.4, at - 0.5), max(3.4, at + 0.5)
    x = np.linspace(low, high, 240)
    y = VALLEY.values(x[:, None])
    x_axis = linear_axis(low, high, 7, "x")
    bottom, top = float(y.min()), min(float(y.max()), max(8.0, model.value + 4.0))
    y_axis = linear_axis(bottom - 0.3 * (top - bottom), top, 5)
    chart = Chart("Newton's parabola", x_axis, y_axis, (Line(x, near(y, y_axis), theme.text, 2.0),))
    shapes: list[Shape] = [
        Line(x, near(model.values(x[:, None]), y_axis), theme.slope, 2.0, dashed=True),
    ]
    bend = float(model.hessian[0, 0])
    if bend != 0.0:
        to = at - float(model.gradient[0]) / bend
        turn = np.array([to])
        height = float(model.values(turn[:, None])[0])
        there = VALLEY.value(turn)
        shapes += [
            Line(np.array([to, to]), np.array([height, there]), theme.muted, 1.0, True),
            Dots(turn, np.array([height]), theme.slope, size=0.6, hollow=True),
            Dots(turn, np.array([there]), theme.accent, size=0.6, hollow=True),
            Word(to, there, f"x₁ = {short(to, 3)}", theme.accent, (1, 1)),
        ]
    shapes.append(Dots(np.array([at]), np.array([model.value]), theme.accent, size=0.75))
    return Picture(chart, tuple(shapes))
