from __future__ import annotations

import numpy as np
import pytest

from nnviz.experiment.functions import FUNCTIONS, Bowl, Himmelblau, Saddle, SigmoidUnit, Waves
from nnviz.nn.arrays import Array
from nnviz.optim.derivative_free import NelderMead
from nnviz.optim.descent import FixedRate
from nnviz.optim.happening import Happening
from nnviz.optim.method import Method
from nnviz.optim.methods import path
from nnviz.optim.resting import false_valley
from nnviz.optim.second_order import Newton, PositiveNewton


def at_the_end(preset, method: Method, start: Array | None = None, steps: int = 300):
    function = preset.build()
    begin = np.array(function.start) if start is None else start
    return false_valley(path(method, function.objective, begin, steps), function.ground)


def told(found: Happening | None) -> str:
    assert found is not None
    assert found.kind == "false valley"
    return found.text


def test_a_local_valley_is_told_with_the_lowest_known() -> None:
    text = told(at_the_end(Waves(), FixedRate(rate=0.5)))
    assert "at 4.271, in a local valley, at a value of 0.007913" in text
    assert "the lowest known is −0.8879, at −1.428" in text


def test_a_saddle_and_a_top_are_told_by_their_curvature() -> None:
    assert "a saddle" in told(at_the_end(Saddle(), Newton()))
    assert "a saddle" in told(at_the_end(Saddle(), FixedRate(rate=0.1), np.array([2.0, 0.0])))
    assert "a top" in told(at_the_end(Himmelblau(), Newton()))
    assert "a top" in told(at_the_end(Waves(), Newton(), np.array([1.5])))


def test_a_plateau_is_told_where_neither_slope_nor_curvature_is_left() -> None:
    assert "on a plateau" in told(at_the_end(SigmoidUnit(), Newton()))


def test_a_simplex_in_a_side_valley_is_told_without_any_gradient() -> None:
    assert "local valley" in told(at_the_end(FUNCTIONS["rastrigin"](), NelderMead()))


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "absolute"])
def test_at_the_lowest_place_nothing_is_told(name: str) -> None:
    function = FUNCTIONS[name]().build()
    start = np.array(function.minima[0]) + 0.01
    for method in (PositiveNewton(), FixedRate(rate=function.rate), NelderMead(size=0.01)):
        states = path(method, function.objective, start, 200)
        assert all(
            false_valley(states[: n + 1], function.ground) is None for n in range(len(states))
        )


def test_who_is_still_on_the_way_down_is_not_said_to_rest() -> None:
    """A narrow bowl: nearly level already, and yet far above the lowest value."""
    assert at_the_end(Bowl(), FixedRate(rate=0.095), steps=66) is None
    assert at_the_end(Waves(), FixedRate(rate=0.5), steps=3) is None
