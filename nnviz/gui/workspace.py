"""The workspace Train: eleven panels, where each stands at first, and how that is remembered.

It is a main window inside the main window, for that is what Qt lets docks live in: the outer one
has menus, toolbar and status line, and there is room beside this one for other workspaces.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from nnviz.gui.docks import FormPanel, Panel, StripPanel
from nnviz.scenes.palette import Theme

LAYOUT = 3  # of what is saved; grows when panels are added, and older layouts are not restored
ROOMY = 1150  # units of the sheet: below it the lower three panels share one place as tabs

TITLES = {
    "experiment": "Experiment",
    "diagram": "Network",
    "curves": "Cost",
    "heatmaps": "Weights and gradients",
    "saturation": "Saturation",
    "timeline": "Timeline",
    "output": "Output",
    "neuron": "Inspector",
    "microscope": "Microscope",
    "map": "Saturation map",
    "flow": "Gradient flow",
}

KINDS = {"experiment": FormPanel, "timeline": StripPanel}

# Widths and heights at which panels begin, in units of the sheet: the columns (in a roomy window,
# and in a narrow one), the rows of the middle column and of the right one, and the lower three
# panels of the middle one.
COLUMNS = {"experiment": 244, "diagram": 786, "output": 362}
NARROW_COLUMNS = {"experiment": 246, "diagram": 506, "output": 240}
ROWS = {"diagram": 430, "curves": 252, "timeline": 34}
RIGHT_ROWS = {"output": 380, "neuron": 356}
LOWER = {"curves": 238, "heatmaps": 330, "saturation": 216}
WITH_MICROSCOPE = {"diagram": 352, "microscope": 152, "curves": 204, "timeline": 34}

_DOWN = Qt.Orientation.Vertical


class Workspace(QMainWindow):
    """Panels around nothing: no central widget, so that every one of them can be moved.

    Parameters
    ----------
    contents
        What each panel of `TITLES` shows, by name.
    """

    def __init__(self, contents: Mapping[str, QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("ground")
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._unit = 1.0
        self._by_operation = False
        self.panels: dict[str, Panel] = {}
        for name, title in TITLES.items():
            kind = KINDS.get(name, Panel)
            self.panels[name] = kind(name, title, contents[name], self)
            toggle = self.panels[name].toggleViewAction()
            toggle.setStatusTip(f"Show or hide the panel {title}.")
            toggle.setProperty("title", f"Panel: {title}")
            toggle.triggered.connect(self.panels[name].raise_)  # else it may be a tab behind

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._unit = unit
        for panel in self.panels.values():
            panel.dress(theme, unit)

    def arrange(self) -> None:
        """Put every panel where it was at first."""
        for panel in self.panels.values():
            panel.setFloating(False)
            self.removeDockWidget(panel)
        across, down = Qt.Orientation.Horizontal, _DOWN
        panels = self.panels
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panels["experiment"])
        self.splitDockWidget(panels["experiment"], panels["diagram"], across)
        self.splitDockWidget(panels["diagram"], panels["output"], across)
        self.splitDockWidget(panels["diagram"], panels["curves"], down)
        self.splitDockWidget(panels["curves"], panels["timeline"], down)
        self.splitDockWidget(panels["output"], panels["neuron"], down)
        roomy = self.width() >= ROOMY * self._unit
        self._arrange_lower(roomy=roomy)
        for panel in panels.values():
            panel.show()
        panels["microscope"].hide()
        for name in ("saturation", "heatmaps", "curves"):
            panels[name].raise_()
        self._share(COLUMNS if roomy else NARROW_COLUMNS, across)
        self._share(ROWS, down)
        self._share(RIGHT_ROWS, down)
        if roomy:
            self._share(LOWER, across)
        if self._by_operation:
            self.open_microscope()

    def open_microscope(self) -> None:
        """Show the microscope: a strip under the network, or in a narrow window a tab."""
        panel, self._by_operation = self.panels["microscope"], True
        was_hidden = panel.isHidden()
        panel.show()
        panel.raise_()
        beside = self.tabifiedDockWidgets(panel)
        if was_hidden and not beside and not panel.isFloating():
            self._share(WITH_MICROSCOPE, _DOWN)

    def close_microscope(self) -> None:
        """Hide the microscope; the others get its room back."""
        panel, self._by_operation = self.panels["microscope"], False
        beside = self.tabifiedDockWidgets(panel)
        panel.hide()
        if not beside and not panel.isFloating():
            self._share(ROWS, _DOWN)

    def _arrange_lower(self, *, roomy: bool) -> None:
        """Put the lower panels side by side, or in tabs where they would be too narrow."""
        curves, heatmaps, saturation = (self.panels[name] for name in LOWER)
        if roomy:
            self.splitDockWidget(self.panels["diagram"], self.panels["microscope"], _DOWN)
            self.splitDockWidget(curves, heatmaps, Qt.Orientation.Horizontal)
            self.splitDockWidget(heatmaps, saturation, Qt.Orientation.Horizontal)
            self.tabifyDockWidget(heatmaps, self.panels["flow"])
            self.tabifyDockWidget(saturation, self.panels["map"])
        else:
            for name in ("heatmaps", "flow", "saturation", "map", "microscope"):
                self.tabifyDockWidget(curves, self.panels[name])

    def _share(self, sizes: Mapping[str, int], orientation: Qt.Orientation) -> None:
        panels = [self.panels[name] for name in sizes]
        self.resizeDocks(panels, [round(n * self._unit) for n in sizes.values()], orientation)

    def saved(self) -> QByteArray:
        """Return where everything stands."""
        return self.saveState(LAYOUT)

    def restore(self, state: QByteArray) -> bool:
        """Put everything where it stood; False where `state` is not of this version."""
        restored = not state.isEmpty() and self.restoreState(state, LAYOUT)
        if restored and self._by_operation:
            self.open_microscope()
        return restored

    def sizeHint(self) -> QSize:
        """Return the drawing's size."""
        return QSize(1420, 750)
