"""What always stands on the screen: the toolbar's figures, the line at the foot, the title.

Figures change with every step; the sentence at the foot is the most telling verdict of the
diagnostics, and costs more to find, so it has a function of its own and may be asked for less
often.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from nnviz.diagnostics.overfitting import CostsOfRun
from nnviz.diagnostics.summary import summary
from nnviz.diagnostics.verdict import DEFAULT, Thresholds
from nnviz.engine.record import StepRecord
from nnviz.scenes import words
from nnviz.scenes.palette import Colour, Theme

_MOST_ACTIVATIONS = 2


class Figure(NamedTuple):
    """A number of the toolbar: caption, value, explanation; colours of value and caption."""

    caption: str
    value: str
    tip: str
    shades: tuple[Colour, Colour]


class StatusLine(Struct, frozen=True):
    """The line at the foot: the colour of its dot, its sentence, and the words at the right."""

    shade: Colour
    sentence: str
    aside: str


class StatusScene(Struct, frozen=True):
    """All that always stands on the screen."""

    figures: tuple[Figure, ...]
    line: StatusLine
    title: str


def status_scene(
    record: StepRecord,
    theme: Theme,
    backend: str,
    rates: tuple[float, float] = (0.0, 0.0),
    evaluations: CostsOfRun | None = None,
    thresholds: Thresholds = DEFAULT,
) -> StatusScene:
    """Return all that always stands on the screen.

    Parameters
    ----------
    record
        The step.
    theme
        Colours.
    backend
        What makes the steps.
    rates
        Steps and frames a second; 0 while nothing runs.
    evaluations
        Costs over the run: with them over-fitting is told of.
    thresholds
        Where the verdicts begin.
    """
    return StatusScene(
        figures(record, theme),
        status_line(record, theme, backend, rates, evaluations, thresholds),
        window_title(record),
    )


def figures(record: StepRecord, theme: Theme) -> tuple[Figure, ...]:
    """Return step, epoch, both costs and, for classes, the accuracy."""
    costs, plain = record.costs, (theme.text, theme.muted)
    when = "" if costs.step == record.step else f" at step {words.count(costs.step)}"
    found = [
        Figure("step", words.count(record.step), "Updates made since the run began.", plain),
        Figure("epoch", _epoch(record.epoch), "Passes over the training samples.", plain),
        Figure(
            f"cost, train{when}",
            _cost(costs.train),
            f"Cost of the whole training part{when}, with the regulariser.",
            (theme.train, theme.muted),
        ),
        Figure(
            f"cost, test{when}",
            _cost(costs.test),
            f"Cost of the test part{when}: samples that the network never learns from.",
            (theme.test, theme.muted),
        ),
    ]
    part, accuracy = ("test", costs.test_accuracy)
    if math.isnan(accuracy):
        part, accuracy = ("train", costs.train_accuracy)
    if not math.isnan(accuracy):
        tip = f"Share of the {part} samples put in the right class{when}."
        value = words.percent(accuracy, 1)
        found.append(Figure(f"accuracy, {part}{when}", value, tip, plain))
    return tuple(found)


def _epoch(epoch: float) -> str:
    """Return "49.6"; never rounded up, so that 50.0 means that the pass is done."""
    tenths = math.floor(epoch * 10.0 + 1e-9)
    return f"{words.count(tenths // 10)}.{tenths % 10}"


def _cost(cost: float) -> str:
    return "–" if math.isnan(cost) else words.number(cost, 4)


def status_line(
    record: StepRecord,
    theme: Theme,
    backend: str,
    rates: tuple[float, float] = (0.0, 0.0),
    evaluations: CostsOfRun | None = None,
    thresholds: Thresholds = DEFAULT,
) -> StatusLine:
    """Return the most telling verdict in words, and how fast all goes (see `status_scene`)."""
    found = summary(record, evaluations, thresholds)
    shade = {"good": theme.good, "warn": theme.warn, "bad": theme.bad}[found.severity]
    return StatusLine(shade, found.text, speed_words(backend, rates))


def speed_words(backend: str, rates: tuple[float, float]) -> str:
    """Return "numpy · 12,300 steps/s · 60 frames/s"; rates of 0 are left out."""
    steps, frames = rates
    told = [backend]
    if steps > 0.0:
        told.append(f"{_rate(steps)} steps/s")
    if frames > 0.0:
        told.append(f"{_rate(frames)} frames/s")
    return " · ".join(told)


def _rate(rate: float) -> str:
    """Return a rate with three digits at most: more would only flicker."""
    if rate < 10.0:
        return words.number(rate, 2)
    power = 10 ** max(0, math.floor(math.log10(rate)) - 2)
    return words.count(round(rate / power) * power)


def window_title(record: StepRecord) -> str:
    """Return "nnviz: Circle · 2-4-2-1 tanh"."""
    network = record.problem.network
    units = "-".join(str(count) for count in network.units)
    labels = _distinct([activation.label for activation in network.activations])
    told = ", ".join(labels) if len(labels) <= _MOST_ACTIVATIONS else "mixed"
    name = record.spec.name.strip() or "experiment"
    return f"nnviz: {name} · {units} {told}"


def _distinct(labels: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(labels))
