"""Twin runs: two to four that begin alike and differ in what one has picked, led as one.

They take the same batches of the same data in the same order, so whatever parts them comes from
the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz.engine.backends import Backend
from nnviz.engine.session import Session
from nnviz.engine.settings import changed
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec, SpecError

LEAST, MOST = 2, 4
PARTED = 0.1  # relative distance of two costs from which on runs are said to have parted


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not the same in all runs, and its value in each."""

    name: str
    values: tuple[Any, ...]


class Twins:
    """Runs side by side, led as one.

    One thread at a time may use it.

    Parameters
    ----------
    specs
        Two to four specs with the same data part.
    dataset
        Data from Python, for all of them; else those that the specs name.
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
        self.sessions = tuple(Session(spec, dataset, backend=backend) for spec in specs)

    @property
    def step_count(self) -> int:
        """Steps that all runs have made; a run that can't go on stays behind."""
        return max(session.step_count for session in self.sessions)

    def step(self, n: int = 1) -> None:
        """Make `n` updates in every run."""
        target = self.step_count + n
        for session in self.sessions:
            session.seek(target)

    def epoch(self) -> None:
        """Go on to the end of the present pass over the training part."""
        first = max(self.sessions, key=lambda session: session.step_count)
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

    def differences(self) -> tuple[Difference, ...]:
        """Return every setting in which the runs differ, by its dotted path."""
        flat = [_flattened(session.spec.to_dict()) for session in self.sessions]
        names = dict.fromkeys(name for one in flat for name in one)
        found = (Difference(name, tuple(one.get(name) for one in flat)) for name in names)
        return tuple(
            difference
            for difference in found
            if difference.name != "name" and len(set(map(repr, difference.values))) > 1
        )

    def parting(self) -> int | None:
        """Return the first step whose costs differ by more than a tenth of the largest; or None.

        Costs of different functions are not compared: then there is nothing to tell (None).
        """
        if len({session.spec.training.cost for session in self.sessions}) > 1:
            return None
        length = min(session.history.head for session in self.sessions)
        costs = np.array([session.history.costs(0, length) for session in self.sessions])
        if not length:
            return None
        apart = np.ptp(costs, axis=0) > PARTED * np.abs(costs).max(axis=0)
        return int(apart.argmax()) if apart.any() else None


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


def _flattened(value: Any, path: str = "") -> dict[str, Any]:
    """Return every leaf of a spec's content by its dotted path; layers count from 1."""
    if isinstance(value, list):
        value = {str(number): inner for number, inner in enumerate(value, start=1)}
    if not isinstance(value, dict):
        return {path: value}
    leaves: dict[str, Any] = {}
    for key, inner in value.items():
        leaves.update(_flattened(inner, f"{path}.{key}" if path else key))
    return leaves
