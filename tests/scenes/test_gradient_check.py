"""The map of the gradient check: what it says, and cells that stand for many weights."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from nnviz.diagnostics.gradient_check import WholeCheck, checking, chosen_parameters, whole_check
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.arrays import frozen
from nnviz.nn.parameters import Parameters
from nnviz.scenes.gradient_check import SIDE, gradient_check_scene
from nnviz.scenes.packed import packed_colour
from nnviz.scenes.palette import LIGHT


def record_of(**spec: object) -> StepRecord:
    session = Session(ExperimentSpec.from_dict(spec))
    session.step(3)
    return session.record


def checked(record: StepRecord) -> WholeCheck:
    indices = chosen_parameters(record.params.units)
    return whole_check(record, indices, list(checking(record, indices)))


def test_backpropagation_agrees_and_the_worst_weight_is_named() -> None:
    record = record_of()
    scene = gradient_check_scene(record, checked(record), LIGHT)
    assert scene.good
    assert "agree" in scene.verdict
    assert scene.worst.startswith("Worst: ")
    assert "All 25 weights and biases" in scene.counts
    assert [one.name for one in scene.maps] == ["L1", "L2", "L3"]
    assert [one.colours.shape for one in scene.maps] == [(3, 4), (5, 2), (3, 1)]
    assert scene.maps[0].reading(0, 0).startswith("W1[0, 0]: ")
    assert scene.maps[0].reading(2, 3).startswith("b1[3]: ")


def test_a_wrong_weight_is_named_and_red() -> None:
    record = record_of()
    flat = record.gradients.flat.copy()
    flat[5] = 2.0 * flat[5] + 1.0
    wrong = replace(record, gradients=Parameters(record.params.units, frozen(flat)))
    scene = gradient_check_scene(wrong, checked(wrong), LIGHT)
    assert not scene.good
    assert "do not agree" in scene.verdict
    assert "Worst: W1[1, 1]" in scene.worst
    red = scene.maps[0].colours[1, 1]
    others = np.delete(scene.maps[0].colours.ravel(), 5)
    assert red not in others
    assert int(red) >> 16 & 255 > 150


def test_another_rule_is_said_not_to_be_the_gradient() -> None:
    record = record_of(training={"backward": "all_ones"})
    scene = gradient_check_scene(record, checked(record), LIGHT)
    assert not scene.good
    assert "not the gradient" in scene.verdict
    assert "Cosine" in scene.verdict


def test_a_threshold_unit_is_not_judged() -> None:
    layers = [{"units": 1, "activation": "threshold"}]
    record = record_of(network={"layers": layers})
    scene = gradient_check_scene(record, checked(record), LIGHT)
    assert "delta rule" in scene.verdict


def test_of_a_wide_layer_a_cell_shows_its_worst_and_the_words_say_how_many() -> None:
    record = record_of(network={"layers": [{"units": 100}, {"units": 60}, {"units": 1}]})
    flat = record.gradients.flat.copy()
    indices = chosen_parameters(record.params.units)
    assert len(indices) < flat.size
    place = int(indices[len(indices) // 2])
    flat[place] += 1.0
    wrong = replace(record, gradients=Parameters(record.params.units, frozen(flat)))
    found = whole_check(wrong, indices, list(checking(wrong, indices)))
    scene = gradient_check_scene(wrong, found, LIGHT)
    assert "of 6,421 checked, drawn at random" in scene.counts
    shapes = [one.colours.shape for one in scene.maps]
    assert shapes == [(3, SIDE), (SIDE, SIDE), (SIDE, 1)]
    name = scene.worst.split(",")[0].removeprefix("Worst: ")
    readings = [one.reading(*cell) for one in scene.maps for cell in np.ndindex(one.cells.shape)]
    assert any(reading.startswith(name) for reading in readings)


def test_weights_on_a_kink_are_counted_and_pale() -> None:
    record = record_of()
    found = checked(record)
    smooth = found.smooth.copy()
    smooth[0] = False
    scene = gradient_check_scene(record, replace(found, smooth=smooth), LIGHT)
    assert "1 on a kink" in scene.counts
    assert scene.maps[0].colours[0, 0] == packed_colour(LIGHT.faint)
    assert scene.maps[0].reading(0, 0) == "W1[0, 0]: on a kink"
