"""Going downhill by values alone: chance, a simplex that flips over, a stencil that shrinks.

None of these asks for a derivative, so they go on at kinks and on plateaus where the gradient says
nothing, and they pay for it in evaluations, the more so the more coordinates there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array, frozen
from nnviz.optim.method import Method, MethodState, Move, Needs, Stop
from nnviz.optim.objective import Counted
from nnviz.optim.sketch import Simplex, Sketch, points_of
from nnviz.optim.words import short

Reach = Annotated[float, msgspec.Meta(gt=0, le=1e6)]
Seed = Annotated[
    int,
    msgspec.Meta(
        ge=0, le=2**32 - 1, title="seed", description="The same seed gives the same tries."
    ),
]
_WIDEN, _NARROW = math.exp(0.8), math.exp(-0.2)
_REFLECT, _EXPAND, _CONTRACT, _SHRINK = 1.0, 2.0, 0.5, 0.5


class RandomSearch(Method, frozen=True, tag="random_search"):
    """A look in a random direction; a lower place is moved to.

    The radius grows after a success and shrinks after a failure so that one try in five succeeds
    (the rule of Rechenberg, *Evolutionsstrategie*, 1973).
    """

    label: ClassVar[str] = "random search"
    formula: ClassVar[str] = "x ← x + r u where that is lower,  u a random direction"
    needs: ClassVar[Needs] = "values"

    radius: Annotated[
        Reach, msgspec.Meta(title="radius", description="How far the first look goes.")
    ] = 0.5
    adapt: Annotated[
        bool,
        msgspec.Meta(
            title="adapt the radius",
            description="Look farther after a success and nearer after a failure.",
        ),
    ] = True
    seed: Seed = 0

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for the value at the start."""
        return Move(point, "The start.", counted.value(point), memory=self.radius)

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Look once, at the radius remembered, in the direction that belongs to this step."""
        radius: float = state.memory
        generator = np.random.default_rng((self.seed, state.number))
        direction = generator.normal(size=state.point.size)
        there = state.point + radius * direction / np.linalg.norm(direction)
        value = counted.value(there)
        better = value < state.value
        factor = 1.0 if not self.adapt else _WIDEN if better else _NARROW
        told = f"A look at a distance of {short(radius)}: "
        told += "lower, moved there." if better else "not lower, stayed."
        return Move(
            there if better else state.point,
            told,
            value if better else state.value,
            memory=radius * factor,
            sketch=Sketch(tried=points_of([there], there.size), reach=radius),
            stop=_small(radius * factor, self.tolerance, "radius"),
        )


class NelderMead(Method, frozen=True, tag="nelder_mead"):
    """A simplex of n + 1 corners that flips its worst corner over (Nelder and Mead, 1965).

    The form of Lagarias et al., 1998; ties and all as in scipy.optimize, step for step.
    """

    label: ClassVar[str] = "Nelder–Mead"
    formula: ClassVar[str] = "worst corner ← reflected, expanded or contracted"
    needs: ClassVar[Needs] = "values"

    size: Annotated[
        Reach,
        msgspec.Meta(title="size", description="The length of the first simplex's edges."),
    ] = 0.5

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for the values at the start and at one corner along each axis."""
        corners = np.vstack([point, point + self.size * np.eye(point.size)])
        values = np.array([counted.value(corner) for corner in corners])
        if not math.isfinite(values[0]):
            return Move(point, "The start.", float(values[0]))
        return self._settle(corners, values, "The first simplex.", [])

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Replace the worst corner, or draw all corners towards the best one."""
        simplex: Simplex = state.memory
        corners, values = simplex.corners.copy(), simplex.values.copy()
        tried: list[Array] = []
        centre = corners[:-1].sum(axis=0) / (len(corners) - 1)

        def look(reach: float) -> tuple[Array, float]:
            there = (1.0 + reach) * centre - reach * corners[-1]
            tried.append(there)
            return there, _or_high(counted.value(there))

        found = _new_corner(look, values)
        if found is not None:
            corners[-1], values[-1], told = found
            return self._settle(corners, values, told, tried)
        corners[1:] = corners[0] + _SHRINK * (corners[1:] - corners[0])
        values[1:] = [counted.value(corner) for corner in corners[1:]]
        return self._settle(corners, values, "No better corner: shrunk towards the best.", tried)

    def _settle(self, corners: Array, values: Array, told: str, tried: list[Array]) -> Move:
        values = np.where(np.isfinite(values), values, math.inf)
        order = np.argsort(values)
        corners, values = corners[order], values[order]
        simplex = Simplex(frozen(corners), frozen(values))
        reach = float(np.abs(corners[1:] - corners[0]).max())
        return Move(
            corners[0].copy(),
            told,
            float(values[0]),
            memory=simplex,
            sketch=Sketch(tried=points_of(tried, len(corners[0])), reach=reach, simplex=simplex),
            stop=_small(reach, self.tolerance, "simplex"),
        )


def _new_corner(
    look: Callable[[float], tuple[Array, float]], values: Array
) -> tuple[Array, float, str] | None:
    """Return the corner that replaces the worst one, its value and its name; None to shrink."""
    mirrored, reflected = look(_REFLECT)
    if reflected < values[0]:
        beyond, expanded = look(_REFLECT * _EXPAND)
        if expanded < reflected:
            return beyond, expanded, "Reflected the worst corner and went twice as far."
        return mirrored, reflected, "Reflected the worst corner: lower than all."
    if reflected < values[-2]:
        return mirrored, reflected, "Reflected the worst corner."
    if reflected < values[-1]:
        outside, contracted = look(_CONTRACT * _REFLECT)
        if contracted <= reflected:
            return outside, contracted, "Contracted, outside the simplex."
        return None
    inside, contracted = look(-_CONTRACT)
    if contracted < values[-1]:
        return inside, contracted, "Contracted, inside the simplex."
    return None


class Stencil(Struct, frozen=True):
    """What Hooke and Jeeves' method remembers: its mesh and the base point before this one."""

    mesh: float
    before: Array | None


class HookeJeeves(Method, frozen=True, tag="hooke_jeeves"):
    """A look each way along each axis, then a leap in the direction that has paid (1961)."""

    label: ClassVar[str] = "Hooke–Jeeves"
    formula: ClassVar[str] = "explore x ± m e(i);  leap to 2 x(new) − x(old);  else m ← m/2"
    needs: ClassVar[Needs] = "values"

    mesh: Annotated[
        Reach, msgspec.Meta(title="mesh", description="How far the first looks go.")
    ] = 0.5
    shrink: Annotated[
        float,
        msgspec.Meta(gt=0, lt=1, title="shrink", description="The mesh's factor after a failure."),
    ] = 0.5

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for the value at the start."""
        memory = Stencil(self.mesh, None)
        return Move(point, "The start.", counted.value(point), memory=memory)

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Explore around the leap's end, else around the point; else make the mesh finer."""
        memory: Stencil = state.memory
        tried: list[Array] = []
        if memory.before is not None:
            leap = 2.0 * state.point - memory.before
            tried.append(leap)
            point, value = _explored(counted, leap, counted.value(leap), memory.mesh, tried)
            if value < state.value:
                return self._moved(state, point, value, tried, "Leapt on, and explored there")
        point, value = _explored(counted, state.point, state.value, memory.mesh, tried)
        if value < state.value:
            return self._moved(state, point, value, tried, "Explored along the axes")
        finer = memory.mesh * self.shrink
        return Move(
            state.point,
            f"Nothing lower at a distance of {short(memory.mesh)}: the mesh is made finer.",
            state.value,
            memory=Stencil(finer, None),
            sketch=Sketch(tried=points_of(tried, state.point.size), reach=memory.mesh),
            stop=_small(finer, self.tolerance, "mesh"),
        )

    def _moved(
        self, state: MethodState, point: Array, value: float, tried: list[Array], told: str
    ) -> Move:
        memory: Stencil = state.memory
        return Move(
            point,
            f"{told}: lower, with a mesh of {short(memory.mesh)}.",
            value,
            memory=Stencil(memory.mesh, state.point),
            sketch=Sketch(tried=points_of(tried, point.size), reach=memory.mesh),
        )


def _explored(
    counted: Counted, base: Array, value: float, mesh: float, tried: list[Array]
) -> tuple[Array, float]:
    """Return the point after one look each way along each axis, keeping what is lower."""
    point = base
    for axis in range(base.size):
        for sign in (1.0, -1.0):
            there = point.copy()
            there[axis] += sign * mesh
            tried.append(there)
            ahead = counted.value(there)
            if ahead < value or (not math.isfinite(value) and math.isfinite(ahead)):
                point, value = there, ahead
                break
    return point, value


def _small(reach: float, tolerance: float, name: str) -> Stop | None:
    """Return the stop of a search whose reach is within the tolerance."""
    if reach > tolerance:
        return None
    return Stop("small", f"The {name} has shrunk to {short(reach)}, within the tolerance.")


def _or_high(value: float) -> float:
    return value if math.isfinite(value) else math.inf
