"""The last operation: the optimiser moves the weights. Computed on copies, exactly as it will be.

The update is the one that the next step makes: same optimiser, same memory, same rate.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from nnviz.diagnostics.figures import number
from nnviz.diagnostics.working import (
    Line,
    Place,
    Working,
    figure,
    first,
    result,
    short,
    words,
)
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.nn.parameters import Parameters, index_of, name_of
from nnviz.optim.first_order import (
    Adam,
    FixedStep,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
)


class ComingUpdate(Struct, frozen=True, eq=False):
    """What the next step will do to the parameters.

    Parameters
    ----------
    parameters
        After it, flat.
    slots
        What the optimiser will remember then.
    count
        Which of its updates it is; the first is 1.
    """

    parameters: Array
    slots: tuple[Array, ...]
    count: int


@lru_cache(maxsize=2)
def coming_update(record: StepRecord) -> ComingUpdate:
    """Return what the next step will do, computed on copies."""
    optimizer = record.spec.training.optimizer
    state = record.state
    point, after = optimizer.update(
        state.parameters, record.gradients.flat, state.optimizer, record.rate
    )
    return ComingUpdate(point, after.slots, after.count)


class Move(Struct, frozen=True):
    """One parameter's move.

    Parameters
    ----------
    w, g, rate, after
        Its value, gradient, the rate in force, and its value afterwards.
    before, slots
        What the optimiser remembers of it before and after.
    count
        Which of the optimiser's updates it is.
    """

    w: float
    g: float
    rate: float
    after: float
    before: tuple[float, ...]
    slots: tuple[float, ...]
    count: int


def update(record: StepRecord, place: Place) -> Working:
    """How one weight or bias is moved."""
    units = record.params.units
    row = units[place.layer - 1] if place.row is None else place.row
    index = index_of(units, place.layer, row, place.unit)
    coming, optimizer = coming_update(record), record.spec.training.optimizer
    move = Move(
        float(record.state.parameters[index]),
        float(record.gradients.flat[index]),
        record.rate,
        float(coming.parameters[index]),
        tuple(float(slot[index]) for slot in record.state.optimizer.slots),
        tuple(float(slot[index]) for slot in coming.slots),
        coming.count,
    )
    latex, lines_of = _RULES[type(optimizer)]
    name = name_of(units, index)
    step = number(move.after - move.w)
    note = f"{name} moves by {step}: every weight and bias is moved so, all at once."
    return Working(
        Place(place.layer, place.unit, row), latex, f"{name}: {optimizer.formula}",
        lines_of(move, optimizer), move.after, note, edges_into=-1,
    )  # fmt: skip


def change_of(record: StepRecord) -> Parameters:
    """Return what the next step will add to each parameter."""
    return Parameters(record.params.units, coming_update(record).parameters - record.params.flat)


def _moved(move: Move, taken: str) -> Line:
    return words(f"{first(move.w)} − {short(move.rate)} × {taken} = ", result(move.after))


def _descent(move: Move, optimizer: Optimizer) -> tuple[Line, ...]:
    del optimizer
    return (_moved(move, figure(move.g)),)


def _sign(move: Move, optimizer: Optimizer) -> tuple[Line, ...]:
    del optimizer
    sign = "0" if move.g == 0.0 else "1" if move.g > 0.0 else "(−1)"
    return (words(f"sign({first(move.g)}) = {sign}"), _moved(move, sign))


def _velocity(move: Move, fading: float) -> Line:
    (was,), (now,) = move.before, move.slots
    return words(
        f"v = {short(fading)} × {figure(was)} + {figure(move.g)} = ", first(now)
    )  # fmt: skip


def _momentum(move: Move, optimizer: Optimizer) -> tuple[Line, ...]:
    assert isinstance(optimizer, Momentum)
    return (_velocity(move, optimizer.momentum), _moved(move, figure(move.slots[0])))


def _nesterov(move: Move, optimizer: Optimizer) -> tuple[Line, ...]:
    assert isinstance(optimizer, Nesterov)
    ahead = f"({first(move.g)} + {short(optimizer.momentum)} × {figure(move.slots[0])})"
    return (_velocity(move, optimizer.momentum), _moved(move, ahead))


def _rmsprop(move: Move, optimizer: Optimizer) -> tuple[Line, ...]:
    assert isinstance(optimizer, RMSprop)
    (was,), (now,) = move.before, move.slots
    decay, fresh = short(optimizer.decay), short(1.0 - optimizer.decay)
    square = words(f"s = {decay} × {number(was)} + {fresh} × {figure(move.g)}² = ", first(now))
    scaled = f"{figure(move.g)} / (√{number(now)} + {short(optimizer.epsilon)})"
    return (square, _moved(move, scaled))


def _adam(move: Move, optimizer: Optimizer) -> tuple[Line, ...]:
    assert isinstance(optimizer, Adam)
    mean, square = move.slots
    mean_hat = mean / (1.0 - optimizer.beta1**move.count)
    square_hat = square / (1.0 - optimizer.beta2**move.count)
    hats = words(
        f"m̂ = {first(mean)} / (1 − {short(optimizer.beta1)}^{move.count}) = {first(mean_hat)},"
        f"   v̂ = {first(square)} / (1 − {short(optimizer.beta2)}^{move.count})"
        f" = {first(square_hat)}"
    )
    scaled = f"{figure(mean_hat)} / (√{number(square_hat)} + {short(optimizer.epsilon)})"
    return (hats, _moved(move, scaled))


_Rule = tuple[str, Callable[[Move, Optimizer], tuple[Line, ...]]]
_PLAIN = r"w \leftarrow w - \eta\, "
_V = r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\, "


_RULES: dict[type[Optimizer], _Rule] = {
    GradientDescent: (_PLAIN + r"\frac{\partial C}{\partial w}", _descent),
    Momentum: (_V + "v", _momentum),
    Nesterov: (_V + r"(g + \mu v)", _nesterov),
    RMSprop: (
        r"s \leftarrow \rho s + (1-\rho) g^2,\quad " + _PLAIN + r"\frac{g}{\sqrt{s}+\varepsilon}",
        _rmsprop,
    ),
    Adam: (
        _PLAIN + r"\frac{\hat m}{\sqrt{\hat v}+\varepsilon},"
        r"\quad m, v: \mathrm{fading\;means\;of}\; g,\, g^2",
        _adam,
    ),
    FixedStep: (_PLAIN + r"\mathrm{sign}\,\frac{\partial C}{\partial w}", _sign),
}
