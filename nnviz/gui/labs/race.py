"""The page of the race: every lane's weight over the steps, and a table that says why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.diagnostics.race import Race
from nnviz.gui.labs.card import Card
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.value_table import Line, ValueTable
from nnviz.scenes.palette import Theme
from nnviz.scenes.race import RaceScene, race_scene

SHARES = (2.6, 1.2, 1.1, 1.0, 1.2, 1.2, 1.5)


class RacePage(QWidget):
    """Draws a race.

    Attributes
    ----------
    changed : Signal()
        Another axis is wanted.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Race from −10 to +10")
        self._log = True
        self.scene: RaceScene | None = None
        self.log = Chip("log steps", "Show the steps on a logarithmic axis")
        self.copy = Chip("copy", "Copy the table", checkable=False)
        self.plot = LabPlotView("Weights over the steps")
        self.plot.setToolTip("The weight of every lane after each step.")
        self.sentence = ReadingLabel(lines=2)
        self.table = ValueTable("Lanes", SHARES)
        self.table.setToolTip("What each lane is at; f′ decides how far it steps.")
        self.plot_card = Card("The race: every weight over the steps", [self.log], self)
        self.table_card = Card("Lanes", [self.copy], self)
        self.plot_card.inside.addWidget(self.plot, 1)
        self.table_card.inside.addWidget(self.table)
        self.table_card.inside.addWidget(self.sentence)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.plot_card, 1)
        self._column.addWidget(self.table_card)
        self.log.clicked.connect(self._switch_log)
        self.copy.clicked.connect(self._copy)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._column.setSpacing(round(8 * unit))
        for card in (self.plot_card, self.table_card):
            card.dress(theme, unit)
        for view in (self.log, self.copy, self.plot, self.sentence, self.table):
            view.set_theme(theme)

    def show_race(self, race: Race, theme: Theme) -> None:
        """Show a race as far as it has come."""
        scene = race_scene(race, theme, self.plot.columns, log=self._log)
        self.scene = scene
        self.log.show_checked(scene.log)
        self.plot.set_scene(scene.picture.plot, scene.picture.moving)
        self.sentence.set_text(scene.sentence)
        lines = (Line(r.cells, tip=r.tip, ink=r.colour, dash=r.dash) for r in scene.rows)
        self.table.set_lines(scene.head, tuple(lines))

    def _switch_log(self) -> None:
        self._log = self.log.isChecked()
        self.changed.emit()

    def _copy(self) -> None:
        if self.scene is not None:
            QGuiApplication.clipboard().setText(self.scene.text)
