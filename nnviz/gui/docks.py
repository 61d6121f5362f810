"""Panels: every view in a dock that looks like a white card on the grey ground.

The dock paints the card; the title bar and the view lie on it. Title left, the view's own small
controls right; the buttons that float and close a panel show while the pointer is over the title.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.icons import icon
from nnviz.gui.views.drawing import caption_font, colour, title_font
from nnviz.scenes.palette import LIGHT, Theme


class Title(QWidget):
    """A panel's name, cut where there is no room for all of it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._shade = text, LIGHT.text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Show another name."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_colour(self, shade: str) -> None:
        """Write the name in this colour."""
        self._shade = shade
        self.update()

    def text_width(self) -> int:
        """Return how wide the whole name is."""
        return QFontMetrics(title_font(self)).horizontalAdvance(self._text) + 1

    def sizeHint(self) -> QSize:
        """Return room for all of it."""
        return QSize(self.text_width(), QFontMetrics(title_font(self)).height())

    def minimumSizeHint(self) -> QSize:
        """Return room for nothing."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name, at the left."""
        painter = QPainter(self)
        painter.setFont(title_font(self))
        painter.setPen(colour(self._shade))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


class TitleBar(QWidget):
    """A panel's title, its view's controls, and the quiet buttons.

    Parameters
    ----------
    dock
        Whose title it is.
    controls
        Small widgets for the right end.
    """

    def __init__(self, dock: Panel, controls: list[QWidget]) -> None:
        super().__init__(dock)
        self._dock = dock
        self.title = Title(dock.windowTitle(), self)
        self._float = _quiet_button(self, f"Float the panel {dock.windowTitle()}, or dock it")
        self._close = _quiet_button(self, f"Hide the panel {dock.windowTitle()} (View shows it)")
        self._float.clicked.connect(dock.switch_floating)
        self._close.clicked.connect(dock.close)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title, 1)
        for widget in controls:
            self._row.addWidget(widget)
        self._buttons = (self._float, self._close)
        self._wanted_ink = LIGHT.muted
        self._ink = ""  # of the icons, which are drawn when the pointer first comes here
        for button in self._buttons:
            button.hide()
        dock.windowTitleChanged.connect(self.title.set_text)
        dock.topLevelChanged.connect(self._hide_buttons)  # the pointer leaves without an event

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._row.setContentsMargins(*(round(n * unit) for n in self._dock.title_margins))
        self.title.setMinimumHeight(round(22 * unit))
        self._row.setSpacing(round(2 * unit))
        self.title.set_colour(theme.text)
        for label in self.findChildren(QLabel):
            label.setObjectName("caption")
            label.setFont(caption_font(self))
        self._wanted_ink = theme.muted
        for button in self._buttons:
            button.setIconSize(QSize(round(11 * unit), round(11 * unit)))
        self._place_buttons()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the quiet buttons."""
        self._place_buttons()
        self._draw_icons()
        for button in self._buttons:
            button.show()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide them again."""
        self._hide_buttons()
        super().leaveEvent(event)

    def _hide_buttons(self) -> None:
        for button in self._buttons:
            button.hide()

    def _draw_icons(self) -> None:
        if self._ink != self._wanted_ink:
            self._ink = self._wanted_ink
            for button, name in zip(self._buttons, ("float", "close"), strict=True):
                button.setIcon(icon(name, self._ink))

    def make_room(self) -> None:
        """Keep room for the buttons behind the words, where the title is no wider than these."""
        buttons = len(self._buttons) * self._close.sizeHint().width()
        self.title.setMinimumWidth(round(self.title.text_width() + 1.25 * buttons))

    def _place_buttons(self) -> None:
        """Put the buttons right behind the title's words: nothing else moves."""
        words = self.title.text_width()
        size = self._close.sizeHint()
        x = self.title.x() + min(words + size.width() // 2, self.title.width() - 2 * size.width())
        y = self.title.y() + (self.title.height() - size.height()) // 2
        for place, button in enumerate(self._buttons):
            button.setGeometry(max(0, x) + place * size.width(), y, size.width(), size.height())


class Panel(QDockWidget):
    """A dock that paints itself as a card.

    Parameters
    ----------
    name
        Object name: under it the layout is saved.
    title
        What stands in its title bar and in the View menu.
    content
        The view or panel in it; its `header_widgets()`, if it has that, go to the title bar.
    """

    def __init__(self, name: str, title: str, content: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.content = content
        self._theme = LIGHT
        self._unit = 1.0
        self._body = QWidget(self)
        self._inside = QVBoxLayout(self._body)
        self._inside.addWidget(content)
        self.setWidget(self._body)
        self.bar = self._title_bar()
        self.setTitleBarWidget(self.bar)

    def _title_bar(self) -> TitleBar:
        return TitleBar(self, self._controls())

    def _controls(self) -> list[QWidget]:
        """Return the content's own small controls."""
        header = getattr(self.content, "header_widgets", None)
        return header() if header else []

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._theme, self._unit = theme, unit
        self._inside.setContentsMargins(*(round(n * unit) for n in self.margins))
        self.bar.dress(theme, unit)
        self.update()

    title_margins = (12, 4, 8, 2)
    margins = (12, 0, 10, 8)

    def switch_floating(self) -> None:
        """Float, a little aside so that it is seen to, or go back to the dock."""
        docked = self.mapToGlobal(QPoint())
        self.setFloating(not self.isFloating())
        if self.isFloating() and self.pos() == docked:
            aside = round(16 * self._unit)
            self.move(docked - QPoint(aside, aside))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer its picture, and which panels are shown."""
        from nnviz.gui.picture_export import open_menu

        open_menu(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card; a floating one fills its window."""
        painter = QPainter(self)
        corner = math.ceil(6 * self._unit) + 1
        if self.rect().adjusted(corner, 1, -corner, -1).contains(event.rect()):
            painter.fillRect(event.rect(), colour(self._theme.panel))  # inside, as in most frames
            return
        painter.setPen(colour(self._theme.border))
        painter.setBrush(colour(self._theme.panel))
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isFloating():
            painter.drawRect(card)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(card, 6 * self._unit, 6 * self._unit)


class FormPanel(Panel):
    """A panel whose content reaches to its sides and has margins of its own."""

    margins = (2, 0, 2, 2)


class StripPanel(Panel):
    """A low panel whose title stands at its left, on the same line as its content."""

    title_margins = (12, 0, 4, 0)
    margins = (4, 0, 12, 0)

    def _title_bar(self) -> TitleBar:
        self.setFeatures(self.features() | QDockWidget.DockWidgetFeature.DockWidgetVerticalTitleBar)
        bar = TitleBar(self, self._controls())
        bar.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return bar

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet; keep room for the quiet buttons."""
        super().dress(theme, unit)
        self.bar.make_room()


def _quiet_button(bar: TitleBar, tip: str) -> QToolButton:
    button = QToolButton(bar)
    button.setObjectName("quiet")
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
