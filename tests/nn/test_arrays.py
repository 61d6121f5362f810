"""What all layers share about arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.nn.arrays import Array, median

NUMBERS = st.floats(-1e100, 1e100) | st.just(float("inf")) | st.just(float("nan"))


@given(arrays(np.float64, st.integers(1, 9), elements=NUMBERS))
def test_the_median_is_that_of_numpy(values: Array) -> None:
    np.testing.assert_equal(median(values), np.median(values))
