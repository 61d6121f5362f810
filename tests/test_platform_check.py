"""Whether a window can open is answered in sentences, without Qt."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz import platform_check
from nnviz.platform_check import display_refusal

ROOT = Path(nnviz.__file__).resolve().parents[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({"DISPLAY": ":4711"}, "apt-get install|no display answers at DISPLAY=:4711"),
        ({"WAYLAND_DISPLAY": "w"}, "XDG_RUNTIME_DIR"),
        ({"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": "/nowhere"}, "no display answers at WAYLAND"),
        ({"QT_QPA_PLATFORM": "holodeck"}, "Qt has no such platform; it has .*offscreen"),
        ({"QT_QPA_PLATFORM": "xcb"}, "no display"),
        ({"QT_QPA_PLATFORM": "wayland"}, "XDG_RUNTIME_DIR"),
    ],
    ids=str,
)
def test_a_display_that_qt_could_not_use_is_refused(environ: dict[str, str], part: str) -> None:
    refusal = display_refusal(environ)
    assert refusal is not None
    assert re.search(part, refusal)


@pytest.mark.parametrize("asked", ["offscreen", "offscreen:enable_fonts", "xcb;offscreen"])
def test_a_platform_that_is_there_is_accepted(asked: str) -> None:
    assert display_refusal({"QT_QPA_PLATFORM": asked}) is None


def test_a_wayland_display_that_answers_is_accepted(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w"))
        server.listen()
        environ = {"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert display_refusal(environ) is None
        assert display_refusal(environ | {"DISPLAY": ":4711"}) is None


def test_a_missing_library_is_told_with_its_debian_package() -> None:
    libraries = {"libnever.so.1": "libnever1", "libnever.so.2": "libnever1", "libc.so.6": "libc6"}
    assert platform_check.missing_packages(libraries) == ["libnever1"]


def test_a_failed_import_of_qt_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file")
    monkeypatch.setattr(platform_check, "_loads", lambda name: name != "libEGL.so.1")
    told = platform_check.import_refusal(error)
    assert "libEGL.so.1: cannot open" in told
    assert told.endswith("on Debian: apt-get install libegl1")


def test_an_x11_display_without_its_libraries_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform_check, "_loads", lambda name: "xcb-cursor" not in name)
    told = display_refusal({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"})
    assert told is not None
    assert told.endswith("on Debian: apt-get install libxcb-cursor0")


def test_every_package_that_may_be_missing_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    libraries = platform_check.LIBRARIES | platform_check.X11_LIBRARIES
    assert not [package for package in libraries.values() if package not in readme]
