"""What a picture of the workspace Train looks at: what is selected, an operation, which panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from nnviz.diagnostics.operations import operations
from nnviz.gui.workspace import TITLES
from nnviz.scenes.marks import Mark

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


class Sight(Struct, frozen=True):
    """What to look at; None leaves it as the window begins.

    Parameters
    ----------
    selected
        The unit or parameter under the inspector.
    operation
        Opens the microscope at this operation of the iteration, counted from 1 as on screen.
    panels
        Titles of the panels to be shown; all others are hidden.
    """

    selected: Mark | None = None
    operation: int | None = None
    panels: tuple[str, ...] | None = None


def look(window: MainWindow, sight: Sight) -> None:
    """Let a window that has been shown look there.

    Raises
    ------
    ValueError
        Where there is no such operation or panel; the message says which there are.
    """
    if sight.selected is not None:
        window.controller.point_out(sight.selected)
    if sight.operation is not None:
        _open_operation(window, sight.operation)
    if sight.panels is not None:
        _show_only(window, sight.panels)


def _open_operation(window: MainWindow, number: int) -> None:
    count = len(operations(window.controller.record.problem.network))
    if not 1 <= number <= count:
        raise ValueError(f"an iteration of this network has operations 1 to {count}, no {number}")
    window.actions_["by_operation"].trigger()
    window.contents.magnifier.go_to(number - 1)


def _show_only(window: MainWindow, titles: tuple[str, ...]) -> None:
    names = {title.casefold(): name for name, title in TITLES.items()}
    unknown = [title for title in titles if title.casefold() not in names]
    if unknown:
        there = ", ".join(TITLES.values())
        raise ValueError(f"there is no panel “{unknown[0]}”; there are {there}")
    wanted = {names[title.casefold()] for title in titles}
    for name, panel in window.workspace.panels.items():
        panel.setVisible(name in wanted)
