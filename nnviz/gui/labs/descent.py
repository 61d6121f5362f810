"""The lab Descent: methods raced down a function, on a line or on a map, step by step and back.

Settings at the left, the picture in the middle, what it comes to in numbers and words at the
right. The lab holds one frozen state; a wish makes another, or is refused in a sentence.
"""

from __future__ import annotations

import time

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedLayout, QWidget

from nnviz.experiment.files import write_atomically
from nnviz.experiment.function import Function
from nnviz.gui.dialogs import tell
from nnviz.gui.labs.card import Card
from nnviz.gui.labs.derivatives import DerivativesPage
from nnviz.gui.labs.descent_cards import DataCard, PictureCard, RaceCard, TableCard, ValuesCard
from nnviz.gui.labs.descent_drive import DescentDriver
from nnviz.gui.labs.descent_hand import DescentHand
from nnviz.gui.labs.descent_panel import DescentPanel
from nnviz.gui.labs.lab import Lab
from nnviz.scenes.descent_choice import DRAWN, FunctionChoice
from nnviz.scenes.descent_look import name_of
from nnviz.scenes.descent_state import Descent, fitted, opening, wished
from nnviz.scenes.descent_story import standings, story
from nnviz.scenes.descent_table import iterates_scene
from nnviz.scenes.palette import Theme

WALK = 0.002  # seconds of a frame for the way, while its start is dragged
REST = 60  # milliseconds without another move: the hand rests, and the whole way is walked
TABLES = "Tables (*.csv)"


class DescentLab(Lab):
    """The workspace.

    Attributes
    ----------
    driver
        Obeys the toolbar.
    state
        What is chosen and how the race stands.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Descent")
        self.state = opening()
        self.driver = DescentDriver(self, self)
        self.panel = DescentPanel()
        self.panel_card = Card("Function", (), self)
        self.panel_card.inside.addWidget(self.panel, 1)
        self.picture, self.values, self.data = PictureCard(), ValuesCard(), DataCard()
        self.race, self.table = RaceCard(), TableCard()
        self.page: DerivativesPage | None = None
        self.hand = DescentHand(self, self.panel, self.picture, self.data)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.finish)
        self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # What it is made of

    def _arrange(self) -> None:
        down, across = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        self._lower = _splitter(across, (self.values, 3), (self.data, 2))
        self._middle = _splitter(down, (self.picture, 7), (self._lower, 4))
        self._right = _splitter(down, (self.race, 5), (self.table, 6))
        self._columns = _splitter(across, (self.panel_card, 0), (self._middle, 1), (self._right, 0))
        board = QWidget()
        row = QHBoxLayout(board)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._columns)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(board)
        self._shared = (0, 0)

    def _connect(self) -> None:
        self.panel.wished.connect(self.wish)
        self.panel.pageRequested.connect(self.open_page)
        self.picture.chart.resized.connect(self.touch)
        self.picture.plane.changed.connect(self.touch)
        self.values.steps.clicked.connect(self._by_steps)
        self.values.evaluations.clicked.connect(self._by_evaluations)
        self.values.log.clicked.connect(self._switch_log)
        self.race.standings.chosen.connect(self._select)
        self.table.cut.clicked.connect(self._switch_cut)
        self.table.copy.clicked.connect(self._copy_rows)
        self.table.csv.clicked.connect(self._ask_csv)
        self.table.table.stepRequested.connect(self._go_to)
        self.table.table.copyRequested.connect(self._copy)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        gap = round(8 * unit)
        for splitter in (self._columns, self._middle, self._right, self._lower):
            splitter.setHandleWidth(gap)
        cards = (self.picture, self.values, self.data, self.race, self.table)
        for card in cards:
            card.dress(theme, unit)
            card.set_theme(theme)
        self.panel_card.dress(theme, unit)
        self.panel.dress(theme, unit)
        if self.page is not None:
            self.page.dress(theme, unit)
        super().dress(theme, unit)
        self._share()

    def resizeEvent(self, event: object) -> None:
        """Share the width again where the window has become another."""
        del event
        self._share()

    def arrange(self) -> None:
        """Give all cards their sizes again."""
        self._shared = (0, 0)
        self._share()

    def _share(self) -> None:
        """Give the columns their widths: the outer ones what they need, the middle the rest."""
        wide, tall = self.width(), self.height()
        if (wide, tall) == self._shared or wide < 100:
            return
        self._shared = (wide, tall)
        left = round(min(286 * self.unit, 0.27 * wide))
        right = round(min(400 * self.unit, 0.32 * wide))
        self._columns.setSizes([left, wide - left - right, right])
        self._middle.setSizes([round(share * tall) for share in (0.66, 0.34)])
        self._right.setSizes([round(share * tall) for share in (0.44, 0.56)])
        self._share_lower()

    def _share_lower(self) -> None:
        """Give values and data their widths; without data the values have all of it."""
        wide = self._lower.width()
        self._lower.setSizes([round(0.56 * wide), round(0.44 * wide)])

    # What is shown

    def refresh(self) -> None:
        """Show the state."""
        self._walk_on()
        state, theme = self.state, self.theme
        self.picture.show_state(state, theme, self.hand.stroke_line(theme))
        self.values.show_state(state, theme)
        had_data = self.data.isVisibleTo(self)
        self.data.show_state(state, theme)
        if self.data.isVisibleTo(self) and not had_data:
            self._share_lower()
        self.race.show_state(state, theme)
        self.table.show_state(state)
        self.panel.show_state(state)

    def _walk_on(self) -> None:
        """Walk as much of what lies ahead as a frame has time for; the rest when the hand rests."""
        race, end = self.state.race, time.perf_counter() + WALK
        if race.ahead is None:
            return
        while race.ahead is not None and (not race.head or time.perf_counter() < end):
            race = race.walked_on()
        self.state = replace(self.state, race=race)
        if race.ahead is not None:
            self._rest.start()

    def finish(self) -> None:
        """Walk what a drag has left to be walked."""
        if self.state.race.ahead is not None:
            self.change(replace(self.state, race=self.state.race.finished()))

    def told(self) -> str:
        """Return standings, happenings and iterates as text."""
        self.finish()
        rows = (
            "\t".join((one.label, *one.cells, one.state))
            for one in standings(self.state, self.theme)
        )
        table = iterates_scene(self.state)
        parts = (*rows, story(self.state, self.theme).text, table.text(range(table.step + 1)))
        return "\n".join(parts)

    # What the user wishes

    def change(self, state: Descent) -> None:
        """Take another state."""
        self.state = state
        self.touch()

    def wish(self, name: str, value: object) -> None:
        """Grant a wish, or say why not."""
        try:
            state = wished(self.state, name, value)
        except ValueError as error:
            self.panel.refuse(name, str(error), self.state)
            return
        self.panel.refuse(name, "", state)
        if state.function is not self.state.function:
            self._another_function(state.choice)
        self.change(state)

    def _another_function(self, choice: FunctionChoice) -> None:
        """Get ready for another function: pause, and let a curve be drawn where it is to be."""
        self.driver.pause()
        self.hand.let_go()
        if choice.name != self.state.choice.name:
            self.picture.draw.show_checked(choice.name == DRAWN)
            self.data.refuse("")

    def advance(self, steps: int) -> bool:
        """Go on, or back; say whether there is a step to come."""
        self.change(replace(self.state, race=self.state.race.moved(steps)))
        return self.state.race.can_step

    def begin_again(self) -> None:
        """Go back to the start, with nothing ahead."""
        self.change(replace(self.state, race=self.state.race.reset()))

    def fit_methods(self) -> None:
        """Give the methods the settings that suit the function, and begin again."""
        function: Function = self.state.function
        methods = tuple(fitted(type(one), function) for one in self.state.race.methods)
        race = self.state.race.reset().with_methods(methods)
        self.change(replace(self.state, race=race))

    def _select(self, name: str) -> None:
        self.change(replace(self.state, selected=name))

    def _go_to(self, step: int) -> None:
        self.driver.pause()
        self.advance(step - self.state.race.step)

    # Charts and table

    def _by_steps(self) -> None:
        self.change(replace(self.state, by_evaluations=False))

    def _by_evaluations(self) -> None:
        self.change(replace(self.state, by_evaluations=True))

    def _switch_log(self) -> None:
        self.change(replace(self.state, log=self.values.log.isChecked()))

    def _switch_cut(self) -> None:
        self.change(replace(self.state, cut=self.table.cut.isChecked()))

    def _copy_rows(self) -> None:
        self._copy(self.table.table.chosen_rows())

    def _copy(self, rows: list[int]) -> None:
        QGuiApplication.clipboard().setText(iterates_scene(self.state).text(rows))

    def _ask_csv(self) -> None:
        proposed = f"{name_of(self.state.method)}.csv"
        name, _ = QFileDialog.getSaveFileName(self, "Save iterates", proposed, TABLES)
        if name:
            self.save_csv(name)

    def save_csv(self, name: str) -> None:
        """Write the iterates to a file; say why where that can't be done."""
        try:
            write_atomically(name, iterates_scene(self.state).csv().encode("utf-8"))
        except OSError as error:
            tell(self, "The iterates were not saved", str(error))

    # The page on derivatives

    def open_page(self) -> None:
        """Show the page on derivatives."""
        self.driver.pause()
        if self.page is None:
            self.page = DerivativesPage()
            self.page.dress(self.theme, self.unit)
            self.page.closeRequested.connect(self.close_page)
            self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        self.page.setFocus()

    def close_page(self) -> None:
        """Go back to the race."""
        self._stack.setCurrentIndex(0)
        self.setFocus()


def _splitter(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    for place, (widget, stretch) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, stretch)
    return splitter
