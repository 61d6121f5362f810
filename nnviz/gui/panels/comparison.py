"""The panel where the user says what twins differ in.

It shows a form and passes wishes on; what a change brings about is decided in
`scenes.compare_form`. Any change begins the runs again.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.panels.experiment_form import FormGrid
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.panels.fields import ChoiceBox, ManyBox
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.run_key import RunName
from nnviz.scenes.compare_form import CompareForm, RunForm
from nnviz.scenes.experiment import Group
from nnviz.scenes.palette import LIGHT, Theme


class RunRows(QWidget):
    """One run: its name, the cross that takes it out, and its values.

    Attributes
    ----------
    wished : Signal(str, object)
        A setting and its value.
    removeRequested : Signal()
        The run shall go.
    """

    wished = Signal(str, object)
    removeRequested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = RunName(self)
        self.cross = QPushButton("×", self)
        self.cross.setObjectName("layerCross")
        self.cross.clicked.connect(self.removeRequested)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.cross)
        self.form = FormGrid((), self)
        self.form.wished.connect(self.wished)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.form)

    def set_form(self, run: RunForm, *, removable: bool) -> None:
        """Show a run."""
        self.name.set_run(run.mark)
        self.cross.setVisible(removable)
        self.cross.setToolTip(f"Take the run “{run.mark.name}” out. Resets the runs.")
        self.cross.setAccessibleName(f"Remove the run {run.mark.name}")
        self.form.set_groups((Group("", "", "", run.rows),))
        self.form.use_font(narrow=True)


class ComparisonPanel(QWidget):
    """What twins differ in.

    Attributes
    ----------
    readyRequested : Signal(str)
        The name of a ready-made comparison.
    variedRequested : Signal(object)
        A tuple of the settings that shall vary.
    valueRequested : Signal(int, str, object)
        A run (from 0), a setting, and the value that it shall have there.
    addRequested : Signal()
        One run more.
    removeRequested : Signal(int)
        A run (from 0) shall go.
    experimentRequested : Signal()
        Take the experiment of the workspace Train.
    """

    readyRequested = Signal(str)
    variedRequested = Signal(object)
    valueRequested = Signal(int, str, object)
    addRequested = Signal()
    removeRequested = Signal(int)
    experimentRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Comparison")
        self._theme = LIGHT
        self.ready, self.vary = ChoiceBox(self), ManyBox(self)
        self.ready.setAccessibleName("Comparison")
        self.ready.setToolTip("Comparisons worth making; choosing one begins the runs again.")
        self.text = caption("", self)
        self.text.setWordWrap(True)
        self.base = caption("", self)
        self.base.setWordWrap(True)
        self.note = caption("", self)
        self.note.setObjectName("note")
        self.note.setWordWrap(True)
        self.take = QPushButton("Take the experiment of Train", self)
        self.add = QPushButton("+ run", self)
        self.runs: list[RunRows] = []
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.take.setToolTip("Compare on what stands in Train now. Resets the runs.")
        self.add.setToolTip("Add a run, like the last one until you change it. Resets the runs.")
        for button in (self.take, self.add):
            button.setAutoDefault(False)
        content = QWidget(self)
        content.setObjectName("scrolled")
        self._inside = QVBoxLayout(content)
        self._vary_name = QLabel("Vary", self)
        row = QGridLayout()
        row.addWidget(self._vary_name, 0, 0)
        row.addWidget(self.vary, 0, 1)
        row.setColumnStretch(1, 1)
        for widget in (self.base, self.take, self.ready, self.text):
            self._inside.addWidget(widget)
        self._inside.addLayout(row)
        self._inside.addWidget(self.note)
        self._rows = QVBoxLayout()
        self._inside.addLayout(self._rows)
        self._inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addWidget(self.add)
        self._use_font()

    def _connect(self) -> None:
        self.ready.wished.connect(self._ask_ready)
        self.vary.wished.connect(self.variedRequested)
        self.vary.refused.connect(self._say_none)
        self.add.clicked.connect(self.addRequested)
        self.take.clicked.connect(self.experimentRequested)

    def _ask_ready(self, name: object) -> None:
        self.readyRequested.emit(str(name))

    # What it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for run in self.runs:
            run.name.set_theme(theme)

    def set_form(self, form: CompareForm) -> None:
        """Show a comparison."""
        self.say("")
        self.ready.show_choices(form.ready, form.chosen)
        self.text.setText(form.text)
        self.vary.show_field(form.vary)
        while len(self.runs) < len(form.runs):
            self._add_rows()
        for place, rows in enumerate(self.runs):
            rows.setVisible(place < len(form.runs))
        for rows, run in zip(self.runs, form.runs, strict=False):
            rows.set_form(run, removable=form.can_remove)
        self.add.setEnabled(form.can_add)

    def set_base(self, text: str, *, is_other: bool) -> None:
        """Say on which experiment the runs are, and whether Train has another one now."""
        self.base.setText(text)
        self.take.setVisible(is_other)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what followed from a change, or why it was refused."""
        self.note.setProperty("wrong", wrong)
        self.note.style().polish(self.note)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _say_none(self, _text: str) -> None:
        self.say("At least one setting varies: nothing was changed.", wrong=True)

    def _add_rows(self) -> None:
        rows = RunRows(self)
        place = len(self.runs)
        rows.name.set_theme(self._theme)
        rows.wished.connect(partial(self.valueRequested.emit, place))
        rows.removeRequested.connect(partial(self.removeRequested.emit, place))
        self._rows.addWidget(rows)
        self.runs.append(rows)

    # How it looks

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window's font."""
        if event.type() == QEvent.Type.FontChange:
            self._use_font()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins in proportion."""
        self._use_font()
        super().resizeEvent(event)

    def _use_font(self) -> None:
        step = self.fontMetrics().height()
        for label in (self.text, self.base, self.note):
            label.setFont(caption_font(self))
        gap = round(0.5 * step)
        self._inside.setContentsMargins(0, 0, gap, gap)
        self._inside.setSpacing(gap)
        self._rows.setSpacing(round(0.9 * step))
