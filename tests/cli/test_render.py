"""`nnviz render` saves a picture of the real window, of the size that was asked for."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Process = Callable[..., subprocess.CompletedProcess[str]]


def size_of(picture: str) -> tuple[int, int]:
    """Return width and height of a PNG file."""
    head = Path(picture).read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ("", (1440, 900)),
        ("--size 1024x700 --theme dark --preset digits --epochs 1", (1024, 700)),
        ("--scale 2 --preset sine", (2880, 1800)),
    ],
)
def test_a_picture_has_the_size_asked_for(
    options: str, size: tuple[int, int], nnviz_process: Process
) -> None:
    run = nnviz_process("render", "--out", "shot.png", *options.split())
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert size_of("shot.png") == size


def test_the_theme_and_the_step_change_the_picture(nnviz_process: Process) -> None:
    pictures = set()
    for options in ("--steps 0", "--steps 300", "--steps 0 --theme dark"):
        assert nnviz_process("render", "--out", "shot.png", *options.split()).returncode == 0
        pictures.add(Path("shot.png").read_bytes())
    assert len(pictures) == 3


def test_a_run_that_is_not_finite_gives_no_picture(nnviz_process: Process) -> None:
    words = "render --out shot.png --preset plane --set rate=1000 --steps 1000"
    run = nnviz_process(*words.split())
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert not Path("shot.png").exists()


def test_what_is_looked_at_changes_the_picture(nnviz_process: Process) -> None:
    stuck = "render --out shot.png --preset stuck --steps 300"
    pictures = set()
    for options in (
        "",
        "--select W1[0,0]",
        "--operation 5",
        "--panels network,inspector",
        "--remedy cross --then-steps 100",
        "--remedy rate --then-steps 100",
    ):
        run = nnviz_process(*stuck.split(), *options.split())
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
        pictures.add(Path("shot.png").read_bytes())
    assert len(pictures) == 6
