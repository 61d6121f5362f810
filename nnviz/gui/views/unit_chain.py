"""The chain rule of one unit: two products, factor by factor, each with what it means.

The smallest factor stands on an amber ground; what cancels or is left out is struck through.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.gui.views.drawing import caption_font, colour, title_font
from nnviz.gui.views.painted import PaintedBlock
from nnviz.scenes.palette import Theme, mix
from nnviz.scenes.unit_chain import UnitChain
from nnviz.scenes.unit_products import UnitFactor, UnitProduct

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_CENTRE = Qt.AlignmentFlag.AlignCenter
_TAG = "smallest"


class UnitChainView(PaintedBlock):
    """Draws the products of a UnitChain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chain: UnitChain | None = None
        self._boxes: list[tuple[QRectF, UnitFactor]] = []
        self._tops: list[float] = []
        self._small, self._large = caption_font(self), self._value_font()
        self._line = self._gap = 0.0
        self.setAccessibleName("The chain rule in numbers")

    def set_chain(self, chain: UnitChain) -> None:
        """Show these products."""
        if self._chain is not None and chain.products == self._chain.products:
            return
        self._chain = chain
        self.setAccessibleDescription("\n".join(_told(one) for one in chain.products))
        self.arrange()

    # Where things stand

    def lay_out(self, width: float) -> float:
        """Place both products in so much width."""
        self._small, self._large = caption_font(self), self._value_font()
        self._line = QFontMetricsF(self._small).height()
        self._gap = min(1.6, 0.04 * width / self._line) * self._line
        self._boxes, self._tops = [], []
        top = 0.0
        for product in self._chain.products if self._chain is not None else ():
            self._tops.append(top)
            top = self._lay_out_product(product, top, width)
        return top

    def _lay_out_product(self, product: UnitProduct, top: float, width: float) -> float:
        line = self._line
        top += 1.35 * line
        if product.factors:
            cells = [*product.factors, *([product.result] if product.result else [])]
            widths = self._fitted([self._width(cell) for cell in cells], width)
            left = 0.0
            for cell, wide in zip(cells, widths, strict=True):
                self._boxes.append((QRectF(left, top, wide, 2.5 * line), cell))
                left += wide + self._gap
            top += 2.85 * line
        return top + self._words_height(product, width) + 0.6 * line

    def _fitted(self, widths: list[float], width: float) -> list[float]:
        """Return the widths, made smaller where all together are too wide."""
        room = width - self._gap * (len(widths) - 1)
        squeeze = min(1.0, room / max(1.0, sum(widths)))
        return [wide * squeeze for wide in widths]

    def _value_font(self) -> QFont:
        font = title_font(self)
        font.setPointSizeF(self.font().pointSizeF() * 1.05)
        return font

    def _width(self, cell: UnitFactor) -> float:
        large, small = QFontMetricsF(self._large), QFontMetricsF(self._small)
        symbol = _symbol(cell)
        wide = max(large.horizontalAdvance(cell.value), small.horizontalAdvance(symbol))
        return wide + 1.2 * self._line

    def _words_height(self, product: UnitProduct, width: float) -> float:
        metrics = QFontMetricsF(self._small)
        return metrics.boundingRect(QRectF(0, 0, width, 1e4), int(_WRAP), product.words).height()

    # How it looks

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw titles, factors and words."""
        if self._chain is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = iter(self._boxes)
        for product, top in zip(self._chain.products, self._tops, strict=True):
            self._draw_title(painter, product, top)
            count = len(product.factors) + (product.result is not None)
            for place in range(count):
                box, cell = next(boxes)
                self._draw_cell(painter, cell, box)
                if place < count - 1:
                    sign = "=" if place == count - 2 else "×"
                    self._draw_sign(painter, self._sign(product, place, sign), box)
            self._draw_words(painter, product, top)

    @staticmethod
    def _sign(product: UnitProduct, place: int, sign: str) -> str:
        """Return the sign behind a factor: what is left of struck ones follows an arrow."""
        here, after = product.factors[place], product.factors[place + 1 : place + 2]
        cancels = here.struck and bool(after) and not after[0].struck and len(product.factors) > 3
        return "→" if cancels else sign

    def _draw_title(self, painter: QPainter, product: UnitProduct, top: float) -> None:
        font = caption_font(self)
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(colour(self.theme.text if product.factors else self.theme.muted))
        painter.drawText(QPointF(0.0, top + metrics.ascent()), product.title)
        if product.in_use:
            wide = metrics.horizontalAdvance("in use") + 0.9 * self._line
            left = metrics.horizontalAdvance(product.title) + 0.7 * self._line
            chip = QRectF(left, top - 0.06 * self._line, wide, 1.15 * self._line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.theme.accent_soft))
            painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
            painter.setPen(colour(self.theme.accent))
            painter.drawText(chip, _CENTRE, "in use")

    def _draw_cell(self, painter: QPainter, cell: UnitFactor, box: QRectF) -> None:
        theme = self.theme
        ink = cell_ink(cell, theme)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(mix(theme.panel, ink, 0.18 if cell.smallest else 0.06)))
        painter.drawRoundedRect(box, 4, 4)
        if cell.smallest:
            painter.setPen(QPen(colour(ink), 1.3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 4, 4)
        value = QRectF(box.left(), box.top() + 0.12 * self._line, box.width(), 1.3 * self._line)
        symbol = QRectF(box.left(), value.bottom(), box.width(), self._line)
        painter.setPen(colour(theme.muted if cell.struck else ink))
        painter.setFont(self._shrunk(self._large, cell.value, box.width()))
        painter.drawText(value, _CENTRE, cell.value)
        painter.setPen(colour(theme.muted))
        text = _symbol(cell)
        small = self._small
        if QFontMetricsF(small).horizontalAdvance(text) > box.width():
            text = cell.symbol
        painter.setFont(self._shrunk(small, text, box.width()))
        painter.drawText(symbol, _CENTRE, text)
        if cell.struck:
            painter.setPen(QPen(colour(theme.muted), 1.4))
            painter.drawLine(
                QPointF(box.left() + 3, box.bottom() - 3), QPointF(box.right() - 3, box.top() + 3)
            )

    @staticmethod
    def _shrunk(font: QFont, text: str, width: float) -> QFont:
        """Return the font, smaller where the text would be wider than `width`."""
        wide = QFontMetricsF(font).horizontalAdvance(text) + 4.0
        if wide > width:
            font = QFont(font)
            font.setPointSizeF(max(5.0, font.pointSizeF() * width / wide))
        return font

    def _draw_sign(self, painter: QPainter, sign: str, box: QRectF) -> None:
        painter.setFont(self._large)
        painter.setPen(colour(self.theme.muted))
        painter.drawText(QRectF(box.right(), box.top(), self._gap, box.height()), _CENTRE, sign)

    def _draw_words(self, painter: QPainter, product: UnitProduct, top: float) -> None:
        below = top + (1.35 + (2.85 if product.factors else 0.0)) * self._line
        painter.setFont(self._small)
        painter.setPen(colour(self.theme.text if product.in_use else self.theme.muted))
        box = QRectF(0.0, below, float(self.width()), 1e4)
        painter.drawText(box, int(_WRAP), product.words)

    def event(self, event: QEvent) -> bool:
        """Explain the factor under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = QPointF(event.pos())
            tip = next((cell.tip for box, cell in self._boxes if box.contains(place)), "")
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)


def cell_ink(cell: UnitFactor, theme: Theme) -> str:
    """Return the colour of a factor: amber for f', purple or green for a gradient."""
    if cell.kind == "slope":
        return theme.slope_text
    if cell.kind == "result":
        return theme.falling if cell.value.startswith("−") else theme.rising
    return theme.text


def _symbol(cell: UnitFactor) -> str:
    return f"{cell.symbol} · {_TAG}" if cell.smallest else cell.symbol


def _told(product: UnitProduct) -> str:
    """Return a product as it is read out."""
    factors = " × ".join(f"{cell.value} ({cell.symbol})" for cell in product.factors)
    result = f" = {product.result.value}" if product.result is not None else ""
    return f"{product.title}: {factors}{result}. {product.words}"
