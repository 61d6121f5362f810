"""What each command of the table does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnviz.gui.panel_focus import go_to_panel
from nnviz.gui.presets import add_presets

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow

SPEED_STEP = 0.1


def connect_commands(window: MainWindow) -> None:
    """Let the window's commands do what they say."""
    actions, appearance = window.actions_, window.appearance
    for name, do in _plain(window).items():
        actions[name].triggered.connect(lambda _=False, do=do: do())
    for choice in ("system", "light", "dark"):
        actions[f"theme_{choice}"].triggered.connect(
            lambda _=False, choice=choice: appearance.choose_theme(choice)
        )
    actions["projector"].toggled.connect(appearance.choose_projector)
    actions["numpy_only"].toggled.connect(window.backends.choose_numpy)
    actions["full_screen"].toggled.connect(window.fill_screen)
    add_presets(window)


def _plain(window: MainWindow) -> dict[str, Callable[[], object]]:
    controller, files, about = window.controller, window.files, window.help
    return {
        "open_data": files.ask_data,
        "open": files.ask_experiment,
        "save": lambda: files.save(controller.record.spec),
        "picture": lambda: window.pictures.open_dialog(),
        "quit": window.close,
        "copy": lambda: about.copy(window.driver.readout()),
        "palette": about.find_command,
        "next_panel": lambda: go_to_panel(window, 1),
        "previous_panel": lambda: go_to_panel(window, -1),
        "reset_layout": lambda: window.tabs.front.arrange(),
        "run": lambda: window.driver.switch_running(),
        "step": lambda: window.step(1),
        "back": lambda: window.step(-1),
        "epoch": lambda: window.driver.step(1, "epoch"),
        "reset": lambda: window.driver.reset(),
        "new_weights": lambda: window.driver.new_weights(),
        "events": window.contents.timeline.events.open_list,
        "slower": lambda: window.change_speed(-SPEED_STEP),
        "faster": lambda: window.change_speed(SPEED_STEP),
        "keys": about.show_keys,
        "diagnostics": about.copy_diagnostics,
        "about": about.show_about,
    }
