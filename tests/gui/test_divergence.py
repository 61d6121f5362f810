"""A rate far too large on a linear network: the run pauses in time, and both ways out work."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.main_window import MainWindow


def runaway(rate: float) -> Session:
    layers = [{"units": 3, "activation": "linear"}, {"units": 1, "activation": "linear"}]
    training = {"optimizer": {"name": "gradient_descent", "rate": rate}}
    return Session(ExperimentSpec.from_dict({"network": {"layers": layers}, "training": training}))


@pytest.fixture
def diverged(qtbot: QtBot, open_window: Callable[..., MainWindow]) -> MainWindow:
    window = open_window(runaway(1e6))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(window.banner.isVisible, timeout=5000)
    return window


def test_the_run_pauses_before_the_step_and_names_it(diverged: MainWindow) -> None:
    record = diverged.controller.record
    assert np.isfinite(record.params.flat).all()
    assert f"step {record.step + 1:,}" in diverged.banner.text
    assert "layer" in diverged.banner.text
    assert not diverged.controller.running


def test_one_way_out_is_the_last_good_step(qtbot: QtBot, diverged: MainWindow) -> None:
    good = diverged.trainer.worker.history.last_good_step()
    qtbot.mouseClick(diverged.banner.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: diverged.controller.record.step == good)
    assert not diverged.banner.isVisible()
    assert not diverged.controller.running


def test_the_other_way_halves_the_rate_and_goes_on(qtbot: QtBot, diverged: MainWindow) -> None:
    rates: list[float] = []
    for _ in range(3):
        qtbot.mouseClick(diverged.banner.buttons[1], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(diverged.banner.isVisible, timeout=5000)
        rates.append(diverged.controller.record.spec.training.optimizer.rate)
    assert rates == [5e5, 2.5e5, 1.25e5]


def test_with_half_the_rate_a_run_can_go_well(
    qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(runaway(0.25))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    for _ in range(8):
        qtbot.waitUntil(
            lambda: window.banner.isVisible() or window.controller.record.step > 2000,
            timeout=10_000,
        )
        if not window.banner.isVisible():
            break
        qtbot.mouseClick(window.banner.buttons[1], Qt.MouseButton.LeftButton)
    assert window.controller.record.step > 2000
    assert np.isfinite(window.controller.record.cost)
