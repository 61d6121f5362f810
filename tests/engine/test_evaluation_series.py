"""Evaluations grow at their end, and who reads them sees nothing change."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.session import Session


def test_all_of_them_are_there_in_order_however_many() -> None:
    session = Session()
    session.step(700)
    found = session.history.evaluations()
    assert list(found.steps[:128]) == list(range(128))
    assert (np.diff(found.steps) > 0).all()
    for row in (0, 63, 64, 200, -1):
        session.seek(int(found.steps[row]))
        assert found.train[row] == session.cost("train")
        assert found.test_accuracy[row] == session.accuracy("test")


def test_what_was_read_stays_as_it_was() -> None:
    session = Session()
    session.step(50)
    early = session.history.evaluations()
    kept = early.train.copy(), early.shut.copy(), early.gradient.copy()
    session.edit_weight(1, 0, 0, 3.0)
    session.step(400)
    session.seek(20)
    session.set_parameter("rate", 0.5)
    session.step(100)
    for mine, before in zip((early.train, early.shut, early.gradient), kept, strict=True):
        assert np.array_equal(mine, before)


def test_it_can_not_be_written_to() -> None:
    found = Session().history.evaluations()
    for array in (found.steps, found.train, found.shut, found.cosine):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_an_edit_is_evaluated_anew() -> None:
    session = Session()
    session.step(10)
    before = session.history.evaluations().train[-1]
    session.edit_weight(3, 0, 0, 5.0)
    found = session.history.evaluations()
    assert found.steps[-1] == 10
    assert len(found.steps) == 11
    assert found.train[-1] == session.cost("train") != before
