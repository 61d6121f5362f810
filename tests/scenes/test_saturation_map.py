"""The map of all units on all samples: right numbers, in order, and no shut unit hidden."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.diagnostics.verdict import Thresholds
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS, preset
from nnviz.experiment.spec import ExperimentSpec, LayerSpec, NetworkSpec
from nnviz.scenes.marks import Marks, UnitMark, WeightMark
from nnviz.scenes.palette import LIGHT
from nnviz.scenes.saturation_bands import Room, band_tops, lowest
from nnviz.scenes.saturation_colours import painted_map, shut_table
from nnviz.scenes.saturation_map import (
    Cell,
    SaturationMapScene,
    refresh_seconds,
    saturation_map_scene,
)

SMALL = Room(columns=200, rows=150, line=14)


def at(name: str, step: int = 0) -> StepRecord:
    session = Session(preset(name))
    session.step(step)
    return session.record


def scene_of(
    record: StepRecord, room: Room = SMALL, ordered: bool = True, tau: float = 0.05
) -> SaturationMapScene:
    return saturation_map_scene(record, Marks(), LIGHT, room, Thresholds(tau), ordered=ordered)


def wide(units: int) -> ExperimentSpec:
    layers = (LayerSpec(units, "relu"), LayerSpec(1, "tanh"))
    return ExperimentSpec(network=NetworkSpec(layers))


def test_a_cell_reads_as_the_tape_has_it() -> None:
    record = at("circle", 300)
    scene = scene_of(record)
    activation = record.problem.network.activations[1]
    ability = activation.ability(record.probe.slope[2])[118, 1]
    told = scene.read(Cell(2, 1, 118))
    assert told.startswith("unit 2.2, sample 118: learning ability ")
    assert float(told.split("ability ")[1].rstrip(", shut")) == pytest.approx(ability, rel=0.06)


def test_a_cell_below_tau_is_called_shut() -> None:
    record = at("stuck", 300)
    assert scene_of(record).read(Cell(1, 0, 7)).endswith(", shut")
    assert not scene_of(record, tau=1e-4).read(Cell(1, 0, 7)).endswith(", shut") or (
        record.probe.slope[1][7, 0] < 1e-4
    )


def test_the_most_shut_units_and_samples_come_first() -> None:
    record = at("spiral", 500)
    scene = scene_of(record)
    for band in scene.bands:
        means = band.ability.mean(axis=0)[band.units]
        assert (np.diff(means) >= 0).all()
    by_sample = sum(band.ability.mean(axis=1) for band in scene.bands)
    assert (np.diff(np.asarray(by_sample)[scene.samples]) >= 0).all()


def test_in_their_own_order_nothing_is_sorted() -> None:
    scene = scene_of(at("circle", 100), ordered=False)
    assert [band.units.tolist() for band in scene.bands] == [[0, 1, 2, 3], [0, 1], [0]]
    assert (scene.samples == np.arange(250)).all()


def test_a_single_dead_unit_among_thousand_is_seen_in_thirty_rows() -> None:
    session = Session(wide(1000))
    session.edit_weight(1, 2, 617, -1e6)
    scene = scene_of(session.record, Room(100, 46, 14))
    band = scene.bands[0]
    assert len(band.colours) < 1000 / 20
    assert (band.colours == shut_table(0.05)[0]).all(axis=1).any()
    assert band.dead.sum() == 1
    top, _ = band.row_box(617)
    cell = scene.at(50, top + 1e-6)
    assert cell is not None
    assert (cell.layer, scene.bands[0].ability[cell.sample, cell.unit]) == (1, 0.0)


@given(
    count=st.integers(1, 40),
    rows=st.integers(1, 50),
    seed=st.integers(0, 5),
)
def test_a_reduced_picture_keeps_the_lowest_of_each_patch(count: int, rows: int, seed: int) -> None:
    values = np.random.default_rng(seed).random((count, 3))
    shown = lowest(values, rows)
    assert len(shown) == min(count, rows)
    if rows < count:
        edges = [k * count // rows for k in range(rows + 1)]
        parts = [values[a:b].min(axis=0) for a, b in pairwise(edges)]
        assert (shown == parts).all()
    assert (shown.min(axis=0) == values.min(axis=0)).all()


@given(
    units=st.lists(st.integers(1, 300), min_size=1, max_size=12),
    rows=st.integers(40, 900),
)
def test_bands_stand_below_one_another_and_fill_the_room(units: list[int], rows: int) -> None:
    tops = band_tops(tuple(units), Room(100, rows, 14))
    end = 0
    for top, height in tops:
        assert top >= end
        assert height >= 1
        end = top + height
    assert rows - 1 <= end <= rows
    if len(units) * 16 < rows:
        assert min(height for _, height in tops) >= 14


def test_every_pixel_of_a_band_leads_to_a_cell_and_back() -> None:
    scene = scene_of(at("circle", 50), Room(400, 300, 14))
    for band in scene.bands:
        for unit in band.units:
            top, height = band.row_box(int(unit))
            for x in (0.0, 200.5, 399.9):
                cell = scene.at(x, top + 0.5 * height)
                assert cell is not None
                assert (cell.layer, cell.unit) == (band.layer, unit)
                left, _, across, _ = scene.box(cell)
                assert left <= x <= left + across + 1e-9
    assert scene.at(-1.0, 5.0) is None
    assert scene.at(5.0, 301.0) is None


def test_the_arrow_keys_lead_through_all_units_and_stop_at_the_ends() -> None:
    scene = scene_of(at("circle", 50))
    cell = scene.beside(None, 0, 0)
    seen = [cell]
    for _ in range(10):
        cell = scene.beside(cell, 0, 1)
        seen.append(cell)
    assert len({(c.layer, c.unit) for c in seen}) == 7
    assert scene.beside(cell, 0, 1) == cell
    assert scene.beside(seen[0], -1, -1) == seen[0]
    assert scene.beside(seen[0], 1, 0).sample == scene.samples[1]


def test_a_cell_of_another_network_is_told_apart() -> None:
    scene = scene_of(at("stuck"))
    assert scene.has(Cell(1, 0, 0))
    assert not any(scene.has(cell) for cell in (Cell(2, 0, 0), Cell(1, 1, 0), Cell(1, 0, 999)))
    assert scene.beside(Cell(4, 0, 0), 1, 0) == Cell(1, 0, int(scene.samples[0]))


def test_shut_has_a_dark_colour_of_its_own_and_open_gets_brighter() -> None:
    ability = np.array([0.0, 0.049, 0.05, 0.2, 0.6, 1.0])
    colours = painted_map(ability, 0.05)
    assert colours[0] == colours[1] == shut_table(0.05)[0]
    light = [sum(colour >> shift & 255 for shift in (16, 8, 0)) for colour in colours.tolist()]
    assert light[1:] == sorted(light[1:])
    assert len(set(light[1:])) == 5


def test_the_caption_counts_the_shut_units() -> None:
    assert scene_of(at("circle")).caption == (
        "7 units on 250 samples, most shut first; none is shut on 99 % or more."
    )
    assert scene_of(at("stuck", 300), ordered=False).caption == (
        "1 unit on 250 samples; 1 is shut on 99 % or more."
    )


def test_a_threshold_is_neither_open_nor_shut() -> None:
    spec = preset("gauss").to_dict()
    spec["network"]["layers"] = [{"units": 1, "activation": "threshold"}]
    scene = scene_of(Session(ExperimentSpec.from_dict(spec)).record)
    assert scene.caption.startswith("Threshold units have no slope")
    assert "no slope" in scene.read(Cell(1, 0, 0))
    assert len(np.unique(scene.bands[0].colours)) == 1


def test_marks_of_weights_stand_for_the_unit_that_they_lead_to() -> None:
    record = at("circle")
    marks = Marks(WeightMark(2, 1, 1), UnitMark(0, 1))
    scene = saturation_map_scene(record, marks, LIGHT, SMALL)
    assert scene.selected == UnitMark(2, 1)
    assert scene.hovered is None
    beyond = saturation_map_scene(record, Marks(UnitMark(9, 0)), LIGHT, SMALL)
    assert beyond.selected is None


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_a_map_in_any_room(name: str) -> None:
    record = at(name)
    for room in (Room(1, 1, 14), Room(30, 20, 14), Room(800, 600, 20)):
        scene = scene_of(record, room)
        assert len(scene.bands) == record.problem.network.depth
        assert all(band.colours.shape[1] <= room.columns for band in scene.bands)


def test_a_small_map_is_made_for_every_frame_and_a_huge_one_waits() -> None:
    assert refresh_seconds(at("circle")) == 0.0
    assert refresh_seconds(Session(wide(2048)).record) > 0.02
