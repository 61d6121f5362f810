"""The paths of a gradient, or the samples of the batch, as rows with bars: point, or click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import LEFT, RIGHT, caption_font, colour
from nnviz.gui.views.painted import Lines, PaintedBlock, Written, draw_written
from nnviz.scenes.chain_product import Product, Row

BAR = 0.26  # of the width, each way from the bars' middle: where the longest one ends


class RowsPane(PaintedBlock):
    """Shows the rows of a product.

    Signals
    -------
    rowPointed(object)
        The place of the row that the pointer is on, or None.
    rowClicked(int)
        The key of the row that was clicked.
    """

    rowPointed = Signal(object)
    rowClicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._product: Product | None = None
        self._tip = ""
        self._pointed: int | None = None
        self._boxes: list[QRectF] = []
        self._written: list[Written] = []
        self.setMouseTracking(True)
        self.setAccessibleName("Parts of the gradient")

    def set_product(self, product: Product, tip: str) -> None:
        """Show rows; `tip` says what a click on one does."""
        self._product = product
        if tip != self._tip:
            self._tip = tip
            self.setToolTip(tip)
        self.arrange()

    def lay_out(self, width: float) -> float:
        """Heading, rows, what the others add."""
        product = self._product
        if product is None:
            return 0.0
        font = caption_font(self)
        line = 1.35 * QFontMetricsF(font).height()
        heading = Lines(QRectF(0, 0, width, 0), font)
        heading.write([(product.heading, self.theme.muted, False)])
        top = heading.bottom
        self._boxes = [
            QRectF(0.0, top + place * line, width, line) for place in range(len(product.rows))
        ]
        bottom = top + len(product.rows) * line
        rest = Lines(QRectF(0, bottom, width, 0), font)
        rest.write([(product.more, self.theme.muted, False)])
        self._written = [*heading.written, *rest.written]
        return rest.bottom if product.more else bottom

    def box_of(self, place: int) -> QRectF:
        """Return where a row stands."""
        return self._boxes[place]

    def _at(self, place: QPointF) -> int | None:
        return next((k for k, box in enumerate(self._boxes) if box.contains(place)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which row the pointer is on."""
        self._point_at(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that it is on none."""
        self._point_at(None)
        super().leaveEvent(event)

    def _point_at(self, place: int | None) -> None:
        if place != self._pointed:
            self._pointed = place
            hand, plain = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(plain if place is None else hand)
            self.update()
            self.rowPointed.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which row was clicked."""
        place = self._at(event.position())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and place is not None and self._product is not None:
            self.rowClicked.emit(self._product.rows[place].key)
        else:
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw heading and rows."""
        if self._product is None:
            return
        painter = QPainter(self)
        draw_written(painter, self._written)
        painter.setFont(caption_font(self))
        for place, (row, box) in enumerate(zip(self._product.rows, self._boxes, strict=True)):
            self._draw_row(painter, row, box, place == self._pointed)

    def _draw_row(self, painter: QPainter, row: Row, box: QRectF, pointed: bool) -> None:
        theme, em = self.theme, QFontMetricsF(painter.font()).height()
        if pointed or row.chosen:
            painter.fillRect(box, colour(theme.faint if pointed else theme.accent_soft))
        painter.setPen(colour(theme.accent if row.chosen else theme.text))
        values = QFontMetricsF(painter.font()).horizontalAdvance("−0.00000e−00")
        middle, most = box.right() - values - BAR * box.width() - 0.3 * em, BAR * box.width()
        reach = most * row.share
        names = QRectF(box.left() + 0.2 * em, box.top(), middle - most - box.left(), box.height())
        metrics = QFontMetricsF(painter.font())
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, names.width())
        painter.drawText(names, LEFT, name)
        bar = QRectF(middle, box.top() + 0.3 * em, reach, box.height() - 0.6 * em).normalized()
        painter.fillRect(bar, colour(row.ink))
        painter.setPen(colour(theme.text))
        painter.drawText(box.adjusted(0, 0, -0.2 * em, 0), RIGHT, row.value)
