"""Twins in pictures: names, the cost plot, the layers, the table, each against the engine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.engine.comparisons import READY, made
from nnviz.engine.passes import TAUS
from nnviz.engine.twins import PARTED, Standing, Twins, varied
from nnviz.experiment.presets import PRESETS
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.compare import (
    INKS,
    LONGEST_NAME,
    RunMark,
    run_labels,
    run_marks,
    run_names,
    setting_words,
    told_differences,
    value_words,
)
from nnviz.scenes.compare_costs import CompareCostsScene, compare_costs_scene
from nnviz.scenes.compare_layers import gradients_scene, shut_scene, shut_shares
from nnviz.scenes.compare_runs import RunsScene, runs_scene
from nnviz.scenes.palette import DARK, LIGHT, rgb
from nnviz.scenes.ticks import linear_axis

BASE = ExperimentSpec()
Changes = dict[str, Any]
LINEAR = {"layers.3.activation": "linear", "layers.1.activation": "relu"}
WILD = {**LINEAR, "layers.2.activation": "relu", "rate": 1000.0}


def twins_of(*changes: Changes, steps: int = 0) -> Twins:
    twins = Twins(varied(BASE, changes))
    twins.step(steps)
    return twins


def marks_of(twins: Twins) -> tuple[RunMark, ...]:
    return run_marks([session.spec for session in twins.sessions], LIGHT)


def costs_of(twins: Twins, **options: Any) -> CompareCostsScene:
    return compare_costs_scene(
        twins.standings(), marks_of(twins), twins.parting(), LIGHT, **options
    )


def table_of(twins: Twins) -> RunsScene:
    return runs_scene(twins.standings(), marks_of(twins), twins.parting())


# Names


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ([{}, {"rate": 0.3}], ("rate 0.03", "rate 0.3")),
        ([{}, {"optimizer": "adam"}], ("gradient descent", "Adam")),
        ([{}, {"backward": "all_ones"}], ("backpropagation", "all f′ = 1")),
        ([{}, {"l2": 0.1}], ("L2 0", "L2 0.1")),
        ([{}, {"layers.1.units": 8}], ("layer 1 units 4", "layer 1 units 8")),
        ([{}, {}], ("run (1)", "run (2)")),
        ([{}, {}, {"rate": 0.3}], ("rate 0.03 (1)", "rate 0.03 (2)", "rate 0.3")),
    ],
)
def test_a_run_is_named_by_what_it_differs_in(
    changes: list[Changes], names: tuple[str, ...]
) -> None:
    assert run_names(varied(BASE, changes)) == names


def test_hidden_layers_that_differ_alike_are_told_once() -> None:
    specs = made(READY["activations"], BASE).specs
    (told,) = told_differences(specs)
    assert setting_words(told.name) == "Hidden activation"
    assert [value_words(told.name, value) for value in told.values] == ["sigmoid", "ReLU"]


def test_the_last_layer_is_called_the_output() -> None:
    assert setting_words("network.layers.3.activation", 3) == "Output activation"
    assert setting_words("network.layers.2.activation", 3) == "Layer 2 activation"


def test_names_are_never_too_long_and_never_the_same() -> None:
    many = {"rate": 0.3, "l1": 0.123456, "l2": 0.2, "network.bias": 0.5, "backward": "local_only"}
    names = run_names(varied(BASE, [{}, many, {**many, "schedule": "cosine"}]))
    assert len(set(names)) == 3
    assert all(len(name) <= LONGEST_NAME + 4 for name in names)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_runs_are_told_apart_by_colour_dash_and_shape(theme) -> None:
    specs = varied(BASE, [{"rate": rate} for rate in (0.01, 0.03, 0.1, 0.3)])
    marks = run_marks(specs, theme)
    for what in ("colour", "dash", "shape", "name"):
        assert len({getattr(mark, what) for mark in marks}) == 4
    panel = np.array(rgb(theme.panel))
    for ink in INKS[theme.name]:
        assert contrast(np.array(rgb(ink)), panel) >= 4.5


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """The contrast of two colours as WCAG 2.1 defines it, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: np.ndarray) -> float:
    share = colour / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_names_at_the_lines_do_not_touch_and_stay_on_the_axis() -> None:
    marks = marks_of(twins_of({}, {"rate": 0.1}, {"rate": 0.3}, {"rate": 1.0}))
    labels = run_labels([(mark, 0.0) for mark in marks], linear_axis(0.0, 1.0), 10)
    heights = [label.height for label in labels]
    assert len(labels) == 4
    assert min(np.diff(heights)) >= 0.1 - 1e-12
    assert max(heights) <= 1.0
    unknown = run_labels([(marks[0], math.nan)], linear_axis(0.0, 1.0), 10)
    assert unknown == ()


# The cost plot


def test_every_line_is_what_the_run_remembers() -> None:
    twins = twins_of({}, {"rate": 0.3}, steps=200)
    for quantity in ("train", "test"):
        scene = costs_of(twins, quantity=quantity)
        for line, session in zip(scene.lines, twins.sessions, strict=True):
            found = session.history.evaluations()
            assert np.array_equal(line.x, found.steps)
            assert np.array_equal(line.y, getattr(found, quantity))


def test_the_accuracy_is_shown_in_percent_and_only_where_there_are_classes() -> None:
    scene = costs_of(twins_of({}, {"rate": 0.3}, steps=50), quantity="accuracy")
    assert scene.quantity == "accuracy"
    assert scene.y_axis.high == 100.0
    values = Twins(made(READY["rates"], PRESETS["plane"].spec).specs)
    plain = costs_of(values, quantity="accuracy")
    assert plain.quantity == "train"
    assert "accuracy" not in plain.quantities


def test_a_log_axis_has_powers_of_ten() -> None:
    twins = twins_of({}, {"rate": 0.3}, steps=100)
    plain, powers = costs_of(twins), costs_of(twins, log=True)
    assert np.allclose(10.0 ** powers.lines[1].y, plain.lines[1].y)
    assert powers.read(50) == plain.read(50)


def test_reading_a_step_tells_every_run() -> None:
    twins = twins_of({}, {"rate": 0.3}, steps=30)
    told = costs_of(twins).read(12.2)
    assert told.startswith("step 12: rate 0.03 0.")
    assert "rate 0.3 0." in told
    assert costs_of(twins_of({}, {"rate": 0.3})).read(-5.0).startswith("step 0:")


def test_costs_of_different_functions_are_shown_with_a_warning() -> None:
    twins = Twins(made(READY["costs"], BASE).specs)
    twins.step(10)
    assert "different functions" in costs_of(twins).note
    assert costs_of(twins, quantity="accuracy").note == ""
    assert costs_of(twins_of({}, {"rate": 0.1})).note == ""


def test_a_run_that_became_infinite_does_not_set_the_scale() -> None:
    wild, calm = twins_of(LINEAR, WILD, steps=120), twins_of(LINEAR, {**LINEAR, "rate": 0.1})
    calm.step(120)
    assert wild.sessions[1].divergence is not None
    assert costs_of(wild).y_axis.high <= 5 * costs_of(calm).y_axis.high


# Layer by layer


def test_the_gradient_of_each_layer_is_the_norm_of_the_engines() -> None:
    twins = twins_of({}, {"layers.1.activation": "sigmoid"}, steps=20)
    scene = gradients_scene(twins.standings(), marks_of(twins))
    for line, session in zip(scene.lines, twins.sessions, strict=True):
        record = session.record
        for layer in (1, 2, 3):
            parts = (record.gradients.W[layer].ravel(), record.gradients.b[layer])
            norm = float(np.linalg.norm(np.concatenate(parts)))
            assert 10.0 ** line.y[layer - 1] == pytest.approx(norm, rel=1e-12)


def test_a_gradient_of_0_lies_on_the_foot_and_squeezes_nothing() -> None:
    twins = twins_of({"network.initializer": {"name": "zeros"}}, {})
    scene = gradients_scene(twins.standings(), marks_of(twins))
    assert scene.lines[0].y[0] == scene.y_axis.low
    assert "0 lies on the foot" in scene.caption
    assert scene.lines[0].told[0] == "0"
    assert scene.y_axis.span < 6


@pytest.mark.parametrize("tau", [0.05, 0.2])
def test_what_is_shut_is_what_the_engine_found(tau: float) -> None:
    twins = twins_of({}, {"rate": 3.0}, steps=64)
    for run in twins.standings():
        shares = shut_shares(run, tau)
        assert np.allclose(shares, run.history.shut_at(64)[:, TAUS.index(tau)])
    scene = shut_scene(twins.standings(), marks_of(twins), tau)
    assert scene.read(2.4).startswith("layer 2: rate 0.03 ")
    assert f"below {tau:g}" in scene.caption


def test_runs_of_different_depths_stand_on_one_axis() -> None:
    deep = ExperimentSpec.from_dict({"network": {"layers": [{"units": 3}] * 5 + [{"units": 1}]}})
    twins = Twins([BASE, deep])
    scene = gradients_scene(twins.standings(), marks_of(twins))
    assert [len(line.x) for line in scene.lines] == [3, 6]
    assert "layer 6" in scene.read(6.0)
    assert scene.lines[0].mark.name not in scene.read(6.0)


# The table


def test_the_table_tells_what_differs_and_how_each_run_stands() -> None:
    twins = twins_of({}, {"rate": 0.3}, steps=100)
    scene = table_of(twins)
    assert (scene.rows[0].name, scene.rows[0].cells) == ("Rate", ("0.03", "0.3"))
    assert scene.rows[0].differs
    names = [row.name for row in scene.rows[1:]]
    assert names == ["cost, train", "cost, test", "accuracy, train", "accuracy, test", "shut"]
    costs = [session.record.costs.train for session in twins.sessions]
    assert scene.rows[1].best == int(np.argmin(costs))
    assert [float(cell) for cell in scene.rows[1].cells] == pytest.approx(costs, rel=1e-3)


def test_a_regression_has_no_accuracy_in_the_table() -> None:
    twins = Twins(made(READY["rates"], PRESETS["plane"].spec).specs)
    assert not any("accuracy" in row.name for row in table_of(twins).rows)


def test_costs_of_different_functions_are_not_judged() -> None:
    twins = Twins(made(READY["costs"], BASE).specs)
    twins.step(50)
    scene = table_of(twins)
    costs = [row for row in scene.rows if row.name.startswith("cost")]
    assert all(row.best is None for row in costs)
    assert "compare their accuracy" in scene.sentence


def test_the_sentence_tells_where_they_part() -> None:
    twins = twins_of({}, {"rate": 0.3})
    assert "run them to see" in table_of(twins).sentence
    twins.step(100)
    scene = table_of(twins)
    assert f"part at step {twins.parting()}" in scene.sentence
    assert f"{PARTED:.0%}".rstrip("%") in scene.sentence
    alike = twins_of({}, {}, steps=20)
    assert "have not parted" in table_of(alike).sentence


def test_a_run_that_stopped_says_why_in_its_column_and_in_the_story() -> None:
    scene = table_of(twins_of(LINEAR, WILD, steps=120))
    assert scene.stops[0] == ""
    assert scene.stops[1].startswith("stopped at step ")
    assert "would have made" in scene.story
    assert scene.story.endswith(scene.sentence)


def test_four_runs_have_shorter_figures() -> None:
    twins = twins_of(*({"rate": rate} for rate in (0.01, 0.03, 0.1, 0.3)), steps=10)
    cells = [cell for row in table_of(twins).rows[1:3] for cell in row.cells]
    assert all(len(cell) <= 6 for cell in cells)


def test_standings_are_those_of_the_sessions() -> None:
    twins = twins_of({}, {"rate": 0.3}, steps=5)
    for run, session in zip(twins.standings(), twins.sessions, strict=True):
        assert isinstance(run, Standing)
        assert run.record is session.record
        assert run.history is session.history
