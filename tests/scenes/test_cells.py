from __future__ import annotations

import numpy as np
import pytest

from nnviz.scenes.cells import cell_picture

INSIDE = np.array([0xFF000001, 0xFF000002, 0xFF000003], dtype=np.uint32)
AROUND = np.array([0xFF000011, 0xFF000012, 0xFF000013], dtype=np.uint32)
NONE = np.zeros(3, dtype=bool)
HATCH = (0xFF0000AA, 0xFF0000BB)


@pytest.mark.parametrize("side", [1, 2, 3, 4, 5, 8, 11, 20, 33])
def test_each_cell_has_its_output_in_the_middle(side: int) -> None:
    picture = cell_picture(INSIDE, AROUND, NONE, 2, side, HATCH)
    assert picture.shape == (2 * side, 2 * side)
    middle = side // 2
    assert picture[middle, middle] == INSIDE[0]
    assert picture[middle, side + middle] == INSIDE[1]
    assert picture[side + middle, middle] == INSIDE[2]
    assert (picture[side:, side:] == 0).all()


def test_a_large_cell_is_framed_by_its_learning_ability() -> None:
    picture = cell_picture(INSIDE, AROUND, NONE, 3, 16, HATCH)
    assert picture[8, 1] == AROUND[0]
    assert picture[8, 0] == 0


def test_a_dead_cell_is_hatched_and_its_neighbours_are_not() -> None:
    picture = cell_picture(INSIDE, AROUND, np.array([False, True, False]), 3, 12, HATCH)
    assert set(picture[1:, 13:24].ravel().tolist()) == set(HATCH)
    assert not set(picture[:, :12].ravel().tolist()) & set(HATCH)
