"""What the panels of the microscope cost a run: frames and steps a second with them, and without.

One window takes turns: as it opens, and with microscope, chain rule, gradient map, gradient flow
and saturation map on the screen beside all that is there anyway. It trains at full speed in both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from PySide6.QtCore import Qt

from benchmarks.rounds import Effort, ratio
from benchmarks.stage import SETTLING, Stage
from benchmarks.window_speed import QUICK_TURN, TURN, rates_over, warmed_up
from nnviz.scenes.marks import UnitMark, WeightMark

MOST_ROUNDS = 5
FIGURES = ("frames", "steps", "frames of processor time")
HEIGHTS = {"output": 150, "neuron": 600}  # so that chain and gradient map are in sight
WIDTHS = {"microscope": 260, "flow": 260, "map": 260}  # side by side, out of the tabs
PANELS = ("Microscope", "Chain", "Flow", "SaturationMap", "Timeline")  # whose feeds are counted


def figures(name: str, effort: Effort) -> dict[str, float]:
    """Return frames and steps a second with and without the panels, and their ratios."""
    stage = Stage(name)
    warmed_up(stage)
    turn = QUICK_TURN if effort.quick else TURN
    taken: dict[str, list[float]] = {}
    for _ in range(min(effort.rounds, MOST_ROUNDS)):
        _open_as_usual(stage)
        without = _run(stage, turn)
        _open_all(stage)
        with refreshed(stage) as calls:
            found = _run(stage, turn)
        for what, before, now in zip(FIGURES, without, found, strict=True):
            taken.setdefault(f"{what} without", []).append(before)
            taken.setdefault(f"{what} with", []).append(now)
        slowest = min(call.call_count for call in calls) / turn
        taken.setdefault("slowest panel", []).append(slowest)
    stage.close()
    kept = {
        f"{what} kept": ratio(taken[f"{what} with"], taken[f"{what} without"]) for what in FIGURES
    }
    return kept | {what: statistics.fmean(values) for what, values in taken.items()}


def _run(stage: Stage, turn: float) -> tuple[float, float, float]:
    """Return frames and steps a second, and frames a second of this thread's processor time."""
    stage.run()
    stage.spin(0.2)
    begin, first = time.thread_time(), stage.frames
    frames, steps = rates_over(stage, turn)
    spent, shown = time.thread_time() - begin, stage.frames - first
    stage.pause()
    return frames, steps, shown / spent


def _open_as_usual(stage: Stage) -> None:
    workspace = stage.window.workspace
    workspace.close_microscope()
    workspace.arrange()
    depth = stage.window.session.problem.network.depth
    stage.window.controller.point_out(UnitMark(depth, 0))
    stage.spin(SETTLING)


def _open_all(stage: Stage) -> None:
    """Open all panels side by side, choose a weight, and check the whole network's gradient."""
    workspace, inspector = stage.window.workspace, stage.window.contents.neuron
    workspace.open_microscope()
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    row = [workspace.panels[name] for name in WIDTHS]
    for panel, neighbour in zip(row[1:], row, strict=False):
        workspace.splitDockWidget(neighbour, panel, across)
        panel.show()
    workspace.resizeDocks(row, [*WIDTHS.values()], across)
    column = [workspace.panels[name] for name in HEIGHTS]
    workspace.resizeDocks(column, [*HEIGHTS.values()], down)
    stage.window.controller.point_out(WeightMark(1, 0, 0))
    stage.spin(SETTLING)
    inspector.chain.check.click()
    while inspector.chain.map.isHidden():
        stage.spin(0.05)
    stage.spin(SETTLING)
    hidden = [name for name, panel in workspace.panels.items() if panel.visibleRegion().isEmpty()]
    if hidden:
        raise RuntimeError(f"not to be seen: {', '.join(hidden)}")


@contextmanager
def refreshed(stage: Stage) -> Iterator[list[mock.MagicMock]]:
    """Count inside the block how often each of the panels is shown another scene."""
    feeds = {
        type(feed).__name__.removesuffix("Feed"): feed for feed in stage.window.controller.feeds
    }
    with ExitStack() as patches:
        yield [
            patches.enter_context(
                mock.patch.object(feeds[name], "refresh", wraps=feeds[name].refresh)
            )
            for name in PANELS
        ]
