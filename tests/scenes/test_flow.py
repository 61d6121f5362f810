"""The gradient flow over time and now: the engine's numbers, and honest lines."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS, preset
from nnviz.scenes.flow import CHOICES, FlowScene, Quantity, flow_scene, means
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.remedies import flow_story


def scene_of(
    session: Session, quantity: Quantity = "gradient", layer: int | None = None
) -> FlowScene:
    record, history = session.record, session.history
    story = flow_story(record, history.events())
    return flow_scene(record, history, story, LIGHT, quantity, layer)


def run(name: str, steps: int) -> Session:
    session = Session(preset(name))
    session.step(steps)
    return session


def test_a_reading_tells_what_the_engine_found_at_that_step() -> None:
    session = run("circle", 100)
    kept = session.history.evaluations()
    told = scene_of(session).read(40.2)
    for layer in (1, 2, 3):
        value = float(told.split(f"L{layer} ")[1].split(",")[0])
        assert value == pytest.approx(kept.gradient[40, layer - 1], rel=0.06)
    assert told.startswith("step 40: ")


def test_there_is_one_line_a_layer_named_at_its_end_with_its_value_now() -> None:
    session = run("deep_sigmoid", 200)
    scene = scene_of(session)
    assert [line.layer for line in scene.lines] == [1, 2, 3, 4, 5, 6, 7]
    text = " ".join(label.text for label in scene.labels)
    now = session.history.evaluations().gradient[-1]
    mantissa = f"{now[0]:.1e}".split("e")[0]
    assert f"L1 {mantissa}e−" in text
    heights = [label.height for label in scene.labels]
    assert heights == sorted(heights)


def test_what_vanishes_is_drawn_in_the_colour_of_alarm_and_the_selected_layer_is_wide() -> None:
    scene = scene_of(run("deep_sigmoid", 200), layer=5)
    inks = [line.colour for line in scene.lines]
    assert inks[0] == inks[1] == LIGHT.bad == scene.ink
    assert inks[4] == LIGHT.accent
    assert [line.chosen for line in scene.lines] == [k == 5 for k in range(1, 8)]
    assert len(set(inks[2:4] + inks[5:])) == 4


def test_a_gradient_of_0_leaves_a_gap_and_is_told() -> None:
    session = run("relu_dies", 50)
    scene = scene_of(session)
    assert np.isnan(scene.lines[0].y[-1])
    assert "A gradient of 0 has no place on a logarithmic axis." in scene.sentence
    assert "L1 0, L2 0, L3 " in scene.read(50)


def test_on_a_long_run_a_line_has_a_point_for_a_few_pixels_and_keeps_its_mean() -> None:
    steps = np.arange(1000.0)
    values = np.stack([np.sin(steps), steps], axis=1)
    x, y = means(steps, values, 100)
    assert len(x) == len(y) <= 100
    assert y.mean(axis=0) == pytest.approx(values.mean(axis=0), abs=1e-9)
    assert x[-1] == 999.0
    assert (np.diff(x) > 0).all()


def test_what_is_not_a_number_is_left_out_of_a_mean() -> None:
    steps = np.arange(10.0)
    values = np.where(steps < 5, np.nan, 2.0)[:, None]
    values[7] = np.nan
    _, y = means(steps, values, 2)
    assert np.isnan(y[0, 0])
    assert y[1, 0] == 2.0


def test_a_line_ends_at_the_current_step_of_a_run_that_goes_on() -> None:
    session = run("circle", 700)  # evaluated only every other step by now
    session.step(1)
    scene = scene_of(session)
    assert scene.lines[0].x[-1] == 701


def test_a_look_back_keeps_the_whole_run_and_marks_the_step() -> None:
    session = run("circle", 300)
    session.seek(20)
    scene = scene_of(session)
    assert scene.step == 20
    assert scene.lines[0].x[-1] == 300
    assert scene.story.step == 20


def test_a_paired_output_has_no_blocked_share() -> None:
    session = run("iris", 20)
    scene = scene_of(session, "blocked")
    assert [line.layer for line in scene.lines] == [1]
    assert scene.sentence.endswith("At the output f′ cancels.")
    assert "%" in scene.read(20)


def test_the_cosine_is_offered_only_where_it_tells_something() -> None:
    session = run("circle", 5)
    assert len(scene_of(session).choices) == len(CHOICES) - 1
    assert scene_of(session, "cosine").quantity == "gradient"
    session.set_parameter("backward", "feedback_alignment")
    session.step(5)
    scene = scene_of(session, "cosine")
    assert (scene.quantity, len(scene.choices)) == ("cosine", len(CHOICES))
    kept = session.history.evaluations().cosine[-1]
    for line in scene.lines:
        assert line.y[-1] == pytest.approx(kept[line.layer - 1])


@pytest.mark.parametrize("quantity", [choice.quantity for choice in CHOICES])
@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_every_line_at_its_start(name: str, quantity: Quantity) -> None:
    session = Session(preset(name))
    scene = scene_of(session, quantity)
    assert np.isfinite([scene.y_axis.low, scene.y_axis.high]).all()
    assert scene.y_axis.span > 0
    assert all(len(line.x) == len(line.y) for line in scene.lines)
    story = flow_story(session.record, ())
    dark = flow_scene(session.record, session.history, story, DARK, quantity)
    assert dark.ink in (DARK.muted, DARK.warn, DARK.bad)


def test_a_story_tells_the_finding_and_what_helps() -> None:
    session = run("stuck", 300)
    story = flow_story(session.record, session.history.events())
    assert story.severity == "bad"
    assert story.sentence.startswith("At the output f′ lets only")
    assert story.remedies[0].label == "Cross-entropy"
