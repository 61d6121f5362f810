"""Reading a typed formula: from what a person wrote to what Python's parser can take.

The text is cut into numbers, known names, operators and brackets; anything else is refused here,
with its column, so that nothing but a formula of known names ever reaches the parser. What people
write and Python does not understand is put right on the way: ^ for a power, 4x for 4*x, π, ², −.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from msgspec import Struct, field

from nnviz.experiment.elementary import CONSTANTS, ELEMENTARY, PAIRS

VARIABLES = ("x", "y", "z")
MOST_CHARACTERS, MOST_NODES, MOST_DEPTH = 500, 200, 60
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<operator>\*\*|[-+*/^])"
    r"|(?P<bracket>[(),])",
    re.ASCII,
)
_SPELLINGS = {
    "−": "-",
    "–": "-",
    "·": "*",
    "×": "*",
    "∙": "*",
    "÷": "/",
    "π": "pi",
    "²": "**2",
    "³": "**3",
}
_LONGEST_TOLD = 24


class FunctionError(ValueError):
    """A function that can't be used; the message says what, where, and how to mend it.

    Parameters
    ----------
    message
        A sentence, without the column.
    column
        Where in the text, counted from 1; None where it is about the whole.
    """

    def __init__(self, message: str, column: int | None = None) -> None:
        self.column = column
        super().__init__(message if column is None else f"Column {column}: {message}")


class Reading(Struct):
    """A formula in Python's spelling, and where each character of it came from.

    Parameters
    ----------
    text
        What the parser is given.
    columns
        The column of each character of `text` in what was typed, counted from 1.
    """

    text: str = ""
    columns: list[int] = field(default_factory=list)

    def add(self, token: str, column: int) -> None:
        """Append a token and a space."""
        self.text += f"{token} "
        self.columns.extend([column] * (len(token) + 1))


class _Open(Struct):
    """A bracket not yet closed: its column, the function it belongs to, and commas in it."""

    column: int
    function: str | None
    commas: int = 0


def read(text: str, variables: tuple[str, ...]) -> Reading:
    """Return a typed formula in Python's spelling.

    Parameters
    ----------
    text
        What was typed.
    variables
        The names of variables that it may hold.

    Raises
    ------
    FunctionError
        Where it is empty, too long, or holds what has no place in a formula.
    """
    if len(text) > MOST_CHARACTERS:
        raise FunctionError(
            f"The formula has {len(text):,} characters; at most {MOST_CHARACTERS} can be read."
        )
    if not text.strip():
        raise FunctionError("Type a function of x, or of x and y, such as x^2 - 4x + 6.")
    return _Reader(variables).read(text)


class _Reader:
    """Goes through the tokens once; it knows whether a value or an operator is due."""

    def __init__(self, variables: tuple[str, ...]) -> None:
        self._variables = variables
        self._reading = Reading()
        self._open: list[_Open] = []
        self._value_due = True
        self._last = ""
        self._function: str | None = None
        self._parts = 0

    def read(self, text: str) -> Reading:
        for column, kind, token in _tokens(text):
            if self._function is not None and token != "(":
                name = self._function
                raise FunctionError(f"{name} needs brackets: {name}(x).", column)
            getattr(self, f"_{kind}")(token, column)
            self._last = kind
            self._count(kind)
        if self._function is not None:
            raise FunctionError(f"{self._function} needs brackets: {self._function}(x).", len(text))
        if self._value_due:
            raise FunctionError("the formula ends too early; a value is missing.", len(text))
        if self._open:
            column = self._open[-1].column
            raise FunctionError("this bracket is never closed; add a ).", column)
        return self._reading

    def _count(self, kind: str) -> None:
        """Stop before the parser is given more than its tree may hold."""
        self._parts += kind != "bracket"
        if self._parts > MOST_NODES:
            raise FunctionError(
                f"The formula has more than {MOST_NODES} parts; write it more simply."
            )

    def _number(self, token: str, column: int) -> None:
        value = float(token)
        if not math.isfinite(value):
            told = _cut(token)
            raise FunctionError(f"{told} is too large a number; the largest is 1.8e308.", column)
        if not self._value_due and self._last in ("number", "name"):
            raise FunctionError("an operator is missing before this number.", column)
        self._begin_value(column)
        self._reading.add(repr(value), column)
        self._value_due = False

    def _name(self, token: str, column: int) -> None:
        if token in ELEMENTARY or token in PAIRS:
            self._begin_value(column)
            self._function = token
            self._value_due = True
        elif token in self._variables or token in CONSTANTS:
            self._begin_value(column)
            self._value_due = False
        else:
            raise FunctionError(_unknown(token, self._variables), column)
        self._reading.add(token, column)

    def _operator(self, token: str, column: int) -> None:
        if self._value_due and token not in "+-":
            raise FunctionError(f"a value is missing before this {token}.", column)
        self._reading.add("**" if token == "^" else token, column)
        self._value_due = True

    def _bracket(self, token: str, column: int) -> None:
        if token == "(":
            self._begin_bracket(column)
        elif token == ",":
            self._comma(column)
        else:
            self._end_bracket(column)
        self._reading.add(token, column)

    def _begin_bracket(self, column: int) -> None:
        if self._function is None:
            self._begin_value(column)
        self._open.append(_Open(column, self._function))
        self._function = None
        self._value_due = True
        if len(self._open) > MOST_DEPTH:
            raise FunctionError(
                f"brackets are nested more than {MOST_DEPTH} deep; write it more simply.", column
            )

    def _end_bracket(self, column: int) -> None:
        if not self._open:
            raise FunctionError("this ) closes nothing; take it away.", column)
        if self._value_due:
            raise FunctionError("a value is missing before this ).", column)
        closed = self._open.pop()
        if closed.function in PAIRS and closed.commas != 1:
            name = closed.function
            raise FunctionError(f"{name} takes two values: {name}(x, 1).", closed.column)

    def _comma(self, column: int) -> None:
        inside = self._open[-1] if self._open else None
        if inside is None or inside.function not in PAIRS:
            raise FunctionError(
                "a comma stands only between the two values of min and max; decimals are"
                " written with a point, 0.5.",
                column,
            )
        if self._value_due:
            raise FunctionError("a value is missing before this comma.", column)
        inside.commas += 1
        self._value_due = True

    def _begin_value(self, column: int) -> None:
        """Put in the multiplication sign that people leave out."""
        if not self._value_due:
            self._reading.add("*", column)


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (column, kind, token) for all that is not space.

    Raises
    ------
    FunctionError
        At the first character that has no place in a formula.
    """
    at = 0
    while at < len(text):
        spelling = _SPELLINGS.get(text[at])
        if spelling is not None:
            yield from ((at + 1, kind, token) for _, kind, token in _tokens(spelling))
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise FunctionError(_out_of_place(text[at]), at + 1)
        if match.lastgroup != "space":
            yield at + 1, match.lastgroup, match.group()
        at = match.end()


def _out_of_place(character: str) -> str:
    told = f"“{character}”" if character.isprintable() else f"U+{ord(character):04X}"
    mend = {
        "[": " Use ( and ).",
        "{": " Use ( and ).",
        "=": " Type only the right-hand side.",
        "|": " Write abs(x).",
        "√": " Write sqrt(x).",
        "!": " Factorials are not known here.",
        "%": " Divide by 100 instead.",
    }.get(character, " Use numbers, x, y, + - * / ^, brackets and functions such as sin(x).")
    return f"{told} has no place in a formula.{mend}"


def _unknown(name: str, variables: tuple[str, ...]) -> str:
    if len(name) > 1 and set(name) <= set(variables):
        return f"{_cut(name)} is not known; for a product write {'*'.join(name[:6])}."
    nearest = next((one for one in (*ELEMENTARY, *PAIRS) if one == name.lower()), None)
    if nearest is not None:
        return f"{name} is not known; write it small, {nearest}(x)."
    known = ", ".join((*variables, *CONSTANTS, *ELEMENTARY, *PAIRS))
    return f"{_cut(name)} is not known. Known are {known}."


def _cut(token: str) -> str:
    return token if len(token) <= _LONGEST_TOLD else f"{token[:_LONGEST_TOLD]}…"
