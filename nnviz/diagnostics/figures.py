"""How a number is written for people.

It stands here, below the scenes, because verdicts have evidence in numbers; everything that is
drawn takes it from `scenes.words`. A number is rounded first and laid out after, so 0.99996 with
four digits is "1.000" and not "0.99996"; every minus, in an exponent too, is the same sign.
"""

from __future__ import annotations

import math

MINUS = "−"
_LEAST_PLAIN, _MOST_PLAIN = -3, 5  # powers of ten between which no exponent is written


def number(value: float, digits: int = 4) -> str:
    """Return `value` with so many significant digits: "0.4182", "−3.118e−4", "12,345".

    Parameters
    ----------
    value
        Any float; NaN and infinities have words of their own. Exactly 0 is "0".
    digits
        At least 1. A number of 1,000,000 or more, or below 0.001, is written with an exponent;
        below that a whole part is never cut, even where it has more digits than asked for.
    """
    if math.isnan(value):
        return "not a number"
    sign, size = (MINUS if value < 0 else ""), abs(value)
    if math.isinf(size):
        return f"{sign}∞"
    if size == 0:
        return "0"
    mantissa, _, power = f"{size:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if _LEAST_PLAIN <= exponent <= _MOST_PLAIN:
        return f"{sign}{size:,.{max(0, digits - 1 - exponent)}f}"
    return f"{sign}{mantissa}e{signed(exponent)}"


def signed(value: int) -> str:
    """Return a whole number with the screen's minus: "−4"."""
    return f"{MINUS if value < 0 else ''}{abs(value)}"


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0 to 1) as "35 %"."""
    if math.isnan(share):
        return "–"
    size = f"{100.0 * abs(share):.{digits}f}"
    return f"{MINUS if share < 0 and float(size) else ''}{size} %"


def count(value: int) -> str:
    """Return a whole number with its thousands apart: "1,240"."""
    return f"{MINUS if value < 0 else ''}{abs(value):,}"
