from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from nnviz.gui import opengl
from nnviz.gui.opengl import OpenGLCheck, refusal
from nnviz.gui.opengl_check import SIZE, flat, is_drawn
from nnviz.scenes.camera import Camera

ANSWER = 15_000


@pytest.fixture
def check(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OpenGLCheck]:
    """A check that asks children of the test's own, whatever the platform."""
    monkeypatch.setattr(opengl, "WITHOUT", ())
    monkeypatch.setattr(opengl, "find_spec", lambda _: True)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    made = OpenGLCheck()
    yield made
    made.stop()


def child(folder: Path, text: str) -> str:
    (folder / "opengl_child.py").write_text(text)
    return "opengl_child"


def test_the_offscreen_platform_is_refused_without_a_try(qtbot: QtBot) -> None:
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("the tests run on a screen")
    made = OpenGLCheck()
    with qtbot.waitSignal(made.refused) as told:
        made.ask()
    assert "offscreen" in told.args[0]
    assert not made.waiting


def test_a_missing_package_is_named_with_what_to_install(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opengl, "find_spec", lambda _: None)
    assert "pip install PyOpenGL" in refusal()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is only one binding")
@pytest.mark.parametrize(
    ("platform", "wanted"), [("xcb", "glx"), ("wayland", "egl"), ("wayland-egl", "egl")]
)
def test_pyopengl_speaks_to_what_qt_has_its_contexts_from(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, platform: str, wanted: str
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    monkeypatch.setenv("PYOPENGL_PLATFORM", "")
    monkeypatch.delenv("PYOPENGL_PLATFORM")
    monkeypatch.delenv("QT_XCB_GL_INTEGRATION", raising=False)
    opengl.choose_binding()
    assert os.environ["PYOPENGL_PLATFORM"] == wanted


def test_a_child_that_draws_says_that_it_works(
    check: OpenGLCheck, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(check.works, timeout=ANSWER):
        check.ask(child(tmp_path, "pass"))
    with qtbot.waitSignal(check.works):
        check.ask("no module of this name is asked again")


def test_the_last_line_that_a_child_writes_is_why_it_is_refused(
    check: OpenGLCheck, qtbot: QtBot, tmp_path: Path
) -> None:
    text = "import sys\nsys.stderr.write('noise\\nno driver\\n\\n')\nsys.exit(1)"
    with qtbot.waitSignal(check.refused, timeout=ANSWER) as told:
        check.ask(child(tmp_path, text))
    assert told.args == ["no driver"]


def test_a_driver_that_ends_the_child_does_not_end_the_window(
    check: OpenGLCheck, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(check.refused, timeout=ANSWER) as told:
        check.ask(child(tmp_path, "import os\nos.abort()"))
    assert "ended the process" in told.args[0]


def test_a_driver_that_never_answers_is_given_up(
    check: OpenGLCheck, qtbot: QtBot, tmp_path: Path
) -> None:
    check._late.setInterval(300)
    with qtbot.waitSignal(check.refused, timeout=ANSWER) as told:
        check.ask(child(tmp_path, "import time\ntime.sleep(60)"))
    assert "did not answer" in told.args[0]
    assert not check.waiting


def test_what_is_not_the_red_floor_is_not_taken_for_it() -> None:
    empty = QImage(SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    empty.fill(0)
    assert not is_drawn(empty)
    empty.fill(0xFFC80000)
    assert not is_drawn(empty)


def test_opengl_draws_the_red_floor_and_nothing_around_it(qtbot: QtBot) -> None:
    said = refusal()
    if said:
        pytest.skip(f"OpenGL does not work here: {said}")
    from nnviz.gui.views.surface_gl import MeshPainter, OpenGLError

    try:
        painter = MeshPainter()
    except OpenGLError as error:
        pytest.skip(f"OpenGL does not work here: {error}")
    picture = painter.picture(flat(), Camera(), SIZE, 1.0)
    assert is_drawn(picture)
    hard = painter.picture(flat(), Camera(), QSize(128, 96), 2.0, soft=False)
    assert hard.devicePixelRatio() == 2.0
    colours = {hard.pixel(x, 48) for x in range(128)}
    assert colours == {0, 0xFFC80000}
