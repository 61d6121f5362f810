"""The form of a lab: names at the left, sliders and boxes at the right, a refusal below its row."""

from __future__ import annotations

from functools import partial

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.gui.labs.notes import refusal_note, say
from nnviz.gui.labs.slide_field import NumberSlider
from nnviz.gui.panels.experiment_rows import Box, box_for, caption
from nnviz.gui.panels.fields import ChoiceBox, SwitchBox
from nnviz.gui.views.drawing import caption_font
from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.lab_form import FormHeading, FormRow, field_of, key_of
from nnviz.scenes.slide import Slide


class _Line(Struct):
    """The widgets of one row."""

    name: QLabel
    whole: QWidget
    box: Box
    slider: NumberSlider | None
    note: QLabel


class LabForm(QWidget):
    """Rows and headings; rows that are there stay the same widgets.

    Attributes
    ----------
    wished : Signal(str, object)
        A field's name and the value that the user wishes for.
    """

    wished = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, _Line] = {}
        self._headings: dict[str, QLabel] = {}
        self._shown: tuple[str, ...] = ()
        self._rows: dict[str, Slide | Field] = {}  # what each line shows, unless it was changed
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)

    def set_rows(self, rows: tuple[FormRow, ...]) -> None:
        """Show these rows, and no others."""
        keys = tuple(key_of(row) for row in rows)
        for row in rows:
            if isinstance(row, FormHeading):
                self._heading(row)
            else:
                self._show_line(row)
        if keys != self._shown:
            self._place(keys)

    def say(self, name: str, text: str) -> None:
        """Say under a row why its wish was not granted; "" when that is over."""
        line = self._lines.get(name)
        if line is not None:
            say(line.note, text)

    def note_of(self, name: str) -> str:
        """Return the sentence under a row."""
        return self._lines[name].note.text()

    def boxes(self) -> dict[str, Box]:
        """Return the boxes by the names of their fields."""
        return {name: line.box for name, line in self._lines.items()}

    def sliders(self) -> dict[str, NumberSlider]:
        """Return the sliders by the names of their fields."""
        return {n: line.slider for n, line in self._lines.items() if line.slider is not None}

    def dress(self) -> None:
        """Follow the present font."""
        step = self.fontMetrics().height()
        self._grid.setVerticalSpacing(round(0.28 * step))
        self._grid.setHorizontalSpacing(round(0.6 * step))
        small = caption_font(self)
        for heading in self._headings.values():
            bold = caption_font(self)
            bold.setBold(True)
            heading.setFont(bold)
            heading.setContentsMargins(0, round(0.4 * step), 0, 0)
        for line in self._lines.values():
            line.name.setFont(self.font())
            line.note.setFont(small)
            if line.slider is not None:
                line.box.setFixedWidth(round(5.2 * step))

    def _heading(self, row: FormHeading) -> None:
        if row.title not in self._headings:
            self._headings[row.title] = caption("", self)
            self.dress()
        label = self._headings[row.title]
        label.setText(row.title.upper())
        label.setToolTip(row.tip)

    def _show_line(self, row: Slide | Field) -> None:
        field = field_of(row)
        if self._rows.get(field.name) == row:
            return
        self._rows[field.name] = row
        if field.name not in self._lines:
            self._lines[field.name] = self._new(row)
            self.dress()
        line = self._lines[field.name]
        line.name.setText(field.label)
        line.name.setToolTip(field.tip)
        line.box.show_field(field)
        if line.slider is not None and isinstance(row, Slide):
            line.slider.show_slide(row)

    def _new(self, row: Slide | Field) -> _Line:
        field = field_of(row)
        box = box_for(field, self)
        ask = partial(self._ask, field.name)
        box.wished.connect(ask)
        if not isinstance(box, ChoiceBox | SwitchBox):
            box.refused.connect(partial(self._refuse, field.name))
        slider = None
        if isinstance(row, Slide):
            slider = NumberSlider(self)
            slider.wished.connect(ask)
        whole = _side_by_side(slider, box, self)
        return _Line(caption(field.label, self), whole, box, slider, refusal_note(self))

    def _ask(self, name: str, value: object) -> None:
        self._rows.pop(name, None)
        self.say(name, "")
        self.wished.emit(name, value)

    def _refuse(self, name: str, text: str) -> None:
        self.say(name, text)

    def _place(self, keys: tuple[str, ...]) -> None:
        """Put the rows in this order, and hide those that are not among them."""
        self._shown = keys
        while self._grid.takeAt(0) is not None:
            continue
        for place, key in enumerate(keys):
            if key in self._headings:
                self._grid.addWidget(self._headings[key], 2 * place, 0, 1, 2)
            else:
                line = self._lines[key]
                self._grid.addWidget(line.name, 2 * place, 0)
                self._grid.addWidget(line.whole, 2 * place, 1)
                self._grid.addWidget(line.note, 2 * place + 1, 0, 1, 2)
        for key, heading in self._headings.items():
            heading.setVisible(key in keys)
        for key, line in self._lines.items():
            line.name.setVisible(key in keys)
            line.whole.setVisible(key in keys)
            line.note.setVisible(key in keys and bool(line.note.text()))


def _side_by_side(slider: NumberSlider | None, box: Box, parent: QWidget) -> QWidget:
    whole = QWidget(parent)
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    if slider is not None:
        row.addWidget(slider, 1)
    row.addWidget(box, 0 if slider is not None else 1)
    whole.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return whole
