"""The output panel: it shows the picture that fits the data, and a caption that reads it.

Two switches in its header show or hide the samples of each part; over a confusion matrix they
choose whose samples are counted.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.output_confusion import ConfusionView
from nnviz.gui.views.output_fitted import FittedView
from nnviz.gui.views.output_scatter import ScatterView
from nnviz.gui.views.output_surface import SurfaceView
from nnviz.gui.views.reading import ReadingLabel
from nnviz.scenes.output import OutputScene
from nnviz.scenes.output_confusion import ConfusionScene
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.output_fitted import FittedScene
from nnviz.scenes.output_scatter import ScatterScene
from nnviz.scenes.output_surface import SurfaceScene
from nnviz.scenes.palette import LIGHT, Theme

Picture: TypeAlias = SurfaceView | FittedView | ConfusionView | ScatterView

NARROW = 9  # lines of text: in a compact picture less wide the caption takes three lines

PICTURES: dict[type, type[Any]] = {
    SurfaceScene: SurfaceView,
    FittedScene: FittedView,
    ConfusionScene: ConfusionView,
    ScatterScene: ScatterView,
}


class OutputView(QWidget):
    """What the network answers.

    Signals
    -------
    optionsRequested(object)
        The OutputOptions that are wanted.
    """

    optionsRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Output")
        self._theme = LIGHT
        self._options = OutputOptions()
        self._exclusive = False
        self._keyed = self._ticked = True
        self._outputs: tuple[str, ...] = ()
        self._pictures: dict[type, Picture] = {}
        self._train = Chip("● train", "Samples that the network learns from, drawn filled")
        self._test = Chip("○ test", "Samples kept apart to test it, drawn hollow")
        self._output = Chip("y ▾", "Which of the outputs is shown", checkable=False)
        self._output.hide()
        self.caption = ReadingLabel(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        self._stack = QStackedLayout()
        box.addLayout(self._stack, 1)
        box.addWidget(self.caption)
        self._train.clicked.connect(self._ask_train)
        self._test.clicked.connect(self._ask_test)
        self._output.clicked.connect(self._offer_outputs)
        self.set_theme(LIGHT)

    def set_compact(self, *, keyed: bool, ticked: bool) -> None:
        """Leave out what is not wanted of key and ticks, and the room that captions seldom need."""
        narrow = self.width() < NARROW * self.fontMetrics().height()
        self.caption.set_lines(1 if ticked else 3 if narrow else 2)
        self._keyed, self._ticked = keyed, ticked
        for picture in self._pictures.values():
            self._make_compact(picture)

    def _make_compact(self, picture: Picture) -> None:
        if isinstance(picture, SurfaceView):
            picture.key.setVisible(self._keyed)
            picture.ticked = self._ticked

    def header_widgets(self) -> list[QWidget]:
        """Return the switches for the panel's title bar."""
        return [self._output, self._train, self._test]

    def sizeHint(self) -> QSize:
        """A square picture with a caption."""
        return QSize(330, 370)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        parts = (self._train, self._test, self._output, self.caption, *self._pictures.values())
        for part in parts:
            part.set_theme(theme)

    def set_scene(self, scene: OutputScene) -> None:
        """Show the scene in the picture that is made for it."""
        picture: Any = self._picture_for(type(scene))
        if self._stack.currentWidget() is not picture:
            self.caption.set_reading("")
            self._stack.setCurrentWidget(picture)
        self._options, self._outputs = scene.options, scene.outputs
        self._exclusive = isinstance(scene, ConfusionScene)
        self._show_options()
        self.caption.set_text(scene.caption)
        picture.set_scene(scene)

    def _picture_for(self, kind: type) -> Picture:
        if kind not in self._pictures:
            picture: Picture = PICTURES[kind](self)
            picture.set_theme(self._theme)
            picture.read.connect(self.caption.set_reading)
            self._make_compact(picture)
            self._stack.addWidget(picture)
            self._pictures[kind] = picture
        return self._pictures[kind]

    def _show_options(self) -> None:
        options = self._options
        on = (options.train, options.test)
        if self._exclusive:
            on = (options.part == "train", options.part == "test")
        self._train.show_checked(on[0])
        self._test.show_checked(on[1])
        several = len(self._outputs) > 1
        self._output.setVisible(several and self._output.parentWidget() is not None)
        if several:
            self._output.setText(f"{self._outputs[options.output]} ▾")

    def _ask_train(self) -> None:
        self._ask("train", self._train)

    def _ask_test(self) -> None:
        self._ask("test", self._test)

    def _ask(self, part: Literal["train", "test"], chip: Chip) -> None:
        if self._exclusive:
            wanted = replace(self._options, part=part)
        elif part == "train":
            wanted = replace(self._options, train=chip.isChecked())
        else:
            wanted = replace(self._options, test=chip.isChecked())
        self._show_options()
        self.optionsRequested.emit(wanted)

    def output_menu(self) -> QMenu:
        """Return a menu of the outputs that can be shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, name in enumerate(self._outputs):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(place == self._options.output)
            action.setData(place)
        menu.triggered.connect(self._choose_output)
        return menu

    def _offer_outputs(self) -> None:
        self.output_menu().popup(self._output.mapToGlobal(QPoint(0, self._output.height())))

    def _choose_output(self, action: QAction) -> None:
        self.optionsRequested.emit(replace(self._options, output=int(action.data())))
