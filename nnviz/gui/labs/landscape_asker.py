"""Has a question about the cost surface answered in the background, stage by stage.

After each stage the answer so far is told, so that a coarse picture is there at once and grows
finer. A new question takes the place of the one before, whose late answer is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.engine.threads import one_blas_thread
from nnviz.gui.background import Background
from nnviz.scenes.landscape_answer import Answer, Question
from nnviz.scenes.landscape_stages import Stage, next_stage


class _Work:
    """One stage; `stage` is known as soon as the thread has begun with it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.stage: Stage | None = None

    def __call__(self) -> Iterator[Answer | None]:
        """Yield None for every piece, then the answer after this stage; None where all is done."""
        with np.errstate(all="ignore"), one_blas_thread("numpy"):
            self.stage = stage = next_stage(self._answer)
            found = []
            for piece in stage.pieces() if stage else ():
                found.append(piece)
                yield None
            yield stage.taken(found) if stage else None


class Asker(QObject):
    """Asks one question at a time.

    Attributes
    ----------
    answered : Signal(object)
        The Answer so far, after each stage.
    progressed : Signal(str)
        What is being done, with its share; "" when all is done.
    failed : Signal(str)
        The report of an exception; there will be no more answers.
    """

    answered = Signal(object)
    progressed = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._work: _Work | None = None
        self._background = Background(self)
        self._background.advanced.connect(self._advance)
        self._background.finished.connect(self._take)
        self._background.failed.connect(self._fail)

    @property
    def busy(self) -> bool:
        """Whether an answer is being looked for."""
        return self._work is not None

    def ask(self, question: Question) -> None:
        """Ask; what was asked before is dropped."""
        self._answer = Answer(question)
        self._go_on()

    def drop(self) -> None:
        """Want no answer any more."""
        self._background.drop()
        self._work = None
        self.progressed.emit("")

    def stop(self) -> None:
        """End the thread."""
        self._work = None
        self._background.stop()

    def _go_on(self) -> None:
        assert self._answer is not None
        self._work = _Work(self._answer)
        self._background.ask(self._work)

    @Slot(int)
    def _advance(self, pieces: int) -> None:
        stage = self._work.stage if self._work else None
        if stage is not None and stage.name:
            share = f" {100 * pieces // stage.count} %" if stage.count > 1 else ""
            self.progressed.emit(f"{stage.name}{share}")

    @Slot(object)
    def _take(self, found: list[Answer | None]) -> None:
        answer = found[-1] if found else None
        if answer is None:
            self._work = None
            self.progressed.emit("")
            return
        self._answer = answer
        self.answered.emit(answer)
        if self._work is not None:
            self._go_on()

    @Slot(str)
    def _fail(self, report: str) -> None:
        self._work = None
        self.progressed.emit("")
        self.failed.emit(report)
