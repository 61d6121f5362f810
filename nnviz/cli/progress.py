"""Training on, with a bar on a terminal and silence elsewhere.

The steps are made in slices, short enough for Ctrl+C and the bar, long enough to cost nothing.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from nnviz.cli.failures import RunError

if TYPE_CHECKING:
    from nnviz.engine.session import Session

Report: TypeAlias = Callable[[int], None]

_SLICE = 0.05  # seconds
_LONGEST = 100_000  # steps


def train(session: Session, steps: int, report: Report) -> float:
    """Make `steps` updates, telling `report` the step reached after each slice.

    Returns
    -------
    float
        The seconds that the training took, without those that `report` took.

    Raises
    ------
    RunError
        Where a step would not have been finite; the message names step and layer.
    """
    goal = session.step_count + steps
    size, spent = 1, 0.0
    while session.step_count < goal:
        began = time.perf_counter()
        session.step(min(size, goal - session.step_count))
        taken = time.perf_counter() - began
        spent += taken
        report(session.step_count)
        if session.divergence is not None:
            raise RunError(session.divergence.message)
        size = min(_LONGEST, size * 2 if taken < _SLICE / 2 else max(1, int(size * _SLICE / taken)))
    return spent


def _nothing(step: int) -> None:
    """Report to nobody."""
    del step


@contextlib.contextmanager
def progress_bar(steps: int) -> Iterator[Report]:
    """Give a report that draws a bar on stderr, or nothing where that is not a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("training", total=steps)
        yield lambda step: progress.update(task, completed=step)
