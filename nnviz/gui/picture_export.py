"""Exporting pictures: the dialog, the menu on a panel, and what is said where it can't be done.

What can be exported is what stands in front: each open panel or card, and the whole window.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from nnviz import __version__
from nnviz.gui.dialogs import tell
from nnviz.gui.docks import Panel
from nnviz.gui.labs.card import Card
from nnviz.gui.pictures import (
    SUFFIXES,
    PictureError,
    file_name,
    image_of_widget,
    save_picture,
)

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow

FORMS = {"Picture (*.png)": ".png", "Drawing (*.svg)": ".svg"}
WHOLE = "Whole window"
FOLDER = "picture_folder"
MOST_TOLD = 2_000  # letters of what is shown, as text beside the picture


class PictureDialog(QDialog):
    """Which picture: a list, how it looks, and what is to be done with it.

    Parameters
    ----------
    pictures
        Who does it.
    chosen
        What is chosen at first; None for the whole window.
    """

    def __init__(self, pictures: Pictures, chosen: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export picture")
        self._pictures = pictures
        self._widgets = pictures.there()
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("Picture of")
        self.choice.addItems(list(self._widgets))
        names = [name for name, one in self._widgets.items() if one is chosen]
        self.choice.setCurrentText(names[0] if names else WHOLE)
        self.preview = QLabel(self)
        self.preview.setAccessibleName("How it looks")
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = self.fontMetrics().height()
        self.preview.setFixedSize(28 * line, 17 * line)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.save = buttons.addButton("&Save as…", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setToolTip("Put it on the clipboard, with twice as many pixels as on the screen")
        self.save.setToolTip("Write it to a file: PNG, or SVG, which stays sharp at any size")
        self.save.setDefault(True)
        column = QVBoxLayout(self)
        for widget in (self.choice, self.preview, buttons):
            column.addWidget(widget)
        self.choice.currentIndexChanged.connect(self.show_preview)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        buttons.rejected.connect(self.close)
        self.show_preview()

    @property
    def chosen(self) -> QWidget:
        """The widget whose picture is wanted."""
        return self._widgets[self.choice.currentText()]

    @Slot()
    def show_preview(self) -> None:
        """Show how the chosen one looks now."""
        ratio = self.devicePixelRatioF()
        try:
            whole = QPixmap.fromImage(image_of_widget(self.chosen, 1.0))
        except PictureError as error:
            self.preview.setText(str(error))
            return
        small = whole.scaled(
            self.preview.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        small.setDevicePixelRatio(ratio)
        self.preview.setPixmap(small)

    @Slot()
    def _copy(self) -> None:
        self._pictures.copy(self.chosen)

    @Slot()
    def _save(self) -> None:
        self._pictures.ask_place(self.chosen)


class Pictures(QObject):
    """Makes pictures of what stands in a window.

    Parameters
    ----------
    window
        Whose panels they are of.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def there(self) -> dict[str, QWidget]:
        """Return what can be pictured now, by name: the whole window, then each open panel."""
        found: dict[str, QWidget] = {WHOLE: self._window}
        page = self._window.tabs.front.widget
        panels = [*page.findChildren(Panel), *page.findChildren(Card)]
        for panel in panels:
            if panel.isVisible() and not panel.visibleRegion().isEmpty():
                name = title_of(panel)
                found[name if name not in found else f"{name} ({len(found)})"] = panel
        return found

    @Slot()
    def open_dialog(self) -> None:
        """Ask which picture, and what to do with it; at first the panel that has the keys."""
        focus = self._window.focusWidget()
        chosen = panel_around(focus) if focus is not None else None
        PictureDialog(self, chosen, self._window).show()

    def offer(self, panel: QWidget, at: QPoint) -> None:
        """Open the menu of a panel."""
        menu = self.menu_of(panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu_of(self, panel: QWidget) -> QMenu:
        """Return the menu of a panel: its picture, then which panels are shown."""
        menu = QMenu(panel)
        copy = menu.addAction("&Copy picture")
        save = menu.addAction("&Save picture…")
        copy.triggered.connect(lambda: self.copy(panel))
        save.triggered.connect(lambda: self.ask_place(panel))
        if isinstance(panel, Panel):
            menu.addSeparator()
            toggles = [one.toggleViewAction() for one in self._window.workspace.panels.values()]
            menu.addActions(toggles)
        return menu

    def copy(self, widget: QWidget) -> None:
        """Put a picture on the clipboard."""
        try:
            QGuiApplication.clipboard().setImage(image_of_widget(widget))
        except PictureError as error:
            tell(self._window, "The picture was not copied", str(error))

    def ask_place(self, widget: QWidget) -> None:
        """Ask where a picture is to be written, and write it there."""
        folder = self._window.settings.text(FOLDER, str(Path.cwd()))
        proposed = str(Path(folder) / f"{self.proposed(widget)}.png")
        forms = ";;".join(FORMS)
        name, form = QFileDialog.getSaveFileName(self._window, "Save picture", proposed, forms)
        if name:
            self.save(widget, name if Path(name).suffix else name + FORMS.get(form, SUFFIXES[0]))

    def save(self, widget: QWidget, name: str) -> None:
        """Write a picture to a file; say why where that can't be done."""
        try:
            save_picture(widget, name, self.title(widget), self.description(widget))
        except PictureError as error:
            tell(self._window, "The picture was not saved", str(error))
        else:
            self._window.settings.keep(FOLDER, str(Path(name).resolve().parent))

    # What it is called

    def proposed(self, widget: QWidget) -> str:
        """Return a file's name: workspace or experiment, panel and step."""
        panel = "" if widget is self._window else title_of(widget)
        return file_name(self._about, panel, self._window.tabs.front.moment())

    def title(self, widget: QWidget) -> str:
        """Return a title: panel, workspace or experiment, step."""
        panel = "nnviz" if widget is self._window else title_of(widget)
        words = (panel, self._about, self._window.tabs.front.moment())
        return " · ".join(word for word in words if word)

    def description(self, widget: QWidget) -> str:
        """Return what is shown, as text."""
        told = widget.accessibleDescription(), self._window.driver.readout()
        said = "\n".join(text for text in told if text)[:MOST_TOLD]
        return f"{said}\nDrawn by nnviz {__version__}.".lstrip()

    @property
    def _about(self) -> str:
        return self._window.windowTitle().removeprefix("nnviz: ")


def title_of(panel: QWidget) -> str:
    """Return a panel's title as it is shown."""
    if isinstance(panel, Card):
        return panel.title.accessibleName()
    return panel.windowTitle() if isinstance(panel, Panel) else panel.accessibleName()


def panel_around(widget: QWidget) -> QWidget | None:
    """Return the panel or card that a widget stands in, or None."""
    around: QWidget | None = widget
    while around is not None and not isinstance(around, Panel | Card):
        around = around.parentWidget()
    return around


def open_menu(panel: QWidget, event: QContextMenuEvent) -> None:
    """Open a panel's menu where it stands in a window of ours, by the mouse or by the menu key."""
    above = panel.parentWidget()
    pictures = None
    while above is not None and pictures is None:
        pictures, above = getattr(above, "pictures", None), above.parentWidget()
    if isinstance(pictures, Pictures):
        pictures.offer(panel, event.globalPos())
        event.accept()
    else:
        event.ignore()
