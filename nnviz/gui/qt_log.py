"""Qt's messages on stderr, without the one that the offscreen platform has for every window.

A message handler of Python's may be called in any thread, and at the very end of the process.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

OFFSCREEN_NOISE = "This plugin does not support"


def leave_out_offscreen_noise() -> None:
    """Let what the offscreen platform can't do, and need not, go unsaid from now on."""
    qInstallMessageHandler(_tell)


def _tell(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    del kind, context
    if text and not text.startswith(OFFSCREEN_NOISE) and sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
