"""The window: what a frame costs, and how it lives beside a trainer at full speed.

Every figure is taken in a process of its own, offscreen, and again in a real window on a virtual
screen where Xvfb is installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

from benchmarks.report import Row, Target
from benchmarks.rounds import Effort

SUBJECT = "window"
PRESETS = ("circle", "spiral", "digits", "deep_tanh")
SCREEN = "1920x1200x24"
PATIENCE = 900.0  # seconds that a child may take

Figures: TypeAlias = Mapping[str, float]


class ChildError(RuntimeError):
    """A measurement in another process failed; the message is the end of what it said."""


def rows(effort: Effort) -> Iterator[Row]:
    """Measure offscreen, and under Xvfb where that is installed."""
    yield from _on("offscreen", {"QT_QPA_PLATFORM": "offscreen"}, effort)
    if shutil.which("Xvfb") and not effort.quick:
        with virtual_screen() as display:
            yield from _on("Xvfb", {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}, effort)


def _on(screen: str, environment: Mapping[str, str], effort: Effort) -> Iterator[Row]:
    """Measure everything on one kind of screen."""
    several = PRESETS[:1] if effort.quick else PRESETS
    for measure, make, presets in (
        ("frame", _frame_rows, several),
        ("speed", _speed_rows, several),
        ("panels", _panel_rows, several),
        ("latency", _latency_rows, PRESETS[:1]),
        ("startup", _startup_rows, PRESETS[:1]),
        ("idle", _idle_rows, PRESETS[:1]),
        ("memory", _memory_rows, PRESETS[:1]),
        ("labs", _lab_rows, PRESETS[:1]),
        ("opening", _opening_rows, PRESETS[:1]),
    ):
        for preset in presets:
            found = _measured(measure, preset, environment, effort)
            yield from make(f"{screen}, {preset}", found)


def _measured(measure: str, preset: str, environment: Mapping[str, str], effort: Effort) -> Figures:
    """Return the figures that a child process measures.

    Raises
    ------
    ChildError
        Where it fails.
    """
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.window_child",
            measure,
            preset,
            "quick" if effort.quick else "full",
        ],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise ChildError(f"{measure}, {preset}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Run an X server without a screen; give its display's name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


# Rows


def _frame_rows(where: str, found: Figures) -> Iterator[Row]:
    default = where.endswith(PRESETS[0])
    yield Row(
        SUBJECT,
        f"{where}: CPU time of a frame",
        found["ratio"],
        against="reference frame",
        seconds=found["frame"],
        target=Target(5.0, at_most=True) if default else None,
        parts=found,
    )
    for name, share in found.items():
        if name.startswith("view "):
            yield Row(
                SUBJECT,
                f"{where}: {name.removeprefix('view ')} alone",
                100.0 * share,
                unit="%",
                against="whole frame",
                seconds=share * found["frame"],
            )


def _speed_rows(where: str, found: Figures) -> Iterator[Row]:
    yield Row(
        SUBJECT,
        f"{where}: frames a second while training ({found['frames while training']:.0f})",
        100.0 * found["frames kept"],
        unit="%",
        against=f"trainer stopped ({found['frames while standing']:.0f})",
        target=Target(90.0),
        parts=found,
    )
    yield Row(
        SUBJECT,
        f"{where}: steps a second with the window ({found['steps in the window']:,.0f})",
        100.0 * found["steps kept"],
        unit="%",
        against=f"without ({found['steps alone']:,.0f})",
        target=Target(60.0),
        parts=found,
    )
    yield Row(
        SUBJECT,
        f"{where}: steps a second without a window, the other core busy",
        100.0 * found["steps beside"],
        unit="%",
        against="the other core idle",
        parts=found,
    )


def _panel_rows(where: str, found: Figures) -> Iterator[Row]:
    for what in ("frames", "steps"):
        yield Row(
            SUBJECT,
            f"{where}: {what} a second with all panels ({found[f'{what} with']:,.0f})",
            100.0 * found[f"{what} kept"],
            unit="%",
            against=f"with those at first ({found[f'{what} without']:,.0f})",
            target=Target(80.0),
            parts=found,
        )
    yield Row(
        SUBJECT,
        f"{where}: frames a second of processor time with all panels",
        100.0 * found["frames of processor time kept"],
        unit="%",
        against="with those at first",
    )
    yield Row(
        SUBJECT,
        f"{where}: pictures a second of the panel that gets the fewest",
        found["slowest panel"],
        unit="",
    )


def _latency_rows(where: str, found: Figures) -> Iterator[Row]:
    for share, target in (("p50", None), ("p99", Target(3.0, at_most=True))):
        yield Row(
            SUBJECT,
            f"{where}: a wish until it is seen, {share}",
            found[share],
            unit="frames",
            against="frame time while training",
            seconds=found[share] * found["frame"],
            target=target,
            parts=found,
        )


def _startup_rows(where: str, found: Figures) -> Iterator[Row]:
    yield Row(
        SUBJECT,
        f"{where}: CPU time to the first painted window",
        found["ratio"],
        against="bare imports, empty window",
        seconds=found["nnviz"],
        target=Target(1.5, at_most=True),
        parts=found,
    )


def _idle_rows(where: str, found: Figures) -> Iterator[Row]:
    yield Row(
        SUBJECT,
        f"{where}: paused, nothing moves",
        found["share"],
        unit="% of a core",
        target=Target(1.0, at_most=True),
    )


def _memory_rows(where: str, found: Figures) -> Iterator[Row]:
    yield Row(
        SUBJECT,
        f"{where}: memory after {found['steps']:,.0f} steps ({found['late']:.0f} MB)",
        found["growth"],
        unit="MB",
        against=f"after 10,000 ({found['early']:.0f} MB)",
        target=Target(10.0, at_most=True),
        parts=found,
    )


def _lab_rows(where: str, found: Figures) -> Iterator[Row]:
    for move, share in found.items():
        if move != "reference":
            yield Row(
                SUBJECT,
                f"{where}: CPU time of a frame, {move}",
                share,
                against="reference frame",
                seconds=share * found["reference"],
                target=Target(5.0, at_most=True),
            )


def _opening_rows(where: str, found: Figures) -> Iterator[Row]:
    for lab, share in found.items():
        yield Row(
            SUBJECT,
            f"{where}: opening the lab {lab.title()}",
            share,
            against="the program's own start",
            target=Target(1 / 3, at_most=True),
        )
