"""The chain rule strip: a product of named factors, its paths, and the check by differences."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.gui.views.chain_product import ProductPane
from nnviz.gui.views.chain_rows import RowsPane
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.facts import Facts
from nnviz.gui.views.gradient_map import GradientMap
from nnviz.gui.views.painted import PaintedBlock
from nnviz.gui.views.sample_switch import SampleSwitch
from nnviz.scenes.chain import ChainScene
from nnviz.scenes.gradient_check import GradientCheckScene
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.palette import Theme

_PATH_TIP = "Point at a path to see it in the diagram; click it to see its factors."
_SAMPLE_TIP = "Click a sample to see its paths and factors."
_UNFOLD = ("the ten largest", "List the ten largest, or only the first few.")
_CHECK = (
    "check the whole network",
    "Compare the gradient of every weight (of a large network: of some) with a difference.",
)


class ChainView(QWidget):
    """Shows a ChainScene; hidden where there is none.

    Signals
    -------
    sampleRequested(object)
        A row of the batch, or None for all of it.
    pathPointed(object)
        The place of the path that the pointer is on, or None.
    pathRequested(int)
        The path whose factors are wanted.
    unfoldRequested(bool)
        Whether the list shall be long.
    checkRequested()
        The check of the whole network is wanted; while one runs, its end.
    subjectShown()
        Another weight's product has come to be shown, or none.
    """

    sampleRequested = Signal(object)
    pathPointed = Signal(object)
    pathRequested = Signal(int)
    unfoldRequested = Signal(bool)
    checkRequested = Signal()
    subjectShown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: ChainScene | None = None
        self.sample, self.product, self.rows = SampleSwitch(), ProductPane(), RowsPane()
        self.facts, self.map = Facts(), GradientMap()
        self.unfold, self.check = Chip(*_UNFOLD), QPushButton(_CHECK[0])
        self.check.setToolTip(_CHECK[1])
        self.check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Chain rule")
        self.sample.sampleRequested.connect(self.sampleRequested)
        self.rows.rowPointed.connect(self._tell_pointed)
        self.rows.rowClicked.connect(self._tell_clicked)
        self.unfold.clicked.connect(self._ask_unfold)
        self.check.clicked.connect(self.checkRequested)
        self._build()
        self.map.hide()
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (self.sample, self.product, self.rows, self.unfold, self.facts, self.check):
            if isinstance(part, PaintedBlock | Facts):
                column.addWidget(part)
            else:
                column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.map)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours; the next scene brings its own."""
        for part in (self.sample, self.product, self.rows, self.facts, self.map):
            part.set_theme(theme)
        self.unfold.set_theme(theme)

    def set_scene(self, scene: ChainScene | None) -> None:
        """Show a scene; asks for nothing."""
        is_other = self._mark != (scene.mark if scene is not None else None)
        self._scene = scene
        self.setVisible(scene is not None)
        if scene is not None:
            self._show(scene)
        if is_other:
            self.subjectShown.emit()

    @property
    def _mark(self) -> WeightMark | None:
        return self._scene.mark if self._scene is not None else None

    def _show(self, scene: ChainScene) -> None:
        self.sample.set_choice(scene.sample)
        self.product.set_scene(scene)
        of_sample = scene.sample.row is not None
        self.rows.set_product(scene.product, _PATH_TIP if of_sample else _SAMPLE_TIP)
        self.unfold.setVisible(scene.product.foldable)
        self.unfold.show_checked(scene.unfolded)
        warning = ((scene.warning, "bad"),) if scene.warning else ()
        told = ((scene.product.sum, "muted"), *warning)
        self.facts.set_facts(scene.mark, scene.check, told)
        self.setAccessibleDescription(scene.text)

    def show_check(self, scene: GradientCheckScene | None, progress: float | None) -> None:
        """Show the check of the whole network; while it runs, how much of it (0 to 1) is done."""
        running = progress is not None
        self.check.setText(f"checking … {progress:.0%} (stop)" if running else _CHECK[0])
        self.map.set_scene(scene)

    @property
    def text(self) -> str:
        """All that is said here; "" where nothing is."""
        return "" if self._scene is None else self._scene.text

    def _tell_pointed(self, place: int | None) -> None:
        self.pathPointed.emit(place if self._shows_paths else None)

    def _tell_clicked(self, key: int) -> None:
        if self._shows_paths:
            self.pathRequested.emit(key)
        else:
            self.sampleRequested.emit(key)

    @property
    def _shows_paths(self) -> bool:
        return self._scene is not None and self._scene.sample.row is not None

    def _ask_unfold(self) -> None:
        if self._scene is not None:
            self.unfold.show_checked(self._scene.unfolded)
            self.unfoldRequested.emit(not self._scene.unfolded)
