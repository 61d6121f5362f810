from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.diagnostics.gradient_check import checking, chosen_parameters, whole_check
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.views.chain import ChainView
from nnviz.scenes.chain import ChainScene, chain_scene
from nnviz.scenes.gradient_check import GradientCheckScene, gradient_check_scene
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.palette import LIGHT


def session_of() -> Session:
    layers = [{"units": 4}, {"units": 5}, {"units": 1}]
    session = Session(ExperimentSpec.from_dict({"network": {"layers": layers}}))
    session.step(5)
    return session


def scene_of(sample: int | None = 2, **options: bool) -> ChainScene:
    found = chain_scene(session_of().record, WeightMark(1, 0, 1), sample, LIGHT, **options)
    assert found is not None
    return found


def check_of() -> GradientCheckScene:
    record = session_of().record
    indices = chosen_parameters(record.params.units)
    return gradient_check_scene(
        record, whole_check(record, indices, list(checking(record, indices))), LIGHT
    )


SIGNALS = (
    "sampleRequested",
    "pathPointed",
    "pathRequested",
    "unfoldRequested",
)


@pytest.fixture
def view(qtbot: QtBot) -> ChainView:
    shown = ChainView()
    qtbot.addWidget(shown)
    shown.resize(340, 420)
    shown.set_theme(LIGHT)
    shown.set_scene(scene_of())
    shown.show()
    return shown


def asked(view: ChainView) -> list[tuple[str, object]]:
    seen: list[tuple[str, object]] = []
    for name in SIGNALS:
        getattr(view, name).connect(lambda value, name=name: seen.append((name, value)))
    view.checkRequested.connect(lambda: seen.append(("checkRequested", None)))
    return seen


def test_setting_scenes_emits_nothing(view: ChainView) -> None:
    seen = asked(view)
    view.set_scene(scene_of(None))
    view.set_scene(scene_of(0, unfolded=True))
    view.show_check(check_of(), None)
    view.show_check(None, 0.4)
    view.set_scene(None)
    assert not seen
    assert view.isHidden()


def test_pointing_at_a_path_tells_it_and_a_click_asks_for_its_factors(
    qtbot: QtBot, view: ChainView
) -> None:
    seen = asked(view)
    at = view.rows.box_of(1).center().toPoint()
    qtbot.mouseMove(view.rows, at)
    qtbot.mouseClick(view.rows, Qt.MouseButton.LeftButton, pos=at)
    assert seen == [("pathPointed", 1), ("pathRequested", 1)]


def test_of_the_batch_a_click_asks_for_the_sample(qtbot: QtBot, view: ChainView) -> None:
    scene = scene_of(None)
    view.set_scene(scene)
    seen = asked(view)
    at = view.rows.box_of(0).center().toPoint()
    qtbot.mouseClick(view.rows, Qt.MouseButton.LeftButton, pos=at)
    assert seen == [("sampleRequested", scene.product.rows[0].key)]


def test_the_list_unfolds_when_it_is_asked_to(view: ChainView) -> None:
    seen = asked(view)
    assert not view.unfold.isHidden()
    view.unfold.click()
    assert seen == [("unfoldRequested", True)]
    assert not view.unfold.isChecked()
    low = view.rows.height()
    view.set_scene(scene_of(unfolded=True))
    assert view.unfold.isChecked()
    assert view.rows.height() > low


def test_a_factor_explains_itself(view: ChainView) -> None:
    tips = {
        view.product.tip_at(QPointF(x, y))
        for x in range(0, view.product.width(), 4)
        for y in range(0, view.product.height(), 4)
    }
    scene = scene_of()
    assert {cell.tip for cell in scene.product.cells} <= tips


def test_factors_are_broken_into_rows_within_the_panel(view: ChainView) -> None:
    wide = view.product.height()
    view.resize(200, 420)
    assert view.product.height() > wide
    right = max(
        x
        for x in range(view.product.width())
        for y in range(0, view.product.height(), 3)
        if view.product.tip_at(QPointF(x, y))
    )
    assert right <= 200


def test_the_check_can_be_begun_and_its_map_read(view: ChainView) -> None:
    seen = asked(view)
    view.check.click()
    assert seen == [("checkRequested", None)]
    view.show_check(None, 0.25)
    assert "25%" in view.check.text().replace(" ", "")
    assert view.map.isHidden()
    scene = check_of()
    view.show_check(scene, None)
    assert "check the whole network" in view.check.text()
    assert not view.map.isHidden()
    readings = {
        view.map.reading_at(QPointF(x, y))
        for x in range(0, view.map.width(), 2)
        for y in range(0, view.map.height(), 2)
    }
    every = {one.reading(*cell) for one in scene.maps for cell in np.ndindex(one.cells.shape)}
    assert every <= readings
    assert view.map.accessibleDescription() == scene.text


def test_what_it_says_can_be_read_out(view: ChainView) -> None:
    scene = scene_of()
    view.set_scene(scene)
    assert view.text == scene.text == view.accessibleDescription()
    view.grab()
