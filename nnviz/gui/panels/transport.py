"""The toolbar: run it, step it, how fast; and the few figures that always stand on the screen.

The buttons show the window's commands, so their words, keys and tooltips are those of the one
table. Where the window is too narrow for words, the buttons keep their icons.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from nnviz.gui import pace
from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.palette import LIGHT

PLACES = 100  # of the speed slider
FIGURE_SHARE = 1.28
WIDEST = ("0,000", "0.0000")  # room kept for a count, and for a cost


_TOP_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
_BOTTOM_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom


class Figure(QWidget):
    """One number in large figures, with its caption below.

    It is painted, not laid out: figures change 60 times a second, and only their pixels should.

    Parameters
    ----------
    widest
        The widest text to keep room for, so that nothing moves while the figures run.
    """

    def __init__(self, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest, self._room = widest, 0
        self._fonts: tuple[str, QFont, QFont] | None = None
        self._caption, self._value = "", ""
        self._shades = (LIGHT.text, LIGHT.muted)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        """What it shows."""
        return self._value

    @property
    def caption(self) -> str:
        """What that is."""
        return self._caption

    def show_text(self, caption: str, value: str, tip: str, shades: tuple[str, str]) -> None:
        """Show a value and what it is, in their colours."""
        if (caption, value, shades) == (self._caption, self._value, self._shades):
            return
        if caption != self._caption:
            self.setAccessibleName(caption)
            self.setToolTip(tip)
        self._caption, self._value, self._shades = caption, value, shades
        self.setAccessibleDescription(value)
        needed = self._needed()
        if needed != self._room:
            self._room = needed
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the widest of the texts."""
        large, small = map(QFontMetrics, self._both_fonts())
        return QSize(self._needed(), large.height() + small.height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: figures are not cut."""
        return self.sizeHint()

    def _needed(self) -> int:
        large, small = map(QFontMetrics, self._both_fonts())
        widest = max(large.horizontalAdvance(text) for text in (self._widest, self._value))
        return max(widest, small.horizontalAdvance(self._caption)) + 2

    def _both_fonts(self) -> tuple[QFont, QFont]:
        """Return the fonts of the value and of its caption: made once for a size of text."""
        key = self.font().key()
        if self._fonts is None or self._fonts[0] != key:
            large = QFont(self.font())
            large.setPointSizeF(large.pointSizeF() * FIGURE_SHARE)
            large.setWeight(QFont.Weight.DemiBold)
            self._fonts = key, large, caption_font(self)
        return self._fonts[1:]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the value over its caption, both at the right."""
        painter = QPainter(self)
        large, small = self._both_fonts()
        for text, font, shade, place in (
            (self._value, large, self._shades[0], _TOP_RIGHT),
            (self._caption, small, self._shades[1], _BOTTOM_RIGHT),
        ):
            painter.setFont(font)
            painter.setPen(colour(shade))
            painter.drawText(self.rect(), place, text)


class TransportPanel(QWidget):
    """Buttons, granularity, speed, figures.

    Parameters
    ----------
    actions
        The commands of the buttons, in their order; that named "run" is the primary one.
    granularities
        The commands that say what a step is.

    Attributes
    ----------
    speedRequested : Signal(float)
        A speed from 0 to 1.
    """

    speedRequested = Signal(float)

    def __init__(
        self,
        actions: Sequence[QAction],
        granularities: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._by_operation = False
        self._row = QHBoxLayout(self)
        self.buttons = [self._button(action) for action in actions]
        self.granularity = self._granularity_button(granularities)
        self.speed, self._speed_name, self._speed_value = self._speed_controls()
        self._row.addStretch(1)
        self.figures: list[Figure] = []

    # What it is told

    def show_speed(self, speed: float) -> None:
        """Put the slider at a speed; asks for nothing."""
        blocked = self.speed.blockSignals(True)
        self.speed.setValue(round(speed * PLACES))
        self.speed.blockSignals(blocked)
        self._tell_speed()

    def show_figures(self, texts: Sequence[tuple[str, str, str, tuple[str, str]]]) -> None:
        """Show (caption, value, tip, (colour of the value, of the caption)) for each figure."""
        while len(self.figures) < len(texts):
            self.figures.append(Figure(WIDEST[len(self.figures) > 1], self))
            self._row.addWidget(self.figures[-1])
        for figure, text in zip(self.figures, texts, strict=False):
            figure.show_text(*text)
        moved = False
        for place, figure in enumerate(self.figures):
            if figure.isHidden() == (place < len(texts)):
                figure.setVisible(place < len(texts))
                moved = True
        if moved:
            self._fit()

    def count_operations(self, by_operation: bool) -> None:
        """Say a slow speed in operations, or in steps."""
        self._by_operation = by_operation
        self._tell_speed()

    def dress(self, unit: float) -> None:
        """Take a length of the sheet."""
        self._row.setContentsMargins(*(round(n * unit) for n in (12, 6, 14, 6)))
        self._row.setSpacing(round(8 * unit))
        for button in self.buttons:
            button.setIconSize(QSize(round(14 * unit), round(14 * unit)))
        self.speed.setMinimumWidth(round(60 * unit))
        self.speed.setMaximumWidth(round(150 * unit))
        caption = caption_font(self)
        self._speed_value.setFont(caption)
        widest = self._speed_value.fontMetrics().horizontalAdvance("as fast as it goes")
        self._speed_value.setMinimumWidth(widest)
        for figure in self.figures:
            figure.updateGeometry()
        self._fit()

    # How it is made

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName("primary" if action.objectName() == "run" else "")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._row.addWidget(button)
        return button

    def _granularity_button(self, actions: Sequence[QAction]) -> QToolButton:
        button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("What Step and Back go by: one operation, one update, or one whole pass")
        button.setAccessibleName("Step by")
        menu = QMenu(button)
        menu.addActions(list(actions))
        button.setMenu(menu)
        for action in actions:
            action.toggled.connect(self._show_granularity)
        self._row.addWidget(button)
        return button

    def _show_granularity(self) -> None:
        menu = self.granularity.menu()
        chosen = [action.text() for action in menu.actions() if action.isChecked()]
        self.granularity.setText(f"{chosen[0]} ▾" if chosen else "▾")
        self._fit()

    def _speed_controls(self) -> tuple[QSlider, QLabel, QLabel]:
        name, value, slider = QLabel("speed", self), QLabel(self), QSlider(self)
        slider.setOrientation(Qt.Orientation.Horizontal)
        slider.setRange(0, PLACES)
        slider.setPageStep(PLACES // 10)
        slider.setAccessibleName("Speed")
        slider.setToolTip("From one step every two seconds to as fast as it goes")
        slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        slider.valueChanged.connect(self._ask_speed)
        for label in (name, value):
            label.setObjectName("caption")
        self._row.addSpacing(8)
        for widget in (name, slider, value):
            self._row.addWidget(widget)
        return slider, name, value

    def _ask_speed(self) -> None:
        self._tell_speed()
        self.speedRequested.emit(self.speed.value() / PLACES)

    def _tell_speed(self) -> None:
        told = pace.told(self.speed.value() / PLACES, by_operation=self._by_operation)
        self._speed_value.setText(told)

    # Narrow windows

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between words and icons."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return what icons alone need."""
        buttons = sum(button.iconSize().width() * 2 for button in self.buttons)
        figures = sum(figure.minimumSizeHint().width() + 8 for figure in self.figures)
        rest = self.granularity.sizeHint().width() + self.speed.minimumWidth()
        return QSize(buttons + figures + rest, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Give up, where there is no room: the speed in words, then the buttons' words."""
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.granularity.setMinimumWidth(self.granularity.sizeHint().width())
        for told, style in ((True, beside), (False, beside), (False, ICONS)):
            self._speed_value.setVisible(told)
            self._speed_name.setVisible(told)
            for button in self.buttons:
                button.setToolButtonStyle(style)
                button.setMinimumWidth(0 if style is ICONS else _widest(button))
            if self._row.totalMinimumSize().width() <= self.width():
                return


RUN_WORDS = ("Run", "Pause")
ICONS = Qt.ToolButtonStyle.ToolButtonIconOnly


def _widest(button: QToolButton) -> int:
    """Return the room that a button needs whatever it says: to run, or to pause."""
    hint, words = button.sizeHint().width(), button.fontMetrics().horizontalAdvance
    if button.text() not in RUN_WORDS:
        return hint
    return hint + max(words(text) for text in RUN_WORDS) - words(button.text())
