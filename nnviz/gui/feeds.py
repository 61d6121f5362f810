"""One feed a view: its options, what its picture depends on, and the scene that it is shown.

A view's wishes about its own picture (a log axis, what edges stand for) end here; those about the
run and about marks go on to the controller.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import Any

from nnviz.engine.intents import EditWeight
from nnviz.gui.controller import Controller, Moment
from nnviz.gui.magnifier import Magnifier
from nnviz.gui.panel_feeds import ViewFeed
from nnviz.gui.views.curves import CurvesView
from nnviz.gui.views.diagram import DiagramView
from nnviz.gui.views.heatmaps import HeatmapsView
from nnviz.gui.views.neuron import NeuronView
from nnviz.gui.views.output import OutputView
from nnviz.gui.views.saturation import SaturationView
from nnviz.scenes.curves import curves_scene
from nnviz.scenes.diagram import diagram_scene
from nnviz.scenes.diagram_edges import Show
from nnviz.scenes.heatmaps import heatmaps_scene
from nnviz.scenes.limits import Limits
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.neuron import neuron_scene
from nnviz.scenes.output import output_scene, refresh_seconds
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.remedies import Remedy
from nnviz.scenes.saturation import saturation_scene


class DiagramFeed(ViewFeed):
    """The network; what its edges stand for, and what the microscope lights."""

    heavy = True

    def __init__(self, view: DiagramView, controller: Controller, magnifier: Magnifier) -> None:
        super().__init__(view, controller)
        self._view, self._magnifier = view, magnifier
        magnifier.changed.connect(self.changed)
        self._show: Show = "weight"
        self._output: Any = "mean"
        self._limits: dict[Show, float] = {}
        self._run = 0
        view.hovered.connect(controller.hover)
        view.clicked.connect(controller.select)
        view.showRequested.connect(self._choose_show)
        view.outputRequested.connect(self._choose_output)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        options = (self._show, self._output, moment.marks, moment.tau, moment.theme.name)
        return (moment.record.key, options, moment.running, self._magnifier.light_key(moment))

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        if moment.record.run != self._run:
            self._run = moment.record.run
            self._limits.clear()
        scene = diagram_scene(
            moment.record,
            moment.marks,
            self._show,
            moment.theme,
            moment.tau,
            before=self._limits.get(self._show),
            output=self._output,
            lit=self._magnifier.lit(moment),
            moving=moment.running,
        )
        self._limits[self._show] = scene.limit
        self._view.set_scene(scene)

    def _choose_show(self, show: Show) -> None:
        self._set("_show", show)

    def _choose_output(self, output: str) -> None:
        self._set("_output", output)


class CurvesFeed(ViewFeed):
    """The cost over the steps; its range and its axis."""

    heavy = True

    def __init__(self, view: CurvesView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        self._log = False
        self._range: tuple[float, float] | None = None
        view.logRequested.connect(self._choose_log)
        view.viewRangeRequested.connect(self._choose_range)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        size = (self._view.columns(), moment.history.head)
        options = (self._log, self._range, moment.theme.name)
        return (moment.record.key, size, options, moment.branches)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        scene = curves_scene(
            moment.record,
            moment.history,
            self._range,
            self._view.columns(),
            self._log,
            moment.theme,
            moment.branches,
        )
        self._view.set_scene(scene)

    def _choose_log(self, log: bool) -> None:
        self._set("_log", log)

    def _choose_range(self, steps: tuple[float, float] | None) -> None:
        self._range = steps
        self.changed.emit()


class HeatmapsFeed(ViewFeed):
    """Weights and gradients; whether the ends of their scales are fixed."""

    heavy = True

    def __init__(self, view: HeatmapsView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        self._fixed: Limits | None = None
        self._before: Limits | None = None
        self._run = 0
        view.hovered.connect(controller.hover)
        view.clicked.connect(controller.select)
        view.rangeRequested.connect(self._choose_range)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        return (moment.record.key, moment.marks, self._fixed, moment.theme.name)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        if moment.record.run != self._run:
            self._run, self._before = moment.record.run, None
        scene = heatmaps_scene(
            moment.record, moment.marks, moment.theme, self._fixed, before=self._before
        )
        self._before = scene.limits
        self._view.set_scene(scene)

    def _choose_range(self, limits: Limits | None) -> None:
        self._set("_fixed", limits)


class NeuronFeed(ViewFeed):
    """The unit or parameter that is selected; its gradient is checked while the run stands."""

    heavy = True

    def __init__(self, view: NeuronView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        view.weightEditRequested.connect(self._edit)
        view.remedyRequested.connect(self._try)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        options = (moment.marks.selected, moment.thresholds, moment.running, moment.theme.name)
        return (moment.record.key, options)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        scene = neuron_scene(
            moment.record,
            moment.marks,
            moment.theme,
            moment.thresholds,
            moment.history.evaluations(),
            moment.history.events(),
            checked=not moment.running,
        )
        self._view.set_scene(scene)

    def _edit(self, mark: WeightMark, value: float) -> None:
        self._controller.ask(EditWeight(mark.layer, mark.row, mark.column, value))

    def _try(self, remedy: Remedy) -> None:
        self._controller.try_remedy(remedy)


class OutputFeed(ViewFeed):
    """What the network answers; coarser while the run goes on, and of a large one more rarely."""

    heavy = True

    def __init__(self, view: OutputView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        self._options = OutputOptions()
        self._drawn: tuple[float, Hashable] = (0.0, None)
        view.optionsRequested.connect(self._choose)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on; the last key while the next is not yet due."""
        key = (moment.record.key, self._options, moment.running, moment.theme.name)
        time_drawn, drawn = self._drawn
        wait = refresh_seconds(moment.record.problem) if moment.running else 0.0
        is_same = isinstance(drawn, tuple) and drawn[1:] == key[1:] and self.shown is not None
        return drawn if is_same and time.monotonic() - time_drawn < wait else key

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        scene = output_scene(moment.record, moment.theme, self._options, fine=not moment.running)
        self._view.set_scene(scene)
        self._drawn = (time.monotonic(), self.shown)

    def _choose(self, options: OutputOptions) -> None:
        self._set("_options", options)


class SaturationFeed(ViewFeed):
    """How much of each layer is shut; which layer's z is shown."""

    heavy = True

    def __init__(self, view: SaturationView, controller: Controller) -> None:
        super().__init__(view, controller)
        self._view = view
        self._layer: int | None = None
        view.tauRequested.connect(controller.set_tau)
        view.layerRequested.connect(self._choose_layer)
        view.arranged.connect(self.changed)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        size = (self._view.columns(), self._view.rows(), moment.history.head)
        options = (moment.tau, self._layer, self._view.shows_over_time, moment.theme.name)
        return (moment.record.key, size, options)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        scene = saturation_scene(
            moment.record,
            moment.history,
            moment.tau,
            self._layer,
            self._view.columns(),
            self._view.rows(),
            moment.theme,
            over_time=self._view.shows_over_time,
        )
        self._view.set_scene(scene)

    def _choose_layer(self, layer: int | None) -> None:
        self._set("_layer", layer)
