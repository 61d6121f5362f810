"""Where the verdicts begin, as fields to be read and typed: each with what it decides."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.verdict import DEFAULT as DEFAULT
from nnviz.diagnostics.verdict import Thresholds as Thresholds
from nnviz.scenes import words


class ThresholdField(Struct, frozen=True):
    """One threshold.

    Parameters
    ----------
    name
        Of `Thresholds`.
    label, unit
        What stands before the number and behind it.
    tip
        What it decides, in one sentence.
    scale
        What the number is multiplied by on screen: 100 for percent.
    low, high
        The least and the largest it may be.
    """

    name: str
    label: str
    unit: str
    tip: str
    scale: float
    low: float
    high: float

    def text(self, thresholds: Thresholds) -> str:
        """Return its value, as a field shows it."""
        return words.exact(float(f"{self.scale * getattr(thresholds, self.name):.6g}"))


FIELDS = (
    ThresholdField(
        "tau",
        "shut below τ =",
        "",
        "A unit is shut on a sample where its learning ability |f′(z)| / max |f′| is below τ.",
        1.0,
        1e-6,
        1.0,
    ),
    ThresholdField(
        "saturated",
        "saturated from",
        "% of the samples shut",
        "A unit that is shut on so many samples is saturated: finished where it is right, stuck"
        " where it is wrong.",
        100.0,
        0.01,
        1.0,
    ),
    ThresholdField(
        "error_ratio",
        "wrong above",
        "% of its layer's error",
        "A saturated hidden unit is wrong where its mean |∂C/∂a| is above this share of the median"
        " of its layer.",
        100.0,
        0.0,
        1e4,
    ),
    ThresholdField(
        "output_error",
        "output wrong above",
        "mean |a − y|",
        "A saturated output unit is wrong where its mean |a − y| is above this.",
        1.0,
        0.0,
        1e6,
    ),
)


def typed_thresholds(before: Thresholds, texts: dict[str, str]) -> Thresholds:
    """Return the thresholds that a person typed.

    Parameters
    ----------
    before
        Those in force.
    texts
        What stands in each field, by the threshold's name; what is as it was shown keeps its
        value to the last digit.

    Raises
    ------
    ValueError
        Where a text is no number, or out of range; the message is a sentence for the person.
    """
    values: dict[str, float] = {}
    for field in FIELDS:
        text = texts.get(field.name, "")
        if text.strip() == field.text(before):
            continue
        value = words.read_number(text) / field.scale
        if not field.low <= value <= field.high:
            ends = (words.number(field.scale * end, 3) for end in (field.low, field.high))
            low, high = ends
            raise ValueError(f"“{field.label}” goes from {low} to {high}.")
        values[field.name] = value
    return replace(before, **values)
