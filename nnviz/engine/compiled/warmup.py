"""Compile the kernel into numba's cache on disk, so that later processes load it at once.

Run as a module in a child process, `python -m nnviz.engine.compiled.warmup`, this takes some
twenty seconds the first time and about one after that, and disturbs no window.
"""

from __future__ import annotations

from nnviz.engine.backends import trainer_for
from nnviz.engine.trainer import initial_state
from nnviz.experiment.catalog import build
from nnviz.experiment.spec import ExperimentSpec


def warm_up() -> None:
    """Make one compiled step: what is not in the cache yet is compiled and put there.

    Raises
    ------
    BackendError
        Where numba is not there or does not work on this machine.
    """
    problem = build(ExperimentSpec())
    trainer_for("compiled", problem).advance(initial_state(problem), 1)


if __name__ == "__main__":
    warm_up()
