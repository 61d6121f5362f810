"""The page of one unit: its activation, its chain rule, its cost over a weight and over a plane."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz.gui.labs.card import Card
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.unit_chain import UnitChainView
from nnviz.gui.views.value_table import Line, ValueTable
from nnviz.scenes.neuron_lab import NeuronScene
from nnviz.scenes.palette import Theme

SHARES = (0.5, 1.0, 1.2, 1.2, 1.2, 1.0)
GRADIENT = 2  # the column that is marked where the difference says something else


class UnitPage(QWidget):
    """Draws a NeuronScene.

    Attributes
    ----------
    selected : Signal(int)
        The pictures shall be about another weight, or the bias.
    weightRequested : Signal(float)
        The selected weight shall be this.
    placeRequested : Signal(float, float)
        The weight and bias of the map shall be these.
    moved, zoomed : Signal(int)
        The selected weight by so many hundredths of the range; notches of the wheel.
    bothRequested : Signal(bool)
        Whether the other cost shall be drawn as well.
    """

    selected = Signal(int)
    weightRequested = Signal(float)
    placeRequested = Signal(float, float)
    moved = Signal(int)
    zoomed = Signal(int)
    bothRequested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: NeuronScene | None = None
        self.activation = LabPlotView("Activation with the sample")
        self.activation.setToolTip(
            "f and, in amber, f′ over z. The dot is the sample; the arrow is its error ŷ − y."
        )
        self.state = ReadingLabel(lines=2)
        self.cost = LabPlotView("Cost over a weight")
        self.cost.set_interactive(
            "Click or drag to set the weight; Left and Right move it, the wheel zooms."
            " The line is the tangent, its slope ∂C/∂w; the arrow is the next step."
        )
        self.sentence = ReadingLabel(lines=2)
        self.map = LabPlotView("Cost over a weight and the bias")
        self.map.set_interactive(
            "The cost over w and b: darker is dearer, edges are lines of equal cost."
            " The arrow points against the gradient. Click to set both."
        )
        self.chain, self.table = UnitChainView(), ValueTable("Update", SHARES)
        self.update_line = ReadingLabel(lines=2)
        self.both = Chip("both costs", "Draw squared error and cross-entropy in one picture")
        self.copy = Chip("copy", "Copy the figures as text", checkable=False)
        self._arrange()
        self._connect()
        self.setFocusProxy(self.cost)

    def _arrange(self) -> None:
        self.cards = (
            Card("Activation and sample", (), self),
            Card("The chain rule", [self.copy], self),
            Card("Cost over the weight", [self.both], self),
            Card("Cost over w and b", (), self),
        )
        activation, chain, cost, plane = self.cards
        activation.inside.addWidget(self.activation, 1)
        activation.inside.addWidget(self.state)
        chain.inside.addWidget(self._scrolled(), 1)
        cost.inside.addWidget(self.cost, 1)
        cost.inside.addWidget(self.sentence)
        plane.inside.addWidget(self.map, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // 2, place % 2)
        for place in (0, 1):
            self._grid.setColumnStretch(place, 1)
            self._grid.setRowStretch(place, 1)
            self._grid.setColumnMinimumWidth(place, 10)

    def _scrolled(self) -> QScrollArea:
        """Return products, table and update, to be scrolled where the card is low."""
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        for widget in (self.chain, self.table, self.update_line):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        return area

    def _connect(self) -> None:
        self.table.setToolTip("Every weight with its gradient and its update; click one.")
        self.table.chosen.connect(self.selected)
        self.cost.pressed.connect(self._press)
        self.cost.moved.connect(self._move)
        self.cost.turned.connect(self.zoomed)
        self.map.pressed.connect(self.placeRequested)
        self.map.moved.connect(self._move)
        self.map.turned.connect(self.zoomed)
        self.both.clicked.connect(self._ask_both)
        self.copy.clicked.connect(self._copy)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._grid.setSpacing(round(8 * unit))
        for card in self.cards:
            card.dress(theme, unit)
        for plot in (self.activation, self.cost, self.map):
            plot.set_theme(theme)
        for label in (self.state, self.sentence, self.update_line):
            label.set_theme(theme)
        for chip in (self.both, self.copy):
            chip.set_theme(theme)
        self.chain.set_theme(theme)
        self.table.set_theme(theme)

    def set_scene(self, scene: NeuronScene, *, both: bool) -> None:
        """Show a unit."""
        self.scene = scene
        for plot, picture in (
            (self.activation, scene.activation),
            (self.cost, scene.cost),
            (self.map, scene.map),
        ):
            plot.set_scene(picture.plot, picture.moving)
        self.both.show_checked(both)
        self.state.set_text(
            " · ".join(f"{name}\N{NO-BREAK SPACE}{value}" for name, value in scene.state)
        )
        self.sentence.set_text(scene.sentence)
        self.chain.set_chain(scene.chain)
        lines = (
            Line(row.cells, chosen=row.selected, marked=() if row.agrees else (GRADIENT,))
            for row in scene.chain.rows
        )
        self.table.set_lines(scene.chain.head, tuple(lines))
        self.update_line.set_text(scene.chain.update)

    def _press(self, weight: float, _cost: float) -> None:
        self.weightRequested.emit(weight)

    def _move(self, across: int, _down: int) -> None:
        if across:
            self.moved.emit(across)

    def _ask_both(self) -> None:
        self.bothRequested.emit(self.both.isChecked())

    def _copy(self) -> None:
        if self.scene is not None:
            QGuiApplication.clipboard().setText(self.scene.text)
