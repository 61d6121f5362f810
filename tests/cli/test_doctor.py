"""`nnviz doctor`, and the window where no window can be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nnviz.cli import doctor

Process = Callable[..., subprocess.CompletedProcess[str]]


def test_without_a_display_the_window_says_what_to_do(nnviz_process: Process) -> None:
    run = nnviz_process()
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "DISPLAY" in run.stderr
    assert "nnviz render" in run.stderr


def test_doctor_finds_this_installation_well(nnviz_process: Process) -> None:
    run = nnviz_process("doctor", QT_QPA_PLATFORM="offscreen")
    assert run.returncode == 0, run.stdout
    assert run.stderr == ""
    subjects = {line.split()[0] for line in run.stdout.splitlines()}
    assert {"nnviz", "Python", "numpy", "duckdb", "PySide6", "pyqtgraph", "backend"} <= subjects
    assert "lost: 0" in run.stdout
    assert run.stdout.endswith("all is well\n")


def test_doctor_works_without_a_display(nnviz_process: Process) -> None:
    run = nnviz_process("doctor")
    assert run.returncode == 0, run.stdout
    assert "offscreen only: no display" in run.stdout


def test_doctor_tells_of_a_platform_that_fails(nnviz_process: Process) -> None:
    run = nnviz_process("doctor", QT_QPA_PLATFORM="holodeck")
    assert run.returncode == 2
    assert "PROBLEM" in run.stdout
    assert run.stdout.endswith("problems found: 1\n")


def test_doctor_is_not_led_astray_by_files_in_the_folder(nnviz_process: Process) -> None:
    Path("json.py").write_text("raise RuntimeError", encoding="utf-8")
    run = nnviz_process("doctor", QT_QPA_PLATFORM="offscreen")
    assert run.returncode == 0, run.stdout


def test_a_package_that_fails_is_told_with_its_mend(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(doctor.PACKAGES, "rich", "no_such_module")
    monkeypatch.setattr(doctor, "_qt_findings", lambda _: [])
    assert doctor.run({}) == 2
    out = capsys.readouterr().out
    assert "PROBLEM: can't be loaded (No module named 'no_such_module')" in out
    assert "pip install --force-reinstall rich" in out


def test_without_numba_all_is_well_on_numpy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(doctor, "_qt_findings", lambda _: [])
    assert doctor.run({}) == 0
    assert "training runs on numpy only" in capsys.readouterr().out


def test_a_qt_that_crashes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    crashed = subprocess.CompletedProcess([], -6, "", "qt.qpa: no plugin\nmore\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: crashed)
    (finding,) = doctor._qt_findings({"QT_QPA_PLATFORM": "offscreen"})
    assert not finding.well
    assert "qt.qpa: no plugin" in finding.text


def test_it_tells_how_far_the_compiled_backend_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    from nnviz.engine.compiled import jit

    monkeypatch.setattr(jit, "FOLDER", tmp_path)
    assert "is made when" in doctor._backend().text
    (tmp_path / "code.nbc").touch()
    monkeypatch.setattr("nnviz.engine.backends.load_compiled", lambda: None)
    assert doctor._backend().text == f"numpy; compiled code works (kept in {tmp_path})"

    def broken() -> None:
        raise EOFError("cut off")

    monkeypatch.setattr("nnviz.engine.backends.load_compiled", broken)
    finding = doctor._backend()
    assert finding.well
    assert "does not work here" in finding.text
    assert "cut off" in finding.text
