"""The feeds of the saturation map and of the gradient flow, and the card of the thresholds."""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from nnviz.gui.controller import Controller, Moment
from nnviz.gui.panel_feeds import STATUS_SECONDS, ViewFeed
from nnviz.gui.views.flow import FlowView
from nnviz.gui.views.saturation_map import SaturationMapView
from nnviz.gui.views.threshold_sheet import ThresholdSheet
from nnviz.scenes.flow import Quantity, flow_scene
from nnviz.scenes.marks import Mark, UnitMark, WeightMark
from nnviz.scenes.remedies import FlowStory, Remedy, flow_story
from nnviz.scenes.saturation_map import refresh_seconds, saturation_map_scene
from nnviz.scenes.thresholds import Thresholds


class SaturationMapFeed(ViewFeed):
    """All units on all samples; of a large network a new picture only every so often."""

    heavy = True

    def __init__(self, view: SaturationMapView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        self._ordered = True
        self._due = 0.0
        view.hovered.connect(controller.hover)
        view.clicked.connect(controller.select)
        view.orderRequested.connect(self._choose_order)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on; while the next is not yet due, what it shows."""
        if moment.running and self.shown is not None and time.monotonic() < self._due:
            return self.shown
        options = (moment.marks, self._ordered, moment.thresholds, moment.theme.name)
        return (moment.record.key, self._view.room(), options)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        self._due = time.monotonic() + refresh_seconds(moment.record)
        scene = saturation_map_scene(
            moment.record,
            moment.marks,
            moment.theme,
            self._view.room(),
            moment.thresholds,
            ordered=self._ordered,
        )
        self._view.set_scene(scene)

    def _choose_order(self, ordered: bool) -> None:
        self._set("_ordered", ordered)


class FlowFeed(ViewFeed):
    """The gradient by layer; while the run goes on, a new sentence only every so often."""

    heavy = True

    def __init__(self, view: FlowView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        self._quantity: Quantity = "gradient"
        self._told: tuple[float, Hashable, FlowStory] | None = None
        view.quantityRequested.connect(self._choose)
        view.remedyRequested.connect(self._try)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        size = (self._view.columns(), self._view.rows(), moment.history.head)
        options = (self._quantity, layer_of(moment.marks.selected), moment.running)
        return (moment.record.key, size, options, moment.thresholds, moment.theme.name)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        scene = flow_scene(
            moment.record,
            moment.history,
            self._story(moment),
            moment.theme,
            self._quantity,
            layer_of(moment.marks.selected),
            self._view.columns(),
            self._view.rows(),
        )
        self._view.set_scene(scene)

    def _story(self, moment: Moment) -> FlowStory:
        """Return the story of now, or while the run goes on, one that can still be read."""
        run = (moment.record.run, id(moment.history), moment.thresholds)
        now = time.monotonic()
        if self._told is not None and moment.running:
            due, known, story = self._told
            if known == run and now < due:
                return story
        story = flow_story(moment.record, moment.history.events(), moment.thresholds)
        self._told = (now + STATUS_SECONDS, run, story)
        return story

    def _choose(self, quantity: str) -> None:
        self._set("_quantity", cast(Quantity, quantity))

    def _try(self, remedy: Remedy) -> None:
        self._controller.try_remedy(remedy)


def layer_of(mark: Mark | None) -> int | None:
    """Return the layer of what is selected, from 1; None for inputs and nothing."""
    if isinstance(mark, UnitMark | WeightMark) and mark.layer > 0:
        return mark.layer
    return None


class Limits(QObject):
    """Opens the card of the thresholds where it is asked for, and passes on what is typed.

    Parameters
    ----------
    controller
        Holds the thresholds.
    owner
        The widget whose window the card belongs to.
    """

    def __init__(self, controller: Controller, owner: QWidget) -> None:
        super().__init__(owner)
        self._controller = controller
        self.sheet = ThresholdSheet(owner)
        self.sheet.thresholdsRequested.connect(self._take)

    def open_at(self, at: QPoint) -> None:
        """Show the thresholds in force."""
        self.sheet.show_thresholds(self._controller.thresholds)
        self.sheet.open_at(at)

    def _take(self, thresholds: Thresholds) -> None:
        self._controller.set_thresholds(thresholds)
