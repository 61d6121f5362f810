"""The stages in which a question about the cost surface is answered, each in small pieces.

`next_stage` says what is to be done for an answer to become more complete; who asks does it piece
by piece, in a thread of its own, and gives the pieces back for the next answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.curvature import WHOLE, Parabola, Spectrum, columns, spectrum, whole_spectrum
from nnviz.engine.objective import PartCost
from nnviz.engine.path import Path, kept_path, state_at
from nnviz.engine.record import StepRecord
from nnviz.engine.threads import one_blas_thread
from nnviz.nn.arrays import Array
from nnviz.nn.hessian import Curved, HessianError, curved
from nnviz.nn.parameters import parameter_count
from nnviz.scenes import landscape_grid as grids
from nnviz.scenes.landscape_answer import Answer, LineSlice, PlaneSlice, Question
from nnviz.scenes.landscape_cuts import Bearings, NoCutError, line_cut, plane_cut
from nnviz.scenes.landscape_grid import Samples

LIVE_CURVATURE = 0.02  # seconds that a spectrum may take while the run goes on
_PATH = 200  # steps of the path
_LONG_PATH = 60  # of a large network
_LARGE = 5000  # parameters
_PRODUCT = 6.0  # forward passes that a product with the Hessian takes
_BLOCK = 32  # points made at once


class Stage(Struct, frozen=True, eq=False):
    """A piece of work for the background.

    Parameters
    ----------
    name
        What is being done, in words.
    count
        How many pieces there will be.
    pieces
        Yields them; may be called in any thread.
    taken
        Returns the answer that they make.
    """

    name: str
    count: int
    pieces: Callable[[], Iterator[Any]]
    taken: Callable[[list[Any]], Answer]


def next_stage(answer: Answer) -> Stage | None:
    """Return what is to be done next; None where the answer is complete."""
    if answer.bearings is None:
        return _look_around(answer)
    if _curvature_first(answer.question) and _lacks_spectrum(answer):
        return _bend(answer)
    if answer.line is None and not answer.no_line:
        return _along(answer)
    if answer.plane is None and not answer.no_plane:
        return _over(answer)
    if not answer.question.live and _lacks_spectrum(answer):
        return _bend(answer)
    if answer.plane is not None and answer.plane.side < _finest(answer):
        return _over(answer)
    return None


def _lacks_spectrum(answer: Answer) -> bool:
    return answer.spectrum is None and not answer.no_spectrum


def curvature_seconds(record: StepRecord) -> float:
    """Return about how long all curvatures take; Lanczos' extremes of a large network longer."""
    network = record.problem.network
    each = grids.point_seconds(network, record.problem.train_samples) * _PRODUCT
    return each * min(parameter_count(network.units), WHOLE)


def _curvature_first(question: Question) -> bool:
    """Whether the spectrum comes before the pictures: where it is quick, or they need it."""
    quick = curvature_seconds(question.record) <= LIVE_CURVATURE
    if question.live:
        return quick and (question.curvature or question.choice.plane == "sharpest")
    return quick or question.choice.plane == "sharpest"


def _look_around(answer: Answer) -> Stage:
    """Find what the directions are made of."""

    def pieces() -> Iterator[Bearings]:
        yield bearings_of(answer.question)

    return Stage("looking around", 1, pieces, lambda found: replace(answer, bearings=found[0]))


def bearings_of(question: Question) -> Bearings:
    """Return what the directions at a question's step are made of, all but the curvature."""
    record, choice = question.record, question.choice
    cost = PartCost(record.problem)
    flat = record.params.flat
    gradient, blind = None, ""
    try:
        gradient = cost.gradient(flat)
    except HessianError as error:
        blind = f"{str(error)[:1].upper()}{str(error)[1:]}."
    target = None
    if choice.line == "step":
        target = state_at(question.history, min(choice.target, question.history.head)).parameters
    return Bearings(
        record.params,
        record.step,
        record.rate,
        cost.value(flat),
        gradient,
        blind,
        None,
        path_to(question),
        target,
    )


def path_to(question: Question, most: int = _PATH) -> Path:
    """Return the way from the run's start to the question's step, that included."""
    record = question.record
    if record.params.flat.size > _LARGE:
        most = min(most, _LONG_PATH)
    path = kept_path(question.history, most, record.step)
    keep = path.steps < record.step
    steps = np.append(path.steps[keep], record.step)
    return Path(steps, np.vstack([path.points[keep], record.params.flat[None, :]]))


def _bend(answer: Answer) -> Stage:
    """Find the curvatures."""
    assert answer.bearings is not None
    record, bearings = answer.question.record, answer.bearings
    if bearings.gradient is None:
        return _known(answer, no_spectrum=bearings.blind)
    here = PartCost(record.problem).curved(record.params.flat)
    size = record.params.flat.size

    def taken(found: list[Any]) -> Answer:
        if isinstance(found[-1], str):
            return replace(answer, no_spectrum=found[-1])
        at = replace(bearings, spectrum=found[-1])
        return replace(answer, spectrum=found[-1], bearings=at)

    def pieces() -> Iterator[Array | Spectrum | str]:
        known = []
        if size <= WHOLE:
            for column in columns(here):
                known.append(column)
                yield column
        yield spectrum_of(here, known)

    return Stage("curvature", size + 1 if size <= WHOLE else 1, pieces, taken)


def spectrum_of(here: Curved, known: list[Array]) -> Spectrum | str:
    """Return the spectrum, from the Hessian's columns where there are any; or why there is none."""
    probe = known or [here.times(np.ones_like(here.params.flat))]
    if not all(np.isfinite(column).all() for column in probe):
        return "The curvature is not finite here: go some steps back."
    try:
        return whole_spectrum(known) if known else spectrum(here)
    except RuntimeError:  # scipy's ArpackError
        return "Lanczos' method found no curvature to its tolerance here."


def _known(answer: Answer, **found: Any) -> Stage:
    """Return the stage of what needs no work."""
    return Stage("", 0, lambda: iter(()), lambda _: replace(answer, **found))


def _along(answer: Answer) -> Stage:
    """Find the cost along the line."""
    question, at = answer.question, answer.bearings
    assert at is not None
    problem, choice = question.record.problem, question.choice
    samples = grids.samples_of(problem, choice.part, live=question.live)
    try:
        bend = _bend_downhill(at, samples) if choice.line == "gradient" else None
        cut = line_cut(choice, at, bend)
    except NoCutError as error:
        return _known(answer, no_line=str(error))
    each = grids.point_seconds(problem.network, samples.count)
    side = grids.finest_side(grids.LINE_SIDES, 1, each, live=question.live)
    t = cut.axis.marks(side)

    def points() -> Iterator[Array]:
        for block in np.array_split(t, -(-side // _BLOCK)):
            yield at.params.flat + block[:, None] * cut.direction

    def pieces() -> Iterator[Any]:
        parabola = parabola_along(at, samples, cut.direction)
        lowest = None if parabola is None else parabola.step
        yield parabola
        yield (
            np.nan
            if lowest is None
            else samples.ground.values(at.params.flat[None, :] + lowest * cut.direction)[0]
        )
        yield from grids.costs_at(samples, points())

    def taken(found: list[Any]) -> Answer:
        parabola, landing, *costs = found
        values = np.array(costs, dtype=np.float64)
        slice_ = LineSlice(cut, samples, t, values, parabola, float(landing))
        return replace(answer, line=slice_)

    return Stage("line", side + 2, pieces, taken)


def parabola_along(at: Bearings, samples: Samples, direction: Array) -> Parabola | None:
    """Return value, slope and curvature at t = 0 along params + t * direction, by t."""
    if at.gradient is None:
        return None
    ground = samples.ground
    here = curved(ground.network, at.params, ground.x, ground.y)
    gradient = ground.network.backward(at.params, here.tape, ground.y).flat
    value = ground.network.cost(at.params, here.tape, ground.y)
    with np.errstate(all="ignore"):
        return Parabola(
            value, float(gradient @ direction), float(direction @ here.times(direction))
        )


def _bend_downhill(at: Bearings, samples: Samples) -> float | None:
    """Return the curvature against the gradient, of the length 1."""
    size = 0.0 if at.gradient is None else float(np.linalg.norm(at.gradient))
    if at.gradient is None or not 0.0 < size < np.inf:
        return None
    found = parabola_along(at, samples, at.gradient / size)
    return None if found is None else found.curvature


def _finest(answer: Answer) -> int:
    question = answer.question
    assert answer.plane is not None
    each = grids.point_seconds(question.record.problem.network, answer.plane.samples.count)
    return grids.finest_side(grids.SIDES, 2, each, live=question.live)


def _over(answer: Answer) -> Stage:
    """Find the cost over the plane, or make what is known of it finer."""
    question, at, before = answer.question, answer.bearings, answer.plane
    assert at is not None
    problem, choice = question.record.problem, question.choice
    if before is None:
        samples = grids.samples_of(problem, choice.part, live=question.live)
        try:
            cut = plane_cut(choice, at)
        except NoCutError as error:
            return _known(answer, no_plane=str(error))
        each = grids.point_seconds(problem.network, samples.count)
        side = grids.finest_side(grids.SIDES, 2, each, live=True)
        places, share = cut.places(at.path.points)
        before = PlaneSlice(cut, samples, np.empty((0, 0)), at.path.steps, places, share)
    else:
        side = grids.SIDES[grids.SIDES.index(before.side) + 1]
    return _grid(answer, before, side)


def _grid(answer: Answer, before: PlaneSlice, side: int) -> Stage:
    cut, known = before.cut, before.values if before.side else None
    fresh = grids.new_places(side, before.side)
    x, y = cut.x.marks(side), cut.y.marks(side)

    def points() -> Iterator[Array]:
        for block in np.array_split(fresh, -(-len(fresh) // _BLOCK)):
            rows, across = np.divmod(block, side)
            yield cut.points(x[across], y[rows])

    def taken(found: list[Any]) -> Answer:
        values = grids.filled(side, known, np.array(found, dtype=np.float64))
        return replace(answer, plane=replace(before, values=values))

    def pieces() -> Iterator[float]:
        return grids.costs_at(before.samples, points())

    return Stage(f"plane, {side} × {side}", len(fresh), pieces, taken)


def completed(question: Question) -> Answer:
    """Return the whole answer at once: for a picture without a window's patience."""
    answer = Answer(question)
    with np.errstate(all="ignore"), one_blas_thread("numpy"):
        while (stage := next_stage(answer)) is not None:
            answer = stage.taken(list(stage.pieces()))
    return answer
