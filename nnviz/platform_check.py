"""Whether a window can open here, asked before Qt is: where Qt can't start it ends the process.

The answers are sentences that say what is missing and how to mend it: no display, a display that
does not answer, a shared library that a bare Debian does not have. No Qt is imported.
"""

from __future__ import annotations

import ctypes
import socket
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

# Shared library -> Debian package. The first group is needed by every import of Qt's widgets.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
NO_DISPLAY = (
    "no display: DISPLAY and WAYLAND_DISPLAY are not set; start it in a desktop session"
    " (over ssh: ssh -X), or use `nnviz train` and `nnviz render`, which need none"
)


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """Return the Debian packages of those `libraries` that can't be loaded."""
    return list(dict.fromkeys(package for so, package in libraries.items() if not _loads(so)))


def install_advice(packages: list[str]) -> str:
    """Return the command that installs `packages` on Debian and its kin."""
    return f"on Debian: apt-get install {' '.join(packages)}"


def import_refusal(error: ImportError) -> str:
    """Return a sentence for an `error` met while Qt was imported: what to install."""
    packages = missing_packages(LIBRARIES)
    if packages:
        return f"Qt can't be loaded ({error}); {install_advice(packages)}"
    return f"Qt can't be loaded ({error}); reinstall with: pip install --force-reinstall nnviz"


def display_refusal(environ: Mapping[str, str]) -> str | None:
    """Return why no window can open with these environment variables; None where one can.

    Parameters
    ----------
    environ
        The process's environment: QT_QPA_PLATFORM, DISPLAY, WAYLAND_DISPLAY are looked at.
    """
    asked = [name.partition(":")[0] for name in environ.get("QT_QPA_PLATFORM", "").split(";")]
    asked = [name for name in asked if name]
    if asked:
        refusals = [_platform_refusal(name, environ) for name in asked]
        return None if None in refusals else refusals[0]
    if sys.platform in ("win32", "darwin"):
        return None
    refusals = []
    if environ.get("WAYLAND_DISPLAY"):
        refusals.append(_wayland_refusal(environ))
    if environ.get("DISPLAY"):
        refusals.append(_x11_refusal(environ))
    if not refusals:
        return NO_DISPLAY
    return None if None in refusals else refusals[-1]


def platforms() -> list[str]:
    """Return the names of the platforms that this Qt has plugins for."""
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return []
    base = Path(next(iter(spec.submodule_search_locations)))
    places = (base / "Qt" / "plugins" / "platforms", base / "plugins" / "platforms")
    files = [file for place in places if place.is_dir() for file in place.iterdir()]
    return sorted({file.stem.removeprefix("lib").removeprefix("q") for file in files})


def _platform_refusal(name: str, environ: Mapping[str, str]) -> str | None:
    """Return why the platform `name`, asked for by QT_QPA_PLATFORM, can't be used."""
    known = platforms()
    if known and name.partition("-")[0] not in known:
        return f"QT_QPA_PLATFORM={name}: Qt has no such platform; it has {', '.join(known)}"
    if name == "xcb":
        return _x11_refusal(environ)
    if name.startswith("wayland"):
        return _wayland_refusal(environ)
    return None


def _x11_refusal(environ: Mapping[str, str]) -> str | None:
    display = environ.get("DISPLAY", "")
    if not display:
        return NO_DISPLAY
    packages = missing_packages(LIBRARIES | X11_LIBRARIES)
    if packages:
        return f"Qt can't reach the display; {install_advice(packages)}"
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return f"Qt can't reach the display; {install_advice(['libxcb1'])}"
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return _no_answer("DISPLAY", display) if failed else None


def _wayland_refusal(environ: Mapping[str, str]) -> str | None:
    if environ.get("WAYLAND_SOCKET"):
        return None
    display = environ.get("WAYLAND_DISPLAY", "")
    path = Path(environ.get("XDG_RUNTIME_DIR", "")) / (display or "wayland-0")
    if not path.is_absolute():
        return (
            "WAYLAND_DISPLAY needs XDG_RUNTIME_DIR, which is not set; start it in a desktop session"
        )
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
    except OSError:
        return _no_answer("WAYLAND_DISPLAY", display)
    return None


def _no_answer(variable: str, display: str) -> str:
    return (
        f"no display answers at {variable}={display}; start it in a desktop session"
        " (over ssh: ssh -X), or use `nnviz train` and `nnviz render`, which need none"
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
