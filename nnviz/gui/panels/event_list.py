"""The events of a run as a list: reached by a key, walked with the arrows, gone to with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nnviz.engine.journal import Event
from nnviz.gui.views.chips import Chip
from nnviz.scenes.words import count

ROWS = 9  # shown without scrolling
WIDE = 34  # lines of text
TIP = "What was changed by hand, and which units died or shut: E opens the list, Enter goes there."


class EventList(QFrame):
    """A popup with a row an event.

    Signals
    -------
    eventRequested(object)
        The Event that was clicked, or chosen by Enter.
    """

    eventRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("sheet")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._events: tuple[Event, ...] = ()
        self.rows = QListWidget(self)
        self.rows.setAccessibleName("Events of the run")
        self.rows.setWordWrap(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.itemClicked.connect(self._choose)
        self.rows.itemActivated.connect(self._choose)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self.rows)

    def open_at(self, corner: QPoint, events: Sequence[Event], step: int) -> None:
        """Open above a place of the screen, at the last event up to a step."""
        self._events = tuple(events)
        self.rows.clear()
        screen, line = self.screen().availableGeometry(), self.fontMetrics().height()
        wide = min(WIDE * line, screen.width())
        heights = [self._add_row(event.sentence, wide - 3 * line) for event in self._events]
        high = sum(heights[:ROWS]) + line
        left = min(max(corner.x(), screen.left()), screen.right() - wide)
        self.setGeometry(left, max(corner.y() - high, screen.top()), wide, high)
        before = [n for n, event in enumerate(self._events) if event.step <= step]
        self.rows.setCurrentRow(before[-1] if before else 0)
        self.show()
        self.rows.setFocus()

    def _add_row(self, text: str, wide: int) -> int:
        """Add a row as high as its text needs; return that height."""
        metrics, room = self.rows.fontMetrics(), QRect(0, 0, wide, 1 << 14)
        high = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height()
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(wide, high + metrics.height() // 2))
        self.rows.addItem(item)
        return item.sizeHint().height()

    def _choose(self, item: QListWidgetItem) -> None:
        if not self.isVisible():
            return
        self.hide()
        self.eventRequested.emit(self._events[self.rows.row(item)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter wherever the platform does not call it activating."""
        item = self.rows.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._choose(item)
        else:
            super().keyPressEvent(event)


class EventsChip(Chip):
    """Says how many events there are, and opens the list of them; not there where there is none.

    Signals
    -------
    eventRequested(object)
        The Event that was chosen in the list.
    """

    eventRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("events ▾", TIP, checkable=False, parent=parent)
        self._events: tuple[Event, ...] = ()
        self._step = 0
        self.list = EventList(self)
        self.list.eventRequested.connect(self.eventRequested)
        self.clicked.connect(self.open_list)
        self.setVisible(False)

    def set_events(self, events: tuple[Event, ...], step: int) -> None:
        """Take the events and the present step; emits nothing."""
        self._step = step
        if events != self._events:
            self._events = events
            self.setText(f"{count(len(events))} event{'' if len(events) == 1 else 's'} ▾")
            self.setAccessibleName(self.text().removesuffix(" ▾"))
            self.updateGeometry()
            self.setVisible(bool(events) and self.parentWidget() is not None)

    def open_list(self) -> None:
        """Open the list, where there are any."""
        if self._events:
            self.list.open_at(self.mapToGlobal(QPoint(0, 0)), self._events, self._step)
