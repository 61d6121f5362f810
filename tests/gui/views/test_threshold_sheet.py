"""The card of the thresholds: shows what is in force, asks for what is typed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.gui.views.threshold_sheet import ThresholdSheet
from nnviz.scenes.thresholds import DEFAULT, Thresholds

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def sheet(qtbot: QtBot) -> ThresholdSheet:
    made = ThresholdSheet()
    qtbot.addWidget(made)
    made.show_thresholds(replace(DEFAULT, saturated=0.9))
    made.open_at(QPoint(300, 100))
    return made


def asked(sheet: ThresholdSheet) -> list[Thresholds]:
    wishes: list[Thresholds] = []
    sheet.thresholdsRequested.connect(wishes.append)
    return wishes


def test_enter_takes_what_is_typed_and_closes(sheet: ThresholdSheet) -> None:
    wishes = asked(sheet)
    sheet.fields["output_error"].setText("0.4")
    QTest.keyClick(sheet.fields["output_error"], Qt.Key.Key_Return)
    assert wishes == [replace(DEFAULT, saturated=0.9, output_error=0.4)]
    assert not sheet.isVisible()


def test_nonsense_is_explained_and_nothing_is_asked(sheet: ThresholdSheet) -> None:
    wishes = asked(sheet)
    sheet.fields["saturated"].setText("many")
    sheet.take.click()
    assert wishes == []
    assert sheet.isVisible()
    assert "not a number" in sheet._problem.text()
    sheet.show_thresholds(DEFAULT)
    assert sheet._problem.isHidden()


def test_the_first_thresholds_are_a_button_away(sheet: ThresholdSheet) -> None:
    wishes = asked(sheet)
    sheet.first.click()
    assert wishes == [DEFAULT]


def test_it_stays_on_the_screen(sheet: ThresholdSheet) -> None:
    sheet.open_at(QPoint(-500, 100_000))
    assert sheet.screen().availableGeometry().contains(sheet.frameGeometry().topLeft())
    assert sheet.frameGeometry().bottom() <= sheet.screen().availableGeometry().bottom() + 1
