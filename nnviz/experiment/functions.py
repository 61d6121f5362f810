"""The functions that the descent lab offers, as a table of presets.

Each preset is a frozen record of its settings with `build`, which makes the `Function`. Those that
have a formula are compiled from the very text that is shown, so a person can take it over into the
typed field (`typed`) and change it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias, get_args

import msgspec
import numpy as np

from nnviz.experiment.data_presets import SigmoidUnit, StraightLine
from nnviz.experiment.function import Function, round_rate
from nnviz.experiment.function_preset import FunctionPreset


class Parabola(FunctionPreset, frozen=True, tag="parabola"):
    """The first function of every course on descent (maths.md, worked example 1)."""

    label: ClassVar[str] = "parabola"
    sentence: ClassVar[str] = (
        "From x = 8 at rate 0.1 every step goes a fifth of the way to the minimum at 2; at rate"
        " 0.5 one step lands on it, at 1 it swings for ever, above 1 it flies off."
    )

    def build(self) -> Function:
        """Return x^2 - 4x + 6."""
        return self.of(
            "x^2 - 4*x + 6",
            residuals=("x - 2", "sqrt(2)"),
            domain=((-5.0, 9.0),),
            start=(8.0,),
            rate=0.1,
            minima=((2.0,),),
            quadratic=True,
        )


class DoubleWell(FunctionPreset, frozen=True, tag="double_well"):
    """Two valleys, one deeper than the other."""

    label: ClassVar[str] = "double well"
    sentence: ClassVar[str] = (
        "Which of the two valleys is found depends on the start and on the length of the steps;"
        " the tilt makes the left one the deeper."
    )

    tilt: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=4, title="tilt", description="How much deeper the left valley is made."
        ),
    ] = 1.0

    def build(self) -> Function:
        """Return x^4/4 - 2 x^2 + tilt x; its minima are outer roots of x^3 - 4 x + tilt."""
        roots = np.roots([1.0, 0.0, -4.0, self.tilt])
        roots = np.sort(roots.real[np.abs(roots.imag) < 1e-6])
        for _ in range(2):
            steep = 3.0 * roots**2 - 4.0
            roots -= np.where(steep > 0.0, (roots**3 - 4.0 * roots + self.tilt) / steep, 0.0)
        return self.of(
            f"x^4/4 - 2*x^2 + {self.tilt!r}*x",
            domain=((-3.5, 3.5),),
            start=(3.2,),
            rate=0.03,
            minima=tuple((float(root),) for root in roots if 3.0 * root**2 > 4.0),
        )


class Absolute(FunctionPreset, frozen=True, tag="absolute"):
    """A kink: the slope never shrinks, so it never says that the minimum is near."""

    label: ClassVar[str] = "|x|"
    sentence: ClassVar[str] = (
        "The slope is 1 everywhere but at the kink: a fixed rate ends in swinging across it, a"
        " rate that falls comes to rest, and Newton finds no curvature at all."
    )

    def build(self) -> Function:
        """Return |x|."""
        return self.of("abs(x)", domain=((-5.0, 5.0),), start=(4.0,), rate=0.3, minima=((0.0,),))


class Waves(FunctionPreset, frozen=True, tag="waves"):
    """A sine on a shallow parabola."""

    label: ClassVar[str] = "sine waves"
    sentence: ClassVar[str] = (
        "A sine on a shallow parabola: the nearest valley need not be the deepest, and a long"
        " step may leap over a ridge."
    )

    def build(self) -> Function:
        """Return sin x + x^2/20; its minima are where cos x = -x/10 and it bends upwards."""
        return self.of(
            "sin(x) + x^2/20",
            domain=((-10.0, 10.0),),
            start=(8.0,),
            rate=0.5,
            minima=(
                (-1.427551778764594,),
                (4.271095337633188,),
                (-7.06889123734267,),
                (9.678884018488255,),
            ),
        )


class Bowl(FunctionPreset, frozen=True, tag="bowl"):
    """A quadratic bowl, round or narrow."""

    label: ClassVar[str] = "quadratic bowl"
    sentence: ClassVar[str] = (
        "The narrower the bowl, the more gradient descent zigzags: its rate must stay below 2/L of"
        " the steepest direction, and the flattest one crawls."
    )

    condition: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            le=1e6,
            title="condition number",
            description="The largest curvature over the smallest, which is 1.",
        ),
    ] = 20.0
    angle: Annotated[
        float,
        msgspec.Meta(
            ge=-90, le=90, title="angle", description="The bowl is turned by so many degrees."
        ),
    ] = 30.0

    def build(self) -> Function:
        """Return (u^2 + condition v^2)/2 with (u, v) turned by the angle."""
        c, s = np.cos(np.deg2rad(self.angle)), np.sin(np.deg2rad(self.angle))
        u, v = f"({c!s}*x + {s!s}*y)", f"({c!s}*y - {s!s}*x)"
        steep = float(self.condition)
        return self.of(
            f"0.5*{u}^2 + {0.5 * steep!r}*{v}^2",
            residuals=(f"sqrt(0.5)*{u}", f"sqrt({0.5 * steep!r})*{v}"),
            domain=((-5.0, 5.0), (-5.0, 5.0)),
            start=(-4.0, 2.0),
            rate=round_rate(1.0 / steep),
            minima=((0.0, 0.0),),
            quadratic=True,
        )


class Saddle(FunctionPreset, frozen=True, tag="saddle"):
    """A saddle between two valleys."""

    label: ClassVar[str] = "saddle"
    sentence: ClassVar[str] = (
        "At the saddle in the middle the gradient is 0 and yet nothing is lowest: descent lingers"
        " there, pure Newton is drawn to it, and the valleys lie to both sides."
    )

    def build(self) -> Function:
        """Return x^2/2 - y^2/2 + y^4/4."""
        return self.of(
            "x^2/2 - y^2/2 + y^4/4",
            domain=((-2.5, 2.5), (-2.0, 2.0)),
            start=(2.0, 0.01),
            rate=0.1,
            minima=((0.0, 1.0), (0.0, -1.0)),
        )


class Rosenbrock(FunctionPreset, frozen=True, tag="rosenbrock"):
    """The banana valley (Rosenbrock, 1960)."""

    label: ClassVar[str] = "Rosenbrock"
    sentence: ClassVar[str] = (
        "A bent valley with steep walls: it is easily found and hard to follow to its end at"
        " (1, 1)."
    )

    steepness: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1e4, title="steepness", description="How steep the walls of the valley are."
        ),
    ] = 100.0

    def build(self) -> Function:
        """Return (1 - x)^2 + steepness (y - x^2)^2."""
        steep = float(self.steepness)
        return self.of(
            f"(1 - x)^2 + {steep!r}*(y - x^2)^2",
            residuals=("1 - x", f"sqrt({steep!r})*(y - x^2)"),
            domain=((-2.0, 2.0), (-1.0, 3.0)),
            start=(-1.2, 1.0),
            rate=round_rate(0.1 / max(steep, 10.0)),
            minima=((1.0, 1.0),),
        )


class Himmelblau(FunctionPreset, frozen=True, tag="himmelblau"):
    """Four valleys of the same depth (Himmelblau, 1972)."""

    label: ClassVar[str] = "Himmelblau"
    sentence: ClassVar[str] = (
        "Four valleys, all of depth 0: which one is reached shows how a method chooses its way."
    )

    def build(self) -> Function:
        """Return (x^2 + y - 11)^2 + (x + y^2 - 7)^2."""
        return self.of(
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            residuals=("x^2 + y - 11", "x + y^2 - 7"),
            domain=((-6.0, 6.0), (-6.0, 6.0)),
            start=(-0.5, -1.0),
            rate=0.01,
            minima=(
                (3.0, 2.0),
                (-2.805118086952745, 3.131312518250573),
                (-3.779310253377747, -3.283185991286170),
                (3.584428340330492, -1.848126526964404),
            ),
        )


class Beale(FunctionPreset, frozen=True, tag="beale"):
    """A flat floor with steep corners (Beale, 1958)."""

    label: ClassVar[str] = "Beale"
    sentence: ClassVar[str] = (
        "Almost flat around the minimum at (3, 0.5) and very steep in the corners: no one rate"
        " suits both."
    )

    def build(self) -> Function:
        """Return the sum of (1.5, 2.25, 2.625) - x (1 - (y, y^2, y^3)), squared."""
        parts = ("1.5 - x + x*y", "2.25 - x + x*y^2", "2.625 - x + x*y^3")
        return self.of(
            " + ".join(f"({part})^2" for part in parts),
            residuals=parts,
            domain=((-4.5, 4.5), (-4.5, 4.5)),
            start=(1.0, 1.0),
            rate=0.01,
            minima=((3.0, 0.5),),
        )


class Rastrigin(FunctionPreset, frozen=True, tag="rastrigin"):
    """A hundred valleys (Rastrigin, 1974)."""

    label: ClassVar[str] = "Rastrigin"
    sentence: ClassVar[str] = (
        "A valley at every whole number: whatever goes straight down ends in the nearest one;"
        " only leaps, or chance, get farther."
    )

    def build(self) -> Function:
        """Return 20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y)."""
        return self.of(
            "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
            domain=((-5.12, 5.12), (-5.12, 5.12)),
            start=(3.3, -2.2),
            rate=0.002,
            minima=((0.0, 0.0),),
        )


AnyFunction: TypeAlias = (
    Parabola
    | DoubleWell
    | Absolute
    | Waves
    | Bowl
    | Saddle
    | Rosenbrock
    | Himmelblau
    | Beale
    | Rastrigin
    | StraightLine
    | SigmoidUnit
)

FUNCTIONS: dict[str, type[FunctionPreset]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyFunction)
}
