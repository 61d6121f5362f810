"""What is asked about a network's cost surface, and the answer as it grows, stage by stage.

A question is a record and a choice, frozen; each stage is a costly piece of work for the background
that makes the answer more complete: first the directions, then the line, the curvature, the plane,
and the plane finer and finer.
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.diagnostics.curvature import Parabola, Spectrum
from nnviz.engine.history import History
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes.landscape_choice import LandscapeChoice
from nnviz.scenes.landscape_cuts import Bearings, LineCut, PlaneCut
from nnviz.scenes.landscape_grid import Samples


class Question(Struct, frozen=True, eq=False):
    """What is asked.

    Parameters
    ----------
    record, history
        Of which step of which run.
    choice
        What is chosen to be seen.
    live
        Whether the run goes on: then little is asked, and often.
    curvature
        Whether the spectrum is wanted though the run goes on.
    """

    record: StepRecord
    history: History
    choice: LandscapeChoice
    live: bool = False
    curvature: bool = False


class LineSlice(Struct, frozen=True, eq=False):
    """The cost along a line.

    Parameters
    ----------
    cut, samples
        Where, and on what.
    t, values
        Places and costs, shape (n,).
    parabola
        Value, slope and curvature at t = 0 by t; None where there is no gradient.
    landing
        The cost at the parabola's lowest place; NaN where it has none.
    """

    cut: LineCut
    samples: Samples
    t: Array
    values: Array
    parabola: Parabola | None
    landing: float


class PlaneSlice(Struct, frozen=True, eq=False):
    """The cost over a plane.

    Parameters
    ----------
    cut, samples
        Where, and on what.
    values
        Shape (side, side): y rising by rows, x along them.
    steps, places, share
        The run's path in the plane: steps, shape (n,), places, shape (n, 2), and how much of its
        way is seen here.
    """

    cut: PlaneCut
    samples: Samples
    values: Array
    steps: Indices
    places: Array
    share: float

    @property
    def side(self) -> int:
        """Places along each axis."""
        return len(self.values)


class Answer(Struct, frozen=True, eq=False):
    """What is known of a question so far.

    Parameters
    ----------
    question
        What was asked.
    bearings
        What the directions are made of.
    line, plane, spectrum
        What was found; None before.
    no_line, no_plane, no_spectrum
        Why there is none; "" where it is not known yet, or there is one.
    """

    question: Question
    bearings: Bearings | None = None
    line: LineSlice | None = None
    no_line: str = ""
    plane: PlaneSlice | None = None
    no_plane: str = ""
    spectrum: Spectrum | None = None
    no_spectrum: str = ""
