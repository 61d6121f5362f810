"""Single cells of a table: holes, numbers with points or commas, and how they are asked of duckdb.

A table lies in duckdb as texts c0, c1 …; what is here makes the SQL for one of these columns.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Separator: TypeAlias = Literal[".", ","]

HOLES = (
    "", "na", "n/a", "#n/a", "<na>", "nan", "null", "?",
    "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity",
)  # fmt: skip
"""Cells that stand for a missing value, whatever their case; the empty one above all."""

CSV_FORM = (
    "quote = '\"', escape = '\"', header = false, all_varchar = true, comment = '', skip = 0,"
    " compression = 'none'"
)
"""What is fixed of every file's form; the rest is found out, or told apart from it."""


def cleaned(column: int) -> str:
    """Return the SQL for a cell without blanks around it; NULL for a hole."""
    listed = ", ".join(f"'{hole}'" for hole in HOLES)
    return f"CASE WHEN lower(trim(c{column})) NOT IN ({listed}) THEN trim(c{column}) END"


def as_number(cell: str, separator: Separator) -> str:
    """Return the SQL for a cell (an expression) as a number; NULL where it is none."""
    if separator == ".":
        return f"TRY_CAST({cell} AS DOUBLE)"
    return (
        f"CASE WHEN NOT contains({cell}, '.') THEN"
        f" TRY_CAST(replace({cell}, ',', '.') AS DOUBLE) END"
    )


def as_other_number(cell: str, separator: Separator) -> str:
    """Return the SQL for a cell that only the other decimal separator makes a number."""
    other = as_number(cell, "," if separator == "." else ".")
    return f"CASE WHEN {as_number(cell, separator)} IS NULL THEN {other} END"


def is_number(cell: str | None, separator: Separator) -> bool:
    """Say whether a cell is a number with this decimal separator."""
    if cell is None or (separator == "," and "." in cell):
        return False
    try:
        float(cell.replace(",", ".") if separator == "," else cell)
    except ValueError:
        return False
    return True


def spoken(column: str) -> str:
    """Return a column's name as it stands in a sentence."""
    return column if column.startswith("column ") else f"column {cut(column)}"


def cut(text: str, most: int = 40) -> str:
    """Return a cell's text on one line, cut to a readable length."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + "…"
