from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.diagnostics.operations import Cursor, explained, operations
from nnviz.diagnostics.working import amber
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.views.formula import Formulas, formula_svg
from nnviz.gui.views.microscope import MicroscopeView
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.scenes.microscope import MicroscopeScene, coloured, microscope_scene
from nnviz.scenes.palette import DARK, LIGHT


def session_of(hidden: str = "tanh", last: str = "tanh", **training: object) -> Session:
    layers = [{"units": 3, "activation": hidden}, {"units": 1, "activation": last}]
    spec = {"network": {"layers": layers}, "training": training}
    return Session(ExperimentSpec.from_dict(spec))


def scene_of(place: int, sample: int | None = 0) -> MicroscopeScene:
    session = Session()
    return microscope_scene(session.record, Cursor(0, place), None, sample, LIGHT)


@pytest.fixture
def view(qtbot: QtBot) -> MicroscopeView:
    shown = MicroscopeView()
    qtbot.addWidget(shown)
    for widget in shown.header_widgets():
        qtbot.addWidget(widget)
    shown.resize(700, 180)
    shown.set_theme(LIGHT)
    shown.show()
    shown.set_scene(scene_of(3))
    return shown


def asked(view: MicroscopeView) -> list[tuple[str, object]]:
    seen: list[tuple[str, object]] = []
    for name in ("operationRequested", "sampleRequested"):
        getattr(view, name).connect(lambda value, name=name: seen.append((name, value)))
    return seen


def formulas() -> dict[str, str]:
    """Every formula that there is, by what it is of."""
    found = {}
    sessions = {f"{name}": session_of(name) for name in ACTIVATIONS if name not in _LAST}
    sessions |= {f"cost {name}": _of_cost(name) for name in LOSSES}
    sessions |= {f"optimizer {n}": session_of(optimizer={"name": n}) for n in OPTIMIZERS}
    sessions |= {f"rule {name}": session_of(backward=name) for name in BACKWARD_RULES}
    for of, session in sessions.items():
        for operation in operations(session.problem.network):
            for sample in (None, 0):
                working = explained(session.record, operation, sample)
                found[working.latex] = f"{of}, {operation}"
    return found


_LAST = ("threshold", "softmax")


def _of_cost(name: str) -> Session:
    loss = LOSSES[name]
    last = min(loss.outputs) if loss.outputs else "sigmoid"
    if loss.least_outputs == 1:
        return session_of(last=last, cost=name, l1=0.01, l2=0.01)
    layers = [{"units": 3, "activation": last}]
    spec = {"data": {"set": "iris"}, "network": {"layers": layers}, "training": {"cost": name}}
    return Session(ExperimentSpec.from_dict(spec))


def test_every_formula_can_be_typeset_and_f_prime_is_amber() -> None:
    for latex, of in formulas().items():
        drawn = formula_svg(coloured(latex, LIGHT), LIGHT.text).decode()
        assert "<path" in drawn, of
        assert (LIGHT.slope_text in drawn) == (r"\textcolor" in latex), of


def test_a_formula_is_drawn_in_its_colours_and_not_wider_than_its_room(qapp) -> None:
    latex = coloured("x = " + amber("f(z)"), LIGHT)
    picture = Formulas().picture(latex, LIGHT.text, 24.0, 500.0, 2.0)
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in (20, 24, 28)}
    assert QColor(LIGHT.text).name() in colours
    assert QColor(LIGHT.slope_text).name() in colours
    small = Formulas().picture(latex, LIGHT.text, 24.0, 30.0, 1.0)
    assert small.width() <= 30


def test_a_formula_shown_again_is_not_drawn_again(qapp) -> None:
    formulas = Formulas()
    first = formulas.picture("a + b", LIGHT.text, 20.0, 500.0, 1.0)
    assert formulas.picture("a + b", LIGHT.text, 20.0, 500.0, 1.0) is first
    assert formulas.picture("a + b", DARK.text, 20.0, 500.0, 1.0) is not first


def test_setting_a_scene_emits_nothing(view: MicroscopeView) -> None:
    seen = asked(view)
    for place in range(18):
        view.set_scene(scene_of(place, None if place % 2 else 2))
    assert not seen


def test_a_click_on_a_chip_asks_for_its_operation(qtbot: QtBot, view: MicroscopeView) -> None:
    seen = asked(view)
    for place in (0, 9, 17):
        at = view.operations.box_of(place).center().toPoint()
        qtbot.mouseClick(view.operations, Qt.MouseButton.LeftButton, pos=at)
    assert seen == [("operationRequested", place) for place in (0, 9, 17)]


def test_the_switch_goes_round_the_samples_and_to_the_batch(
    qtbot: QtBot, view: MicroscopeView
) -> None:
    seen = asked(view)
    view.sample.back.click()
    view.sample.on.click()
    view.sample.one.click()
    view.sample.all.click()
    assert seen == [("sampleRequested", row) for row in (9, 1, None)]
    assert view.sample.one.isChecked()
    view.set_scene(scene_of(3, None))
    assert view.sample.all.isChecked()
    seen.clear()
    view.sample.all.click()
    view.sample.one.click()
    assert seen == [("sampleRequested", 0)]


def test_in_a_narrow_panel_chips_and_numbers_are_broken_into_lines(view: MicroscopeView) -> None:
    wide = view.operations.height(), view.working.height()
    view.resize(220, 180)
    assert view.operations.height() > wide[0]
    assert view.working.height() > wide[1]
    assert all(view.operations.box_of(k).right() <= 220 for k in range(18))


def test_all_of_it_can_be_read_out_and_copied(view: MicroscopeView, qapp) -> None:
    scene = scene_of(9)
    view.set_scene(scene)
    assert view.accessibleDescription() == scene.text
    view.actions()[0].trigger()
    assert qapp.clipboard().text() == scene.text


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_is_drawn_in_the_themes_colours(view: MicroscopeView, theme) -> None:
    session = Session()
    view.set_theme(theme)
    view.set_scene(microscope_scene(session.record, Cursor(0, 9), None, 0, theme))
    image = view.grab().toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(0, image.height(), 2)
    }
    assert theme.accent in colours
    assert theme.slope_text in colours
