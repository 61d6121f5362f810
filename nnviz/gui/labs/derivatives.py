"""The page "From derivative to Hessian": four cards, each with numbers, a matrix, a picture."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.gui.labs.card import Card
from nnviz.gui.labs.descent_cards import Scrolled
from nnviz.gui.labs.form import LabForm
from nnviz.gui.labs.lab import Lab
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.views.descent_chart import DescentChart
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.matrix import MatrixView
from nnviz.scenes.derivatives_numbers import Numbers, slides
from nnviz.scenes.derivatives_page import Section, sections
from nnviz.scenes.palette import LIGHT, Theme


class SectionCard(Card):
    """One section.

    Signals
    -------
    wished(str, object)
        A number's name and what it shall be.
    """

    wished = Signal(str, object)

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(section.title, (), parent)
        self.names = section.names
        self.form, self.matrix = LabForm(), MatrixView()
        self.text, self.result = _label(self), _label(self)
        self.text.setObjectName("caption")
        self.chart = DescentChart(section.title, parent=self)
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._area = Scrolled(inside, self)
        for widget in (self.text, self.form, self.matrix, self.result):
            self._area.column.addWidget(widget)
        self._area.column.addStretch(1)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self._area, 1)
        self._beside.addWidget(self.chart, 1)
        self.inside.addLayout(self._beside, 1)
        self.form.wished.connect(self.wished)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        self._area.column.setSpacing(round(6 * unit))
        self._beside.setSpacing(round(14 * unit))
        self.form.dress()
        self.matrix.set_theme(theme)
        for label in (self.text, self.result):
            label.setFont(caption_font(self))
        self.chart.set_theme(theme)

    def show_section(self, section: Section, numbers: Numbers) -> None:
        """Show the section at these numbers."""
        self.text.setText(section.text)
        self.form.set_rows(tuple(slides(numbers)[name] for name in section.names))
        self.matrix.set_matrix(section.matrix)
        self.result.setText(section.result)
        self.chart.set_picture(section.picture)
        self._area.updateGeometry()


class DerivativesPage(Lab):
    """Four cards in a square, and the way back.

    Signals
    -------
    closeRequested()
        Back to the race.
    """

    closeRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("From derivative to Hessian")
        self.numbers = Numbers()
        self.back = QPushButton("Back to the race")
        self.back.setToolTip("Close this page; the race stands as it was.")
        self.back.clicked.connect(self.closeRequested)
        self.cards = [SectionCard(one, self) for one in sections(self.numbers, LIGHT)]
        self._grid = QGridLayout()
        for place, card in enumerate(self.cards):
            card.wished.connect(self._wish)
            self._grid.addWidget(card, place // 2, place % 2)
            self._grid.setColumnStretch(place % 2, 1)
            self._grid.setRowStretch(place // 2, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._head = QGridLayout()
        self._title = caption("", self)
        self._head.addWidget(self.back, 0, 0)
        self._head.addWidget(self._title, 0, 1)
        self._head.setColumnStretch(1, 1)
        self._column.addLayout(self._head)
        self._column.addLayout(self._grid, 1)
        self._title.setText("From derivative to Hessian: change any number, everything follows")
        self.setFocusProxy(self.back)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        gap = round(8 * unit)
        self._column.setSpacing(gap)
        self._grid.setSpacing(gap)
        self._head.setSpacing(gap)
        for card in self.cards:
            card.dress(theme, unit)
        super().dress(theme, unit)

    def refresh(self) -> None:
        """Show all sections at the present numbers."""
        for card, section in zip(self.cards, sections(self.numbers, self.theme), strict=True):
            card.show_section(section, self.numbers)

    def _wish(self, name: str, value: object) -> None:
        sender = self.sender()
        try:
            self.numbers = self.numbers.having(name, value)
        except ValueError as error:
            if isinstance(sender, SectionCard):
                sender.form.say(name, str(error))
            return
        self.touch()


def _label(parent: QWidget) -> QLabel:
    label = caption("", parent)
    label.setObjectName("")
    label.setWordWrap(True)
    return label
