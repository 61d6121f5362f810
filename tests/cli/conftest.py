"""What the tests of the command line share: a folder with files, and processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import nnviz
from nnviz.experiment.files import save_spec

ROOT = Path(nnviz.__file__).resolve().parents[1]
TABLE = "a,b,kind\n" + "".join(f"{i},{i % 7},{'yes' if i % 2 else 'no'}\n" for i in range(40))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to work in, with a good experiment, a bad one and a table."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")  # `render` sets it, and it shall not last
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    save_spec(nnviz.preset("gauss"), "good.json")
    Path("bad.json").write_text('{"schema": 1, "network": {"layers": []}}', encoding="utf-8")
    Path("LICENSE").write_text("MIT", encoding="utf-8")
    Path("table.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def environ() -> dict[str, str]:
    """Return this process's environment without a display, with nnviz to be found."""
    without = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "PYTHONPATH"}
    inherited = {key: value for key, value in os.environ.items() if key not in without}
    return {**inherited, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def nnviz_process(
    environ: dict[str, str],
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs `nnviz` with some words in a process of its own, without a display."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "nnviz", *words],
            capture_output=True,
            text=True,
            check=False,
            env=environ | more,
            timeout=120,
        )

    return run
