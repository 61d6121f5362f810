"""One row of the form: a name at the left, boxes at the right, a note below.

What is wanted is compared with what is there, and only the difference is touched: a box that the
user is typing in stays the same box.
"""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from nnviz.gui.panels.fields import ChoiceBox, ManyBox, SwitchBox
from nnviz.gui.panels.number_fields import NumberBox, OfferBox
from nnviz.scenes.experiment import Row
from nnviz.scenes.experiment_fields import Field

Box: TypeAlias = ChoiceBox | ManyBox | NumberBox | OfferBox | SwitchBox
GAP = 4  # pixels between two boxes of a row


def box_for(field: Field, parent: QWidget) -> Box:
    """Return an empty box for fields of this kind."""
    match field.kind:
        case "choice":
            return ChoiceBox(parent)
        case "many":
            return ManyBox(parent)
        case "switch":
            return SwitchBox(parent)
        case _:
            return OfferBox(parent) if field.offered else NumberBox(parent)


def caption(text: str, parent: QWidget) -> QLabel:
    """Return a quiet label with plain text."""
    label = QLabel(text, parent)
    label.setObjectName("caption")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class Boxes(QWidget):
    """The boxes of one row, side by side.

    Attributes
    ----------
    wished : Signal(str, object)
        A field's name and the value that the user wishes for.
    refused : Signal(str)
        Why what was typed can't be used ("" when that is over).
    """

    wished = Signal(str, object)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self.by_name: dict[str, Box] = {}

    def set_fields(self, fields: tuple[Field, ...]) -> None:
        """Show these fields, always the same ones."""
        for field in fields:
            if field.name not in self.by_name:
                self.by_name[field.name] = self._new(field)
            self.by_name[field.name].show_field(field)

    def _new(self, field: Field) -> Box:
        box = box_for(field, self)
        box.wished.connect(partial(self.wished.emit, field.name))
        if not isinstance(box, ChoiceBox | SwitchBox):
            box.refused.connect(self.refused)
        if isinstance(box, SwitchBox):
            self._row.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._row.addWidget(box, 1)
        if field.name.endswith(".units"):
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return box


class LayerName(QWidget):
    """A layer's name, which unfolds its own settings, and the cross that takes it out.

    Attributes
    ----------
    unfolded : Signal()
        The user wants to see the layer's own settings, or no longer.
    removeRequested : Signal(int)
        The number of the layer that is to be taken out.
    """

    unfolded = Signal()
    removeRequested = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = 0
        self.button = QPushButton(self)
        self.button.setObjectName("layerName")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._unfold)
        self.cross = QPushButton("×", self)
        self.cross.setObjectName("layerCross")
        self.cross.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.button)
        row.addStretch()
        row.addWidget(self.cross)

    def set_row(self, row: Row) -> None:
        """Show a layer."""
        self.number = row.layer
        name = row.label.lower()
        self.button.setText(row.label)
        self.button.setToolTip(f"Click to give the weights of {name} a start of their own.")
        self.button.setAccessibleName(f"{row.label}: weights of its own")
        self.cross.setVisible(row.removable)
        self.cross.setToolTip(f"Take {name} out. Resets the run.")
        self.cross.setAccessibleName(f"Remove {name}")

    def _unfold(self) -> None:
        self.unfolded.emit()

    def _remove(self) -> None:
        self.removeRequested.emit(self.number)


class Line(QObject):
    """The widgets of one row of the form.

    Parameters
    ----------
    form
        Their parent.
    row
        What they show first.

    Attributes
    ----------
    wished : Signal(str, object)
        A field's name and the value that the user wishes for.
    """

    wished = Signal(str, object)

    def __init__(self, form: QWidget, row: Row) -> None:
        super().__init__(form)
        self.row = row
        self.name = LayerName(form) if row.layer else caption(row.label, form)
        self.boxes = Boxes(form)
        self.note = caption("", form)
        self.note.setObjectName("note")
        self.note.setWordWrap(True)
        self.note.hide()
        self.boxes.wished.connect(self.wished)
        self.boxes.refused.connect(self._refuse)

    def set_row(self, row: Row) -> None:
        """Show a row."""
        self.row = row
        self.boxes.set_fields(row.fields)
        if isinstance(self.name, LayerName):
            self.name.set_row(row)
        else:
            self.name.setText(row.label)
            self.name.setToolTip(row.fields[0].whole_tip)

    def show_if(self, shown: bool) -> None:
        """Show or hide the row."""
        self.name.setVisible(shown)
        self.boxes.setVisible(shown)

    def use_fonts(self, names: QFont, notes: QFont) -> None:
        """Use these fonts for names and notes."""
        name = self.name.button if isinstance(self.name, LayerName) else self.name
        name.setFont(notes if self.row.own_of else names)
        self.note.setFont(notes)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a sentence under the row; nothing where it is empty."""
        self.note.setProperty("wrong", wrong)
        self.note.style().polish(self.note)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def discard(self) -> None:
        """Take the row's widgets away."""
        for widget in (self.name, self.boxes, self.note):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _refuse(self, text: str) -> None:
        self.say(text, wrong=True)
