"""Numbers and names as people read them: one way to write each kind on the whole screen."""

from __future__ import annotations

import math

from nnviz.diagnostics.figures import MINUS as MINUS
from nnviz.diagnostics.figures import count as count
from nnviz.diagnostics.figures import number as number
from nnviz.diagnostics.figures import percent as percent
from nnviz.diagnostics.figures import signed as signed


def typed(value: float, digits: int = 6) -> str:
    """Return `value` as `number` does but without commas: what an edit field starts from."""
    return number(value, digits).replace(",", "")


def exact(value: float) -> str:
    """Return the shortest text that reads back as the very same finite number: "0.03", "1e−5"."""
    mantissa, _, power = repr(float(value)).partition("e")
    text = mantissa.removesuffix(".0").replace("-", MINUS)
    return f"{text}e{signed(int(power))}" if power else text


def read_number(text: str) -> float:
    """Return the number that a person typed, in any form that `typed` writes.

    A comma is refused: in some countries it parts thousands, in others decimals.

    Raises
    ------
    ValueError
        Where it is no finite number; the message is a sentence for the person.
    """
    plain = text.strip()
    if not plain:
        raise ValueError("Type a number, such as −0.25 or 3e−4.")
    try:
        value = float(plain.replace(MINUS, "-"))
    except ValueError:
        mend = "write decimals with a point, " if "," in plain else "write it "
        raise ValueError(f"“{plain[:40]}” is not a number; {mend}as −0.25 or 3e−4.") from None
    if not math.isfinite(value):
        raise ValueError("It must be finite; type a number such as −0.25 or 3e−4.")
    return value


LARGEST_TICK = 1e13  # from here on with an exponent


def tick(value: float, step: float) -> str:
    """Return a number of an axis whose ticks are `step` apart: "0.25", "1,500", "20k", "5e40"."""
    size = abs(value)
    sign = MINUS if value < 0 else ""
    if size < 1e-12 * step or value == 0:
        return "0"
    small = step < 1e-3 and size < 1.0 and (size < 1e-3 or size <= 100.0 * step)
    if small or size >= LARGEST_TICK:
        digits = min(16, max(2, math.ceil(math.log10(size / step))))
        mantissa, _, exponent = f"{size:.{digits}e}".partition("e")
        return f"{sign}{mantissa.rstrip('0').rstrip('.')}e{signed(int(exponent))}"
    for least, unit, letter in ((1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if size >= least:
            if step < unit / 100:
                break
            return f"{sign}{_plain(size / unit, step / unit)}{letter}"
    return sign + _plain(size, step)


def _plain(size: float, step: float) -> str:
    """Return a size with as many decimals as the step has."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{size:,.{places}f}"
    return text.rstrip("0").rstrip(".") if places and step >= 1e-3 and _whole(size) else text


def _whole(size: float) -> bool:
    return abs(size - round(size)) < 1e-9


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PLAIN_INPUTS = {
    "x1": "x₁",
    "x2": "x₂",
    "x1^2": "x₁²",
    "x2^2": "x₂²",
    "x1*x2": "x₁x₂",
    "sin(x1)": "sin x₁",
    "sin(x2)": "sin x₂",
}


def input_name(name: str) -> str:
    """Return an input's name as it stands on screen: "x1^2" as x₁²."""
    return _PLAIN_INPUTS.get(name, name)


def unit_name(layer: int, unit: int) -> str:
    """Return "unit 2.1": layer, then unit, both counted from 1 as a reader does."""
    return f"unit {layer}.{unit + 1}"


def weight_name(layer: int, row: int, column: int, inputs: int) -> str:
    """Return "W2[1, 0]", or "b2[0]" where `row` is `inputs`, the units of the layer before."""
    return f"b{layer}[{column}]" if row == inputs else f"W{layer}[{row}, {column}]"


def sentence(text: str) -> str:
    """Return `text` with a capital at its start, the rest as it is: "Unit 2.1 …"."""
    return text[:1].upper() + text[1:]


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters; what is cut off is told by dots."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def subscript(value: int) -> str:
    """Return a number as subscript digits."""
    return str(value).translate(_SUBSCRIPTS)
