"""The timeline: a line over all steps of the run, to be dragged to any of them.

What was changed by hand in mid-run stands on it as a grey dot that says what it was, a unit that
died or shut as an amber one, and where another branch parts from this one as a twig. Dragging asks
for the newest place once a frame, however fast the pointer goes.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.engine.journal import Event
from nnviz.gui.panels.event_list import EventsChip
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.branches import BranchesScene
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.words import count, shortened

MOST_TOLD = 5  # events named in one tooltip
FRAME_MS = 16
LONGEST_NAME = 20  # letters of a branch's name in the strip


class TimelinePanel(QWidget):
    """Shows where the run stands between step 0 and its head.

    Attributes
    ----------
    seekRequested : Signal(int)
        The step that the user wants to go to.
    eventPointed : Signal(object)
        The Event that was clicked, or chosen in the list; of several at one place the next.
    """

    seekRequested = Signal(int)
    eventPointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._step, self._head = 0, 0
        self._events: tuple[Event, ...] = ()
        self._branches = BranchesScene()
        self.branch = Chip(
            "▾",
            "The branch of the run that one is on; click to go to another, or to begin one",
            checkable=False,
        )
        self.events = EventsChip()
        self.events.eventRequested.connect(self._go_to)
        self._room: tuple[object, tuple[float, float]] | None = None
        self._pointed: Event | None = None
        self._dragged: int | None = None
        self._asked: int | None = None
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(FRAME_MS)
        self._throttle.timeout.connect(self._ask_newest)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline")
        self.setToolTip("Drag to any step of the run, past or present; Home and End go to its ends")

    # What it is told

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.branch.set_theme(theme)
        self.events.set_theme(theme)
        self.update()

    def header_widgets(self) -> list[QWidget]:
        """Return the name of the present branch and the list of events, for the strip's title."""
        return [self.branch, self.events]

    def set_branches(self, branches: BranchesScene) -> None:
        """Show which branch one is on, and where others part from it."""
        if branches != self._branches:
            self._branches = branches
            self.branch.setText(f"{shortened(branches.present, LONGEST_NAME)} ▾")
            self.branch.setAccessibleName(f"Branch: {branches.present}")
            self.update()

    def set_state(self, step: int, head: int, events: Sequence[Event]) -> None:
        """Show that the run stands at `step`, has reached `head`, and was changed by `events`."""
        shown = (self._step, self._head, self._events)
        self._step, self._head, self._events = step, max(step, head), tuple(events)
        self.events.set_events(self._events, step)
        if shown != (self._step, self._head, self._events):
            self.setAccessibleDescription(f"step {count(step)} of {count(self._head)}")
            self.update()

    @property
    def shown_step(self) -> int:
        """The step at the handle: where it is being dragged to, else where the run stands."""
        return self._step if self._dragged is None else self._dragged

    # What it looks like

    def sizeHint(self) -> QSize:
        """Return a wide and low strip."""
        line = self.fontMetrics().height()
        return QSize(30 * line, round(2.2 * line))

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be dragged in."""
        line = self.fontMetrics().height()
        return QSize(8 * line, round(2.2 * line))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the part gone, the events, the handle and the numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_numbers(painter)
        self._paint_line(painter)
        self._paint_forks(painter)
        self._paint_events(painter)
        self._paint_handle(painter)

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setFont(caption_font(self))
        painter.setPen(colour(self._theme.muted))
        whole, middle = QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter
        painter.drawText(whole, middle | Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(whole, middle | Qt.AlignmentFlag.AlignRight, count(self._head))

    def _paint_line(self, painter: QPainter) -> None:
        (left, right), y = self._ends(), self.height() / 2
        thick = max(2.0, self._unit() * 4)
        painter.setPen(Qt.PenStyle.NoPen)
        for end, shade in ((right, self._theme.faint), (self._x(self.shown_step), self._accent())):
            painter.setBrush(colour(shade))
            bar = QRectF(left, y - thick / 2, end - left, thick)
            painter.drawRoundedRect(bar, thick / 2, thick / 2)

    def _paint_events(self, painter: QPainter) -> None:
        if not self._events:
            return
        radius, y = 4.0 * self._unit(), self.height() / 2
        painter.setPen(QPen(colour(self._theme.panel), 1.5 * self._unit()))
        for kinds, ink in ((("change", "edit"), self._theme.muted), (("closure",), self._amber())):
            painter.setBrush(colour(ink))
            steps = {event.step for event in self._events if event.kind in kinds}
            for place in sorted({round(self._x(step)) for step in steps}):
                painter.drawEllipse(QPointF(place, y), radius, radius)

    def _paint_forks(self, painter: QPainter) -> None:
        """Draw a twig that leaves the line to the right and below."""
        if not self._branches.forks:
            return
        unit, y = self._unit(), self.height() / 2
        painter.setPen(QPen(colour(self._theme.muted), 1.6 * unit))
        painter.setBrush(colour(self._theme.panel))
        for place in sorted({round(self._x(fork.step)) for fork in self._branches.forks}):
            tip = QPointF(place + 7 * unit, y + 8 * unit)
            painter.drawLine(QPointF(place, y), tip)
            painter.drawEllipse(tip, 2.2 * unit, 2.2 * unit)

    def _paint_handle(self, painter: QPainter) -> None:
        radius = 6.5 * self._unit()
        painter.setPen(QPen(colour(self._accent()), 2.2 * self._unit()))
        painter.setBrush(colour(self._accent() if self.hasFocus() else self._theme.panel))
        painter.drawEllipse(QPointF(self._x(self.shown_step), self.height() / 2), radius, radius)

    def _accent(self) -> str:
        return self._theme.accent

    def _amber(self) -> str:
        return self._theme.slope_text

    def _unit(self) -> float:
        return self.fontMetrics().height() / 14.0

    def _ends(self) -> tuple[float, float]:
        """Return where the line begins and ends."""
        key = (self._head, self.width(), self.font().key())
        if self._room is None or self._room[0] != key:
            metrics = self.fontMetrics()
            line, left = metrics.height(), 2.0 * metrics.height()
            right = self.width() - metrics.horizontalAdvance(count(self._head)) - line
            self._room = key, (left, max(left + 1.0, right))
        return self._room[1]

    def _x(self, step: int) -> float:
        left, right = self._ends()
        share = step / self._head if self._head else 0.0
        return left + share * (right - left)

    def _step_at(self, x: float) -> int:
        left, right = self._ends()
        share = (x - left) / (right - left)
        return round(min(1.0, max(0.0, share)) * self._head)

    def _events_at(self, x: float) -> list[Event]:
        reach = 6.0 * self._unit()
        found = (*self._branches.forks, *self._events)
        return [event for event in found if abs(self._x(event.step) - x) <= reach]

    # What the user does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the event under the pointer, else to the step there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        marked = self._events_at(event.position().x())
        if marked:
            known = [n for n, one in enumerate(marked) if one is self._pointed]
            chosen = marked[(known[0] + 1) % len(marked) if known else 0]
            self._point_out(chosen)
        self._drag_to(chosen.step if marked else self._step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while the button is down."""
        if self._dragged is not None:
            step = self._step_at(event.position().x())
            if step != self._dragged:
                self._drag_to(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle follow the run again."""
        if event.button() == Qt.MouseButton.LeftButton and self._dragged is not None:
            self._throttle.stop()
            self._ask_newest()
            self._step, self._dragged = self._dragged, None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the ends with Home and End, by a twentieth with Page up and Page down."""
        leap = max(1, self._head // 20)
        targets = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._head,
            Qt.Key.Key_PageUp: max(0, self._step - leap),
            Qt.Key.Key_PageDown: min(self._head, self._step + leap),
        }
        target = targets.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.seekRequested.emit(target)

    def event(self, event: QEvent) -> bool:
        """Say under the pointer which step it is and what was changed there."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._told_at(event.pos().x()), self)
            return True
        return super().event(event)

    def _told_at(self, x: float) -> str:
        marked = self._events_at(x)
        if not marked:
            return f"step {count(self._step_at(x))}"
        told = [event.sentence for event in marked[:MOST_TOLD]]
        more = len(marked) - MOST_TOLD
        return "\n".join([*told, f"and {more} more"] if more > 0 else told)

    def _point_out(self, event: Event) -> None:
        self._pointed = event
        self.eventPointed.emit(event)

    def _go_to(self, event: Event) -> None:
        self._point_out(event)
        self.seekRequested.emit(event.step)

    def _drag_to(self, step: int) -> None:
        self._dragged = self._asked = step
        self.update()
        if not self._throttle.isActive():
            self._ask_newest()
            self._throttle.start()

    def _ask_newest(self) -> None:
        step, self._asked = self._asked, None
        if step is not None:
            self.seekRequested.emit(step)
            if self._dragged is not None:
                self._throttle.start()
