"""Every activation, cost and first-order optimiser, not only tanh, squares and plain descent.

Each runs on the four networks against the loop with the same maths (`loop_rules`), written as
plain numpy writes it. The figure is the worst of the four, as a share of what that network should
reach with tanh and plain descent. The threshold unit is left out: it trains networks of one layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks import loop_rules
from benchmarks.contenders import loop_of, trainer_work
from benchmarks.report import Row, Target
from benchmarks.rounds import Effort, measured, ratio
from benchmarks.shapes import SHAPES, Rules, Shape, problem_of
from nnviz.nn.losses import LOSSES

SUBJECT = "variants"
SHARE = 60.0  # % of the targets with tanh and plain descent


def rows(effort: Effort) -> Iterator[Row]:
    """Measure each rule of the tables in turn."""
    for name, rules in variants().items():
        yield _row(name, rules, SHAPES[:1] if effort.quick else SHAPES, effort)


def variants() -> dict[str, Rules]:
    """Return what is measured: each rule once, the others as plain as they can be beside it."""
    activations = {
        f"activation {name}": Rules(hidden=name, output="linear")
        for name in loop_rules.ACTIVATIONS
        if name != "softmax"
    }
    costs = {
        f"cost {name}": Rules(cost=name, output=LOSSES[name].paired or "linear")
        for name in loop_rules.COSTS
    }
    optimizers = {f"optimizer {name}": Rules(optimizer=name) for name in loop_rules.OPTIMIZERS}
    return {**activations, "activation softmax": Rules(output="softmax"), **costs, **optimizers}


def _row(name: str, rules: Rules, shapes: tuple[Shape, ...], effort: Effort) -> Row:
    ratios, seconds = {}, {}
    for shape in shapes:
        problem = problem_of(shape, rules)
        works = {"loop": loop_of(problem, rules).run, "compiled": trainer_work(problem, "compiled")}
        taken = measured(works, effort)
        ratios[shape] = ratio(taken["loop"], taken["compiled"])
        seconds[shape] = median(taken["compiled"])
    worst = min(shapes, key=lambda shape: ratios[shape] / shape.target)
    return Row(
        SUBJECT,
        f"{name} (worst: {worst.name}, {ratios[worst]:.2f} × the loop)",
        100.0 * ratios[worst] / worst.target,
        unit="%",
        against="target with tanh",
        seconds=seconds[worst],
        target=Target(SHARE),
        parts={shape.name: ratios[shape] for shape in shapes},
    )
