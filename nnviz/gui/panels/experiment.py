"""The panel where the user builds the experiment: data, network, training.

It shows a form and passes wishes on; what a change brings about is decided in
`scenes.experiment_changes`. A wish is shown at once, before the run has followed; if it is
refused, the panel shows again what counts.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.experiment.presets import PRESETS
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.experiment.suggest import DataFacts
from nnviz.gui.panels.experiment_form import FormGrid, Heading
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.panels.fields import ChoiceBox
from nnviz.gui.views.drawing import caption_font
from nnviz.scenes import experiment_words as say
from nnviz.scenes.experiment import ExperimentForm, Group, experiment_form
from nnviz.scenes.experiment_changes import (
    Changed,
    changed,
    live_steps,
    with_layer,
    with_preset,
    without_layer,
)
from nnviz.scenes.experiment_choices import OPEN, Choice

OWN = "own experiment"
CHANGED = ", changed"
PRESET_TIP = "Experiments worth opening; choosing one begins a new run."
NARROW = 16  # lines of text: a panel less wide has little room


class ExperimentPanel(QWidget):
    """The experiment as a form.

    Attributes
    ----------
    parameterRequested : Signal(str, object)
        A setting, and its value as in the experiment file, that can change in mid-run. Several
        may come one after the other: each leaves the experiment runnable.
    experimentRequested : Signal(object)
        An ExperimentSpec that needs a run from step 0.
    newWeightsRequested : Signal()
        Begin again with other weights.
    openDataRequested : Signal()
        Open a table.
    """

    parameterRequested = Signal(str, object)
    experimentRequested = Signal(object)
    newWeightsRequested = Signal()
    openDataRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Experiment")
        self._told: tuple[ExperimentSpec, DataFacts] | None = None
        self._spec, self._facts = ExperimentSpec(), DataFacts("", "regression", (), 0)
        self._noted = ""
        self._style: tuple[str, bool] | None = None
        self.preset = _preset_box(self)
        self.text = caption("", self)
        self.text.setWordWrap(True)
        self._heading = Heading(self)
        self._heading.set_group(Group("Preset", say.RESET_NOTE, self.preset.toolTip(), ()))
        self.form = FormGrid((self._heading, self.preset, self.text), self)
        self.grow = QPushButton("+ layer", self)
        self.redraw = QPushButton("new weights", self)
        self._lay_out()
        self.preset.wished.connect(self._take_preset)
        self.form.wished.connect(self._wish)
        self.form.removeRequested.connect(self._shrink)
        self.grow.clicked.connect(self._grow)
        self.redraw.clicked.connect(self._redraw)

    def _lay_out(self) -> None:
        self.grow.setToolTip("Add a hidden layer before the output. Resets the run.")
        self.redraw.setToolTip("Draw other weights with the next seed. Resets the run.")
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._content())
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons = QHBoxLayout()
        for button in (self.grow, self.redraw):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addLayout(self._buttons)
        self._use_font()

    def _content(self) -> QWidget:
        content = QWidget(self)
        content.setObjectName("scrolled")
        self._column = QVBoxLayout(content)
        self._column.addWidget(self.form)
        self._column.addStretch()
        return content

    def set_spec(self, spec: ExperimentSpec, facts: DataFacts) -> None:
        """Show the experiment in force.

        Cheap where it is the one that was given last, so it may be called with every record; a
        box in which the user is typing is left alone.

        Parameters
        ----------
        spec
            Of the run.
        facts
            Of its data, by `experiment.suggest.facts_of`.
        """
        if self._told is not None and self._told[0] is spec:
            return
        if (spec, facts) != self._told:
            self._spec, self._facts = spec, facts
            self._show()
        self._told = (spec, facts)

    def refuse(self, message: str) -> None:
        """Show again what counts, and under the last change why it could not be made."""
        if self._told is not None:
            self._spec, self._facts = self._told
            self._show()
        self._say(self._noted, message, wrong=True)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window's font."""
        if event.type() == QEvent.Type.FontChange:
            self._use_font()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use smaller captions and margins where there is little room."""
        self._use_font()
        super().resizeEvent(event)

    def _use_font(self) -> None:
        step = self.fontMetrics().height()
        narrow = self.width() < NARROW * step
        style = (self.font().toString(), narrow)
        if style == self._style:
            return
        self._style = style
        small = caption_font(self)
        self._heading.use_font(small, above=0)
        self.text.setFont(small)
        self.form.use_font(narrow=narrow)
        side, gap = round((0.45 if narrow else 0.75) * step), round(0.5 * step)
        self._column.setContentsMargins(side, round(0.3 * step), side, gap)
        self._column.setSpacing(gap)
        self._buttons.setContentsMargins(side, gap, side, side)
        self._buttons.setSpacing(gap)

    def _show(self) -> None:
        form = experiment_form(self._spec, self._facts)
        self._show_preset(form)
        self.form.set_groups(form.groups)
        self.grow.setEnabled(form.can_grow)

    def _show_preset(self, form: ExperimentForm) -> None:
        place = self.preset.findData(form.preset)
        self.preset.suffix = CHANGED if form.preset_changed else ""
        self.preset.setCurrentIndex(place)
        self.preset.setToolTip(f"{self.preset.shown_text}. {PRESET_TIP}")
        self.preset.update()
        if self.text.text() != form.text:
            self.text.setText(form.text)

    def _take_preset(self, name: str) -> None:
        self._adopt("data.set", with_preset(name))
        self.experimentRequested.emit(self._spec)

    def _grow(self) -> None:
        self._request("network.initializer", with_layer(self._spec, self._facts))

    def _shrink(self, number: int) -> None:
        self._request("network.initializer", without_layer(self._spec, number, self._facts))

    def _redraw(self) -> None:
        self.newWeightsRequested.emit()

    def _wish(self, name: str, value: Any) -> None:
        if value == OPEN:
            self._show()
            self.openDataRequested.emit()
            return
        try:
            result = changed(self._spec, name, value, self._facts)
        except SpecError as error:
            self._say(name, str(error), wrong=True)
        else:
            self._request(name, result)

    def _request(self, name: str, result: Changed) -> None:
        """Show a change at once and ask for it: in mid-run where that can be done."""
        steps = live_steps(self._spec, result.spec)
        self._adopt(name, result)
        if steps is None:
            self.experimentRequested.emit(result.spec)
        for step in steps or ():
            self.parameterRequested.emit(*step)

    def _adopt(self, name: str, result: Changed) -> None:
        """Show a change, and under its field what followed from it."""
        self._spec, self._facts = result.spec, result.facts
        self._show()
        self._say(name, result.also)

    def _say(self, name: str, text: str, *, wrong: bool = False) -> None:
        """Say something under a field, and no longer what was said under another."""
        if self._noted and self._noted != name:
            self.form.say(self._noted, "")
        self._noted = name
        self.form.say(name, text, wrong=wrong)


def _preset_box(parent: QWidget) -> ChoiceBox:
    box = ChoiceBox(parent)
    box.show_choices(tuple(Choice(p.name, p.title, p.text) for p in PRESETS.values()), "")
    box.setPlaceholderText(OWN)
    box.setAccessibleName("Preset")
    box.setToolTip(PRESET_TIP)
    return box
