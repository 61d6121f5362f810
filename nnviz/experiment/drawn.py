"""A curve drawn with the mouse, made into a function that can be differentiated twice.

A smoothing spline takes the tremor of the hand out: between following every point and being
straight there is one number, the smoothing. The spline is natural, so its curvature is 0 at both
ends and the straight lines that continue it there fit in value, slope and curvature.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Struct

from nnviz.experiment.expression import FunctionError
from nnviz.experiment.function import Function, round_rate
from nnviz.nn.arrays import Array, frozen

Smoothing = Annotated[
    float,
    msgspec.Meta(
        ge=1e-9,
        le=1.0,
        title="smoothing",
        description="1e−9 follows the hand, 1 makes the curve nearly straight.",
    ),
]
SMOOTHING = 1e-7
_LEAST_POINTS = 5
_STRIPS = 200
_LOOKS = 401
_TOO_FEW = (
    f"A curve needs at least {_LEAST_POINTS} points beside one another; draw it from left to right."
)


class DrawnCurve(Struct, frozen=True):
    """A twice differentiable function of x through drawn points.

    Parameters
    ----------
    points
        What the spline was laid through, shape (m, 2), x rising.
    corner, extent
        (x, y) of the left end's point, and the width and height of what was drawn: the spline and
        its derivatives are those of y/height by x/width.
    splines
        The spline, its first and its second derivative.
    """

    points: Array
    corner: tuple[float, float]
    extent: tuple[float, float]
    splines: tuple[Any, Any, Any]

    @property
    def ends(self) -> tuple[float, float]:
        """Return the ends of what was drawn; beyond them the curve goes on straight."""
        return self.corner[0], self.corner[0] + self.extent[0]

    def value(self, x: Array) -> float:
        """Return f at x, shape (1,)."""
        return float(self.values(x))

    def gradient(self, x: Array) -> Array:
        """Return (f'(x),)."""
        width, height = self.extent
        return np.asarray(self.splines[1](np.clip(self._share(x), 0.0, 1.0)) * (height / width))

    def hessian(self, x: Array) -> Array:
        """Return ((f''(x),),): 0 beyond the ends."""
        width, height = self.extent
        share = self._share(x)
        bend = np.where((share >= 0.0) & (share <= 1.0), self.splines[2](share), 0.0)
        return np.asarray(bend * (height / width / width)).reshape(1, 1)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return f''(x) v, shape (1,)."""
        return np.asarray(self.hessian(x)[0] * v)

    def values(self, points: Array) -> Array:
        """Return f at `points`, shape (..., 1), as shape (...)."""
        share = self._share(points[..., 0])
        inside = np.clip(share, 0.0, 1.0)
        along = self.splines[0](inside) + self.splines[1](inside) * (share - inside)
        return np.asarray(self.corner[1] + self.extent[1] * along)

    def _share(self, x: Array) -> Array:
        return np.asarray((x - self.corner[0]) / self.extent[0])


def draw_curve(points: Array, smoothing: float = SMOOTHING) -> DrawnCurve:
    """Return the curve through drawn points.

    Parameters
    ----------
    points
        (x, y) as the mouse passed them, shape (m, 2), in any order; where the hand went back over
        the same x, the mean counts.
    smoothing
        Weight of the squared curvature against the mean squared distance from the points, both
        measured in the drawing's width and height.

    Raises
    ------
    FunctionError
        Where there are fewer than 5 different places, or a coordinate is not finite.
    """
    from scipy.interpolate import make_smoothing_spline

    merged = _merged(np.asarray(points, dtype=np.float64).reshape(-1, 2))
    (x, y), span = merged.T, np.ptp(merged, axis=0)
    width, height = float(span[0]), float(span[1]) or 1.0
    spline = make_smoothing_spline((x - x[0]) / width, (y - y[0]) / height, lam=smoothing * x.size)
    return DrawnCurve(
        points=np.asarray(frozen(merged)),
        corner=(float(x[0]), float(y[0])),
        extent=(width, height),
        splines=(spline, spline.derivative(1), spline.derivative(2)),
    )


def _merged(points: Array) -> Array:
    """Return points with x rising, the mean of all that fall into one of 200 strips."""
    if not np.isfinite(points).all():
        raise FunctionError("A drawn point is not finite; draw the curve again.")
    x = points[:, 0]
    span = float(np.ptp(x)) if x.size else 0.0
    if not 0.0 < span < np.inf or not np.isfinite(np.ptp(points[:, 1])):
        raise FunctionError(_TOO_FEW if span < np.inf else "The drawing is too large.")
    strip = np.minimum((x - x.min()) / span * _STRIPS, _STRIPS - 1).astype(np.int64)
    counts = np.bincount(strip, minlength=_STRIPS)
    used = counts > 0
    means = [np.bincount(strip, weights=one, minlength=_STRIPS)[used] for one in points.T]
    if used.sum() < _LEAST_POINTS:
        raise FunctionError(_TOO_FEW)
    return np.asarray(np.stack(means, axis=1) / counts[used, None])


def drawn_function(points: Array, smoothing: float = SMOOTHING) -> Function:
    """Return a drawn curve made ready for a race, to start where it is steepest."""
    curve = draw_curve(points, smoothing)
    low, high = curve.ends
    x = np.linspace(low, high, _LOOKS)
    slopes = np.array([curve.gradient(one)[0] for one in x[:, None]])
    bend = max(abs(float(curve.hessian(one)[0, 0])) for one in x[:, None])
    margin = 0.1 * (high - low)
    return Function(
        name="drawn",
        label="drawn",
        sentence="A curve of your own, smoothed; beyond its ends it goes on straight.",
        formula="",
        variables=("x",),
        objective=curve,
        domain=((low - margin, high + margin),),
        start=(float(x[int(np.argmax(np.abs(slopes)))]),),
        rate=round_rate(1.0 / bend) if bend > 0.0 else 0.1,
    )
