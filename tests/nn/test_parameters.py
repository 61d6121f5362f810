from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.parameters import ByLayer, Parameters, index_of, name_of, parameter_count

UNITS = st.lists(st.integers(1, 7), min_size=2, max_size=6)


@given(UNITS)
def test_the_flat_order_is_w1_b1_w2_b2_row_major(units: list[int]) -> None:
    params = Parameters(units, np.arange(float(parameter_count(units))))
    joined = np.concatenate(
        [np.concatenate([W.ravel(), b]) for W, b in zip(params.W, params.b, strict=True)]
    )
    np.testing.assert_array_equal(joined, params.flat)


@given(UNITS)
def test_names_and_indices_say_where_a_parameter_stands(units: list[int]) -> None:
    params = Parameters(units, np.arange(float(parameter_count(units))))
    for layer in range(1, len(units)):
        for row in range(units[layer - 1] + 1):
            for column in range(units[layer]):
                index = index_of(units, layer, row, column)
                assert params.block[layer][row, column] == index
                is_bias = row == units[layer - 1]
                name = f"b{layer}[{column}]" if is_bias else f"W{layer}[{row}, {column}]"
                assert name_of(units, index) == name


def test_a_view_changed_is_the_vector_changed() -> None:
    params = Parameters((2, 3, 1))
    params.W[1][1, 2] = 5.0
    params.b[2][0] = 7.0
    assert params.flat[5] == 5.0
    assert params.flat[-1] == 7.0


def test_a_copy_has_memory_of_its_own() -> None:
    params = Parameters((2, 1))
    copy = params.copy()
    copy.flat[:] = 1.0
    assert not params.flat.any()


def test_a_vector_of_a_wrong_length_is_refused_with_the_right_one() -> None:
    with pytest.raises(ValueError, match="2-3-1 are 13 numbers"):
        Parameters((2, 3, 1), np.zeros(12))


def test_an_index_past_the_last_parameter_has_no_name() -> None:
    with pytest.raises(IndexError, match="fewer parameters"):
        name_of((2, 3, 1), 13)


def test_layers_count_from_1_and_from_the_output_backwards() -> None:
    layers = ByLayer(["first", "second"])
    assert (layers[1], layers[2], layers[-1], layers[-2]) == ("first", "second", "second", "first")
    assert list(layers) == ["first", "second"]
    assert len(layers) == 2


@pytest.mark.parametrize("layer", [0, 3, -3])
def test_a_layer_that_there_is_not_is_refused(layer: int) -> None:
    with pytest.raises(IndexError, match="layers count from 1 to 2"):
        ByLayer(["first", "second"])[layer]


def test_a_slice_of_layers_is_refused() -> None:
    with pytest.raises(TypeError, match="one by one"):
        ByLayer(["first", "second"])[1:]
