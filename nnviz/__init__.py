"""nnviz: a microscope for gradients. Build a small network, train it step by step, see why.

`import nnviz` is quick: each name below is loaded from its own module when it is first used, and
Qt only when a window is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnviz.engine.session import Session
    from nnviz.experiment.dataset import DataError, Dataset
    from nnviz.experiment.presets import preset
    from nnviz.experiment.spec import ExperimentSpec, SpecError
    from nnviz.gui.app import open_window

__version__ = "0.1.0"

_HOMES = {
    "DataError": "nnviz.experiment.dataset",
    "Dataset": "nnviz.experiment.dataset",
    "ExperimentSpec": "nnviz.experiment.spec",
    "Session": "nnviz.engine.session",
    "SpecError": "nnviz.experiment.spec",
    "open_window": "nnviz.gui.app",
    "preset": "nnviz.experiment.presets",
}

__all__ = [
    "DataError",
    "Dataset",
    "ExperimentSpec",
    "Session",
    "SpecError",
    "__version__",
    "open_window",
    "preset",
]


def __getattr__(name: str) -> Any:
    """Return a public name, loading its module at the first use (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'nnviz' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return sorted(__all__)
