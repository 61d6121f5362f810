"""Panels: where they stand at first, that they come back where they were, and that all fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from nnviz.gui import app
from nnviz.gui.main_window import MainWindow
from nnviz.gui.settings import Settings
from nnviz.gui.workspace import TITLES

Opener = Callable[..., MainWindow]


def places(window: MainWindow) -> dict[str, QRect]:
    return {
        name: QRect(panel.mapTo(window, QPoint(0, 0)), panel.size())
        for name, panel in window.workspace.panels.items()
    }


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not window.clock.is_active, timeout=10_000)


def test_panels_stand_as_in_the_drawing(window: MainWindow) -> None:
    at = places(window)
    assert at["experiment"].right() < at["diagram"].left()
    assert at["diagram"].right() < at["output"].left()
    assert at["diagram"].bottom() < at["curves"].top()
    assert at["curves"].right() < at["heatmaps"].left() < at["saturation"].left()
    assert at["curves"].bottom() < at["timeline"].top()
    assert at["output"].bottom() < at["neuron"].top()
    assert at["diagram"].height() > at["curves"].height() > at["timeline"].height()


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900), (3840, 2160)])
def test_nothing_is_cut_off_at_any_size(
    qtbot: QtBot, open_window: Opener, size: tuple[int, int]
) -> None:
    window = open_window()
    window.resize(*size)
    window.workspace.arrange()
    settle(qtbot, window)
    assert (window.width(), window.height()) == size
    inside = window.rect()
    for name, place in places(window).items():
        if window.workspace.panels[name].visibleRegion().isEmpty():
            continue
        assert inside.contains(place), name
        hint = window.workspace.panels[name].minimumSizeHint()
        assert place.width() >= hint.width(), name
        assert place.height() >= hint.height(), name


def test_in_a_narrow_window_the_lower_panels_share_one_place(
    qtbot: QtBot, open_window: Opener
) -> None:
    window = open_window()
    window.resize(1024, 700)
    window.workspace.arrange()
    settle(qtbot, window)
    panels = window.workspace.panels
    tabbed = window.workspace.tabifiedDockWidgets(panels["curves"])
    lower = ("heatmaps", "flow", "saturation", "map")
    assert set(tabbed) == {panels[name] for name in lower}
    assert not panels["curves"].visibleRegion().isEmpty()


def test_in_a_roomy_window_map_and_flow_are_tabs_behind_their_neighbours(
    qtbot: QtBot, window: MainWindow
) -> None:
    settle(qtbot, window)
    panels = window.workspace.panels
    for front, behind in (("saturation", "map"), ("heatmaps", "flow")):
        assert window.workspace.tabifiedDockWidgets(panels[front]) == [panels[behind]]
        assert not panels[front].visibleRegion().isEmpty()
        assert panels[behind].visibleRegion().isEmpty()


def test_a_window_comes_back_as_it_was_left(qtbot: QtBot, open_window: Opener) -> None:
    settings = Settings()
    first = open_window(None, settings)
    first.workspace.panels["saturation"].close()
    first.workspace.panels["map"].close()
    first.actions_["theme_dark"].trigger()
    first.set_speed(0.3)
    first.actions_["by_epoch"].trigger()
    settle(qtbot, first)  # the closed panels' room is free from here on
    first.resize(795, 650)  # the offscreen screen has 800 x 800
    settle(qtbot, first)
    first.close()
    second = MainWindow(first.session, Settings())
    second.show()
    settle(qtbot, second)
    try:
        assert second.workspace.panels["saturation"].isHidden()
        assert second.controller.theme.name == "dark"
        assert second.transport.speed.value() == 30
        assert second.actions_["by_epoch"].isChecked()
        assert second.width() == 795
        second.actions_["reset_layout"].trigger()
        assert not second.workspace.panels["saturation"].isHidden()
    finally:
        app.delete(second)


def test_settings_that_make_no_sense_are_passed_over(open_window: Opener) -> None:
    settings = Settings()
    for name, value in {"theme": "pink", "speed": "fast", "granularity": "3"}.items():
        settings.keep(name, value)
    window = open_window(None, settings)
    assert window.actions_["theme_system"].isChecked()
    assert window.actions_["by_iteration"].isChecked()
    assert 0.0 < window.transport.speed.value() <= 100


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
@pytest.mark.parametrize("name", TITLES)
def test_every_panel_floats_hides_and_comes_back(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    panel = window.workspace.panels[name]
    panel.show()  # the microscope begins hidden
    docked = panel.mapToGlobal(QPoint())
    panel.switch_floating()
    assert panel.isFloating()
    assert panel.pos() != docked
    panel.grab()
    panel.bar.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    panel.switch_floating()
    assert not any(button.isVisible() for button in panel.bar.findChildren(QToolButton, "quiet"))
    assert not panel.isFloating()
    panel.toggleViewAction().trigger()
    assert panel.isHidden()
    panel.toggleViewAction().trigger()
    assert panel.isVisible()


def test_every_control_says_what_it_is(window: MainWindow) -> None:
    for command, action in window.actions_:
        assert action.toolTip(), command.name
        assert action.statusTip(), command.name
    for button in window.transport.buttons:
        assert button.toolTip()
    for content in window.contents.by_name.values():
        assert content.accessibleName()


def test_no_two_commands_have_one_key(window: MainWindow) -> None:
    keys = [action.shortcut().toString() for _, action in window.actions_]
    keys = [key for key in keys if key] + ["Ctrl+Z", "Ctrl+Shift+Z"]
    assert len(keys) == len(set(keys))
