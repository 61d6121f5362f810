from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from nnviz.engine.settings import changed
from nnviz.experiment.datasets import DATASETS
from nnviz.experiment.presets import PRESETS, preset
from nnviz.experiment.spec import ExperimentSpec, LayerSpec
from nnviz.experiment.suggest import facts_of_kind
from nnviz.gui.panels.experiment import ExperimentPanel
from nnviz.gui.panels.fields import ChoiceBox, ManyBox, SwitchBox
from nnviz.gui.panels.number_fields import NumberBox, OfferBox
from nnviz.gui.theme import PROJECTOR, dress
from nnviz.scenes.palette import DARK, LIGHT

RATE = "training.optimizer.rate"
opens_a_menu = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support grabbing", "propagateSizeHints"
)


class Heard:
    """What the panel has asked for."""

    def __init__(self, panel: ExperimentPanel) -> None:
        self.parameters: list[tuple[str, Any]] = []
        self.experiments: list[ExperimentSpec] = []
        self.others: list[str] = []
        panel.parameterRequested.connect(lambda *wish: self.parameters.append(wish))
        panel.experimentRequested.connect(self.experiments.append)
        panel.newWeightsRequested.connect(lambda: self.others.append("weights"))
        panel.openDataRequested.connect(lambda: self.others.append("data"))

    @property
    def nothing(self) -> bool:
        return not (self.parameters or self.experiments or self.others)


@pytest.fixture(autouse=True)
def usual_font(qapp: QApplication) -> Iterator[None]:
    """Give the application its font back, which a dressed window changes."""
    font = qapp.font()
    yield
    qapp.setFont(font)


def tell(panel: ExperimentPanel, spec: ExperimentSpec) -> None:
    panel.set_spec(spec, facts_of_kind(DATASETS[spec.data.set]))


@pytest.fixture
def panel(qtbot: QtBot) -> ExperimentPanel:
    made = ExperimentPanel()
    qtbot.addWidget(made)
    made.resize(240, 1200)
    tell(made, ExperimentSpec())
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def heard(panel: ExperimentPanel) -> Heard:
    return Heard(panel)


def number(panel: ExperimentPanel, name: str) -> NumberBox | OfferBox:
    box = panel.form.boxes()[name]
    assert isinstance(box, NumberBox | OfferBox)
    return box


def text_of(box: NumberBox | OfferBox) -> str:
    return box.text() if isinstance(box, NumberBox) else box.currentText()


def type_into(qtbot: QtBot, box: NumberBox | OfferBox, text: str) -> None:
    box.setFocus()
    line = box if isinstance(box, NumberBox) else box.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.keyClicks(box, text)


def enter(qtbot: QtBot, box: NumberBox | OfferBox, text: str) -> None:
    type_into(qtbot, box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def choose(qtbot: QtBot, box: ChoiceBox, value: str) -> None:
    """Go to an entry by keys, as a user does with the box in focus."""
    box.setFocus()
    target = box.findData(value)
    key = Qt.Key.Key_Down if target > box.currentIndex() else Qt.Key.Key_Up
    while box.currentIndex() != target:
        before = box.currentIndex()
        qtbot.keyClick(box, key)
        assert box.currentIndex() != before, f"{value} can't be reached"


def turn_wheel(widget: QWidget) -> bool:
    """Turn the wheel over a widget; say whether it took the turn for itself."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.ignore()
    widget.wheelEvent(event)
    return event.isAccepted()


# What it shows


def test_it_shows_the_experiment_and_asks_for_nothing(panel: ExperimentPanel, heard: Heard) -> None:
    for one in PRESETS.values():
        tell(panel, one.spec)
        assert panel.preset.currentData() == one.name
        assert panel.text.text() == one.text
        rate = number(panel, RATE)
        assert float(text_of(rate)) == one.spec.training.optimizer.rate
        for layer, spec in enumerate(one.spec.network.layers, 1):
            assert text_of(number(panel, f"network.layers.{layer}.units")) == str(spec.units)
            box = panel.form.boxes()[f"network.layers.{layer}.activation"]
            assert isinstance(box, ChoiceBox)
            assert box.currentData() == spec.activation
    assert heard.nothing


def test_a_box_stays_the_same_box_when_others_change(panel: ExperimentPanel) -> None:
    before = panel.form.boxes()
    tell(panel, changed(ExperimentSpec(), "training.optimizer", "adam"))
    after = panel.form.boxes()
    assert set(after) - set(before) == {
        "training.optimizer.beta1", "training.optimizer.beta2", "training.optimizer.epsilon"
    }  # fmt: skip
    assert all(after[name] is box for name, box in before.items())


def test_boxes_of_what_is_gone_go_too(panel: ExperimentPanel) -> None:
    tell(panel, preset("stuck"))
    names = [name.button.text() for name in panel.form.layer_names()]
    assert names == ["Output"]
    assert "network.layers.2.units" not in panel.form.boxes()


def test_the_offered_rates_are_those_of_the_product(panel: ExperimentPanel) -> None:
    box = number(panel, RATE)
    assert isinstance(box, OfferBox)
    offered = [box.itemText(place) for place in range(box.count())]
    assert offered == [
        "1e−5", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"
    ]  # fmt: skip


def test_every_box_has_a_name_and_a_sentence(panel: ExperimentPanel) -> None:
    for box in (panel.preset, panel.grow, panel.redraw, *panel.form.boxes().values()):
        assert box.accessibleName() or box.text()  # type: ignore[union-attr]
        assert box.toolTip().endswith(".")


def test_texts_are_plain(panel: ExperimentPanel) -> None:
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(("width", "size"), [(240, 1.0), (190, 1.0), (320, PROJECTOR)])
@pytest.mark.parametrize("name", ["circle", "digits", "stuck_cross_entropy"])
def test_nothing_is_wider_than_the_panel(
    qtbot: QtBot, theme: Any, width: int, size: float, name: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dress(window, theme, size)
    made = ExperimentPanel(window)
    made.resize(width, 500)
    tell(made, preset(name))
    tell(made, changed(preset(name), "training.optimizer", "adam"))
    window.resize(width, 500)
    window.show()
    qtbot.waitExposed(window)
    scroll = made.findChild(QScrollArea)
    assert scroll is not None
    content = scroll.widget()
    assert scroll.horizontalScrollBar().maximum() == 0
    assert content.minimumSizeHint().width() <= scroll.viewport().width()
    for label in made.form.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.minimumSizeHint().width(), label.text()
    for button in (made.grow, made.redraw):
        assert button.width() >= button.minimumSizeHint().width()
        assert button.geometry().right() <= width


# Typing


def test_a_rate_counts_on_enter_and_once(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, RATE)
    type_into(qtbot, box, "0.5")
    assert heard.nothing
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert heard.parameters == [(RATE, 0.5)]


def test_a_number_counts_when_its_box_is_left(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    type_into(qtbot, number(panel, "training.l2"), "0.25")
    qtbot.keyClick(panel.form.boxes()["training.l2"], Qt.Key.Key_Tab)
    assert heard.parameters == [("training.l2", 0.25)]


def test_an_offered_rate_can_be_chosen(panel: ExperimentPanel, heard: Heard, qtbot: QtBot) -> None:
    box = number(panel, RATE)
    assert isinstance(box, OfferBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert heard.parameters == [(RATE, 0.1)]


@pytest.mark.parametrize("text", ["abc", "1e999", "", "1000000000", "-1", "nan", "0,5"])
def test_a_wrong_rate_is_told_in_a_sentence_and_changes_nothing(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot, text: str
) -> None:
    box = number(panel, RATE)
    enter(qtbot, box, text)
    assert heard.nothing
    assert panel.form.note_of(RATE).endswith(".")
    assert box.property("wrong") is True
    assert text_of(box) == text
    assert box.hasFocus()
    enter(qtbot, box, "0.2")
    assert heard.parameters == [(RATE, 0.2)]
    assert panel.form.note_of(RATE) == ""
    assert box.property("wrong") is False


def test_a_wrong_text_stays_marked_when_the_box_is_left(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, "network.bias")
    type_into(qtbot, box, "much")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    tell(panel, changed(ExperimentSpec(), "rate", 0.7))
    assert (text_of(box), box.property("wrong")) == ("much", True)
    assert heard.nothing


def test_escape_brings_the_old_value_back(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, RATE)
    enter(qtbot, box, "fast")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert text_of(box) == "0.03"
    assert panel.form.note_of(RATE) == ""
    assert heard.nothing


def test_a_box_in_which_one_types_is_left_alone(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, RATE)
    type_into(qtbot, box, "0.00")
    tell(panel, changed(ExperimentSpec(), "rate", 0.7))
    assert text_of(box) == "0.00"
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard.parameters == [(RATE, 0.002)]


def test_whole_numbers_step_and_count_a_moment_later(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, "training.batch")
    box.setFocus()
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert text_of(box) == "13"
    assert heard.nothing
    qtbot.waitUntil(lambda: not heard.nothing)
    assert heard.parameters == [("training.batch", 13)]


def test_steps_end_at_the_limit_and_0_is_the_whole_set(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, "training.batch")
    box.setFocus()
    for _ in range(2):
        qtbot.keyClick(box, Qt.Key.Key_PageDown)
    assert text_of(box) == "whole set"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard.parameters == [("training.batch", 0)]


def test_a_typed_whole_number_counts_a_moment_later(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    type_into(qtbot, number(panel, "network.layers.1.units"), "12")
    qtbot.waitUntil(lambda: not heard.nothing)
    (spec,) = heard.experiments
    assert spec.network.layers[0] == LayerSpec(12)


@pytest.mark.parametrize("name", ["data.set", "training.batch", RATE, "training.cost"])
def test_the_wheel_over_a_box_that_is_not_in_use_scrolls(
    panel: ExperimentPanel, heard: Heard, name: str
) -> None:
    panel.preset.setFocus()
    assert not turn_wheel(panel.form.boxes()[name])
    assert heard.nothing


def test_the_wheel_steps_a_whole_number_in_use(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = number(panel, "training.batch")
    box.setFocus()
    assert turn_wheel(box)
    qtbot.waitUntil(lambda: not heard.nothing)
    assert heard.parameters == [("training.batch", 9)]


# Choosing


def test_an_activation_applies_at_once(panel: ExperimentPanel, heard: Heard, qtbot: QtBot) -> None:
    box = panel.form.boxes()["network.layers.1.activation"]
    assert isinstance(box, ChoiceBox)
    choose(qtbot, box, "linear")
    assert heard.parameters == [("network.layers.1.activation", "linear")]
    assert not heard.experiments


def test_what_can_never_fit_can_t_be_chosen_and_says_why(panel: ExperimentPanel) -> None:
    box = panel.form.boxes()["network.layers.1.activation"]
    assert isinstance(box, ChoiceBox)
    place = box.findData("threshold")
    assert not box.model().flags(box.model().index(place, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert "f' is 0" in box.itemData(place, Qt.ItemDataRole.ToolTipRole)


def test_another_set_asks_for_an_experiment_that_fits_and_says_what_followed(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = panel.form.boxes()["data.set"]
    assert isinstance(box, ChoiceBox)
    box.setFocus()
    qtbot.keyClicks(box, "Iri")
    (spec,) = heard.experiments
    assert spec.data.set == "iris"
    assert spec.network.layers[-1] == LayerSpec(3, "softmax")
    assert "softmax cross-entropy" in panel.form.note_of("data.set")
    assert not heard.parameters


def test_cross_entropy_comes_as_steps_that_each_can_run(
    panel: ExperimentPanel, heard: Heard
) -> None:
    panel.form.boxes()["training.cost"].wished.emit("binary_cross_entropy")
    assert heard.parameters == [
        ("network.layers.3.activation", "sigmoid"),
        ("training.cost", "binary_cross_entropy"),
    ]
    assert panel.form.note_of("training.cost") == "To fit, the output layer is now sigmoid."
    box = panel.form.boxes()["network.layers.3.activation"]
    assert isinstance(box, ChoiceBox)
    assert box.currentData() == "sigmoid"


def test_a_preset_is_asked_for_even_if_it_is_shown(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    tell(panel, changed(ExperimentSpec(), "rate", 0.7))
    assert panel.preset.shown_text == "Circle, changed"
    panel.preset.activated.emit(panel.preset.currentIndex())
    assert heard.experiments == [ExperimentSpec()]
    assert panel.preset.shown_text == "Circle"


def test_an_experiment_of_ones_own_has_no_preset(panel: ExperimentPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.grow, Qt.MouseButton.LeftButton)
    assert panel.preset.shown_text == "own experiment"
    assert panel.text.text() == DATASETS["circle"].description


@opens_a_menu
def test_inputs_are_switched_in_a_menu_and_told_as_it_closes(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = panel.form.boxes()["data.inputs"]
    assert isinstance(box, ManyBox)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(box.menu.isVisible)
    for value in ("x1^2", "x2"):
        place = box.menu.actionGeometry(box.entries[value]).center()
        qtbot.mouseMove(box.menu, place)
        qtbot.mouseClick(box.menu, Qt.MouseButton.LeftButton, pos=place)
    assert box.menu.isVisible()
    assert heard.nothing
    box.menu.close()
    (spec,) = heard.experiments
    assert spec.data.inputs == ("x1", "x1^2")
    assert box.shown_text == "x₁, x₁²"


@opens_a_menu
def test_no_input_at_all_is_refused(panel: ExperimentPanel, heard: Heard) -> None:
    box = panel.form.boxes()["data.inputs"]
    assert isinstance(box, ManyBox)
    box.showPopup()
    for value in ("x1", "x2"):
        box.entries[value].trigger()
    box.menu.close()
    assert heard.nothing
    assert panel.form.note_of("data.inputs").startswith("A network needs at least one input")
    assert box.shown_text == "x₁, x₂"


def test_64_inputs_are_told_in_one_word(panel: ExperimentPanel) -> None:
    tell(panel, preset("digits"))
    box = panel.form.boxes()["data.inputs"]
    assert isinstance(box, ManyBox)
    assert box.shown_text == "all 64"


def test_a_switch_is_clicked(panel: ExperimentPanel, heard: Heard, qtbot: QtBot) -> None:
    box = panel.form.boxes()["training.shuffle"]
    assert isinstance(box, SwitchBox)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(6, box.height() // 2))
    assert heard.parameters == [("training.shuffle", False)]


def test_open_a_table_is_asked_for_and_the_set_stays(panel: ExperimentPanel, heard: Heard) -> None:
    box = panel.form.boxes()["data.set"]
    assert isinstance(box, ChoiceBox)
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert heard.others == ["data"]
    assert box.currentData() == "circle"
    assert not heard.experiments


# Layers


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_layers_are_added_and_taken_out(panel: ExperimentPanel, heard: Heard, qtbot: QtBot) -> None:
    click(qtbot, panel.grow)
    assert [layer.units for layer in heard.experiments[-1].network.layers] == [4, 2, 4, 1]
    click(qtbot, panel.form.layer_names()[0].cross)
    assert [layer.units for layer in heard.experiments[-1].network.layers] == [2, 4, 1]
    assert not panel.form.layer_names()[-1].cross.isVisible()


def test_12_layers_are_enough(panel: ExperimentPanel, qtbot: QtBot) -> None:
    for _ in range(9):
        assert panel.grow.isEnabled()
        click(qtbot, panel.grow)
    assert len(panel.form.layer_names()) == 12
    assert not panel.grow.isEnabled()


def test_a_layers_name_unfolds_weights_of_its_own(
    panel: ExperimentPanel, heard: Heard, qtbot: QtBot
) -> None:
    box = panel.form.boxes()["network.layers.2.initializer"]
    assert isinstance(box, ChoiceBox)
    assert not box.isVisible()
    click(qtbot, panel.form.layer_names()[1].button)
    assert box.isVisible()
    box.wished.emit("normal")
    assert heard.experiments[-1].network.layers[1].initializer is not None
    assert panel.form.boxes()["network.layers.2.initializer.sigma"].isVisible()
    click(qtbot, panel.form.layer_names()[1].button)
    assert box.isVisible(), "weights of its own stay in sight"


def test_new_weights_are_asked_for(panel: ExperimentPanel, heard: Heard, qtbot: QtBot) -> None:
    click(qtbot, panel.redraw)
    assert heard.others == ["weights"]


# Wishes that the run has not followed yet, or refuses


def test_two_quick_wishes_add_up(panel: ExperimentPanel, heard: Heard, qtbot: QtBot) -> None:
    enter(qtbot, number(panel, "data.samples"), "300")
    enter(qtbot, number(panel, "data.noise"), "0.2")
    assert (heard.experiments[-1].data.samples, heard.experiments[-1].data.noise) == (300, 0.2)


def test_the_run_that_has_not_followed_yet_does_not_take_a_wish_back(
    panel: ExperimentPanel, qtbot: QtBot
) -> None:
    spec = changed(ExperimentSpec(), "rate", 0.4)
    tell(panel, spec)
    enter(qtbot, number(panel, "data.samples"), "300")
    tell(panel, spec)
    assert text_of(number(panel, "data.samples")) == "300"


def test_a_refused_wish_is_taken_back_with_the_reason(panel: ExperimentPanel, qtbot: QtBot) -> None:
    enter(qtbot, number(panel, "data.samples"), "300")
    panel.refuse("data.samples: too many for today.")
    assert text_of(number(panel, "data.samples")) == "500"
    assert panel.form.note_of("data.samples") == "data.samples: too many for today."


def test_what_was_said_under_one_field_goes_when_another_changes(
    panel: ExperimentPanel, qtbot: QtBot
) -> None:
    panel.form.boxes()["training.cost"].wished.emit("binary_cross_entropy")
    assert panel.form.note_of("training.cost")
    enter(qtbot, number(panel, RATE), "0.4")
    assert panel.form.note_of("training.cost") == ""


def test_tab_goes_through_the_boxes_as_they_stand(panel: ExperimentPanel, qtbot: QtBot) -> None:
    boxes = panel.form.boxes()
    names = {box: name for name, box in boxes.items()}
    boxes["training.cost"].setFocus()
    seen = []
    for _ in range(5):
        focus = QApplication.focusWidget()
        seen.append(names.get(focus, ""))  # type: ignore[arg-type]
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert seen == [
        "training.cost", "training.backward", "training.optimizer", RATE, "training.schedule"
    ]  # fmt: skip


def every_frame(panel: ExperimentPanel, spec: ExperimentSpec) -> Callable[[], None]:
    facts = facts_of_kind(DATASETS[spec.data.set])
    return lambda: panel.set_spec(spec, facts)


def test_being_told_the_same_again_costs_nothing(
    panel: ExperimentPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = preset("xor")
    every_frame(panel, spec)()
    monkeypatch.setattr(panel, "_show", lambda: pytest.fail("shown again"))
    every_frame(panel, spec)()
    every_frame(panel, ExperimentSpec.from_json(spec.to_json()))()
