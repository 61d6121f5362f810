"""How each method of the race looks: a colour and a marker that are its own everywhere.

No two of the eighteen methods share both, and those that are raced most often no colour either.
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.optim.method import Method
from nnviz.scenes.descent_chart import Marker
from nnviz.scenes.palette import Colour, Theme

_HUES = {
    "blue": ("#2f6fdf", "#6aa1ff"),
    "magenta": ("#c6427d", "#ef7fb0"),
    "green": ("#1f8a5b", "#4bc48a"),
    "orange": ("#b4481a", "#ff9466"),
    "purple": ("#7b3fa0", "#bd92e6"),
    "teal": ("#0e7f92", "#45c4d6"),
    "olive": ("#6f7410", "#c3c753"),
    "slate": ("#5a6b85", "#a6b5cc"),
}
_LOOKS: dict[str, tuple[str, Marker]] = {
    "random_search": ("slate", "triangle"),
    "nelder_mead": ("magenta", "triangle"),
    "hooke_jeeves": ("olive", "triangle"),
    "gradient_descent": ("blue", "disc"),
    "decreasing_rate": ("teal", "disc"),
    "fixed_length": ("slate", "disc"),
    "fixed_step": ("olive", "disc"),
    "exact_line_search": ("purple", "disc"),
    "momentum": ("orange", "square"),
    "nesterov": ("magenta", "square"),
    "rmsprop": ("olive", "square"),
    "adam": ("purple", "square"),
    "conjugate_gradient": ("olive", "diamond"),
    "bfgs": ("teal", "diamond"),
    "newton": ("green", "diamond"),
    "newton_damped": ("green", "cross"),
    "newton_positive": ("slate", "diamond"),
    "levenberg_marquardt": ("magenta", "cross"),
}


class Look(Struct, frozen=True):
    """A method's colour and marker."""

    colour: Colour
    marker: Marker


def look_of(name: str, theme: Theme) -> Look:
    """Return the look of the method that files call `name`."""
    hue, marker = _LOOKS[name]
    return Look(_HUES[hue][theme.name == "dark"], marker)


def name_of(method: Method) -> str:
    """Return what files call a method."""
    return str(type(method).__struct_config__.tag)
