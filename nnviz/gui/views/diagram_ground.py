"""The part of the diagram that stays while the network trains: places, headings, names, legend.

It is drawn once into a pixmap for a network, a size and a theme; every frame starts from it.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.pictures import packed_ink
from nnviz.gui.views.reading_line import LINE, lines_needed
from nnviz.scenes.diagram import DiagramScene
from nnviz.scenes.diagram_layout import Arrangement, Room, arrange
from nnviz.scenes.diagram_words import Legend, Structure
from nnviz.scenes.palette import Theme

WIDEST_NAME = 0.2  # of the width


class Frame(Struct, frozen=True, eq=False):
    """Where everything stands in a view of a certain size.

    Parameters
    ----------
    arrangement
        Of tiles and edges.
    wording
        Which of the three wordings of the headings fits.
    heading, legend, reading
        Boxes for the headings, the legend and the reading.
    font
        Of all text.
    """

    arrangement: Arrangement
    wording: int
    heading: QRectF
    legend: QRectF
    reading: QRectF
    font: QFont

    @property
    def em(self) -> float:
        """The height of a line."""
        return self.arrangement.room.em


def frame_of(structure: Structure, width: float, height: float, font: QFont) -> Frame:
    """Return where everything stands; headings take the longest wording that fits."""
    metrics = QFontMetricsF(font)
    em = metrics.height()
    margin = 0.9 * em
    across = width - 2 * margin
    most = 3 if height > 19 * em else 2
    lines = lines_needed(across, em, most=most)
    reading = QRectF(margin, height - 0.5 * em - lines * LINE * em, across, lines * LINE * em)
    rows = 2 if height > 17 * em and across < _legend_width(structure, height / em) * em else 1
    legend = QRectF(margin, reading.top() - (1.4 * rows + 0.2) * em, across, 1.4 * rows * em)
    names = _names_width(structure.names, metrics, across)
    answers = max(1.2 * em, _names_width(structure.answers, metrics, across))
    for wording, heading_rows in ((0, 1), (1, 2), (2, 1)):
        heading = QRectF(0, 0.2 * em, width, heading_rows * 1.15 * em)
        top, bottom = heading.bottom() + 0.55 * em, legend.top() - 0.3 * em
        room = Room(margin, top, width - margin, bottom, em, names, answers)
        frame = Frame(arrange(structure.units, room), wording, heading, legend, reading, font)
        if _headings_fit(structure, frame, width):
            break
    return frame


def _legend_width(structure: Structure, height: float) -> float:
    """Return the width, in em, above which one row of legend says what it must."""
    if height > 24.0:
        return 60.0
    return 48.0 if structure.thinned else 0.0


def _names_width(names: tuple[str, ...], metrics: QFontMetricsF, width: float) -> float:
    widest = max((metrics.horizontalAdvance(name) for name in names[:64]), default=0.0)
    return float(min(widest + 0.7 * metrics.height(), WIDEST_NAME * width)) if names else 0.0


def _heading_font(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _headings_fit(structure: Structure, frame: Frame, width: float) -> bool:
    metrics = QFontMetricsF(_heading_font(frame.font))
    spans = _heading_spans(structure, frame, width, metrics)
    return all(one[1] + 0.7 * frame.em <= other[0] for one, other in pairwise(spans))


def _heading_spans(
    structure: Structure, frame: Frame, width: float, metrics: QFontMetricsF
) -> list[tuple[float, float]]:
    """Return from where to where each heading goes: above its column, but within the view."""
    spans = []
    for column, heading in zip(frame.arrangement.columns, structure.headings, strict=True):
        lines = heading[frame.wording].split("\n")
        wide = max(metrics.horizontalAdvance(line) for line in lines)
        left = min(max(column.x - 0.5 * wide, 0.4 * frame.em), width - wide - 0.4 * frame.em)
        spans.append((left, left + wide))
    return spans


class Ground:
    """The last ground that was drawn, kept as a picture."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._picture = QPixmap()

    def drawn(
        self, view: QWidget, frame: Frame, scene: DiagramScene, theme: Theme, scale: float
    ) -> QPixmap:
        """Return the picture for a view of this frame, with so many device pixels a pixel."""
        key = (frame, scene.structure, scene.legend, theme, scale)
        if key != self._key:
            self._key, self._picture = key, QPixmap(view.size() * scale)
            self._picture.setDevicePixelRatio(scale)
            self._picture.fill(colour(theme.panel))
            painter = QPainter(self._picture)
            draw_ground(painter, frame, scene.structure, scene.legend, theme)
            painter.end()
        return self._picture


def draw_ground(
    painter: QPainter, frame: Frame, structure: Structure, legend: Legend, theme: Theme
) -> None:
    """Draw headings, the inputs' names and the legend."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(_heading_font(frame.font))
    painter.setPen(colour(theme.muted))
    metrics = QFontMetricsF(painter.font())
    spans = _heading_spans(structure, frame, frame.heading.width(), metrics)
    for (left, right), heading in zip(spans, structure.headings, strict=True):
        box = QRectF(left - 1, frame.heading.top(), right - left + 2, frame.heading.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, heading[frame.wording])
    painter.setFont(frame.font)
    _draw_names(painter, frame, structure, theme)
    _draw_legend(painter, frame, legend, theme)


def _draw_names(painter: QPainter, frame: Frame, structure: Structure, theme: Theme) -> None:
    arrangement, em = frame.arrangement, frame.em
    inputs, outputs = arrangement.columns[0], arrangement.columns[-1]
    room, metrics = arrangement.room, QFontMetricsF(frame.font)
    painter.setPen(colour(theme.text))
    middle, to_left = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
    if inputs.cells is None:
        for name, (_, y) in zip(structure.names, inputs.centres.tolist(), strict=True):
            box = QRectF(inputs.left - 0.1 * em - room.names, y - em, room.names, 2 * em)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room.names - 0.3 * em)
            painter.drawText(box, middle | to_left, text)
    if outputs.cells is None and structure.answers:
        for name, (_, y) in zip(structure.answers, outputs.centres.tolist(), strict=True):
            box = QRectF(outputs.right + 0.5 * em, y - em, room.answers, 2 * em)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.answers - 0.4 * em)
            painter.drawText(box, middle, text)


def _draw_legend(painter: QPainter, frame: Frame, legend: Legend, theme: Theme) -> None:
    """Draw the edges' scale, as wide as edges are, and as many notes as there is room for."""
    metrics, em = QFontMetricsF(frame.font), frame.em
    space, line = 0.45 * em, 1.4 * em
    at = QPointF(frame.legend.left(), frame.legend.top() + 0.5 * line)
    for text in (legend.edges, legend.low):
        at = _write(painter, at, text, metrics, colour(theme.muted), space)
    at = _draw_scale(painter, at, frame, legend)
    at.setX(at.x() + space)
    at = _write(painter, at, legend.high, metrics, colour(theme.muted), space)
    at.setX(at.x() + 1.2 * em)
    for wordings in legend.notes:
        found = _placed(wordings, at, frame, metrics, line)
        if found is None:
            break
        text, at = found
        at = _write(painter, at, text, metrics, colour(theme.muted), 1.6 * em)


def _placed(
    wordings: tuple[str, ...], at: QPointF, frame: Frame, metrics: QFontMetricsF, line: float
) -> tuple[str, QPointF] | None:
    """Return the longest wording that fits in the row, or in the next one, and its place."""
    below = QPointF(frame.legend.left(), at.y() + line)
    for place in (at, below):
        for text in wordings:
            fits = place.x() + metrics.horizontalAdvance(text) <= frame.legend.right()
            if fits and place.y() < frame.legend.bottom():
                return text, place
    return None


def _write(
    painter: QPainter, at: QPointF, text: str, metrics: QFontMetricsF, ink: QColor, space: float
) -> QPointF:
    painter.setPen(ink)
    baseline = at.y() + 0.5 * (metrics.ascent() - metrics.descent())
    painter.drawText(QPointF(at.x(), baseline), text)
    return QPointF(at.x() + metrics.horizontalAdvance(text) + space, at.y())


def _draw_scale(painter: QPainter, at: QPointF, frame: Frame, legend: Legend) -> QPointF:
    """Draw the scale as an edge that grows from the middle to both ends."""
    count = len(legend.colours)
    step = 7.5 * frame.em / count
    middle = 0.5 * (count - 1)
    widest = min(0.7 * frame.em, frame.arrangement.widest_edge(1))
    for place, ink in enumerate(legend.colours):
        tall = max(1.5, widest * abs(place - middle) / middle)
        box = QRectF(at.x() + place * step, at.y() - 0.5 * tall, step + 0.6, tall)
        painter.fillRect(box, packed_ink(ink))
    return QPointF(at.x() + count * step, at.y())
