"""A window's life: how soon it is there, what it takes when nothing moves, and after a long run."""

from __future__ import annotations

import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

from benchmarks.rounds import Effort, ratio
from benchmarks.stage import Stage

IDLE, QUICK_IDLE = 10.0, 2.0  # seconds
EARLY, LATE, QUICK_LATE = 10_000, 1_000_000, 50_000  # steps
MOST_STARTS = 7

EMPTY_WINDOW = """
import time
import numpy
import pyqtgraph
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
app.setStyle("Fusion")
window = QMainWindow()
window.resize(1440, 900)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
print(time.process_time())
"""

NNVIZ_WINDOW = """
import time
from nnviz.engine.session import Session
from nnviz.gui.app import application
from nnviz.gui.main_window import MainWindow
from nnviz.gui.settings import Settings
app = application()
window = MainWindow(Session(), Settings(lasting=False))
window.clock.painted.connect(app.quit)
window.show()
app.exec()
print(time.process_time())
window.close()
"""


def startup(_name: str, effort: Effort) -> dict[str, float]:
    """Return CPU seconds until the first painted window, and until that of bare imports."""
    taken: dict[str, list[float]] = {"nnviz": [], "empty": []}
    with tempfile.TemporaryDirectory() as folder:
        for code in (NNVIZ_WINDOW, EMPTY_WINDOW):
            _started(code, folder)
        for _ in range(min(effort.rounds, MOST_STARTS)):
            taken["nnviz"].append(_started(NNVIZ_WINDOW, folder))
            taken["empty"].append(_started(EMPTY_WINDOW, folder))
    found = {what: statistics.median(seconds) for what, seconds in taken.items()}
    return found | {"ratio": ratio(taken["nnviz"], taken["empty"])}


def _started(code: str, folder: str) -> float:
    """Return the CPU seconds that a process had used when it printed them."""
    return cpu_seconds(code, folder)[0]


def cpu_seconds(code: str, folder: str) -> tuple[float, ...]:
    """Return the CPU seconds that a process prints in its last line.

    Python's own code files are kept in `folder`, as those of an installed program are kept.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONPYCACHEPREFIX": folder},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return tuple(float(word) for word in done.stdout.splitlines()[-1].split())


def idle(name: str, effort: Effort) -> dict[str, float]:
    """Return the share of a core, in %, that a paused window takes."""
    stage = Stage(name)
    stage.run()
    stage.spin(0.5)
    stage.pause()
    stage.spin(1.0)
    begin, used = time.perf_counter(), time.process_time()
    stage.spin(QUICK_IDLE if effort.quick else IDLE)
    share = (time.process_time() - used) / (time.perf_counter() - begin)
    stage.close()
    return {"share": 100.0 * share}


def memory(name: str, effort: Effort) -> dict[str, float]:
    """Return resident megabytes early in a run, late in it, and by how much they grew."""
    late = QUICK_LATE if effort.quick else LATE
    stage = Stage(name)
    stage.run()
    found: dict[str, float] = {}
    for what, steps in (("early", EARLY), ("late", late)):
        while stage.step < steps:
            stage.spin(0.05)
        found[what] = resident()
    stage.pause()
    stage.close()
    return found | {"growth": found["late"] - found["early"], "steps": late}


def resident() -> float:
    """Return the memory that this process has in use, in megabytes."""
    psutil: Any = importlib.import_module("psutil")  # it has no types
    return float(psutil.Process().memory_info().rss) / 1e6
