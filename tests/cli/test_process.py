"""The program as a process: it ends with one line at most, and leaves nothing behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nnviz.cli import main


def raising(error: BaseException) -> Callable[..., None]:
    """Return a function that raises `error`."""

    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MemoryError(), 1, "nnviz: there is not enough memory"),
        (ZeroDivisionError("by\n0"), 1, "nnviz: unexpected ZeroDivisionError: by 0; please report"),
        (PermissionError(13, "Permission denied", "x.csv"), 2, "nnviz: x.csv: Permission denied"),
        (FileNotFoundError("icon.svg is missing"), 2, "nnviz: icon.svg is missing"),
        (KeyboardInterrupt(), 130, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_happens_there_is_no_traceback(
    error: BaseException,
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nnviz.engine.session.Session.step", raising(error))
    assert main(["train"]) == code
    err = capsys.readouterr().err
    assert err.startswith(said)
    assert err.count("\n") == bool(said)


def test_a_qt_that_cannot_be_imported_is_told_with_its_mend(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("nnviz.gui.selftest", raising=False)
    monkeypatch.setitem(sys.modules, "nnviz.gui.selftest", None)
    assert main(["render", "--out", "shot.png"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("nnviz: Qt can't be loaded (")
    assert err.count("\n") == 1


def test_a_binding_that_would_crash_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.gui.selftest.lost_references", lambda: 300)
    assert main(["render", "--out", "shot.png"]) == 2
    assert "lost 300 references of None" in capsys.readouterr().err


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.engine.session.Session.step", raising(ZeroDivisionError()))
    monkeypatch.setenv("NNVIZ_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["train"])


def test_a_reader_that_leaves_ends_the_program_quietly(environ: dict[str, str]) -> None:
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m nnviz presets | true"],
        capture_output=True,
        text=True,
        check=False,
        env=environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_ctrl_c_inside_an_import_is_quiet_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = KeyboardInterrupt()
    monkeypatch.setattr("nnviz.engine.session.Session.step", raising(wrapped))
    assert main(["train"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_line(environ: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "nnviz", "train", "--steps", "1"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=environ,
        )
    assert run.returncode == 2
    assert run.stderr == "nnviz: the output can't be written: No space left on device\n"


def test_ctrl_c_ends_a_run_quietly_and_leaves_no_file(
    folder: Path, environ: dict[str, str]
) -> None:
    before = {file.name for file in folder.iterdir()}
    command = [sys.executable, "-m", "nnviz", "train", "--steps", "100000000", "--csv", "run.csv"]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's job ignores it
    )
    while process.poll() is None and not any(file.stat().st_size for file in folder.glob(".run*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")
    assert {file.name for file in folder.iterdir()} == before
