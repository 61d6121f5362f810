"""What is happening, in sentences: to the selected method, then to all, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.descent_shapes import draw_marker
from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.painted import Lines, PaintedBlock, Written, draw_written
from nnviz.scenes.descent_look import Look
from nnviz.scenes.descent_story import Story


class StoryView(PaintedBlock):
    """Shows a Story."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._story: Story | None = None
        self._written: list[Written] = []
        self._marks: list[tuple[Look, QPointF]] = []
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
        self._written, self._marks = [], []
        head = Lines(QRectF(0, 0, width, 0), font)
        head.write([(f"{story.title}. ", theme.text, True), (story.now, theme.text, False)])
        if story.bound:
            head.new_line()
            head.write([(story.bound, theme.muted, False)])
        self._written += head.written
        top = head.bottom + 0.4 * em
        for one in story.told:
            lines = Lines(QRectF(1.3 * em, top, width - 1.3 * em, 0), font)
            lines.write(
                [
                    (f"step {one.step} ", theme.muted, False),
                    (f"{one.what} ", one.shade, True),
                    (one.text, theme.text, False),
                ]
            )
            self._marks.append((one.look, QPointF(0.5 * em, top + 0.65 * em)))
            self._written += lines.written
            top = lines.bottom + 0.25 * em
        return top

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
