"""Opening and saving: the dialogs, and what is said where a file can't be used.

A refusal changes nothing: the run that one had goes on.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from nnviz.engine.intents import Reset
from nnviz.experiment.files import read_spec, save_spec
from nnviz.experiment.spec import ExperimentSpec, SpecError

EXPERIMENTS = "Experiments (*.json)"
TABLES = "Tables (*.csv *.tsv *.txt);;All files (*)"


class Files(QObject):
    """Asks for files, reads and writes them.

    Parameters
    ----------
    window
        Over which dialogs stand.

    Attributes
    ----------
    restartRequested : Signal(object)
        A Reset with the experiment that was opened.
    """

    restartRequested = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder = str(Path.cwd())

    @Slot()
    def ask_experiment(self) -> None:
        """Ask for an experiment's file and open it."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open experiment", self._folder, EXPERIMENTS
        )
        if name:
            self.open_path(name)

    @Slot()
    def ask_data(self) -> None:
        """Ask for a table and open it."""
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(self._window, "Open data", self._folder, TABLES)
        if name:
            self.open_path(name)

    def open_path(self, name: str) -> None:
        """Open a file: JSON is an experiment, anything else a table."""
        self._folder = str(Path(name).parent)
        if Path(name).suffix.lower() == ".json":
            self.open_experiment(name)
        else:
            self.open_data(name)

    def open_data(self, name: str) -> None:
        """Show a table and ask what is to be learned from it."""
        from nnviz.gui.panels.data_dialog import DataDialog

        dialog = DataDialog(name, self._window)
        dialog.experimentRequested.connect(self._restart)
        dialog.open()

    def _restart(self, spec: ExperimentSpec) -> None:
        self.restartRequested.emit(Reset(spec))

    def open_experiment(self, name: str) -> None:
        """Read an experiment and ask for a restart with it."""
        try:
            spec = read_spec(name)
        except SpecError as error:
            self._tell("This experiment can't be opened", str(error))
        else:
            self._restart(spec)

    def save(self, spec: ExperimentSpec) -> None:
        """Ask for a place and write the spec there."""
        from PySide6.QtWidgets import QFileDialog

        proposed = str(Path(self._folder) / f"{_file_name(spec.name)}.json")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save experiment", proposed, EXPERIMENTS
        )
        if name:
            self.save_to(spec, name)

    def save_to(self, spec: ExperimentSpec, name: str) -> None:
        """Write the spec to a file; say why where that can't be done."""
        self._folder = str(Path(name).parent)
        try:
            save_spec(spec, name)
        except (SpecError, OSError) as error:
            self._tell("The experiment was not saved", str(error))

    def _tell(self, title: str, text: str) -> None:
        from nnviz.gui.dialogs import tell

        tell(self._window, title, text)


def dropped_file(event: QDropEvent) -> str:
    """Return the path of the one file that is dropped; "" for anything else."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


def _file_name(title: str) -> str:
    """Return a title with nothing in it that a file's name can't have."""
    kept = "".join(c if c.isalnum() or c in " -_." else "-" for c in title).strip(" .-")
    return kept.lower().replace(" ", "-") or "experiment"
