"""The inspector's picture: f with the samples on it and f' with their rug, or an input's values.

What depends on the activation and the range of z alone (curves, zones, numbers) is painted once
in a picture of its own; a frame then draws that picture, the rug and the dots.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import LEFT, caption_font, colour, is_drawing, sharpness
from nnviz.gui.views.neuron_samples import draw_dots, draw_rug
from nnviz.gui.views.plot_words import draw_along, draw_heights, draw_legend, legend_width, upwards
from nnviz.gui.views.strokes import Floats, runs
from nnviz.scenes.distribution import Distribution
from nnviz.scenes.neuron_picture import Picture
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.ticks import Tick

_CENTRE = Qt.AlignmentFlag.AlignCenter
_F_SHARE = 0.58  # of the height of both curves
_WIDEST_TICK = "−0.17"


class _Areas(Struct, frozen=True):
    """Where things stand, in pixels: f, f' below it (or the bars), ticks, and the legend."""

    f: QRectF
    slope: QRectF
    ticks: QRectF
    note: QRectF
    legend: QRectF


class NeuronPlot(QWidget):
    """Draws a Picture or a Distribution."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._shown: Picture | Distribution | None = None
        self._still: QPixmap | None = None
        self._still_of: tuple[object, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setToolTip(
            "Each sign is a probe sample at its pre-activation z; below, f′ at the same z:"
            " what is left of an error that comes back. Shaded: f′ is below τ of its largest."
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_picture(self, picture: Picture | Distribution) -> None:
        """Show another picture."""
        self._shown = picture
        self.update()

    def sizeHint(self) -> QSize:
        """Room for curves of eight lines of text, with ticks and legend."""
        return QSize(0, round(12.5 * self._metrics().height()))

    def minimumSizeHint(self) -> QSize:
        """The least height at which f and f' can be told."""
        return QSize(0, round(10.5 * self._metrics().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Forget the still picture."""
        super().resizeEvent(event)
        self._still = None

    def changeEvent(self, event: QEvent) -> None:
        """Forget the still picture where the font has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._still = None
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the still part, and the samples."""
        painter = QPainter(self)
        if self._shown is None:
            painter.fillRect(self.rect(), colour(self._theme.panel))
            return
        painter.setFont(caption_font(self))
        areas = self._areas(self._shown)
        if isinstance(self._shown, Picture):
            self._draw_still(painter, self._shown, areas)
            draw_rug(painter, self._shown, areas.slope, self._theme)
            draw_dots(painter, self._shown, areas.f)
        else:
            painter.fillRect(self.rect(), colour(self._theme.panel))
            self._draw_bars(painter, self._shown, areas)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(caption_font(self))

    def _areas(self, shown: Picture | Distribution) -> _Areas:
        metrics = self._metrics()
        line, width, height = metrics.height(), float(self.width()), float(self.height())
        left = metrics.horizontalAdvance(_WIDEST_TICK) + 0.4 * line
        inner = width - left - 0.5 * line
        legend_rows = (
            2
            if shown.legend and legend_width(metrics, shown.note, shown.legend) > width - left
            else 1
        )
        bottom = height - (1.3 + 1.15 * legend_rows) * line
        free = bottom - 0.4 * line - 0.8 * line
        f = QRectF(left, 0.4 * line, inner, _F_SHARE * free)
        slope = QRectF(left, bottom - (1 - _F_SHARE) * free, inner, (1 - _F_SHARE) * free)
        note = QRectF(left, bottom + 1.35 * line, width - left, 1.15 * line)
        legend = note.translated(0.0, (legend_rows - 1) * 1.1 * line)
        if legend_rows == 2:
            note.setLeft(0.0)
            legend.setLeft(0.0)
        return _Areas(f, slope, QRectF(left, bottom + 0.2 * line, inner, 1.1 * line), note, legend)

    def _draw_still(self, painter: QPainter, picture: Picture, areas: _Areas) -> None:
        """Draw curves, zones and numbers, from memory where nothing of them has changed."""
        key = (picture.x, picture.f, picture.slope)  # arrays of one cached frame
        rest = (picture.zones, picture.formula, picture.note, picture.legend, self._theme)
        same = len(self._still_of) == 4 and (
            all(one is other for one, other in zip(key, self._still_of[:3], strict=True))
            and rest == self._still_of[3]
        )
        if is_drawing(painter):
            painter.fillRect(self.rect(), colour(self._theme.panel))
            self._paint_still(painter, picture, areas)
            return
        ratio = sharpness(painter)
        if self._still is None or not same or self._still.devicePixelRatioF() != ratio:
            self._still = QPixmap(self.size() * ratio)
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(colour(self._theme.panel))
            self._still_of = (*key, rest)
            still = QPainter(self._still)
            still.setFont(painter.font())
            self._paint_still(still, picture, areas)
            still.end()
        painter.drawPixmap(0, 0, self._still)

    def _paint_still(self, painter: QPainter, picture: Picture, areas: _Areas) -> None:
        theme = self._theme
        self._draw_zones(painter, picture, areas)
        painter.setPen(QPen(colour(theme.border), 1.0))
        middle = areas.f.left() + 0.5 * areas.f.width()
        painter.drawLine(QPointF(middle, areas.f.top()), QPointF(middle, areas.slope.bottom()))
        ground = upwards(areas.slope, picture.slope_zero)
        painter.drawLine(QPointF(areas.slope.left(), ground), QPointF(areas.slope.right(), ground))
        if picture.zero is not None:
            level = upwards(areas.f, picture.zero)
            painter.drawLine(QPointF(areas.f.left(), level), QPointF(areas.f.right(), level))
        self._draw_ticks(painter, picture, areas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_curve(painter, picture.x, picture.slope, areas.slope, theme.slope)
        self._draw_curve(painter, picture.x, picture.f, areas.f, theme.text)
        self._draw_names(painter, picture, areas)
        draw_legend(painter, picture.note, picture.legend, areas.note, areas.legend, theme)

    def _draw_zones(self, painter: QPainter, picture: Picture, areas: _Areas) -> None:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(colour(self._theme.muted))
        for begin, end in picture.zones:
            zone = QRectF(
                areas.f.left() + begin * areas.f.width(),
                areas.f.top(),
                (end - begin) * areas.f.width(),
                areas.slope.bottom() - areas.f.top(),
            )
            painter.fillRect(zone, colour(self._theme.faint, 0.6))
            if zone.width() > 1.5 * metrics.horizontalAdvance("shut"):
                box = QRectF(zone.left(), areas.f.bottom(), zone.width(), metrics.height())
                painter.drawText(box, _CENTRE, "shut")

    def _draw_ticks(self, painter: QPainter, picture: Picture, areas: _Areas) -> None:
        painter.setPen(colour(self._theme.muted))
        draw_heights(painter, picture.f_ticks, areas.f)
        draw_heights(painter, picture.slope_ticks, areas.slope)
        draw_along(painter, picture.x_ticks, areas.ticks)

    def _draw_names(self, painter: QPainter, picture: Picture, areas: _Areas) -> None:
        """Write the formulas at the left, where no curve is: all rise from the left, or peak."""
        line = QFontMetricsF(painter.font()).height()
        box = QRectF(areas.f.left() + 5, areas.f.top(), areas.f.width(), line)
        painter.setPen(colour(self._theme.text))
        too_wide = painter.fontMetrics().horizontalAdvance(picture.formula) > 0.5 * box.width()
        formula = picture.formula.removeprefix("f(z) = ") if too_wide else picture.formula
        painter.drawText(box, LEFT, formula)
        box.moveTop(areas.slope.top() + 0.14 * areas.slope.height())
        painter.setPen(colour(self._theme.slope_text))
        painter.drawText(box, LEFT, picture.slope_name)

    def _draw_curve(
        self,
        painter: QPainter,
        x: Floats,
        height: Floats,
        area: QRectF,
        ink: str,
    ) -> None:
        if not len(height):
            return
        painter.setPen(QPen(colour(ink), 1.6))
        for run in runs(*_places(x, height, area)):
            painter.drawPolyline(run)

    def _draw_bars(self, painter: QPainter, shown: Distribution, areas: _Areas) -> None:
        area = areas.f.united(areas.slope)
        count = shown.tops.shape[1]
        wide = area.width() / count
        below = np.zeros(count)
        painter.setPen(Qt.PenStyle.NoPen)
        for tops, ink in zip(shown.tops, shown.colours, strict=True):
            painter.setBrush(colour(ink, 0.9))
            bars = [
                QRectF(
                    area.left() + k * wide + 0.5,
                    area.bottom() - tops[k] * area.height(),
                    wide - 1.0,
                    (tops[k] - below[k]) * area.height(),
                )
                for k in np.flatnonzero(tops > below)
            ]
            painter.drawRects(bars)
            below = tops
        painter.setPen(colour(self._theme.border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(colour(self._theme.muted))
        tallest = Tick(float(shown.tops[-1].max()), shown.most)
        draw_heights(painter, (Tick(0.0, "0"), tallest), area)
        draw_along(painter, shown.x_ticks, areas.ticks)
        draw_legend(painter, shown.note, shown.legend, areas.note, areas.legend, self._theme)


def _places(x: Floats, height: Floats, area: QRectF) -> tuple[Floats, Floats]:
    """Return the x and y of points in pixels."""
    return area.left() + x * area.width(), area.bottom() - height * area.height()
