"""What mouse and arrow keys do in the descent lab: a start, a zoom, a curve, data points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt

from nnviz.gui.labs.descent_cards import DataCard, PictureCard
from nnviz.gui.labs.descent_panel import DescentPanel
from nnviz.scenes.descent import reading, region_of, zoomed
from nnviz.scenes.descent_chart import Line
from nnviz.scenes.descent_choice import (
    DRAWN,
    DrawnChoice,
    FunctionChoice,
    PointsChoice,
    data_points,
    read_point,
)
from nnviz.scenes.descent_data import point_at
from nnviz.scenes.descent_state import Descent, from_start, under_hand, with_choice
from nnviz.scenes.palette import Theme

KEY_STEP = 0.01  # of the picture: how far an arrow key moves the start


class Changed(Protocol):
    """What is changed by hand."""

    state: Descent

    def change(self, state: Descent) -> None:
        """Take another state."""

    def finish(self) -> None:
        """Walk what a drag has left to be walked."""

    def touch(self) -> None:
        """Draw soon."""

    def setFocus(self, reason: Qt.FocusReason) -> None:
        """Take the keys."""


class DescentHand(QObject):
    """Obeys what is done in the picture and in the data.

    Parameters
    ----------
    lab
        What is changed.
    panel
        Where a drawing is refused.
    picture, data
        Where the mouse is.
    """

    def __init__(
        self, lab: Changed, panel: DescentPanel, picture: PictureCard, data: DataCard
    ) -> None:
        super().__init__(picture)
        self._lab, self._panel, self._picture, self._data = lab, panel, picture, data
        self._stroke: list[tuple[float, float]] = []
        chart = picture.chart
        chart.pressed.connect(self._press)
        chart.dragged.connect(self._drag)
        chart.released.connect(self._release)
        chart.turned.connect(self._zoom)
        chart.moved.connect(self._move_start)
        chart.pointed.connect(self._point)
        picture.whole.clicked.connect(self._show_whole)
        data.chart.pressed.connect(self._press_data)
        data.pointTyped.connect(self._add_typed)

    def stroke_line(self, theme: Theme) -> Line | None:
        """Return the curve that is being drawn, or None."""
        if not self._stroke:
            return None
        x, y = np.array(self._stroke).T
        return Line(x, y, theme.accent, 2.5)

    def let_go(self) -> None:
        """Forget what is being drawn."""
        self._stroke = []

    @property
    def drawing(self) -> bool:
        """Whether the mouse draws a curve."""
        return self._lab.state.choice.name == DRAWN and self._picture.draw.isChecked()

    def _press(self, x: float, y: float) -> None:
        self._lab.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.drawing:
            self._stroke = [(x, y)]
            self._lab.touch()
        else:
            self._begin_at(x, y)

    def _drag(self, x: float, y: float) -> None:
        if self._stroke:
            self._stroke.append((x, y))
            self._lab.touch()
        elif not self.drawing:
            self._begin_at(x, y)

    def _release(self) -> None:
        if self._stroke:
            points, self._stroke = tuple(self._stroke), []
            self._try(DrawnChoice(points))
        else:
            self._lab.finish()

    def _try(self, choice: FunctionChoice) -> None:
        """Take another choice of the same kind, or say why that can't be."""
        try:
            state = with_choice(self._lab.state, choice)
        except ValueError as error:
            self._panel.refuse("function", str(error), self._lab.state)
            self._lab.touch()
            return
        self._panel.refuse("function", "", state)
        self._picture.draw.show_checked(False)
        self._lab.change(state)

    def _begin_at(self, x: float, y: float) -> None:
        start = (x, y)[: self._lab.state.function.size]
        axes = self._picture.chart.plane.x_axis, self._picture.chart.plane.y_axis
        rounded = tuple(
            round_to(value, axis.span / 500.0) for value, axis in zip(start, axes, strict=False)
        )
        self._lab.change(under_hand(self._lab.state, rounded))

    def _move_start(self, across: int, down: int) -> None:
        region = region_of(self._lab.state, self._picture.chart.aspect)
        start = list(self._lab.state.race.start)
        for place, steps in enumerate((across, -down)[: len(start)]):
            low, high = region[place]
            start[place] = round_to(
                start[place] + steps * KEY_STEP * (high - low), KEY_STEP * (high - low) / 10.0
            )
        self._lab.change(from_start(self._lab.state, tuple(start)))

    def _zoom(self, x: float, y: float, notches: float) -> None:
        region = self._lab.state.region or self._lab.state.function.domain
        self._lab.change(replace(self._lab.state, region=zoomed(region, (x, y), notches)))

    def _show_whole(self) -> None:
        self._lab.change(replace(self._lab.state, region=None))

    def _point(self, place: tuple[float, float] | None) -> None:
        told = "" if place is None or self.drawing else reading(self._lab.state, *place)
        self._picture.caption.set_reading(told)

    # Data

    def _press_data(self, x: float, y: float) -> None:
        picture = self._data.chart.picture
        if picture is None:
            return
        at = point_at(self._lab.state, picture, x, y)
        own = PointsChoice(data_points(self._lab.state.function))
        spans = picture.chart.x_axis.span, picture.chart.y_axis.span
        place = round_to(x, spans[0] / 500.0), round_to(y, spans[1] / 500.0)
        self._take_points(lambda: own.with_point(*place) if at is None else own.without(at))

    def _add_typed(self, text: str) -> None:
        own = PointsChoice(data_points(self._lab.state.function))
        self._take_points(lambda: own.with_point(*read_point(text)))

    def _take_points(self, make: Callable[[], PointsChoice]) -> None:
        try:
            state = with_choice(self._lab.state, make())
        except ValueError as error:
            self._data.refuse(str(error))
            return
        self._data.refuse("")
        self._lab.change(state)


def round_to(value: float, step: float) -> float:
    """Return a number with no more decimals than a step of that size needs."""
    places = max(0, -int(np.floor(np.log10(step)))) if step > 0 else 0
    return round(value, places)
