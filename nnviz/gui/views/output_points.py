"""The samples as points: those of the training part filled, those of the test part hollow."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.plots import Plot
from nnviz.scenes.output_data import OutputOptions, Points
from nnviz.scenes.palette import Theme, mix


class PointClouds:
    """The points of both parts on a plot; they are laid out again only where they change."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._items: dict[str, Any] = {
            part: plot.add(pg.ScatterPlotItem(antialias=True)) for part in ("train", "test")
        }
        self._shown: dict[str, object] = {}

    def show(self, clouds: tuple[Points, ...], options: OutputOptions, theme: Theme) -> None:
        """Show the clouds that the options ask for."""
        for points in clouds:
            item = self._items[points.part]
            item.setVisible(options.shows(points.part))
            if options.shows(points.part) and self._shown.get(points.part) != (points, theme):
                self._lay_out(item, points, theme)
                self._shown[points.part] = points, theme

    def _lay_out(self, item: Any, points: Points, theme: Theme) -> None:
        looks = [self._look(points, kind, theme) for kind in range(len(points.colours))]
        if len(looks) == 1:
            item.setData(x=points.x, y=points.y, **looks[0])
            return
        kinds = points.kinds.tolist()
        each = {what: [looks[kind][what] for kind in kinds] for what in looks[0]}
        item.setData(x=points.x, y=points.y, **each)

    def _look(self, points: Points, kind: int, theme: Theme) -> dict[str, Any]:
        """Return how points of a kind are drawn: train filled with a rim, test as a ring."""
        filled, ink = points.part == "train", points.colours[kind]
        size = QFontMetricsF(caption_font(self._plot)).height() * (0.58 if filled else 0.44)
        symbol = points.symbols[kind]
        # A ring in the colour of the ground it lies on would not be seen: of several, a darker one.
        rim = mix(ink, theme.text, 0.35)
        edge = rim if points.rimmed or not filled else theme.panel
        if len(points.colours) == 1 and not filled:
            edge = ink
        return {
            "size": size * (0.86 if symbol == "s" else 1.0),
            "symbol": symbol,
            "brush": pg.mkBrush(colour(ink if filled else theme.panel)),
            "pen": pg.mkPen(colour(edge), width=0.9 if filled else 1.6),
        }
