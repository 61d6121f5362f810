"""What the next step of a unit does, in a sentence: crawl, overshoot, climb, or simply go down."""

from __future__ import annotations

from msgspec.structs import replace

from nnviz.diagnostics.one_unit import curvature, run, stepped
from nnviz.scenes import words
from nnviz.scenes.unit_choice import UnitChoice

CRAWL = 1e-3  # of a weight's range: a step below it is a crawl
RIGHT = 1e-3  # an error below it is right
GROWS = 1e-9  # of the cost: growth below it is rounding


def step_sentence(choice: UnitChoice) -> str:
    """Return what the next step does to the cost, and why."""
    unit, rate = choice.unit, choice.run.rate
    if choice.run.stopped:
        return choice.run.stopped
    found, after = run(unit), run(stepped(unit, rate))
    if abs(found.output - unit.target) < RIGHT:
        return "The output is right: there is nothing left to learn from this sample."
    if not found.gradient.any():
        return _nothing_moves(choice)
    before, later = words.number(found.cost), words.number(after.cost)
    if after.cost > found.cost * (1.0 + GROWS):
        if unit.slip == "minus":
            return f"The step goes uphill, from {before} to {later}: the sign is wrong."
        return f"The step makes the cost grow, from {before} to {later}: {_too_long(choice)}"
    if after.cost == found.cost:
        return f"The step leaves the cost at {before}: it is flat here. The next ones may not."
    moves = abs(stepped(unit, rate).flat - unit.flat).max()
    if moves < CRAWL:
        size = words.number(float(moves), 2)
        return f"The step moves a weight by {size}: at this pace it takes for ever."
    return f"The step takes the cost from {before} down to {later}."


def _nothing_moves(choice: UnitChoice) -> str:
    unit, found = choice.unit, run(choice.unit)
    if found.blocked:
        return "Nothing moves: f′ is 0, so the error does not come through, now or ever."
    if not any(unit.x):
        return "Nothing moves: the inputs are 0, so no weight has a part in the error."
    return "Nothing moves: the gradient is 0."


def _too_long(choice: UnitChoice) -> str:
    """Say from which rate on a step overshoots, where the cost is curved upwards here."""
    bent = curvature(replace(choice.unit, slip="none"))
    if bent > 0.0:
        bound = words.number(2.0 / bent, 2)
        return f"it overshoots. At this curvature a rate above 2 / C″ = {bound} does."
    return "it leads over a hill. Take a smaller rate."


def state_words(choice: UnitChoice) -> tuple[tuple[str, str], ...]:
    """Return (name, value) pairs of where the unit stands."""
    unit, found = choice.unit, run(choice.unit)
    pairs = [
        ("step", words.count(choice.run.step_count)),
        ("z", words.number(found.z)),
        ("ŷ", words.number(found.output)),
        ("f′", words.number(found.slope)),
        ("C", words.number(found.cost)),
    ]
    if unit.f.learns_by_slope:
        pairs.append(("ErrorB", words.number(-found.delta)))
    else:
        pairs.append(("T−O", words.number(unit.target - found.output)))
    return tuple(pairs)
