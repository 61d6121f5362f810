import itertools
import math

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.gui.views.curves import CurvesView
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.legend import Legend
from nnviz.scenes.curves import curves_scene
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.ticks import linear_axis


@pytest.fixture(scope="module")
def session() -> Session:
    made = Session()
    made.step(500)
    return made


class Shell(QWidget):
    """Stands in for the dock and the controller: it answers the view's wishes with a scene."""

    def __init__(self, session: Session, width: int = 250, height: int = 255) -> None:
        super().__init__()
        self.session, self.log, self.wishes = session, False, []
        self.view = CurvesView(self)
        box, head = QVBoxLayout(self), QHBoxLayout()
        box.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        for widget in self.view.header_widgets():
            head.addWidget(widget)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        self.resize(width, height)
        self.view.viewRangeRequested.connect(self.answer_range)
        self.view.logRequested.connect(self.answer_log)

    def answer_range(self, steps: object) -> None:
        self.wishes.append(steps)
        self.draw()

    def answer_log(self, log: bool) -> None:
        self.wishes.append(log)
        self.log = log
        self.draw()

    def draw(self) -> None:
        view, session = self.view, self.session
        scene = curves_scene(
            session.record, session.history, view.view_range(), view.columns(), self.log
        )
        view.set_scene(scene)


@pytest.fixture
def shell(qtbot: QtBot, session: Session) -> Shell:
    made = Shell(session)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.draw()
    return made


def turn(view: CurvesView, at: QPointF, notches: float, control: bool = False) -> None:
    pane = view.plot.pane
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        pane,
        QWheelEvent(
            at,
            pane.mapToGlobal(at),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_showing_a_scene_asks_for_nothing(shell: Shell) -> None:
    shell.log = True
    shell.draw()
    shell.view.set_theme(DARK)
    shell.view.set_theme(LIGHT)
    assert shell.wishes == []


def test_the_wheel_zooms_the_steps_about_the_pointer(shell: Shell) -> None:
    view = shell.view
    at = view.plot.place(300.0, 0.2)
    turn(view, at, 1)
    low, high = view.view_range() or (0, 0)
    assert high - low == pytest.approx(0.8 * 500.0, rel=1e-6)
    assert view.plot.at(at)[0] == pytest.approx(300.0, abs=1.0)
    turn(view, at, -1)
    assert shell.wishes[-1] == pytest.approx((0.0, 500.0), abs=0.5)


def test_the_wheel_never_zooms_below_ten_steps(shell: Shell) -> None:
    for _ in range(40):
        turn(shell.view, shell.view.plot.area.center(), 1)
    low, high = shell.view.view_range() or (0, 0)
    assert high - low >= 9.99


def test_the_wheel_over_the_cost_axis_zooms_the_costs(shell: Shell) -> None:
    view = shell.view
    before = view.plot.y_axis.span
    turn(view, QPointF(3.0, view.plot.area.center().y()), 1)
    assert view.plot.y_axis.span == pytest.approx(0.8 * before)
    assert view.view_range() is None
    shell.answer_log(True)
    assert view.plot.y_axis.high != before


def test_dragging_pans(shell: Shell, qtbot: QtBot) -> None:
    view = shell.view
    turn(view, view.plot.area.center(), 2)
    low, high = view.view_range() or (0, 0)
    pane, start = view.plot.pane, view.plot.area.center().toPoint()
    qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(pane, start - QPoint(40, 0))
    qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=start - QPoint(40, 0))
    now = view.view_range() or (0, 0)
    assert now[0] > low
    assert now[1] - now[0] == pytest.approx(high - low)


def test_a_double_click_shows_the_whole_run_again(shell: Shell, qtbot: QtBot) -> None:
    view = shell.view
    turn(view, view.plot.area.center(), 3)
    whole = view.header_widgets()[0]
    assert whole.isVisible()
    at = view.plot.area.center().toPoint()
    qtbot.mouseDClick(view.plot.pane, Qt.MouseButton.LeftButton, pos=at)
    assert view.view_range() is None
    assert shell.wishes[-1] is None
    assert not whole.isVisible()


def test_the_button_shows_the_whole_run_again(shell: Shell, qtbot: QtBot) -> None:
    turn(shell.view, shell.view.plot.area.center(), 3)
    qtbot.mouseClick(shell.view.header_widgets()[0], Qt.MouseButton.LeftButton)
    assert shell.view.view_range() is None


def test_the_log_switch_asks_for_the_other_axis(shell: Shell, qtbot: QtBot) -> None:
    log = shell.view.header_widgets()[1]
    qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    assert shell.wishes == [True]
    assert shell.view.plot.y_axis.low < 0.0
    qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    assert shell.wishes == [True, False]


def test_the_pointer_reads_the_costs_of_its_step(shell: Shell, qtbot: QtBot) -> None:
    view = shell.view
    assert view.accessibleDescription().startswith("step 500: train ")
    qtbot.mouseMove(view.plot.pane, view.plot.place(250.0, 0.3).toPoint())
    step = int(view.accessibleDescription().split(":")[0].removeprefix("step "))
    assert abs(step - 250) <= 3
    QApplication.sendEvent(view.plot.pane, leave_event())
    assert view.accessibleDescription().startswith("step 500: ")


def leave_event() -> object:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


@pytest.mark.parametrize("size", [(200, 190), (250, 255), (900, 600)])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_are_drawn_in_the_colours_of_the_theme(
    qtbot: QtBot, session: Session, size: tuple[int, int], theme: object
) -> None:
    shell = Shell(session, *size)
    qtbot.addWidget(shell)
    shell.show()
    shell.view.set_theme(theme)  # type: ignore[arg-type]
    scene = curves_scene(session.record, session.history, None, 200, False, theme)  # type: ignore[arg-type]
    shell.view.set_scene(scene)
    picture = shell.view.plot.grab().toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert {theme.panel, theme.train, theme.test} <= seen  # type: ignore[attr-defined]


def test_the_names_of_the_lines_stand_apart_even_on_the_ground(shell: Shell) -> None:
    view = shell.view
    scene = curves_scene(shell.session.record, shell.session.history)
    high = {word.text: word.side[1] for word in view._names(scene)}
    assert high == {"train": -1, "test": 1}
    axis = linear_axis(scene.y_axis.low, 50.0)
    view.plot.set_axes(scene.x_axis, axis)
    low = {word.text: word.side[1] for word in view._names(scene)}
    assert low == {"train": 1, "test": 3}


def test_the_numbers_of_the_axes_never_touch(shell: Shell) -> None:
    from nnviz.gui.views.plot_ground import thinned

    plot = shell.view.plot
    metrics = QFontMetricsF(caption_font(plot))
    wide = max(metrics.horizontalAdvance(tick.text) for tick in plot.x_axis.ticks)
    for length in (40.0, 80.0, 160.0, 400.0):
        kept = thinned(plot.x_axis, length, wide)
        places = [tick.position / plot.x_axis.span * length for tick in kept]
        assert all(b - a >= wide - 1e-6 for a, b in itertools.pairwise(places))
        assert kept[0].text == "0"


@pytest.mark.parametrize("width", [130, 180, 250, 600])
@pytest.mark.parametrize("size", [1.0, 1.35])
def test_nothing_in_the_legend_touches_or_is_cut(
    qtbot: QtBot, session: Session, width: int, size: float
) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    font = legend.font()
    font.setPointSizeF(font.pointSizeF() * size)
    legend.setFont(font)
    legend.set_reading(curves_scene(session.record, session.history).now)
    wide = max(width, math.ceil(1.15 * legend.minimumSizeHint().width()))
    legend.resize(wide, 10)
    legend.resize(wide, legend.sizeHint().height())
    words: list[QRectF] = []
    metrics = QFontMetricsF(caption_font(legend))

    def note(_painter: object, box: QRectF, text: str, _ink: str) -> None:
        across = metrics.horizontalAdvance(text)
        words.append(QRectF(box.left(), box.top() + 1, across, box.height() - 2))

    legend._write = note  # type: ignore[method-assign]
    legend.grab()
    assert len(words) == 7
    assert all(QRectF(legend.rect()).contains(word) for word in words)
    assert not any(a.intersects(b) for a, b in itertools.combinations(words, 2))


def test_lines_too_short_for_their_names_have_none(shell: Shell) -> None:
    session = Session()
    view = shell.view
    assert view._names(curves_scene(session.record, session.history)) == []
