"""The bound tau on learning ability: shown in the header, moved by a slider, wheel or keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QSlider, QWidget, QWidgetAction

from nnviz.gui.views.chips import Chip

TIP = (
    "τ: a unit counts as shut on a sample where its learning ability |f′(z)| / max |f′| is below"
    " τ. Click for a slider; or turn the wheel here."
)


class TauChip(Chip):
    """Shows tau; asks for another one of those that can be chosen.

    Signals
    -------
    tauRequested(float)
        The tau that is wanted.
    """

    tauRequested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("τ 0.05", TIP, checkable=False, parent=parent)
        self._taus: tuple[float, ...] = (0.05,)
        self._place = 0
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("τ, the bound on learning ability")
        self.slider.setToolTip(TIP)
        self.slider.setMinimumWidth(160)
        self.slider.valueChanged.connect(self._ask)
        self.popup = QMenu(self)
        action = QWidgetAction(self.popup)
        action.setDefaultWidget(self.slider)
        self.popup.addAction(action)
        self.clicked.connect(self._open)

    def show_tau(self, tau: float, taus: tuple[float, ...]) -> None:
        """Show a tau and those that can be chosen; emits nothing."""
        if (taus, tau) == (self._taus, self._taus[self._place]):
            return
        self._taus, self._place = taus, taus.index(tau)
        self.setText(f"τ {tau:g}")
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, len(taus) - 1)
        self.slider.setValue(self._place)
        self.slider.blockSignals(blocked)

    def _open(self) -> None:
        self.popup.popup(self.mapToGlobal(QPoint(0, self.height())))
        self.slider.setFocus()

    def _ask(self, place: int) -> None:
        place = min(max(place, 0), len(self._taus) - 1)
        if place != self._place:
            self.tauRequested.emit(self._taus[place])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move tau by one for each notch."""
        self._ask(self._place + (1 if event.angleDelta().y() > 0 else -1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move tau by one."""
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._ask(self._place + by)
