"""The lab Neuron: one unit that can be changed and stepped, and the race from -10 to +10.

Both pages share the form at the left and the window's toolbar: run, step, back and reset are about
the page that is shown.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from nnviz.diagnostics.race import Race, RaceSettings
from nnviz.gui.labs.card import Card
from nnviz.gui.labs.flow import Flow
from nnviz.gui.labs.form import LabForm
from nnviz.gui.labs.lab import Lab
from nnviz.gui.labs.race import RacePage
from nnviz.gui.labs.unit import UnitPage
from nnviz.gui.views.chips import Chip
from nnviz.scenes.neuron_lab import neuron_scene
from nnviz.scenes.palette import Theme
from nnviz.scenes.unit_choice import PRESETS, UnitChoice
from nnviz.scenes.unit_form import race_rows

FORM_WIDTH = 262  # units of the sheet


class NeuronLab(Lab):
    """A form at the left; at the right the unit, or the race.

    Attributes
    ----------
    changed : Signal()
        Something was changed by hand, or the other page is shown: what runs should stop.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Neuron")
        self.choice = UnitChoice()
        self.race = Race()
        self.racing = False
        self.unit_page, self.race_page = UnitPage(), RacePage()
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.unit_page)
        self.pages.addWidget(self.race_page)
        self.setFocusProxy(self.unit_page)
        self._build_form()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.card)
        self._row.addWidget(self.pages, 1)
        self._connect()

    def _build_form(self) -> None:
        self.one_chip = Chip("one unit", "Change one unit and see what each factor does")
        self.race_chip = Chip("race", "Five units from −10 towards the target, side by side")
        self.presets = {
            name: Chip(name, tip, checkable=False) for name, (tip, _, _) in PRESETS.items()
        }
        self.form = LabForm()
        self.form.setObjectName("scrolled")
        self.preset_row = Flow(list(self.presets.values()))
        self.card = Card("Set-up", [self.one_chip, self.race_chip], self)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        area.setWidget(inside)
        self.card.inside.addWidget(self.preset_row)
        self.card.inside.addWidget(area, 1)

    def _connect(self) -> None:
        self.one_chip.clicked.connect(partial(self.show_race, False))
        self.race_chip.clicked.connect(partial(self.show_race, True))
        for name, chip in self.presets.items():
            chip.clicked.connect(partial(self.take_preset, name))
        self.form.wished.connect(self.wish)
        page = self.unit_page
        page.selected.connect(self._select)
        page.weightRequested.connect(self._put)
        page.placeRequested.connect(self._place)
        page.moved.connect(self._move)
        page.zoomed.connect(self._zoom)
        page.bothRequested.connect(self._show_both)
        self.race_page.changed.connect(self.touch)

    # How it looks

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._row.setSpacing(round(8 * unit))
        self.card.dress(theme, unit)
        self.card.setFixedWidth(round(FORM_WIDTH * unit))
        for chip in (self.one_chip, self.race_chip, *self.presets.values()):
            chip.set_theme(theme)
        self.form.dress()
        self.unit_page.dress(theme, unit)
        self.race_page.dress(theme, unit)
        super().dress(theme, unit)

    def refresh(self) -> None:
        """Show the page that is chosen."""
        self.one_chip.show_checked(not self.racing)
        self.race_chip.show_checked(self.racing)
        self.preset_row.setVisible(not self.racing)
        self.pages.setCurrentIndex(int(self.racing))
        if self.racing:
            self.form.set_rows(race_rows(self.race.settings))
            self.race_page.show_race(self.race, self.theme)
        else:
            scene = neuron_scene(self.choice, self.theme)
            self.form.set_rows(scene.rows)
            self.unit_page.set_scene(scene, both=self.choice.both)

    # What the user wishes

    def choose(self, choice: UnitChoice) -> None:
        """Take another choice, made by hand."""
        self.choice = choice
        self.changed.emit()
        self.touch()

    def show_race(self, racing: bool) -> None:
        """Show the race, or one unit."""
        self.racing = racing
        self.changed.emit()
        self.touch()

    def take_preset(self, name: str) -> None:
        """Take a prepared unit."""
        _, unit, rate = PRESETS[name]
        self.choose(self.choice.take(unit, rate))

    def wish(self, name: str, value: object) -> None:
        """Grant a wish of the form, or say why not."""
        if self.racing:
            self.set_race(replace(self.race.settings, **{name: value}))
            return
        try:
            self.choose(self.choice.wish(name, value))
        except ValueError as refusal:
            self.form.say(name, str(refusal))
            self.touch()

    def set_race(self, settings: RaceSettings) -> None:
        """Begin another race."""
        self.race = Race(settings)
        self.changed.emit()
        self.touch()

    def _select(self, index: int) -> None:
        self.choose(self.choice.select(index))

    def _put(self, weight: float) -> None:
        self.choose(self.choice.put(weight))

    def _place(self, weight: float, bias: float) -> None:
        self.choose(self.choice.place(weight, bias))

    def _move(self, hundredths: int) -> None:
        here = float(self.choice.unit.flat[self.choice.index])
        self.choose(self.choice.put(here + hundredths * self.choice.limit / 100.0))

    def _zoom(self, notches: int) -> None:
        self.choice = self.choice.zoom(notches)
        self.touch()

    def _show_both(self, both: bool) -> None:
        self.choice = replace(self.choice, both=both)
        self.touch()

    # What the toolbar wishes

    def step(self, count: int) -> bool:
        """Go so many steps on, or back; return whether there are more to go."""
        if self.racing and count > 0:
            self.race.advance(count)
        elif self.racing:
            self.race.back(-count)
        else:
            self.choice = self.choice.step(count)
        self.touch()
        return not self.race.is_over if self.racing else not self.choice.run.stopped

    def reset(self) -> None:
        """Go back to the beginning of the way, or of the race."""
        if self.racing:
            self.race.back(self.race.step_count)
        else:
            self.choice = self.choice.reset()
        self.changed.emit()
        self.touch()

    @property
    def text(self) -> str:
        """What is shown, to be copied."""
        if self.racing:
            return self.race_page.scene.text if self.race_page.scene is not None else ""
        return neuron_scene(self.choice, self.theme).text
