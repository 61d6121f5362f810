"""Sets that scikit-learn ships or makes; nothing is downloaded.

Real data always come whole: how many samples were asked for, and the noise, do not count.
scikit-learn takes a second to import, so that is done when one of its sets is drawn.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array, Indices

Generator = np.random.Generator

IRIS_COLUMNS = (
    "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)",
)  # fmt: skip
WINE_COLUMNS = (
    "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols",
    "flavanoids", "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue",
    "od280/od315_of_diluted_wines", "proline",
)  # fmt: skip
_NUCLEUS = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity",
    "concave points", "symmetry", "fractal dimension",
)  # fmt: skip
CANCER_COLUMNS = (
    *(f"mean {what}" for what in _NUCLEUS),
    *(f"{what} error" for what in _NUCLEUS),
    *(f"worst {what}" for what in _NUCLEUS),
)
DIGITS_COLUMNS = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))
DIABETES_COLUMNS = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
DIGITS_WHITE = 16.0  # the largest pixel value of the digits


def moons(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Draw two interlocking half circles; noise is the deviation of a normal error on both axes."""
    from sklearn.datasets import make_moons

    seed = int(rng.integers(2**32, dtype=np.uint64))
    x, y = make_moons(samples, shuffle=False, noise=noise or None, random_state=seed)
    return x, y.astype(np.int64)


def iris(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Return Fisher's 150 irises: four lengths, three species."""
    from sklearn.datasets import load_iris

    del samples, noise, rng
    return _labelled(load_iris(return_X_y=True))


def wine(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Return 178 wines of three growers: 13 chemical measures."""
    from sklearn.datasets import load_wine

    del samples, noise, rng
    return _labelled(load_wine(return_X_y=True))


def breast_cancer(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Return 569 tumours, 30 measures of their cells' nuclei; class 1 is benign."""
    from sklearn.datasets import load_breast_cancer

    del samples, noise, rng
    return _labelled(load_breast_cancer(return_X_y=True))


def digits(samples: int, noise: float, rng: Generator) -> tuple[Array, Indices]:
    """Return 1,797 handwritten digits of 8 x 8 pixels, each from 0 (white) to 1 (black)."""
    from sklearn.datasets import load_digits

    del samples, noise, rng
    x, y = _labelled(load_digits(return_X_y=True))
    return x / DIGITS_WHITE, y


def diabetes(samples: int, noise: float, rng: Generator) -> tuple[Array, Array]:
    """Return 442 patients: ten centred and scaled measures, and how far their illness went."""
    from sklearn.datasets import load_diabetes

    del samples, noise, rng
    x, y = load_diabetes(return_X_y=True)
    return x.astype(np.float64), y.astype(np.float64)[:, None]


def _labelled(pair: tuple[Array, Indices]) -> tuple[Array, Indices]:
    x, y = pair
    return x.astype(np.float64), y.astype(np.int64)
