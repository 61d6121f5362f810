"""The window: menus, toolbar, the workspace's panels, status line, and how they are wired.

It holds no state of the run: what is shown comes through the controller's feeds, and what the
user wants goes back as intents.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from nnviz.engine.session import Session
from nnviz.gui import theme
from nnviz.gui.actions import Actions
from nnviz.gui.answers import Answers
from nnviz.gui.appearance import Appearance
from nnviz.gui.banner import Banner
from nnviz.gui.branches import Branches
from nnviz.gui.commands import connect_commands
from nnviz.gui.contents import Contents
from nnviz.gui.controller import Controller
from nnviz.gui.files import Files, dropped_file
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.help import Help
from nnviz.gui.menus import build_menus
from nnviz.gui.page import Driver
from nnviz.gui.panel_feeds import FiguresFeed, StatusFeed
from nnviz.gui.panel_focus import take_key
from nnviz.gui.panels.status_bar import StatusBar
from nnviz.gui.panels.transport import TransportPanel
from nnviz.gui.remembered import GRANULARITIES, USUAL_SPEED, keep, take_up
from nnviz.gui.settings import Settings
from nnviz.gui.tabs import Tabs
from nnviz.gui.trainer import Trainer
from nnviz.gui.undo import UndoStack
from nnviz.gui.warm_up import Backends
from nnviz.gui.workspace import Workspace
from nnviz.gui.workspaces import WORKSPACES

if TYPE_CHECKING:
    from nnviz.gui.picture_export import Pictures

BUTTONS = ("reset", "back", "run", "step")


class MainWindow(QMainWindow):
    """A row of workspaces; that in front first is Train, on one session.

    Parameters
    ----------
    session
        What is trained; it is the window's until that is closed.
    settings
        What is remembered; the user's settings file where it is None.
    threaded
        Whether training gets its own thread; without it the window is for a picture.

    Attributes
    ----------
    closed : Signal()
        The window has closed, and the trainer's thread has ended.
    settings : Settings
        What is remembered from one start to the next.
    """

    closed = Signal()

    def __init__(
        self, session: Session, settings: Settings | None = None, *, threaded: bool = True
    ) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self._arranged = False
        self._speed = USUAL_SPEED
        self.trainer = Trainer(session, self)
        self.clock = FrameClock(self)
        self.controller = Controller(self.trainer, self.clock, self)
        self.backends = Backends(self.trainer, self.settings, self)
        self.undo = UndoStack(self.trainer, self)
        self.actions_ = Actions(self)
        self.appearance = Appearance(self.settings, self)
        self.files = Files(self)
        self.help = Help(self)
        self._build()
        self._wire()
        take_up(self)
        if threaded:
            self.trainer.start()

    # What it is made of

    def _build(self) -> None:
        self.setObjectName("ground")
        self.setAcceptDrops(True)
        actions = self.actions_
        self.transport = TransportPanel(
            [actions[name] for name in BUTTONS], [actions[name] for name in GRANULARITIES], self
        )
        self.banner = Banner(self)
        self.contents = Contents(self.controller)
        self.workspace = Workspace(self.contents.by_name, self)
        self.status = StatusBar(self)
        self.branches = Branches(self, self.controller, self.banner, actions["begin_branch"])
        self.tabs = Tabs(self)
        ground = QWidget(self)
        ground.setObjectName("ground")
        self._column = column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._framed = QVBoxLayout()
        self._framed.addWidget(self.banner)
        self._framed.addWidget(self.tabs.stack, 1)
        column.addWidget(self.transport)
        column.addWidget(self.tabs.bar)
        column.addLayout(self._framed, 1)
        column.addWidget(self.status)
        self.setCentralWidget(ground)
        toggles = [panel.toggleViewAction() for panel in self.workspace.panels.values()]
        self.menus = build_menus(self, actions, (self.tabs.commands, toggles), self.tabs.undo)
        self.menus["Run"].addMenu(self.branches.menu)
        self.controller.add(self.contents.feeds)
        self.controller.add(
            [
                FiguresFeed(self.transport, self.controller),
                StatusFeed(self.status, self.backends, self.controller),
            ]
        )

    def _wire(self) -> None:
        self.answers = Answers(
            self, self.banner, self.controller, self.files, self.contents.experiment
        )
        for panel in self.workspace.panels.values():
            panel.visibilityChanged.connect(self.clock.wake)
        self.appearance.changed.connect(self.dress)
        self.transport.speedRequested.connect(self.set_speed)
        self.contents.experiment.openDataRequested.connect(self.files.ask_data)
        self.contents.timeline.branch.clicked.connect(self._offer_branches)
        self.tabs.changed.connect(self._show_front)
        self.tabs.runningChanged.connect(self._show_running)
        self.contents.operations.operationChosen.connect(self.actions_["by_operation"].trigger)
        self.contents.chain.failed.connect(self.answers.show_report)
        self.actions_["by_operation"].toggled.connect(self._step_by_operation)
        connect_commands(self)
        self.tabs.show("train")

    @cached_property
    def pictures(self) -> Pictures:
        """Exports pictures of the window and its panels; made when the first one is wanted."""
        from nnviz.gui.picture_export import Pictures

        return Pictures(self)

    # How it looks

    @Slot()
    def dress(self) -> None:
        """Take the theme and the size in force."""
        look = self.appearance
        theme.dress(self, look.theme, look.size)
        self.tabs.dress(look.theme, look.unit)
        self.transport.dress(look.unit)
        self.status.set_theme(look.theme)
        self.actions_.paint_icons(look.theme, running=self.driver.running)
        margin = round(8 * look.unit)
        self._framed.setContentsMargins(margin, 0, margin, 0)
        self._framed.setSpacing(margin)
        self._tell_of_lab()

    def showEvent(self, event: QShowEvent) -> None:
        """At the first time, put the panels where they were."""
        super().showEvent(event)
        if not self._arranged:
            self._arranged = True
            self._column.activate()
            if not self.workspace.restore(self.settings.state("layout")):
                self.workspace.arrange()
            self.setFocus()
        self.clock.wake()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again what was not drawn while the window was minimised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.clock.wake()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the trainer's thread and remember the layout."""
        keep(self, arranged=self._arranged)
        self.hide()
        self.clock.stop()
        self.tabs.stop()
        self.backends.stop()
        self.trainer.stop()
        theme.use_font(theme.system_font())
        super().closeEvent(event)
        self.closed.emit()

    @Slot(bool)
    def fill_screen(self, full: bool) -> None:
        """Fill the screen, or no longer."""
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    # Running

    @property
    def session(self) -> Session:
        """The session; the window's alone until it is closed."""
        return self.trainer.worker.session

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Train at a speed from 0 to 1."""
        self._speed = min(1.0, max(0.0, speed))
        self.settings.keep("speed", self._speed)
        self.transport.show_speed(self._speed)
        self.driver.set_speed(self._speed)

    def change_speed(self, by: float) -> None:
        """Train faster, or slower where `by` is negative."""
        self.set_speed(self._speed + by)

    @property
    def driver(self) -> Driver:
        """Who obeys the toolbar: that of the workspace in front."""
        return self.tabs.front.driver

    def step(self, count: int) -> None:
        """Go so many steps on, of the size chosen on the toolbar."""
        self.driver.step(count, self.granularity)

    @property
    def granularity(self) -> str:
        """What a step is: "operation", "iteration" or "epoch"."""
        return next(word for name, word in GRANULARITIES.items() if self.actions_[name].isChecked())

    @Slot(bool)
    def _step_by_operation(self, on: bool) -> None:
        """Show the microscope while steps are operations."""
        self.transport.count_operations(on)
        self.tabs.train.set_by_operation(on)

    @Slot()
    def _show_front(self) -> None:
        """Let the toolbar be about the workspace that has come to the front."""
        self.driver.set_speed(self._speed)
        self.actions_.enable_running(self.tabs.front.drives)
        self._show_running()
        self._tell_of_lab()

    def _tell_of_lab(self) -> None:
        """Say nothing of the run on a page that is not about it."""
        if self.tabs.front.tells:
            return
        kind = WORKSPACES[self.tabs.name]
        self.transport.show_figures([])
        self.status.show_texts(self.appearance.theme.faint, kind.tip, "")
        self.setWindowTitle(f"nnviz: {kind.title}")

    @Slot()
    def _show_running(self) -> None:
        self.actions_.show_running(self.driver.running, self.appearance.theme)

    @Slot()
    def _offer_branches(self) -> None:
        self.branches.open_at(self.contents.timeline.branch)

    # Keys and drops

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press the button in focus, and Escape give the keys back to the run."""
        if not take_key(self, event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        name = dropped_file(event)
        if name:
            event.acceptProposedAction()
            self.files.open_path(name)
