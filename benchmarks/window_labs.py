"""The labs: how soon one is open, and what a frame of it costs while something is dragged.

Opening is measured against the program's own start, each in a process of its own; a frame against
the reference frame in the same rounds.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from typing import Any, TypeAlias

from benchmarks.rounds import Effort, Work, measured, ratio
from benchmarks.stage import SETTLING, Stage
from benchmarks.window_frame import reference
from benchmarks.window_life import cpu_seconds

Move: TypeAlias = Callable[[Any, int], None]  # the lab's widget, and the number of the frame

MOST_STARTS = 7
LAB = """
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
started = time.process_time()
window.tabs.show("{name}")
for _ in range(5):
    app.processEvents()
print(started, time.process_time() - started)
window.close()
"""


def _drag_weight(lab: Any, frame: int) -> None:
    lab.wish("w1", -6.0 + 0.1 * (frame % 120))


def _drag_input(lab: Any, frame: int) -> None:
    lab.wish("x1", -2.0 + 0.03 * (frame % 120))


def _move_cursor(lab: Any, frame: int) -> None:
    lab.choose(lab.choice.point_at(-6.0 + 0.1 * (frame % 120)))


def _drag_h(lab: Any, frame: int) -> None:
    lab.set_h(10.0 ** (-(frame % 160) / 10.0))


MOVES: dict[str, dict[str, Move]] = {
    "neuron": {"Neuron, dragging w": _drag_weight, "Neuron, dragging x": _drag_input},
    "activation": {
        "Activation, moving the cursor": _move_cursor,
        "Activation, dragging h": _drag_h,
    },
}


def frames(name: str, effort: Effort) -> dict[str, float]:
    """Return for each move what a frame costs in reference frames, and these in seconds."""
    stage = Stage(name, threaded=False)
    beside = reference(stage)
    found: dict[str, float] = {}
    for lab, moves in MOVES.items():
        stage.window.tabs.show(lab)
        stage.spin(SETTLING)
        works = {what: _moved(stage, move) for what, move in moves.items()}
        taken = measured({"reference": beside, **works}, effort)
        found |= {what: ratio(taken[what], taken["reference"]) for what in moves}
        found["reference"] = statistics.median(taken["reference"])
    stage.close()
    return found


def _moved(stage: Stage, move: Move) -> Work:
    """Return drawing so many frames of the lab in front, each after another move."""
    lab = stage.window.tabs.front.widget

    def draw(count: int) -> None:
        for frame in range(count):
            move(lab, frame)
            stage.app.processEvents()
            stage.app.processEvents()

    return draw


def opening(_name: str, effort: Effort) -> dict[str, float]:
    """Return for each lab the CPU seconds until it is open, in shares of the program's start."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lab in MOVES:
            code = LAB.format(name=lab)
            cpu_seconds(code, folder)
            turns = [cpu_seconds(code, folder) for _ in range(min(effort.rounds, MOST_STARTS))]
            found[lab] = statistics.median(opened / started for started, opened in turns)
    return found
