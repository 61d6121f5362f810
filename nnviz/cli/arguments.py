"""The command line's grammar: one parser a command, and the values that options take.

A wrong line is told in one sentence. Names that the engine knows (presets, settings) are checked
where they are used, so that this module loads nothing.
"""

from __future__ import annotations

import argparse
import math
import re
from typing import NoReturn

from nnviz.cli.failures import UsageError

DEFAULT_EPOCHS = 100
SMALLEST, LARGEST = 320, 8192
_FORMATTER = argparse.RawDescriptionHelpFormatter
_EPILOG = """\
commands (`nnviz COMMAND --help` says more):
  train     train without a window and tell the costs
  render    draw the window into a picture file
  presets   list the experiments that come with nnviz
  doctor    check this installation

exit codes: 0 done, 1 the run became not finite, 2 wrong usage, file or platform
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is an exception, not an exit with the usage text."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse has to complain about, in one line."""
        raise UsageError(f"{message} (see: {self.prog} --help)")


def window_parser() -> Parser:
    """Return the parser of `nnviz` without a command."""
    parser = _parser("nnviz", "Open the window, on a working experiment or the one named.", _EPILOG)
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    _add_experiment(parser)
    return parser


def train_parser() -> Parser:
    """Return the parser of `nnviz train`."""
    parser = _parser("nnviz train", "Train an experiment without a window and tell its costs.")
    _add_experiment(parser)
    _add_length(parser, f"{DEFAULT_EPOCHS} epochs")
    parser.add_argument(
        "--backend",
        choices=("numpy", "compiled"),
        default="numpy",
        help="what makes the steps (numpy); compiled is faster on long runs, and slow to start",
    )
    parser.add_argument(
        "--csv",
        metavar="FILE",
        help="write a line a step: the batch's cost, and the costs and accuracies of the whole"
        " training and test part at the steps where they were taken",
    )
    parser.add_argument(
        "--json", action="store_true", help="print the result as one JSON object, nothing else"
    )
    return parser


def render_parser() -> Parser:
    """Return the parser of `nnviz render`."""
    parser = _parser("nnviz render", "Train, draw the real window offscreen, save its picture.")
    _add_experiment(parser)
    _add_length(parser, "0 steps")
    parser.add_argument("--out", metavar="FILE.png", required=True, help="where the picture goes")
    parser.add_argument("--workspace", default="train", help="which tab to show (train)")
    parser.add_argument(
        "--size", type=size, default=(1440, 900), metavar="WxH", help="of the window (1440x900)"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="(light)")
    parser.add_argument(
        "--scale", type=scale, default=1.0, metavar="FACTOR", help="pixels a point, 0.5 to 4 (1)"
    )
    _add_sight(parser)
    return parser


def presets_parser() -> Parser:
    """Return the parser of `nnviz presets`."""
    return _parser("nnviz presets", "List the experiments that come with nnviz, one a line.")


def doctor_parser() -> Parser:
    """Return the parser of `nnviz doctor`."""
    return _parser("nnviz doctor", "Check this installation: versions, Qt, backend, binding.")


def _parser(prog: str, description: str, epilog: str | None = None) -> Parser:
    return Parser(
        prog=prog,
        description=description,
        epilog=epilog,
        formatter_class=_FORMATTER,
        allow_abbrev=False,
    )


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="an experiment (.json) or a table (.csv, .tsv)"
    )
    parser.add_argument("--preset", metavar="NAME", help="an experiment that `nnviz presets` lists")
    parser.add_argument("--data", metavar="FILE", help="a table: CSV or TSV")
    parser.add_argument(
        "--target", metavar="COLUMN", help="the table's column to learn (the last one)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=setting,
        metavar="NAME=VALUE",
        dest="settings",
        help="change a setting of the experiment, rate=0.1 or training.batch=0 for example;"
        " may be repeated",
    )


def _add_length(parser: argparse.ArgumentParser, default: str) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--steps", type=whole, metavar="N", help=f"so many updates ({default})")
    group.add_argument("--epochs", type=whole, metavar="N", help="so many passes over the data")


def _add_sight(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what to look at, in the workspace Train")
    group.add_argument(
        "--select",
        metavar="NAME",
        help='put a unit or a weight under the inspector: "unit 1.1", "W1[0, 0]", "b1[0]"',
    )
    group.add_argument(
        "--operation",
        type=whole,
        metavar="N",
        help="open the microscope at operation N of the next iteration, counted from 1",
    )
    group.add_argument(
        "--panels",
        metavar="TITLE,TITLE",
        help="show these panels alone, by their titles: Network,Inspector",
    )
    group.add_argument(
        "--remedy",
        metavar="NAME",
        help="after the steps try what the inspector offers for the selected unit, by the"
        " beginning of its button's text: a branch begins",
    )
    group.add_argument(
        "--then-steps", type=whole, metavar="N", help="so many updates on that branch (0)"
    )


def whole(text: str) -> int:
    """Return a whole number from 0 up."""
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 up")
    return int(text)


def size(text: str) -> tuple[int, int]:
    """Return width and height of "1440x900"."""
    match = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text)
    width, height = (int(part) for part in match.groups()) if match else (0, 0)
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size such as 1440x900, each side from {SMALLEST} to {LARGEST}"
        )
    return width, height


def scale(text: str) -> float:
    """Return a factor from 0.5 to 4."""
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 0.5 <= factor <= 4.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0.5 to 4")
    return factor


def setting(text: str) -> tuple[str, str]:
    """Return name and value of "rate=0.1"."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name.strip(), value.strip()
