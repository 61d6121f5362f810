"""What stands in the panels, and the feeds that keep it up to date."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from nnviz.gui.controller import Controller, Moment
from nnviz.gui.feeds import (
    CurvesFeed,
    DiagramFeed,
    HeatmapsFeed,
    NeuronFeed,
    OutputFeed,
    SaturationFeed,
)
from nnviz.gui.flow_feeds import FlowFeed, Limits, SaturationMapFeed
from nnviz.gui.magnifier import Magnifier
from nnviz.gui.microscope_feeds import ChainFeed, MicroscopeFeed
from nnviz.gui.panel_feeds import ExperimentFeed, TimelineFeed
from nnviz.gui.panels.experiment import ExperimentPanel
from nnviz.gui.panels.timeline import TimelinePanel
from nnviz.gui.presenter import Feed
from nnviz.gui.views.curves import CurvesView
from nnviz.gui.views.diagram import DiagramView
from nnviz.gui.views.flow import FlowView
from nnviz.gui.views.heatmaps import HeatmapsView
from nnviz.gui.views.microscope import MicroscopeView
from nnviz.gui.views.neuron import NeuronView
from nnviz.gui.views.output import OutputView
from nnviz.gui.views.saturation import SaturationView
from nnviz.gui.views.saturation_map import SaturationMapView
from nnviz.scenes.palette import Theme


class Themed(Protocol):
    """What draws in the theme's colours."""

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""


class Contents:
    """The views and panels of the workspace Train, by the names of their panels.

    Parameters
    ----------
    controller
        What feeds them, and takes their wishes.
    """

    def __init__(self, controller: Controller) -> None:
        self.diagram, self.curves = DiagramView(), CurvesView()
        self.heatmaps, self.saturation = HeatmapsView(), SaturationView()
        self.output, self.neuron = OutputView(), NeuronView()
        self.timeline, self.experiment = TimelinePanel(), ExperimentPanel()
        self.microscope = MicroscopeView()
        self.map, self.flow = SaturationMapView(), FlowView()
        self.magnifier = Magnifier(controller, self.microscope)
        self.by_name: dict[str, QWidget] = {
            "experiment": self.experiment,
            "diagram": self.diagram,
            "curves": self.curves,
            "heatmaps": self.heatmaps,
            "saturation": self.saturation,
            "timeline": self.timeline,
            "output": self.output,
            "neuron": self.neuron,
            "microscope": self.microscope,
            "map": self.map,
            "flow": self.flow,
        }
        self.themed: tuple[Themed, ...] = (
            self.diagram,
            self.curves,
            self.heatmaps,
            self.saturation,
            self.output,
            self.neuron,
            self.timeline,
            self.microscope,
            self.map,
            self.flow,
        )
        self.operations = MicroscopeFeed(self.microscope, controller, self.magnifier)
        self.chain = ChainFeed(self.neuron, controller, self.magnifier)
        self.feeds = self._feeds(controller)
        self.limits = Limits(controller, self.saturation)
        self.saturation.limitsRequested.connect(self.limits.open_at)
        self.neuron.limitsRequested.connect(self.limits.open_at)

    def _feeds(self, controller: Controller) -> list[Feed[Moment]]:
        return [
            self.operations,
            DiagramFeed(self.diagram, controller, self.magnifier),
            CurvesFeed(self.curves, controller),
            HeatmapsFeed(self.heatmaps, controller),
            SaturationFeed(self.saturation, controller),
            SaturationMapFeed(self.map, controller),
            FlowFeed(self.flow, controller),
            OutputFeed(self.output, controller),
            NeuronFeed(self.neuron, controller),
            self.chain,
            TimelineFeed(self.timeline, controller),
            ExperimentFeed(self.experiment, controller),
        ]

    def stop(self) -> None:
        """End what goes on in threads of their own: the window closes."""
        self.magnifier.stop_playing()
        self.chain.stop()
