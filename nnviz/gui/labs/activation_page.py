"""The workspace Activation for the window: nothing runs in it."""

from __future__ import annotations

from nnviz.gui.labs.activation import ActivationLab
from nnviz.gui.page import Page
from nnviz.scenes.palette import Theme


class ActivationPage(Page):
    """The lab; the toolbar has nothing to drive in it."""

    tells = False

    def __init__(self) -> None:
        self.lab = ActivationLab()
        super().__init__(self.lab)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.lab.dress(theme, unit)

    def enter(self) -> None:
        """Show what is chosen, and take the keys."""
        self.lab.touch()
        self.lab.setFocus()
