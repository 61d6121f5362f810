"""The network as a picture: units as tiles with a ring of learning ability, weights as edges.

The ring is the mean of |f'(z)| / sup|f'| over the probe samples: how much of an error a unit lets
through. A unit that lets nothing through for any sample is hatched. What edges stand for, weights,
gradients or the last update, is the user's choice.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.diagnostics.saturation import TAU, dead_units
from nnviz.engine.record import StepRecord
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.diagram_edges import (
    Edges,
    Show,
    edge_colours,
    edges_of,
    shown_parameters,
)
from nnviz.scenes.diagram_lit import Lit
from nnviz.scenes.diagram_words import Legend, Structure, legend_of, structure_of
from nnviz.scenes.limits import calm_limit
from nnviz.scenes.marks import Marks
from nnviz.scenes.packed import Packed, painted_ability
from nnviz.scenes.palette import Theme, symmetric_limit
from nnviz.scenes.readouts import Reading, exists, reading
from nnviz.scenes.tiles import TILED, OutputOf, Tiles, tiles_of

HINT = Reading("Point at a unit or an edge to read its exact values.")
DEAD, NO_SLOPE = "dead", "no slope"


class Layer(Struct, frozen=True, eq=False):
    """One layer of units.

    Parameters
    ----------
    tiles
        What stands inside them.
    ability
        Mean learning ability over the probe samples, shape (units,); None for inputs and for
        threshold units, which have no ring.
    dead
        ReLU-like and 0 on every probe sample, shape (units,).
    captions
        Under each tile: "open 35 %", "dead", "no slope"; empty where units are too many.
    frames
        Colours of the learning abilities, packed, for cells; None without ability.
    bias_shares, bias_colours
        |bias| (or its gradient or update) as a share of the scale's end, and its colour.
    """

    tiles: Tiles
    ability: Array | None
    dead: NDArray[np.bool_]
    captions: tuple[str, ...]
    frames: Packed | None
    bias_shares: Array
    bias_colours: Packed


class DiagramScene(Struct, frozen=True, eq=False):
    """The whole diagram, without places (see `diagram_layout`).

    Parameters
    ----------
    structure
        What the arrangement depends on.
    layers
        The inputs first.
    edges
        Those drawn, weakest first.
    limit
        The end of the edges' scale; pass it on as `before` at the next step.
    show, output
        The choices in force; `output` is None where tiles are pictures.
    legend, reading
        Words at the bottom.
    marks
        Only those that this network has.
    lit
        What takes part in the operation shown, with its numbers; None where nothing is.
    moving
        Whether more scenes follow at once: then the edges of a large network may be drawn in turn.
    """

    structure: Structure
    layers: tuple[Layer, ...]
    edges: Edges
    limit: float
    show: Show
    output: OutputOf | None
    legend: Legend
    reading: Reading
    marks: Marks
    lit: Lit | None = None
    moving: bool = False


def diagram_scene(
    record: StepRecord,
    marks: Marks,
    show: Show,
    theme: Theme,
    tau: float = TAU,
    limit: float | None = None,
    *,
    before: float | None = None,
    output: OutputOf = "mean",
    lit: Lit | None = None,
    moving: bool = False,
) -> DiagramScene:
    """Return the picture of a step.

    Parameters
    ----------
    record
        The step.
    marks
        What is selected and pointed at.
    show
        What edges and bias dots stand for: "weight", "gradient" (on the batch), "update".
    theme
        Colours.
    tau
        Below this learning ability a unit counts as shut on a sample.
    limit
        The end of the edges' scale; automatic where it is None.
    before
        The automatic limit of the last scene with the same `show`, so that it stays calm.
    output
        Where data have no plane: tiles show the "mean" over the probe, or the current "sample".
    lit
        What an operation or a path lights; all else fades.
    moving
        Whether more scenes follow at once.
    """
    if limit is None:
        limit = calm_limit(symmetric_limit(shown_parameters(record, show), 0.0), before)
    structure = structure_of(record)
    marks = _present(marks, structure.units)
    layers = _layers(record, show, limit, theme, output)
    edges = edges_of(record, show, limit, theme, marks, lit)
    shown = None if structure.over else output
    return DiagramScene(
        structure,
        layers,
        edges,
        limit,
        show,
        shown,
        legend_of(structure, show, limit, theme, shown),
        reading(record, marks.hovered or marks.selected, tau) or HINT,
        marks,
        lit,
        moving,
    )


def _present(marks: Marks, units: tuple[int, ...]) -> Marks:
    selected = marks.selected if exists(units, marks.selected) else None
    hovered = marks.hovered if exists(units, marks.hovered) else None
    return Marks(selected, hovered)


def _layers(
    record: StepRecord, show: Show, limit: float, theme: Theme, output: OutputOf
) -> tuple[Layer, ...]:
    tiles = tiles_of(record, output, theme)
    nothing, none = np.empty(0), np.empty(0, np.uint32)
    inputs = Layer(tiles[0], None, np.zeros(record.params.units[0], bool), (), None, nothing, none)
    biases = _biases(record, show, limit, theme)
    return (
        inputs,
        *(
            _layer(record, number, tiles[number], shares, colours, theme)
            for number, (shares, colours) in enumerate(biases, start=1)
        ),
    )


def _biases(
    record: StepRecord, show: Show, limit: float, theme: Theme
) -> Iterator[tuple[Array, Packed]]:
    """Return each layer's biases as shares of the scale's end, 0 to 1, and their colours."""
    chosen = {"weight": record.params, "gradient": record.gradients, "update": record.update}
    shares = np.concatenate(tuple(chosen[show].b)) / limit
    ends = np.cumsum(record.params.units[1:])[:-1]
    sizes = np.minimum(np.abs(shares), 1.0)
    colours = edge_colours(shares, theme, show)
    return zip(np.split(sizes, ends), np.split(colours, ends), strict=True)


def _layer(
    record: StepRecord, number: int, tiles: Tiles, shares: Array, colours: Packed, theme: Theme
) -> Layer:
    activation = record.problem.network.activations[number - 1]
    ability = mean_ability(record, number)
    dead = dead_units(record.probe.a[number], ability, activation)
    wide = len(shares) > TILED
    return Layer(
        tiles,
        ability if activation.learns_by_slope else None,
        dead,
        () if wide else _captions(activation, ability, dead),
        painted_ability(ability, theme) if activation.learns_by_slope else None,
        shares,
        colours,
    )


def mean_ability(record: StepRecord, layer: int) -> Array:
    """Return the mean of |f'| / sup|f'| over the probe samples, shape (units,)."""
    activation = record.problem.network.activations[layer - 1]
    return activation.ability(np.abs(record.probe.slope[layer]).mean(axis=0))


_OPEN = tuple(f"open {words.percent(k / 100)}" for k in range(101))


def _captions(activation: Activation, ability: Array, dead: NDArray[np.bool_]) -> tuple[str, ...]:
    if not activation.learns_by_slope:
        return (NO_SLOPE,) * len(ability)
    shares = np.rint(100.0 * np.fmin(np.fmax(ability, 0.0), 1.0)).astype(int).tolist()
    return tuple(
        DEAD if is_dead else _OPEN[share]
        for share, is_dead in zip(shares, dead.tolist(), strict=True)
    )
