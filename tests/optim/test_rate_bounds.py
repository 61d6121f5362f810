from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.experiment.functions import FUNCTIONS, Bowl, Parabola, Rosenbrock
from nnviz.optim.descent import DecreasingRate, FixedRate, MomentumDescent, NesterovDescent
from nnviz.optim.method import Method
from nnviz.optim.methods import METHODS, path
from nnviz.optim.rate_bounds import rate_above_bound, rate_bound
from nnviz.optim.settings import changed

BOUNDED = [
    FixedRate(),
    MomentumDescent(momentum=0.0),
    MomentumDescent(momentum=0.5),
    MomentumDescent(momentum=0.9),
    NesterovDescent(momentum=0.0),
    NesterovDescent(momentum=0.5),
    NesterovDescent(momentum=0.9),
]


@pytest.mark.parametrize("method", BOUNDED, ids=str)
@settings(max_examples=12, deadline=None)
@given(condition=st.floats(1.0, 50.0), angle=st.floats(-90.0, 90.0))
def test_below_the_bound_a_bowl_is_gone_down_and_above_it_is_left(
    method: Method, condition: float, angle: float
) -> None:
    function = Bowl(condition=condition, angle=angle).build()
    assert function.largest_curvature == pytest.approx(condition, rel=1e-12)
    bound = rate_bound(method, condition)
    assert bound is not None
    ends = []
    for share in (0.97, 1.03):
        one = changed(method, "rate", share * bound.value)
        states = path(one, function.objective, np.array([-4.0, 2.3]), 300)
        steep = np.array([-np.sin(np.deg2rad(angle)), np.cos(np.deg2rad(angle))])
        ends.append(abs(states[-1].point @ steep))
    assert ends[0] < 0.5 < 50.0 < ends[1]


def test_the_parabolas_bound_is_1_and_the_lab_says_so_with_its_curvature() -> None:
    ground = Parabola().build().ground
    assert rate_above_bound(FixedRate(rate=0.999), ground, 0) is None
    at = rate_above_bound(FixedRate(rate=1.0), ground, 0)
    above = rate_above_bound(FixedRate(rate=1.05), ground, 0)
    assert at is not None
    assert above is not None
    assert "exactly 2/L = 1, with the largest curvature L = 2" in at.text
    assert "1.05 is above 2/L = 1" in above.text


def test_a_falling_rate_is_judged_by_what_it_is_at_the_step() -> None:
    ground, method = Parabola().build().ground, DecreasingRate(rate=1.5)
    assert rate_above_bound(method, ground, 0) is not None
    assert rate_above_bound(method, ground, 100) is None


def test_only_quadratics_have_a_bound_and_only_for_methods_with_a_plain_rate() -> None:
    assert rate_above_bound(FixedRate(rate=100.0), Rosenbrock().build().ground, 0) is None
    ground = Parabola().build().ground
    for name, kind in METHODS.items():
        if "rate" in kind.__struct_fields__ and name in ("rmsprop", "adam", "fixed_step"):
            assert rate_above_bound(kind(rate=100.0), ground, 0) is None
    assert rate_bound(FixedRate(), 0.0) is None


def test_every_quadratic_presets_own_rate_is_below_its_bound() -> None:
    for kind in FUNCTIONS.values():
        function = kind().build()
        assert rate_above_bound(FixedRate(rate=function.rate), function.ground, 0) is None
