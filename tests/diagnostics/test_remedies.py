"""Remedies: offered where they fit, each one possible, and they do what they say: it learns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnviz.diagnostics.gradient_flow import finding
from nnviz.diagnostics.remedies import Remedy, network_remedies, unit_remedies
from nnviz.diagnostics.verdict import verdict
from nnviz.engine.redraw import Redraw
from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS, preset


def at(name: str, step: int) -> Session:
    session = Session(preset(name))
    session.step(step)
    return session


def offered(session: Session) -> Iterator[Remedy]:
    record, events = session.record, session.history.events()
    for layer in range(1, record.problem.network.depth + 1):
        for unit in range(record.params.units[layer]):
            yield from unit_remedies(record, layer, unit, events)
    yield from network_remedies(record, finding(record), events)


def tried(session: Session, remedy: Remedy, steps: int) -> Session:
    if remedy.step is not None:
        session.seek(remedy.step)
    session.apply(remedy.change)
    session.step(steps)
    return session


@pytest.mark.parametrize(
    ("name", "step", "unit", "labels"),
    [
        (
            "stuck",
            300,
            (1, 0),
            ["Cross-entropy", "Rate ÷ 10 from step 67", "Draw unit 1.1 anew, rate ÷ 10"],
        ),
        (
            "relu_dies",
            50,
            (2, 1),
            ["Rate ÷ 10 from step 0", "Leaky ReLU in layer 2", "Draw layer 2 anew, rate ÷ 10"],
        ),
        (
            "relu_dies",
            5,
            (2, 3),
            ["Rate ÷ 10 from step 0", "Leaky ReLU in layer 2", "Draw unit 2.4 anew, rate ÷ 10"],
        ),
        ("shut_tanh", 100, (3, 0), ["Draw layers 1–3 anew"]),
        ("race_relu", 0, (1, 0), ["Leaky ReLU in layer 1", "Draw layer 1 anew"]),
        ("race_sigmoid", 0, (1, 0), ["Cross-entropy", "Draw unit 1.1 anew"]),
        ("circle", 100, (2, 0), []),
    ],
)
def test_what_is_offered_for_a_unit(
    name: str, step: int, unit: tuple[int, int], labels: list[str]
) -> None:
    session = at(name, step)
    found = unit_remedies(session.record, *unit, session.history.events())
    assert [remedy.label for remedy in found] == labels
    for remedy in found:
        assert remedy.why.endswith(".")
        assert remedy.name == remedy.change.name != ""


@pytest.mark.parametrize(("name", "step"), [("stuck", 300), ("relu_dies", 50)])
def test_every_remedy_leads_to_a_branch_that_learns(name: str, step: int) -> None:
    remedies = {(r.change, r.step): r for r in offered(at(name, step))}
    assert len(remedies) >= 3
    for remedy in remedies.values():
        session = tried(at(name, step), remedy, 2500)
        assert session.accuracy("train") > 0.9, remedy.label
        assert session.branch.name == remedy.name


@pytest.mark.parametrize(
    ("name", "step", "label", "steps"),
    [
        ("shut_tanh", 100, "Draw layers 1–3 anew", 3000),
        ("deep_sigmoid", 200, "Leaky ReLU in layers 1–6", 1000),
    ],
)
def test_what_helps_the_network_as_a_whole(name: str, step: int, label: str, steps: int) -> None:
    session = at(name, step)
    found = network_remedies(session.record, finding(session.record), session.history.events())
    (remedy,) = (one for one in found if one.label == label)
    assert tried(session, remedy, steps).accuracy("train") > 0.9


@pytest.mark.parametrize("name", PRESETS)
def test_whatever_is_offered_can_be_tried(name: str) -> None:
    for step in (0, 1, 60):
        for remedy in offered(at(name, step)):
            session = tried(at(name, step), remedy, 1)
            assert session.branch.name == remedy.name
            assert session.step_count == (step if remedy.step is None else remedy.step) + 1


def test_a_unit_that_learns_or_is_right_is_left_alone() -> None:
    session = at("circle", 3000)
    record = session.record
    for layer in range(1, 4):
        for unit in range(record.params.units[layer]):
            if verdict(record, layer, unit).claim in ("working", "finished"):
                assert unit_remedies(record, layer, unit, session.history.events()) == ()


def test_under_a_dead_layer_it_is_that_layer_that_is_helped() -> None:
    session = at("relu_dies", 8)
    assert verdict(session.record, 3, 0).claim == "stuck"
    remedies = unit_remedies(session.record, 3, 0, session.history.events())
    assert [remedy.label for remedy in remedies][1] == "Leaky ReLU in layer 2"


def test_a_run_that_goes_in_leaps_gets_a_smaller_rate_at_once() -> None:
    session = at("relu_dies", 1)
    (remedy,) = network_remedies(session.record, finding(session.record))
    assert (remedy.label, remedy.step, remedy.name) == ("Rate ÷ 10", None, "rate 0.300")
    assert remedy.change.settings == (("training.optimizer.rate", 0.3),)


def test_a_steady_flow_needs_nothing() -> None:
    record = at("circle", 0).record
    assert network_remedies(record, finding(record)) == ()


def test_tiny_weights_under_tanh_are_drawn_anew() -> None:
    spec = preset("deep_tanh").to_dict()
    spec["network"]["initializer"] = {"name": "normal", "sigma": 0.01}
    session = Session(type(preset("deep_tanh")).from_dict(spec))
    found = finding(session.record)
    assert found.kind == "vanishes"
    first = network_remedies(session.record, found)[0]
    assert first.change.redraws == tuple(Redraw(layer) for layer in range(1, 8))
    assert tried(session, first, 1500).accuracy("train") > 0.9
