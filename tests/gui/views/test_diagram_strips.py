from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter, QPixmap

from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.gui.views.diagram import DiagramView
from nnviz.gui.views.diagram_strips import Strips
from nnviz.scenes.diagram import DiagramScene, diagram_scene
from nnviz.scenes.diagram_edges import CROWDED, Edges
from nnviz.scenes.diagram_layout import Room, arrange
from nnviz.scenes.marks import Marks, UnitMark
from nnviz.scenes.palette import LIGHT


class Recorder:
    """Stands in for the painter of lines: notes which edges it was to draw."""

    def __init__(self, session: Session) -> None:
        self.arrangement = arrange(session.record.params.units, Room(10, 20, 780, 400, 11.6))
        self.drawn: list[tuple[int, Edges]] = []

    def draw(self, _painter: QPainter, edges: Edges, layer: int) -> None:
        self.drawn.append((layer, edges))


@pytest.fixture
def session() -> Session:
    return Session(preset("deep_tanh"))


def scene_of(session: Session, *, moving: bool, marks: Marks | None = None) -> DiagramScene:
    return diagram_scene(
        session.record, marks or Marks(), "weight", LIGHT, limit=1.0, moving=moving
    )


@pytest.fixture
def ground(qtbot) -> QPixmap:
    return QPixmap(790, 445)


def test_where_nothing_follows_every_edge_is_drawn_once_and_none_again(
    session: Session, ground: QPixmap
) -> None:
    strips, lines = Strips(), Recorder(session)
    scene = scene_of(session, moving=False)
    for _ in range(2):
        strips.drawn(ground, lines, scene)
    assert [layer for layer, _ in lines.drawn] == list(range(1, 8))
    assert not strips.is_behind


def test_a_frame_of_many_draws_only_so_many_edges_and_each_strip_has_its_turn(
    session: Session, ground: QPixmap
) -> None:
    strips, lines = Strips(), Recorder(session)
    strips.drawn(ground, lines, scene_of(session, moving=True))
    widest, turns = 64, []
    for _ in range(6):
        session.step()
        scene = scene_of(session, moving=True)
        lines.drawn.clear()
        strips.drawn(ground, lines, scene)
        layers = [layer for layer, _ in lines.drawn]
        assert all(edges is scene.edges for _, edges in lines.drawn)
        assert sum((scene.edges.layer == layer).sum() for layer in layers) < CROWDED + widest
        assert strips.is_behind
        turns += layers
    assert turns[:7] == list(range(1, 8))
    assert turns[7:10] == [1, 2, 3]


def test_the_same_moving_scene_is_complete_after_some_frames(
    session: Session, ground: QPixmap
) -> None:
    strips, lines = Strips(), Recorder(session)
    strips.drawn(ground, lines, scene_of(session, moving=True))
    session.step()
    scene = scene_of(session, moving=True)
    lines.drawn.clear()
    for _ in range(4):
        strips.drawn(ground, lines, scene)
    assert sorted(layer for layer, _ in lines.drawn) == list(range(1, 8))
    assert not strips.is_behind


def test_what_is_pointed_at_is_seen_at_once_though_the_network_moves(
    session: Session, ground: QPixmap
) -> None:
    strips, lines = Strips(), Recorder(session)
    strips.drawn(ground, lines, scene_of(session, moving=True))
    lines.drawn.clear()
    strips.drawn(ground, lines, scene_of(session, moving=True, marks=Marks(None, UnitMark(2, 1))))
    assert len(lines.drawn) == 7


def picture_of(view: DiagramView) -> QImage:
    return view.grab().toImage()


def test_a_diagram_that_came_to_rest_shows_what_one_shows_that_never_moved(
    qtbot, session: Session
) -> None:
    views = [DiagramView(), DiagramView()]
    for view in views:
        qtbot.addWidget(view)
        for widget in view.header_widgets():
            qtbot.addWidget(widget)
        view.resize(790, 445)
        view.show()
    for _ in range(5):
        session.step(20)
        views[0].set_scene(scene_of(session, moving=True))
        behind = picture_of(views[0])
    still = scene_of(session, moving=False)
    for view in views:
        view.set_scene(still)
    assert picture_of(views[0]) == picture_of(views[1]) != behind


def test_edges_that_lag_behind_are_drawn_though_no_scene_follows(qtbot, session: Session) -> None:
    view, other = DiagramView(), DiagramView()
    for one in (view, other):
        qtbot.addWidget(one)
        for widget in one.header_widgets():
            qtbot.addWidget(widget)
        one.resize(790, 445)
        one.show()
    view.set_scene(scene_of(session, moving=True))
    view.repaint()
    session.step(50)
    view.set_scene(scene_of(session, moving=True))
    view.repaint()
    other.set_scene(scene_of(session, moving=False))
    qtbot.waitUntil(lambda: picture_of(view) == picture_of(other))
