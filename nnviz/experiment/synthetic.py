"""The made sets: points drawn from a rule, so that everybody knows what should be learned.

The sets of two columns follow the definitions that users of TensorFlow Playground know. Each
function draws samples from the generator it is given and from nothing else. Classes are numbers:
1 is the class +1, 0 the class -1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.arrays import Array, Indices

Generator = np.random.Generator

RADIUS = 5.0  # circle, xor, spiral
REACH = 6.0  # plane, multi_gauss and the one-dimensional functions: -6 to 6
GAUSSIANS = (
    (-4.0, 2.5, 1.0), (0.0, 2.5, -1.0), (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0), (0.0, -2.5, 1.0), (4.0, -2.5, -1.0),
)  # fmt: skip
BASE_NOISE = 0.1


def circle(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Draw a disc (+1, radius U(0, 2.5)) within a ring (-1, radius U(3.5, 5)).

    With noise, the class is that of the point moved by U(-5, 5) * noise along each axis: +1
    nearer than 2.5 to the middle.
    """
    inner, outer = _halves(samples)
    radius = np.concatenate([rng.uniform(0.0, 2.5, inner), rng.uniform(3.5, RADIUS, outer)])
    angle = rng.uniform(0.0, 2.0 * np.pi, samples)
    x = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    moved = _moved(x, RADIUS, noise, rng)
    return x, _classes(np.hypot(moved[:, 0], moved[:, 1]) < RADIUS / 2.0)


def xor(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Draw U(-5, 5)^2, pushed 0.3 away from both axes; +1 where the signs agree.

    With noise, the class is that of the point moved by U(-5, 5) * noise along each axis.
    """
    x = rng.uniform(-RADIUS, RADIUS, (samples, 2))
    x += np.where(x > 0.0, 0.3, -0.3)
    moved = _moved(x, RADIUS, noise, rng)
    return x, _classes(moved[:, 0] * moved[:, 1] >= 0.0)


def gauss(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Draw two round clouds: +1 about (2, 2), -1 about (-2, -2), variance 0.5 + 7 * noise."""
    plus, minus = _halves(samples)
    deviation = np.sqrt(0.5 + 7.0 * noise)
    centre = np.repeat([2.0, -2.0], [plus, minus])
    x = centre[:, None] + deviation * rng.standard_normal((samples, 2))
    return x, _classes(centre > 0.0)


def spiral(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Draw two arms: r = 5 i / n, angle 1.75 * 2 pi i / n, for -1 turned by pi.

    Noise adds U(-1, 1) * noise to both coordinates.
    """
    plus, minus = _halves(samples)
    share = np.concatenate([np.arange(n) / max(n, 1) for n in (plus, minus)])
    turned = np.repeat([0.0, np.pi], [plus, minus])
    angle = 1.75 * 2.0 * np.pi * share + turned
    arm = RADIUS * share[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return _moved(arm, 1.0, noise, rng), _classes(turned == 0.0)


def plane(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Draw U(-6, 6)^2 with the target (x1 + x2) / 10.

    With noise, the target is that of the point moved by U(-6, 6) * noise along each axis.
    """
    x = rng.uniform(-REACH, REACH, (samples, 2))
    moved = _moved(x, REACH, noise, rng)
    return x, moved.sum(axis=1, keepdims=True) / 10.0


def multi_gauss(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Draw U(-6, 6)^2 over six hills and hollows of radius 2, height +1 and -1.

    The target is sign * max(0, 1 - distance / 2) of the centre for which that is largest in
    size. With noise, it is that of the point moved by U(-6, 6) * noise along each axis.
    """
    x = rng.uniform(-REACH, REACH, (samples, 2))
    moved = _moved(x, REACH, noise, rng)
    hills = np.array(GAUSSIANS)
    distance = np.linalg.norm(moved[:, None, :] - hills[None, :, :2], axis=2)
    heights = hills[:, 2] * np.maximum(0.0, 1.0 - distance / 2.0)
    best = np.abs(heights).argmax(axis=1)
    return x, np.take_along_axis(heights, best[:, None], axis=1)


def sine(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Draw x from U(-6, 6), y = sin x; noise is the deviation of a normal error on y."""
    x = rng.uniform(-REACH, REACH, (samples, 1))
    return x, np.sin(x) + noise * rng.standard_normal(x.shape)


def step(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Draw x from U(-6, 6), y = -1 left of 0 and +1 from 0 on; noise as for the sine."""
    x = rng.uniform(-REACH, REACH, (samples, 1))
    return x, np.where(x < 0.0, -1.0, 1.0) + noise * rng.standard_normal(x.shape)


def noisy_cubic(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Draw x from U(-6, 6), y = ((x / 3)^3 - x / 3) / 6, so that |y| <= 1 before noise.

    The normal error on y has deviation 0.1 + noise: it is there even without noise.
    """
    x = rng.uniform(-REACH, REACH, (samples, 1))
    third = x / 3.0
    return x, (third**3 - third) / 6.0 + (BASE_NOISE + noise) * rng.standard_normal(x.shape)


def point(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Return the one sample x = 1 with target 1, whatever is asked for."""
    del samples, noise, rng
    return np.ones((1, 1)), np.ones((1, 1))


def _halves(samples: int) -> tuple[int, int]:
    """Share out samples among two classes; the first gets the odd one."""
    return samples - samples // 2, samples // 2


def _moved(x: Array, reach: float, noise: float, rng: Generator) -> Array:
    """Return the points moved by U(-reach, reach) * noise along each axis."""
    return x + noise * rng.uniform(-reach, reach, x.shape)


def _classes(positive: NDArray[np.bool_]) -> Indices:
    return positive.astype(np.int64)
