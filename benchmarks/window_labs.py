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
from benchmarks.stage import SETTLING, Stage, records_along
from benchmarks.window_frame import reference
from benchmarks.window_life import cpu_seconds
from nnviz.scenes.landscape_answer import Question
from nnviz.scenes.landscape_curvature import Sharpness
from nnviz.scenes.landscape_stages import completed

Move: TypeAlias = Callable[[int], None]  # what is done before a frame, by its number

MOST_STARTS = 7
ANSWERS, SPACING = 8, 20  # pictures of the cost surface, and steps from one to the next
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


def _neuron(stage: Stage) -> dict[str, Move]:
    lab: Any = stage.window.tabs.front.widget
    return {
        "Neuron, dragging w": lambda frame: lab.wish("w1", -6.0 + 0.1 * (frame % 120)),
        "Neuron, dragging x": lambda frame: lab.wish("x1", -2.0 + 0.03 * (frame % 120)),
    }


def _activation(stage: Stage) -> dict[str, Move]:
    lab: Any = stage.window.tabs.front.widget
    return {
        "Activation, moving the cursor": lambda frame: lab.choose(
            lab.choice.point_at(-6.0 + 0.1 * (frame % 120))
        ),
        "Activation, dragging h": lambda frame: lab.set_h(10.0 ** (-(frame % 160) / 10.0)),
    }


def _descent(stage: Stage) -> dict[str, Move]:
    """Race five methods on Rosenbrock's valley: one that searches, three by gradient, BFGS."""
    lab: Any = stage.window.tabs.front.widget
    lab.wish("function", "rosenbrock")
    for name in ("momentum", "adam", "bfgs", "nelder_mead"):
        lab.wish(f"race.{name}", True)
    lab.advance(60)
    chart, before = lab.picture.chart, lab.state
    (left, right), (low, high) = lab.state.function.domain

    def drag(frame: int) -> None:
        x = left + (right - left) * (0.2 + 0.6 * (frame % 97) / 97)
        chart.dragged.emit(x, low + (high - low) * (0.2 + 0.6 * (frame % 61) / 61))

    def step(frame: int) -> None:
        if not frame:
            lab.change(before)  # what a drag has left to be walked is none of these frames'
        lab.advance(1 if frame // 10 % 2 == 0 else -1)

    return {
        "Descent, dragging the start of five methods": drag,
        "Descent, stepping a race of five methods": step,
    }


def _landscape(stage: Stage) -> dict[str, Move]:
    """Show answers that were found before: a frame does not wait for what a thread finds."""
    page: Any = stage.window.tabs.front
    session, choice = stage.window.session, page.feed.choice
    records = records_along(session, ANSWERS, SPACING)
    live = [
        completed(Question(one, session.history, choice, live=True, curvature=True))
        for one in records
    ]
    turned = []
    for _ in range(ANSWERS):
        choice = choice.drawn_anew("plane").drawn_anew("line")
        turned.append(completed(Question(records[-1], session.history, choice, live=True)))
    sharpness = Sharpness()
    for one, answer in zip(records, live, strict=True):
        if answer.spectrum is not None:
            sharpness = sharpness.having(one.step, answer.spectrum.sharpness, None)
    return {
        "Landscape, live while training": lambda frame: page.lab.show_answer(
            live[frame % ANSWERS], sharpness
        ),
        "Landscape, turning a direction": lambda frame: page.lab.show_answer(
            turned[frame % ANSWERS], sharpness
        ),
    }


LABS: dict[str, Callable[[Stage], dict[str, Move]]] = {
    "neuron": _neuron,
    "activation": _activation,
    "descent": _descent,
    "landscape": _landscape,
}


def frames(name: str, effort: Effort) -> dict[str, float]:
    """Return for each move what a frame costs in reference frames, and these in seconds."""
    stage = Stage(name, threaded=False)
    beside = reference(stage)
    found: dict[str, float] = {}
    for lab, make in LABS.items():
        stage.window.tabs.show(lab)
        stage.spin(SETTLING)
        moves = make(stage)
        works = {what: _moved(stage, move) for what, move in moves.items()}
        taken = measured({"reference": beside, **works}, effort)
        found |= {what: ratio(taken[what], taken["reference"]) for what in moves}
        found["reference"] = statistics.median(taken["reference"])
    stage.close()
    return found


def _moved(stage: Stage, move: Move) -> Work:
    """Return drawing so many frames of the lab in front, each after another move."""

    def draw(count: int) -> None:
        for frame in range(count):
            move(frame)
            stage.app.processEvents()
            stage.app.processEvents()

    return draw


def opening(_name: str, effort: Effort) -> dict[str, float]:
    """Return for each lab the CPU seconds until it is open, in shares of the program's start."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lab in LABS:
            code = LAB.format(name=lab)
            cpu_seconds(code, folder)
            turns = [cpu_seconds(code, folder) for _ in range(min(effort.rounds, MOST_STARTS))]
            found[lab] = statistics.median(opened / started for started, opened in turns)
    return found
