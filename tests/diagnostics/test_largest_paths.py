"""The largest products along paths, against all products written out."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.diagnostics.largest_paths import Tails


@given(
    st.lists(st.integers(1, 14), min_size=2, max_size=4),
    st.integers(1, 10),
    st.integers(0, 1000),
    st.booleans(),
)
def test_the_tails_kept_are_the_largest_of_all(
    units: list[int], most: int, seed: int, holes: bool
) -> None:
    generator = np.random.default_rng(seed)
    steps = [np.abs(generator.normal(size=shape)) for shape in pairwise(units)]
    if holes:
        steps = [np.where(generator.random(step.shape) < 0.4, 0.0, step) for step in steps]
    ends = np.abs(generator.normal(size=units[-1]))
    tails = Tails.of_outputs(ends)
    for step in reversed(steps):
        tails = tails.extended(step, most)
    for unit in range(units[0]):
        every = {}
        for way in product(*(range(n) for n in units[1:])):
            value = ends[way[-1]]
            for step, (here, after) in zip(steps, pairwise((unit, *way)), strict=True):
                value *= step[here, after]
            every[way] = value
        largest = sorted(every.values(), reverse=True)[:most]
        found = tails.units_from(unit)
        assert len(found) == len(set(found)) == len(largest)
        assert [every[way] for way in found] == pytest.approx(largest, rel=1e-12)
