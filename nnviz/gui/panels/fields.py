"""The boxes of a form: each shows a Field and says when the user wishes for another value.

A box that is told what to show never takes it for a wish. Turning the wheel over a box that is not
in use scrolls the form. Boxes for numbers are in `number_fields`.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.experiment_fields import Field

LIST_LIMIT = 24  # entries that a list shows before it scrolls
NAMED = 24  # letters that the names of the chosen take at most in a closed box


class ListBox(QComboBox):
    """A closed list as the form has it: may be narrow, then its text ends in dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxVisibleItems(LIST_LIMIT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters."""
        return QSize(round(3.5 * self.fontMetrics().height()), super().minimumSizeHint().height())

    @property
    def shown_text(self) -> str:
        """What stands in the closed box."""
        return self.currentText() or self.placeholderText()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll unless the box is in use."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the closed box."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part, text = QStyle.SubControl.SC_ComboBoxEditField, self.shown_text
        room = (
            self.style()
            .subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
            .width()
        )
        option.currentText = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, room - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ChoiceBox(ListBox):
    """One of several: entries that can't be chosen now stay, grey, and say why.

    Attributes
    ----------
    wished : Signal(object)
        The value of an entry that the user has chosen.
    """

    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self.suffix = ""
        self.activated.connect(self._tell)

    @property
    def shown_text(self) -> str:
        """The chosen entry, and what is added to it in the closed box."""
        return super().shown_text + self.suffix

    def show_field(self, field: Field) -> None:
        """Show a field's choices and value."""
        self.show_choices(field.choices, field.value)
        self.setToolTip(field.whole_tip)
        self.setAccessibleName(field.label)
        self.setAccessibleDescription(field.tip)

    def show_choices(self, choices: tuple[Choice, ...], value: object) -> None:
        """Show these entries, with that of `value` as the present one."""
        if choices != self._choices:
            self._fill(choices)
        place = self.findData(value)
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def _fill(self, choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        self.clear()
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place, choice in enumerate(choices):
            self.addItem(choice.label, choice.value)
            self.setItemData(place, choice.why_not or choice.tip, Qt.ItemDataRole.ToolTipRole)
            model.item(place).setEnabled(choice.allowed)

    def _tell(self, place: int) -> None:
        self.wished.emit(self.itemData(place))

    def showPopup(self) -> None:
        """Open the list as wide as its longest entry."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + 2 * view.frameWidth())
        super().showPopup()


class _StayingMenu(QMenu):
    """A menu that stays open while entries are switched on and off."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._switch():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._switch():
            super().keyPressEvent(event)

    def _switch(self) -> bool:
        """Switch the entry under the pointer or the keys; say whether there is one."""
        action = self.activeAction()
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True


class ManyBox(ListBox):
    """Several of many, switched in a menu; the wish is told when the menu closes.

    Attributes
    ----------
    wished : Signal(object)
        A tuple of the values that the user has switched on.
    refused : Signal(str)
        Why the choice can't be used.
    """

    wished = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self.menu = _StayingMenu(self)
        self.menu.aboutToHide.connect(self._tell)

    @property
    def shown_text(self) -> str:
        """Which are on: "x₁, x₂", "all 64", "12 of 64"."""
        if self._field is None:
            return ""
        labels = [one.label for one in self._field.choices if one.value in self._field.value]
        named, of_all = ", ".join(labels), len(self._field.choices)
        if len(named) <= NAMED:
            return named
        return f"all {of_all}" if len(labels) == of_all else f"{len(labels)} of {of_all}"

    @property
    def entries(self) -> dict[str, QAction]:
        """The menu's entries by their values."""
        return {action.data(): action for action in self.menu.actions()}

    def show_field(self, field: Field) -> None:
        """Show which of a field's choices are on; not while the user is switching."""
        if self.menu.isVisible():
            return
        if self._field is None or field.choices != self._field.choices:
            self._fill(field.choices)
        self._field = field
        self._check()
        self.setToolTip(f"{self.shown_text}. {field.whole_tip}")
        self.setAccessibleName(field.label)
        self.setAccessibleDescription(field.tip)
        self.update()

    def _fill(self, choices: tuple[Choice, ...]) -> None:
        self.menu.clear()
        for choice in choices:
            action = self.menu.addAction(choice.label.replace("&", "&&"))
            action.setData(choice.value)
            action.setCheckable(True)

    def _check(self) -> None:
        """Switch the entries to what the field says."""
        if self._field is not None:
            for value, action in self.entries.items():
                action.setChecked(value in self._field.value)

    def _tell(self) -> None:
        """Tell what was switched, as the menu closes."""
        chosen = tuple(value for value, one in self.entries.items() if one.isChecked())
        if not chosen:
            self._check()
            self.refused.emit("A network needs at least one input: nothing was changed.")
        elif self._field is not None and set(chosen) != set(self._field.value):
            self.wished.emit(chosen)

    def showPopup(self) -> None:
        """Open the menu under the box."""
        self.menu.setMinimumWidth(self.width())
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height())))


class SwitchBox(QCheckBox):
    """On or off.

    Attributes
    ----------
    wished : Signal(object)
        The other state, chosen by the user.
    """

    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(self._tell)

    def show_field(self, field: Field) -> None:
        """Show a field's state."""
        if self.isChecked() != field.value:
            self.setChecked(field.value)
        self.setToolTip(field.whole_tip)
        self.setAccessibleName(field.label)
        self.setAccessibleDescription(field.tip)

    def _tell(self, on: bool) -> None:
        self.wished.emit(on)
