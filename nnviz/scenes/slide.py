"""A number that is dragged on a slider or typed into a box: how places become round numbers."""

from __future__ import annotations

import math

from msgspec import Struct

from nnviz.scenes.experiment_fields import Field

PLACES = 400  # of a slider


class Slide(Struct, frozen=True):
    """A field, and the part of its range over which its slider goes.

    Parameters
    ----------
    field
        Value, limits and words; a number beyond the slider's ends can be typed.
    low, high
        The slider's ends; positive where it is logarithmic.
    log
        Whether equal ways on the slider are equal ratios.
    """

    field: Field
    low: float
    high: float
    log: bool = False

    @property
    def place(self) -> int:
        """Where the slider stands, from 0 to PLACES."""
        low, high, value = (self._scaled(v) for v in (self.low, self.high, self.field.value))
        share = (value - low) / (high - low)
        return round(PLACES * min(1.0, max(0.0, share)))

    def value_at(self, place: int) -> float:
        """Return the round number for a place of the slider."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        value = low + (high - low) * place / PLACES
        if self.log:
            power = math.floor(value + 1e-9)
            lead = round(10.0 ** (value - power), 1)
            value = float(f"{lead}e{power}")
        else:
            value = round(value, -math.floor(math.log10((high - low) / PLACES)))
        return min(max(value, self.low), self.high) + 0.0

    def _scaled(self, value: float) -> float:
        return math.log10(max(value, self.low)) if self.log else value
