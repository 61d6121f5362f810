"""One table of everything that the window can be told to do.

Menus, the toolbar, the keys, the command palette and the help page on keys all read it; so a
command has one name, one key and one sentence, wherever it shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from nnviz.gui.icons import icon
from nnviz.scenes.palette import Theme


class Command(Struct, frozen=True):
    """One thing that the window can do.

    Parameters
    ----------
    name
        What the code calls it.
    menu
        The menu it stands in; "View/Theme" is a menu in a menu.
    text
        As in the menu, with its mnemonic.
    tip
        What it does, in one sentence.
    key
        The key that does it, as QKeySequence reads it.
    icon
        A name of `icons.DRAWINGS`.
    group
        Checkable; of the commands of one group one is checked. "" for a plain command, the
        command's own name for one that is switched on and off by itself.
    line_before
        Whether a line in the menu stands before it.
    """

    name: str
    menu: str
    text: str
    tip: str
    key: str = ""
    icon: str = ""
    group: str = ""
    line_before: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("open_data", "File", "Open &data…", "Read a CSV or TSV table of yours.", "Ctrl+D"),
    Command(
        "open", "File", "&Open experiment…", "Open an experiment's JSON file.", "Ctrl+O",
        line_before=True,
    ),
    Command(
        "save", "File", "&Save experiment…", "Save data, network and training as JSON.", "Ctrl+S"
    ),
    Command(
        "picture", "File", "Export &picture…",
        "Save or copy a panel's picture, or that of the whole window, as PNG or SVG.", "Ctrl+E",
        line_before=True,
    ),
    Command("quit", "File", "&Quit", "Close the window.", "Ctrl+Q", line_before=True),
    Command(
        "copy", "Edit", "&Copy readout",
        "Copy step, costs, the selected unit or weight and the verdict as text.", "Ctrl+Shift+C",
        line_before=True,
    ),
    Command(
        "palette", "Edit", "&Find a command…", "Search all commands by name.", "Ctrl+K",
        line_before=True,
    ),
    Command("theme_system", "View/Theme", "As the &system", "Follow the system.", group="theme"),
    Command("theme_light", "View/Theme", "&Light", "Dark on white.", group="theme"),
    Command("theme_dark", "View/Theme", "&Dark", "Light on black.", group="theme"),
    Command(
        "projector", "View", "&Projector size",
        "Larger text and lines, readable from the last row.", "Ctrl+Shift+P", group="projector",
    ),
    Command(
        "full_screen", "View", "&Full screen", "Fill the screen, or leave it.", "F11",
        group="full_screen",
    ),
    Command(
        "next_panel", "View", "&Next panel",
        "Let the keys go to the next panel; Escape gives them back to the run.", "F6",
        line_before=True,
    ),
    Command(
        "previous_panel", "View", "Pre&vious panel", "Let the keys go to the panel before.",
        "Shift+F6",
    ),
    Command(
        "reset_layout", "View", "&Reset layout", "Put every panel back where it was at first.",
        line_before=True,
    ),
    Command("run", "Run", "&Run", "Train until told otherwise.", "Space", "run"),
    Command(
        "step", "Run", "&Step", "Go one step on: one update with one mini-batch.", "Right", "step"
    ),
    Command(
        "back", "Run", "Step &back", "Go one step back, exactly as it was.", "Left", "back"
    ),
    Command(
        "epoch", "Run", "&Epoch", "Train for one pass over the training part.", "Shift+Right",
        "epoch",
    ),
    Command(
        "reset", "Run", "R&eset",
        "Back to step 0 with the same weights and the same order of samples.", "R", "reset",
        line_before=True,
    ),
    Command(
        "new_weights", "Run", "&New weights", "Back to step 0 with weights of the next seed.",
        "Shift+R", "new_weights",
    ),
    Command(
        "begin_branch", "", "Be&gin a branch here",
        "Go on from this step on a line of its own; what there is stays beside it.", "Ctrl+B",
    ),
    Command(
        "events", "Run", "E&vents…",
        "List what was changed by hand and which units died or shut; go to one.", "E",
    ),
    Command(
        "slower", "Run", "S&lower", "Fewer steps a second.", "Ctrl+-", line_before=True
    ),
    Command("faster", "Run", "&Faster", "More steps a second.", "Ctrl++"),
    Command(
        "numpy_only", "Run", "Train with n&umpy alone",
        "Let the readable reference make every step instead of compiled code.",
        group="numpy_only", line_before=True,
    ),
    Command(
        "by_operation", "", "operation",
        "Step by one operation of an iteration: z, a, cost, δ, gradients, update.",
        group="granularity",
    ),
    Command(
        "by_iteration", "", "iteration", "Step by one iteration: one mini-batch, one update.",
        group="granularity",
    ),
    Command(
        "by_epoch", "", "epoch", "Step by one epoch: one pass over the training part.",
        group="granularity",
    ),
    Command("keys", "Help", "&Keys", "What each key does.", "F1"),
    Command(
        "diagnostics", "Help", "Copy &diagnostics",
        "Copy versions, platform and settings, to go with a report of a fault.",
    ),
    Command("about", "Help", "&About nnviz", "What this program is.", line_before=True),
)  # fmt: skip


class Actions(QObject):
    """The QActions of the table, by name; they belong to the window.

    Parameters
    ----------
    window
        Where the keys work: in all of it, and in its floating panels.
    """

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            self._actions[command.name] = self._made(command)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[tuple[Command, QAction]]:
        return ((command, self._actions[command.name]) for command in COMMANDS)

    def paint_icons(self, theme: Theme, *, running: bool) -> None:
        """Draw the icons in the theme's colours."""
        for command, action in self:
            if command.icon:
                action.setIcon(icon(command.icon, theme.text))
        self.show_running(running, theme)

    def show_running(self, running: bool, theme: Theme) -> None:
        """Let the run command say what it would do now: run, or pause."""
        action = self["run"]
        action.setText("&Pause" if running else "&Run")
        action.setIconText("Pause" if running else "Run")
        action.setIcon(icon("pause" if running else "run", theme.on_accent))
        _describe(action, "Stop training; everything stays." if running else _tip("run"))

    def enable_running(self, enabled: bool) -> None:
        """Switch what is about a run on or off."""
        for name in RUNNING:
            self[name].setEnabled(enabled)

    def _made(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setObjectName(command.name)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if "/" in command.menu:
            _, submenu = command.menu.split("/")
            action.setProperty("title", f"{submenu}: {command.text.replace('&', '')}")
        if command.key:
            action.setShortcut(QKeySequence(command.key))
        action.setIconVisibleInMenu(False)
        action.setIconText(SHORT.get(command.name, command.text.replace("&", "")))
        action.setAutoRepeat(command.name in REPEATED)
        _describe(action, command.tip)
        if command.group:
            action.setCheckable(True)
        if command.group and command.group != command.name:
            self._group(command.group).addAction(action)
        return action

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self)
        return self._groups[name]


SHORT = {"back": "Back"}  # on the toolbar
RUNNING = ("run", "step", "back", "epoch", "reset", "new_weights")
REPEATED = ("step", "back", "epoch", "slower", "faster")


def _tip(name: str) -> str:
    return next(command.tip for command in COMMANDS if command.name == name)


def _describe(action: QAction, tip: str) -> None:
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip}  [{key}]" if key else tip)
    action.setStatusTip(tip)
