"""What was measured, on which machine: as a table for the reader, as JSON for the next reader.

Absolute times belong to one machine and one hour; what is judged is a figure, mostly a ratio, and
each row says against what.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be: at least a bound, or at most.

    Parameters
    ----------
    bound
        In the figure's unit.
    at_most
        Whether less is better.
    """

    bound: float
    at_most: bool = False

    def met(self, figure: float) -> bool:
        """Whether `figure` is on the right side of the bound; NaN is not."""
        return figure <= self.bound if self.at_most else figure >= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Parameters
    ----------
    subject
        The benchmark that it belongs to.
    what
        What was measured.
    figure, unit
        The number that is judged, and its unit ("×" for a ratio).
    against
        What a ratio is against.
    seconds
        The median time behind it, where there is one.
    target
        What the figure should be.
    parts
        Numbers that the figure is made of, for the JSON.
    """

    subject: str
    what: str
    figure: float
    unit: str = "×"
    against: str = ""
    seconds: float | None = None
    target: Target | None = None
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        return None if self.target is None else self.target.met(self.figure)


def machine() -> dict[str, str]:
    """Return what the figures depend on: processor, cores, versions, date."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": _version("numpy"),
        "numba": _version("numba"),
        "Qt": _version("PySide6-Essentials"),
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def duration(seconds: float) -> str:
    """Return a time with three digits and its unit: "1.72 µs"."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if abs(seconds) >= size:
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds / 1e-9)} ns"


def number(value: float) -> str:
    """Return a number with three digits at least, thousands set off."""
    if not abs(value) < float("inf"):
        return str(value)
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit."""
    return f"{number(value)} {unit}".rstrip()


def table(rows: Sequence[Row], about: Mapping[str, str]) -> Table:
    """Return the table of `rows` under a line about the machine."""
    line = " · ".join(f"{name} {value}" for name, value in about.items())
    shown = Table(title=line, title_justify="left", title_style="dim")
    for name in ("benchmark", "what"):
        shown.add_column(name)
    for name in ("median", "figure"):
        shown.add_column(name, justify="right")
    for name in ("against", "target", "met"):
        shown.add_column(name)
    subject = ""
    for row in rows:
        if subject and row.subject != subject:
            shown.add_section()
        shown.add_row(*_cells(row, first=row.subject != subject))
        subject = row.subject
    return shown


def _cells(row: Row, *, first: bool) -> tuple[str, ...]:
    target = row.target
    bound = ""
    if target is not None:
        bound = f"{'≤' if target.at_most else '≥'} {figure(target.bound, row.unit)}"
    return (
        row.subject if first else "",
        row.what,
        "" if row.seconds is None else duration(row.seconds),
        figure(row.figure, row.unit),
        row.against,
        bound,
        {True: "yes", False: "[bold red]no[/]", None: ""}[row.met],
    )


def print_table(rows: Sequence[Row], about: Mapping[str, str]) -> None:
    """Print the table on stdout, and how many targets are met."""
    console = Console() if Console().is_terminal else Console(width=150)
    console.print(table(rows, about))
    judged = [row.met for row in rows if row.met is not None]
    if judged:
        console.print(f"{sum(judged)} of {len(judged)} targets met")


def as_json(rows: Sequence[Row], about: Mapping[str, str]) -> bytes:
    """Return machine and rows as indented JSON, UTF-8."""
    content = {
        "machine": dict(about),
        "rows": [{**msgspec.to_builtins(row), "met": row.met} for row in rows],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
