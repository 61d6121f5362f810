"""The ways in: a picture without a window, and a window from a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS
from nnviz.gui import app
from nnviz.gui.main_window import MainWindow
from nnviz.scenes.palette import THEMES


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_a_picture_has_the_size_and_theme_that_were_asked_for(
    qtbot: QtBot, tmp_path: Path, theme: str, size: tuple[int, int]
) -> None:
    session = Session()
    session.step(50)
    app.render(session, tmp_path / "shot.png", size=size, theme=theme)
    picture = QImage(str(tmp_path / "shot.png"))
    assert (picture.width(), picture.height()) == size
    assert picture.pixelColor(3, size[1] // 2).name() == THEMES[theme].ground
    assert session.step_count == 50


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_drawn(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    session = Session(PRESETS[name].spec)
    session.step(3)
    app.render(session, tmp_path / "shot.png")
    assert not QImage(str(tmp_path / "shot.png")).isNull()


def test_the_same_step_gives_the_same_picture(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        session = Session()
        session.step(20)
        app.render(session, tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_a_picture_of_a_workspace_that_is_not_there_is_refused(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="workspace"):
        app.render(Session(), tmp_path / "shot.png", workspace="nowhere")


def test_a_script_goes_on_when_the_window_is_closed(qtbot: QtBot) -> None:
    def close() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                window.close()

    session = Session()
    session.step(10)
    QTimer.singleShot(300, close)
    after = app.open_window(session)
    assert after.step_count == 10
    after.step()
    assert after.step_count == 11


SCRIPT = """
import nnviz
from PySide6.QtCore import QTimer
from nnviz.gui import app

application = app.application()
QTimer.singleShot(400, lambda: [w.close() for w in application.topLevelWidgets()])
session = nnviz.open_window(nnviz.preset("xor"))
session.step(5)
print(session.spec.name, session.step_count)
"""


def test_open_window_in_a_script_of_its_own_ends_cleanly() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.split()[-1] == "5"


FIRST_WINDOW = """
import json, sys
from nnviz.gui import app
from nnviz.gui.settings import Settings
qt = app.application()
window = app.MainWindow(app.Session(), Settings(lasting=False))
window.clock.painted.connect(qt.quit)
window.show()
qt.exec()
print(json.dumps(sorted(sys.modules)))
window.close()
"""

LATER = (
    "pyqtgraph", "OpenGL", "scipy", "sklearn", "numba", "duckdb", "threadpoolctl", "numpy.ma",
    "nnviz.gui.compare", "nnviz.gui.dialogs", "nnviz.gui.labs.lab", "nnviz.gui.picture_export",
    "nnviz.gui.panels.data_dialog",
)  # fmt: skip


def test_the_first_window_loads_nothing_that_it_does_not_show() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FIRST_WINDOW],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert not set(json.loads(ended.stdout)) & set(LATER)


def test_with_an_event_loop_running_the_window_opens_beside_it(qtbot: QtBot) -> None:
    opened: list[Session] = []
    QTimer.singleShot(0, lambda: opened.append(app.open_window(Session())))
    qtbot.waitUntil(lambda: bool(opened), timeout=10_000)
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    assert len(windows) == 1
    assert windows[0].isVisible()
    windows[0].close()
    qtbot.waitUntil(
        lambda: not any(isinstance(w, MainWindow) for w in QApplication.topLevelWidgets())
    )
    assert np.isfinite(opened[0].cost("train"))
