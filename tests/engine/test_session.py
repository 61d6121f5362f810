"""The whole app without a window: time travel, changes, resets, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine.intents import EditWeight, Pause, Reset, Run, Seek, SetParameter, Step
from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.optim.first_order import OPTIMIZERS

DIVERGING = {
    "data": {"set": "plane"},
    "network": {
        "layers": [{"units": 3, "activation": "relu"}, {"units": 1, "activation": "linear"}]
    },
    "training": {"optimizer": {"name": "gradient_descent", "rate": 1000.0}},
}

wishes = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.integers(0, 400)),
        st.tuples(st.just("rate"), st.sampled_from([0.01, 0.1, 1.0])),
        st.tuples(st.just("batch"), st.integers(0, 60)),
        st.tuples(st.just("optimizer"), st.sampled_from(sorted(OPTIMIZERS))),
        st.tuples(st.just("layers.1.activation"), st.sampled_from(["relu", "sigmoid"])),
        st.tuples(st.just("edit"), st.integers(0, 4)),
        st.tuples(st.just("back"), st.integers(1, 500)),
    ),
    max_size=12,
)


def grant(session: Session, kind: str, value: Any) -> None:
    if kind == "step":
        session.step(value)
    elif kind == "back":
        session.seek(max(0, session.step_count - value))
    elif kind == "edit":
        session.edit_weight(1, value % 3, value % 4, value / 3)
    else:
        session.set_parameter(kind, value)


@settings(max_examples=25, deadline=None)
@given(wishes, st.lists(st.integers(0, 3000), max_size=5))
def test_any_step_of_a_run_is_found_again_bit_for_bit(
    wished: list[tuple[str, Any]], looked_at: list[int]
) -> None:
    session = Session()
    for kind, value in wished:
        grant(session, kind, value)
    session.seek(session.history.head)
    head, end = session.history.head, session.parameters
    seen = {}
    for step in sorted({min(k, head) for k in looked_at}):
        session.seek(step)
        seen[step] = session.parameters.copy(), session.record.cost
    session.seek(0)
    session.seek(head)
    assert np.array_equal(session.parameters, end)
    for step in sorted(seen, reverse=True):
        session.seek(step)
        assert np.array_equal(session.parameters, seen[step][0])
        assert session.record.cost == seen[step][1]


def test_the_same_spec_gives_the_same_run() -> None:
    one, other = Session(), Session()
    one.step(500)
    for _ in range(50):
        other.step(10)
    assert np.array_equal(one.parameters, other.parameters)
    assert np.array_equal(one.history.costs(), other.history.costs())


def test_reset_gives_the_same_weights_and_order_again() -> None:
    session = Session()
    start = session.parameters
    session.step(300)
    end = session.parameters
    session.reset()
    assert session.step_count == 0
    assert np.array_equal(session.parameters, start)
    session.step(300)
    assert np.array_equal(session.parameters, end)


def test_new_weights_are_drawn_with_the_next_seed() -> None:
    session = Session()
    start = session.parameters
    session.reset(new_weights=True)
    assert not np.array_equal(session.parameters, start)
    assert session.spec.network.seed == 1
    assert np.array_equal(session.parameters, Session(session.spec).parameters)


def test_given_parameters_are_where_a_reset_goes_back_to() -> None:
    given_ones = np.linspace(-1, 1, 25)
    session = Session(parameters=given_ones)
    session.step(5)
    session.reset()
    assert np.array_equal(session.parameters, given_ones)


def test_settings_in_force_stay_after_a_reset() -> None:
    session = Session()
    session.step(10)
    session.set_parameter("rate", 0.5)
    session.reset()
    assert session.spec.training.optimizer.rate == 0.5


def test_a_change_at_a_past_step_begins_a_branch_and_the_run_as_it_was_stays() -> None:
    session = Session()
    session.step(100)
    costs, end = session.history.costs(), session.parameters
    session.seek(40)
    session.set_parameter("rate", 0.3)
    assert session.history.head == 40
    assert [branch.name for branch in session.branches] == ["first run", "rate → 0.3"]
    session.step(7)
    session.switch_branch(0)
    assert session.step_count == 40
    assert session.spec.training.optimizer.rate == 0.03
    session.seek(100)
    assert np.array_equal(session.parameters, end)
    session.switch_branch(1)
    assert session.step_count == 47
    assert session.spec.training.optimizer.rate == 0.3
    session.seek(40)
    session.step(60)
    assert np.array_equal(session.history.costs()[:41], costs[:41])
    assert not np.array_equal(session.history.costs()[41:], costs[41:])


def test_looking_back_changes_nothing() -> None:
    session, looked = Session(), Session()
    looked.step(100)
    looked.seek(13)
    looked.step(87)
    session.step(100)
    assert looked.history.head == 100
    assert np.array_equal(looked.parameters, session.parameters)


def test_the_rate_can_change_while_running_and_the_timeline_tells() -> None:
    session = Session()
    session.step(7)
    session.set_parameter("training.optimizer.rate", 0.1)
    before = session.record
    session.step(1)
    expected = before.params.flat - 0.1 * before.gradients.flat
    assert np.array_equal(session.parameters, expected)
    (event,) = session.history.events()
    assert (event.step, event.text) == (7, "rate → 0.1")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("rate", 0.0, "optimizer.rate"),
        ("rate", "fast", "optimizer.rate"),
        ("batch", -1, "training.batch"),
        ("nonsense", 1, "is not a setting"),
        ("seed", 1, "stands for several"),
        ("data.seed", 1, "can't change in mid-run"),
        ("network.seed", 1, "can't change in mid-run"),
        ("layers.1.units", 9, "can't change in mid-run"),
        ("layers.1.activation", "softmax", "output layer only"),
        ("layers.1.activation", "threshold", "slope 0 everywhere"),
        ("layers.9.activation", "tanh", "is not a setting"),
        ("cost", "binary_cross_entropy", "needs a sigmoid output"),
        ("optimizer", "adamw", "adamw"),
        ("momentum", 0.5, "is not a setting"),
    ],
)
def test_a_setting_that_can_not_be_is_refused_in_words(name: str, value: Any, words: str) -> None:
    session = Session()
    session.step(5)
    spec, end = session.spec, session.parameters
    with pytest.raises(SpecError, match=words):
        session.set_parameter(name, value)
    assert session.spec == spec
    assert np.array_equal(session.parameters, end)
    assert not session.history.events()


def test_another_optimizer_keeps_the_rate_and_begins_with_an_empty_memory() -> None:
    session = Session()
    session.step(20)
    session.set_parameter("optimizer", "momentum")
    assert session.spec.training.optimizer.rate == 0.03
    assert session.state.optimizer.count == 0
    session.step(5)
    session.set_parameter("momentum", 0.5)
    assert session.state.optimizer.count == 5


def test_an_output_layer_changed_in_mid_run_gets_targets_that_fit_it() -> None:
    session = Session()
    assert set(np.unique(session.problem.data.y_train)) == {-1.0, 1.0}
    session.set_parameter("layers.3.activation", "sigmoid")
    assert set(np.unique(session.problem.data.y_train)) == {0.0, 1.0}
    session.set_parameter("cost", "binary_cross_entropy")
    session.step(5)


def test_a_weight_can_be_set_by_hand_and_so_can_a_bias() -> None:
    session = Session()
    session.step(3)
    session.edit_weight(2, 3, 1, 1.5)
    session.edit_weight(2, 4, 0, -2.5)
    assert session.record.params.W[2][3, 1] == 1.5
    assert session.record.params.b[2][0] == -2.5
    assert [event.text for event in session.history.events()] == [
        "W2[3, 1] set to 1.5",
        "b2[0] set to -2.5",
    ]


@pytest.mark.parametrize(
    "place", [(0, 0, 0, 1.0), (4, 0, 0, 1.0), (1, 3, 0, 1.0), (1, 0, 4, 1.0), (1, 0, 0, np.nan)]
)
def test_an_edit_of_what_is_not_there_is_refused(place: tuple[int, int, int, float]) -> None:
    session = Session()
    with pytest.raises(SpecError):
        session.edit_weight(*place)


def test_a_run_that_would_become_infinite_stops_before_and_can_go_on_from_a_good_step() -> None:
    session = Session(ExperimentSpec.from_dict(DIVERGING))
    session.step(100)
    assert session.divergence is not None
    stopped = session.divergence.step
    assert session.step_count == session.history.head == stopped < 100
    assert np.isfinite(session.parameters).all()
    session.seek(session.history.last_good_step())
    assert session.divergence is None
    session.set_parameter("rate", 0.001)
    session.step(100)
    assert session.divergence is None
    assert session.step_count > stopped


def test_an_epoch_ends_where_the_pass_ends() -> None:
    session = Session(ExperimentSpec.from_dict({"training": {"batch": 60}}))
    session.epoch()
    assert session.step_count == 5
    assert session.record.epoch == 1.0
    session.step(2)
    session.epoch()
    assert session.record.epoch == 2.0


def test_every_sample_is_used_once_an_epoch() -> None:
    session = Session(ExperimentSpec.from_dict({"training": {"batch": 60}}))
    rows = []
    for _ in range(5):
        rows.extend(session.record.batch.indices)
        session.step()
    assert sorted(rows) == list(range(250))


def test_a_restart_that_is_refused_leaves_the_run_as_it_was() -> None:
    session = Session()
    session.step(10)
    end = session.parameters
    bad = ExperimentSpec.from_dict({"data": {"set": "iris"}})
    with pytest.raises(SpecError, match="3 classes"):
        session.restart(bad)
    assert session.step_count == 10
    assert session.parameters is end


def test_a_restart_with_the_same_data_part_keeps_data_from_python() -> None:
    rng = np.random.default_rng(0)
    data = Dataset.from_arrays(
        rng.normal(size=(30, 3)), rng.normal(size=30), task="regression", name="mine"
    )
    spec = ExperimentSpec.from_dict({"network": {"layers": [{"units": 1, "activation": "linear"}]}})
    session = Session(spec, data)
    assert session.spec.data.set == "arrays"
    wider = session.spec.to_dict()
    wider["network"]["layers"].insert(0, {"units": 5, "activation": "tanh"})
    session.restart(ExperimentSpec.from_dict(wider))
    assert session.problem.network.units == (3, 5, 1)


def test_intents_do_what_the_methods_do() -> None:
    session = Session()
    for intent in (
        Run(), Step(), Step("epoch"), Seek(50), Step("iteration", -8), SetParameter("rate", 0.1),
        EditWeight(1, 0, 0, 0.5), Step("epoch", -1), Pause(),
    ):  # fmt: skip
        session.apply(intent)
    assert session.step_count == 42 - 25
    session.apply(Reset(new_weights=True))
    assert session.spec.network.seed == 1
    session.apply(Reset(ExperimentSpec.from_dict({"data": {"set": "xor"}})))
    assert session.spec.data.set == "xor"
    session.apply(Step("iteration", -5))
    assert session.step_count == 0


@pytest.mark.parametrize("call", ["step", "seek"])
def test_negative_numbers_of_steps_are_refused(call: str) -> None:
    with pytest.raises(ValueError, match="-1"):
        getattr(Session(), call)(-1)


def test_a_part_is_train_or_test() -> None:
    with pytest.raises(ValueError, match="train"):
        Session().cost("validation")  # type: ignore[arg-type]


@pytest.mark.parametrize("parameters", [np.zeros(24), np.zeros((5, 5)), np.full(25, np.nan)])
def test_parameters_that_do_not_fit_are_refused(parameters: np.ndarray) -> None:
    with pytest.raises(SpecError, match="parameters"):
        Session(parameters=parameters)


def test_the_record_is_made_once_a_step_and_anew_after_an_edit() -> None:
    session = Session()
    record = session.record
    assert session.record is record
    session.edit_weight(1, 0, 0, 1.0)
    assert session.record is not record
    assert session.record.key != record.key


def test_a_threshold_unit_learns_by_the_delta_rule() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (200, 2))
    data = Dataset.from_arrays(x, (x[:, 0] + x[:, 1] > 0.2).astype(int), task="classification")
    spec = ExperimentSpec.from_dict(
        {"network": {"layers": [{"units": 1, "activation": "threshold"}]},
         "training": {"batch": 1, "optimizer": {"name": "gradient_descent", "rate": 0.1}}}
    )  # fmt: skip
    session = Session(spec, data)
    record = session.record
    expected = record.tape.outputs - record.batch.y
    assert np.array_equal(record.tape.delta[1], expected)
    session.epoch(30)
    assert session.accuracy("train") > 0.97


def test_seeking_far_forward_in_a_known_run_starts_from_a_kept_state() -> None:
    session = Session()
    session.step(3000)
    end = session.parameters
    session.seek(0)
    made = []
    trainer = session._run._trainer
    advance = trainer.advance
    trainer.advance = lambda state, steps: made.append(steps) or advance(state, steps)  # type: ignore[method-assign, func-returns-value]
    session.seek(3000)
    assert np.array_equal(session.parameters, end)
    assert sum(made) < 300
