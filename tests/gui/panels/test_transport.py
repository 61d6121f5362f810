"""The toolbar: it shows commands and figures, and gives up words where the window is narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui.actions import Actions
from nnviz.gui.panels.transport import TransportPanel
from nnviz.scenes.palette import LIGHT

FIGURES = [
    ("step", "1,240", "Updates made", (LIGHT.text, LIGHT.muted)),
    ("epoch", "49.6", "Passes made", (LIGHT.text, LIGHT.muted)),
    ("cost, train", "0.0641", "Of the training part", (LIGHT.train, LIGHT.muted)),
    ("cost, test", "0.0798", "Of the test part", (LIGHT.test, LIGHT.muted)),
]


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TransportPanel]:
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = Actions(owner)
    actions.paint_icons(LIGHT, running=False)
    buttons: list[QAction] = [actions[name] for name in ("reset", "back", "run", "step")]
    grain = [actions[name] for name in ("by_iteration", "by_epoch")]
    made = TransportPanel(buttons, grain, owner)
    actions["by_iteration"].setChecked(True)
    made.dress(1.0)
    made.show_figures(FIGURES)
    made.resize(1400, 44)
    owner.show()
    yield made
    del owner


def test_figures_are_shown_with_their_captions(bar: TransportPanel) -> None:
    assert [figure.value for figure in bar.figures] == ["1,240", "49.6", "0.0641", "0.0798"]
    assert bar.figures[2].caption == "cost, train"
    assert bar.figures[2].toolTip() == "Of the training part"


def test_figures_that_are_no_longer_given_are_hidden(bar: TransportPanel) -> None:
    bar.show_figures(FIGURES[:2])
    assert [figure.isHidden() for figure in bar.figures] == [False, False, True, True]


def test_figures_keep_their_place_while_they_run(bar: TransportPanel) -> None:
    before = bar.figures[2].sizeHint()
    caption, _, tip, shades = FIGURES[2]
    bar.show_figures([*FIGURES[:2], (caption, "0.1111", tip, shades), FIGURES[3]])
    assert bar.figures[2].sizeHint() == before


def test_a_narrow_window_leaves_icons_and_figures(bar: TransportPanel) -> None:
    beside, alone = (
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
        Qt.ToolButtonStyle.ToolButtonIconOnly,
    )
    assert bar.buttons[0].toolButtonStyle() == beside
    bar.resize(520, 44)
    assert bar.buttons[0].toolButtonStyle() == alone
    assert all(figure.isVisible() for figure in bar.figures)
    bar.resize(1400, 44)
    assert bar.buttons[0].toolButtonStyle() == beside


def test_moving_the_slider_asks_for_a_speed_and_being_told_does_not(bar: TransportPanel) -> None:
    asked: list[float] = []
    bar.speedRequested.connect(asked.append)
    bar.show_speed(0.5)
    assert not asked
    bar.speed.setValue(80)
    assert asked == [0.8]


def test_the_chosen_granularity_is_on_its_button(bar: TransportPanel) -> None:
    assert bar.granularity.text().startswith("iteration")
    bar.granularity.menu().actions()[1].trigger()
    assert bar.granularity.text().startswith("epoch")


@pytest.mark.parametrize("width", [560, 760, 860, 960])
def test_no_words_are_cut_off_when_figures_come_and_it_runs(
    bar: TransportPanel, width: int
) -> None:
    bar.show_figures([])
    bar.resize(width, 44)
    bar.show_figures(FIGURES)
    run = bar.buttons[2]
    run.defaultAction().setIconText("Pause")
    QApplication.processEvents()
    for button in bar.buttons:
        if button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            assert button.width() >= button.sizeHint().width()
