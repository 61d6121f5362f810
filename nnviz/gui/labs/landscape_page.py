"""The workspace Landscape for the window: the lab, on the run of the workspace Train."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.gui.labs.landscape import LandscapeLab
from nnviz.gui.labs.landscape_feed import LandscapeFeed
from nnviz.gui.labs.landscape_ways import CourseFinder, WaysFeed
from nnviz.gui.page import Page
from nnviz.scenes.palette import Theme

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


class LandscapePage(Page):
    """The lab; the toolbar drives the same run as on the page Train.

    Parameters
    ----------
    window
        Whose run it looks at.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.lab = LandscapeLab()
        self.lab.map.plane.remember(window.settings)
        super().__init__(self.lab, window.tabs.train.driver)
        self.feed = LandscapeFeed(self.lab, window.controller)
        self.ways = WaysFeed(self.lab, window.controller)
        self.course = CourseFinder(self.lab, self.feed)
        for one in (self.feed.asker, self.ways, self.course):
            one.failed.connect(window.answers.show_report)
        window.controller.add([self.feed, self.ways])

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.lab.dress(theme, unit)

    def enter(self) -> None:
        """Take the keys of the map."""
        self.lab.setFocus()

    def moment(self) -> str:
        """Return the step of the run."""
        return f"step {self._window.controller.record.step}"

    def stop(self) -> None:
        """End what is being found."""
        self.lab.map.plane.stop()
        self.feed.stop()
        self.ways.stop()
        self.course.stop()
