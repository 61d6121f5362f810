"""How a number stands in the sentences that methods tell about their steps.

Four significant digits are enough for a sentence; the exact numbers are in the states.
"""

from __future__ import annotations

import math

from nnviz.nn.arrays import Array

_MINUS = "−"
_MOST = 4


def short(value: float, digits: int = 4) -> str:
    """Return `value` with so many significant digits, "0.4182" or "−3.1e−4"."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{_MINUS}∞"
    mantissa, _, power = f"{value:.{digits}g}".replace("-", _MINUS).partition("e")
    if not power:
        return mantissa
    sign = _MINUS if power.startswith(_MINUS) else ""
    return f"{mantissa}e{sign}{power.lstrip('+' + _MINUS).lstrip('0')}"


def place(point: Array) -> str:
    """Return a point as "1.5" or "(1.5, −2)"; of a long one only the first coordinates."""
    parts = [short(float(one)) for one in point[:_MOST]]
    if len(point) > _MOST:
        parts.append("…")
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
