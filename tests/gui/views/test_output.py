import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.views.output import OutputView
from nnviz.gui.views.output_confusion import ConfusionView
from nnviz.gui.views.output_fitted import FittedView
from nnviz.gui.views.output_scatter import ScatterView
from nnviz.gui.views.output_surface import SurfaceView
from nnviz.scenes.output import output_scene
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.palette import DARK, LIGHT, Theme

SOFT = "softmax_cross_entropy"


def session_of(name: str, units: int, activation: str, cost: str = "half_mse") -> Session:
    spec = ExperimentSpec().to_dict()
    spec["data"].update(set=name, standardise=True)
    spec["network"]["layers"] = [
        {"units": 3, "activation": "tanh"},
        {"units": units, "activation": activation},
    ]
    spec["training"]["cost"] = cost
    made = Session(ExperimentSpec.from_dict(spec))
    made.step(30)
    return made


SESSIONS = {
    SurfaceView: session_of("circle", 1, "tanh"),
    FittedView: session_of("sine", 1, "linear"),
    ConfusionView: session_of("iris", 3, "softmax", SOFT),
    ScatterView: session_of("diabetes", 1, "linear"),
}


class Shell(QWidget):
    """Stands in for the dock and the controller: it answers the view's wishes with a scene."""

    def __init__(self, session: Session, width: int = 350, height: int = 385) -> None:
        super().__init__()
        self.session, self.wishes = session, []
        self.options, self.theme = OutputOptions(), LIGHT
        self.view = OutputView(self)
        box, head = QVBoxLayout(self), QHBoxLayout()
        box.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        for widget in self.view.header_widgets():
            head.addWidget(widget)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        self.resize(width, height)
        self.view.optionsRequested.connect(self.answer)

    def answer(self, options: OutputOptions) -> None:
        self.wishes.append(options)
        self.options = options
        self.draw()

    def draw(self) -> None:
        self.view.set_scene(output_scene(self.session.record, self.theme, self.options))

    @property
    def picture(self) -> QWidget:
        return self.view._stack.currentWidget()


def opened(qtbot: QtBot, session: Session, width: int = 350, height: int = 385) -> Shell:
    made = Shell(session, width, height)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.draw()
    return made


def colours(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.mark.parametrize("kind", SESSIONS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(230, 300), (350, 385)])
def test_every_picture_is_drawn_and_asks_for_nothing(
    qtbot: QtBot, kind: type[QWidget], theme: Theme, size: tuple[int, int]
) -> None:
    shell = opened(qtbot, SESSIONS[kind], *size)
    shell.theme = theme
    shell.view.set_theme(theme)
    shell.draw()
    assert type(shell.picture) is kind
    assert len(colours(shell.picture)) > 10
    assert shell.wishes == []


def test_one_view_follows_from_data_to_data(qtbot: QtBot) -> None:
    shell = opened(qtbot, SESSIONS[SurfaceView])
    for kind, session in SESSIONS.items():
        shell.session = session
        shell.draw()
        assert type(shell.picture) is kind
    assert shell.view.caption.text.startswith("train: R² ")


def test_the_surface_shows_orange_and_blue(qtbot: QtBot) -> None:
    shell = opened(qtbot, SESSIONS[SurfaceView])
    assert {LIGHT.negative, LIGHT.positive} <= colours(shell.picture)


@pytest.mark.parametrize("place", [0, 1])
def test_a_switch_hides_the_points_of_its_part(qtbot: QtBot, place: int) -> None:
    shell = opened(qtbot, SESSIONS[FittedView])
    part, ink = (("train", LIGHT.train), ("test", LIGHT.test))[place]
    assert ink in colours(shell.picture)
    chip = shell.view.header_widgets()[1 + place]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert [wish.shows(part) for wish in shell.wishes] == [False]  # type: ignore[arg-type]
    assert ink not in colours(shell.picture)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert ink in colours(shell.picture)


def test_over_a_confusion_matrix_the_switches_choose_the_part(qtbot: QtBot) -> None:
    shell = opened(qtbot, SESSIONS[ConfusionView])
    _, train, test = shell.view.header_widgets()
    assert "test samples" in shell.view.caption.text
    qtbot.mouseClick(train, Qt.MouseButton.LeftButton)
    assert shell.wishes[-1].part == "train"
    assert (train.isChecked(), test.isChecked()) == (True, False)
    assert "train samples" in shell.view.caption.text
    qtbot.mouseClick(test, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(test, Qt.MouseButton.LeftButton)
    assert shell.wishes[-1].part == "test"
    assert (train.isChecked(), test.isChecked()) == (False, True)


@pytest.mark.parametrize(
    ("kind", "start"),
    [(SurfaceView, "x₁ "), (FittedView, "x "), (ScatterView, "a t")],
    ids=["surface", "fitted", "scatter"],
)
def test_the_caption_reads_under_the_pointer_and_goes_back(
    qtbot: QtBot, kind: type[QWidget], start: str
) -> None:
    shell = opened(qtbot, SESSIONS[kind])
    caption = shell.view.caption.text
    plot = shell.picture.plot  # type: ignore[attr-defined]
    qtbot.mouseMove(plot.pane, plot.area.center().toPoint())
    assert shell.view.caption.text.startswith(start)
    qtbot.mouseMove(plot.pane, QPoint(1, 1))
    assert shell.view.caption.text == caption


def test_the_reading_follows_while_training_goes_on(qtbot: QtBot) -> None:
    session = session_of("circle", 1, "tanh")
    shell = opened(qtbot, session)
    plot = shell.picture.plot  # type: ignore[attr-defined]
    qtbot.mouseMove(plot.pane, plot.area.center().toPoint())
    before = shell.view.caption.text
    session.step(50)
    shell.draw()
    assert shell.view.caption.text != before
    assert shell.view.caption.text.split(":")[0] == before.split(":")[0]


def test_a_cell_of_the_matrix_is_read(qtbot: QtBot) -> None:
    shell = opened(qtbot, SESSIONS[ConfusionView])
    picture = shell.picture
    scene = output_scene(shell.session.record)
    box = picture._matrix(scene)  # type: ignore[attr-defined]
    qtbot.mouseMove(picture, (box.topLeft() + (box.center() - box.topLeft()) / 3).toPoint())
    assert "of class setosa rightly taken for setosa" in shell.view.caption.text
    qtbot.mouseMove(picture, QPoint(1, 1))
    assert shell.view.caption.text.startswith("right: train ")


def test_of_several_values_one_is_chosen_from_a_menu(qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3))
    spec = ExperimentSpec().to_dict()
    spec["data"]["set"] = "arrays"
    spec["network"]["layers"] = [{"units": 2, "activation": "linear"}]
    data = Dataset.from_arrays(x[:20], x[:20, :2], x[20:], x[20:, :2], task="regression")
    shell = opened(qtbot, Session(ExperimentSpec.from_dict(spec), dataset=data))
    assert shell.view.header_widgets()[0].isVisible()
    shell.view.output_menu().actions()[1].trigger()
    assert shell.wishes[-1].output == 1


def test_one_output_has_no_menu(qtbot: QtBot) -> None:
    shell = opened(qtbot, SESSIONS[ScatterView])
    assert not shell.view.header_widgets()[0].isVisible()


@pytest.mark.parametrize("count", [2, 10, 60])
def test_the_names_of_the_classes_stay_beside_the_matrix(qtbot: QtBot, count: int) -> None:
    rng = np.random.default_rng(0)
    names = np.array([f"a rather long name of class {n}" for n in range(count)])
    labels = names[np.arange(4 * count) % count]
    x = rng.normal(size=(4 * count, 3))
    spec = ExperimentSpec().to_dict()
    spec["data"]["set"] = "arrays"
    spec["network"]["layers"] = [{"units": max(2, count), "activation": "softmax"}]
    spec["training"]["cost"] = SOFT
    data = Dataset.from_arrays(x, labels, x, labels, task="classification")
    shell = opened(qtbot, Session(ExperimentSpec.from_dict(spec), dataset=data), 230, 300)
    box = shell.picture._matrix(output_scene(shell.session.record))  # type: ignore[attr-defined]
    assert box.width() > 90
    assert box.right() <= shell.picture.width()
    assert box.bottom() <= shell.picture.height()
    assert len(colours(shell.picture)) > 3
