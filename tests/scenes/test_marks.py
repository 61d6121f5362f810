from __future__ import annotations

import pytest

from nnviz.scenes.marks import Marks, UnitMark, WeightMark


def test_marks_of_the_same_thing_are_equal_and_can_be_keys() -> None:
    assert UnitMark(2, 0) == UnitMark(2, 0)
    assert len({UnitMark(2, 0), UnitMark(2, 0), WeightMark(2, 0, 0)}) == 2
    assert Marks(selected=UnitMark(1, 1)) == Marks(UnitMark(1, 1), None)


def test_nothing_is_marked_at_first() -> None:
    assert Marks().selected is None
    assert Marks().hovered is None


def test_a_mark_never_changes() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        UnitMark(1, 2).unit = 3  # type: ignore[misc]
