"""The window opens on numpy, and compiled code takes over when it is ready, or numpy goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.engine import backends as engine_backends
from nnviz.engine.intents import Run, Seek, Step
from nnviz.engine.session import Session
from nnviz.gui.main_window import MainWindow
from nnviz.gui.trainer import Trainer
from nnviz.gui.warm_up import Backends, WarmUp

pytest.importorskip("numba")


@pytest.fixture
def trainer(window: MainWindow) -> Trainer:
    return window.trainer


@pytest.fixture
def backends(window: MainWindow) -> Backends:
    return window.backends


def module(folder: Path, name: str, text: str) -> str:
    (folder / f"{name}.py").write_text(text)
    return name


def test_a_child_that_ends_well_makes_it_ready(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    warm_up = WarmUp()
    with qtbot.waitSignal(warm_up.ready, timeout=20_000):
        warm_up.start(module(tmp_path, "good_child", "pass\n"))


def test_a_child_that_fails_tells_its_last_line(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    warm_up = WarmUp()
    with qtbot.waitSignal(warm_up.failed, timeout=20_000) as caught:
        warm_up.start(module(tmp_path, "bad_child", "raise OSError('no folder for a cache')\n"))
    assert caught.args == ["OSError: no folder for a cache"]


def test_a_child_that_is_killed_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    warm_up = WarmUp()
    name = module(tmp_path, "killed", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n")
    with qtbot.waitSignal(warm_up.failed, timeout=20_000) as caught:
        warm_up.start(name)
    assert "was ended" in caught.args[0]


def test_stopping_ends_the_child_at_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    warm_up = WarmUp()
    warm_up.start(module(tmp_path, "slow_child", "import time; time.sleep(60)\n"))
    qtbot.wait(50)
    with qtbot.assertNotEmitted(warm_up.failed):
        warm_up.stop()


def test_a_running_trainer_swaps_and_the_run_stays_exact(
    qtbot: QtBot, trainer: Trainer, backends: Backends
) -> None:
    trainer.send(Run())
    qtbot.waitUntil(lambda: trainer.worker.session.step_count > 20, timeout=20_000)
    backends.warm_up.ready.emit()
    qtbot.waitUntil(lambda: backends.words == "compiled", timeout=60_000)
    head = trainer.worker.session.step_count
    qtbot.waitUntil(lambda: trainer.worker.session.step_count > head + 50, timeout=20_000)
    trainer.stop()
    session = trainer.worker.session
    end, steps = session.parameters, session.step_count
    session.seek(3)
    assert session.backend == "numpy"
    session.seek(steps)
    assert session.backend == "compiled"
    assert np.array_equal(session.parameters, end)


def test_at_a_past_step_the_swap_waits_for_the_head(
    qtbot: QtBot, trainer: Trainer, backends: Backends
) -> None:
    session = trainer.worker.session
    trainer.send(Step(count=10))
    qtbot.waitUntil(lambda: session.step_count == 10, timeout=20_000)
    trainer.send(Seek(4))
    qtbot.waitUntil(lambda: session.step_count == 4, timeout=20_000)
    # Not the worker's own signal: the bot's slot would run in the worker's thread.
    with qtbot.waitSignal(backends.changed, timeout=60_000):
        backends.warm_up.ready.emit()
    assert trainer.worker.backend == "numpy"
    trainer.send(Step(count=8))
    qtbot.waitUntil(lambda: trainer.worker.session.step_count == 12, timeout=20_000)
    assert trainer.worker.backend == "compiled"


def test_where_loading_fails_numpy_goes_on_and_the_reason_is_told(
    qtbot: QtBot, trainer: Trainer, backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise EOFError("the cache is broken")

    monkeypatch.setattr("nnviz.gui.drive.load_compiled", broken)
    backends.warm_up.ready.emit()
    qtbot.waitUntil(lambda: backends.words == "numpy (no compiled code)", timeout=20_000)
    assert "the cache is broken" in backends.note
    trainer.send(Step(count=3))
    qtbot.waitUntil(lambda: trainer.worker.session.step_count == 3, timeout=20_000)


def test_who_wants_numpy_alone_gets_it_and_is_remembered(
    qtbot: QtBot, trainer: Trainer, backends: Backends
) -> None:
    backends.choose_numpy(True)
    backends.warm_up.ready.emit()
    trainer.send(Step(count=3))
    qtbot.waitUntil(lambda: trainer.worker.session.step_count == 3, timeout=20_000)
    assert trainer.worker.backend == "numpy"
    assert Backends(trainer, backends._settings).numpy_only


def test_without_numba_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nnviz.engine.compiled.trainer", None)
    with pytest.raises(engine_backends.BackendError, match="numba"):
        engine_backends.load_compiled()
    with pytest.raises(engine_backends.BackendError, match="numpy and compiled"):
        engine_backends.trainer_for("quantum", Session().problem)  # type: ignore[arg-type]
