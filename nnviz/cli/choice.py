"""Which experiment a command line names: a file, a preset, a table, or the default.

The engine is loaded here, at the first use, so that `nnviz --version` does without.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from nnviz.cli.failures import UsageError

if TYPE_CHECKING:
    from nnviz.engine.backends import Backend
    from nnviz.engine.session import Session
    from nnviz.experiment.spec import ExperimentSpec

TABLES = (".csv", ".tsv", ".txt", ".tab", ".dat")


def session_of(options: argparse.Namespace, backend: Backend = "numpy") -> Session:
    """Return a session of the experiment that the options name, at step 0.

    Raises
    ------
    UsageError
        Where the options contradict one another, or the backend does not work here.
    SpecError, DataError
        Where the experiment or its data can't be used.
    """
    from nnviz.engine.backends import BackendError
    from nnviz.engine.session import Session

    try:
        return Session(spec_of(options), backend=backend)
    except BackendError as error:
        raise UsageError(str(error)) from None


def spec_of(options: argparse.Namespace) -> ExperimentSpec:
    """Return the experiment that the options name, with the settings that they change."""
    from nnviz.engine.settings import changed

    spec = _named_spec(options)
    for name, value in options.settings:
        spec = changed(spec, name, _value(value))
    return spec


def _named_spec(options: argparse.Namespace) -> ExperimentSpec:
    from nnviz.experiment.files import read_spec
    from nnviz.experiment.presets import preset
    from nnviz.experiment.spec import ExperimentSpec

    experiment, table = _files(options)
    given = [name for name in (experiment, table, options.preset) if name is not None]
    if len(given) > 1:
        raise UsageError(f"name one experiment, not {len(given)}: {', '.join(given)}")
    if options.target is not None and table is None:
        raise UsageError("--target names a column of a table; give the table with --data FILE")
    if experiment is not None:
        return read_spec(experiment)
    if table is not None:
        return _table_spec(table, options.target or "")
    return preset(options.preset) if options.preset is not None else ExperimentSpec()


def _files(options: argparse.Namespace) -> tuple[str | None, str | None]:
    """Return the experiment file and the table that the options name; None where they don't."""
    file, table = options.file, options.data
    if file is None:
        return None, table
    kind = Path(file).suffix.lower()
    if kind in TABLES:
        if table is not None:
            raise UsageError(f"name one table, not two: {file}, {table}")
        return None, file
    if kind == ".json":
        return file, table
    raise _misplaced(file)


def _misplaced(word: str) -> UsageError:
    """Return what to say of a word that is neither a command nor a file of a known kind."""
    from nnviz.experiment.presets import PRESETS

    if word in PRESETS:
        return UsageError(f"{word} is a preset; give it as --preset {word}")
    there = "is neither" if Path(word).exists() else "is no command, and no file that is"
    return UsageError(
        f"{word} {there} an experiment (.json) or a table ({', '.join(TABLES)}); see: nnviz --help"
    )


def _table_spec(table: str, target: str) -> ExperimentSpec:
    from nnviz.experiment.suggest import spec_for_table

    return spec_for_table(str(Path(table).absolute()), target)


def _value(text: str) -> Any:
    """Return a setting's value: JSON where it is, else the text itself."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return text


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
