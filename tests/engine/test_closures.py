"""Units that die or shut are found at the very step, with the update that did it."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.engine.closures import MOST_NAMED, closures_between
from nnviz.engine.passes import NumpyPasses
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.parameters import ByLayer


def session_of(activation: str, units: int, rate: float, seed: int = 0) -> Session:
    return Session(
        ExperimentSpec.from_dict(
            {
                "network": {
                    "layers": [
                        {"units": units, "activation": activation},
                        {"units": 1, "activation": "tanh"},
                    ],
                    "seed": seed,
                },
                "training": {"optimizer": {"name": "gradient_descent", "rate": rate}},
            }
        )
    )


def is_closed(session: Session, step: int, layer: int, unit: int) -> bool:
    session.seek(step)
    shut = NumpyPasses(session.problem.network).shut(session.record.probe)
    return bool(shut.closed[layer][unit])


@pytest.mark.parametrize("start", [0, 3000])
def test_a_relu_unit_that_dies_is_found_at_its_step(start: int) -> None:
    session = session_of("relu", 6, 0.03, seed=3)
    session.step(start)
    session.set_parameter("rate", 3.0)
    session.step(3000)
    closures = [event for event in session.history.events() if event.kind == "closure"]
    named = [event for event in closures if event.unit is not None and event.unit[0] == 1]
    assert named
    for event in named:
        assert event.unit is not None
        assert is_closed(session, event.step, *event.unit)
        assert not is_closed(session, event.step - 1, *event.unit)


def test_the_sentence_names_the_sample_and_what_the_update_did_to_the_bias() -> None:
    session = session_of("relu", 6, 3.0, seed=3)
    session.step(500)
    event = next(e for e in session.history.events() if e.kind == "closure" and e.unit)
    assert event.unit is not None
    layer, unit = event.unit
    session.seek(event.step)
    moved = session.record.update.b[layer][unit]
    assert f"moved its bias by {moved:+.3g}".replace("-", "−") in event.text
    session.seek(event.step - 1)
    record = session.record
    largest = record.batch.indices[np.abs(record.tape.delta[layer][:, unit]).argmax()]
    assert re.search(rf"led by sample {largest}\b", event.text)
    assert f"unit {layer}.{unit + 1}" in event.text


def test_many_units_at_once_are_counted_and_not_looked_into() -> None:
    places = [(1, unit) for unit in range(MOST_NAMED)] + [(2, 0)]
    closed = ByLayer([np.arange(12) < MOST_NAMED + 2, np.array([True, False])])
    session = Session()
    found = closures_between(places, 3, 5, closed, session._run.moment_at)
    assert [(c.step, c.layer, c.unit, c.text) for c in found] == [
        (5, 1, -1, f"{MOST_NAMED + 2} of 12 units of layer 1 are closed"),
        (5, 2, -1, "1 of 2 units of layer 2 is closed"),
    ]


@pytest.mark.parametrize(
    ("name", "step", "told"),
    [
        ("relu_dies", 1, "unit 2.1 died: z ≤ 0 on all 250 samples; the update of step 0, led by"),
        ("stuck", 68, "unit 1.1 shut: learning ability below 0.05 on all 250 samples; the update"),
        ("shut_tanh", 0, "unit 3.1 is shut from the start: learning ability below 0.05 on all"),
        ("race_relu", 0, "unit 1.1 is dead from the start: z ≤ 0 on the one sample"),
    ],
)
def test_the_presets_tell_which_unit_closed_and_when(name: str, step: int, told: str) -> None:
    session = Session(preset(name))
    session.step(step + 1)
    event = session.history.events()[0]
    assert (event.step, event.kind) == (step, "closure")
    assert event.text.startswith(told)
    assert event.sentence == f"step {step}: {event.text}"


def test_a_unit_whose_own_weights_stood_still_is_told_to_have_closed_from_below() -> None:
    session = session_of("relu", 2, 0.03)
    before = session.state
    flat = before.parameters.copy()
    flat[:6] = [0, 0, 0, 0, -1, -1]  # no weights and biases below 0: layer 1 is dead
    update = np.zeros_like(flat)
    update[0] = -1.0  # but unit 1.2's own weights did not move
    after = replace(before, step=1, parameters=flat, update=update)
    moments = {0: (before, session.problem), 1: (after, session.problem)}
    closed = ByLayer([np.array([True, True]), np.array([False])])
    own, below = closures_between([(1, 0), (1, 1)], 0, 1, closed, moments.__getitem__)
    assert own.text.endswith("moved its bias by +0")
    assert below.text.endswith("left its own weights and changed what comes into it")


def test_a_unit_that_flickers_is_told_again_only_when_the_run_is_twice_as_long() -> None:
    session = Session(preset("relu_dies"))
    session.step(1000)
    steps = [e.step for e in session.history.events() if e.unit == (3, 0)]
    assert len(steps) > 1
    assert all(later >= 2 * earlier for earlier, later in pairwise(steps))


def test_a_tanh_unit_that_is_pushed_far_out_shuts_but_does_not_die() -> None:
    session = session_of("tanh", 3, 30.0)
    session.step(60)
    texts = [e.text for e in session.history.events() if e.kind == "closure"]
    assert any("shut: learning ability below 0.05 on " in text for text in texts)
    assert not any("died" in text for text in texts)


def test_a_unit_shut_by_hand_is_told_as_the_edit_that_it_is() -> None:
    session = session_of("tanh", 3, 0.03)
    session.step(5)
    session.edit_weight(1, 2, 0, 60.0)
    session.step(1)
    assert [e.kind for e in session.history.events()] == ["edit"]


def test_going_back_and_forth_finds_nothing_twice() -> None:
    session = session_of("relu", 6, 3.0, seed=3)
    session.step(400)
    events = session.history.events()
    session.seek(10)
    session.step(390)
    assert session.history.events() == events


def test_a_branch_forgets_what_closed_after_its_fork() -> None:
    session = session_of("relu", 6, 3.0, seed=3)
    session.step(400)
    first = min(e.step for e in session.history.events())
    session.seek(first - 1)
    session.set_parameter("rate", 0.001)
    assert [e.kind for e in session.history.events()] == ["change"]
