"""Groups of rows, one below the other, with the names of all rows in one column."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from nnviz.gui.panels.experiment_rows import Box, LayerName, Line, caption
from nnviz.gui.views.drawing import caption_font
from nnviz.scenes.experiment import Group, Row

MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Heading(QWidget):
    """A group's title, and at the right when its changes take effect."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title, self.note = caption("", self), caption("", self)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addStretch()
        self._row.addWidget(self.note)

    def set_group(self, group: Group) -> None:
        """Show a group's title and note."""
        self.title.setText(group.title.upper())
        self.note.setText(group.note)
        self.setToolTip(group.tip)

    def use_font(self, font: QFont, *, above: int) -> None:
        """Use captions of this font, the title bold and wide, with some pixels above."""
        bold = QFont(font)
        bold.setBold(True)
        bold.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
        self.title.setFont(bold)
        self.note.setFont(font)
        self._row.setContentsMargins(0, above, 0, 0)


class FormGrid(QWidget):
    """The rows of all groups, below a head of its own.

    Parameters
    ----------
    head
        What stands above the groups, as broad as they are.
    parent
        The panel.

    Attributes
    ----------
    wished : Signal(str, object)
        A field's name and the value that the user wishes for.
    removeRequested : Signal(int)
        The number of the layer that is to be taken out.
    """

    wished = Signal(str, object)
    removeRequested = Signal(int)

    def __init__(self, head: tuple[QWidget, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = head
        self._lines: dict[str, Line] = {}
        self._headings: dict[str, Heading] = {}
        self._placed: list[str] = []
        self._narrow = False
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def set_groups(self, groups: tuple[Group, ...]) -> None:
        """Show these groups; rows that are there stay. One without a title has no heading."""
        for group in groups:
            if group.title:
                self._heading(group.title).set_group(group)
            for row in group.rows:
                self._line(row).set_row(row)
        names = (name for group in groups for name in (group.title, *map(_key, group.rows)))
        order = [name for name in names if name]
        if order != self._placed:
            self._arrange(order)
        self._unfold()
        self.show()  # for the first time with all rows: shown one by one each lays out all others

    def boxes(self) -> dict[str, Box]:
        """Return all boxes by the names of their fields."""
        lines = self._lines.values()
        return {name: box for line in lines for name, box in line.boxes.by_name.items()}

    def layer_names(self) -> list[LayerName]:
        """Return the names of the layers, from the first to the output."""
        lines = [self._lines[name] for name in self._placed if name in self._lines]
        return [line.name for line in lines if isinstance(line.name, LayerName)]

    def say(self, name: str, text: str, *, wrong: bool = False) -> None:
        """Show a sentence under the row of a field, if that is there."""
        for line in self._lines.values():
            if name in line.boxes.by_name:
                line.say(text, wrong=wrong)

    def note_of(self, name: str) -> str:
        """Return the sentence under the row of a field."""
        notes = [one.note.text() for one in self._lines.values() if name in one.boxes.by_name]
        return next(iter(notes), "")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font, which comes here after it came to the panel."""
        if event.type() == QEvent.Type.FontChange:
            self.use_font(narrow=self._narrow)
        super().changeEvent(event)

    def use_font(self, *, narrow: bool) -> None:
        """Follow the present font; where there is little room, names are in caption size."""
        self._narrow = narrow
        for heading in self._headings.values():
            self._dress(heading)
        for line in self._lines.values():
            self._dress(line)
        step = self.fontMetrics().height()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(round(0.3 * step))
        self._grid.setHorizontalSpacing(round((0.4 if narrow else 0.6) * step))

    def _dress(self, part: Heading | Line) -> None:
        small = caption_font(self)
        if isinstance(part, Line):
            part.use_fonts(small if self._narrow else self.font(), small)
        else:
            part.use_font(small, above=round(0.5 * self.fontMetrics().height()))

    def _heading(self, title: str) -> Heading:
        if title not in self._headings:
            self._headings[title] = Heading(self)
            self._dress(self._headings[title])
        return self._headings[title]

    def _line(self, row: Row) -> Line:
        key = _key(row)
        if key not in self._lines:
            line = self._lines[key] = Line(self, row)
            self._dress(line)
            line.wished.connect(self.wished)
            if isinstance(line.name, LayerName):
                line.name.removeRequested.connect(self.removeRequested)
                line.name.unfolded.connect(self._unfold)
        return self._lines[key]

    def _arrange(self, order: list[str]) -> None:
        """Place headings and rows in this order; take away what is not in it."""
        for key in [key for key in self._lines if key not in order]:
            self._lines.pop(key).discard()
        while self._grid.takeAt(0) is not None:
            continue
        self._placed = order
        for place, widget in enumerate(self._head):
            self._grid.addWidget(widget, place, 0, 1, 2)
        for place, key in enumerate(order, len(self._head)):
            if key in self._headings:
                self._grid.addWidget(self._headings[key], 2 * place, 0, 1, 2)
            else:
                self._place(self._lines[key], 2 * place)
        self._set_tab_order()

    def _place(self, line: Line, at: int) -> None:
        right = Qt.AlignmentFlag.AlignRight if line.row.own_of else MIDDLE
        self._grid.addWidget(line.name, at, 0, MIDDLE | right)
        self._grid.addWidget(line.boxes, at, 1)
        self._grid.addWidget(line.note, at + 1, 0, 1, 2)

    def _set_tab_order(self) -> None:
        """Let Tab go from row to row as they stand."""
        lines = [self._lines[name] for name in self._placed if name in self._lines]
        boxes = [*self._head, *(box for line in lines for box in line.boxes.by_name.values())]
        # An order with something in it that takes no keys is not kept by Qt from there on.
        takes_keys = [box for box in boxes if box.focusPolicy() != Qt.FocusPolicy.NoFocus]
        for before, after in pairwise(takes_keys):
            QWidget.setTabOrder(before, after)

    def _unfold(self) -> None:
        """Show the own settings of those layers that have some or whose name is pressed."""
        opened = {name.number for name in self.layer_names() if name.button.isChecked()}
        for line in self._lines.values():
            row = line.row
            line.show_if(not row.own_of or row.in_use or row.own_of in opened)


def _key(row: Row) -> str:
    return row.fields[0].name
