"""Steps a second: nnviz on both backends, the loop, and what else trains networks.

The figure of every contender is how many times as fast as the loop it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.contenders import installed_others, loop_of, trainer_work
from benchmarks.report import Row, Target
from benchmarks.rounds import Effort, measured, ratio
from benchmarks.shapes import SHAPES, Shape, problem_of

SUBJECT = "training"
LOOP, COMPILED = "the loop", "compiled"


def rows(effort: Effort) -> Iterator[Row]:
    """Measure the four networks."""
    for shape in SHAPES[:2] if effort.quick else SHAPES:
        yield from _of_shape(shape, effort)


def _of_shape(shape: Shape, effort: Effort) -> Iterator[Row]:
    problem = problem_of(shape)
    works = {
        LOOP: loop_of(problem).run,
        COMPILED: trainer_work(problem, "compiled"),
        "numpy": trainer_work(problem, "numpy"),
    }
    steps = dict.fromkeys(works, 1)
    for name, (work, each) in installed_others(problem).items():
        works[name], steps[name] = work, each
    taken = {
        name: tuple(seconds / steps[name] for seconds in rounds)
        for name, rounds in measured(works, effort).items()
    }
    for name, seconds in taken.items():
        yield Row(
            SUBJECT,
            f"{shape.name}: {name}",
            ratio(taken[LOOP], seconds),
            against=LOOP,
            seconds=median(seconds),
            target=Target(shape.target) if name == COMPILED else None,
        )
