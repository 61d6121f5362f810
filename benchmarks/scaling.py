"""How the cost of a step grows with width, depth and batch: an exponent against its FLOPs.

1 says that twice the work takes twice the time. Small networks are left out of the fit: there it
is the calls that cost, not the work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from benchmarks.contenders import trainer_work
from benchmarks.report import Row, Target
from benchmarks.rounds import Effort, fitted_exponent, measured
from benchmarks.shapes import Shape, problem_of
from nnviz.engine.backends import Backend

SUBJECT = "scaling"
ABOVE = 1e5  # FLOPs
MOST = 1.1
BACKENDS: tuple[Backend, ...] = ("compiled", "numpy")

WIDTHS = tuple(Shape((width, width, width, width), 32) for width in (8, 16, 32, 64, 128, 256))
DEPTHS = tuple(Shape((*(32,) * depth, 1), 32) for depth in (2, 3, 5, 8, 12))
BATCHES = tuple(Shape((32, 32, 32, 1), batch) for batch in (10, 20, 40, 80, 160, 320))


def flops(shape: Shape) -> float:
    """Return the floating point operations of a step's products.

    They are 2 a weight and sample forward, 2 for the gradient, and 2 to feed the error back, which
    the first layer need not.
    """
    weights = [n * m for n, m in pairwise(shape.units)]
    return 2.0 * shape.batch * (3.0 * sum(weights) - weights[0])


def rows(effort: Effort) -> Iterator[Row]:
    """Measure both backends along the three ways to grow."""
    for way, shapes in (("width", WIDTHS), ("depth", DEPTHS), ("batch", BATCHES)):
        for backend in BACKENDS:
            yield _row(way, shapes, backend, effort)


def _row(way: str, shapes: tuple[Shape, ...], backend: Backend, effort: Effort) -> Row:
    large = [shape for shape in shapes if flops(shape) >= ABOVE]
    kept = [large[0], large[-1]] if effort.quick else large
    works = {shape.name: trainer_work(problem_of(shape), backend) for shape in kept}
    taken = {name: median(rounds) for name, rounds in measured(works, effort).items()}
    sizes = [flops(shape) for shape in kept]
    exponent = fitted_exponent(sizes, list(taken.values()), ABOVE)
    reach = math.log10(sizes[-1] / sizes[0])
    return Row(
        SUBJECT,
        f"{way}, {backend}: {kept[0].name} to {kept[-1].name} (10^{reach:.1f} FLOPs)",
        exponent,
        unit="exponent",
        against="FLOPs",
        seconds=taken[kept[-1].name],
        target=Target(MOST, at_most=True),
        parts=taken,
    )
