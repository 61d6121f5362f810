"""The sharpness along a run, found at some of the steps that its history keeps."""

from __future__ import annotations

from collections.abc import Iterator

from nnviz.diagnostics.curvature import WHOLE, Spectrum, columns
from nnviz.engine.objective import PartCost
from nnviz.scenes.landscape_answer import Question
from nnviz.scenes.landscape_curvature import Bound, stability_bound
from nnviz.scenes.landscape_stages import path_to, spectrum_of


def course_points(question: Question, most: int) -> Iterator[tuple[int, float, Bound | None]]:
    """Yield step, sharpness and bound at some `most` steps of the run, from its start to here."""
    path = path_to(question, most)
    for step, point in zip(path.steps.tolist(), path.points, strict=True):
        problem = question.history.journal.problem_before(step + 1)
        cost = PartCost(problem)
        here = cost.curved(point)
        small = point.size <= WHOLE
        found = spectrum_of(here, list(columns(here)) if small else [])
        if isinstance(found, Spectrum):
            bound = stability_bound(problem.spec.training.optimizer, problem.rate(step))
            yield step, found.sharpness, bound
