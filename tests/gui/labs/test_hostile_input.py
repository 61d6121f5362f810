"""Whatever is typed into any field of any lab gets a sentence and changes nothing.

The fields are not named here: every line that can be typed into is found by itself, in every state
that a lab can be put in, typed into by keys and sent off with Enter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.experiment.functions import FUNCTIONS
from nnviz.gui.labs.activation import ActivationLab
from nnviz.gui.labs.descent import DescentLab
from nnviz.gui.labs.landscape_page import LandscapePage
from nnviz.gui.labs.neuron import NeuronLab
from nnviz.gui.main_window import MainWindow
from nnviz.optim.methods import METHODS
from nnviz.scenes.descent_state import SCHEDULES

HOSTILE = ("", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500)
WAIT = 30_000


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def fields(page: QWidget) -> list[QLineEdit]:
    """Return all lines that can be typed into now."""
    found = page.findChildren(QLineEdit)
    return [one for one in found if one.isVisible() and one.isEnabled() and not one.isReadOnly()]


def values(page: QWidget, besides: QLineEdit) -> list[tuple[QWidget, object]]:
    """Return what stands in every box, slider and switch besides the line that is typed into."""
    found: list[tuple[QWidget, object]] = []
    for one in page.findChildren(QWidget):
        if not one.isVisible() or one in (besides, besides.parentWidget()):
            continue
        if isinstance(one, QLineEdit):
            found.append((one, one.text()))
        elif isinstance(one, QComboBox):
            found.append((one, one.currentText()))
        elif isinstance(one, QSlider):
            found.append((one, one.value()))
        elif isinstance(one, QAbstractButton):
            found.append((one, one.isChecked()))
    return found


def sentences(page: QWidget) -> set[tuple[QLabel, str]]:
    """Return the refusals that can be read on the page."""
    labels = (one for one in page.findChildren(QLabel) if one.isVisible())
    return {(one, one.text()) for one in labels if one.text().endswith(".")}


def is_near(field: QLineEdit, label: QLabel) -> bool:
    """Whether a label is within a few lines of a field."""
    line = field.fontMetrics().height()
    top = field.mapToGlobal(field.rect().topLeft()).y()
    return abs(label.mapToGlobal(label.rect().topLeft()).y() - top) < 8 * line


def type_and_enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle()


def attack(page: QWidget, told: Callable[[], object]) -> int:
    """Type every hostile text into every field; return how many fields there were."""
    found = fields(page)
    for field in found:
        if not field.isVisible():
            continue  # an earlier field's sentence may have taken its place
        name, before = field.accessibleName() or field.parentWidget().accessibleName(), field.text()
        for text in HOSTILE:
            state, stood, read = told(), values(page, field), sentences(page)
            type_and_enter(field, text)
            assert told() == state, (name, text)
            assert values(page, field) == stood, (name, text)
            new = {label for label, _ in sentences(page) - read}
            # Empty may be what counts: the formula of a curve drawn by hand is.
            assert text == before or any(is_near(field, label) for label in new), (name, text)
            QTest.keyClick(field, Qt.Key.Key_Escape)
            settle()
            assert field.text() == before, (name, text)
            assert sentences(page) == read, (name, text)
    return len(found)


def in_front(window: MainWindow, name: str) -> QWidget:
    window.tabs.show(name)
    settle()
    return window.tabs.front.widget


def test_the_neuron_lab_refuses(window: MainWindow) -> None:
    lab = in_front(window, "neuron")
    assert isinstance(lab, NeuronLab)
    for inputs in (1, 2, 3):
        lab.wish("inputs", inputs)
        settle()
        assert attack(lab, lambda: lab.choice) == 4 + 2 * inputs
    lab.show_race(True)
    settle()
    assert attack(lab, lambda: lab.race.settings) > 0


def test_the_activation_lab_refuses(window: MainWindow) -> None:
    lab = in_front(window, "activation")
    assert isinstance(lab, ActivationLab)
    assert attack(lab, lambda: lab.choice) == 2


@pytest.fixture
def descent(window: MainWindow) -> Iterator[DescentLab]:
    lab = in_front(window, "descent")
    assert isinstance(lab, DescentLab)
    yield lab
    lab.driver.pause()


@pytest.mark.parametrize("function", [*FUNCTIONS, "typed", "drawn"])
def test_every_function_of_the_descent_lab_refuses(descent: DescentLab, function: str) -> None:
    descent.wish("function", function)
    settle()
    assert attack(descent, lambda: descent.state) >= 2


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_the_descent_lab_refuses(descent: DescentLab, method: str) -> None:
    descent.wish(f"race.{method}", True)
    descent.wish("function", "bowl")
    settle()
    assert attack(descent.panel.method, lambda: descent.state) >= 1


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_of_the_descent_lab_refuses(descent: DescentLab, schedule: str) -> None:
    descent.wish("race.decreasing_rate", True)
    descent.wish("method.schedule", schedule)
    settle()
    assert attack(descent.panel.method, lambda: descent.state) >= 2


def test_the_page_on_derivatives_refuses(descent: DescentLab) -> None:
    descent.open_page()
    settle()
    page = descent.page
    assert page is not None
    assert attack(page, lambda: page.numbers) >= 8


def test_the_landscape_refuses(window: MainWindow, qtbot: QtBot) -> None:
    window.session.step(40)
    lab = in_front(window, "landscape")
    page = window.tabs.front
    assert isinstance(page, LandscapePage)
    attacked = 0
    for chips in (page.lab.map.kinds, page.lab.line.kinds):
        for chip in chips.values():
            chip.click()
            qtbot.waitUntil(lambda: not page.feed.asker.busy, timeout=WAIT)
            settle()
            attacked += attack(lab, lambda: page.feed.choice)
    assert attacked >= 3
