"""How an operation is worked out on paper: the formula, the same in numbers, and who takes part.

A line of numbers is made of words that know their role, so that a picture can colour f' wherever
it stands. Long sums show their first terms and say how many more there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.figures import MINUS, number, signed
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.nn.network import Network, Tape

Role: TypeAlias = Literal["plain", "quiet", "slope", "result"]
SHOWN = 4  # terms of a sum that has more than one above that


class Word(Struct, frozen=True):
    """A piece of a line: "slope" for all that is f', "result" for what comes out."""

    text: str
    role: Role = "plain"


Line: TypeAlias = tuple[Word, ...]


class Seen(Struct, frozen=True, eq=False):
    """Numbers to stand at the units of a layer.

    Parameters
    ----------
    layer
        0 for the inputs.
    symbol
        What they are: "a", "z", "δ".
    values
        One a unit: of the sample, or of the batch (means of a and z, sums of δ).
    """

    layer: int
    symbol: str
    values: Array


class Place(Struct, frozen=True):
    """The parameter or unit that numbers are put in for.

    Parameters
    ----------
    layer, unit
        The unit, both as in W[layer][row, unit]; layer 0 are the inputs.
    row
        Of the weight into it; the number of units before stands for the bias; None for the unit.
    """

    layer: int
    unit: int
    row: int | None = None


class Working(Struct, frozen=True, eq=False):
    r"""One operation, worked out.

    Parameters
    ----------
    place
        What the numbers are of.
    latex
        The formula; its parts that are f' stand in \textcolor{slope}{…}.
    plain
        The formula as plain text, with the unit's name.
    lines
        The formula with this operation's numbers put in; the last word is the result.
    result
        The same as a number: what the engine computed.
    note
        What it means, in a sentence or two.
    seen
        Numbers at units.
    edges_into
        The layer into which the weights lead that take part; 0 for none, -1 for all layers.
    """

    place: Place
    latex: str
    plain: str
    lines: tuple[Line, ...]
    result: float
    note: str
    seen: tuple[Seen, ...] = ()
    edges_into: int = 0


class Lens:
    """A record, looked at for one sample of its batch or for the whole batch.

    Parameters
    ----------
    record
        The step.
    sample
        A row of the batch; None for all of them.
    """

    def __init__(self, record: StepRecord, sample: int | None) -> None:
        self.record, self.sample = record, sample
        self.network: Network = record.problem.network
        self.tape: Tape = record.tape
        self.samples = self.tape.samples
        self.params = record.params

    def mean(self, values: Array) -> Array:
        """Return the sample's row of what has a row a sample, or the mean over the batch."""
        return values.mean(axis=0) if self.sample is None else np.asarray(values[self.sample])

    def total(self, values: Array) -> Array:
        """Return the sample's row, or the sum over the batch."""
        return values.sum(axis=0) if self.sample is None else np.asarray(values[self.sample])

    def before(self, layer: int) -> Seen:
        """Return the activations that a layer gets."""
        return Seen(layer - 1, "x" if layer == 1 else "a", self.mean(self.tape.a[layer - 1]))

    def delta(self, layer: int) -> Seen:
        """Return a layer's delta."""
        return Seen(layer, "δ", self.total(self.tape.delta[layer]))

    @property
    def whose(self) -> str:
        """Return "of this sample", or "over the 10 samples of the batch"."""
        if self.sample is not None:
            return "of this sample"
        return f"over the {self.samples} samples of the batch"


def figure(value: float) -> str:
    """Return a number as a factor: in brackets where it is negative."""
    text = number(float(value))
    return f"({text})" if text.startswith(MINUS) else text


def first(value: float) -> str:
    """Return a number at the beginning of a line: without brackets."""
    return number(float(value))


def short(value: float) -> str:
    """Return a setting or a target as it was given: "0.03", "1e−8", "−1"."""
    mantissa, _, power = f"{value:.6g}".partition("e")
    text = mantissa.replace("-", MINUS)
    return f"{text}e{signed(int(power))}" if power else text


def setting(value: float) -> str:
    """Return the same as a factor: in brackets where it is negative."""
    return f"({short(value)})" if value < 0.0 else short(value)


def words(*parts: str | Word) -> Line:
    """Return a line of words; texts are plain."""
    return tuple(Word(part) if isinstance(part, str) else part for part in parts)


def result(value: float) -> Word:
    """Return what comes out."""
    return Word(first(value), "result")


def slope(value: float) -> Word:
    """Return an f'."""
    return Word(figure(value), "slope")


class Terms(Struct, frozen=True):
    """The terms of a sum that are written out, each as its factors, and how many there are."""

    rows: list[tuple[float, ...]]
    total: int


def terms_of(*columns: Array) -> Terms:
    """Return the sum over the rows of columns of one length: all terms, or the first few."""
    total = len(columns[0])
    written = total if total <= SHOWN + 1 else SHOWN
    rows = list(zip(*(column[:written].tolist() for column in columns), strict=True))
    return Terms(rows, total)


def sum_of_products(terms: Terms, *, slope_at: int = -1) -> list[Word]:
    """Return "a × b + c × d + … 29 more" as words; `slope_at` says which factor is an f'."""
    return joined([_product(row, slope_at) for row in terms.rows], terms.total)


def sum_of(terms: Terms, write: Callable[..., str]) -> list[Word]:
    """Return a sum whose terms are written by `write`, which takes a row's numbers."""
    return joined([[Word(write(*row))] for row in terms.rows], terms.total)


def joined(terms: Iterable[list[Word]], total: int, sign: str = " + ") -> list[Word]:
    """Return terms with signs between them, and how many of `total` there are beside them."""
    written = list(terms)
    if len(written) < total:
        written.append([Word(f"… {total - len(written)} more", "quiet")])
    found: list[Word] = []
    for term in written:
        found += [Word(sign), *term] if found else term
    return found


def _product(factors: tuple[float, ...], slope_at: int) -> list[Word]:
    found: list[Word] = []
    for place, factor in enumerate(factors):
        text = figure(factor)
        if place:
            found.append(Word(" × "))
        found.append(Word(text, "slope" if place == slope_at else "plain"))
    return found


def amber(latex: str) -> str:
    """Return LaTeX that is shown as f'."""
    return rf"\textcolor{{slope}}{{{latex}}}"


def rule_words(lens: Lens) -> str:
    """Return which rule it is that leaves f' out."""
    return f"Backward rule “{lens.network.rule.label}”:"


def rule_note(lens: Lens) -> str:
    """What is to be said where this is not the gradient."""
    if lens.network.rule.is_gradient:
        return ""
    return f" By the rule “{lens.network.rule.label}”, so this is not the gradient."
