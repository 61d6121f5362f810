from __future__ import annotations

import math
from itertools import pairwise

import pytest

from nnviz.optim.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    Schedule,
    Step,
)

EACH = pytest.mark.parametrize("kind", SCHEDULES.values(), ids=lambda kind: kind.__name__)


def test_the_table_holds_the_schedules_that_a_spec_may_name() -> None:
    assert list(SCHEDULES) == ["constant", "step", "exponential", "1/t", "cosine"]


@EACH
def test_every_schedule_begins_at_1_and_never_rises_or_falls_below_0(
    kind: type[Schedule],
) -> None:
    factors = [kind().factor(step) for step in range(0, 40_000, 7)]
    assert factors[0] == 1.0
    assert all(0.0 <= after <= before for before, after in pairwise(factors))


def test_constant_stays_at_1() -> None:
    assert Constant().factor(10**9) == 1.0


def test_step_falls_exactly_after_so_many_steps() -> None:
    schedule = Step(every=10, factor_each=0.5)
    factors = [schedule.factor(step) for step in (0, 9, 10, 19, 20, 35)]
    assert factors == [1.0, 1.0, 0.5, 0.5, 0.25, 0.125]


def test_exponential_falls_by_the_same_share_each_step() -> None:
    schedule = Exponential(fall=0.1)
    for step in range(5):
        ratio = schedule.factor(step + 1) / schedule.factor(step)
        assert ratio == pytest.approx(math.exp(-0.1), rel=1e-14)


def test_one_over_t_is_a_half_after_1_over_fall_steps() -> None:
    schedule = InverseTime(fall=0.01)
    assert schedule.factor(100) == 0.5
    assert schedule.factor(300) == 0.25


def test_cosine_is_a_half_at_half_way_and_0_from_the_end_on() -> None:
    schedule = Cosine(steps=100)
    assert schedule.factor(50) == pytest.approx(0.5, rel=1e-15)
    assert [schedule.factor(step) for step in (100, 101, 10**9)] == [0.0, 0.0, 0.0]


def test_a_step_far_beyond_any_run_gives_0_and_no_error() -> None:
    for schedule in (Step(every=1, factor_each=0.5), Exponential(fall=1000.0)):
        assert schedule.factor(10**9) == 0.0
