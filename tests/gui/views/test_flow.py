"""The view of the gradient flow draws its scene, and asks for quantities and remedies."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.diagnostics.remedies import Remedy
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.gui.views.flow import FlowView
from nnviz.gui.views.remedy_buttons import RemedyButtons
from nnviz.scenes.flow import Quantity, flow_scene
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.remedies import flow_story


def shown(
    qtbot: QtBot, name: str, step: int, size: tuple[int, int] = (330, 240)
) -> tuple[FlowView, Session]:
    session = Session(preset(name))
    session.step(step)
    view = FlowView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    qtbot.waitExposed(view)
    draw(view, session)
    return view, session


def draw(view: FlowView, session: Session, quantity: Quantity = "gradient") -> None:
    story = flow_story(session.record, session.history.events())
    size = view.columns(), view.rows()
    view.set_scene(flow_scene(session.record, session.history, story, LIGHT, quantity, None, *size))


def test_it_tells_the_finding_and_offers_what_helps(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "deep_sigmoid", 20)
    assert "it vanishes in layers 1" in view._caption.text
    asked: list[Remedy] = []
    view.remedyRequested.connect(asked.append)
    (button,) = [b for b in view.remedies.buttons if b.isVisible()]
    assert button.text() == "Leaky ReLU in layers 1–6"
    assert "the error gets through" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [remedy.label for remedy in asked] == ["Leaky ReLU in layers 1–6"]


def test_a_switch_asks_and_stays_until_the_scene_says_so(qtbot: QtBot) -> None:
    view, session = shown(qtbot, "circle", 20)
    asked: list[str] = []
    view.quantityRequested.connect(asked.append)
    gradient, update, _, cosine = view._chips
    assert not cosine.isVisible()
    QTest.mouseClick(update, Qt.MouseButton.LeftButton)
    assert asked == ["update"]
    assert gradient.isChecked()
    assert not update.isChecked()
    draw(view, session, "update")
    assert update.isChecked()


def test_being_told_asks_for_nothing(qtbot: QtBot) -> None:
    view, session = shown(qtbot, "relu_dies", 30)
    asked: list[object] = []
    view.quantityRequested.connect(asked.append)
    view.remedyRequested.connect(asked.append)
    draw(view, session, "blocked")
    session.seek(0)
    draw(view, session)
    view.set_theme(DARK)
    assert asked == []


def test_the_pointer_reads_every_layer(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "circle", 50)
    view._point((30.0, 0.0))
    assert view._caption.text.startswith("step 30: L1 ")
    view._point(None)
    assert view._caption.text.startswith("The gradient gets through")


def test_the_plot_leaves_room_for_the_remedies(qtbot: QtBot) -> None:
    view, session = shown(qtbot, "relu_dies", 30)
    qtbot.waitUntil(lambda: view.remedies.geometry().bottom() <= view.height())
    assert view.remedies.height() > 20
    session.seek(0)
    draw(view, session)
    assert not view.remedies.isVisible()


def test_buttons_stand_below_one_another_with_their_sentences(qtbot: QtBot) -> None:
    session = Session(preset("stuck"))
    session.step(300)
    remedies = flow_story(session.record, session.history.events()).remedies
    buttons = RemedyButtons()
    qtbot.addWidget(buttons)
    buttons.resize(260, 100)
    buttons.set_theme(DARK)
    buttons.set_remedies(remedies)
    assert [b.text() for b in buttons.buttons] == [r.label for r in remedies]
    tops = [b.y() for b in buttons.buttons]
    assert tops == sorted(set(tops))
    assert buttons.height() > tops[-1]
    narrow = buttons.height()
    buttons.resize(700, buttons.height())
    assert buttons.height() < narrow
    buttons.set_remedies(())
    assert buttons.isHidden()


@pytest.mark.parametrize("size", [(150, 110), (330, 240), (1400, 900)])
def test_it_draws_at_any_size(qtbot: QtBot, size: tuple[int, int]) -> None:
    view, _ = shown(qtbot, "deep_tanh", 30, size)
    assert not view.grab().isNull()
