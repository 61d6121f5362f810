"""The table of workspaces: what the row of tabs offers, and how each is built.

A workspace is one entry here and a page in a file of its own, which is imported when it is shown
for the first time. This module loads nothing of Qt, so that the command line can read the names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow
    from nnviz.gui.page import Page


class WorkspaceKind(Struct, frozen=True):
    """One workspace.

    Parameters
    ----------
    name
        In files and on the command line.
    title
        On its tab.
    key
        The key that brings it to the front.
    tip
        What it is for, in one sentence.
    build
        Builds its page for a window; called at the first showing.
    """

    name: str
    title: str
    key: str
    tip: str
    build: Callable[[MainWindow], Page]


def _train(window: MainWindow) -> Page:
    from nnviz.gui.train_page import TrainPage

    return TrainPage(window)


def _neuron(_window: MainWindow) -> Page:
    from nnviz.gui.labs.neuron_page import NeuronPage

    return NeuronPage()


def _activation(_window: MainWindow) -> Page:
    from nnviz.gui.labs.activation_page import ActivationPage

    return ActivationPage()


def _landscape(window: MainWindow) -> Page:
    from nnviz.gui.labs.landscape_page import LandscapePage

    return LandscapePage(window)


def _compare(window: MainWindow) -> Page:
    from nnviz.gui.compare.page import ComparePage

    return ComparePage(window)


def _descent(window: MainWindow) -> Page:
    from nnviz.gui.labs.descent_page import DescentPage

    return DescentPage(window.settings)


WORKSPACES: dict[str, WorkspaceKind] = {
    kind.name: kind
    for kind in (
        WorkspaceKind("train", "Train", "1", "Train one network and see it learn.", _train),
        WorkspaceKind(
            "neuron", "Neuron", "2", "One unit: its chain rule in numbers, and what f′ does to it.",
            _neuron,
        ),
        WorkspaceKind(
            "activation", "Activation", "3",
            "Activations and their derivatives, exactly and by differences.", _activation,
        ),
        WorkspaceKind(
            "descent", "Descent", "4", "Race methods down any function, from chance to Newton.",
            _descent,
        ),
        WorkspaceKind(
            "landscape", "Landscape", "5",
            "The network's own cost along a line and over a plane, and how it bends.", _landscape,
        ),
        WorkspaceKind(
            "compare", "Compare", "6", "Train twins that differ in one setting, side by side.",
            _compare,
        ),
    )
}  # fmt: skip
