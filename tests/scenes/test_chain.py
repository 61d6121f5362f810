"""The chain rule strip: what it says is the engine's, in one sample and in the batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.scenes import words
from nnviz.scenes.chain import chain_scene
from nnviz.scenes.chain_paths import path_lit
from nnviz.scenes.chain_product import MOST, SHOWN
from nnviz.scenes.marks import UnitMark, WeightMark
from nnviz.scenes.palette import LIGHT

HIDDEN = [name for name in ACTIVATIONS if name not in ("softmax", "threshold")]


def session_of(
    widths: list[int], hidden: str = "tanh", last: str = "tanh", **training: object
) -> Session:
    layers = [{"units": n, "activation": hidden} for n in widths]
    layers.append({"units": 1, "activation": last})
    network = {"layers": layers, "initializer": {"name": "normal", "sigma": 0.8}}
    session = Session(ExperimentSpec.from_dict({"network": network, "training": training}))
    session.step(3)
    return session


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=0, max_size=5),
    st.sampled_from(HIDDEN),
    st.sampled_from(list(BACKWARD_RULES)),
    st.data(),
)
def test_the_strip_is_the_engines_gradient(
    widths: list[int], hidden: str, rule: str, data: st.DataObject
) -> None:
    record = session_of(widths, hidden, backward=rule).record
    units = record.params.units
    layer = data.draw(st.integers(1, len(units) - 1))
    row = data.draw(st.integers(0, units[layer - 1]))
    column = data.draw(st.integers(0, units[layer] - 1))
    mark = WeightMark(layer, row, column)
    sample = data.draw(st.integers(0, 9))
    one = chain_scene(record, mark, sample, LIGHT, checked=True)
    whole = chain_scene(record, mark, None, LIGHT, checked=True)
    assert one is not None
    assert whole is not None
    part = record.tape.with_ones[layer - 1][sample, row] * record.tape.delta[layer][sample, column]
    assert one.product.value == words.number(float(part))
    assert f"engine {words.number(float(part))}" in one.product.sum
    gradient = words.number(float(record.gradients.block[layer][row, column]))
    assert whole.product.value == gradient
    assert whole.check[0].value == one.check[0].value == gradient
    assert bool(one.warning) == (rule != "backprop")
    assert [row.share for row in one.product.rows[:1]] in ([], [1.0], [-1.0], [0.0])


def test_a_units_mark_or_another_networks_weight_has_no_strip() -> None:
    record = session_of([2]).record
    assert chain_scene(record, UnitMark(1, 0), 0, LIGHT) is None
    assert chain_scene(record, None, 0, LIGHT) is None
    assert chain_scene(record, WeightMark(5, 0, 0), 0, LIGHT) is None


def test_factors_say_what_they_are_the_derivative_of_and_slopes_are_amber() -> None:
    record = session_of([3, 2]).record
    scene = chain_scene(record, WeightMark(1, 0, 2), 1, LIGHT)
    assert scene is not None
    cells = scene.product.cells
    assert [cell.symbol.startswith("f′") for cell in cells] == [
        cell.ink == LIGHT.slope_text for cell in cells
    ]
    assert all(cell.derivative.startswith("∂") for cell in cells)
    assert all("derivative of" in cell.tip for cell in cells)
    tightest = [cell for cell in cells if cell.tightest]
    assert len(tightest) == 1
    assert tightest[0].symbol in scene.product.tightest
    assert "%" in scene.product.tightest


def test_one_slope_alone_is_told_in_one_sentence() -> None:
    record = session_of([]).record
    scene = chain_scene(record, WeightMark(1, 0, 0), 1, LIGHT)
    assert scene is not None
    slope = float(record.tape.slope[1][1, 0])
    assert scene.product.tightest == (
        f"f′(z 1.1) = {words.number(slope, 2)} lets {words.number(100 * slope, 2)} %"
        " of the error through."
    )


def test_paths_are_folded_and_unfold_to_ten() -> None:
    record = session_of([3, 5, 4]).record
    folded = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT)
    unfolded = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT, unfolded=True)
    assert folded is not None
    assert unfolded is not None
    assert len(folded.product.rows) == SHOWN
    assert len(unfolded.product.rows) == MOST
    assert folded.product.foldable
    assert "20 paths" in folded.product.heading
    assert "the other 17" in folded.product.more
    assert "the other 10" in unfolded.product.more
    sizes = [abs(row.share) for row in unfolded.product.rows]
    assert sizes == sorted(sizes, reverse=True)


def test_another_path_can_be_looked_at() -> None:
    record = session_of([3, 5]).record
    first = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT)
    fifth = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT, path=4)
    assert first is not None
    assert fifth is not None
    assert [row.chosen for row in fifth.product.rows] == [False] * 4 + [True]
    assert first.product.cells[2].symbol != fifth.product.cells[2].symbol


def test_the_batch_lists_the_samples_that_add_most() -> None:
    record = session_of([3], l2=0.1).record
    scene = chain_scene(record, WeightMark(1, 1, 2), None, LIGHT, unfolded=True)
    assert scene is not None
    parts = record.tape.a[0][:, 1] * record.tape.delta[1][:, 2]
    order = np.argsort(-np.abs(parts), kind="stable").tolist()
    assert [row.key for row in scene.product.rows] == order
    assert "regulariser" in scene.product.sum
    assert not scene.product.cells
    assert path_lit(record, WeightMark(1, 1, 2), None, 0) is None


def test_the_path_in_the_diagram_begins_with_the_weight() -> None:
    record = session_of([3, 2]).record
    scene = chain_scene(record, WeightMark(1, 1, 2), 0, LIGHT)
    assert scene is not None
    for place, row in enumerate(scene.product.rows):
        lit = path_lit(record, WeightMark(1, 1, 2), 0, place)
        assert lit is not None
        assert lit.edges[0] == WeightMark(1, 1, 2)
        assert [edge.layer for edge in lit.edges] == [1, 2, 3]
        assert f"2.{lit.edges[1].column + 1}" in row.name
        assert lit.edges[1].column == lit.edges[2].row
        assert [int(mask.sum()) for mask in lit.units] == [1, 1, 1, 1]
    bias = path_lit(record, WeightMark(1, 2, 0), 0, 0)
    assert bias is not None
    assert [edge.layer for edge in bias.edges] == [2, 3]
    assert path_lit(record, UnitMark(1, 0), 0, 0) is None
    assert path_lit(record, WeightMark(1, 1, 2), 0, 99) is None


def test_the_check_waits_for_a_pause() -> None:
    record = session_of([2]).record
    running = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT, checked=False)
    paused = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT, checked=True)
    assert running is not None
    assert paused is not None
    assert "pause" in running.check[-1].value
    assert "h = " in paused.check[1].value
    error = float(paused.check[2].value.replace("−", "-"))
    assert 0.0 <= error < 1e-6


@pytest.mark.parametrize("rule", [name for name in BACKWARD_RULES if name != "backprop"])
def test_another_rule_says_by_how_much_it_is_not_the_gradient(rule: str) -> None:
    record = session_of([3, 2], backward=rule).record
    scene = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT, checked=True)
    assert scene is not None
    assert "This is not the gradient" in scene.warning
    true = words.number(float(record.true_gradients.W[1][0, 0]))
    assert true in scene.warning
    assert "3: " in scene.warning
    assert scene.warning in scene.text


def test_a_factor_of_0_beside_f_is_told() -> None:
    session = Session(preset("digits"))
    row = int(np.flatnonzero((session.record.batch.x == 0.0).all(axis=0))[0])
    scene = chain_scene(session.record, WeightMark(1, row, 0), 0, LIGHT)
    assert scene is not None
    assert scene.product.tightest.endswith(f" But input {row + 1} = 0: nothing is left.")


def test_a_threshold_unit_has_nothing_to_compare() -> None:
    record = session_of([], last="threshold").record
    scene = chain_scene(record, WeightMark(1, 0, 0), 0, LIGHT, checked=True)
    assert scene is not None
    assert "delta rule" in scene.check[1].value
    assert "No f′" in scene.product.tightest
