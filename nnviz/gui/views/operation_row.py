"""All operations of one iteration as small chips in a row, the present one marked.

It is one widget that paints: a network of twelve layers has 63 of them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.painted import PaintedBlock
from nnviz.scenes.microscope import OperationChip


class OperationRow(PaintedBlock):
    """Shows the operations; tells which was clicked.

    Signals
    -------
    operationRequested(int)
        The place of the operation to go to.
    """

    operationRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: tuple[OperationChip, ...] = ()
        self._present = 0
        self._pointed: int | None = None
        self._boxes: list[QRectF] = []
        self.setMouseTracking(True)
        self.setAccessibleName("Operations of this iteration")

    def set_operations(self, chips: tuple[OperationChip, ...], present: int) -> None:
        """Show these operations, of which one is the present one."""
        if chips != self._chips:
            self._chips, self._present = chips, present
            self.arrange()
        elif present != self._present:
            self._present = present
            self.update()
        self.setAccessibleDescription(chips[present].tip)

    def box_of(self, place: int) -> QRectF:
        """Return where an operation's chip stands."""
        return self._boxes[place]

    def lay_out(self, width: float) -> float:
        """Place chips in rows, with a gap between the ways forward, back, and the gradients."""
        metrics = QFontMetricsF(self._font())
        high, em = 1.45 * metrics.height(), metrics.height()
        self._boxes = []
        x = y = 0.0
        part = 0
        for chip in self._chips:
            wide = max(1.5 * em, metrics.horizontalAdvance(chip.text) + 0.6 * em)
            x += 0.6 * em * (chip.part != part and x > 0.0)
            part = chip.part
            if x > 0.0 and x + wide > width:
                x, y = 0.0, y + high + 1.0
            self._boxes.append(QRectF(x, y, wide, high))
            x += wide + 1.0
        return y + high

    def _font(self) -> QFont:
        font = caption_font(self)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _at(self, place: QPointF) -> int | None:
        found = (k for k, box in enumerate(self._boxes) if box.contains(place))
        return next(found, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what the pointer is on."""
        pointed = self._at(event.position())
        if pointed != self._pointed:
            self._pointed = pointed
            shape = Qt.CursorShape.ArrowCursor
            self.setCursor(shape if pointed is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        self._pointed = None
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the operation that was clicked."""
        place = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.operationRequested.emit(place)
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what the operation under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            tip = "" if place is None else self._chips[place].tip
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chips: the present one full, those before it done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        theme = self.theme
        for place, (chip, box) in enumerate(zip(self._chips, self._boxes, strict=True)):
            present = place == self._present
            ground = theme.accent if present else theme.accent_soft
            if place > self._present:
                ground = theme.faint if place == self._pointed else theme.field
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ground))
            painter.drawRoundedRect(box.adjusted(0.5, 1, -0.5, -1), 3, 3)
            ink = theme.on_accent if present else theme.accent
            painter.setPen(colour(theme.muted if place > self._present else ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chip.text)
