"""What stands where in the workspace Compare.

The form is at the left; beside it the costs over the outputs, and the table over what each layer
is like; the timeline lies below.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.gui.labs.card import Card
from nnviz.gui.panels.comparison import ComparisonPanel
from nnviz.gui.panels.timeline import TimelinePanel
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.compare_costs import CompareCostsView
from nnviz.gui.views.compare_layers import CompareLayersView
from nnviz.gui.views.compare_outputs import CompareOutputsView
from nnviz.gui.views.compare_runs import CompareRunsView
from nnviz.scenes.palette import Theme

BOTH_FROM = 24  # lines of text: higher, both plots of the layers are shown
FORM, NARROW_FORM = 262, 226  # width of the form, in units of the sheet
ROOMY = 1150  # width of a roomy sheet
LEFT, NARROW_LEFT = 60, 56  # share of the left column, in hundredths
COSTS, OUTPUTS = 42, 58  # shares of the left column
LEAST_OUTPUTS = 160  # pixels


class LayersPair(QWidget):
    """The gradient and the shut share by layer: one above the other, or one of them by choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gradients = CompareLayersView("Size of the gradient of every layer, for every run")
        self.shut = CompareLayersView("Share of every layer that is shut, for every run")
        self.chips = (
            Chip("gradient", "How large the gradient of each layer is"),
            Chip("shut", "How much of each layer is shut"),
        )
        self.chips[0].show_checked(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for view in (self.gradients, self.shut):
            self._column.addWidget(view, 1)
        self.chips[0].clicked.connect(self._show_gradients)
        self.chips[1].clicked.connect(self._show_shut)

    def header_widgets(self) -> list[QWidget]:
        """Return the switches for the card's title."""
        return list(self.chips)

    def minimumSizeHint(self) -> QSize:
        """Room for one of them."""
        line = self.fontMetrics().height()
        return QSize(12 * line, 9 * line)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._column.setSpacing(round(6 * unit))
        for view in (self.gradients, self.shut):
            view.set_theme(theme)
        for chip in self.chips:
            chip.set_theme(theme)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        both = self.height() > BOTH_FROM * self.fontMetrics().height()
        for chip, view in zip(self.chips, (self.gradients, self.shut), strict=True):
            chip.setVisible(not both and chip.parentWidget() is not None)
            view.setVisible(both or chip.isChecked())

    def _show_gradients(self) -> None:
        self._show(0)

    def _show_shut(self) -> None:
        self._show(1)

    def _show(self, chosen: int) -> None:
        for place, chip in enumerate(self.chips):
            chip.show_checked(place == chosen)
        self._arrange()


class CompareSheet(QWidget):
    """All cards of the workspace."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self._unit = 1.0
        self.form = ComparisonPanel()
        self.costs, self.outputs = CompareCostsView(), CompareOutputsView()
        self.table, self.layers = CompareRunsView(), LayersPair()
        self.timeline = _timeline()
        self._form_card = _card("Comparison", self.form)
        self._outputs_card = _card("Output", self.outputs)
        self.cards = (
            self._form_card,
            _card("Cost", self.costs, self.costs.header_widgets()),
            self._outputs_card,
            _card("Runs", self.table),
            _card("Layer by layer", self.layers, self.layers.header_widgets()),
            _strip("Timeline", self.timeline),
        )
        self._lay_out()
        self.outputs.heightFits.connect(self._fit_outputs)

    def _fit_outputs(self, height: int) -> None:
        """Leave to the costs what the pictures have no use for."""
        around = self._outputs_card.height() - self.outputs.height()
        self._outputs_card.setMaximumHeight(max(height + max(around, 0), LEAST_OUTPUTS))

    def _lay_out(self) -> None:
        form, costs, outputs, table, layers, timeline = self.cards
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._left.addWidget(costs, COSTS)
        self._left.addWidget(outputs, OUTPUTS)
        self._right.addWidget(table)
        self._right.addWidget(layers, 1)
        self._columns = QHBoxLayout()
        self._columns.addLayout(self._left)
        self._columns.addLayout(self._right)
        self._body = QVBoxLayout()
        self._body.addLayout(self._columns, 1)
        self._body.addWidget(timeline)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(form)
        self._row.addLayout(self._body, 1)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._unit = unit
        for layout in (self._left, self._right, self._columns, self._body, self._row):
            layout.setSpacing(round(8 * unit))
        for card in self.cards:
            card.dress(theme, unit)
        for view in (self.form, self.costs, self.outputs, self.table, self.timeline):
            view.set_theme(theme)
        self.layers.dress(theme, unit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the form in proportion."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= ROOMY * self._unit
        left = LEFT if roomy else NARROW_LEFT
        self._columns.setStretch(0, left)
        self._columns.setStretch(1, 100 - left)
        self._form_card.setFixedWidth(round((FORM if roomy else NARROW_FORM) * self._unit))

    def sizeHint(self) -> QSize:
        """Return the drawing's size."""
        return QSize(1420, 750)


def _card(title: str, content: QWidget, controls: list[QWidget] | None = None) -> Card:
    card = Card(title, controls or [])
    card.inside.addWidget(content)
    return card


def _strip(title: str, content: QWidget) -> Card:
    """Return a low card whose content stands beside its title."""
    inset = QWidget()
    row = QHBoxLayout(inset)
    row.setContentsMargins(content.fontMetrics().height(), 0, 0, 0)
    row.addWidget(content)
    card = Card(title, [inset])
    policy = QSizePolicy.Policy
    card.title.setSizePolicy(policy.Fixed, policy.Preferred)
    card.setSizePolicy(policy.Preferred, policy.Fixed)
    return card


def _timeline() -> TimelinePanel:
    timeline = TimelinePanel()
    timeline.setToolTip("Drag to any step; all runs go there together")
    for control in timeline.header_widgets():  # twins have no branches, and few events
        control.setParent(timeline)
        control.hide()
    return timeline
