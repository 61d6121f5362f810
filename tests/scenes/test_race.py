import numpy as np
import pytest

from nnviz.diagnostics.race import LANES, Race, RaceSettings
from nnviz.scenes.palette import LIGHT
from nnviz.scenes.race import race_scene


@pytest.fixture(scope="module")
def race() -> Race:
    made = Race()
    made.advance(1500)
    return made


def test_the_table_has_the_facts_of_maths_md(race: Race) -> None:
    first = {row.cells[0]: row.cells[1] for row in race_scene(race, LIGHT).rows}
    assert first["sigmoid, ½ squared error"] == "4.5394e−5"
    assert first["sigmoid, cross-entropy"] == "0.99995"
    assert first["ReLU, ½ squared error"] == "0"


def test_the_states_say_who_learned_who_crawls_and_who_is_dead(race: Race) -> None:
    states = [row.cells[-1] for row in race_scene(race, LIGHT).rows]
    assert states == [
        "shut: crawls", "learned at 21", "shut: crawls", "dead: f′ = 0", "learned at 955",
    ]  # fmt: skip


@pytest.mark.parametrize("log", [True, False])
def test_every_lane_ends_where_it_is(race: Race, log: bool) -> None:
    scene = race_scene(race, LIGHT, columns=200, log=log)
    for place, curve in enumerate(scene.picture.plot.curves):
        assert curve.y[-1] == race.w[-1, place]
        assert curve.x[-1] == pytest.approx(np.log10(1500) if log else 1500)
        assert len(curve.x) <= 202


@pytest.mark.parametrize("log", [True, False])
def test_a_race_that_has_not_begun_asks_for_a_guess(log: bool) -> None:
    scene = race_scene(Race(), LIGHT, log=log)
    assert "Guess" in scene.sentence
    assert all(row.cells[5] == "–" for row in scene.rows)


def test_the_sentence_names_who_has_learned_in_their_order(race: Race) -> None:
    told = race_scene(race, LIGHT).sentence
    assert told.index("cross-entropy at step 21") < told.index("leaky ReLU")
    assert "3 not there yet" in told


def test_a_race_that_starts_at_its_end_is_right_at_once() -> None:
    scene = race_scene(Race(RaceSettings(start=1.0)), LIGHT)
    assert scene.rows[4].cells[-1] == "right at the start"


def test_the_copied_table_has_a_line_for_each_lane(race: Race) -> None:
    assert len(race_scene(race, LIGHT).text.splitlines()) == 1 + len(LANES)
