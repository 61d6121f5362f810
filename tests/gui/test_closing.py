"""Closing in mid-training, in processes of their own: exit code 0, and not a word on stderr."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

CLOSINGS = 50
AT_ONCE = 4
SECONDS = 90  # for one of them, start included, on a machine with much else to do

CLOSE_IN_MID_TRAINING = """
import sys
from PySide6.QtCore import QTimer
from nnviz.engine.intents import Run
from nnviz.engine.session import Session
from nnviz.gui import app
from nnviz.gui.main_window import MainWindow
from nnviz.gui.settings import Settings

application = app.application()
window = MainWindow(Session(), Settings(lasting=False))
window.set_speed(1.0)
window.show()
window.controller.ask(Run())
QTimer.singleShot(int(sys.argv[1]), window.close)
code = application.exec()
app.delete(window)
sys.exit(code)
"""


@pytest.mark.timeout(900)
def test_fifty_closings_in_mid_training_end_cleanly() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(pool.map(_closed_after, range(0, 7 * CLOSINGS, 7)))
    assert ended == [(0, "")] * CLOSINGS


def _closed_after(milliseconds: int) -> tuple[int | None, str]:
    """Return exit code and stderr of a process that closes its window so soon after a start."""
    command = [sys.executable, "-c", CLOSE_IN_MID_TRAINING, str(milliseconds)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        ended = subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"still there after {SECONDS} s"
    return ended.returncode, ended.stderr
