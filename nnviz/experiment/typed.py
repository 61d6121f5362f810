"""A typed formula made ready for a race: a region to draw it in, a start, and a rate.

A person types only the formula. The start is where the formula has finite derivatives, as far out
in the picture as may be, and the rate is one with which the first step does not overshoot.
"""

from __future__ import annotations

import itertools

import numpy as np

from nnviz.experiment.expression import CompiledFunction, FunctionError, compile_function
from nnviz.experiment.function import Function, round_rate
from nnviz.nn.arrays import Array

_REGION = (-5.0, 5.0)
_PLACES = (0.8, 0.6, 0.4, 0.2, 0.1, 0.0)  # shares of the way from the middle to the edge
_SAMPLES = 41
_MOST_RATE = 0.1
_SAME = 1e-12


def typed_function(text: str, domain: tuple[tuple[float, float], ...] | None = None) -> Function:
    """Return the function that a person typed.

    Parameters
    ----------
    text
        The formula; see `nnviz.experiment.expression.compile_function`.
    domain
        The region of the picture; from -5 to 5 where it is None or does not fit the formula.

    Raises
    ------
    FunctionError
        Where the formula can't be read, or has no finite value in the region.
    """
    compiled = compile_function(text)
    if domain is None or len(domain) != compiled.size:
        domain = (_REGION,) * compiled.size
    start = _start(compiled, domain)
    hessian = compiled.hessian(start)
    with np.errstate(all="ignore"):
        steep = float(np.abs(np.linalg.eigvalsh(hessian)).max()) if _finite(hessian) else 0.0
    return Function(
        name="typed",
        label="typed",
        sentence="A function of your own; its derivatives are exact.",
        formula=text,
        variables=("x", "y")[: compiled.size],
        objective=compiled,
        domain=domain,
        start=tuple(float(one) for one in start),
        rate=round_rate(min(_MOST_RATE, 1.0 / steep)) if 0.0 < steep < 1e300 else _MOST_RATE,
        quadratic=_is_quadratic(compiled, domain),
    )


def _start(compiled: CompiledFunction, domain: tuple[tuple[float, float], ...]) -> Array:
    """Return the first of the starts tried where value and gradient are finite."""
    low, high = np.array(domain).T
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    for share in _PLACES:
        for signs in itertools.product((1.0, -1.0), repeat=compiled.size):
            place = middle + share * half * np.array(signs)
            if _finite(compiled.value(place)) and _finite(compiled.gradient(place)):
                return np.asarray(place)
    grid = _grid(domain)
    values, slopes = compiled.values(grid), compiled.gradients(grid)
    good = np.argwhere(np.isfinite(values) & np.isfinite(slopes).all(axis=-1))
    if not len(good):
        told = " and ".join(
            f"{name} from {low:g} to {high:g}"
            for name, (low, high) in zip("xy", domain, strict=False)
        )
        raise FunctionError(
            f"This has no finite value and slope anywhere for {told}; change the formula or the"
            " region."
        )
    return np.asarray(grid[tuple(good[0])])


def _is_quadratic(compiled: CompiledFunction, domain: tuple[tuple[float, float], ...]) -> bool:
    """Whether the Hessian is finite and the same all over the region."""
    hessians = compiled.hessians(_grid(domain))
    if not _finite(hessians):
        return False
    flat = hessians.reshape(-1, compiled.size**2)
    spread = float(np.abs(flat - flat[0]).max())
    return bool(flat.any()) and spread <= _SAME * float(np.abs(flat).max())


def _grid(domain: tuple[tuple[float, float], ...]) -> Array:
    lines = [np.linspace(low, high, _SAMPLES) for low, high in domain]
    return np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1)


def _finite(numbers: Array | float) -> bool:
    return bool(np.isfinite(numbers).all())
