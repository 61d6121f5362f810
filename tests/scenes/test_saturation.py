import itertools

import numpy as np
import pytest

from nnviz.engine.passes import TAUS
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.saturation import nearest_tau, saturation_scene


def session_of(*layers: tuple[int, str], cost: str = "half_mse", spread: float = 0.5) -> Session:
    spec = ExperimentSpec().to_dict()
    spec["network"]["layers"] = [{"units": n, "activation": a} for n, a in layers]
    spec["network"]["initializer"]["range"] = spread
    spec["training"]["cost"] = cost
    return Session(ExperimentSpec.from_dict(spec))


@pytest.fixture(scope="module")
def session() -> Session:
    made = Session()
    made.step(400)
    return made


def test_without_its_lines_the_scene_is_the_same(session: Session) -> None:
    whole = saturation_scene(session.record, session.history)
    part = saturation_scene(session.record, session.history, over_time=False)
    assert part.lines == part.labels == ()
    assert (part.layers, part.layer, part.tau) == (whole.layers, whole.layer, whole.tau)
    assert part.histogram.caption == whole.histogram.caption


def test_each_layer_has_a_line_of_its_shut_share(session: Session) -> None:
    scene = saturation_scene(session.record, session.history, 0.05)
    assert [line.layer for line in scene.lines] == [1, 2, 3]
    kept = session.history.evaluations().shut[:, :, TAUS.index(0.05)]
    for line in scene.lines:
        assert line.y.min() >= 0.0
        assert line.y.max() <= 100.0
        assert line.y[-1] == pytest.approx(100.0 * kept[-1, line.layer - 1])


def test_the_share_in_the_caption_is_counted_from_the_probe(session: Session) -> None:
    scene = saturation_scene(session.record, session.history, 0.5, layer=1)
    share = (np.abs(session.record.probe.slope[1]) < 0.5).mean()
    assert scene.histogram.caption == (
        f"layer 1: 250 samples × 4 units under f′; {100 * share:.0f} % shut"
    )


def test_without_a_choice_the_most_shut_layer_is_shown(session: Session) -> None:
    scene = saturation_scene(session.record, session.history, 0.5)
    shares = [(np.abs(slope) < 0.5).mean() for slope in session.record.probe.slope]
    assert scene.layer == int(np.argmax(shares)) + 1
    assert scene.automatic
    assert not saturation_scene(session.record, session.history, 0.5, layer=2).automatic


def test_a_layer_that_is_no_more_gives_way_to_the_automatic_one(session: Session) -> None:
    scene = saturation_scene(session.record, session.history, layer=9)
    assert scene.automatic
    assert 1 <= scene.layer <= 3


def test_tau_snaps_to_one_of_the_kept_bounds(session: Session) -> None:
    assert nearest_tau(0.047) == 0.05
    assert nearest_tau(0.0) == TAUS[0]
    assert nearest_tau(7.0) == TAUS[-1]
    scene = saturation_scene(session.record, session.history, 0.11)
    assert scene.tau in scene.taus


def test_lines_that_end_together_share_a_label() -> None:
    made = session_of(*[(3, "sigmoid")] * 6, (1, "tanh"))
    made.step(3)
    scene = saturation_scene(made.record, made.history, 0.001)
    assert [label.text for label in scene.labels] == ["L1–7"]


def test_labels_never_stand_closer_than_a_row() -> None:
    made = session_of(*[(6, "tanh")] * 8, (1, "tanh"), spread=3.0)
    made.step(10)
    for rows in (4, 8, 12):
        scene = saturation_scene(made.record, made.history, 0.3, rows=rows)
        heights = sorted(label.height for label in scene.labels)
        assert all(b - a >= 100.0 / rows - 1e-9 for a, b in itertools.pairwise(heights))
        assert heights[-1] <= 100.0


def test_the_cursor_reads_every_layer(session: Session) -> None:
    text = saturation_scene(session.record, session.history).read(400.0)
    assert text.startswith("step 400: L1 ")
    assert all(f"L{layer} " in text for layer in (1, 2, 3))


def test_a_threshold_has_no_line_and_says_why() -> None:
    made = session_of((1, "threshold"))
    made.step(5)
    scene = saturation_scene(made.record, made.history)
    assert scene.lines == ()
    assert "no slope" in scene.caption
    assert "no slope" in scene.histogram.caption
    assert "no slope" in scene.layers[0].text


def test_the_choice_of_layers_tells_units_activation_and_share(session: Session) -> None:
    texts = [choice.text for choice in saturation_scene(session.record, session.history).layers]
    assert texts[0].startswith("layer 1 · 4 tanh · ")
    assert texts[2].startswith("layer 3 · 1 tanh · ")


def test_a_large_network_takes_the_shares_of_its_last_evaluation() -> None:
    made = session_of((900, "tanh"), (1, "tanh"))
    made.step(1)
    scene = saturation_scene(made.record, made.history, 0.5)
    last = made.history.shut_at(1)
    assert last is not None
    share = last[scene.layer - 1, TAUS.index(0.5)]
    assert scene.layers[scene.layer - 1].text.endswith(f"{100 * share:.0f} % shut")
