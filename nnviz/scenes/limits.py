"""Where a colour scale ends: a round number, and one that does not follow every flicker.

A limit grows at once, so that nothing is cut off; it shrinks only when the data have become much
smaller, then one round number at a time, so that a colour means the same from frame to frame.
"""

from __future__ import annotations

import math

from msgspec import Struct

from nnviz.scenes import words

SHRINK_BELOW = 0.125  # of the limit: noise of a mini-batch moves gradients less than that
JUMP_BELOW = 0.01  # of the limit: no noise, another state
LEAST, MOST = 1e-300, 1e300


class Limits(Struct, frozen=True):
    """The ends of the two scales, both symmetric about 0: of weights and of gradients."""

    weight: float
    gradient: float


def round_limit(largest: float) -> float:
    """Return the next of 1, 2 and 5 times a power of ten at or above `largest`."""
    if not LEAST < largest < MOST:
        return 1.0
    power = math.floor(math.log10(largest))
    tens = (float(f"{lead}e{power + more}") for more in (0, 1) for lead in (1, 2, 5))
    return next(limit for limit in tens if limit >= largest * (1.0 - 1e-9))


def calm_limit(largest: float, before: float | None = None) -> float:
    """Return the limit for data up to `largest`, where the last one was `before`."""
    nothing = not LEAST < largest < MOST
    if before is None or largest > before or (largest < JUMP_BELOW * before and not nothing):
        return round_limit(largest)
    if not nothing and largest < SHRINK_BELOW * before:
        return round_limit(0.4 * before)
    return before


def limit_text(limit: float) -> str:
    """Return a limit as the end of a colour bar: "2", "0.05", "4e-3", "1.37"."""
    is_round = math.isclose(round_limit(limit), limit, rel_tol=1e-9)
    return words.number(limit, 1 if is_round else 3)
