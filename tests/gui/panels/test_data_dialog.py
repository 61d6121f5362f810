from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec, LayerSpec
from nnviz.gui.panels.data_dialog import DataDialog
from nnviz.gui.panels.fields import ChoiceBox, SwitchBox
from nnviz.gui.panels.number_fields import NumberBox
from nnviz.gui.theme import dress
from nnviz.scenes.palette import DARK, LIGHT

HOUSES = "rooms,area,colour,price\n" + "".join(
    f"{n % 6 + 1},{20.5 * n},{'red' if n % 3 else 'blue'},{1000 * n + 7}\n" for n in range(1, 41)
)
KINDS = "width,<b>kind</b>\n" + "".join(f"{n / 7},{'abc'[n % 3]}\n" for n in range(30))


class Opened:
    """A dialog on a file, and what it asks for."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        dress(self.window, LIGHT)
        self.window.show()
        self.asked: list[ExperimentSpec] = []
        self.dialog = DataDialog(str(path), self.window)
        self.dialog.experimentRequested.connect(self.asked.append)
        self.dialog.open()
        self.wait()

    def wait(self) -> None:
        """Wait until the table has been read and its answer is shown."""
        QThreadPool.globalInstance().waitForDone()
        self.qtbot.waitUntil(lambda: self.dialog.report.text() != "Reading…")

    def choose(self, name: str, value: str) -> None:
        box = self.dialog.rows[name].by_name[name]
        assert isinstance(box, ChoiceBox)
        place = box.findData(value)
        assert place >= 0
        box.setCurrentIndex(place)
        box.activated.emit(place)
        self.wait()

    def press(self, button: QWidget) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def cancel(self) -> None:
        self.press(self.dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel))


@pytest.fixture
def houses(qtbot: QtBot, tmp_path: Path) -> Opened:
    file = tmp_path / "houses.csv"
    file.write_text(HOUSES)
    return Opened(qtbot, file)


def test_it_shows_the_first_rows_with_the_target_in_bold(houses: Opened) -> None:
    preview = houses.dialog.preview
    names = [preview.horizontalHeaderItem(c).text() for c in range(preview.columnCount())]
    assert names == ["rooms", "area", "colour", "price"]
    assert preview.rowCount() == 8
    assert [preview.item(0, column).text() for column in range(4)] == ["2", "20.5", "red", "1007"]
    assert [preview.item(0, column).font().bold() for column in range(4)] == [False] * 3 + [True]
    assert houses.dialog.size_label.text() == "40 rows, 4 columns; the first 8 rows:"
    houses.cancel()


def test_it_says_what_would_be_made_of_the_table(houses: Opened) -> None:
    said = houses.dialog.report.text()
    assert "40 rows read" in said
    assert "28 to train, 12 to test" in said
    assert "a network 4-8-1, tanh and linear" in said
    houses.cancel()


def test_open_asks_for_an_experiment_that_runs(houses: Opened) -> None:
    houses.press(houses.dialog.open_button)
    (spec,) = houses.asked
    assert spec.network.layers == (LayerSpec(8), LayerSpec(1, "linear"))
    assert (spec.data.standardise, spec.data.standardise_target) == (True, True)
    session = Session(spec)
    before = session.cost("train")
    session.epoch(50)
    assert session.cost("train") < 0.1 * before


def test_cancel_asks_for_nothing(houses: Opened) -> None:
    houses.cancel()
    assert not houses.asked


def test_another_target_makes_another_experiment(houses: Opened) -> None:
    houses.choose("target", "colour")
    assert "That makes 2 classes" in houses.dialog.report.text()
    assert houses.dialog.preview.item(0, 2).font().bold()
    houses.press(houses.dialog.open_button)
    (spec,) = houses.asked
    assert spec.network.layers[-1] == LayerSpec(1, "sigmoid")
    assert spec.training.cost == "binary_cross_entropy"
    assert spec.data.file is not None
    assert (spec.data.file.target, spec.data.file.task) == ("colour", "classification")


def test_few_whole_numbers_are_classes_unless_values_are_asked_for(houses: Opened) -> None:
    houses.choose("target", "rooms")
    box = houses.dialog.rows["task"].by_name["task"]
    assert isinstance(box, ChoiceBox)
    assert box.currentText() == "automatic: classification"
    houses.choose("task", "regression")
    houses.press(houses.dialog.open_button)
    (spec,) = houses.asked
    assert spec.network.layers[-1] == LayerSpec(1, "linear")


def test_what_can_t_be_done_is_told_and_can_t_be_opened(houses: Opened) -> None:
    houses.choose("target", "colour")
    houses.choose("task", "regression")
    assert "is a text, and a regression learns numbers" in houses.dialog.report.text()
    assert houses.dialog.report.property("wrong") is True
    assert not houses.dialog.open_button.isEnabled()
    houses.choose("task", "classification")
    assert houses.dialog.open_button.isEnabled()
    houses.cancel()


def test_share_and_scaling_are_the_users(houses: Opened, qtbot: QtBot) -> None:
    share = houses.dialog.rows["test_share"].by_name["test_share"]
    switch = houses.dialog.rows["standardise"].by_name["standardise"]
    assert isinstance(share, NumberBox)
    assert isinstance(switch, SwitchBox)
    share.setFocus()
    share.selectAll()
    qtbot.keyClicks(share, "10")
    qtbot.keyClick(share, Qt.Key.Key_Tab)
    houses.wait()
    switch.click()
    houses.wait()
    assert "36 to train, 4 to test" in houses.dialog.report.text()
    houses.press(houses.dialog.open_button)
    (spec,) = houses.asked
    assert spec.data.test_share == 0.1
    assert (spec.data.standardise, spec.data.standardise_target) == (False, False)


def test_a_wrong_share_is_told_and_changes_nothing(houses: Opened, qtbot: QtBot) -> None:
    share = houses.dialog.rows["test_share"].by_name["test_share"]
    said = houses.dialog.report.text()
    share.setFocus()
    share.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(share, "all")
    qtbot.keyClick(share, Qt.Key.Key_Tab)
    assert "“all” is not a number" in houses.dialog.report.text()
    assert not houses.dialog.open_button.isEnabled()
    share.setFocus()
    qtbot.keyClick(share, Qt.Key.Key_Escape)
    assert houses.dialog.report.text() == said
    assert houses.dialog.open_button.isEnabled()
    houses.cancel()


def test_the_test_part_can_be_a_file_of_its_own(
    houses: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "later.csv"
    other.write_text("\n".join(HOUSES.splitlines()[:6]))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    houses.press(houses.dialog.test_file)
    houses.wait()
    assert "40 to train, 5 to test" in houses.dialog.report.text()
    assert houses.dialog.test_file.text().startswith("later.csv")
    assert not houses.dialog.rows["test_share"].isVisible()
    houses.press(houses.dialog.test_file)
    houses.wait()
    assert "28 to train, 12 to test" in houses.dialog.report.text()
    houses.cancel()


def test_decimal_commas_are_told_and_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "german.csv"
    rows = "".join(f"{n},5;{n % 2},25;{'ja' if n % 2 else 'nein'}\n" for n in range(20))
    file.write_text("breite;hoehe;gut\n" + rows)
    opened = Opened(qtbot, file)
    assert "choose a comma for decimals" in opened.dialog.report.text()
    assert not opened.dialog.open_button.isEnabled()
    opened.choose("decimal_separator", ",")
    assert opened.dialog.preview.item(1, 0).text() == "1.5"
    opened.press(opened.dialog.open_button)
    (spec,) = opened.asked
    assert spec.data.file is not None
    assert spec.data.file.decimal_separator == ","


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n3,x\n5,6\n7,8\n", 'row 3, column b: "x" is not a number'),
        ("", "empty"),
        ("alone\n1\n2\n", "only one column"),
    ],
)
def test_a_file_that_can_t_be_used_is_refused_with_the_reason(
    qtbot: QtBot, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(content)
    opened = Opened(qtbot, file)
    assert said in opened.dialog.report.text()
    assert not opened.dialog.open_button.isEnabled()
    assert not opened.dialog.preview.isVisible()
    qtbot.keyClick(opened.dialog, Qt.Key.Key_Return)
    assert not opened.asked
    opened.cancel()


def test_a_file_that_is_not_there_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    opened = Opened(qtbot, tmp_path / "gone.csv")
    assert "gone.csv" in opened.dialog.report.text()
    assert not opened.dialog.open_button.isEnabled()
    opened.cancel()


def test_texts_from_the_file_are_plain_texts(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "kinds.csv"
    file.write_text(KINDS)
    opened = Opened(qtbot, file)
    assert opened.dialog.preview.horizontalHeaderItem(1).text() == "<b>kind</b>"
    assert "<b>kind</b>" in opened.dialog.report.text()
    for label in opened.dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    opened.press(opened.dialog.open_button)
    assert opened.asked[0].network.layers[-1] == LayerSpec(3, "softmax")


def test_an_answer_to_an_older_question_is_dropped(houses: Opened) -> None:
    dialog = houses.dialog
    for name in ("colour", "rooms", "area"):
        dialog.rows["target"].wished.emit("target", name)
    houses.wait()
    assert dialog.rows["target"].by_name["target"].currentData() == "area"  # type: ignore[union-attr]
    assert "target: area" in dialog.report.text()
    houses.cancel()


def test_it_can_be_closed_while_it_reads(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "houses.csv"
    file.write_text(HOUSES)
    window = QWidget()
    qtbot.addWidget(window)
    for _ in range(5):
        dialog = DataDialog(str(file), window)
        dialog.open()
        dialog.reject()
    QThreadPool.globalInstance().waitForDone()
    qtbot.wait(10)
    assert not window.findChildren(DataDialog)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_nothing_in_it_is_cut_off(houses: Opened, theme: object) -> None:
    dress(houses.window, theme)  # type: ignore[arg-type]
    houses.dialog.adjustSize()
    for label in houses.dialog.findChildren(QLabel):
        if label.isVisible():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
            assert label.height() >= max(needed, label.minimumSizeHint().height()), label.text()
    houses.cancel()
