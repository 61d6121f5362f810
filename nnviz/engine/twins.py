"""Twin runs: two to four that begin alike and differ in what one has picked, led as one.

They take the same batches of the same data in the same order, so whatever parts them comes from
the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from nnviz.engine.backends import Backend
from nnviz.engine.differences import Difference, differences
from nnviz.engine.history import History
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.engine.settings import changed
from nnviz.engine.trainer import Divergence
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.datasets import load
from nnviz.experiment.spec import ExperimentSpec, SpecError

LEAST, MOST = 2, 4
PARTED = 0.1  # relative distance of two costs from which on runs are said to have parted


class Standing(Struct, frozen=True, eq=False):
    """Where one of the runs stands; any thread may keep and read it.

    Parameters
    ----------
    record, history
        As of any run.
    divergence
        Why it can't go on; None where it can.
    """

    record: StepRecord
    history: History
    divergence: Divergence | None = None


class Twins:
    """Runs side by side, led as one.

    One thread at a time may use it.

    Parameters
    ----------
    specs
        Two to four specs with the same data part.
    dataset
        The raw data, where they are there already; else those that the specs name are loaded,
        once for all runs.
    backend
        As in Session.

    Attributes
    ----------
    sessions : tuple of Session
        The runs, in the order of their specs.

    Raises
    ------
    SpecError
        Where they are too few or too many, use different data or batches, or one can't run.
    """

    def __init__(
        self,
        specs: Sequence[ExperimentSpec],
        dataset: Dataset | None = None,
        backend: Backend = "numpy",
    ) -> None:
        _check_alike(specs)
        source = load(specs[0].data) if dataset is None else dataset
        self.sessions = tuple(Session.on(spec, source, backend) for spec in specs)
        self._parted: int | None = None
        self._compared = 0

    @property
    def step_count(self) -> int:
        """Steps that all runs have made; a run that can't go on stays behind."""
        return self.leader.step_count

    @property
    def leader(self) -> Session:
        """The run that has gone furthest: every step of another is one of its own."""
        return max(self.sessions, key=lambda session: session.step_count)

    def standings(self) -> tuple[Standing, ...]:
        """Return where every run stands."""
        return tuple(Standing(s.record, s.history, s.divergence) for s in self.sessions)

    def step(self, n: int = 1) -> None:
        """Make `n` updates in every run."""
        target = self.step_count + n
        for session in self.sessions:
            session.seek(target)

    def epoch(self) -> None:
        """Go on to the end of the present pass over the training part."""
        first = self.leader
        first.epoch()
        self.seek(first.step_count)

    def seek(self, step: int) -> None:
        """Go to a step in every run."""
        for session in self.sessions:
            session.seek(step)

    def reset(self) -> None:
        """Begin every run again, with the same weights and order."""
        for session in self.sessions:
            session.reset()
        self._parted, self._compared = None, 0

    def differences(self) -> tuple[Difference, ...]:
        """Return every setting in which the runs differ, by its dotted path."""
        return differences([session.spec for session in self.sessions])

    def parting(self) -> int | None:
        """Return the first step whose costs differ by more than a tenth of the largest; or None.

        Costs of different functions are not compared: then there is nothing to tell (None). Only
        steps that are new since the last call are looked at.
        """
        if len({session.spec.training.cost for session in self.sessions}) > 1:
            return None
        length = min(session.history.head for session in self.sessions)
        if self._parted is None and length > self._compared:
            runs = [session.history.costs(self._compared, length) for session in self.sessions]
            costs = np.array(runs)
            apart = np.ptp(costs, axis=0) > PARTED * np.abs(costs).max(axis=0)
            self._parted = self._compared + int(apart.argmax()) if apart.any() else None
            self._compared = length
        return self._parted


def varied(base: ExperimentSpec, changes: Sequence[Mapping[str, Any]]) -> list[ExperimentSpec]:
    """Return one spec a mapping: `base` with the settings that the mapping names changed.

    Raises
    ------
    SpecError
        Where there is no such setting, or it can't have such a value.
    """
    specs = []
    for change in changes:
        spec = base
        for name, value in change.items():
            spec = changed(spec, name, value)
        specs.append(spec)
    return specs


def _check_alike(specs: Sequence[ExperimentSpec]) -> None:
    if not LEAST <= len(specs) <= MOST:
        raise SpecError(f"twins are {LEAST} to {MOST} runs, not {len(specs)}")
    first = specs[0]
    for spec in specs[1:]:
        if spec.data != first.data:
            raise SpecError("data: twins learn from the same data; make their data parts equal")
        mine, theirs = spec.training, first.training
        if (mine.batch, mine.shuffle, mine.seed) != (theirs.batch, theirs.shuffle, theirs.seed):
            raise SpecError(
                "training: twins take the same batches; make batch, shuffle and seed equal"
            )
