"""The inspector: the chosen unit, weight or input in a picture and in words.

The value of a weight or bias can be changed here; everything else is only shown. Where the panel
is low, its content scrolls.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QFontMetricsF,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnviz.gui.views.chain import ChainView
from nnviz.gui.views.drawing import LEFT, caption_font, colour, fill_clear, title_font
from nnviz.gui.views.facts import Facts
from nnviz.gui.views.neuron_plot import NeuronPlot
from nnviz.gui.views.parameter_field import ParameterField
from nnviz.gui.views.remedy_buttons import RemedyButtons
from nnviz.scenes.neuron import NeuronScene
from nnviz.scenes.palette import LIGHT, Theme

SETTLING = 300  # milliseconds until a product that has just come to be shown is laid out


class Heading(QWidget):
    """What is inspected, what it is, and the verdict on it; a hint below where there is one.

    Signals
    -------
    verdictClicked(object)
        Where on the screen the verdict stands, when it is clicked.
    """

    verdictClicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: NeuronScene | None = None
        self._words: tuple[object, ...] = ()
        self._chip_box = QRectF()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_scene(self, scene: NeuronScene) -> None:
        """Show the heading of a scene."""
        shown = (scene.title, scene.subtitle, scene.chip, scene.hint)
        if shown == self._words:
            return
        hinted = self._scene is not None and bool(self._scene.hint)
        self._words, self._scene = shown, scene
        more = "; click the verdict to see and move its thresholds" if scene.chip else ""
        self.setToolTip(f"{scene.title}, {scene.subtitle}{more}")
        if hinted != bool(scene.hint):
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line of title; with a hint, one of caption size below."""
        title = QFontMetricsF(title_font(self)).height()
        caption = QFontMetricsF(caption_font(self)).height()
        hint = 1.2 * caption if self._scene is not None and self._scene.hint else 0.0
        return QSize(0, round(1.25 * title + hint))

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw title, chip, and what room is left of the subtitle."""
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        title = QFontMetricsF(title_font(self))
        row = QRectF(0.0, 0.0, self.width(), 1.2 * title.height())
        right = self._draw_chip(painter, row)
        painter.setFont(title_font(self))
        painter.setPen(colour(self._theme.text))
        name = title.elidedText(self._scene.title, Qt.TextElideMode.ElideMiddle, right)
        painter.drawText(row, LEFT, name)
        left = title.horizontalAdvance(name) + 0.6 * title.height()
        self._draw_captions(painter, row, left, right)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that the verdict was clicked."""
        if self._chip_box.contains(event.position()):
            corner = self._chip_box.bottomRight().toPoint()
            self.verdictClicked.emit(self.mapToGlobal(corner))
        else:
            super().mousePressEvent(event)

    def _draw_captions(self, painter: QPainter, row: QRectF, left: float, right: float) -> None:
        assert self._scene is not None
        painter.setFont(caption_font(self))
        painter.setPen(colour(self._theme.muted))
        caption = QFontMetricsF(painter.font())
        cut = caption.elidedText(self._scene.subtitle, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(row.adjusted(left, 0, 0, 0), LEFT, cut)
        below = QRectF(0.0, row.bottom(), self.width(), caption.height())
        hint = caption.elidedText(
            self._scene.hint, Qt.TextElideMode.ElideRight, float(self.width())
        )
        painter.drawText(below, LEFT, hint)

    def _draw_chip(self, painter: QPainter, row: QRectF) -> float:
        """Draw the verdict at the right; return where the room left of it ends."""
        chip = self._scene.chip if self._scene is not None else None
        self._chip_box = QRectF()
        if chip is None:
            return row.width()
        font = caption_font(self)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        wide, high = metrics.horizontalAdvance(chip.text) + metrics.height(), 1.3 * metrics.height()
        self._chip_box = box = QRectF(row.right() - wide, row.center().y() - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(chip.ground))
        painter.drawRoundedRect(box, high / 2, high / 2)
        painter.setPen(colour(chip.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chip.text)
        return box.left() - 0.4 * metrics.height()


class NeuronView(QWidget):
    """Shows a NeuronScene.

    Signals
    -------
    weightEditRequested(object, float)
        The mark of a weight or bias, and what it shall be.
    remedyRequested(object)
        The Remedy whose button was pressed.
    limitsRequested(object)
        The verdict was clicked: where on the screen its thresholds shall be shown.
    """

    weightEditRequested = Signal(object, float)
    remedyRequested = Signal(object)
    limitsRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: NeuronScene | None = None
        self.setAccessibleName("Inspector")
        self.heading, self.plot = Heading(), NeuronPlot()
        self.facts, self.parameter, self.parameter_facts = Facts(), ParameterField(), Facts()
        self.chain, self.remedies = ChainView(), RemedyButtons()
        self.parameter.valueRequested.connect(self.weightEditRequested)
        self.remedies.remedyRequested.connect(self.remedyRequested)
        self.heading.verdictClicked.connect(self.limitsRequested)
        self.chain.subjectShown.connect(self._show_subject)
        self.chain.product.installEventFilter(self)
        self._settling = QTimer(self, singleShot=True, interval=SETTLING)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fill_clear(self._area, self._content())
        room = QVBoxLayout(self)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self._area)
        copy = QAction("Copy all that is said here", self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.plot, 1)
        for part in (self.facts, self.chain, self.remedies, self.parameter, self.parameter_facts):
            column.addWidget(part)
        return content

    def header_widgets(self) -> list[QWidget]:
        """Return what stands in the panel's title bar: nothing."""
        return []

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        shown = (self.heading, self.plot, self.facts, self.parameter, self.parameter_facts)
        for part in (*shown, self.chain, self.remedies):
            part.set_theme(theme)

    def set_scene(self, scene: NeuronScene) -> None:
        """Show a scene."""
        self._scene = scene
        self.heading.set_scene(scene)
        self.plot.set_picture(scene.picture)
        self.parameter.set_edit(scene.edit)
        sentences = ((scene.evidence, "text"), (scene.remedy, "muted"))
        told = tuple((text, ink) for text, ink in sentences if text)
        self.facts.set_facts(scene.mark, scene.facts, told)
        self.remedies.set_remedies(scene.remedies)
        self.parameter_facts.set_facts(scene.mark, scene.parameter_facts, ())
        self.setAccessibleDescription(scene.text)

    # What a low panel shows of it

    @Slot()
    def _show_subject(self) -> None:
        """Scroll to the product of a weight that was not shown before; else to the top."""
        if self.chain.isVisibleTo(self):
            self._settling.start()
            QTimer.singleShot(0, self._show_product)
        else:
            self._settling.stop()
            self._area.verticalScrollBar().setValue(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll again while the product is laid out; later it stays where the user scrolls."""
        moves = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show)
        if self._settling.isActive() and event.type() in moves:
            QTimer.singleShot(0, self._show_product)
        return super().eventFilter(watched, event)

    @Slot()
    def _show_product(self) -> None:
        """Scroll as little as brings the product into sight, or as much of it as there is room."""
        bar, view = self._area.verticalScrollBar(), self._area.viewport()
        product = self.chain.product
        top = bar.value() + self.chain.sample.mapTo(view, QPoint(0, 0)).y()
        low = bar.value() + product.mapTo(view, QPoint(0, product.height())).y()
        bar.setValue(min(max(bar.value(), low - view.height()), top))

    def _copy(self) -> None:
        if self._scene is not None:
            told = (self._scene.text, self.chain.text)
            QGuiApplication.clipboard().setText("\n".join(text for text in told if text))

    def sizeHint(self) -> QSize:
        """The drawing's size, in lines of text."""
        line = self.fontMetrics().height()
        return QSize(20 * line, 19 * line)

    def minimumSizeHint(self) -> QSize:
        """Narrow and low: the content scrolls."""
        line = self.fontMetrics().height()
        return QSize(10 * line, 8 * line)
