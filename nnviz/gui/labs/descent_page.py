"""The workspace Descent for the window: its lab and its driver."""

from __future__ import annotations

from nnviz.gui.labs.descent import DescentLab
from nnviz.gui.page import Page
from nnviz.gui.settings import Settings
from nnviz.scenes.palette import Theme


class DescentPage(Page):
    """The lab; the toolbar steps and runs its race.

    Parameters
    ----------
    settings
        What is remembered: whether a function is shown as a map or as a surface.
    """

    tells = False

    def __init__(self, settings: Settings) -> None:
        self.lab = DescentLab()
        self.lab.picture.plane.remember(settings)
        super().__init__(self.lab, self.lab.driver)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.lab.dress(theme, unit)

    def enter(self) -> None:
        """Show what is chosen, and take the keys."""
        self.lab.touch()
        self.lab.setFocus()

    def moment(self) -> str:
        """Return the step of the race."""
        return f"step {self.lab.state.race.step}"

    def arrange(self) -> None:
        """Give the cards their widths and heights again."""
        self.lab.arrange()

    def stop(self) -> None:
        """End the run: the window closes."""
        self.driver.pause()
        self.lab.picture.plane.stop()
