from __future__ import annotations

import numpy as np

from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.scenes.distribution import BINS, HEAD_ROOM, distribution
from nnviz.scenes.palette import LIGHT


def test_the_bars_are_a_histogram_stacked_by_class() -> None:
    record = Session(preset("circle")).record
    found = distribution(record, 0, LIGHT)
    values = record.probe.a[0][:, 0]
    counts, _ = np.histogram(values, BINS)
    heights = found.tops[-1] * counts.max() / (1 - HEAD_ROOM)
    np.testing.assert_allclose(heights.sum(), len(values), rtol=1e-12)
    assert np.abs(heights - counts).sum() <= 4  # a value on an edge may fall to either side
    assert (np.diff(found.tops, axis=0) >= 0).all()
    assert found.most == str(round(heights.max()))


def test_the_tallest_bar_leaves_head_room_and_ticks_lie_within() -> None:
    found = distribution(Session(preset("iris")).record, 2, LIGHT)
    assert found.tops.max() == 1 - HEAD_ROOM
    assert all(0.0 <= tick.position <= 1.0 for tick in found.x_ticks)
    assert len(found.colours) == len(found.tops) == 3


def test_an_input_that_never_changes_is_one_bar_in_the_middle() -> None:
    record = Session(preset("digits")).record
    assert not record.probe.a[0][:, 0].any()
    found = distribution(record, 0, LIGHT)
    assert np.flatnonzero(found.tops[-1]).tolist() == [BINS // 2]
    assert found.most == "512"
