"""Units and weights are found by the names that they have on the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes import words
from nnviz.scenes.mark_names import mark_named
from nnviz.scenes.marks import UnitMark, WeightMark

networks = st.lists(st.integers(1, 12), min_size=2, max_size=7)


@given(networks, st.data())
def test_what_is_written_on_the_screen_is_read_back(units: list[int], data: st.DataObject) -> None:
    layer = data.draw(st.integers(1, len(units) - 1))
    unit = data.draw(st.integers(0, units[layer] - 1))
    row = data.draw(st.integers(0, units[layer - 1]))
    assert mark_named(words.unit_name(layer, unit), units) == UnitMark(layer, unit)
    name = words.weight_name(layer, row, unit, units[layer - 1])
    assert mark_named(name, units) == WeightMark(layer, row, unit)


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        (" 2.1 ", UnitMark(2, 0)),
        ("Unit 1.4", UnitMark(1, 3)),
        ("input 2", UnitMark(0, 1)),
        ("w1[1,3]", WeightMark(1, 1, 3)),
        ("b1[0]", WeightMark(1, 2, 0)),
    ],
)
def test_a_name_may_be_written_as_a_person_would(name: str, mark: object) -> None:
    assert mark_named(name, (2, 4, 1)) == mark


@pytest.mark.parametrize(
    "name",
    ["unit 3.1", "unit 1.0", "unit 1.5", "input 0", "input 3", "W1[2, 0]", "W0[0, 0]", "W3[0, 0]",
     "W1[0, 4]", "b1[4]", "b0[0]", "b3[0]"],
)  # fmt: skip
def test_what_is_not_in_the_network_is_told(name: str) -> None:
    with pytest.raises(ValueError, match=r"in this network of 2-4-1 units"):
        mark_named(name, (2, 4, 1))


@pytest.mark.parametrize("name", ["", "W1", "W1[0]", "unit one", "x1", "W1[-1, 0]", "1"])
def test_what_is_no_name_is_told_with_examples(name: str) -> None:
    with pytest.raises(ValueError, match=r"is no name of a unit or a weight; write unit 1\.1"):
        mark_named(name, (2, 4, 1))
