"""Experiment files: a spec's JSON, read strictly and written atomically.

A relative path to the user's table in `data.file.path` is taken from where the experiment file
lies, so that a folder with both can be moved and mailed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from nnviz.experiment.spec import ExperimentSpec, FileSpec, SpecError

MAX_BYTES = 10_000_000


def read_spec(path: str | os.PathLike[str]) -> ExperimentSpec:
    """Return the spec that the file at `path` holds, its table's paths made absolute.

    Raises
    ------
    SpecError
        Where the file can't be read, is far too large to be a spec, or does not hold one; the
        message names the file, the field, and what is allowed.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SpecError(
                f"{path.name} is too large to be an experiment: it should be JSON of"
                " a few kilobytes, as File > Save experiment writes it"
            )
        text = path.read_bytes()
    except OSError as error:
        raise SpecError(f"{path}: can't be read: {error.strerror or error}") from None
    try:
        spec = ExperimentSpec.from_json(text)
    except SpecError as error:
        raise SpecError(f"{path.name}: {error}") from None
    return _with_paths(spec, lambda name: str((path.parent / name).resolve()))


def save_spec(spec: ExperimentSpec, path: str | os.PathLike[str]) -> None:
    """Write the spec to `path` atomically, its table's paths relative where it lies beside.

    Raises
    ------
    SpecError
        Where the data came from Python's arrays, which a file of settings can't hold.
    OSError
        Where the file can't be written; what stood there before is as it was.
    """
    if spec.data.set == "arrays":
        raise SpecError(
            "data.set: these data are arrays given from Python, which an experiment file can't"
            " hold; save them as a CSV file and open that with File > Open data"
        )
    folder = Path(path).resolve().parent
    write_atomically(path, _with_paths(spec, lambda name: _beside(name, folder)).to_json())


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path` so that it holds either all of it or what it held before.

    Raises
    ------
    OSError
        Where the folder or the file can't be written.
    """
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Give a file to write, which takes the place of `path` when all has gone well.

    A temporary file in the same folder is written, flushed to the disk and put in the place of
    the old one; where anything fails it is removed.

    Raises
    ------
    OSError
        Where the folder or the file can't be written.
    """
    path = Path(path).resolve()
    part = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o7777)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _with_paths(spec: ExperimentSpec, change: Callable[[str], str]) -> ExperimentSpec:
    file = spec.data.file
    if file is None:
        return spec
    test_path = change(file.test_path) if file.test_path else ""
    moved: FileSpec = msgspec.structs.replace(file, path=change(file.path), test_path=test_path)
    data = msgspec.structs.replace(spec.data, file=moved)
    return msgspec.structs.replace(spec, data=data)


def _beside(name: str, folder: Path) -> str:
    """Return a path relative to `folder` where it lies in it, else as it is."""
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else name
