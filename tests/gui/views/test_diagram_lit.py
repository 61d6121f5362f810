from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.diagnostics.operations import Cursor, operations
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.views.diagram import DiagramView
from nnviz.scenes.chain_paths import path_lit
from nnviz.scenes.diagram import diagram_scene
from nnviz.scenes.diagram_lit import Lit
from nnviz.scenes.marks import Marks, WeightMark
from nnviz.scenes.microscope import microscope_scene
from nnviz.scenes.palette import LIGHT


def session_of(*widths: int) -> Session:
    layers = [{"units": n} for n in (*widths, 1)]
    return Session(ExperimentSpec.from_dict({"network": {"layers": layers}}))


@pytest.fixture
def view(qtbot: QtBot) -> DiagramView:
    shown = DiagramView()
    qtbot.addWidget(shown)
    for widget in shown.header_widgets():
        qtbot.addWidget(widget)
    shown.resize(760, 430)
    shown.set_theme(LIGHT)
    shown.show()
    return shown


def drawn(view: DiagramView, session: Session, lit: Lit | None) -> np.ndarray:
    view.set_scene(diagram_scene(session.record, Marks(), "weight", LIGHT, lit=lit))
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return rows.copy() & 0xFFFFFF


def test_what_takes_no_part_fades_and_the_rest_stays(view: DiagramView) -> None:
    session = session_of(4, 2)
    plain = drawn(view, session, None)
    kinds = [one.kind for one in operations(session.problem.network)]
    scene = microscope_scene(session.record, Cursor(0, kinds.index("z")), None, 0, LIGHT)
    lit = drawn(view, session, scene.lit)
    columns = view._laid_out().arrangement.columns

    def middles(layer: int, pixels: np.ndarray) -> np.ndarray:
        return np.array([pixels[int(y), int(x)] for x, y in columns[layer].centres.tolist()])

    for layer, mask in enumerate(scene.lit.units):
        same = middles(layer, plain) == middles(layer, lit)
        assert same.all() if mask.all() else not same.any()


def test_every_operation_is_drawn_in_small_and_in_wide_networks(view: DiagramView) -> None:
    for widths in ((4, 2), (30, 16)):
        session = session_of(*widths)
        for place in range(len(operations(session.problem.network))):
            scene = microscope_scene(session.record, Cursor(0, place), None, 0, LIGHT)
            drawn(view, session, scene.lit)


def test_a_path_is_drawn_with_its_slopes_in_amber(view: DiagramView) -> None:
    session = session_of(4, 2)
    lit = path_lit(session.record, WeightMark(1, 0, 2), 0, 0)
    assert lit is not None
    amber = int(LIGHT.slope_text.removeprefix("#"), 16)
    assert not (drawn(view, session, None) == amber).any()
    assert (drawn(view, session, lit) == amber).any()
