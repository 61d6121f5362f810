"""The table of commands: a word, and the function that takes the words after it.

What a command needs is loaded when it runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeAlias

from nnviz.cli import arguments

Command: TypeAlias = Callable[[Sequence[str]], int]


def open_window(words: Sequence[str]) -> int:
    """`nnviz`: open the window, or print the version."""
    options = arguments.window_parser().parse_args(words)
    if options.version:
        from nnviz import __version__

        print(f"nnviz {__version__}")
        return 0
    from nnviz.cli.window import open_on

    return open_on(options)


def train(words: Sequence[str]) -> int:
    """`nnviz train`: train without a window."""
    options = arguments.train_parser().parse_args(words)
    from nnviz.cli.train import run

    return run(options)


def render(words: Sequence[str]) -> int:
    """`nnviz render`: save a picture of the window."""
    options = arguments.render_parser().parse_args(words)
    from nnviz.cli.render import run

    return run(options)


def presets(words: Sequence[str]) -> int:
    """`nnviz presets`: a line a preset, the name first."""
    arguments.presets_parser().parse_args(words)
    from nnviz.experiment.presets import PRESETS

    width = max(map(len, PRESETS))
    for preset in PRESETS.values():
        print(f"{preset.name:<{width}}  {preset.title}")
    return 0


def doctor(words: Sequence[str]) -> int:
    """`nnviz doctor`: check the installation."""
    arguments.doctor_parser().parse_args(words)
    from nnviz.cli.doctor import run

    return run(os.environ)


COMMANDS: dict[str, Command] = {
    "train": train,
    "render": render,
    "presets": presets,
    "doctor": doctor,
}
