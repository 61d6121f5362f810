"""What a person has chosen in the lab Neuron, and what each wish makes of it.

A wish that can't be granted is a ValueError with a sentence, and changes nothing. A wish that
needs something else to follow is granted with that: cross-entropy goes with the sigmoid only.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from nnviz.diagnostics.one_unit import MOST_INPUTS, OneUnit
from nnviz.diagnostics.race import fits
from nnviz.diagnostics.slips import SLIPS
from nnviz.diagnostics.unit_run import UnitRun
from nnviz.scenes.ticks import rounded_up

LEAST_LIMIT = 12.0
LIMITS = (1.0, 2.0, 4.0, 8.0, 12.0, 20.0, 40.0, 100.0, 200.0, 500.0, 1000.0)
SQUARED, ENTROPY = "half_mse", "binary_cross_entropy"
NEW_WEIGHT, NEW_INPUT = 1.0, 1.0


class UnitChoice(Struct, frozen=True):
    """The choices.

    Parameters
    ----------
    run
        The unit, its rate, and the way that it went.
    index
        Which weight the pictures are about (inputs: the bias).
    no_rate
        Textbook code: no rate, that is 1, and errors summed.
    limit
        Weights are drawn from -limit to limit.
    both
        Whether the other cost is drawn beside the one in use.
    tau
        Below this learning ability the unit is shut.
    """

    run: UnitRun = field(default_factory=lambda: UnitRun(OneUnit(w=(-4.0,))))
    index: int = 0
    no_rate: bool = False
    limit: float = LEAST_LIMIT
    both: bool = False
    tau: float = 0.05

    @property
    def unit(self) -> OneUnit:
        """The unit as it stands."""
        return self.run.unit

    def wish(self, name: str, value: Any) -> UnitChoice:
        """Return the choice after a wish of the form.

        Parameters
        ----------
        name
            "activation", "cost", "inputs", "rate", "no_rate", "slip", "learns_bias", "target",
            "b", or "w1" to "w3" and "x1" to "x3".
        value
            As the form's field has read it.
        """
        if name == "rate":
            return replace(self, run=self.run.with_rate(float(value)), no_rate=False)
        if name == "no_rate":
            run = self.run.with_rate(1.0) if value else self.run
            return replace(self, no_rate=bool(value), run=run)
        return self._changed(_wished(self.unit, name, value))

    def select(self, index: int) -> UnitChoice:
        """Let the pictures be about another weight, or the bias."""
        return replace(self, index=min(max(index, 0), self.unit.inputs))

    def put(self, value: float) -> UnitChoice:
        """Put the selected weight at a value, rounded to the picture's grain."""
        grain = self.limit / 1000.0
        value = round(min(max(value, -self.limit), self.limit) / grain) * grain
        flat = self.unit.flat
        flat[self.index] = float(f"{value:.6g}")
        return self._changed(self.unit.at(flat))

    def place(self, value: float, bias: float) -> UnitChoice:
        """Put the selected weight and the bias at a place of the map."""
        return replace(self.put(value), index=self.unit.inputs).put(bias).select(self.map_index)

    def zoom(self, notches: int) -> UnitChoice:
        """Draw a closer range of weights, or a wider one where `notches` is negative."""
        among = [one for one in LIMITS if (one < self.limit) == (notches > 0) and one != self.limit]
        if not among:
            return self
        return replace(self, limit=max(among) if notches > 0 else min(among))

    @property
    def map_index(self) -> int:
        """The weight that the map has beside the bias."""
        return self.index if self.index < self.unit.inputs else 0

    def step(self, count: int) -> UnitChoice:
        """Go so many steps on, or back where `count` is negative."""
        run = self.run.step(count) if count > 0 else self.run.back(-count)
        return replace(self, run=run)._fitted()

    def reset(self) -> UnitChoice:
        """Go back to where the way began."""
        return replace(self, run=self.run.reset())

    def take(self, unit: OneUnit, rate: float) -> UnitChoice:
        """Take a prepared unit and rate."""
        run = UnitRun(unit, rate)
        return UnitChoice(run, both=self.both, tau=self.tau)._fitted()

    def _changed(self, unit: OneUnit) -> UnitChoice:
        index = min(self.index, unit.inputs)
        return replace(self, run=self.run.change(unit), index=index)._fitted()

    def _fitted(self) -> UnitChoice:
        """Widen the range where a weight lies outside."""
        largest = max(abs(float(value)) for value in self.unit.flat)
        if largest <= self.limit:
            return self
        return replace(self, limit=rounded_up(1.1 * largest))


def _wished(unit: OneUnit, name: str, value: Any) -> OneUnit:
    match name[0], name[1:]:
        case "w", place if place.isdigit():
            return replace(unit, w=_with(unit.w, int(place), value))
        case "x", place if place.isdigit():
            return replace(unit, x=_with(unit.x, int(place), value))
    match name:
        case "b":
            return replace(unit, b=float(value))
        case "target":
            return replace(unit, target=float(value))
        case "inputs":
            return _with_inputs(unit, int(value))
        case "slip":
            return _with_slip(unit, str(value))
        case "learns_bias":
            return replace(unit, learns_bias=bool(value))
        case "activation":
            return _with_activation(unit, str(value))
        case "cost":
            return _with_cost(unit, str(value))
    raise ValueError(f"The unit has no setting “{name}”.")


def _with(values: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    if not 1 <= place <= len(values):
        raise ValueError(f"The unit has {len(values)} inputs: there is no number {place}.")
    changed = list(values)
    changed[place - 1] = float(value)
    return tuple(changed)


def _with_inputs(unit: OneUnit, count: int) -> OneUnit:
    if not 1 <= count <= MOST_INPUTS:
        raise ValueError(f"Give a whole number of inputs from 1 to {MOST_INPUTS}.")
    more = max(0, count - unit.inputs)
    return replace(
        unit,
        w=(unit.w + (NEW_WEIGHT,) * more)[:count],
        x=(unit.x + (NEW_INPUT,) * more)[:count],
    )


def _with_activation(unit: OneUnit, name: str) -> OneUnit:
    cost = unit.cost if fits(unit.cost, name) else SQUARED
    slip = "none" if unit.slip == "minus" and name != "sigmoid" else unit.slip
    return replace(unit, activation=name, cost=cost, slip=slip)


def _with_cost(unit: OneUnit, cost: str) -> OneUnit:
    if not fits(cost, unit.activation):
        raise ValueError("Cross-entropy needs the sigmoid, whose output is a probability.")
    target = min(1.0, max(0.0, unit.target)) if cost == ENTROPY else unit.target
    return replace(unit, cost=cost, target=target)


def _with_slip(unit: OneUnit, slip: str) -> OneUnit:
    if slip == "minus" and unit.activation != "sigmoid":
        raise ValueError("Only the sigmoid has an exponent to lose its minus sign from.")
    if slip not in SLIPS:
        raise ValueError(f"There is no slip “{slip}”.")
    return replace(unit, slip=SLIPS[SLIPS.index(slip)])


PRESETS: dict[str, tuple[str, OneUnit, float]] = {
    "shut": (
        "A sigmoid that is shut and wrong: w = −10, target 1.",
        OneUnit(w=(-10.0,)),
        1.0,
    ),
    "open": ("A sigmoid at its steepest: w = 0, target 1.", OneUnit(w=(0.0,)), 1.0),
    "dead": ("A ReLU on its flat side: w = −10, target 1.", OneUnit("relu", w=(-10.0,)), 1.0),
    "too fast": (
        "A linear unit with x = 2 and a rate above 2 / x² = 0.5: every step overshoots.",
        OneUnit("linear", w=(4.0,), x=(2.0,)),
        0.55,
    ),
    "threshold": (
        "A threshold unit: f′ = 0 everywhere, so it learns by the delta rule.",
        OneUnit("threshold", w=(-2.4,)),
        0.5,
    ),
}
