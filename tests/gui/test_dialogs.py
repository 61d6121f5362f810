"""The command palette, the list of keys, the report, and the banner."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from nnviz.gui.banner import Banner
from nnviz.gui.dialogs import CommandPalette, KeysDialog, ReportDialog
from nnviz.gui.faults import Faults
from nnviz.gui.main_window import MainWindow


def palette_of(window: MainWindow) -> CommandPalette:
    window.actions_["palette"].trigger()
    return window.findChildren(CommandPalette)[-1]


def test_a_command_is_found_by_a_part_of_its_name_and_done(
    qtbot: QtBot, window: MainWindow
) -> None:
    palette = palette_of(window)
    qtbot.keyClicks(palette.search, "step")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.controller.record.step == 1)
    qtbot.waitUntil(lambda: not window.findChildren(CommandPalette))


def test_arrows_choose_in_the_list_while_one_types(qtbot: QtBot, window: MainWindow) -> None:
    palette = palette_of(window)
    qtbot.keyClicks(palette.search, "theme")
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.appearance.choice == "dark"


def test_what_is_not_there_does_nothing(qtbot: QtBot, window: MainWindow) -> None:
    palette = palette_of(window)
    qtbot.keyClicks(palette.search, "no such command")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.controller.record.step == 0


def test_the_help_names_every_key(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["keys"].trigger()
    dialog = window.findChildren(KeysDialog)[0]
    told = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Space", "Right", "Left", "Shift+Right", "R", "Shift+R", "Ctrl+K", "F11"} <= told
    dialog.close()


def test_diagnostics_name_versions(window: MainWindow, qapp) -> None:
    window.actions_["diagnostics"].trigger()
    assert "PySide6" in qapp.clipboard().text()
    assert "numpy" in qapp.clipboard().text()


def test_a_report_is_plain_text_and_can_be_copied(qtbot: QtBot, qapp) -> None:
    dialog = ReportDialog("It failed.", "<b>not bold</b>\nline 2")
    qtbot.addWidget(dialog)
    dialog.copy()
    assert qapp.clipboard().text() == "<b>not bold</b>\nline 2"


def test_a_banner_closes_when_a_choice_is_made(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    chosen: list[str] = []
    banner.ask("What now?", [("This", lambda: chosen.append("this"))])
    qtbot.mouseClick(banner.buttons[0], Qt.MouseButton.LeftButton)
    assert chosen == ["this"]
    assert not banner.isVisible()
    banner.ask("<i>plain</i>")
    assert banner.text == "<i>plain</i>"
    assert [button.text() for button in banner.buttons] == ["Dismiss"]


def test_an_exception_that_nobody_caught_is_shown_once(qtbot: QtBot, window: MainWindow) -> None:
    faults = Faults(window.answers.show_report, window)
    faults.watch()
    try:
        for _ in range(3):
            try:
                raise ZeroDivisionError("in a slot")
            except ZeroDivisionError:
                sys.excepthook(*sys.exc_info())
        qtbot.waitUntil(lambda: bool(window.findChildren(ReportDialog)))
    finally:
        faults.release()
    dialogs = window.findChildren(ReportDialog)
    assert len(dialogs) == 1
    assert "ZeroDivisionError: in a slot" in dialogs[0].text.toPlainText()
    dialogs[0].close()
