"""Files: what opens, what is refused, and that a refusal leaves the run alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from nnviz.experiment.files import read_spec
from nnviz.experiment.presets import PRESETS
from nnviz.gui.main_window import MainWindow
from nnviz.gui.panels.data_dialog import DataDialog


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=10_000)


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files on the window; return whether it took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    enter = QDragEnterEvent(QPointF(50, 50).toPoint(), copy, mime, left, none)
    enter.ignore()
    window.dragEnterEvent(enter)
    if enter.isAccepted():
        window.dropEvent(QDropEvent(QPointF(50, 50), copy, mime, left, none))
    return enter.isAccepted()


def box_of(qtbot: QtBot, window: MainWindow) -> QMessageBox:
    wait(qtbot, lambda: bool(window.findChildren(QMessageBox)))
    return window.findChildren(QMessageBox)[0]


def test_an_experiment_dropped_on_the_window_is_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "xor.json"
    path.write_bytes(PRESETS["xor"].spec.to_json())
    assert drop(window, path)
    wait(qtbot, lambda: window.controller.record.spec == PRESETS["xor"].spec)
    wait(qtbot, lambda: PRESETS["xor"].spec.name in window.windowTitle())
    assert window.undo.undoText() == "new experiment"


def test_two_files_at_once_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert not drop(window, tmp_path / "a.csv", tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not json", "bad.json"),
        ('{"training": {"batch": -3}}', "training.batch"),
        ('{"training": {"cost": "softmax_cross_entropy"}}', "softmax"),
        ('{"data": {"set": "file", "inputs": [], "file": {"path": "gone.csv"}}}', "gone.csv"),
    ],
)
def test_an_experiment_that_is_none_is_refused_and_the_run_goes_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    wait(qtbot, lambda: window.controller.record.step > 5)
    spec = window.controller.record.spec
    drop(window, path)
    box = box_of(qtbot, window)
    assert told in box.text()
    assert box.textFormat() == Qt.TextFormat.PlainText
    step = window.controller.record.step
    wait(qtbot, lambda: window.controller.record.step > step)
    assert window.controller.record.spec == spec
    box.close()


def test_a_table_dropped_on_the_window_is_looked_at_and_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    rows = "\n".join(f"{k % 7},{k % 5},{'yes' if k % 3 else 'no'}" for k in range(60))
    path.write_text(f"width,height,answer\n{rows}\n")
    drop(window, path)
    wait(qtbot, lambda: bool(window.findChildren(DataDialog)))
    dialog = window.findChildren(DataDialog)[0]
    with qtbot.waitSignal(dialog.experimentRequested, timeout=20_000):
        wait(qtbot, dialog.open_button.isEnabled)
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.controller.record.spec.data.set == "file")
    source = window.controller.record.problem.data.source
    assert source.columns[:2] == ("width", "height")


def test_an_experiment_that_is_saved_is_the_one_in_force(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "saved.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_["save"].trigger()
    assert read_spec(path) == window.controller.record.spec


def test_a_place_where_nothing_can_be_written_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "no" / "such" / "folder.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_["save"].trigger()
    box = box_of(qtbot, window)
    assert "folder.json" in box.text()
    box.close()
