"""Which sample of the batch is looked at: back, on, or the whole batch."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.scenes.palette import Theme
from nnviz.scenes.sample_choice import SampleChoice


class SampleSwitch(QWidget):
    """Two arrows about the sample's number, and the batch.

    Signals
    -------
    sampleRequested(object)
        A row of the batch, or None for all of it.
    """

    sampleRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice: SampleChoice | None = None
        self.back = Chip("◀", "The sample of the batch before this one.", checkable=False)
        self.on = Chip("▶", "The next sample of the batch.", checkable=False)
        self.one = Chip("one sample", "Look at one sample of the batch alone.")
        self.all = Chip("the batch", "Look at all samples of the batch together.")
        self.back.setAccessibleName("Sample before")
        self.on.setAccessibleName("Next sample")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        for chip in (self.back, self.one, self.on, self.all):
            self._row.addWidget(chip)
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.one.clicked.connect(self._choose_one)
        self.all.clicked.connect(self._choose_all)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for chip in (self.back, self.on, self.one, self.all):
            chip.set_theme(theme)

    def set_choice(self, choice: SampleChoice) -> None:
        """Show which sample it is; emits nothing."""
        if choice == self._choice:
            return
        self._choice = choice
        one = choice.row is not None
        self.one.setText(choice.text if one else "one sample")
        self.one.setToolTip(choice.tip if one else "Look at one sample of the batch alone.")
        self.one.updateGeometry()
        self.one.show_checked(one)
        self.all.show_checked(not one)

    def _go_back(self) -> None:
        self._ask(-1)

    def _go_on(self) -> None:
        self._ask(1)

    def _ask(self, by: int) -> None:
        if self._choice is not None:
            self.sampleRequested.emit(self._choice.moved(by))

    def _choose_one(self) -> None:
        self._keep_checks()
        if self._choice is not None and self._choice.row is None:
            self.sampleRequested.emit(0)

    def _choose_all(self) -> None:
        self._keep_checks()
        if self._choice is not None and self._choice.row is not None:
            self.sampleRequested.emit(None)

    def _keep_checks(self) -> None:
        """Leave the chips as they are until the scene says otherwise."""
        if self._choice is not None:
            self.one.show_checked(self._choice.row is not None)
            self.all.show_checked(self._choice.row is None)
