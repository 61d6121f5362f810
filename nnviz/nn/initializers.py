"""How weights begin. Each initialiser draws one layer's W from a generator that it is given.

What matters is the size of z in the next layer: too large, and sigmoid-like units begin shut; too
small, and neither signals nor errors get through.
"""

from __future__ import annotations

import math

import numpy as np

from nnviz.nn.arrays import Array


def constant(n: int, m: int, value: float) -> Array:
    """Return W of shape (n, m) with every weight `value`."""
    return np.full((n, m), value)


def uniform(rng: np.random.Generator, n: int, m: int, bound: float) -> Array:
    """Return W of shape (n, m), drawn evenly from (-bound, bound)."""
    return rng.uniform(-bound, bound, (n, m))


def normal(rng: np.random.Generator, n: int, m: int, sigma: float) -> Array:
    """Return W of shape (n, m), drawn from a normal distribution of deviation sigma."""
    return rng.normal(0.0, sigma, (n, m))


def lecun(rng: np.random.Generator, n: int, m: int) -> Array:
    """Return W with variance 1/n (LeCun et al., *Efficient BackProp*, 1998, sec. 4.6)."""
    return normal(rng, n, m, math.sqrt(1.0 / n))


def xavier(rng: np.random.Generator, n: int, m: int) -> Array:
    """Return W even in +-sqrt(6 / (n + m)) (Glorot and Bengio, 2010, eq. 16)."""
    return uniform(rng, n, m, math.sqrt(6.0 / (n + m)))


def he(rng: np.random.Generator, n: int, m: int) -> Array:
    """Return W with variance 2/n (He et al., *Delving Deep into Rectifiers*, 2015, eq. 10)."""
    return normal(rng, n, m, math.sqrt(2.0 / n))
