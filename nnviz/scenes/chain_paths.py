"""One sample's part of a gradient: the factors of a path, and the other paths by size."""

from __future__ import annotations

import numpy as np

from nnviz.diagnostics.chain_rule import SampleGradient, sample_gradient
from nnviz.diagnostics.chain_way import Factor, Path
from nnviz.diagnostics.working import amber
from nnviz.engine.record import StepRecord
from nnviz.scenes import words
from nnviz.scenes.chain_product import SHOWN, Cell, Product, Row, bar, same
from nnviz.scenes.diagram_lit import Lit, lit_path
from nnviz.scenes.marks import Mark, WeightMark
from nnviz.scenes.microscope import coloured
from nnviz.scenes.palette import Theme
from nnviz.scenes.readouts import exists
from nnviz.scenes.sample_choice import sample_choice

LONGEST = 6  # factors of a formula; of a longer product only both ends are typeset


def product_of_sample(
    record: StepRecord, mark: WeightMark, sample: int, theme: Theme, path: int, most: int
) -> Product:
    """Return the paths of a sample's gradient: `path` with its factors, and the `most` largest."""
    found = sample_gradient(record, mark.layer, mark.row, mark.column, sample)
    chosen = min(path, len(found.paths) - 1)
    listed = found.paths[: max(most, chosen + 1)]
    largest = abs(found.paths[0].value) or 1.0
    rows = tuple(
        Row(
            place,
            _path_name(mark, one),
            words.number(one.value),
            one.value / largest,
            bar(one.value, theme),
            place == chosen,
        )
        for place, one in enumerate(listed)
    )
    return Product(
        words.number(found.engine),
        coloured(_path_latex(record, found.paths[chosen], mark.layer), theme),
        _cells(found.paths[chosen], theme),
        _what_lets_through(found.paths[chosen]),
        "one path to the cost" if len(rows) == 1 else f"{_paths(found)}, the largest first",
        rows if found.path_count > 1 else (),
        _others(found, listed),
        len(found.paths) > SHOWN,
        _sum_of_paths(found),
    )


def path_lit(
    record: StepRecord, selected: Mark | None, sample: int | None, place: int
) -> Lit | None:
    """Return what one of the largest paths of a selected weight lights in the diagram.

    Parameters
    ----------
    record
        The step.
    selected
        What is selected; for anything but a weight or bias of this network, None is lit.
    sample
        A row of the batch; for the batch there are no single paths.
    place
        Which path, by size.
    """
    row = sample_choice(record, sample).row
    mark = selected
    if row is None or not isinstance(mark, WeightMark) or not exists(record.params.units, mark):
        return None
    paths = sample_gradient(record, mark.layer, mark.row, mark.column, row).paths
    return lit_path(mark, paths[place], record.params.units) if place < len(paths) else None


def _paths(found: SampleGradient) -> str:
    return f"{words.count(found.path_count)} paths to the cost"


def _path_name(mark: WeightMark, path: Path) -> str:
    units = enumerate(path.units, start=mark.layer)
    return " → ".join(f"{layer}.{unit + 1}" for layer, unit in units)


def _others(found: SampleGradient, listed: tuple[Path, ...]) -> str:
    left = found.path_count - len(listed)
    if left == 0:
        return ""
    rest = found.path_sum - sum(path.value for path in listed)
    return f"the other {words.count(left)} add {words.number(rest)}"


def _sum_of_paths(found: SampleGradient) -> str:
    of = "its product" if found.path_count == 1 else f"sum of all {words.count(found.path_count)}"
    return same(of, found.path_sum, found.engine)


def _cells(path: Path, theme: Theme) -> tuple[Cell, ...]:
    has_slope = path.tightest.passes is not None
    return tuple(
        Cell(
            words.number(factor.value),
            factor.symbol,
            factor.derivative,
            _factor_tip(factor),
            theme.slope_text if factor.kind == "slope" else theme.text,
            has_slope and factor is path.tightest,
        )
        for factor in path.factors
    )


def _factor_tip(factor: Factor) -> str:
    what = "" if factor.symbol.startswith("B") else "the derivative of "
    tip = f"{factor.symbol}: {what}{factor.meaning}"
    return tip if factor.passes is None else f"{tip}; it lets {_share(factor.passes)} through"


def _share(share: float) -> str:
    return f"{words.number(100.0 * share, 2)} %"


def _what_lets_through(path: Path) -> str:
    """Say what the smallest f' of a path does, and which other factor leaves nothing."""
    nothing = [factor for factor in path.factors if factor.passes is None and factor.value == 0.0]
    but = f" But {nothing[0].symbol} = 0: nothing is left." if nothing else ""
    return _tightest(path) + but


def _tightest(path: Path) -> str:
    """Say what the smallest f' of a path does, and all of them together."""
    shares = [factor.passes for factor in path.factors if factor.passes is not None]
    if not shares:
        cancelled = path.factors[0].symbol.startswith("∂C/∂z")
        why = path.factors[0].meaning if cancelled else "the backward rule leaves it out"
        return f"No f′ on this path: {why}."
    factor = path.tightest
    value, through = words.number(factor.value, 2), _share(min(shares))
    if len(shares) == 1:
        return f"{factor.symbol} = {value} lets {through} of the error through."
    together = _share(float(np.prod(shares)))
    return (
        f"The smallest f′, {factor.symbol} = {value}, lets {through} through; all"
        f" {len(shares)} together {together}."
    )


def _path_latex(record: StepRecord, path: Path, layer: int) -> str:
    """Return the product of one path as LaTeX, layer by layer; of a long one both ends."""
    level, parts = record.problem.network.depth, []
    weight = "B" if record.problem.network.rule.random else "W"
    for factor in path.factors:
        if factor.kind == "error":
            by = "z" if factor.symbol.startswith("∂C/∂z") else "a"
            parts.append(rf"\frac{{\partial C}}{{\partial {by}^{{[{level}]}}}}")
        elif factor.kind == "slope":
            parts.append(amber(rf"f^{{\prime}}(z^{{[{level}]}})"))
        elif factor.kind == "weight":
            parts.append(rf"{weight}^{{[{level}]}}")
            level -= 1
        else:
            parts.append("1" if factor.symbol == "1" else rf"a^{{[{layer - 1}]}}")
    if len(parts) > LONGEST:
        parts = [*parts[:3], r"\cdots", *parts[-2:]]
    paths = "" if len(path.units) == 1 else r"\sum_{\mathrm{paths}} "
    return r"\frac{\partial C}{\partial w} = " + paths + r" \cdot ".join(parts)
