"""What can be tried against what was found: each remedy a button with a sentence why."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from nnviz.diagnostics.gradient_flow import finding
from nnviz.diagnostics.remedies import Remedy as Remedy
from nnviz.diagnostics.remedies import network_remedies
from nnviz.diagnostics.verdict import DEFAULT, Severity, Thresholds
from nnviz.engine.journal import Event
from nnviz.engine.record import StepRecord


class FlowStory(Struct, frozen=True):
    """What is to be said of the gradient's flow at a step.

    Parameters
    ----------
    step
        Which.
    sentence, severity
        The finding, and how grave it is.
    layers
        Which are hit, from 1.
    remedies
        What can be tried.
    """

    step: int
    sentence: str
    severity: Severity
    layers: tuple[int, ...]
    remedies: tuple[Remedy, ...]


def flow_story(
    record: StepRecord, events: Sequence[Event], thresholds: Thresholds = DEFAULT
) -> FlowStory:
    """Return what is to be said of the flow; a sentence is for reading, so not for every frame."""
    found = finding(record, thresholds=thresholds)
    remedies = network_remedies(record, found, events)
    return FlowStory(record.step, found.text, found.severity, found.layers, remedies)
