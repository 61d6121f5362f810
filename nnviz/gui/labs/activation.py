"""The lab Activation: f, f', f'' of any activations under one cursor, and f' by differences.

What is saturated shows in shaded zones and in one sentence; what a difference makes of f', and how
wrong that is for every step h, stands beside it.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.gui.labs.card import Card
from nnviz.gui.labs.differences import DifferenceCard
from nnviz.gui.labs.flow import Flow
from nnviz.gui.labs.lab import Lab, Themed
from nnviz.gui.labs.notes import refusal_note, say
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.panels.number_fields import NumberBox
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.reading_table import ReadingTableView
from nnviz.gui.views.tau_chip import TauChip
from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.activation_choice import QUICK, ActivationChoice, taus, z_slide
from nnviz.scenes.activation_lab import ActivationScene, activation_scene, curves_text
from nnviz.scenes.palette import Theme
from nnviz.scenes.words import number

KEY_STEP = 1  # hundredths of the range that an arrow key moves the cursor
ORDERS = (
    ("f", "The activation f(z) itself."),
    ("f′", "Its slope: what an error that comes back is multiplied by."),
    ("f″", "How the slope changes with z."),
)
PLOT_TIP = (
    "Move the pointer to read values; click to keep the cursor there. Left and Right move it,"
    " the wheel zooms."
)


class ActivationLab(Lab):
    """Curves at the left; values at the cursor and differences at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Activation")
        self.choice = ActivationChoice()
        self.scene: ActivationScene | None = None
        self._pointer: float | None = None
        self._build_curves()
        self._build_reading()
        self.differences = DifferenceCard(self)
        self._right = QVBoxLayout()
        self._right.addWidget(self.reading_card)
        self._right.addWidget(self.differences, 1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.curves_card, 58)
        self._row.addLayout(self._right, 42)
        self.setFocusProxy(self.plots[0])
        self._connect()

    # What it is made of

    def _build_curves(self) -> None:
        self.names = {
            name: Chip(one.label, f"{one.label}: f(z) = {one.formula}")
            for name, one in ACTIVATIONS.items()
        }
        self.orders = [Chip(sign, tip) for sign, tip in ORDERS]
        self.stacked = Chip("stacked", "Give f, f′ and f″ a plot of their own each")
        self.tau = TauChip()
        self.copy_curves = Chip(
            "copy", "Copy z, f, f′, f″ of all curves as a table (CSV)", checkable=False
        )
        self.plots = [LabPlotView(f"{sign} over z") for sign, _ in ORDERS]
        controls = [*self.orders, self.stacked, self.tau, self.copy_curves]
        self.curves_card = Card("Activation", controls, self)
        self.curves_card.inside.addWidget(Flow(list(self.names.values())))
        for plot, stretch in zip(self.plots, (5, 4, 4), strict=True):
            plot.set_interactive(PLOT_TIP)
            self.curves_card.inside.addWidget(plot, stretch)

    def _build_reading(self) -> None:
        self.z_box = NumberBox()
        self.quick = [
            Chip(number(z, 1), f"Put the cursor at z = {number(z, 1)}", checkable=False)
            for z in QUICK
        ]
        self.copy_values = Chip("copy", "Copy the values as a table", checkable=False)
        self.table = ReadingTableView()
        self.sentence = ReadingLabel(lines=2)
        self.z_note = refusal_note(self)
        self.reading_card = Card("At the cursor", [self.copy_values], self)
        row = QHBoxLayout()
        row.addWidget(caption("z", self))
        row.addWidget(self.z_box)
        row.addWidget(caption("try", self))
        for chip in self.quick:
            row.addWidget(chip)
        row.addStretch(1)
        self.reading_card.inside.addLayout(row)
        for widget in (self.z_note, self.table, self.sentence):
            self.reading_card.inside.addWidget(widget)

    def _connect(self) -> None:
        for name, chip in self.names.items():
            chip.clicked.connect(partial(self._switch, name))
        for order, chip in enumerate(self.orders):
            chip.clicked.connect(partial(self._switch_order, order))
        for z, chip in zip(QUICK, self.quick, strict=True):
            chip.clicked.connect(partial(self.go_to, z))
        for plot in self.plots:
            plot.pointed.connect(self._point)
            plot.pressed.connect(self._press)
            plot.moved.connect(self._move)
            plot.turned.connect(self._zoom)
        self.stacked.clicked.connect(self._stack)
        self.tau.tauRequested.connect(self._set_tau)
        self.copy_curves.clicked.connect(self._copy_curves)
        self.copy_values.clicked.connect(self._copy_values)
        self.table.chosen.connect(self._choose)
        self.table.stepped.connect(self._choose_beside)
        self._connect_numbers()

    def _connect_numbers(self) -> None:
        self.z_box.wished.connect(self.go_to)
        self.z_box.refused.connect(partial(say, self.z_note))
        self.differences.hRequested.connect(self.set_h)
        self.differences.hMoved.connect(self._move_h)
        self.differences.switchRequested.connect(self._switch_difference)
        self.differences.errorRequested.connect(self._show_error)

    # How it looks

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        gap = round(8 * unit)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self._right.setSpacing(gap)
        for card in (self.curves_card, self.reading_card, self.differences):
            card.dress(theme, unit)
        themed: tuple[Themed, ...] = (
            *self.names.values(), *self.orders, self.stacked, self.tau, self.copy_curves,
            *self.quick, self.copy_values, *self.plots,
            self.table, self.sentence,
        )  # fmt: skip
        for view in themed:
            view.set_theme(theme)
        self.z_box.setFixedWidth(round(76 * unit))
        self.z_note.setFont(caption_font(self))
        super().dress(theme, unit)

    def refresh(self) -> None:
        """Show the choice: the pointer's z in place of the cursor's while it is on a plot."""
        shown = self.choice if self._pointer is None else self.choice.point_at(self._pointer)
        scene = activation_scene(shown, self.theme)
        self.scene = scene
        self._show_switches()
        for place, plot in enumerate(self.plots):
            plot.setVisible(place < len(scene.plots))
            if place < len(scene.plots):
                plot.set_left_room(3.2 * plot.fontMetrics().height() * 0.86)
                plot.set_scene(scene.plots[place], scene.marks[place])
        self.table.set_table(scene.table)
        self.sentence.set_text(scene.table.sentence)
        self.differences.set_scene(shown, scene.differences)
        self.z_box.show_field(z_slide(shown).field)

    def _show_switches(self) -> None:
        choice = self.choice
        for name, chip in self.names.items():
            chip.show_checked(name in choice.shown)
        for order, chip in enumerate(self.orders):
            chip.show_checked(order in choice.orders)
        self.stacked.show_checked(choice.stacked)
        self.tau.show_tau(choice.tau, taus())

    # What the user wishes

    def choose(self, choice: ActivationChoice) -> None:
        """Take another choice."""
        self.choice = choice
        self.touch()

    def go_to(self, z: float) -> None:
        """Put the cursor at z."""
        self._pointer = None
        self.choose(self.choice.go_to(z))

    def set_h(self, h: float) -> None:
        """Take differences over another step."""
        self.choose(replace(self.choice, h=h))

    def _move_h(self, tenths: int) -> None:
        self.choose(self.choice.beside_h(tenths))

    def _switch_difference(self, name: str) -> None:
        self.choose(self.choice.switch_difference(name))

    def _show_error(self, error: bool) -> None:
        self.choose(replace(self.choice, error=error))

    def _switch(self, name: str) -> None:
        self.choose(self.choice.switch(name))

    def _switch_order(self, order: int) -> None:
        self.choose(self.choice.switch_order(order))

    def _stack(self) -> None:
        self.choose(replace(self.choice, stacked=self.stacked.isChecked()))

    def _set_tau(self, tau: float) -> None:
        self.choose(replace(self.choice, tau=tau))

    def _choose(self, name: str) -> None:
        self.choose(self.choice.choose(name))

    def _choose_beside(self, places: int) -> None:
        self.choose(self.choice.choose_beside(places))

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self.touch()

    def _press(self, z: float, _y: float) -> None:
        self._pointer = None
        self.choose(self.choice.point_at(z))

    def _move(self, across: int, down: int) -> None:
        self._pointer = None
        moved = self.choice.move(across * KEY_STEP) if across else self.choice
        self.choose(moved.choose_beside(down) if down else moved)

    def _zoom(self, notches: int) -> None:
        self.choose(self.choice.zoom(notches))

    def _copy_curves(self) -> None:
        QGuiApplication.clipboard().setText(curves_text(self.choice))

    def _copy_values(self) -> None:
        if self.scene is not None:
            QGuiApplication.clipboard().setText(self.scene.table.text)
