"""How long a thread may keep the interpreter while another waits for it.

Compiled training needs it for some microseconds a slice; with Python's usual 5 ms it would wait
longer than it works, for the window draws most of the time.
"""

from __future__ import annotations

import sys

TURN = 5e-5  # seconds

_usual: list[float] = []


def shorten() -> None:
    """Let threads take short turns: a trainer's thread begins."""
    _usual.append(sys.getswitchinterval())
    sys.setswitchinterval(TURN)


def restore() -> None:
    """Take that back; with the last such thread turns are again as long as they were."""
    earlier = _usual.pop()
    if not _usual:
        sys.setswitchinterval(earlier)
