import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.scenes.cost_axis import MOST_SPIKE
from nnviz.scenes.curves import curves_scene
from nnviz.scenes.palette import DARK, LIGHT


@pytest.fixture(scope="module")
def session() -> Session:
    made = Session()
    made.step(700)
    return made


def test_the_band_holds_the_cost_of_every_batch(session: Session) -> None:
    scene = curves_scene(session.record, session.history, None, 100)
    costs = session.history.costs()
    assert scene.band.y.min() == costs.min()
    assert scene.band.y.max() == costs.max()
    assert len(scene.band.x) <= 200


def test_the_lines_end_at_the_costs_of_the_current_step(session: Session) -> None:
    scene = curves_scene(session.record, session.history)
    ends = {line.name: (line.x[-1], line.y[-1]) for line in scene.lines}
    assert ends == {
        "train": (700.0, session.cost("train")),
        "test": (700.0, session.cost("test")),
    }


def test_no_more_than_two_points_a_column(session: Session) -> None:
    scene = curves_scene(session.record, session.history, None, 40)
    assert all(len(line.x) <= 2 * 40 for line in (scene.band, *scene.lines))


def test_a_log_axis_shows_powers_of_ten(session: Session) -> None:
    plain = curves_scene(session.record, session.history)
    log = curves_scene(session.record, session.history, log=True)
    assert np.allclose(10.0 ** log.lines[0].y, plain.lines[0].y, rtol=1e-12)
    assert log.y_axis.low <= log.lines[0].y.min()
    assert log.note == ""


def test_costs_of_zero_are_left_out_of_a_log_axis_and_counted() -> None:
    spec = Session().spec.to_dict()
    spec["data"].update(set="point")
    spec["network"]["layers"] = [{"units": 1, "activation": "linear"}]
    spec["training"]["optimizer"]["rate"] = 0.5
    session = Session(type(Session().spec).from_dict(spec))
    session.step(3000)
    assert session.record.cost == 0.0
    scene = curves_scene(session.record, session.history, log=True)
    assert "0 or less" in scene.note
    assert np.isfinite(scene.band.y).all()
    assert np.isfinite([scene.y_axis.low, scene.y_axis.high]).all()


def test_a_zoomed_plot_shows_its_steps_only(session: Session) -> None:
    scene = curves_scene(session.record, session.history, (200.0, 300.0), 400)
    assert not scene.whole
    assert (scene.x_axis.low, scene.x_axis.high) == (200.0, 300.0)
    assert scene.band.x.min() >= 200.0
    assert scene.band.x.max() <= 300.0
    assert np.array_equal(scene.band.y[::2], session.history.costs(200, 301))


def test_the_cursor_reads_the_cost_of_the_very_step(session: Session) -> None:
    scene = curves_scene(session.record, session.history)
    reading = scene.read(340.4)
    batch = {entry.name: entry.value for entry in reading.entries}["batch"]
    assert reading.step == 340
    assert float(batch) == pytest.approx(session.history.costs(340, 341)[0], rel=1e-3)
    assert reading.sentence.startswith("step 340: train 0.")


def test_the_cursor_beyond_the_run_reads_its_end(session: Session) -> None:
    scene = curves_scene(session.record, session.history)
    assert scene.read(1e9).step == 700
    assert scene.read(-5.0).step == 0


def test_a_run_that_has_not_begun_is_drawn_empty() -> None:
    session = Session()
    scene = curves_scene(session.record, session.history)
    assert len(scene.band.x) == 0
    assert scene.step == 0
    assert scene.now.sentence.startswith("step 0: train 0.5")


def test_a_spike_of_a_batch_does_not_flatten_the_lines() -> None:
    session = Session()
    session.step(50)
    session.history._costs.append(np.array([1e6]))
    scene = curves_scene(session.record, session.history)
    top = max(line.y.max() for line in scene.lines)
    assert scene.y_axis.high < 2.0 * MOST_SPIKE * top
    assert scene.band.y.max() == 1e6


def test_after_a_seek_back_the_mark_moves_and_the_curves_stay() -> None:
    session = Session()
    session.step(100)
    whole = curves_scene(session.record, session.history)
    session.seek(40)
    scene = curves_scene(session.record, session.history)
    assert scene.step == 40
    assert scene.now.step == 40
    assert scene.lines[0].x[-1] == whole.lines[0].x[-1] == 100.0


def test_ten_million_steps_are_drawn_like_any_other() -> None:
    session = Session()
    session.step(2)
    history = session.history
    rng = np.random.default_rng(0)
    history._costs.append(rng.random(9_999_998) + 0.5)
    scene = curves_scene(session.record, history, None, 250, log=True)
    assert len(scene.band.x) <= 500
    assert scene.x_axis.high == 1e7
    assert scene.x_axis.ticks[-1].text == "10M"


def test_colours_follow_the_theme(session: Session) -> None:
    light = curves_scene(session.record, session.history, theme=LIGHT)
    dark = curves_scene(session.record, session.history, theme=DARK)
    assert [line.colour for line in light.lines] == [LIGHT.train, LIGHT.test]
    assert dark.band.colour != light.band.colour
