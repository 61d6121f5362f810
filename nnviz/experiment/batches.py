"""In which order an epoch takes the samples.

The order is a pure function of seed and epoch, so a reset repeats it and any step of a run can be
reached again without a generator's state being kept.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.nn.arrays import Indices, frozen

_KEPT = 4  # orders; one of 1,000,000 samples takes 8 MB


@lru_cache(maxsize=_KEPT)
def epoch_order(seed: int, epoch: int, samples: int, shuffle: bool) -> Indices:
    """Return the numbers of the training samples in the order in which an epoch takes them.

    Parameters
    ----------
    seed
        Of the training, at least 0.
    epoch
        Number of the pass; the first is 0.
    samples
        Samples of the training part.
    shuffle
        False for the order given.

    Returns
    -------
    Indices
        Shape (samples,), read-only; the same arguments always give the same numbers.
    """
    if not shuffle:
        return frozen(np.arange(samples, dtype=np.int64))
    return frozen(np.random.default_rng([seed, epoch]).permutation(samples).astype(np.int64))
