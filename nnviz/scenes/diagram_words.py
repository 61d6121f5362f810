"""The words of the diagram: what its columns, inputs and outputs are called, and its legend.

They depend on the experiment and the choices in force, not on the step, and are made once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Problem
from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes import words
from nnviz.scenes.diagram_edges import Show, edge_colours, edge_total, shown_per_layer
from nnviz.scenes.limits import limit_text
from nnviz.scenes.palette import Theme
from nnviz.scenes.plane import has_plane
from nnviz.scenes.tiles import TILED, OutputOf

LEGEND_STEPS = 33


class Structure(Struct, frozen=True):
    """All that the arrangement depends on, comparable: it changes with the experiment only.

    Parameters
    ----------
    units
        Of every layer, the inputs first.
    names, answers
        Of the inputs, and of the outputs where they have any, as they stand on screen.
    headings
        One a layer: three wordings from long to short, each of one or two lines.
    over
        What tiles are pictures over: "the input plane", or the name of the one raw input; empty
        where they have one colour each.
    """

    units: tuple[int, ...]
    names: tuple[str, ...]
    answers: tuple[str, ...]
    headings: tuple[tuple[str, str, str], ...]
    over: str

    @property
    def thinned(self) -> bool:
        """Whether only the strongest edges are drawn."""
        return bool(_edge_note(self.units))


class Legend(Struct, frozen=True):
    """What the signs mean.

    Parameters
    ----------
    edges
        What edges stand for.
    low, high
        The ends of their scale.
    colours
        Packed colours from the low end to the high one, as edges have them.
    notes
        Further half-sentences, the most important first, each in wordings from long to short.
    """

    edges: str
    low: str
    high: str
    colours: tuple[int, ...]
    notes: tuple[tuple[str, ...], ...]


def structure_of(record: StepRecord) -> Structure:
    """Return the shape and the names of a record's network."""
    return _structure_of(record.problem)


@lru_cache(maxsize=8)
def _structure_of(problem: Problem) -> Structure:
    network = problem.network
    return _structure(
        network.units,
        problem.data.transform.inputs,
        _answers(problem),
        tuple(activation.name for activation in network.activations),
        _pictured_over(problem),
    )


@lru_cache(maxsize=8)
def _structure(
    units: tuple[int, ...],
    inputs: tuple[str, ...],
    answers: tuple[str, ...],
    activations: tuple[str, ...],
    over: str,
) -> Structure:
    headings = [("Inputs", "Inputs", "In")]
    for layer, (count, name) in enumerate(zip(units[1:], activations, strict=True), start=1):
        label = ACTIVATIONS[name].label
        of = label if count == 1 else f"{words.count(count)} {label}"
        long = "Output" if layer == len(units) - 1 else f"Layer {layer}"
        short = "Out" if layer == len(units) - 1 else f"L{layer}"
        headings.append((f"{long} · {of}", f"{long}\n{of}", short))
    names = tuple(map(words.input_name, inputs))
    return Structure(units, names, answers, tuple(headings), over)


def _pictured_over(problem: Problem) -> str:
    if not has_plane(problem) or min(problem.network.units) > TILED:
        return ""
    columns = problem.data.source.columns
    return "the input plane" if len(columns) == 2 else words.input_name(columns[0])


def _answers(problem: Problem) -> tuple[str, ...]:
    """Return what each output stands for: a class, or a column; nothing where that is plain."""
    source, outputs = problem.data.source, problem.network.units[-1]
    names = source.classes or source.outputs
    plain = len(names) != outputs or names == ("y",) or outputs > TILED
    return () if plain else tuple(map(str, names))


_EDGE_WORDS: dict[Show, str] = {"weight": "weight", "gradient": "dC/dW", "update": "last update"}


@lru_cache(maxsize=16)
def legend_of(
    structure: Structure, show: Show, limit: float, theme: Theme, output: OutputOf | None
) -> Legend:
    """Return the legend for edges up to `limit` and tiles of `output` (None: pictures)."""
    end = limit_text(limit)
    colours = edge_colours(np.linspace(-1.0, 1.0, LEGEND_STEPS), theme, show)
    tiles = {
        None: (f"tile: output over {structure.over}", "tile: output"),
        "mean": ("tile: mean output over the probe samples", "tile: mean output"),
        "sample": ("tile: output on the current sample", "tile: output"),
    }[output]
    wide = any(count > TILED for count in structure.units[1:])
    sign = "ring or frame" if wide else "ring"
    ring = (f"{sign}: learning ability, mean f′(z) / max f′", f"{sign}: mean f′(z) / max f′")
    notes = (*_edge_note(structure.units), ring, tiles, ("dot: bias",))
    return Legend(
        f"edges: {_EDGE_WORDS[show]}",
        f"{words.MINUS}{end}",
        f"+{end}",
        tuple(colours.tolist()),
        notes,
    )


def _edge_note(units: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    """Say how many edges of how many are drawn, where it is not all of them."""
    total = edge_total(units)
    shown = sum(shown_per_layer(units))
    if shown == total:
        return ()
    return ((f"strongest {words.count(shown)} of {words.count(total)} edges",),)
