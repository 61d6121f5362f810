"""Each cost as a formula, and with one sample's outputs O and targets T put in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.diagnostics.figures import number
from nnviz.diagnostics.working import Word, figure, setting, short, sum_of, terms_of
from nnviz.nn.arrays import Array

LOSS_LATEX = {
    "mse": r"\sum_k (O_k-T_k)^2",
    "half_mse": r"\frac12 \sum_k (O_k-T_k)^2",
    "sum_squares": r"\sum_k (O_k-T_k)^2",
    "binary_cross_entropy": r"-[\,T\ln O+(1-T)\ln(1-O)\,]",
    "softmax_cross_entropy": r"-\sum_k T_k\ln O_k",
    "hinge": r"\max(0,\; 1+\max_{k\neq c} O_k - O_c)",
    "huber": r"\frac12 d^2 \;\; (|d|\leq 1),\quad |d|-\frac12 \;\; (|d|>1),\quad d=O-T",
}


def loss_words(name: str, a: Array, y: Array) -> list[Word]:
    """Return a loss with the outputs a and targets y of one sample put in, shape (outputs,)."""
    return _WORDS[name](a, y)


def _squares(a: Array, y: Array) -> list[Word]:
    return sum_of(terms_of(a, y), lambda o, t: f"({number(o)} − {setting(t)})²")


def _half_squares(a: Array, y: Array) -> list[Word]:
    squares = _squares(a, y)
    if len(a) == 1:
        return [Word("½ × "), *squares]
    return [Word("½ × ("), *squares, Word(")")]


def _binary(a: Array, y: Array) -> list[Word]:
    """A term that is 0 times something is left out."""

    def term(o: float, t: float) -> str:
        hit, miss = f"ln {number(o)}", f"ln(1 − {number(o)})"
        if t in (0.0, 1.0):
            return hit if t else miss
        return f"{short(t)} × {hit} + {short(1.0 - t)} × {miss}"

    return [Word("−["), *sum_of(terms_of(a, y), term), Word("]")]


def _softmax(a: Array, y: Array) -> list[Word]:
    def term(o: float, t: float) -> str:
        return f"ln {number(o)}" if t == 1.0 else f"{short(t)} × ln {number(o)}"

    there = y != 0.0
    return [Word("−["), *sum_of(terms_of(a[there], y[there]), term), Word("]")]


def _hinge(a: Array, y: Array) -> list[Word]:
    right = int(y.argmax())
    wrong = float(np.delete(a, right).max())
    return [Word(f"max(0, 1 + {figure(wrong)} − {figure(float(a[right]))})")]


def _huber(a: Array, y: Array) -> list[Word]:
    def term(d: float) -> str:
        return f"½ × {figure(d)}²" if abs(d) <= 1.0 else f"({number(abs(d))} − ½)"

    return sum_of(terms_of(a - y), term)


_WORDS: dict[str, Callable[[Array, Array], list[Word]]] = {
    "mse": _squares,
    "half_mse": _half_squares,
    "sum_squares": _squares,
    "binary_cross_entropy": _binary,
    "softmax_cross_entropy": _softmax,
    "hinge": _hinge,
    "huber": _huber,
}
