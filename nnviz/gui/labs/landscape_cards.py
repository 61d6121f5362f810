"""Curvature, and other ways to go on: the cards beside the pictures of the cost surface."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from nnviz.gui.labs.card import Card
from nnviz.gui.labs.flow import Flow
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.scenes.landscape_curvature import CurvatureScene
from nnviz.scenes.landscape_methods import WAYS, Way
from nnviz.scenes.palette import Theme

SPECTRUM_TIP = (
    "The curvatures of the training cost, eigenvalues of its Hessian, by the power of ten of their"
    " size: blue bends up, orange down."
)
COURSE_TIP = (
    "The largest curvature at every step where it was found, and above which one plain gradient"
    " descent at the run's rate runs away: 2/rate."
)
INTENT = (
    "Each goes on from here, down the cost of the whole training part, and counts what it asks for."
    " Where it ends a branch begins; the run as it is stays beside it."
)
WHOLE_RUN = ("whole run", "Find the sharpness at 40 steps of the run so far; again to stop.")


class CurvatureCard(Card):
    """The spectrum, and sharpness over the steps.

    Attributes
    ----------
    courseRequested : Signal()
        Sharpness along the whole run is wanted, or no longer.
    """

    courseRequested = Signal()

    def __init__(self) -> None:
        self.whole = Chip(*WHOLE_RUN)
        super().__init__("Curvature", [self.whole])
        self.spectrum = LabPlotView("Curvatures, the largest first", self)
        self.course = LabPlotView("Sharpness over the steps", self)
        for plot, tip in ((self.spectrum, SPECTRUM_TIP), (self.course, COURSE_TIP)):
            plot.setToolTip(tip)
            plot.setAccessibleDescription(tip)
        self.verdict, self.counts = ReadingLabel(self, lines=1), ReadingLabel(self, lines=2)
        self._pair = QHBoxLayout()
        self._pair.addWidget(self.spectrum, 1)
        self._pair.addWidget(self.course, 1)
        self.inside.addWidget(self.verdict)
        self.inside.addLayout(self._pair, 1)
        self.inside.addWidget(self.counts)
        self.whole.clicked.connect(self.courseRequested)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        self._pair.setSpacing(round(8 * unit))
        for view in (self.whole, self.spectrum, self.course, self.verdict, self.counts):
            view.set_theme(theme)

    def show_scene(self, scene: CurvatureScene | None, refusal: str, theme: Theme) -> None:
        """Show the curvature, or why it is not known."""
        for plot in (self.spectrum, self.course):
            plot.setVisible(scene is not None)
        self.whole.setEnabled(not refusal)
        if scene is None:
            self.verdict.set_text(refusal)
            self.counts.set_text("")
            return
        ink = {True: theme.good, False: theme.bad, None: theme.text}[scene.stable]
        self.verdict.set_text(scene.sentence, ink)
        self.counts.set_text(scene.counts)
        self.spectrum.set_scene(scene.spectrum, scene.spectrum_moving)
        self.course.set_scene(scene.course, scene.course_moving)

    def show_course(self, share: float | None) -> None:
        """Show how far the whole run is looked through; None where it is not."""
        self.whole.show_checked(share is not None)
        self.whole.setText(WHOLE_RUN[0] if share is None else f"{share:.0%}")


class WaysCard(Card):
    """Other ways downhill, each a button, and what came of them.

    Attributes
    ----------
    wayRequested : Signal(str)
        The name of the way whose button was pressed.
    stopRequested : Signal()
        It shall go no further.
    """

    wayRequested = Signal(str)
    stopRequested = Signal()

    def __init__(self) -> None:
        self.halt = Chip("stop here", "Go no further, and begin the branch here", checkable=False)
        self.halt.hide()
        super().__init__("Go on another way, as a branch", [self.halt])
        self.buttons = {name: self._button(way) for name, way in WAYS.items()}
        self.said = ReadingLabel(self, lines=3)
        self.inside.addWidget(Flow(list(self.buttons.values()), gap=6))
        self.inside.addWidget(self.said)
        self.halt.clicked.connect(self.stopRequested)

    def _button(self, way: Way) -> QPushButton:
        button = QPushButton(way.label, self)
        button.setObjectName("remedy")
        button.setAccessibleDescription(way.tip)
        button.clicked.connect(partial(self.wayRequested.emit, way.name))
        return button

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        self.halt.set_theme(theme)
        self.said.set_theme(theme)

    def show_ways(self, refusals: dict[str, str], *, busy: bool) -> None:
        """Let ways be gone, or say in their tooltips why not."""
        for name, button in self.buttons.items():
            button.setEnabled(not refusals[name] and not busy)
            button.setToolTip(refusals[name] or WAYS[name].tip)
        self.halt.setVisible(busy)
        if all(refusals.values()):
            self.said.set_text(next(iter(refusals.values())))
        elif not self.said.text:
            self.said.set_text(INTENT)
