"""A gradient as a product: the formula, and every factor over what it is the derivative of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.gui.views.drawing import caption_font, colour, sharpness
from nnviz.gui.views.formula import Formulas
from nnviz.gui.views.painted import Lines, PaintedBlock, Written, draw_written
from nnviz.scenes.chain import ChainScene
from nnviz.scenes.chain_product import Cell

_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class ProductPane(PaintedBlock):
    """Formula, result, factors, and what the smallest f' does; a factor has a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: ChainScene | None = None
        self._formulas = Formulas()
        self._formula: tuple[QPointF, tuple[str, str, float, float]] | None = None
        self._written: list[Written] = []
        self._boxes: list[QRectF] = []
        self._gap = 0.0

    def set_scene(self, scene: ChainScene) -> None:
        """Show the product of a scene."""
        self._scene = scene
        self.arrange()

    def lay_out(self, width: float) -> float:
        """Result, formula, factors in rows, the sentence."""
        scene = self._scene
        if scene is None:
            return 0.0
        em = QFontMetricsF(self.font()).height()
        product = scene.product
        formula = product.latex, self.theme.text, em, width
        picture = self._formulas.picture(*formula, self.devicePixelRatioF())
        size = picture.deviceIndependentSize()
        self._formula = (QPointF(0.0, 0.0), formula)
        result = Lines(QRectF(0.0, size.height() + 0.2 * em, width, 0.0), self.font())
        result.write(
            [(f"{scene.name} = ", self.theme.text, False), (product.value, self.theme.text, True)]
        )
        below = self._place_cells(product.cells, result.bottom + 0.1 * em, width)
        sentence = Lines(QRectF(0.0, below, width, 0.0), caption_font(self))
        sentence.write([(product.tightest, self.theme.slope_text, False)])
        self._written = [*result.written, *sentence.written]
        return sentence.bottom if product.tightest else below

    def _place_cells(self, cells: tuple[Cell, ...], top: float, width: float) -> float:
        """Place factors in rows, each as wide as it needs; return where they end."""
        metrics = QFontMetricsF(caption_font(self))
        high, gap = 3.5 * metrics.height(), 1.1 * metrics.height()
        self._boxes, self._gap = [], gap
        x, y = 0.0, top
        for cell in cells:
            texts = (cell.value, cell.symbol, cell.derivative)
            wide = max(metrics.horizontalAdvance(text) for text in texts) + 6.0
            behind = 0.0 if cell is cells[-1] else 0.7 * gap  # its sign must fit, too
            if x > 0.0 and x + wide + behind > width:
                x, y = 0.0, y + high
            self._boxes.append(QRectF(x, y, wide, high))
            x += wide + gap
        return y + high if cells else top

    def event(self, event: QEvent) -> bool:
        """Explain the factor under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def tip_at(self, place: QPointF) -> str:
        """Return what the factor at a place is; "" where there is none."""
        if self._scene is None:
            return ""
        cells = self._scene.product.cells
        found = (c.tip for c, box in zip(cells, self._boxes, strict=True) if box.contains(place))
        return next(found, "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw formula, factors and texts."""
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._formula is not None:
            at, formula = self._formula
            painter.drawPixmap(at, self._formulas.picture(*formula, sharpness(painter)))
        draw_written(painter, self._written)
        font = caption_font(self)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        for place, cell in enumerate(self._scene.product.cells):
            self._draw_cell(painter, place, cell, font, strong)

    def _draw_cell(
        self, painter: QPainter, place: int, cell: Cell, font: QFont, strong: QFont
    ) -> None:
        box, line = self._boxes[place], QFontMetricsF(font).height()
        row = QRectF(box.left(), box.top() + 0.15 * line, box.width(), line)
        if cell.tightest:
            self._frame(painter, box.adjusted(-1, 0, 1, -0.25 * line).toRect())
        painter.setFont(strong)
        painter.setPen(colour(cell.ink))
        painter.drawText(row, _CENTRE, cell.value)
        painter.setFont(font)
        painter.drawText(row.translated(0.0, line), _CENTRE, cell.symbol)
        painter.setPen(colour(self.theme.muted))
        painter.drawText(row.translated(0.0, 2.0 * line), _CENTRE, cell.derivative)
        if place < len(self._boxes) - 1:
            painter.drawText(QRectF(box.right(), row.top(), self._gap, line), _CENTRE, "×")

    def _frame(self, painter: QPainter, box: QRect) -> None:
        """Mark the smallest factor; soft edges and corners would cost half of the strip's time."""
        painter.fillRect(box, colour(self.theme.slope, 0.12))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colour(self.theme.slope))
        painter.drawRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
