"""The card of the differences: f′ by them over z, and how wrong they are for every step h."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.gui.labs.card import Card
from nnviz.gui.labs.notes import refusal_note, say
from nnviz.gui.labs.slide_field import NumberSlider
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.panels.number_fields import NumberBox
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.scenes.activation_choice import ActivationChoice, h_slide, round_h
from nnviz.scenes.difference_plots import DifferencePlots
from nnviz.scenes.palette import Theme

H_TIP = "Click or drag to take another step h; Left and Right move it."


class DifferenceCard(Card):
    """Draws DifferencePlots.

    Attributes
    ----------
    hRequested : Signal(float)
        Another step h is wanted.
    hMoved : Signal(int)
        A step so many tenths of a power of ten larger is wanted.
    switchRequested : Signal(str)
        A difference shall be drawn, or no longer.
    errorRequested : Signal(bool)
        Whether what is wrong with them shall be drawn.
    """

    hRequested = Signal(float)
    hMoved = Signal(int)
    switchRequested = Signal(str)
    errorRequested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.methods = {
            "forward": Chip("forward", "(f(z + h) − f(z)) / h"),
            "central": Chip("central", "(f(z + h) − f(z − h)) / 2h"),
        }
        self.error = Chip("error only", "Draw what is wrong with them: difference − exact f′")
        super().__init__("f′ by differences", [*self.methods.values(), self.error], parent)
        self.h_slider, self.h_box, self.h_note = NumberSlider(), NumberBox(), refusal_note(self)
        self.over_z = LabPlotView("Differences over z")
        self.over_h = LabPlotView("Largest error against h")
        self.over_h.set_interactive(H_TIP)
        self.sentence = ReadingLabel(lines=2)
        row = QHBoxLayout()
        row.addWidget(caption("step h", self))
        row.addWidget(self.h_slider, 1)
        row.addWidget(self.h_box)
        self.inside.addLayout(row)
        self.inside.addWidget(self.h_note)
        self.inside.addWidget(self.over_z, 1)
        self.inside.addWidget(self.over_h, 1)
        self.inside.addWidget(self.sentence)
        self._connect()

    def _connect(self) -> None:
        for name, chip in self.methods.items():
            chip.clicked.connect(partial(self._switch, name))
        self.error.clicked.connect(self._show_error)
        self.h_box.wished.connect(self.set_h)
        self.h_box.refused.connect(partial(say, self.h_note))
        self.h_slider.wished.connect(self.set_h)
        self.over_h.pressed.connect(self._press)
        self.over_h.moved.connect(self._move)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        for chip in (*self.methods.values(), self.error):
            chip.set_theme(theme)
        for plot in (self.over_z, self.over_h):
            plot.set_theme(theme)
        self.sentence.set_theme(theme)
        self.h_box.setFixedWidth(round(76 * unit))
        self.h_note.setFont(caption_font(self))

    def set_scene(self, choice: ActivationChoice, scene: DifferencePlots) -> None:
        """Show the pictures of a choice."""
        for name, chip in self.methods.items():
            chip.show_checked(name in choice.differences)
        self.error.show_checked(choice.error)
        slide = h_slide(choice)
        self.h_slider.show_slide(slide)
        self.h_box.show_field(slide.field)
        self.over_z.set_scene(scene.over_z)
        self.over_h.set_scene(scene.over_h, scene.marks)
        self.sentence.set_text(scene.sentence)

    def set_h(self, h: float) -> None:
        """Ask for differences over another step."""
        say(self.h_note, "")
        self.hRequested.emit(h)

    def _switch(self, name: str) -> None:
        self.switchRequested.emit(name)

    def _show_error(self) -> None:
        self.errorRequested.emit(self.error.isChecked())

    def _press(self, power: float, _error: float) -> None:
        self.set_h(round_h(power))

    def _move(self, across: int, _down: int) -> None:
        if across:
            self.hMoved.emit(across)
