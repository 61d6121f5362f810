"""In which order an epoch takes the samples.

The order is a pure function of seed and epoch, so a reset repeats it and any step of a run can be
reached again without a generator's state being kept. Orders are drawn for many epochs at once: on
small data a generator a pass would cost more than the training.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.nn.arrays import Indices, frozen

_KEPT = 4  # blocks; one of 1,000,000 samples takes 8 MB
_BLOCK_NUMBERS = 1 << 16
_BLOCK_EPOCHS = 64


def epochs_in_block(samples: int) -> int:
    """Return for how many epochs orders are drawn at once."""
    return max(1, min(_BLOCK_EPOCHS, _BLOCK_NUMBERS // max(1, samples)))


@lru_cache(maxsize=_KEPT)
def epoch_orders(seed: int, block: int, samples: int, shuffle: bool) -> Indices:
    """Return the orders of all epochs of a block, one a row.

    Parameters
    ----------
    seed
        Of the training, at least 0.
    block
        Number of the block: epoch // epochs_in_block(samples).
    samples
        Samples of the training part.
    shuffle
        False for the order given.

    Returns
    -------
    Indices
        Shape (epochs_in_block(samples), samples), read-only.
    """
    given = np.arange(samples, dtype=np.int64)
    orders = np.ascontiguousarray(np.broadcast_to(given, (epochs_in_block(samples), samples)))
    if shuffle:
        orders = np.random.default_rng([seed, block]).permuted(orders, axis=1)
    frozen(orders)
    return orders


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
    block, row = divmod(epoch, epochs_in_block(samples))
    order: Indices = epoch_orders(seed, block, samples, shuffle)[row]
    return order
