"""`nnviz doctor`: what is installed, what Qt makes of this machine, whether the binding holds.

Qt is tried in a process of its own: where it can't start it ends the process.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from msgspec import Struct

from nnviz import __version__, platform_check

# Distribution -> module, in the order in which they are listed. Qt's own two are tried apart.
PACKAGES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "scikit-learn": "sklearn",
    "duckdb": "duckdb",
    "msgspec": "msgspec",
    "threadpoolctl": "threadpoolctl",
    "rich": "rich",
}
_TIMEOUT = 120  # seconds that Qt is given to start


class Finding(Struct, frozen=True):
    """One line of the report.

    Parameters
    ----------
    subject
        What was looked at.
    text
        What was found; where something is wrong, how to mend it.
    well
        Whether it is as it should be.
    """

    subject: str
    text: str
    well: bool = True


def run(environ: Mapping[str, str]) -> int:
    """Print a line a finding and a summary; return 0 where all is well, else 2."""
    findings = [
        Finding("nnviz", __version__),
        Finding("Python", f"{platform.python_version()} on {platform.platform(terse=True)}"),
        *(_package(name, module) for name, module in PACKAGES.items()),
        _numba(),
        _resources(),
        _backend(),
        *_qt_findings(environ),
    ]
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        mark = "" if finding.well else "PROBLEM: "
        print(f"{finding.subject:<{width}}  {mark}{finding.text}")
    problems = sum(not finding.well for finding in findings)
    print("all is well" if not problems else f"problems found: {problems}")
    return 2 if problems else 0


def _package(name: str, module: str) -> Finding:
    try:
        import_module(module)
        return Finding(name, metadata.version(name))
    except Exception as error:
        advice = f"reinstall with: pip install --force-reinstall {name}"
        return Finding(name, f"can't be loaded ({_line(error)}); {advice}", well=False)


def _numba() -> Finding:
    """Tell whether the compiled backend can be had; without it all works, on numpy."""
    try:
        import_module("numba")
        return Finding("numba", metadata.version("numba"))
    except Exception as error:
        return Finding("numba", f"can't be loaded ({_line(error)}): training runs on numpy only")


def _resources() -> Finding:
    from nnviz.resources import resource

    try:
        return Finding("resources", str(resource("icons/nnviz.svg").parent.parent))
    except FileNotFoundError as error:
        return Finding("resources", str(error), well=False)


def _backend() -> Finding:
    """Train the default experiment for some steps and tell with what it can be."""
    try:
        from nnviz.engine.session import Session

        Session().step(10)
    except Exception as error:
        text = f"the default experiment does not train ({_line(error)}); reinstall nnviz"
        return Finding("backend", text, well=False)
    return Finding("backend", f"numpy; {_compiled()}")


def _compiled() -> str:
    """Say how far the compiled backend is, without waiting for it to be compiled."""
    try:
        from nnviz.engine.backends import load_compiled
        from nnviz.engine.compiled.jit import FOLDER

        if not any(FOLDER.rglob("*.nbc")):
            return "compiled code is made when the window is first opened"
        load_compiled()
    except Exception as error:  # a broken cache can fail in any way
        return f"compiled code does not work here ({_line(error)})"
    return f"compiled code works (kept in {FOLDER})"


def _qt_findings(environ: Mapping[str, str]) -> list[Finding]:
    refusal = platform_check.display_refusal(environ)
    trial = dict(environ)
    if refusal is not None:
        trial["QT_QPA_PLATFORM"] = "offscreen"
    report = _qt_report(trial)
    if isinstance(report, str):
        return [Finding("Qt", report, well=False)]
    return [
        Finding("PySide6", f"{report['pyside']} (Qt {report['qt']})"),
        Finding("pyqtgraph", report["pyqtgraph"]),
        _platform(report["platform"], refusal, environ),
        _fonts(report["families"]),
        _binding(report),
    ]


def _qt_report(environ: Mapping[str, str]) -> dict[str, Any] | str:
    """Return what nnviz.gui.selftest says in a process of its own, or what is wrong with Qt."""
    command = [sys.executable, "-P", "-m", "nnviz.gui.selftest"]
    home = str(Path(__file__).parents[2])
    search = os.pathsep.join(filter(None, (home, environ.get("PYTHONPATH"))))
    environ = {**environ, "PYTHONPATH": search}
    try:
        trial = subprocess.run(
            command, env=environ, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"its trial did not end ({_line(error)})"
    if trial.returncode == 0:
        report: dict[str, Any] = json.loads(trial.stdout.splitlines()[-1])
        return report
    said = trial.stderr.strip().splitlines() or [f"exit code {trial.returncode}"]
    aborted = trial.returncode < 0  # Qt names the cause first, a traceback last
    return platform_check.import_refusal(ImportError(said[0 if aborted else -1]))


def _platform(name: str, refusal: str | None, environ: Mapping[str, str]) -> Finding:
    """Tell which platform Qt uses; no display at all is no fault, one that fails is."""
    if refusal is None:
        return Finding("Qt platform", name)
    asked = any(environ.get(key) for key in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))
    return Finding("Qt platform", f"{name} only: {refusal}", well=not asked)


def _fonts(families: int) -> Finding:
    if families:
        return Finding("fonts", f"{families} families")
    advice = platform_check.install_advice(["fonts-dejavu-core"])
    return Finding("fonts", f"there are none, so no text can be drawn; {advice}", well=False)


def _binding(report: dict[str, Any]) -> Finding:
    if report["refusal"] is not None:
        return Finding("binding", report["refusal"], well=False)
    text = f"None keeps its references over {report['calls']} Qt calls (lost: {report['lost']})"
    return Finding("binding", text)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
