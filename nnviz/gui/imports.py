"""Imports the window's modules without two searches that take a quarter of the time of all.

Python's collector looks for garbage again and again while hundreds of modules are made, and finds
none. PySide6 reads the source text of every module imported after it, to see whether its feature
switches (`from __feature__ import snake_case`) could be about it; here that is known beforehand.
"""

from __future__ import annotations

import builtins
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NO_FEATURE = 0  # PySide6's number for a module that uses Qt under its usual names


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import what is imported inside without garbage collection and PySide6's look at sources.

    What is there afterwards counts as here to stay: the collector leaves it alone until a window
    closes (see `garbage`). Where a program uses PySide6's feature switches, its look is let be.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        with _unread_sources():
            yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


@contextmanager
def _unread_sources() -> Iterator[None]:

    hook, plain = builtins.__import__, getattr(builtins, "__orig_import__", None)
    switches = _switches()
    if plain is None or switches is None or any(switch > 0 for switch in switches.values()):
        yield
        return
    before = set(sys.modules)
    builtins.__import__ = plain
    try:
        yield
    finally:
        builtins.__import__ = hook
        for name in sys.modules.keys() - before:
            switches.setdefault(name, _NO_FEATURE)


def _switches() -> dict[str, Any] | None:
    """Return PySide6's table of the feature switches of each module, or None where it has none."""
    feature = sys.modules.get("PySide6.support.feature")
    return getattr(feature, "pyside_feature_dict", None)
