"""The package as a whole: what an import loads, what it offers, what the binding is worth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import nnviz
from nnviz.gui import selftest
from nnviz.resources import resource

ROOT = Path(nnviz.__file__).resolve().parents[1]
HEAVY = ("PySide6", "shiboken6", "pyqtgraph", "scipy", "sklearn", "numba", "duckdb")


def loaded_by(statement: str) -> set[str]:
    """Return the top-level modules that a fresh process has loaded after `statement`."""
    code = f"{statement}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return {name.partition(".")[0] for name in json.loads(run.stdout)}


@pytest.mark.parametrize("module", ["nnviz", "nnviz.cli", "nnviz.__main__"])
def test_an_import_loads_nothing_heavy(module: str) -> None:
    assert not loaded_by(f"import {module}") & {*HEAVY, "numpy", "msgspec", "rich"}


@pytest.mark.parametrize("name", ["Session", "ExperimentSpec", "Dataset", "preset"])
def test_what_needs_no_window_loads_no_qt(name: str) -> None:
    assert not loaded_by(f"import nnviz; nnviz.{name}") & set(HEAVY)


def test_a_run_of_a_made_set_loads_neither_qt_nor_scikit_learn() -> None:
    assert not loaded_by("import nnviz; nnviz.Session().step(3)") & {*HEAVY} - {"scipy"}


@pytest.mark.parametrize("name", nnviz.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(nnviz, name)
    assert name == "__version__" or value.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Sesion'"):
        _ = nnviz.Sesion  # type: ignore[attr-defined]


def test_completion_offers_the_public_names() -> None:
    assert {"Session", "open_window"} <= set(dir(nnviz))


def test_resources_are_found() -> None:
    assert resource("icons/nnviz.svg").read_text().startswith("<svg")


def test_a_missing_resource_is_told_with_the_places_looked_at() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/none\.svg is missing; looked in .*resou"):
        resource("icons/none.svg")


def test_the_version_is_told_in_the_changelog() -> None:
    assert f"## {nnviz.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_binding_keeps_the_references_of_none() -> None:
    assert selftest.lost_references() <= selftest.TOLERATED
    assert selftest.binding_refusal() is None


def test_a_binding_that_loses_references_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([100_000, 100_000 - selftest.CALLS])
    monkeypatch.setattr(sys, "getrefcount", lambda _: next(counts))
    refusal = selftest.binding_refusal()
    assert refusal is not None
    assert "lost 300 references" in refusal
    assert "pip install" in refusal


def test_the_self_test_writes_one_json_object() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "nnviz.gui.selftest"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
    )
    report = json.loads(run.stdout)
    assert report["platform"] == "offscreen"
    assert report["lost"] <= selftest.TOLERATED


def test_qt_6_12_is_not_allowed_on_python_3_11() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = [line for line in project["dependencies"] if line.startswith("PySide6")]
    assert any("<6.12" in pin and "python_version < '3.12'" in pin for pin in pins)
    assert not any(line.startswith("PySide6>") for line in project["dependencies"])


def test_the_application_has_its_icon(qapp: QApplication) -> None:
    assert not QIcon(str(resource("icons/nnviz.svg"))).pixmap(64, 64).isNull()
