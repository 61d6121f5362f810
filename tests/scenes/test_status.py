from __future__ import annotations

import pytest
from msgspec.structs import replace

from nnviz.engine.record import Costs, StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.status import figures, speed_words, status_scene, window_title


@pytest.fixture(scope="module")
def session() -> Session:
    made = Session(preset("circle"))
    made.step(1240)
    return made


def with_costs(record: StepRecord, costs: Costs) -> StepRecord:
    return replace(record, costs=costs)


def shown(record: StepRecord) -> dict[str, str]:
    return {figure.caption: figure.value for figure in figures(record, LIGHT)}


def test_the_figures_are_step_epoch_costs_and_accuracy(session: Session) -> None:
    record = session.record
    found = shown(record)
    assert list(found) == ["step", "epoch", "cost, train", "cost, test", "accuracy, test"]
    assert found["step"] == "1,240"
    assert found["epoch"] == "49.6"
    assert found["accuracy, test"] == f"{100 * record.costs.test_accuracy:.1f} %"


def test_costs_have_four_digits_and_their_own_colours(session: Session) -> None:
    record = with_costs(session.record, Costs(1240, 0.064149, 0.079849, 0.9, 0.91))
    train, test = figures(record, DARK)[2:4]
    assert (train.value, test.value) == ("0.06415", "0.07985")
    assert train.shades == (DARK.train, DARK.muted)
    assert test.shades == (DARK.test, DARK.muted)


def test_costs_of_another_step_say_so(session: Session) -> None:
    record = with_costs(session.record, Costs(1200, 0.1, 0.2, 0.9, 0.9))
    found = shown(record)
    assert "cost, train at step 1,200" in found
    assert "accuracy, test at step 1,200" in found


def test_what_there_is_not_is_no_number(session: Session) -> None:
    nan = float("nan")
    found = shown(with_costs(session.record, Costs(1240, 0.1, nan, 0.95, nan)))
    assert found["cost, test"] == "–"
    assert found["accuracy, train"] == "95.0 %"
    regression = Session(preset("plane")).record
    assert not [caption for caption in shown(regression) if "accuracy" in caption]


@pytest.mark.parametrize(("steps", "epoch"), [(0, "0.0"), (1, "0.0"), (24, "0.9"), (25, "1.0")])
def test_an_epoch_is_never_rounded_up(steps: int, epoch: str) -> None:
    made = Session(preset("circle"))
    made.step(steps)
    assert shown(made.record)["epoch"] == epoch


def test_the_foot_tells_the_most_telling_verdict(session: Session) -> None:
    scene = status_scene(session.record, LIGHT, "numpy", (12_345.6, 59.9))
    assert scene.line.sentence.startswith("All layers pass the error on: ")
    assert scene.line.shade == LIGHT.good
    assert scene.line.aside == "numpy · 12,300 steps/s · 60 frames/s"
    stuck = Session(preset("stuck"))
    stuck.step(200)
    line = status_scene(stuck.record, LIGHT, "numpy", (0.0, 0.0), stuck.history.evaluations()).line
    assert line.sentence.startswith("Unit 1.1 is stuck")
    assert line.shade == LIGHT.bad


@pytest.mark.parametrize(
    ("rates", "text"),
    [
        ((0.0, 0.0), "compiled"),
        ((0.5, 60.0), "compiled · 0.50 steps/s · 60 frames/s"),
        ((412_345.0, 0.0), "compiled · 412,000 steps/s"),
        ((999.6, 10.2), "compiled · 1,000 steps/s · 10 frames/s"),
    ],
)
def test_rates_have_three_digits_and_are_left_out_while_nothing_runs(
    rates: tuple[float, float], text: str
) -> None:
    assert speed_words("compiled", rates) == text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("circle", "nnviz: Circle · 2-4-2-1 tanh"),
        ("iris", "nnviz: Iris · 4-8-3 tanh, softmax"),
        ("digits", "nnviz: Digits · 64-32-10 tanh, softmax"),
    ],
)
def test_the_title_names_experiment_units_and_activations(name: str, title: str) -> None:
    assert window_title(Session(preset(name)).record) == title
