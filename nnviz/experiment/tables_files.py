"""What can be told of a table's file: is it there, is it text in UTF-8, can it be parsed.

Rows are numbered as a spreadsheet shows them: the first line is row 1, empty lines count.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from nnviz.experiment.dataset import DataError
from nnviz.experiment.tables_cells import cut
from nnviz.nn.arrays import Indices

MAX_BYTES = 1_000_000_000

_FORMATS = (
    (b"PK\x03\x04", "a spreadsheet (or a zip archive)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x1f\x8b", "compressed"),
    (b"PAR1", "a Parquet file"),
    (b"\x93NUMPY", "a numpy array"),
    (b"\x89PNG", "a picture"),
    (b"%PDF", "a PDF document"),
)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # how a text in UTF-16 begins


def file_content(path: Path) -> bytes:
    """Return the bytes of a table's file, which are UTF-8 text and not empty.

    Raises
    ------
    DataError
        Where there is no such file, or it is not a text in UTF-8; the message says how to mend it.
    """
    content = _read(path)
    if not content.strip(b"\r\n\t ,;|\xef\xbb\xbf"):
        raise DataError(f"{path.name}: the file is empty; it needs rows of inputs and a target")
    if content.startswith(_WIDE_MARKS):
        raise DataError(f'{path.name}: the text is UTF-16; save it anew as "CSV UTF-8"')
    for mark, what in _FORMATS:
        if content.startswith(mark):
            raise DataError(f"{path.name}: this is {what}, not text; export the table as CSV")
    if b"\0" in content:
        raise DataError(
            f"{path.name}, row {_row_at(content, content.index(0))}: there are bytes that no text"
            " has; is it a table? Export it as CSV"
        )
    _check_encoding(content, path.name)
    return content


@contextmanager
def even_line_ends(file: Path, content: bytes) -> Iterator[Path]:
    """Give a path to the table with line ends of one kind, as duckdb needs them.

    That is the file itself, or for one that was edited on two systems a copy that is removed
    afterwards.
    """
    windows = content.count(b"\r\n")
    if not windows or windows == content.count(b"\n"):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        copy = Path(folder) / "table.csv"
        copy.write_bytes(content.replace(b"\r\n", b"\n"))
        yield copy


def row_numbers(content: bytes, rows: int) -> Indices:
    """Return the number in the file of each of its `rows` rows, empty lines counted.

    Where cells hold line ends of their own, lines can't tell, and the rows are counted.
    """
    body = content.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    if body[:1] in b"\r\n" or b"\n\n" in body or b"\n\r\n" in body or b"\r\r" in body:
        numbers = [n for n, line in enumerate(body.splitlines(), start=1) if line]
        if len(numbers) == rows:
            return np.array(numbers, dtype=np.int64)
    return np.arange(1, rows + 1, dtype=np.int64)


def parse_trouble(message: str, file: str) -> str:
    """Turn what duckdb says of a bad file into a sentence with its row."""
    row = re.search(r"CSV Error on Line: (\d+)", message)
    where = f"{file}, row {row[1]}" if row else file
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    if cells:
        few = "1 cell" if cells[2] == "1" else f"{cells[2]} cells"
        return f"{where}: it has {few} where {cells[1]} are expected; mend the row"
    if "unterminated quote" in message:
        return f'{where}: a quotation mark (") is not closed, or stands within a cell; mend the row'
    if "invalid state" in message:
        return (
            f"{file}: its lines end in different ways, or quotation marks stand where they should"
            ' not; save it anew as "CSV UTF-8"'
        )
    if "sniffing" in message:
        return (
            f"{file}: no rows and columns can be found in it; is a quotation mark not closed, or is"
            " it no CSV or TSV table?"
        )
    if "Maximum line size" in message:
        return f"{where}: it is longer than 2,000,000 bytes; is a quotation mark not closed?"
    return f"{where}: it can't be read as a table: {cut(message, 160)}"


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DataError(f"{path}: this is a folder; name a CSV or TSV file in it")
        if not path.exists():
            raise DataError(f"{path}: there is no such file; check its name and folder")
        if not path.is_file():
            raise DataError(f"{path}: this is no ordinary file; name a CSV or TSV file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                f"{path.name}: it has {size / 1e9:.1f} GB, more than the {MAX_BYTES / 1e9:.0f} GB"
                " that fit; take a part of its rows"
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        reason = error.strerror if isinstance(error, OSError) else error
        raise DataError(f"{path}: it can't be read: {reason}") from None


def _check_encoding(content: bytes, name: str) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = content[error.start : error.start + 1].decode("latin-1")
        raise DataError(
            f"{name}, row {_row_at(content, error.start)}: byte {error.object[error.start]:#04x}"
            f' (in Latin-1 "{shown}") is not UTF-8; save it anew as "CSV UTF-8"'
        ) from None


def _row_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
