"""The microscope: one operation of an iteration as a formula, in numbers, and in words.

All operations stand in a row as small chips, the present one marked; what takes part in it is lit
in the diagram. Everything is read off the record, so it is what the next step computes.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from nnviz.diagnostics.operations import Cursor, Kind, Operation, explained, operations
from nnviz.diagnostics.working import Line, Place, Role, Working
from nnviz.engine.record import StepRecord
from nnviz.nn.network import Network
from nnviz.scenes import words
from nnviz.scenes.diagram_lit import Lit, lit_by
from nnviz.scenes.marks import Mark, UnitMark, WeightMark
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.readouts import exists
from nnviz.scenes.sample_choice import SampleChoice, sample_choice

_CHIPS: dict[Kind, tuple[str, str]] = {
    "enter": ("x", "the batch enters"),
    "z": ("z{0}", "pre-activation of layer {1}: z = a W + b"),
    "a": ("a{0}", "activation of layer {1}: a = f(z)"),
    "cost": ("C", "the cost: how wrong the outputs are"),
    "delta": ("δ{0}", "error of layer {1}: δ = ∂C/∂z"),
    "weights": ("∂W{0}", "gradient of the weights into layer {1}: ∂C/∂W"),
    "biases": ("∂b{0}", "gradient of the biases of layer {1}: ∂C/∂b"),
    "update": ("w←", "the update: every weight and bias moves"),
}


class OperationChip(Struct, frozen=True):
    """One operation: a sign of two letters, and what it is.

    Parameters
    ----------
    text, tip
        "z₂", "Pre-activation of layer 2: z = a W + b".
    part
        Of the iteration: 0 forward, 1 back, 2 gradients and update.
    """

    text: str
    tip: str
    part: int


class Piece(Struct, frozen=True):
    """A piece of a line in its colour; what comes out is strong."""

    text: str
    ink: Colour
    strong: bool


class MicroscopeScene(Struct, frozen=True, eq=False):
    """Everything that the microscope shows.

    Parameters
    ----------
    chips, present
        All operations, and the place of the present one.
    title
        "Pre-activation of layer 2 · unit 2.1 · sample 3 of 10".
    where
        "step 50 → 51 · 5 of 18".
    latex
        The formula, its parts that are f' coloured.
    plain
        The same as plain text.
    lines
        The formula with the numbers put in.
    note
        What it means.
    sample
        For which sample.
    lit
        What takes part.
    """

    chips: tuple[OperationChip, ...]
    present: int
    title: str
    where: str
    latex: str
    plain: str
    lines: tuple[tuple[Piece, ...], ...]
    note: str
    sample: SampleChoice
    lit: Lit

    @property
    def text(self) -> str:
        """All that is said, to be read out or copied."""
        lines = ["".join(piece.text for piece in line) for line in self.lines]
        head = f"{self.title} ({self.where})"
        return "\n".join([head, self.plain, *lines, self.note])


def microscope_scene(
    record: StepRecord, cursor: Cursor, selected: Mark | None, sample: int | None, theme: Theme
) -> MicroscopeScene:
    """Return what the microscope shows.

    Parameters
    ----------
    record
        Of the step that the cursor is at.
    cursor
        Which operation.
    selected
        For which unit or weight numbers are put in.
    sample
        A row of the batch; None for the whole batch.
    theme
        Colours.
    """
    network = record.problem.network
    all_of_them = operations(network)
    present = min(cursor.operation, len(all_of_them) - 1)
    operation = all_of_them[present]
    choice = sample_choice(record, sample)
    working = explained(record, operation, choice.row, focus_of(record, selected))
    return MicroscopeScene(
        operation_chips(network),
        present,
        _title(operation, working, network, choice),
        f"step {words.count(record.step)} → {words.count(record.step + 1)}"
        f" · {present + 1} of {len(all_of_them)}",
        coloured(working.latex, theme),
        working.plain,
        tuple(_line(line, theme) for line in working.lines),
        working.note,
        choice,
        lit_by(working, network.units),
    )


def focus_of(record: StepRecord, selected: Mark | None) -> Place | None:
    """Return what is selected, as operations look at it; None where it is nothing here."""
    if not exists(record.params.units, selected):
        return None
    if isinstance(selected, WeightMark):
        return Place(selected.layer, selected.column, selected.row)
    return Place(selected.layer, selected.unit) if isinstance(selected, UnitMark) else None


def operation_chips(network: Network) -> tuple[OperationChip, ...]:
    """Return the signs of all operations of one iteration."""
    return _operation_chips(network.depth, operations(network))


@lru_cache(maxsize=8)
def _operation_chips(depth: int, found: tuple[Operation, ...]) -> tuple[OperationChip, ...]:
    parts: dict[Kind, int] = {"delta": 1, "weights": 2, "biases": 2, "update": 3}
    chips = []
    for operation in found:
        text, tip = _CHIPS[operation.kind]
        number = words.subscript(operation.layer)
        layer = f"{operation.layer}" + (" (output)" if operation.layer == depth else "")
        told = words.sentence(tip.format(number, layer))
        chips.append(OperationChip(text.format(number), told, parts.get(operation.kind, 0)))
    return tuple(chips)


def _title(operation: Operation, working: Working, network: Network, choice: SampleChoice) -> str:
    """Return what the operation is, for which unit or weight, and for which samples."""
    text, _, _ = _CHIPS[operation.kind][1].format("", operation.layer).partition(":")
    parts, place = [words.sentence(text)], working.place
    if operation.kind != "cost":
        parts.append(_place_words(place, network))
    if operation.kind != "update":
        parts.append(choice.text)
    return " · ".join(parts)


def _place_words(place: Place, network: Network) -> str:
    if place.layer == 0:
        return f"input {place.unit + 1}"
    if place.row is None:
        return words.unit_name(place.layer, place.unit)
    inputs = network.units[place.layer - 1]
    return words.weight_name(place.layer, place.row, place.unit, inputs)


def coloured(latex: str, theme: Theme) -> str:
    """Return LaTeX with the theme's colour where it speaks of f'."""
    return latex.replace(r"\textcolor{slope}", rf"\textcolor{{{theme.slope_text}}}")


def _line(line: Line, theme: Theme) -> tuple[Piece, ...]:
    inks: dict[Role, Colour] = {
        "plain": theme.text,
        "quiet": theme.muted,
        "slope": theme.slope_text,
        "result": theme.text,
    }
    return tuple(
        Piece(word.text, inks[word.role], word.role in ("slope", "result")) for word in line
    )
