import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.gui.views.saturation import SaturationView
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.saturation import saturation_scene


@pytest.fixture(scope="module")
def session() -> Session:
    made = Session()
    made.step(300)
    return made


class Shell(QWidget):
    """Stands in for the dock and the controller: it answers the view's wishes with a scene."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.wishes = session, []
        self.tau, self.layer = 0.05, None
        self.view = SaturationView(self)
        box, head = QVBoxLayout(self), QHBoxLayout()
        box.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        for widget in self.view.header_widgets():
            head.addWidget(widget)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        self.resize(225, 255)
        self.view.tauRequested.connect(self.answer_tau)
        self.view.layerRequested.connect(self.answer_layer)

    def answer_tau(self, tau: float) -> None:
        self.wishes.append(tau)
        self.tau = tau
        self.draw()

    def answer_layer(self, layer: int | None) -> None:
        self.wishes.append(layer)
        self.layer = layer
        self.draw()

    def draw(self) -> None:
        view, session = self.view, self.session
        size = view.columns(), view.rows()
        scene = saturation_scene(session.record, session.history, self.tau, self.layer, *size)
        view.set_scene(scene)


@pytest.fixture
def shell(qtbot: QtBot, session: Session) -> Shell:
    made = Shell(session)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.draw()
    return made


def test_it_tells_when_its_lines_come_to_be_seen_and_when_they_go(shell: Shell) -> None:
    told: list[bool] = []
    shell.view.arranged.connect(lambda: told.append(shell.view.shows_over_time))
    assert not shell.view.shows_over_time
    shell.view._past.click()
    shell.view._past.click()
    shell.view._now.click()
    assert told == [True, False]


def test_showing_a_scene_asks_for_nothing(shell: Shell) -> None:
    shell.tau, shell.layer = 0.2, 2
    shell.draw()
    shell.view.set_theme(DARK)
    shell.resize(400, 700)
    shell.view.set_theme(LIGHT)
    assert shell.wishes == []


def test_a_small_panel_shows_one_picture_and_a_switch(shell: Shell, qtbot: QtBot) -> None:
    view = shell.view
    assert view.histogram.isVisible()
    assert not view.over_time.isVisible()
    qtbot.mouseClick(view._past, Qt.MouseButton.LeftButton)
    assert view.over_time.isVisible()
    assert not view.histogram.isVisible()
    qtbot.mouseClick(view._now, Qt.MouseButton.LeftButton)
    assert view.histogram.isVisible()


def test_a_tall_panel_shows_both_pictures(shell: Shell, qtbot: QtBot) -> None:
    shell.resize(300, 700)
    qtbot.waitUntil(shell.view.over_time.isVisible)
    assert shell.view.histogram.isVisible()
    assert not shell.view._now.isVisible()


# The offscreen platform says so of every popup.
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_slider_asks_for_a_kept_tau(shell: Shell, qtbot: QtBot) -> None:
    chip = shell.view.header_widgets()[0]
    assert chip.text() == "τ 0.05"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.popup.isVisible()
    qtbot.keyClick(chip.slider, Qt.Key.Key_Right)
    assert shell.wishes == [0.06]
    assert chip.text() == "τ 0.06"
    chip.popup.close()


def test_the_wheel_and_the_keys_move_tau(shell: Shell, qtbot: QtBot) -> None:
    chip = shell.view.header_widgets()[0]
    at = QPointF(5, 5)
    QApplication.sendEvent(
        chip,
        QWheelEvent(
            at,
            chip.mapToGlobal(at),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    assert shell.wishes == [0.04]
    qtbot.keyClick(chip, Qt.Key.Key_Up)
    assert shell.wishes == [0.04, 0.05]


def test_tau_stops_at_its_ends(shell: Shell, qtbot: QtBot) -> None:
    shell.tau = 0.5
    shell.draw()
    qtbot.keyClick(shell.view.header_widgets()[0], Qt.Key.Key_Up)
    assert shell.wishes == []


def test_a_layer_is_chosen_from_a_menu_that_tells_their_shares(shell: Shell) -> None:
    menu = shell.view.layer_menu()
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "the most shut layer"
    assert texts[1].startswith("layer 1 · 4 tanh")
    assert menu.actions()[0].isChecked()
    menu.actions()[2].trigger()
    assert shell.wishes == [2]
    assert shell.view._layer.text() == "L2 ▾"
    shell.view.layer_menu().actions()[0].trigger()
    assert shell.wishes == [2, None]


def test_the_caption_reads_what_the_pointer_is_on(shell: Shell, qtbot: QtBot) -> None:
    view = shell.view
    caption = view._captions[0]
    assert caption.text.startswith("layer ")
    plot = view.histogram.plot
    qtbot.mouseMove(plot.pane, plot.area.center().toPoint())
    assert caption.text.startswith("z ")
    qtbot.mouseMove(plot.pane, QPoint(1, 1))
    assert caption.text.startswith("layer ")


def test_the_lines_read_the_shares_under_the_pointer(shell: Shell, qtbot: QtBot) -> None:
    view = shell.view
    qtbot.mouseClick(view._past, Qt.MouseButton.LeftButton)
    shell.draw()
    plot = view.over_time.plot
    qtbot.mouseMove(plot.pane, plot.place(150.0, 50.0).toPoint())
    assert view._captions[1].text.startswith("step 1")
    assert "L3 " in view._captions[1].text


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_curve_of_the_slope_is_amber_over_shaded_zones(shell: Shell, theme: object) -> None:
    shell.view.set_theme(theme)  # type: ignore[arg-type]
    shell.tau = 0.3
    shell.draw()
    picture = shell.view.histogram.plot.grab().toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert {theme.panel, theme.slope} <= seen  # type: ignore[attr-defined]
