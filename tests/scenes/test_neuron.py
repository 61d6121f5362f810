from __future__ import annotations

import re

import numpy as np
import pytest

from nnviz.diagnostics.verdict import Thresholds
from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS, preset
from nnviz.scenes.distribution import Distribution
from nnviz.scenes.marks import Mark, Marks, UnitMark, WeightMark
from nnviz.scenes.neuron import HINT, NeuronScene, default_mark, neuron_scene
from nnviz.scenes.neuron_picture import Picture
from nnviz.scenes.palette import LIGHT


@pytest.fixture(scope="module")
def circle() -> Session:
    session = Session(preset("circle"))
    session.step(1240)
    return session


def scene_of(session: Session, mark: Mark | None, *, checked: bool = False) -> NeuronScene:
    return neuron_scene(session.record, Marks(mark), LIGHT, checked=checked)


def facts(scene: NeuronScene) -> dict[str, str]:
    return {fact.name: fact.value for fact in (*scene.facts, *scene.parameter_facts)}


def test_with_nothing_chosen_it_shows_the_last_hidden_layers_first_unit_and_a_hint(
    circle: Session,
) -> None:
    scene = scene_of(circle, None)
    assert (scene.mark, scene.title, scene.hint) == (UnitMark(2, 0), "Unit 2.1", HINT)
    assert scene_of(circle, UnitMark(2, 0)).hint == ""


@pytest.mark.parametrize("gone", [UnitMark(3, 1), UnitMark(7, 0), WeightMark(2, 5, 0)])
def test_a_mark_that_this_network_has_not_is_as_good_as_none(circle: Session, gone: Mark) -> None:
    scene = scene_of(circle, gone)
    assert scene.mark == UnitMark(2, 0)
    assert scene.hint == HINT


def test_the_default_of_a_network_without_hidden_layers_is_its_output() -> None:
    assert default_mark((2, 1)) == UnitMark(1, 0)
    assert default_mark((2, 4, 2, 1)) == UnitMark(2, 0)


def test_a_unit_has_its_ability_bias_gradient_and_update_in_numbers(circle: Session) -> None:
    record = circle.record
    scene = scene_of(circle, UnitMark(2, 1))
    ability = np.abs(record.probe.slope[2][:, 1])
    shut = int((ability < 0.05).sum())
    found = facts(scene)
    open_share = f"{100 * ability.mean():.0f} %"
    assert found["learning ability"] == f"{open_share} open · shut on {shut} of 250"
    assert scene.edit is not None
    assert scene.edit.name == "bias b2[1]"
    assert float(scene.edit.text.replace("−", "-")) == pytest.approx(
        record.params.b[2][1], rel=1e-5
    )
    gradient = float(found["gradient ∂C/∂b"].replace("−", "-"))
    assert gradient == pytest.approx(record.gradients.b[2][1], rel=1e-3)
    update = float(found["last update"].replace("−", "-"))
    assert update == pytest.approx(record.update.b[2][1], rel=1e-3)
    assert scene.subtitle == "tanh · layer 2 of 3"
    assert scene_of(circle, UnitMark(3, 0)).subtitle == "tanh · output layer"


def test_a_unit_has_a_verdict_with_its_evidence(circle: Session) -> None:
    scene = scene_of(circle, UnitMark(2, 0))
    assert scene.chip is not None
    assert scene.chip.text == "working"
    assert re.fullmatch(r"f′ stops \d+ % of the error that comes back to it\.", scene.evidence)
    stuck = Session(preset("stuck"))
    stuck.step(200)
    struck = scene_of(stuck, None)
    assert struck.chip is not None
    assert (struck.chip.text, struck.chip.severity) == ("stuck", "bad")
    assert struck.chip.ground == LIGHT.bad
    assert "250 of 250" in struck.evidence
    assert struck.remedy == ""
    assert [remedy.label for remedy in struck.remedies] == ["Cross-entropy", "Draw unit 1.1 anew"]


def test_what_closed_a_unit_decides_what_helps_and_thresholds_decide_whether() -> None:
    stuck = Session(preset("stuck"))
    stuck.step(200)
    events = stuck.history.events()
    weight = Marks(WeightMark(1, 0, 0))
    scene = neuron_scene(stuck.record, weight, LIGHT, Thresholds(), None, events)
    assert [remedy.label for remedy in scene.remedies] == [
        "Cross-entropy",
        "Rate ÷ 10 from step 67",
        "Draw unit 1.1 anew, rate ÷ 10",
    ]
    assert "to try: Cross-entropy. With sigmoid" in scene.text
    lenient = Thresholds(output_error=1.5)
    right = neuron_scene(stuck.record, Marks(UnitMark(1, 0)), LIGHT, lenient, None, events)
    assert right.chip is not None
    assert right.chip.text == "finished"
    assert right.remedies == ()


def test_a_weight_names_its_ends_and_shows_the_unit_it_leads_to(circle: Session) -> None:
    record = circle.record
    scene = scene_of(circle, WeightMark(2, 1, 0))
    assert scene.title == "Weight 1.2 → 2.1"
    assert "unit 2.1" in scene.subtitle
    assert scene.chip is None
    assert isinstance(scene.picture, Picture)
    np.testing.assert_allclose(
        np.sort(scene.picture.rug_x), np.sort(0.5 + record.probe.z[2][:, 0] / 8), atol=1e-12
    )
    assert scene.edit is not None
    assert (scene.edit.name, scene.edit.mark) == ("weight W2[1, 0]", WeightMark(2, 1, 0))
    update = float(facts(scene)["last update"].replace("−", "-"))
    assert update == pytest.approx(record.update.W[2][1, 0], rel=1e-3)
    assert "gradient ∂C/∂W" not in facts(scene)  # that is the chain rule strip's
    assert scene_of(circle, WeightMark(1, 0, 0)).title == "Weight x₁ → 1.1"
    assert scene_of(circle, WeightMark(2, 4, 0)).title == "Bias of 2.1"


def test_an_input_shows_how_its_values_are_spread(circle: Session) -> None:
    values = circle.record.probe.a[0][:, 1]
    scene = scene_of(circle, UnitMark(0, 1))
    assert scene.title == "Input x₂"
    assert isinstance(scene.picture, Distribution)
    mean = float(facts(scene)["mean"].replace("−", "-"))
    assert mean == pytest.approx(values.mean(), rel=1e-5)
    assert scene.edit is None
    assert scene.chip is None


def test_the_mean_of_standardised_values_is_0_and_not_its_rounding() -> None:
    scene = scene_of(Session(preset("iris")), UnitMark(0, 0))
    assert facts(scene)["mean"] == "0"
    assert "standardised" in scene.subtitle


def test_all_words_can_be_copied_as_one_text(circle: Session) -> None:
    scene = scene_of(circle, UnitMark(2, 0), checked=True)
    for part in (scene.title, scene.evidence, "bias b2[0]", "relative error", "verdict: working"):
        assert part in scene.text


@pytest.mark.parametrize("name", PRESETS)
def test_every_part_of_every_preset_has_a_scene(name: str) -> None:
    session = Session(preset(name))
    units = session.record.params.units
    marks: list[Mark] = [UnitMark(layer, units[layer] - 1) for layer in range(len(units))]
    marks += [WeightMark(layer, units[layer - 1], 0) for layer in range(1, len(units))]
    for mark in marks:
        scene = scene_of(session, mark, checked=True)
        assert scene.mark == mark
        assert "not a number" not in scene.text
