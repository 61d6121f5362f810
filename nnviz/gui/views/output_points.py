"""The samples as points: those of the training part filled, those of the test part hollow."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.plots import Plot
from nnviz.gui.views.point_cloud import PointCloud, Sign
from nnviz.scenes.output_data import OutputOptions, Points
from nnviz.scenes.palette import Theme, mix


class PointClouds:
    """The points of both parts on a plot; they are laid out again only where they change."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._items = {part: plot.add(PointCloud()) for part in ("train", "test")}
        self._shown: dict[str, object] = {}

    def show(self, clouds: tuple[Points, ...], options: OutputOptions, theme: Theme) -> None:
        """Show the clouds that the options ask for."""
        line = QFontMetricsF(caption_font(self._plot)).height()
        for points in clouds:
            item = self._items[points.part]
            item.set_visible(options.shows(points.part))
            shown = (points, theme, line)
            if item.visible and self._shown.get(points.part) != shown:
                signs = [sign(points, kind, theme, line) for kind in range(len(points.colours))]
                item.set_points(points.x, points.y, points.kinds, signs)
                self._shown[points.part] = shown


def sign(points: Points, kind: int, theme: Theme, line: float) -> Sign:
    """Return how points of a kind are drawn: train filled with a rim, test as a ring.

    Parameters
    ----------
    points
        The points of a part.
    kind
        Which of their kinds.
    theme
        Colours.
    line
        Pixels from line to line of captions: points grow with the text.
    """
    filled, ink = points.part == "train", points.colours[kind]
    symbol = points.symbols[kind]
    size = line * (0.58 if filled else 0.44) * (0.86 if symbol == "s" else 1.0)
    # A ring in the colour of the ground it lies on would not be seen: of several, a darker one.
    rim = mix(ink, theme.text, 0.35)
    edge = rim if points.rimmed or not filled else theme.panel
    if len(points.colours) == 1 and not filled:
        edge = ink
    width = 0.9 if filled else 1.6
    return Sign(symbol, size, colour(ink if filled else theme.panel), colour(edge), width)
