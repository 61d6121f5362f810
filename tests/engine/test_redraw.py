"""Remedies are exact: what is changed together is journalled, and seek finds it bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.intents import TryRemedy
from nnviz.engine.redraw import Redraw, redrawn, scheme, told_redraws
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import SpecError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.parameters import Parameters


def session_with(optimizer: str = "gradient_descent", name: str = "relu_dies") -> Session:
    session = Session(preset(name))
    session.set_parameter("optimizer", optimizer)
    return session


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "adam"])
def test_a_remedy_is_found_again_bit_for_bit(optimizer: str) -> None:
    session = session_with(optimizer)
    session.step(40)
    wish = TryRemedy(
        "leaky", (("layers.2.activation", "leaky_relu"), ("rate", 0.1)), (Redraw(1), Redraw(2, 3))
    )
    session.apply(wish)
    at_fork = session.state
    session.step(300)
    end = session.state
    for step, known in ((40, at_fork), (340, end)):
        session.seek(7)
        session.seek(step)
        assert np.array_equal(session.parameters, known.parameters)
        for ours, theirs in zip(session.state.optimizer.slots, known.optimizer.slots, strict=True):
            assert np.array_equal(ours, theirs)


def test_a_remedy_begins_a_branch_of_its_name_and_leaves_the_run_as_it_was() -> None:
    session = session_with()
    session.step(40)
    before = session.state
    session.try_remedy("rate 0.3", (("rate", 0.3),), (Redraw(2, 0),))
    assert (session.branch.name, session.branch.fork_step) == ("rate 0.3", 40)
    assert session.spec.training.optimizer.rate == 0.3
    session.step(10)
    session.switch_branch(0)
    assert np.array_equal(session.parameters, before.parameters)
    assert session.spec.training.optimizer.rate == 3.0


def test_settings_that_fit_only_together_are_changed_together() -> None:
    session = Session(preset("stuck"))
    session.step(5)
    with pytest.raises(SpecError):
        session.set_parameter("cost", "binary_cross_entropy")
    session.try_remedy(
        "cross-entropy", (("cost", "binary_cross_entropy"), ("layers.1.activation", "sigmoid"))
    )
    assert session.problem.network.loss.name == "binary_cross_entropy"
    assert [event.text for event in session.history.events()] == [
        "cost → binary_cross_entropy, layer 1 → sigmoid"
    ]


def test_a_remedy_that_does_not_fit_changes_nothing() -> None:
    session = Session(preset("stuck"))
    session.step(5)
    for wanted in ((("cost", "binary_cross_entropy"),), (("network.seed", 3),)):
        with pytest.raises(SpecError):
            session.try_remedy("no", wanted)
    assert len(session.branches) == 1


def test_only_what_is_named_is_drawn_anew() -> None:
    session = session_with()
    places, values = redrawn(session.problem, session.state, [Redraw(2, 1), Redraw(3)], 1)
    changed = Parameters(session.problem.network.units, np.zeros(len(session.parameters)))
    changed.flat[places] = 1.0
    assert changed.block[1].sum() == 0.0
    assert changed.block[2][:, 1].all()
    assert changed.block[2].sum() == len(changed.block[2])
    assert changed.block[3].all()
    assert values[-1] == session.spec.network.bias


def test_a_drawing_is_the_same_again_and_another_number_draws_otherwise() -> None:
    session = session_with()
    one, again, other = (
        redrawn(session.problem, session.state, [Redraw(1)], number)[1] for number in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("name", ["stuck", "shut_tanh", "relu_dies"])
def test_units_drawn_anew_are_open_however_large_their_inputs(name: str) -> None:
    session = Session(preset(name))
    session.step(100)
    depth = session.problem.network.depth
    session.try_remedy("anew", (), tuple(Redraw(layer) for layer in range(1, depth + 1)))
    tape = session.record.probe
    for layer, activation in enumerate(session.problem.network.activations, start=1):
        assert activation.ability(tape.slope[layer]).mean() > 0.2


def test_the_optimizer_forgets_what_it_knew_of_weights_drawn_anew_and_of_no_others() -> None:
    session = session_with("momentum", "circle")
    session.step(20)
    known = Parameters(session.problem.network.units, session.state.optimizer.slots[0])
    session.try_remedy("anew", (), (Redraw(1, 2),))
    kept = Parameters(session.problem.network.units, session.state.optimizer.slots[0])
    assert not kept.block[1][:, 2].any()
    assert np.array_equal(kept.block[1][:, :2], known.block[1][:, :2])
    assert np.array_equal(kept.block[2], known.block[2])


def test_every_activation_has_an_initialiser_that_fits() -> None:
    schemes = {name: scheme(activation) for name, activation in ACTIVATIONS.items()}
    assert {name for name, found in schemes.items() if found == "He"} == {
        "relu", "leaky_relu", "elu", "softplus", "silu", "gelu"
    }  # fmt: skip


def test_what_is_drawn_anew_is_told_in_words() -> None:
    assert told_redraws((Redraw(2, 0),)) == "unit 2.1 drawn anew"
    assert told_redraws((Redraw(1), Redraw(2))) == "layers 1, 2 drawn anew"
