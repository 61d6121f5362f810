"""A typed function, compiled safely: x^2 - 4x + 6 with its exact first and second derivatives.

Nothing that is typed is ever executed. The text is read token by token, Python's parser makes a
tree of it, and only a few kinds of nodes and a table of functions are allowed in that tree; it is
evaluated on jets (`dual`), at one point or over a whole grid. Where a function has no finite value
the answer is NaN or infinity, never an exception.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.experiment.dual import Jet, power, variables, varying_power
from nnviz.experiment.elementary import CONSTANTS, ELEMENTARY, PAIRS
from nnviz.experiment.expression_reading import (
    MOST_DEPTH,
    MOST_NODES,
    VARIABLES,
    Reading,
    read,
)
from nnviz.experiment.expression_reading import FunctionError as FunctionError
from nnviz.nn.arrays import Array

MOST_POWER = 16.0
_USUAL = 2  # variables that a formula may have unless told otherwise
Evaluate: TypeAlias = Callable[[tuple[Jet, ...]], Jet]

_ARITHMETIC: dict[type[ast.operator], Callable[[Jet, Jet], Jet]] = {
    ast.Add: Jet.__add__,
    ast.Sub: Jet.__sub__,
    ast.Mult: Jet.__mul__,
    ast.Div: Jet.__truediv__,
}


class CompiledFunction(Struct, frozen=True):
    """A function of x, or of x and y (and z); an `Objective` that also answers for whole grids.

    Parameters
    ----------
    text
        What was typed.
    size
        The number of its variables, 1 to 3.
    evaluate
        From the variables' jets to the function's.
    """

    text: str
    size: int
    evaluate: Evaluate

    def value(self, x: Array) -> float:
        """Return f at the point x, shape (n,)."""
        return float(self._at(x, 0).value)

    def gradient(self, x: Array) -> Array:
        """Return f's first derivatives at x, shape (n,)."""
        return _filled(self._at(x, 1).gradient, (self.size,))

    def hessian(self, x: Array) -> Array:
        """Return f's second derivatives at x, shape (n, n)."""
        return _filled(self._at(x, 2).hessian, (self.size, self.size))

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian at x times v, shape (n,)."""
        return self.hessian(x) @ v

    def values(self, points: Array) -> Array:
        """Return f at `points`, shape (..., n), as shape (...)."""
        return _filled(self._at(np.moveaxis(points, -1, 0), 0).value, points.shape[:-1])

    def gradients(self, points: Array) -> Array:
        """Return the first derivatives at `points`, shape (..., n), as shape (..., n)."""
        found = self._at(np.moveaxis(points, -1, 0), 1).gradient
        return np.moveaxis(_filled(found, (self.size, *points.shape[:-1])), 0, -1)

    def hessians(self, points: Array) -> Array:
        """Return the second derivatives at `points`, shape (..., n), as shape (..., n, n)."""
        found = self._at(np.moveaxis(points, -1, 0), 2).hessian
        full = _filled(found, (self.size, self.size, *points.shape[:-1]))
        return np.moveaxis(full, (0, 1), (-2, -1))

    def _at(self, places: Array, order: int) -> Jet:
        with np.errstate(all="ignore"):
            return self.evaluate(variables(tuple(places), order))


def compile_function(text: str, size: int | None = None) -> CompiledFunction:
    """Return the function that a person typed.

    Known are x and y, numbers, + - * / ** ^, brackets, the functions of `elementary`, pi and e. A
    power with a constant exponent takes exponents from -16 to 16; one whose exponent varies needs a
    base that is not negative. Multiplication signs may be left out: 4x, 2(x + 1).

    Parameters
    ----------
    text
        The formula.
    size
        The number of variables, 1 to 3; where it is None, 2 for a formula with y in it and else 1,
        and a formula without any variable is refused.

    Raises
    ------
    FunctionError
        Where it can't be read or goes beyond a limit: 500 characters, 200 nodes, depth 60.
    """
    if not isinstance(text, str):
        raise FunctionError("A function is given as text, such as x^2 - 4x + 6.")
    reading = read(text, VARIABLES[: size or _USUAL])
    tree = _parsed(reading)
    _check_size(tree)
    made = _Builder(reading).build(tree)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & set(VARIABLES)
    if size is None:
        if not used:
            raise FunctionError("There is neither x nor y in it; type a function of x, or x and y.")
        size = 2 if "y" in used else 1
    return CompiledFunction(text, size, _evaluation(made))


def _parsed(reading: Reading) -> ast.expr:
    """Return the tree of what was read."""
    try:
        return ast.parse(reading.text.strip(), mode="eval").body
    except SyntaxError as error:
        column = _column(reading, (error.offset or 1) - 1)
        raise FunctionError("the formula can't be read from here on.", column) from None
    except (MemoryError, RecursionError, ValueError):
        raise FunctionError("The formula is nested too deep; write it more simply.") from None


def _check_size(tree: ast.expr) -> None:
    """Refuse a tree with too many nodes or levels; without recursion."""
    level, nodes, depth = [tree], 0, 0
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > MOST_NODES:
            raise FunctionError(
                f"The formula has more than {MOST_NODES} parts; write it more simply."
            )
        if depth > MOST_DEPTH:
            raise FunctionError(
                f"The formula has more than {MOST_DEPTH} operations in or after one another; write"
                " it more simply."
            )
        level = [
            child
            for node in level
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.expr)
        ]


class _Builder:
    """Turns the tree into closures on jets; constants are worked out at once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def build(self, node: ast.expr) -> Evaluate | float:
        """Return the evaluation of a node, or its value where it is a constant."""
        made = self._made(node)
        if isinstance(made, float) and not math.isfinite(made):
            raise FunctionError("this part has no finite value.", self._column(node))
        return made

    def _made(self, node: ast.expr) -> Evaluate | float:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            inner = self.build(node.operand)
            return inner if isinstance(node.op, ast.UAdd) else _applied(Jet.__neg__, inner)
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self._call(node, node.func.id)
        raise FunctionError("this has no place in a formula.", self._column(node))

    def _name(self, node: ast.Name) -> Evaluate | float:
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id not in VARIABLES:
            raise FunctionError("this name has no place here.", self._column(node))
        index = VARIABLES.index(node.id)
        return lambda point: point[index]

    def _operation(self, node: ast.BinOp) -> Evaluate | float:
        left, right = self.build(node.left), self.build(node.right)
        if isinstance(node.op, ast.Pow):
            return self._power(node, left, right)
        rule = _ARITHMETIC.get(type(node.op))
        if rule is None:
            raise FunctionError("this operator has no place in a formula.", self._column(node))
        return _applied(rule, left, right)

    def _power(
        self, node: ast.BinOp, base: Evaluate | float, exponent: Evaluate | float
    ) -> Evaluate | float:
        if callable(exponent):
            return _applied(varying_power, base, exponent)
        if abs(exponent) > MOST_POWER:
            raise FunctionError(
                f"the power {exponent:.6g} is too large; at most {MOST_POWER:.0f} is allowed.",
                self._column(node.right),
            )
        return _applied(lambda u: power(u, exponent), base)

    def _call(self, node: ast.Call, name: str) -> Evaluate | float:
        rule: Callable[..., Jet] | None = ELEMENTARY.get(name) or PAIRS.get(name)
        if rule is None or len(node.args) != (2 if name in PAIRS else 1):
            raise FunctionError("this can't be called so.", self._column(node))
        return _applied(rule, *(self.build(one) for one in node.args))

    def _column(self, node: ast.expr) -> int:
        return _column(self._reading, node.col_offset)


def _applied(rule: Callable[..., Jet], *parts: Evaluate | float) -> Evaluate | float:
    """Return a rule applied to parts: a number where all of them are, else an evaluation."""
    made = [_evaluation(part) for part in parts]
    if not any(callable(part) for part in parts):
        with np.errstate(all="ignore"):
            return float(rule(*(one(()) for one in made)).value)
    if len(made) == 1:
        (only,) = made
        return lambda point: rule(only(point))
    one, other = made
    return lambda point: rule(one(point), other(point))


def _evaluation(part: Evaluate | float) -> Evaluate:
    if callable(part):
        return part
    jet = Jet(np.float64(part))
    return lambda _: jet


def _column(reading: Reading, offset: int) -> int:
    return reading.columns[min(max(offset, 0), len(reading.columns) - 1)]


def _filled(found: Any, shape: tuple[int, ...]) -> Array:
    """Return derivatives in their full shape; those of a constant are 0."""
    if found is None:
        return np.zeros(shape)
    return np.array(np.broadcast_to(found, shape), dtype=np.float64)
