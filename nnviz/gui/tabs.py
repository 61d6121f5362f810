"""The row of tabs and the stack of pages behind it: which workspace is in front.

A page is built when it is shown for the first time. What runs on one page stops when another,
with a run of its own, comes to the front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QStackedWidget, QTabBar

from nnviz.gui.page import Page
from nnviz.gui.train_page import TrainPage
from nnviz.gui.workspaces import WORKSPACES
from nnviz.scenes.palette import Theme

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


class Tabs(QObject):
    """Brings workspaces to the front.

    Parameters
    ----------
    window
        For which pages are built.

    Attributes
    ----------
    changed : Signal()
        Another page is in front.
    runningChanged : Signal()
        Something began or ended to run.
    bar, stack
        The widgets.
    commands
        One for each workspace, with its key.
    undo : QUndoGroup
        The undo stacks of all pages; that of the page in front is active.
    """

    changed = Signal()
    runningChanged = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pages: dict[str, Page] = {}
        self._name = ""
        self._look: tuple[Theme, float] | None = None
        self.undo = QUndoGroup(self)
        self._nothing = QUndoStack(self.undo)
        self.stack = QStackedWidget(window)
        self.bar = QTabBar(window)
        self.bar.setObjectName("workspaces")
        self.bar.setAccessibleName("Workspaces")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        group = QActionGroup(self)
        self.commands = [self._command(name, group) for name in WORKSPACES]
        self.bar.currentChanged.connect(self._show_chosen)

    @property
    def name(self) -> str:
        """The name of the workspace in front."""
        return self._name

    @property
    def front(self) -> Page:
        """The page in front."""
        return self._pages[self._name]

    @property
    def train(self) -> TrainPage:
        """The page of the workspace Train, which is always there."""
        page = self._page("train")
        assert isinstance(page, TrainPage)
        return page

    def pages(self) -> list[Page]:
        """Return the pages that have been built."""
        return list(self._pages.values())

    def show(self, name: str) -> None:
        """Bring a workspace to the front.

        Raises
        ------
        KeyError
            Where there is none of that name.
        """
        page = self._page(name)
        before = self._pages.get(self._name)
        if page is before:
            return
        if before is not None and before.driver is not page.driver:
            before.leave()
        self._name = name
        self._mark(name)
        self.stack.setCurrentWidget(page.widget)
        page.enter()
        for one in self._pages.values():
            for action in one.actions:
                action.setVisible(one is page)
            one.driver.in_front = one.driver is page.driver
        page.driver.refresh()
        self._take_back_on(page)
        self.changed.emit()

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._look = (theme, unit)
        for page in self._pages.values():
            page.dress(theme, unit)

    def stop(self) -> None:
        """End what is under way on any page."""
        for page in self._pages.values():
            page.stop()

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            page = WORKSPACES[name].build(self._window)
            self._pages[name] = page
            self.stack.addWidget(page.widget)
            page.driver.runningChanged.connect(self.runningChanged)
            if self._look is not None:
                page.dress(*self._look)
        return self._pages[name]

    def _take_back_on(self, page: Page) -> None:
        """Let Undo be about a page."""
        if page.undo is None:
            self.undo.setActiveStack(self._nothing)
            return
        if page.undo not in self.undo.stacks():
            self.undo.addStack(page.undo)
        self.undo.setActiveStack(page.undo)

    def _mark(self, name: str) -> None:
        """Show which one is in front, where that was not asked for by its tab."""
        place = list(WORKSPACES).index(name)
        blocked = self.bar.blockSignals(True)
        self.bar.setCurrentIndex(place)
        self.bar.blockSignals(blocked)
        self.commands[place].setChecked(True)

    def _command(self, name: str, group: QActionGroup) -> QAction:
        kind = WORKSPACES[name]
        place = self.bar.addTab(kind.title)
        self.bar.setTabToolTip(place, f"{kind.tip}  [{kind.key}]")
        action = QAction(kind.title, self._window)
        action.setObjectName(f"workspace_{name}")
        action.setProperty("title", f"Workspace: {kind.title}")
        action.setCheckable(True)
        action.setShortcut(QKeySequence(kind.key))
        action.setStatusTip(kind.tip)
        action.setToolTip(kind.tip)
        action.triggered.connect(lambda: self.show(name))
        group.addAction(action)
        return action

    @Slot(int)
    def _show_chosen(self, place: int) -> None:
        self.show(list(WORKSPACES)[place])
