"""The microscope's words, chips and light."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.diagnostics.operations import Cursor, operations
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes.diagram import diagram_scene
from nnviz.scenes.marks import Marks, UnitMark, WeightMark
from nnviz.scenes.microscope import microscope_scene
from nnviz.scenes.palette import DARK, LIGHT


def session_of(widths: list[int], last: str = "tanh", **training: object) -> Session:
    layers = [{"units": n} for n in widths] + [{"units": 1, "activation": last}]
    spec = {"network": {"layers": layers}, "training": training}
    return Session(ExperimentSpec.from_dict(spec))


def number_of(session: Session) -> int:
    return len(operations(session.problem.network))


@pytest.mark.parametrize("depth", range(1, 7))
@pytest.mark.parametrize("sample", [None, 2])
def test_each_operation_has_its_chip_its_words_and_its_light(
    depth: int, sample: int | None
) -> None:
    session = session_of([3] * (depth - 1))
    session.step(4)
    record = session.record
    for place in range(number_of(session)):
        scene = microscope_scene(record, Cursor(4, place), None, sample, LIGHT)
        assert scene.present == place
        assert len(scene.chips) == number_of(session)
        assert f"{place + 1} of {number_of(session)}" in scene.where
        assert scene.note in scene.text
        assert scene.lines
        assert len({chip.tip for chip in scene.chips}) == len(scene.chips)
        lit = scene.lit
        assert [len(mask) for mask in lit.units] == list(record.params.units)
        assert lit.unit is not None
        assert lit.units[lit.unit.layer].all()
        for tag in lit.tags:
            assert lit.units[tag.layer][tag.unit]


def test_the_slope_has_the_themes_amber_in_formula_and_numbers() -> None:
    session = session_of([], "sigmoid")
    place = [one.kind for one in operations(session.problem.network)].index("delta")
    for theme in (LIGHT, DARK):
        scene = microscope_scene(session.record, Cursor(0, place), None, 0, theme)
        assert rf"\textcolor{{{theme.slope_text}}}" in scene.latex
        inks = {piece.ink for line in scene.lines for piece in line}
        assert inks == {theme.text, theme.slope_text}


def test_a_batch_with_fewer_samples_shows_its_last_one() -> None:
    session = session_of([2], batch=120)
    session.step(2)
    scene = microscope_scene(session.record, Cursor(2, 0), None, 60, LIGHT)
    assert session.record.tape.samples == 10
    assert scene.sample.row == 9
    assert scene.sample.text == "sample 10 of 10"


def test_a_choice_of_samples_goes_round_the_batch() -> None:
    session = session_of([2])
    choice = microscope_scene(session.record, Cursor(0), None, 9, LIGHT).sample
    assert choice.moved(1) == 0
    assert choice.moved(-1) == 8
    whole = microscope_scene(session.record, Cursor(0), None, None, LIGHT).sample
    assert whole.row is None
    assert (whole.moved(1), whole.moved(-1)) == (0, 9)


def test_the_numbers_are_of_the_unit_selected() -> None:
    session = session_of([4, 2])
    kinds = [one.kind for one in operations(session.problem.network)]
    at_delta = Cursor(0, kinds.index("delta") + 1)
    scene = microscope_scene(session.record, at_delta, UnitMark(2, 1), 0, LIGHT)
    assert "unit 2.2" in scene.title
    at_weights = Cursor(0, kinds.index("weights") + 2)
    scene = microscope_scene(session.record, at_weights, WeightMark(2, 3, 1), 0, LIGHT)
    assert "W2[3, 1]" in scene.title
    assert scene.lit.edges == (WeightMark(2, 3, 1),)


def test_what_was_selected_in_another_network_is_overlooked() -> None:
    session = session_of([2])
    scene = microscope_scene(session.record, Cursor(0, 1), UnitMark(7, 3), 0, LIGHT)
    assert "unit 1.1" in scene.title


def test_the_diagram_keeps_the_edges_that_take_part_and_lets_others_fade() -> None:
    session = session_of([4, 2])
    record = session.record
    scene = microscope_scene(record, Cursor(0, 3), UnitMark(2, 1), 0, LIGHT)
    assert scene.lit.into == 2
    plain = diagram_scene(record, Marks(), "weight", LIGHT)
    shown = diagram_scene(record, Marks(), "weight", LIGHT, lit=scene.lit)
    assert shown.lit is scene.lit
    before, after = plain.edges.colours >> 24, shown.edges.colours >> 24
    looked_at = (shown.edges.layer == 2) & (shown.edges.column == 1)
    takes_part = (shown.edges.layer == 2) & ~looked_at
    assert np.array_equal(after[looked_at], before[looked_at])
    assert (after[takes_part] < before[takes_part]).all()
    assert after[shown.edges.layer != 2].max() < after[takes_part].min()


def test_of_a_wide_layer_only_the_unit_looked_at_has_its_number() -> None:
    session = session_of([40, 2])
    record = session.record
    scene = microscope_scene(record, Cursor(0, 1), UnitMark(1, 30), 0, LIGHT)
    assert [(tag.layer, tag.unit) for tag in scene.lit.tags] == [(0, 0), (0, 1), (1, 30)]


def test_an_edge_that_is_looked_at_is_drawn_even_where_edges_are_thinned() -> None:
    session = session_of([60, 60])
    record = session.record
    sizes = np.abs(record.params.W[2])
    row, column = (int(k) for k in np.unravel_index(sizes.argmin(), sizes.shape))
    mark = WeightMark(2, row, column)
    kinds = [one.kind for one in operations(record.problem.network)]
    cursor = Cursor(0, kinds.index("weights") + 2)
    scene = microscope_scene(record, cursor, mark, 0, LIGHT)
    shown = diagram_scene(record, Marks(), "weight", LIGHT, lit=scene.lit)
    assert mark in [shown.edges.mark(place) for place in range(len(shown.edges.index))]
