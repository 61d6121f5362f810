"""The two pictures of the cost surface with their switches: the map of a plane, and a line."""

from __future__ import annotations

from functools import partial
from typing import Literal

from msgspec.structs import replace

from nnviz.gui.labs.landscape_names import NameBox
from nnviz.gui.labs.landscape_picture import PictureCard
from nnviz.gui.labs.map_or_surface import MapOrSurface
from nnviz.gui.labs.notes import say
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.panels.number_fields import NumberBox
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.colour_key import ColourKey
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.landscape_map import LandscapeMapView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.landscape_choice import LINES, PARTS, PLANES, LandscapeChoice
from nnviz.scenes.landscape_line import LineScene
from nnviz.scenes.landscape_map import MapScene
from nnviz.scenes.landscape_surface import landscape_picture
from nnviz.scenes.palette import Theme
from nnviz.scenes.plot_marks import Level

MAP_TIP = (
    "The pointer reads the cost, computed there. Wheel, + and −: see more or less. With the arrow"
    " keys a cursor moves."
)
LINE_TIP = "The pointer or Left and Right read the cost. Wheel, + and −: see more or less."
KEY_STEPS = 48  # of an arrow key from edge to edge


class MapCard(PictureCard):
    """The cost over a plane."""

    picture = "plane"

    def __init__(self) -> None:
        kinds = {str(name): Chip(one.label, one.tip) for name, one in PLANES.items()}
        self.parts = {name: Chip(one.label, one.tip) for name, one in PARTS.items()}
        self.map = LandscapeMapView()
        self.plane = MapOrSurface(self.map, "landscape_picture")
        chips = [*self.parts.values(), *self.plane.chips]
        super().__init__("Cost over a plane", kinds, chips)
        self.boxes = (NameBox("across"), NameBox("up"))
        row = self._add_row()
        for word, box in zip(("across", "up"), self.boxes, strict=True):
            row.addWidget(caption(word, self))
            row.addWidget(box, 1)
        self.map.set_interactive(MAP_TIP)
        self.key, self.reading = ColourKey(self), ReadingLabel(self, lines=2)
        for widget, stretch in (
            (self.plane, 1),
            (self.refusal, 1),
            (self.key, 0),
            (self.reading, 0),
        ):
            self.inside.addWidget(widget, stretch)
        self._cursor: tuple[float, float] | None = None
        self._connect()

    def _connect(self) -> None:
        for name, chip in self.parts.items():
            chip.clicked.connect(partial(self._choose_part, name))
        for place, box in enumerate(self.boxes):
            box.wished.connect(partial(self._choose_weight, place))
            box.refused.connect(partial(say, self.note))
        self.plane.changed.connect(self._show_surface)
        self.map.pointed.connect(self._point)
        self.map.moved.connect(self._move)
        self.map.turned.connect(self._turn)

    def show_units(self, units: tuple[int, ...], *, has_test: bool) -> None:
        """Show which weights are chosen, of a network of these units."""
        for index, box in zip(self.choice.weights, self.boxes, strict=True):
            box.show_parameter(index, units)
        self.parts["test"].setEnabled(has_test)
        for name, chip in self.parts.items():
            chip.show_checked(name == self.choice.part)

    def show_choice(self, choice: LandscapeChoice) -> None:
        """Show what is chosen."""
        super().show_choice(choice)
        self.row.setVisible(choice.plane == "weights")

    def show_map(self, scene: MapScene | None, refusal: str) -> None:
        """Show a map, or why there is none."""
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))
        self.plane.setVisible(not refusal)
        self.key.setVisible(not refusal)
        self.map.set_map(scene)
        self._show_surface()
        self.reading.set_text(scene.caption if scene else "")
        if scene is not None:
            self.key.set_key(scene.key)
            self._show_cursor()

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        for view in (self.map, self.plane, self.key, self.reading):
            view.set_theme(theme)

    def _show_surface(self) -> None:
        """Show the surface in the map's place, where it is wanted and works."""
        scene, theme = self.map.map, self._theme
        self.plane.show_picture(
            None if scene is None else lambda *how: landscape_picture(scene.found, theme, *how)
        )

    def _choose_part(self, part: Literal["train", "test"]) -> None:
        self.show_choice(self.choice)
        self.wished.emit(replace(self.choice, part=part))

    def _choose_weight(self, place: int, index: int) -> None:
        weights = [*self.choice.weights]
        if index == weights[1 - place]:
            weights[1 - place] = weights[place]
        weights[place] = index
        self.wished.emit(replace(self.choice, weights=(weights[0], weights[1])))

    def _point(self, place: tuple[float, float] | None) -> None:
        self._cursor = None
        scene = self.map.map
        self.reading.set_reading(scene.read(*place) if scene and place else "")
        if scene is not None:
            self.map.layer.set_moving(scene.moving)

    def _move(self, across: int, down: int) -> None:
        """Move the cursor, which begins where the network stands."""
        scene = self.map.map
        if scene is None:
            return
        x_axis, y_axis = scene.plot.x_axis, scene.plot.y_axis
        x, y = self._cursor or scene.here
        x += across * x_axis.span / KEY_STEPS
        y -= down * y_axis.span / KEY_STEPS
        self._cursor = (
            min(max(x, x_axis.low), x_axis.high),
            min(max(y, y_axis.low), y_axis.high),
        )
        self._show_cursor()

    def _show_cursor(self) -> None:
        scene = self.map.map
        if scene is None or self._cursor is None:
            return
        x, y = self._cursor
        ink = self.map.theme.accent
        lines = (Level(x, ink, upright=True), Level(y, ink))
        self.map.layer.set_moving((*scene.moving, *lines))
        self.reading.set_reading(scene.read(x, y))


class LineCard(PictureCard):
    """The cost along a line, with its parabola."""

    picture = "line"

    def __init__(self) -> None:
        kinds = {str(name): Chip(one.label, one.tip) for name, one in LINES.items()}
        super().__init__("Cost along a line", kinds, [])
        self.plot = LabPlotView("The cost along a line", self)
        self.plot.set_interactive(LINE_TIP)
        self.step = NumberBox(self)
        row = self._add_row()
        row.addWidget(caption("step", self))
        row.addWidget(self.step)
        row.addStretch(1)
        self.reading = ReadingLabel(self, lines=3)
        for widget, stretch in ((self.plot, 1), (self.refusal, 1), (self.reading, 0)):
            self.inside.addWidget(widget, stretch)
        self.scene: LineScene | None = None
        self._place: int | None = None
        self.step.wished.connect(self._choose_step)
        self.step.refused.connect(partial(say, self.note))
        self.plot.pointed.connect(self._point)
        self.plot.moved.connect(self._move)
        self.plot.turned.connect(self._turn)

    def show_choice(self, choice: LandscapeChoice) -> None:
        """Show what is chosen."""
        super().show_choice(choice)
        self.row.setVisible(choice.line == "step")

    def show_head(self, head: int) -> None:
        """Show the chosen step, of so many that the run has made."""
        tip = "The line goes from here to where the run was at this step."
        field = Field("target", "step", tip, "whole", self.choice.target, False, 0, head)
        self.step.show_field(field)

    def show_line(self, scene: LineScene | None, refusal: str) -> None:
        """Show a line, or why there is none."""
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))
        self.plot.setVisible(not refusal)
        self.scene = scene
        if scene is None:
            self.reading.set_text("")
            return
        told = f" Costs {scene.caption}." if scene.caption else ""
        self.reading.set_text(scene.sentence + told)
        self.plot.set_scene(scene.plot, scene.moving)
        self._show_place()

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        self.plot.set_theme(theme)
        self.reading.set_theme(theme)
        self.step.setFixedWidth(round(86 * unit))

    def _choose_step(self, step: int) -> None:
        self.wished.emit(replace(self.choice, target=step))

    def _point(self, place: tuple[float, float] | None) -> None:
        self._place = self.scene.nearest(place[0]) if self.scene and place else None
        self._show_place()

    def _move(self, across: int, _down: int) -> None:
        if self.scene is None:
            return
        place = self.scene.nearest(0.0) if self._place is None else self._place
        self._place = min(max(0, place + across), self.scene.places() - 1)
        self._show_place()

    def _show_place(self) -> None:
        if self.scene is None:
            return
        if self._place is None or self._place >= self.scene.places():
            self.reading.set_reading("")
            self.plot.layer.set_moving(self.scene.moving)
            return
        told, moving = self.scene.read(self._place)
        self.reading.set_reading(told)
        self.plot.layer.set_moving(moving)
