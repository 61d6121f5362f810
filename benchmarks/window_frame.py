"""What a frame costs: scenes and painting of the whole window, and of each view alone.

The trainer stands still; the window is shown records made beforehand. Beside it a reference frame
is painted in the same rounds: one pyqtgraph plot of 2,000 points and one image of 256 x 256.
"""

from __future__ import annotations

from statistics import median

import numpy as np
from PySide6.QtCore import Qt

from benchmarks.rounds import Effort, Work, measured, ratio
from benchmarks.stage import Stage, records_along
from nnviz.engine.record import StepRecord

RECORDS = 60
SPACING = 20  # steps between two records
POINTS = 2_000
IMAGE = 256


def figures(name: str, effort: Effort) -> dict[str, float]:
    """Return CPU seconds of a frame and of the reference, their ratio, and each view's share."""
    stage = Stage(name, threaded=False)
    session = stage.window.session
    records = records_along(session, RECORDS, SPACING)
    stage.spin(0.1)
    works: dict[str, Work] = {
        "frame": _window_frame(stage, records),
        "reference": reference(stage),
    }
    views = {
        type(feed).__name__.removesuffix("Feed"): feed for feed in stage.window.controller.feeds
    }
    for view, feed in views.items():
        if feed.is_visible():
            works[view] = _window_frame(stage, records, only=view)
    taken = measured(works, effort)
    stage.close()
    found = {f"view {view}": ratio(taken[view], taken["frame"]) for view in views if view in taken}
    return found | {
        "frame": median(taken["frame"]),
        "reference": median(taken["reference"]),
        "ratio": ratio(taken["frame"], taken["reference"]),
    }


def _window_frame(stage: Stage, records: list[StepRecord], only: str | None = None) -> Work:
    """Return drawing so many frames, of all views or of one only, each with another record."""
    controller = stage.window.controller
    feeds = list(controller.feeds)
    kept = [feed for feed in feeds if only in (None, type(feed).__name__.removesuffix("Feed"))]

    def frames(count: int) -> None:
        controller.feeds = kept
        with stage.shown(records):
            stage.window.clock.stop()
            stage.window.clock.spent = 0.0  # so that no view is left out of a frame
            for _ in range(count):
                stage.window.clock.tick.emit()
                stage.app.processEvents()
        controller.feeds = feeds
        stage.window.clock.stop()

    return frames


def reference(stage: Stage) -> Work:
    """Return painting so many reference frames."""
    import pyqtgraph as pg

    stand = pg.GraphicsLayoutWidget(size=(800, 400))
    stand.setParent(stage.window, Qt.WindowType.Window)  # who owns it keeps it
    rng = np.random.default_rng(0)
    curve = stand.addPlot().plot(rng.normal(size=POINTS))
    picture = pg.ImageItem(np.zeros((IMAGE, IMAGE)), axisOrder="row-major", levels=(0, 1))
    stand.addPlot().addItem(picture)
    lines, images = rng.normal(size=(8, POINTS)), rng.random((8, IMAGE, IMAGE))
    curve.getViewBox().setRange(yRange=(-4, 4))
    stand.show()
    stage.app.processEvents()

    def frames(count: int) -> None:
        for k in range(count):
            curve.setData(lines[k % 8])
            picture.setImage(images[k % 8], autoLevels=False)
            stage.app.processEvents()

    return frames
