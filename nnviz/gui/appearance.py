"""What the user chose about the look: light, dark or as the system has it; the projector size."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from nnviz.gui.settings import Settings
from nnviz.gui.theme import PROJECTOR, base_font, system_theme, unit_of
from nnviz.scenes.palette import THEMES, Theme

SYSTEM = "system"


class Appearance(QObject):
    """The look in force, remembered in the settings.

    Attributes
    ----------
    changed : Signal()
        Draw everything anew.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        kept = settings.text("theme", SYSTEM)
        self.choice = kept if kept in THEMES else SYSTEM
        self.projector = settings.flag("projector")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def theme(self) -> Theme:
        """The colours."""
        return THEMES.get(self.choice) or system_theme()

    @property
    def size(self) -> float:
        """Times the system's font size."""
        return PROJECTOR if self.projector else 1.0

    @property
    def unit(self) -> float:
        """Pixels of the sheet's `1u`."""
        return unit_of(base_font(self.size))

    def choose_theme(self, choice: str) -> None:
        """Take "light", "dark" or "system"."""
        self.choice = choice
        self._settings.keep("theme", choice)
        self.changed.emit()

    @Slot(bool)
    def choose_projector(self, projector: bool) -> None:
        """Take the projector size, or the usual one."""
        self.projector = projector
        self._settings.keep("projector", projector)
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        if self.choice not in THEMES:
            self.changed.emit()
