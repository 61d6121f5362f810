"""One figure of the window, measured in this process: `python -m benchmarks.window_child …`.

Qt's platform is chosen once a process, and one measurement's leftovers must not be the next one's
beginning; so `benchmarks.window` starts this for each. It prints its figures as one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TypeAlias

from benchmarks import (
    window_frame,
    window_labs,
    window_latency,
    window_life,
    window_panels,
    window_speed,
)
from benchmarks.rounds import FULL, QUICK, Effort

Measure: TypeAlias = Callable[[str, Effort], dict[str, float]]

MEASURES: dict[str, Measure] = {
    "frame": window_frame.figures,
    "speed": window_speed.figures,
    "panels": window_panels.figures,
    "latency": window_latency.figures,
    "startup": window_life.startup,
    "idle": window_life.idle,
    "memory": window_life.memory,
    "labs": window_labs.frames,
    "opening": window_labs.opening,
}


def main(measure: str, preset: str, effort: str) -> None:
    """Measure and print."""
    found = MEASURES[measure](preset, QUICK if effort == "quick" else FULL)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
