"""What the network answers: the one picture that fits the data.

Two raw inputs: the output over their plane. One: a curve. Classes without a plane: the confusion
matrix. Values without a plane: predicted against true.
"""

from __future__ import annotations

from typing import TypeAlias

from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Problem
from nnviz.scenes.output_confusion import ConfusionScene, confusion_scene
from nnviz.scenes.output_data import OutputOptions, fitting, sample_nanoseconds, samples_a_frame
from nnviz.scenes.output_fitted import PLACES, FittedScene, fitted_scene
from nnviz.scenes.output_scatter import ScatterScene, scatter_scene
from nnviz.scenes.output_surface import (
    SurfaceScene,
    grid_side,
    plane_columns,
    surface_scene,
)
from nnviz.scenes.palette import LIGHT, Theme

OutputScene: TypeAlias = SurfaceScene | FittedScene | ConfusionScene | ScatterScene

SHARE_OF_TIME = 0.15  # that a costly picture may take
CHEAP_SECONDS = 0.003


def output_scene(
    record: StepRecord,
    theme: Theme = LIGHT,
    options: OutputOptions | None = None,
    *,
    fine: bool = True,
) -> OutputScene:
    """Return the picture of the network's answers.

    Parameters
    ----------
    record
        The current step.
    theme
        For the colours.
    options
        What of it is shown.
    fine
        Whether a surface is as fine as it can be; coarser while the next one comes at once.
    """
    data = record.problem.data
    options = fitting(options or OutputOptions(), data)
    inputs = len(plane_columns(data))
    if inputs == 2:
        return surface_scene(record, theme, options, fine=fine)
    if inputs == 1:
        return fitted_scene(record, theme, options)
    if data.coding is not None:
        return confusion_scene(record, theme, options)
    return scatter_scene(record, theme, options)


def refresh_seconds(problem: Problem) -> float:
    """Return how long to wait between two pictures: 0 where each frame can have its own.

    It is an estimate from the network's size: a picture shall take at most SHARE_OF_TIME.
    """
    inputs = len(plane_columns(problem.data))
    samples = 2 * samples_a_frame(problem)
    if inputs == 2:
        samples = grid_side(problem.network, fine=False) ** 2
    elif inputs == 1:
        samples = PLACES
    seconds = samples * sample_nanoseconds(problem.network) * 1e-9
    return 0.0 if seconds < CHEAP_SECONDS else seconds / SHARE_OF_TIME
