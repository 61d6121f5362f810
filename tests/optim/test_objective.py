from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.experiment.functions import Beale, Rastrigin
from nnviz.nn.arrays import Array
from nnviz.optim.method import Method
from nnviz.optim.methods import METHODS, path
from nnviz.optim.objective import Counted, Counts

POINT = np.array([0.5, -1.0])
QUESTIONS = ("value", "gradient", "hessian", "residuals", "jacobian")


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_is_counted_once_and_answered_by_the_objective(question: str) -> None:
    objective = Beale().build().objective
    counted = Counted(objective)
    answer = getattr(counted, question)(POINT)
    np.testing.assert_array_equal(answer, getattr(objective, question)(POINT))
    assert counted.counts == Counts(**{question: 1})
    assert counted.counts.total == 1


def test_a_hessian_vector_product_is_counted_as_such() -> None:
    counted = Counted(Beale().build().objective)
    v = np.array([1.0, 2.0])
    product = counted.hvp(POINT, v)
    assert counted.counts == Counts(hvp=1)
    np.testing.assert_allclose(product, counted.hessian(POINT) @ v)


def test_a_peek_is_not_counted() -> None:
    counted = Counted(Beale().build().objective)
    assert counted.peek(POINT) == counted.value(POINT)
    assert counted.counts == Counts(value=1)


def test_counts_add_up_kind_by_kind() -> None:
    assert Counts(1, 2, 3) + Counts(value=1, hvp=4) == Counts(2, 2, 3, 4)
    assert (Counts(1, 2, 3) + Counts(jacobian=4)).total == 10


def test_only_a_sum_of_squares_has_residuals() -> None:
    assert Counted(Beale().build().objective).is_sum_of_squares
    plain = Counted(Rastrigin().build().objective)
    assert not plain.is_sum_of_squares
    with pytest.raises(TypeError, match="not a sum of squares"):
        plain.residuals(POINT)


class Witness:
    """Notes by itself what it is asked, to hold the counts against."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.asked = inner, dict.fromkeys((*QUESTIONS, "hvp"), 0)

    def _ask(self, name: str, *places: Array) -> Any:
        self.asked[name] += 1
        return getattr(self.inner, name)(*places)

    def value(self, x: Array) -> float:
        return self._ask("value", x)

    def gradient(self, x: Array) -> Array:
        return self._ask("gradient", x)

    def hessian(self, x: Array) -> Array:
        return self._ask("hessian", x)

    def hvp(self, x: Array, v: Array) -> Array:
        return self._ask("hvp", x, v)

    def residuals(self, x: Array) -> Array:
        return self._ask("residuals", x)

    def jacobian(self, x: Array) -> Array:
        return self._ask("jacobian", x)


@pytest.mark.parametrize("kind", METHODS.values(), ids=METHODS)
def test_every_evaluation_that_a_method_makes_is_in_its_counts(kind: type[Method]) -> None:
    """Where a method has no use for values, one a state is looked at for the picture alone."""
    witness = Witness(Beale().build().objective)
    states = path(kind(), witness, np.array([1.0, 1.2]), 5)
    counted = {name: getattr(states[-1].counts, name) for name in witness.asked}
    assert sum(counted.values()) == states[-1].counts.total >= len(states)
    if counted["value"] == 0:
        expected = 0 if kind.needs == "residuals" else len(states)
        assert witness.asked.pop("value") == expected
        del counted["value"]
    assert counted == witness.asked
