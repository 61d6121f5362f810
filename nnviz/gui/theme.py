"""How the window looks: Fusion with our own palette and style sheet, light or dark.

The sheet is one file, `theme.qss`, with the names of the theme's colours and lengths that follow
the font; so the projector size, a large system font and a high-density screen all scale alike.
Colours are set on one window, not on the application: a script may have windows of its own.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec.structs import asdict
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.scenes.palette import DARK, LIGHT, Theme, mix

HERE = Path(__file__).parent
USUAL_LINE = 14.0  # pixels from line to line of the font for which the sheet was drawn
PROJECTOR = 1.35
SYSTEM_FONT = "nnviz_system_font"


def system_theme() -> Theme:
    """Return the theme that the system asks for; light where it says nothing."""
    hints = QGuiApplication.styleHints()
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def dress(window: QWidget, theme: Theme, size: float = 1.0) -> None:
    """Give a window its font, palette and style sheet.

    Parameters
    ----------
    window
        A top-level widget; what lies in it inherits.
    theme
        The colours.
    size
        Times the system's font size: 1, or `PROJECTOR`.
    """
    font = base_font(size)
    use_font(font)
    window.setPalette(palette_of(theme))
    window.setStyleSheet(sheet(theme, unit_of(font)))


def use_font(font: QFont) -> None:
    """Let every widget use this font where it has none of its own.

    It is set on the application: what a style sheet is about does not inherit a window's font.
    """
    if QApplication.font() != font:
        QApplication.setFont(font)


def system_font() -> QFont:
    """Return the font that the application had before the first window was dressed."""
    app = QApplication.instance()
    kept = app.property(SYSTEM_FONT) if app else None
    if isinstance(kept, QFont):
        return kept
    font = QFont(QApplication.font())
    if app:
        app.setProperty(SYSTEM_FONT, font)
    return font


def base_font(size: float = 1.0) -> QFont:
    """Return the system's font, `size` times as large, with figures of one width."""
    font = QFont(system_font())
    font.setPointSizeF(font.pointSizeF() * size)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def unit_of(font: QFont) -> float:
    """Return how many pixels the sheet's `1u` is with this font."""
    return QFontMetricsF(font).height() / USUAL_LINE


def palette_of(theme: Theme) -> QPalette:
    """Return Qt's palette in the theme's colours."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.panel,
        role.Text: theme.text,
        role.Button: button_colour(theme),
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.Light: theme.panel,
        role.Midlight: theme.faint,
        role.Mid: theme.border,
        role.Dark: theme.muted,
        role.Shadow: theme.border,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.muted))
    return palette


def button_colour(theme: Theme) -> str:
    """Return the ground of a button at rest."""
    return mix(theme.panel, theme.text, 0.065)


@cache
def sheet(theme: Theme, unit: float) -> str:
    """Return the style sheet in a theme's colours, with `unit` pixels for `1u`."""
    colours = {
        **asdict(theme),
        "button": button_colour(theme),
        "button_hover": mix(theme.panel, theme.text, 0.11),
        "button_down": mix(theme.panel, theme.text, 0.17),
        "accent_hover": mix(theme.accent, theme.text, 0.15),
        "icons": (HERE / "icons").as_posix(),
    }
    text = _template()
    text = re.sub(r"@([a-z_]+)", lambda found: colours[found[1]], text)
    return re.sub(r"(-?\d+)u\b", lambda found: f"{round(int(found[1]) * unit)}px", text)


@cache
def _template() -> str:
    text = (HERE / "theme.qss").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
