"""The still part of a plot: its ground, the grid, the axes with their numbers and names.

Where everything stands is decided once for a size and a pair of axes; the ground with all that is
written on it is kept as a picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.plane import Plane
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import Axis, Tick

TICK = 4.0  # pixels, into the curves' area
NUMBER_GAP = 6.0  # pixels from the axis to its numbers, with the tick itself
SHORT_NAME = 5  # letters: so short a name of the x axis stands left of its numbers
FARTHEST_OUT = 15.0  # pixels that a number may reach beyond its axis


class Wish(Struct, frozen=True):
    """What of the room is asked for: pixels kept free at the sides, sides of one length."""

    left: float = 0.0
    right: float = 0.0
    square: bool = False


class Ground(Plane, frozen=True, eq=False):
    """Where everything stands: the plane of the curves, and what is around it.

    Parameters
    ----------
    x_ticks, y_ticks
        Those of their ticks that have room.
    wide, corner
        Pixels that numbers and name of the y axis take, and the first number of the x axis left
        of the curves.
    grid
        A line across at every number of the y axis.
    axes
        The two axes with their ticks.
    """

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    wide: float
    corner: float
    grid: list[QLineF]
    axes: list[QLineF]


def _lines(
    area: QRectF, heights: Sequence[float], places: Sequence[float]
) -> tuple[list[QLineF], list[QLineF]]:
    """Return grid and axes for ticks at such heights and places, in pixels."""
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    upright = QLineF(left - 1, top - 1, left - 1, bottom + 1)
    level = QLineF(left - 1, bottom + 1, right + 1, bottom + 1)
    ticks = [QLineF(left, y, left + TICK, y) for y in heights]
    ticks += [QLineF(x, bottom, x, bottom - TICK) for x in places]
    return [QLineF(left, y, right, y) for y in heights], [upright, level, *ticks]


def corner_name(x_axis: Axis, y_axis: Axis) -> bool:
    """Whether the x axis has a name so short that it stands left of its numbers."""
    return bool(x_axis.name) and len(x_axis.name) <= SHORT_NAME and not y_axis.name


def laid_out(
    x_axis: Axis, y_axis: Axis, size: tuple[float, float], metrics: QFontMetricsF, wish: Wish
) -> Ground:
    """Return where everything stands in a plot of so many pixels across and down."""
    line, short = metrics.height(), corner_name(x_axis, y_axis)
    # Room that depends on no single number: zooming moves no edge.
    beside, half = widest(y_axis, metrics), widest(x_axis, metrics) / 2
    corner = metrics.horizontalAdvance("000") / 2 + 0.7 * metrics.averageCharWidth()
    named = metrics.horizontalAdvance(x_axis.name) + corner + 2 if short else 0.0
    wide = max(beside + NUMBER_GAP + 2, named, line) + (line if y_axis.name else 0.0)
    wide = max(wide, wish.left)
    deep = line + NUMBER_GAP + (line if x_axis.name and not short else 0.0)
    top, right = float(np.ceil(line / 2)), max(float(np.ceil(half)), wish.right)
    width, height = size[0] - wide - right, size[1] - deep - top
    spare_x = max(0.0, width - height) if wish.square else 0.0
    spare_y = max(0.0, height - width) if wish.square else 0.0
    left = round(wide + spare_x / 2)
    area = QRectF(
        left,
        round(top),
        max(1.0, size[0] - left - round(right + spare_x / 2)),
        max(1.0, size[1] - round(top) - round(deep) - round(spare_y)),
    )
    need = 2 * half + 1.5 * metrics.averageCharWidth()
    x_ticks = _inside(x_axis, thinned(x_axis, width - spare_x, need))
    y_ticks = _inside(y_axis, thinned(y_axis, height - spare_y, line * 1.3))
    made = Ground(area, x_axis, y_axis, x_ticks, y_ticks, wide, corner, [], [])
    heights = [made.y_of(tick.position) for tick in y_ticks]
    places = [made.x_of(tick.position) for tick in x_ticks]
    made.grid[:], made.axes[:] = _lines(area, heights, places)
    return made


def widest(axis: Axis, metrics: QFontMetricsF) -> float:
    """Return how wide the widest number of an axis is."""
    return max((metrics.horizontalAdvance(tick.text) for tick in axis.ticks), default=0.0)


def _inside(axis: Axis, ticks: tuple[Tick, ...]) -> tuple[Tick, ...]:
    room = 1e-9 * axis.span
    return tuple(t for t in ticks if axis.low - room <= t.position <= axis.high + room)


def thinned(axis: Axis, length: float, need: float) -> tuple[Tick, ...]:
    """Return every k-th tick, with the least k at which each has `need` pixels of `length`."""
    ticks = axis.ticks
    if len(ticks) < 2 or length <= 0:
        return ticks
    apart = (ticks[1].position - ticks[0].position) / (axis.span or 1.0) * length
    keep = max(1, int(np.ceil(need / max(apart, 1e-9))))
    zero = next((n for n, tick in enumerate(ticks) if tick.position == 0), 0)
    return ticks[zero % keep :: keep]


def write_ground(painter: QPainter, ground: Ground, font: QFont, theme: Theme) -> None:
    """Write the numbers and the names of both axes."""
    painter.setFont(font)
    painter.setPen(colour(theme.muted))
    metrics, area = QFontMetricsF(font), ground.area
    for tick in ground.y_ticks:
        wide, y = metrics.horizontalAdvance(tick.text), ground.y_of(tick.position)
        box = QRectF(area.left() - NUMBER_GAP - wide - 1, y - 50, wide + 1, 100)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, right, tick.text)
    for tick in ground.x_ticks:
        wide, x = metrics.horizontalAdvance(tick.text), ground.x_of(tick.position)
        if (
            x - wide / 2 >= area.left() - FARTHEST_OUT
            and x + wide / 2 <= area.right() + FARTHEST_OUT
        ):
            box = QRectF(x - wide / 2 - 1, area.bottom() + NUMBER_GAP, wide + 2, 100)
            centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(box, centre, tick.text)
    _write_names(painter, ground, metrics)


def _write_names(painter: QPainter, ground: Ground, metrics: QFontMetricsF) -> None:
    area, line = ground.area, metrics.height()
    x_name, y_name = ground.x_axis.name, ground.y_axis.name
    if corner_name(ground.x_axis, ground.y_axis):
        box = QRectF(0, area.bottom() + 5, area.left() - ground.corner, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, x_name)
    elif x_name:
        box = QRectF(area.left(), area.bottom() + 6 + line, area.width(), line)
        text = metrics.elidedText(x_name, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    if y_name:
        text = metrics.elidedText(y_name, Qt.TextElideMode.ElideRight, area.height())
        painter.save()
        painter.translate(QPointF(area.left() - ground.wide, area.center().y()))
        painter.rotate(-90)
        box = QRectF(-area.height() / 2, 0, area.height(), line)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
