"""All pictures and words of the descent lab at one moment.

Each part is made by a function of its own, so that a frame makes only what is seen; what stands
still (the curve, the map) is made once for a function and a part of its plane.
"""

from __future__ import annotations

import numpy as np

from nnviz.experiment.function import Function
from nnviz.optim.method import MethodState
from nnviz.optim.words import place
from nnviz.scenes import descent_line, descent_map, words
from nnviz.scenes.descent_chart import Chart, Dots, Picture, Shape
from nnviz.scenes.descent_look import Look, look_of
from nnviz.scenes.descent_race import Track
from nnviz.scenes.descent_state import Descent, Region
from nnviz.scenes.descent_trails import name_at, trail
from nnviz.scenes.palette import Theme

ZOOM = 0.8
_NAMED = 5  # more methods than these have no names in the picture: the table tells them


def region_of(descent: Descent, aspect: float) -> Region:
    """Return the part of the plane that is shown in a place of width over height = `aspect`."""
    region = descent.region or descent.function.domain
    return descent_map.fitted_region(region, aspect) if descent.function.size == 2 else region


def zoomed(region: Region, at: tuple[float, float], notches: float) -> Region:
    """Return a region made smaller about a place, or larger for negative notches."""
    factor = ZOOM**notches
    made = tuple(
        (middle - (middle - low) * factor, middle + (high - middle) * factor)
        for (low, high), middle in zip(region, at, strict=False)
    )
    spans = [high - low for low, high in made]
    return made if all(1e-6 < span < 1e6 for span in spans) else region


def race_picture(descent: Descent, theme: Theme, aspect: float) -> Picture:
    """Return the curve or the map with the ways of all methods and the step to come.

    Parameters
    ----------
    descent, theme
        What is shown, in which colours.
    aspect
        Width over height of the place for it.
    """
    function, region = descent.function, region_of(descent, aspect)
    make = descent_map.map_chart if function.size == 2 else descent_line.line_chart
    chart = make(function, region, theme)
    axes = chart.x_axis, chart.y_axis
    shapes: list[Shape] = []
    chosen = descent.race.track(descent.selected)
    ordered = sorted(descent.race.tracks, key=lambda one: one is chosen)
    if chosen is not None:
        shapes += _under(descent, chosen, chart, theme)
    for track in ordered:
        look = look_of(track.name, theme)
        shapes += trail(track, descent.race.step, axes, look, selected=track is chosen)
    if chosen is not None:
        shapes += _over(descent, chosen, chart, theme)
    if 1 < len(ordered) <= _NAMED:
        named = (
            name_at(one, descent.race.step, axes, one.method.label, look_of(one.name, theme))
            for one in ordered
        )
        shapes += [word for word in named if word is not None]
    return Picture(chart, tuple(shapes))


def coming(descent: Descent, track: Track) -> tuple[MethodState, MethodState]:
    """Return a track's state, and the next one: walked already, or shown in advance."""
    step = descent.race.step
    now = track.at(step)
    if step + 1 < len(track.states):
        return now, track.states[step + 1]
    return now, track.method.step(descent.function.objective, now)


def _under(descent: Descent, track: Track, chart: Chart, theme: Theme) -> list[Shape]:
    """Return what lies below the ways: the tangent, or the model that is trusted."""
    now, then = coming(descent, track)
    look = look_of(track.name, theme)
    model = then.sketch.model if then is not now else None
    if descent.function.size == 1:
        if model is not None:
            return descent_line.parabola_shapes(model, chart, theme)
        return descent_line.slope_shapes(now, chart, theme)
    shapes = descent_map.simplex_shapes(now, look)
    if model is not None:
        shapes += descent_map.model_shapes(model, chart, theme)
    return shapes


def _over(descent: Descent, track: Track, chart: Chart, theme: Theme) -> list[Shape]:
    """Return what lies above the ways: the gradient, and the step to come."""
    now, then = coming(descent, track)
    look = look_of(track.name, theme)
    if then is now or then.number == now.number:
        return []
    if descent.function.size == 1:
        return [
            *descent_line.tried_shapes(then, descent.function, look),
            *descent_line.next_shapes(now, then, chart, look, theme),
            *_now_again(now, look),
        ]
    return [*descent_map.gradient_shapes(now, theme), *descent_map.next_shapes(now, then, look)]


def _now_again(now: MethodState, look: Look) -> list[Shape]:
    """Return the present place once more, over the arrow that begins there."""
    return [Dots(now.point[:1], np.array([now.value]), look.colour, look.marker, 0.78)]


def caption(descent: Descent) -> str:
    """Return what the picture shows, in a sentence or two."""
    track = descent.race.track(descent.selected)
    if track is None:
        return descent.function.sentence
    now, then = coming(descent, track)
    if now.stop is not None:
        return now.stop.reason
    led = _led_by(now, then, descent.function)
    at = f"{track.method.label} at {place(now.point)}"
    return f"{words.sentence(at)}: {led} leads to {place(then.point)}."


def _led_by(now: MethodState, then: MethodState, function: Function) -> str:
    """Return what the step to come follows, as the picture draws it."""
    one = function.size == 1
    if then.sketch.model is not None:
        return "the dashed parabola" if one else "its quadratic model (dashed)"
    if now.sketch.simplex is not None:
        return "its simplex"
    if then.sketch.tried is not None and now.gradient is None:
        return "a look at the crosses"
    return "the tangent" if one else "the step against the gradient (amber)"


def reading(descent: Descent, x: float, y: float) -> str:
    """Return what f is at a place of the picture."""
    function = descent.function
    at = np.array([x, y][: function.size])
    with np.errstate(all="ignore"):
        value = function.objective.value(at)
        slope = function.objective.gradient(at)
    names = ", ".join(
        f"{name} {words.number(float(one), 4)}"
        for name, one in zip(function.variables, at, strict=True)
    )
    told = "slope" if function.size == 1 else "gradient"
    return f"{names}: f {words.number(value, 5)}, {told} {place(slope)}. A click begins here."
