from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.scenes.palette import LIGHT
from nnviz.scenes.sample_kinds import SHADES, SampleKinds, sample_kinds


def kinds_of(name: str, layer: int, unit: int = 0) -> SampleKinds:
    return sample_kinds(Session(preset(name)).record.problem, layer, unit, LIGHT)


def test_two_classes_are_orange_discs_and_blue_squares() -> None:
    problem = Session(preset("circle")).record.problem
    kinds = sample_kinds(problem, 2, 0, LIGHT)
    assert kinds.colours == (LIGHT.negative, LIGHT.positive)
    targets = problem.data.y_train[problem.probe, 0]
    np.testing.assert_array_equal(kinds.kind, (targets > 0).astype(int))
    assert [(entry.name, entry.square) for entry in kinds.legend] == [("−1", False), ("+1", True)]
    assert kinds.note == "250 probe samples"


def test_an_output_of_several_sees_its_own_class_and_the_others() -> None:
    problem = Session(preset("iris")).record.problem
    kinds = sample_kinds(problem, 2, 1, LIGHT)
    assert kinds.names == ("other", "versicolor")
    np.testing.assert_array_equal(kinds.kind, problem.data.y_train[problem.probe, 1])


def test_a_hidden_unit_sees_every_class_in_a_colour_and_shape_of_its_own() -> None:
    kinds = kinds_of("iris", 1)
    assert kinds.names == ("setosa", "versicolor", "virginica")
    assert len(set(kinds.colours)) == 3
    assert [entry.square for entry in kinds.legend] == [False, True, False]


def test_too_many_classes_are_counted_and_not_named() -> None:
    kinds = kinds_of("digits", 1)
    assert kinds.legend == ()
    assert kinds.note == "512 probe samples of 10 classes"


def test_values_are_sorted_from_below_their_mean_to_above() -> None:
    problem = Session(preset("sine")).record.problem
    kinds = sample_kinds(problem, 1, 0, LIGHT)
    targets = problem.data.y_train[problem.probe, 0]
    order = np.argsort(targets)
    assert (np.diff(kinds.kind[order]) >= 0).all()
    assert kinds.kind[np.abs(targets - targets.mean()).argmin()] == SHADES // 2
    assert [entry.name for entry in kinds.legend] == ["target below its mean", "above"]


@pytest.mark.parametrize("name", ["circle", "iris", "sine"])
def test_the_kinds_are_found_once_for_a_problem(name: str) -> None:
    problem = Session(preset(name)).record.problem
    assert sample_kinds(problem, 1, 0, LIGHT) is sample_kinds(problem, 1, 0, LIGHT)
