"""The course of a run as a CSV file: a line a step.

The line of step i has the cost of the batch that step i + 1 learned from, and, at the steps where
they were taken, cost and accuracy of the whole training and test part.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from nnviz.cli.failures import UsageError
from nnviz.experiment.files import replacing

if TYPE_CHECKING:
    from nnviz.cli.progress import Report
    from nnviz.engine.session import Session

HEADER = "step,cost,train_cost,test_cost,train_accuracy,test_accuracy"


@contextlib.contextmanager
def series_file(path: str, session: Session) -> Iterator[Report]:
    """Give a report that writes the steps made since the last one; the file appears at the end.

    Raises
    ------
    UsageError
        Where the file can't be written: most often before any training.
    """
    try:
        with replacing(path) as file:
            writer = _Writer(file, session)
            yield writer.write_up_to
            writer.write_last()
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror or error}") from None


class _Writer:
    """Writes the lines of a session's run in the order of its steps."""

    def __init__(self, file: IO[bytes], session: Session) -> None:
        self._file = file
        self._session = session
        self._next = session.step_count
        file.write(f"{HEADER}\n".encode())

    def write_up_to(self, step: int) -> None:
        """Write the lines of all steps before `step`."""
        costs = self._session.history.costs(self._next, step).tolist()
        known = self._evaluations(self._next, step)
        lines = [
            _line(number, cost, known.get(number, ()))
            for number, cost in enumerate(costs, self._next)
        ]
        self._file.write("".join(lines).encode())
        self._next = step

    def write_last(self) -> None:
        """Write the line of the step that the run stands at."""
        session = self._session
        whole = (
            session.cost("train"),
            session.cost("test"),
            session.accuracy("train"),
            session.accuracy("test"),
        )
        self._file.write(_line(session.step_count, session.record.cost, whole).encode())

    def _evaluations(self, start: int, stop: int) -> dict[int, tuple[float, ...]]:
        """Return costs and accuracies by step, of the steps from `start` to before `stop`."""
        found = self._session.history.evaluations()
        first, last = found.steps.searchsorted([start, stop]).tolist()
        columns = (found.train, found.test, found.train_accuracy, found.test_accuracy)
        values = zip(*(column[first:last].tolist() for column in columns), strict=True)
        return {int(step): row for step, row in zip(found.steps[first:last], values, strict=True)}


def _line(step: int, cost: float, whole: tuple[float, ...]) -> str:
    cells = [cost, *(whole or (math.nan,) * 4)]
    return ",".join([str(step), *("" if math.isnan(cell) else repr(cell) for cell in cells)]) + "\n"
