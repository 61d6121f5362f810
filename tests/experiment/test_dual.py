from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.dual import Jet, chain, power, variables, varying_power

NUMBERS = st.floats(0.1, 5.0) | st.floats(-5.0, -0.1)


def point(*values: float) -> tuple[np.float64, ...]:
    return tuple(np.float64(value) for value in values)


@given(NUMBERS, NUMBERS)
def test_the_product_rule(a: float, b: float) -> None:
    x, y = variables(point(a, b), 2)
    found = x * y * y
    assert found.value == pytest.approx(a * b * b)
    np.testing.assert_allclose(found.gradient, [b * b, 2 * a * b])
    np.testing.assert_allclose(found.hessian, [[0, 2 * b], [2 * b, 2 * a]])


@given(NUMBERS, NUMBERS)
def test_the_quotient_rule(a: float, b: float) -> None:
    x, y = variables(point(a, b), 2)
    found = x / y
    assert found.value == a / b
    np.testing.assert_allclose(found.gradient, [1 / b, -a / b**2])
    np.testing.assert_allclose(found.hessian, [[0, -1 / b**2], [-1 / b**2, 2 * a / b**3]])


@given(NUMBERS, NUMBERS)
def test_sums_differences_and_signs_go_part_by_part(a: float, b: float) -> None:
    x, y = variables(point(a, b), 2)
    np.testing.assert_allclose((x - y).gradient, [1, -1])
    np.testing.assert_allclose((-(x + y)).gradient, [-1, -1])
    np.testing.assert_array_equal((x + y * x).hessian, [[0, 1], [1, 0]])


@given(NUMBERS)
def test_a_constant_has_no_derivatives_and_brings_none(a: float) -> None:
    (x,) = variables(point(a), 2)
    three = Jet(np.float64(3.0))
    assert (three * three).gradient is None
    np.testing.assert_allclose((three * x).gradient, [3.0])
    np.testing.assert_allclose((x + three).gradient, [1.0])
    np.testing.assert_allclose((three - x).gradient, [-1.0])


@pytest.mark.parametrize("exponent", [-3.0, -1.0, 0.0, 1.0, 2.0, 3.0, 7.0])
@given(a=NUMBERS)
def test_whole_powers_also_of_negative_numbers(exponent: float, a: float) -> None:
    (x,) = variables(point(a), 2)
    found = power(x, exponent)
    assert found.value == pytest.approx(a**exponent)
    assert found.gradient[0] == pytest.approx(exponent * a ** (exponent - 1))
    expected = exponent * (exponent - 1) * a ** (exponent - 2)
    assert found.hessian[0, 0] == pytest.approx(expected)


def test_powers_0_to_2_are_right_at_0_too() -> None:
    (x,) = variables(point(0.0), 2)
    with np.errstate(all="raise"):
        found = [power(x, p) for p in (0.0, 1.0, 2.0)]
    assert [one.value for one in found] == [1, 0, 0]
    assert [one.gradient[0] for one in found] == [0, 1, 0]
    assert [one.hessian[0, 0] for one in found] == [0, 0, 2]


@given(st.floats(0.1, 5.0), st.floats(-3.0, 3.0))
def test_a_varying_power_is_differentiated_by_base_and_exponent(a: float, b: float) -> None:
    x, y = variables(point(a, b), 2)
    found, log = varying_power(x, y), np.log(a)
    value = a**b
    cross = value / a * (1 + b * log)
    assert found.value == pytest.approx(value)
    np.testing.assert_allclose(found.gradient, [b * value / a, value * log], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        found.hessian,
        [[b * (b - 1) * value / a**2, cross], [cross, value * log**2]],
        rtol=1e-9,
        atol=1e-9,
    )


def test_a_varying_power_of_a_negative_number_is_no_number() -> None:
    x, y = variables(point(-1.0, 2.0), 0)
    with np.errstate(all="ignore"):
        assert np.isnan(varying_power(x, y).value)


@given(NUMBERS)
def test_the_chain_rule(a: float) -> None:
    (x,) = variables(point(a), 2)
    inner = x * x
    found = chain(inner, np.sin(inner.value), np.cos, lambda u: -np.sin(u))
    assert found.gradient[0] == pytest.approx(2 * a * np.cos(a * a))
    expected = 2 * np.cos(a * a) - 4 * a * a * np.sin(a * a)
    assert found.hessian[0, 0] == pytest.approx(expected, abs=1e-12)


def test_no_more_derivatives_are_carried_than_asked_for() -> None:
    for order, (gradient, hessian) in enumerate([(False, False), (True, False), (True, True)]):
        x, y = variables(point(1.0, 2.0), order)
        for found in (x * y, x / y, x - y, power(x, 3.0), varying_power(x, y)):
            assert (found.gradient is not None) == gradient
            assert (found.hessian is not None) == hessian
