"""What a report of a fault needs: versions, platform, the experiment, and where it happened."""

from __future__ import annotations

import platform
import sys
import traceback

from nnviz.experiment.spec import ExperimentSpec

PACKAGES = ("nnviz", "PySide6-Essentials", "pyqtgraph", "numpy", "scipy", "scikit-learn", "duckdb")


def failure_report(error: BaseException, spec: ExperimentSpec | None = None) -> str:
    """Return a report of `error` as plain text: what happened, where, and on what."""
    happened = "".join(traceback.format_exception(error)).rstrip()
    experiment = f"\n\nExperiment\n{spec.to_json().decode()}" if spec else ""
    return f"{type(error).__name__}: {error}\n\n{happened}\n\n{versions()}{experiment}"


def versions() -> str:
    """Return Python, the system and the packages in use, one a line."""
    lines = [f"Python {sys.version.split()[0]}", platform.platform()]
    lines += [f"{name} {_version(name)}" for name in PACKAGES]
    return "\n".join(lines)


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed as a package"
