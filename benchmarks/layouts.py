"""Batch innermost, or samples first: which layout of the compiled trainer is quicker where.

`is_narrow` is the rule by which the trainer chooses between them. The figure of a width is how
many times as fast as the wide layout the narrow one is; what the rule loses is the last row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from unittest import mock

from benchmarks.contenders import trainer_work
from benchmarks.report import Row, Target
from benchmarks.rounds import Effort, Work, measured, ratio
from benchmarks.shapes import Shape, problem_of
from nnviz.engine.compiled import planning

SUBJECT = "layouts"
WIDTHS = (4, 8, 12, 16, 20, 24, 32, 48)
BATCHES = (1, 10, 32, 100)
MOST_LOST = 15.0  # %: what the rule may lose at any width


def rows(effort: Effort) -> Iterator[Row]:
    """Measure both layouts at every width and batch."""
    widths, batches = ((8, 32), (10,)) if effort.quick else (WIDTHS, BATCHES)
    lost: dict[str, float] = {}
    for batch in batches:
        gains: dict[int, float] = {}
        for width in widths:
            row = _row(Shape((2, width, width, 1), batch), effort)
            gains[width] = row.figure
            yield row
        lost |= {f"width {w}, batch {batch}": loss(w, batch, gain) for w, gain in gains.items()}
    worst = max(lost, key=lambda name: lost[name])
    yield Row(
        SUBJECT,
        f"lost by the rule (worst: {worst})",
        lost[worst],
        unit="%",
        against="the better layout",
        target=Target(MOST_LOST, at_most=True),
        parts=lost,
    )


def loss(width: int, batch: int, gain: float) -> float:
    """Return by how many per cent the rule's layout is slower than the better one.

    Parameters
    ----------
    width, batch
        Units of the widest layer, and samples a step.
    gain
        How many times as fast as the wide layout the narrow one is.
    """
    chosen = gain if planning.is_narrow((width,), batch) else 1.0
    return 100.0 * (max(1.0, gain) / chosen - 1.0)


def _row(shape: Shape, effort: Effort) -> Row:
    taken = measured(_both(shape), effort)
    return Row(
        SUBJECT,
        f"{shape.name}: narrow",
        ratio(taken["wide"], taken["narrow"]),
        against="wide",
        seconds=median(taken["narrow"]),
        parts={name: median(rounds) for name, rounds in taken.items()},
    )


def _both(shape: Shape) -> Mapping[str, Work]:
    problem = problem_of(shape)
    with always(narrow=True):
        narrow = trainer_work(problem, "compiled")
    with always(narrow=False):
        wide = trainer_work(problem, "compiled")
    return {"narrow": narrow, "wide": wide}


@contextmanager
def always(*, narrow: bool) -> Iterator[None]:
    """Let trainers that are made inside the block have one layout, whatever the rule says."""
    with mock.patch.object(planning, "is_narrow", return_value=narrow):
        yield
