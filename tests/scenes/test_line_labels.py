"""Names of lines: none touches its neighbour, and lines that end together share one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.line_labels import LineEnd, layer_labels
from nnviz.scenes.ticks import Axis

INK = "#123456"


@given(st.lists(st.floats(-3.0, 2.0), min_size=1, max_size=8))
def test_names_stand_apart_and_none_is_above_the_axis(heights: list[float]) -> None:
    ends = [LineEnd(layer, height, INK) for layer, height in enumerate(heights, start=1)]
    labels = layer_labels(ends, Axis(-3.0, 2.0), rows=10)
    placed = [label.height for label in labels]
    assert all(b - a >= 0.5 - 1e-9 for a, b in pairwise(placed))
    assert max(placed) <= 2.0 + 1e-9
    named = " ".join(label.text for label in labels)
    assert all(f"{layer}" in named or "–" in named for layer in range(1, len(ends) + 1))


def test_a_value_stands_beside_a_name_that_stands_alone() -> None:
    ends = [LineEnd(1, 0.0, INK, value="0.5"), LineEnd(2, 5.0, INK, value="7")]
    assert [label.text for label in layer_labels(ends, Axis(0.0, 10.0), 5)] == ["L1 0.5", "L2 7"]
    ends[1] = LineEnd(2, 0.1, INK, value="7")
    assert [label.text for label in layer_labels(ends, Axis(0.0, 10.0), 5)] == ["L1 L2"]
