"""The cards of the descent lab: the picture, values, data, standings, what happens, iterates."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.labs.card import Card
from nnviz.gui.labs.map_or_surface import MapOrSurface
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.descent_chart import DescentChart
from nnviz.gui.views.descent_standings import StandingsView
from nnviz.gui.views.descent_story import StoryView
from nnviz.gui.views.descent_table import IteratesTable
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.reading import ReadingLabel
from nnviz.scenes import descent
from nnviz.scenes.descent_chart import Line, Picture
from nnviz.scenes.descent_choice import DRAWN
from nnviz.scenes.descent_data import data_picture
from nnviz.scenes.descent_state import Descent
from nnviz.scenes.descent_story import standings, story
from nnviz.scenes.descent_surface_race import surface_picture
from nnviz.scenes.descent_table import iterates_scene
from nnviz.scenes.descent_values import values_name, values_picture
from nnviz.scenes.palette import Theme

_PICTURE_TIP = (
    "Click or drag: begin there. Wheel: zoom. With the focus, the arrow keys move the start."
)
_DATA_TIP = "Click: add a data point. Click on a point: take it away."


class PictureCard(Card):
    """The curve or the map with the race on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.draw = Chip("draw", "Draw a curve with the mouse, from left to right")
        self.whole = Chip("whole picture", "Go back from the zoom", checkable=False)
        self.chart = DescentChart("The race", _PICTURE_TIP)
        self.chart.take("press", "wheel", "keys")
        self.plane = MapOrSurface(self.chart, "descent_picture")
        super().__init__("Descent", [self.draw, self.whole, *self.plane.chips], parent)
        self.caption = ReadingLabel(lines=2)
        self.inside.addWidget(self.plane, 1)
        self.inside.addWidget(self.caption)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for view in (self.chart, self.plane, self.caption, self.draw, self.whole):
            view.set_theme(theme)

    def show_state(self, shown: Descent, theme: Theme, stroke: Line | None) -> None:
        """Show the race, and a curve that is being drawn."""
        region = descent.region_of(shown, self.chart.aspect)
        flat = shown.function.size == 1
        self.plane.show_picture(
            None if flat else lambda *how: surface_picture(shown, theme, region, *how)
        )
        if not self.plane.shows_surface:
            self._show_chart(shown, theme, stroke)
        self.title.set_text(_title(shown))
        self.caption.set_text(descent.caption(shown))
        self.whole.setVisible(shown.region is not None)
        self.draw.setVisible(shown.choice.name == DRAWN)

    def _show_chart(self, shown: Descent, theme: Theme, stroke: Line | None) -> None:
        picture = descent.race_picture(shown, theme, self.chart.aspect)
        if stroke is not None:
            picture = Picture(picture.chart, (stroke,))
        self.chart.set_picture(picture)


def _title(shown: Descent) -> str:
    name = shown.function.label
    return f"{name[:1].upper()}{name[1:]}"


class ValuesCard(Card):
    """The value against steps, or against evaluations."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.steps = Chip("steps", "Draw the value against the steps")
        self.evaluations = Chip(
            "evaluations", "Draw the value against the evaluations of f, its gradient and Hessian"
        )
        self.log = Chip("log", "Show the value on a logarithmic axis")
        super().__init__("Value", [self.steps, self.evaluations, self.log], parent)
        self.chart = DescentChart("Value against steps", parent=self)
        self.caption = ReadingLabel(lines=1)
        self.inside.addWidget(self.chart, 1)
        self.inside.addWidget(self.caption)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for view in (self.chart, self.caption, self.steps, self.evaluations, self.log):
            view.set_theme(theme)

    def show_state(self, shown: Descent, theme: Theme) -> None:
        """Show the values."""
        self.chart.set_picture(values_picture(shown, theme))
        self.caption.set_text(values_name(shown))
        self.steps.show_checked(not shown.by_evaluations)
        self.evaluations.show_checked(shown.by_evaluations)
        self.log.show_checked(shown.log)


class PointBox(QLineEdit):
    """Where a point is typed; Escape takes the typing back.

    Signals
    -------
    givenUp()
        It is empty again.
    """

    givenUp = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the typing back, or go on with it."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.givenUp.emit()
        else:
            super().keyPressEvent(event)


class DataCard(Card):
    """The data behind a cost; points of one's own can be added and taken away.

    Signals
    -------
    pointTyped(str)
        A point typed as x, y.
    """

    pointTyped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Data", (), parent)
        self.chart = DescentChart("Data", _DATA_TIP, self)
        self.field = PointBox(self)
        self.field.setPlaceholderText("add a point: 1.5, −2")
        self.field.setAccessibleName("Add a data point")
        self.field.setToolTip("A data point as x, y; Enter adds it.")
        self.field.returnPressed.connect(self._tell)
        self.field.givenUp.connect(partial(self.refuse, ""))
        self.note = note(self)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        self.inside.addWidget(self.chart, 1)
        self.inside.addLayout(row)
        self.inside.addWidget(self.note)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.chart.set_theme(theme)
        self.note.setFont(caption_font(self))

    def show_state(self, shown: Descent, theme: Theme) -> None:
        """Show the data, where the function has some; else the card is away."""
        picture = data_picture(shown, theme)
        self.setVisible(picture is not None)
        if picture is not None:
            own = bool(shown.function.name == "line")
            self.chart.take(*(("press",) if own else ()))
            self.field.setVisible(own)
            self.chart.setToolTip(_DATA_TIP if own else picture.chart.name)
            self.chart.set_picture(picture)

    def refuse(self, text: str) -> None:
        """Say why a point can't be; "" when that is over."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.field.setProperty("wrong", bool(text))
        self.field.style().polish(self.field)

    def _tell(self) -> None:
        self.pointTyped.emit(self.field.text())


class RaceCard(Card):
    """How the race stands, and what is happening."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Race", (), parent)
        self.standings, self.story = StandingsView(), StoryView()
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._area = Scrolled(inside, self)
        self._area.column.addWidget(self.standings)
        self._area.column.addWidget(self.story)
        self._area.column.addStretch(1)
        self.inside.addWidget(self._area, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.standings.set_theme(theme)
        self.story.set_theme(theme)

    def show_state(self, shown: Descent, theme: Theme) -> None:
        """Show standings and happenings."""
        self.standings.set_rows(standings(shown, theme))
        self.story.set_story(story(shown, theme))


class TableCard(Card):
    """The iterates of the selected method."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.cut = Chip("2 decimals", "Cut the coordinates after two decimals, without rounding")
        self.copy = Chip(
            "copy", "Copy the selected rows, or all, with every digit", checkable=False
        )
        self.csv = Chip("CSV…", "Save all rows as a CSV file, with every digit", checkable=False)
        super().__init__("Iterates", [self.cut, self.copy, self.csv], parent)
        self.table = IteratesTable(self)
        self.inside.addWidget(self.table, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for view in (self.table, self.cut, self.copy, self.csv):
            view.set_theme(theme)

    def show_state(self, shown: Descent) -> None:
        """Show the iterates."""
        scene = iterates_scene(shown)
        self.table.set_scene(scene)
        self.cut.show_checked(shown.cut)


class Scrolled(QScrollArea):
    """Scrolls a column of widgets up and down."""

    def __init__(self, inside: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._inside = inside
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 4, 0)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Room for some lines."""
        return QSize(200, 120)

    def minimumSizeHint(self) -> QSize:
        """As wide as what can't be broken: there is no scrolling across."""
        inside = self._inside.minimumSizeHint().width()
        return QSize(inside + self.verticalScrollBar().sizeHint().width(), 60)


def note(parent: QWidget) -> QLabel:
    """Return room for a refusal."""
    label = caption("", parent)
    label.setObjectName("note")
    label.setProperty("wrong", True)
    label.setWordWrap(True)
    label.hide()
    return label
