"""The left side of the descent lab: the function, the start, the selected method, who races."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.labs.descent_methods import MethodList
from nnviz.gui.labs.form import LabForm
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.panels.fields import ChoiceBox
from nnviz.gui.views.drawing import caption_font
from nnviz.scenes.descent_form import function_field, function_fields, method_fields, method_tip
from nnviz.scenes.descent_state import Descent
from nnviz.scenes.palette import Theme

FORMULA_TIP = (
    "The function, as a formula of x, or of x and y; change it and press Enter. Known are"
    " + − * / ^, brackets, pi, e and sin, cos, tan, exp, log, sqrt, abs, tanh, sigmoid, relu, min,"
    " max and a few more. Its first and second derivatives are exact."
)


class FormulaBox(QLineEdit):
    """Where a function is typed.

    Signals
    -------
    wished(str)
        Another formula, on Enter or when the field is left.
    givenUp()
        Escape has brought back the formula that counts.
    """

    wished = Signal(str)
    givenUp = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setToolTip(FORMULA_TIP)
        self.setAccessibleName("Formula")
        self.setAccessibleDescription(FORMULA_TIP)
        self.setMaxLength(2000)
        self.editingFinished.connect(self._tell)
        self.installEventFilter(self)

    def show_formula(self, text: str, *, again: bool = False) -> None:
        """Show the formula that counts, unless the user is changing it."""
        if text != self._shown or again:
            self._shown = text
            self.setText(text)
            self.setCursorPosition(0)
            self.mark(wrong=False)

    def mark(self, *, wrong: bool) -> None:
        """Show whether the text can be used."""
        self.setProperty("wrong", wrong)
        self.style().polish(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Escape bring back the formula that counts."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.text() != self._shown
        ):
            self.show_formula(self._shown, again=True)
            self.givenUp.emit()
            return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        if self.text() != self._shown:
            self.wished.emit(self.text())


class DescentPanel(QWidget):
    """Everything that can be set.

    Signals
    -------
    wished(str, object)
        A wish as `nnviz.scenes.descent_state.wished` takes it.
    pageRequested()
        The page on derivatives.
    """

    wished = Signal(str, object)
    pageRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Function and methods")
        self.function, self.formula = ChoiceBox(), FormulaBox()
        self.note, self.sentence = caption("", self), caption("", self)
        self.rule = caption("", self)
        self.note.setObjectName("note")
        self.note.setProperty("wrong", True)
        self.settings, self.method = LabForm(), LabForm()
        self.methods = MethodList()
        self.page = QPushButton("From derivative to Hessian …")
        self.page.setToolTip("What gradient, Jacobian and Hessian are, on numbers of your own.")
        self.title = caption("", self)
        self._titles = [
            caption("SETTINGS AND START", self),
            self.title,
            caption("METHODS IN THE RACE", self),
        ]
        self._noted = ""
        self._shown: tuple[object, ...] = (None,)
        self._build()
        self._connect()

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._column = column = QVBoxLayout(inside)
        for label in (self.note, self.sentence, self.rule, self.title):
            label.setWordWrap(True)
        for wide in (self.formula, self.page):
            wide.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.note.hide()
        for widget in (
            self.function, self.formula, self.note, self.sentence, self._titles[0], self.settings,
            self.title, self.rule, self.method, self._titles[2], self.methods, self.page,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def _connect(self) -> None:
        self.function.wished.connect(self._ask_function)
        self.formula.wished.connect(self._ask_formula)
        self.formula.givenUp.connect(self._forgive)
        self.settings.wished.connect(self.wished)
        self.method.wished.connect(self.wished)
        self.methods.wished.connect(self.wished)
        self.page.clicked.connect(self.pageRequested)

    def _ask_function(self, name: object) -> None:
        self.wished.emit("function", name)

    def _forgive(self) -> None:
        self.note.hide()

    def _ask_formula(self, text: str) -> None:
        self.wished.emit("formula", text)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        small = caption_font(self)
        self._column.setContentsMargins(0, 0, round(8 * unit), round(4 * unit))
        self._column.setSpacing(round(5 * unit))
        for label in (self.note, self.sentence, self.rule):
            label.setFont(small)
        bold = caption_font(self)
        bold.setBold(True)
        for title in self._titles:
            title.setFont(bold)
            title.setContentsMargins(0, round(6 * unit), 0, 0)
        self.settings.dress()
        self.method.dress()
        self.methods.dress(theme)

    def show_state(self, descent: Descent) -> None:
        """Show the settings that count, if they are others than those shown."""
        settings = (descent.function, descent.race.methods, descent.race.start, descent.selected)
        if settings[0] is self._shown[0] and settings[1:] == self._shown[1:]:
            return
        self._shown = settings
        self.function.show_field(function_field(descent))
        self.formula.show_formula(descent.function.formula)
        self.formula.setPlaceholderText("drawn with the mouse; type a formula here instead")
        self.sentence.setText(descent.function.sentence)
        self.settings.set_rows(function_fields(descent))
        self.title.setText(descent.method.label.upper())
        self.rule.setText(descent.method.formula)
        self.rule.setToolTip(method_tip(descent.selected))
        self.method.set_rows(method_fields(descent))
        self.methods.show_racing(frozenset(one.name for one in descent.race.tracks))

    def refuse(self, name: str, text: str, descent: Descent) -> None:
        """Say under a row why its wish was not granted, and show what counts."""
        if name == "formula":
            self.formula.mark(wrong=bool(text))
        form = self.method if name.startswith("method") else self.settings
        if name in form.boxes():
            form.say(name, text)
        elif text or name in (self._noted, "function", "formula"):
            self._noted = name
            self.note.setText(text)
            self.note.setVisible(bool(text))
        self.methods.show_racing(frozenset(one.name for one in descent.race.tracks))
        self.function.show_field(function_field(descent))
