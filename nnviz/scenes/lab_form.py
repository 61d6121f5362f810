"""The rows of a lab's form: headings, numbers on sliders, numbers to type, choices."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.slide import Slide


class FormHeading(Struct, frozen=True):
    """The title of the rows below it, and what they are about."""

    title: str
    tip: str = ""


FormRow: TypeAlias = FormHeading | Slide | Field


def key_of(row: FormRow) -> str:
    """Return by what a row is known again."""
    if isinstance(row, FormHeading):
        return row.title
    return field_of(row).name


def field_of(row: Slide | Field) -> Field:
    """Return the field of a row with or without a slider."""
    return row.field if isinstance(row, Slide) else row
