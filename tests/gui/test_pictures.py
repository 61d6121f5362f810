from __future__ import annotations

import errno
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui import pictures
from nnviz.gui.docks import Panel
from nnviz.gui.labs.card import Card
from nnviz.gui.main_window import MainWindow
from nnviz.gui.picture_export import WHOLE, PictureDialog
from nnviz.gui.pictures import PictureError, file_name, image_of_widget, save_picture
from nnviz.gui.svg import svg_of
from nnviz.gui.workspaces import WORKSPACES

SVG = "{http://www.w3.org/2000/svg}"
GROUND = QColor("#ffffff")


class Nested(QWidget):
    """A widget in a widget that paints over its own edge, clipped to a part of it."""

    class Inner(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            painter = QPainter(self)
            painter.setClipRect(QRectF(10, 10, 20, 20))
            painter.fillRect(QRectF(-500, -500, 1000, 1000), QColor("#c00000"))

    def __init__(self) -> None:
        super().__init__()
        self.resize(100, 80)
        self.inner = Nested.Inner(self)
        self.inner.setGeometry(40, 30, 50, 40)


@pytest.fixture
def nested(qtbot: QtBot) -> Nested:
    made = Nested()
    qtbot.addWidget(made)
    made.show()
    return made


def drawn(svg: bytes, width: int, height: int) -> QImage:
    """Return an SVG as another program shows it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    QSvgRenderer(svg).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def unlike(one: QImage, other: QImage) -> float:
    """Return the share of pixels that are far from alike."""
    far = count = 0
    for x in range(0, one.width(), 3):
        for y in range(0, one.height(), 3):
            a, b = one.pixelColor(x, y), other.pixelColor(x, y)
            apart = abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())
            far += apart > 150
            count += 1
    return far / count


def last_box(window: MainWindow) -> QMessageBox:
    boxes = window.findChildren(QMessageBox)
    assert boxes
    return boxes[-1]


def open_all(window: MainWindow, name: str) -> None:
    window.tabs.show(name)
    for _ in range(5):
        QApplication.processEvents()
        window.driver.draw_all()


# What is made


def test_a_png_has_twice_as_many_pixels_each_way(nested: Nested) -> None:
    image = image_of_widget(nested)
    assert (image.width(), image.height()) == (200, 160)
    assert image.devicePixelRatio() == 2.0
    assert image.pixelColor(2 * 55, 2 * 45) == QColor("#c00000")
    assert image.pixelColor(2 * 45, 2 * 35) != QColor("#c00000")


def test_a_clip_stays_where_it_was_set(nested: Nested) -> None:
    svg = svg_of(nested, "t", "d", GROUND)
    root = ET.fromstring(svg)
    (clip,) = [one for one in root.iter(f"{SVG}clipPath") if len(one)][:1]
    assert clip[0].get("transform", "").startswith("matrix(1,0,0,1,40,30")
    image = drawn(svg, 100, 80)
    assert image.pixelColor(55, 45) == QColor("#c00000")


def test_a_drawing_has_title_description_and_size(nested: Nested) -> None:
    root = ET.fromstring(svg_of(nested, "Cost & weights", "a < b", GROUND))
    assert root.find(f"{SVG}title").text == "Cost & weights"
    assert root.find(f"{SVG}desc").text == "a < b"
    assert root.get("viewBox") == "0 0 100 80"


def test_what_has_no_size_is_refused(qtbot: QtBot) -> None:
    empty = QWidget()
    qtbot.addWidget(empty)
    empty.resize(0, 0)
    with pytest.raises(PictureError, match="no size"):
        image_of_widget(empty)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("Circle · 2-4-2-1 tanh", "Cost", "step 1,240"), "circle-2-4-2-1-tanh-cost-step-1-240"),
        (("", "", ""), "nnviz"),
        (("../../etc", "a/b\\c:d"), "etc-a-b-c-d"),
        (("f′ über x²",), "f-über-x²"),
        (("x" * 500,), "x" * 100),
    ],
)  # fmt: skip
def test_a_name_is_one_that_any_disk_takes(words: tuple[str, ...], name: str) -> None:
    assert file_name(*words) == name


@pytest.mark.parametrize("name", [name for name in WORKSPACES if name != "landscape"])
def test_every_panel_of_a_workspace_is_written_as_png_and_as_svg(
    window: MainWindow, tmp_path: Path, name: str
) -> None:
    open_all(window, name)
    there = window.pictures.there()
    assert len(there) > 3
    for place, (title, widget) in enumerate(there.items()):
        for suffix in (".png", ".svg"):
            path = tmp_path / f"{place}{suffix}"
            save_picture(widget, str(path), title, "what is seen")
            assert path.stat().st_size > 500
        image = QImage(str(tmp_path / f"{place}.png"))
        assert image.text("Title") == title
        assert image.width() == 2 * widget.width()
        root = ET.fromstring((tmp_path / f"{place}.svg").read_bytes())
        assert root.find(f"{SVG}title").text == title


@pytest.mark.parametrize("panel", ["curves", "diagram", "heatmaps", "output", "neuron"])
def test_a_drawing_shows_what_the_screen_shows(window: MainWindow, panel: str) -> None:
    open_all(window, "train")
    widget = window.workspace.panels[panel]
    seen = image_of_widget(widget, 1.0)
    svg = svg_of(widget, "t", "d", GROUND)
    assert unlike(drawn(svg, seen.width(), seen.height()), seen) < 0.05


def test_what_moves_in_a_lab_stands_in_its_drawing_where_it_stands_on_the_screen(
    window: MainWindow,
) -> None:
    open_all(window, "descent")
    widget = window.tabs.front.widget.picture
    seen = image_of_widget(widget, 1.0)
    shown = drawn(svg_of(widget, "t", "d", GROUND), seen.width(), seen.height())
    assert unlike(shown, seen) < 0.02
    place = widget.chart.plane.place(8.0, 38.0)
    at = widget.chart.mapTo(widget, place.toPoint())
    assert shown.pixelColor(at) == seen.pixelColor(at) != GROUND


def test_cells_have_hard_edges_in_a_drawing_and_biases_their_own_row(window: MainWindow) -> None:
    open_all(window, "train")
    widget = window.workspace.panels["heatmaps"]
    seen = image_of_widget(widget, 1.0)
    shown = drawn(svg_of(widget, "t", "d", GROUND), seen.width(), seen.height())
    assert unlike(shown, seen) < 0.01


def test_a_drawing_holds_its_words_as_words(window: MainWindow) -> None:
    open_all(window, "train")
    root = ET.fromstring(svg_of(window.workspace.panels["diagram"], "t", "d", GROUND))
    texts = {one.text for one in root.iter(f"{SVG}text")}
    assert {"Network", "Inputs", "x₁"} <= texts


# Where it is written


def test_a_form_that_is_not_known_is_refused_with_those_that_are(
    nested: Nested, tmp_path: Path
) -> None:
    for name in ("a.bmp", "a", "a.svgz"):
        with pytest.raises(PictureError, match=r"\.png or \.svg"):
            save_picture(nested, str(tmp_path / name), "t", "d")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("code", "mend"),
    [(errno.EACCES, "writable"), (errno.ENOSPC, "make room"), (errno.ENOENT, "that is there")],
)
def test_what_can_not_be_written_is_told_with_what_helps(
    nested: Nested, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, mend: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(pictures, "write_atomically", refuse)
    with pytest.raises(PictureError) as told:
        save_picture(nested, str(tmp_path / "a.png"), "t", "d")
    assert "a.png" in str(told.value)
    assert str(tmp_path) in str(told.value)
    assert mend in str(told.value)


def test_a_full_disk_leaves_the_picture_that_was_there(
    nested: Nested, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"the old one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PictureError, match="make room"):
        save_picture(nested, str(path), "t", "d")
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


# In the window


def test_the_dialog_lists_the_window_and_its_panels_and_begins_with_that_in_focus(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_all(window, "train")
    window.contents.diagram.setFocus(Qt.FocusReason.TabFocusReason)
    window.actions_["picture"].trigger()
    dialog = window.findChild(PictureDialog)
    assert dialog.choice.currentText() == "Network"
    assert dialog.choice.itemText(0) == WHOLE
    assert dialog.choice.findText("Cost") > 0
    assert not dialog.preview.pixmap().isNull()
    dialog.choice.setCurrentText(WHOLE)
    assert dialog.chosen is window
    dialog.close()


def test_copy_puts_the_picture_on_the_clipboard(window: MainWindow) -> None:
    open_all(window, "train")
    widget = window.workspace.panels["curves"]
    QGuiApplication.clipboard().clear()
    window.pictures.menu_of(widget).actions()[0].trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * widget.width()
    QGuiApplication.clipboard().clear()


def test_save_proposes_workspace_panel_and_step_and_remembers_the_folder(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_all(window, "descent")
    lab = window.tabs.front.widget
    proposed: list[str] = []

    def answer(_parent: QWidget, _title: str, name: str, forms: str) -> tuple[str, str]:
        proposed.append(name)
        return str(tmp_path / "way"), forms.split(";;")[1]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    lab.advance(3)
    open_all(window, "descent")
    window.pictures.ask_place(lab.picture)
    assert Path(proposed[0]).name == "descent-parabola-step-3.png"
    assert (tmp_path / "way.svg").exists()
    assert "Parabola · Descent · step 3" in (tmp_path / "way.svg").read_text()
    window.pictures.ask_place(lab.picture)
    assert Path(proposed[1]).parent == tmp_path


def test_a_refusal_is_told_in_a_box(window: MainWindow, tmp_path: Path) -> None:
    window.pictures.save(window, str(tmp_path / "a.gif"))
    box = last_box(window)
    assert "end its name with .png or .svg" in box.text()
    box.close()


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_a_right_click_on_any_panel_offers_its_picture(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, workspace: str
) -> None:
    opened: list[QMenu] = []  # a menu that pops up would say much, offscreen
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: opened.append(menu))
    open_all(window, workspace)
    page = window.tabs.front.widget
    panels = [one for kind in (Panel, Card) for one in page.findChildren(kind)]
    seen = [one for one in panels if one.isVisible() and not one.visibleRegion().isEmpty()]
    assert seen
    for panel in seen:
        place = QPoint(panel.width() // 3, 12)
        at = panel.mapToGlobal(place)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, at)
        QApplication.sendEvent(panel, event)
        texts = [one.text() for one in opened.pop().actions()]
        assert texts[:2] == ["&Copy picture", "&Save picture…"], panel.accessibleName()
