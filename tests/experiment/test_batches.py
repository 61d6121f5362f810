"""The order of samples is a pure function of seed and epoch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.batches import epoch_order, epoch_orders, epochs_in_block

SEEDS = st.integers(0, 2**53)
EPOCHS = st.integers(0, 10_000)


@given(SEEDS, EPOCHS, st.integers(1, 300))
def test_an_order_has_every_sample_once(seed: int, epoch: int, samples: int) -> None:
    order = epoch_order(seed, epoch, samples, shuffle=True)
    assert order.dtype == np.int64
    np.testing.assert_array_equal(np.sort(order), np.arange(samples))


@given(SEEDS, EPOCHS, st.integers(1, 300))
def test_an_order_comes_again_after_others_were_asked_for(
    seed: int, epoch: int, samples: int
) -> None:
    first = epoch_order(seed, epoch, samples, shuffle=True).copy()
    for other in range(10):
        epoch_order(seed + 1, other, samples, shuffle=True)
    np.testing.assert_array_equal(epoch_order(seed, epoch, samples, shuffle=True), first)


@given(SEEDS, EPOCHS, st.sampled_from([1, 50, 2000, 70_000]))
def test_an_order_is_a_row_of_the_block_that_its_epoch_lies_in(
    seed: int, epoch: int, samples: int
) -> None:
    block, row = divmod(epoch, epochs_in_block(samples))
    drawn = epoch_orders(seed, block, samples, shuffle=True)
    np.testing.assert_array_equal(epoch_order(seed, epoch, samples, shuffle=True), drawn[row])


def test_epochs_and_seeds_have_orders_of_their_own() -> None:
    orders = {
        tuple(epoch_order(seed, epoch, 50, shuffle=True).tolist())
        for seed in range(3)
        for epoch in range(130)
    }
    assert len(orders) == 390


@pytest.mark.parametrize("epoch", [0, 9])
def test_without_shuffling_samples_come_in_the_order_given(epoch: int) -> None:
    np.testing.assert_array_equal(epoch_order(7, epoch, 20, shuffle=False), np.arange(20))


@pytest.mark.parametrize("shuffle", [True, False])
def test_an_order_can_not_be_written_to(shuffle: bool) -> None:
    assert not epoch_order(1, 2, 10, shuffle).flags.writeable


@pytest.mark.parametrize("samples", [10, 1000, 1_000_000])
def test_kept_orders_take_no_more_memory_than_four_passes_or_two_megabytes(samples: int) -> None:
    for epoch in range(0, 500, 100):
        epoch_order(0, epoch, samples, shuffle=False)
    kept = epoch_orders.cache_info().currsize
    assert kept * epochs_in_block(samples) * samples * 8 <= max(4 * samples * 8, 2**21)
