"""Draws the shapes of a chart with a painter: lines, dots, arrows, words, an image."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from nnviz.gui.views.drawing import colour, image_of, is_drawing, sharpness
from nnviz.gui.views.plane import Plane
from nnviz.gui.views.strokes import draw_pieces, joined, paired, runs
from nnviz.scenes.descent_chart import Area, Arrow, Dots, Line, Shade, Shape, Word
from nnviz.scenes.palette import Theme, mix

_CORNERS = {
    "square": [(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)],
    "triangle": [(0.0, -1.1), (1.0, 0.75), (-1.0, 0.75)],
    "diamond": [(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
}
_ROUND = Qt.PenCapStyle.RoundCap  # so that many short pieces leave no gaps
_PIECE = 4.0  # pixels: shorter pieces are short
_MANY = 4  # markers from which on one is drawn and the others are copies of it
_HEAD = 0.62  # an arrow head's length, in heights of a caption


class ShapePainter:
    """Draws shapes onto a plane.

    Parameters
    ----------
    painter
        Antialiased, with the caption font set.
    plane
        Where everything is.
    theme
        The colours of grounds behind words.
    careful
        Lines without a seam, for a picture that is kept; else in pieces, for one of many.
    """

    def __init__(
        self, painter: QPainter, plane: Plane, theme: Theme, *, careful: bool = False
    ) -> None:
        self._careful = careful
        self._painter, self._plane, self._theme = painter, plane, theme
        self._font = QFont(painter.font())
        self._em = QFontMetricsF(self._font).height()
        self._named: list[QRectF] = []

    def draw(self, shapes: tuple[Shape, ...]) -> None:
        """Draw shapes, the first one lowest; words over everything."""
        painter = self._painter
        painter.save()
        painter.setClipRect(self._plane.area.adjusted(-1, -1, 1, 1))
        for shape in shapes:
            match shape:
                case Line():
                    self._draw_line(shape)
                case Dots():
                    self._draw_dots(shape)
                case Arrow():
                    self._draw_arrow(shape)
                case Area():
                    self._fill(shape)
                case Shade():
                    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                    painter.drawImage(self._plane.area, image_of(shape.pixels[::-1]))
        for shape in shapes:
            if isinstance(shape, Word):
                self._draw_word(shape)
        painter.restore()

    def _draw_line(self, line: Line) -> None:
        x, y = self._plane.pixels(line.x, line.y)
        # Pale instead of transparent: pieces that overlap at their ends would be seen.
        pen = QPen(colour(mix(self._theme.panel, line.colour, line.opacity)), line.width)
        whole = (self._careful or line.dashed) and not line.pairs
        short = line.pairs or len(x) * _PIECE > self._plane.area.width()
        pen.setCapStyle(_ROUND if short and not whole else Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        if line.dashed:
            pen.setDashPattern([4.0, 3.0])
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        if whole:
            for run in runs(x, y):
                self._painter.drawPolyline(run)
        else:  # Ten times as fast. Dashes would begin anew with every piece.
            draw_pieces(self._painter, paired(x, y) if line.pairs else joined(x, y))

    def _fill(self, area: Area) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour(area.colour, area.opacity))
        for run in runs(*self._plane.pixels(area.x, area.y)):
            self._painter.drawPolygon(run)

    def _draw_dots(self, dots: Dots) -> None:
        painter, radius = self._painter, 0.5 * dots.size * self._em
        at = zip(*(one.tolist() for one in self._plane.pixels(dots.x, dots.y)), strict=True)
        places = [QPointF(x, y) for x, y in at if math.isfinite(x) and math.isfinite(y)]
        look = (dots.marker, radius, dots.colour, dots.opacity, dots.hollow, self._theme.panel)
        if self._careful or len(places) < _MANY or is_drawing(painter):
            _use(painter, *look)
            for place in places:
                draw_marker(painter, place, radius, dots.marker)
            return
        stamp = _stamp(sharpness(painter), *look)
        middle = QRectF(QPointF(), stamp.deviceIndependentSize()).center()
        for place in places:
            painter.drawImage(place - middle, stamp)

    def _draw_arrow(self, arrow: Arrow) -> None:
        begin, end = (
            self._plane.place(x, y) for x, y in ((arrow.x1, arrow.y1), (arrow.x2, arrow.y2))
        )
        run = end - begin
        length = math.hypot(run.x(), run.y())
        if length == 0.0 or not math.isfinite(length):
            return
        if arrow.reach:
            end = begin + run * (arrow.reach * self._em / length)
            length = arrow.reach * self._em
        head = _HEAD * self._em
        if length < 1.3 * head:
            return
        unit = (end - begin) / length
        pen = QPen(colour(arrow.colour), arrow.width)
        if arrow.dashed:
            pen.setDashPattern([4.0, 2.5])
        self._painter.setPen(pen)
        self._painter.drawLine(begin, end - unit * (0.8 * head))
        across = QPointF(-unit.y(), unit.x()) * (0.4 * head)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour(arrow.colour))
        back = end - unit * head
        self._painter.drawPolygon(QPolygonF([end, back + across, back - across]))

    def _beside_others(self, box: QRectF) -> QRectF:
        """Move a name down, and then up, until it covers no other one."""
        for lines in (0, 1, -1, 2, -2, 3, -3, 4, -4):
            moved = box.translated(0.0, lines * box.height())
            if not any(moved.intersects(one) for one in self._named):
                box = moved
                break
        self._named.append(box)
        return box

    def _draw_word(self, word: Word) -> None:
        painter = self._painter
        font = QFont(self._font)
        if word.strong:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics, area = QFontMetricsF(font), self._plane.area
        gap = 0.5 * self._em
        box = QRectF(0, 0, metrics.horizontalAdvance(word.text) + 4, metrics.height() * 0.95)
        box.moveCenter(self._plane.place(word.x, word.y))
        across, up = word.side
        box.translate(across * (box.width() / 2 + gap), -up * (box.height() / 2 + 0.6 * gap))
        box.moveLeft(min(max(box.left(), area.left() + 2), area.right() - box.width() - 2))
        box.moveTop(min(max(box.top(), area.top() + 1), area.bottom() - box.height() - 1))
        if word.strong:
            box = self._beside_others(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.panel, 0.72))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(colour(word.colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word.text)


def draw_marker(painter: QPainter, at: QPointF, radius: float, marker: str) -> None:
    """Draw one marker in the painter's pen and brush."""
    if marker == "disc":
        painter.drawEllipse(at, radius, radius)
    elif marker == "cross":
        for across, up in ((1, 1), (1, -1)):
            arm = QPointF(across * 0.8 * radius, up * 0.8 * radius)
            painter.drawLine(at - arm, at + arm)
    else:
        painter.drawPolygon(_polygon(marker, radius).translated(at))


def _use(
    painter: QPainter,
    marker: str,
    _radius: float,
    ink: str,
    opacity: float,
    hollow: bool,
    ground: str,
) -> None:
    """Take the pen and the brush of a marker."""
    within, around = colour(ink, opacity), colour(ground, opacity)
    if marker == "cross":
        painter.setPen(QPen(within, 1.7))
    elif hollow:
        painter.setPen(QPen(within, 1.5))
        painter.setBrush(around)
    else:
        painter.setPen(QPen(around, 1.0))
        painter.setBrush(within)


@lru_cache(maxsize=64)
def _stamp(
    ratio: float, marker: str, radius: float, ink: str, opacity: float, hollow: bool, ground: str
) -> QImage:
    """Return a marker's picture: where there are many, it is drawn once and put at each place."""
    side = 2 * math.ceil((1.3 * radius + 1.0) * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _use(painter, marker, radius, ink, opacity, hollow, ground)
    middle = 0.5 * side / ratio
    draw_marker(painter, QPointF(middle, middle), radius, marker)
    painter.end()
    return image


@lru_cache(maxsize=64)
def _polygon(marker: str, radius: float) -> QPolygonF:
    return QPolygonF([QPointF(x * radius, y * radius) for x, y in _CORNERS[marker]])
