"""What is happening, in sentences: to the selected method, then to all, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.descent_shapes import draw_marker
from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.painted import Lines, PaintedBlock, Written, draw_written
from nnviz.scenes.descent_look import Look
from nnviz.scenes.descent_story import Story, Told


class StoryView(PaintedBlock):
    """Shows a Story."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._story: Story | None = None
        self._written: list[Written] = []
        self._marks: list[tuple[Look, QPointF]] = []
        self._kept: dict[tuple[object, ...], tuple[Lines, float]] = {}
        self.setAccessibleName("What is happening")

    def set_story(self, story: Story) -> None:
        """Show a story."""
        if story != self._story:
            self._story = story
            self.setAccessibleDescription(story.text)
            self.arrange()

    def lay_out(self, width: float) -> float:
        """Place the sentences."""
        story, theme = self._story, self.theme
        if story is None:
            return 0.0
        font = caption_font(self)
        em = QFontMetricsF(font).height()
        head = Lines(QRectF(0, 0, width, 0), font)
        head.write([(f"{story.title}. ", theme.text, True), (story.now, theme.text, False)])
        if story.bound:
            head.new_line()
            head.write([(story.bound, theme.muted, False)])
        self._written, self._marks = head.written, []
        top = head.bottom + 0.4 * em
        kept, self._kept = self._kept, {}
        for one in story.told:
            key = one, theme.name, font.key(), width
            lines, tall = self._kept[key] = kept.get(key) or self._lines_of(one, font, width)
            lines.move_down(top + tall - lines.bottom)
            self._marks.append((one.look, QPointF(0.5 * em, top + 0.65 * em)))
            self._written += lines.written
            top = lines.bottom + 0.25 * em
        return top

    def _lines_of(self, one: Told, font: QFont, width: float) -> tuple[Lines, float]:
        """Return what has happened in lines, and their height; kept while it goes down the list."""
        indent = 1.3 * QFontMetricsF(font).height()
        lines = Lines(QRectF(indent, 0.0, width - indent, 0.0), font)
        lines.write(
            [
                (f"step {one.step} ", self.theme.muted, False),
                (f"{one.what} ", one.shade, True),
                (one.text, self.theme.text, False),
            ]
        )
        return lines, lines.bottom

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sentences, each with the marker of whom it is about."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = 0.28 * QFontMetricsF(caption_font(self)).height()
        for look, at in self._marks:
            cross = look.marker == "cross"
            painter.setPen(QPen(colour(look.colour), 2.0) if cross else Qt.PenStyle.NoPen)
            painter.setBrush(colour(look.colour))
            draw_marker(painter, at, radius, look.marker)
        draw_written(painter, self._written)
