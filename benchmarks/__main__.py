"""`python -m benchmarks`: measure, print one table, and keep it as JSON where that is asked for."""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.report import Row, as_json, figure, machine, print_table
from benchmarks.rounds import FULL, QUICK, Effort

SUBJECTS = {
    "training": "steps a second against a plain numpy loop, PyTorch, JAX, scikit-learn",
    "variants": "every activation, cost and optimiser against the loop with the same maths",
    "scaling": "the cost of a step against its FLOPs as width, depth and batch grow",
    "layouts": "the compiled trainer's two layouts by width and batch",
    "memory_time": "snapshot, seek, save and open",
    "window": "frames, load, latency, startup, idle and memory of the window",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that are named, or all of them; return the exit code."""
    options = _parser().parse_args(arguments)
    if options.list:
        for name, what in SUBJECTS.items():
            print(f"{name:12} {what}")
        return 0
    unknown = [name for name in options.names if name not in SUBJECTS]
    if unknown:
        there_are = ", ".join(SUBJECTS)
        print(f"there is no benchmark {unknown[0]!r}; there are {there_are}", file=sys.stderr)
        return 2
    if options.xvfb and not shutil.which("Xvfb"):
        print("--xvfb: there is no Xvfb here; install it (Debian: xvfb)", file=sys.stderr)
        return 2
    rows = measure(options.names or list(SUBJECTS), QUICK if options.quick else FULL)
    about = machine()
    print_table(rows, about)
    if options.json:
        Path(options.json).write_bytes(as_json(rows, about))
    return 0


def measure(names: list[str], effort: Effort) -> list[Row]:
    """Run these benchmarks one after another, telling on stderr each figure when it is found."""
    found: list[Row] = []
    console = Console(stderr=True, highlight=False)
    with console.status("") as status:
        for name in names:
            status.update(f"{name} …")
            for row in importlib.import_module(f"benchmarks.{name}").rows(effort):
                found.append(row)
                console.print(f"{name}: {row.what}: {figure(row.figure, row.unit)}", markup=False)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure nnviz in interleaved rounds and print one table of ratios.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; all without a name")
    parser.add_argument("--quick", action="store_true", help="few rounds, few sizes: seconds")
    parser.add_argument("--json", metavar="FILE", help="write machine and figures to this file too")
    parser.add_argument(
        "--xvfb",
        action="store_true",
        help="refuse to run without Xvfb, under which the window is measured too where it is there",
    )
    parser.add_argument("--list", action="store_true", help="list the benchmarks and leave")
    return parser


if __name__ == "__main__":
    sys.exit(main())
