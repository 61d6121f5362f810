"""The network's own cost surface: what is cut, how finely, what is drawn and what is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.diagnostics.curvature import Spectrum
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.parameters import name_of, parameter_count
from nnviz.optim.first_order import OPTIMIZERS, Adam, GradientDescent, Momentum
from nnviz.scenes.landscape_answer import Answer, Question
from nnviz.scenes.landscape_choice import (
    LINES,
    PLANES,
    LandscapeChoice,
    beside,
    read_parameter,
)
from nnviz.scenes.landscape_course import course_points
from nnviz.scenes.landscape_curvature import (
    MOST_POINTS,
    Sharpness,
    curvature_scene,
    stability_bound,
    verdict,
)
from nnviz.scenes.landscape_grid import SIDES, filled, finest_side, new_places, samples_of
from nnviz.scenes.landscape_line import line_scene
from nnviz.scenes.landscape_map import map_scene
from nnviz.scenes.landscape_methods import WAYS, going_on, why_not
from nnviz.scenes.landscape_stages import completed, next_stage
from nnviz.scenes.palette import DARK, LIGHT

UNITS = (2, 4, 2, 1)


@pytest.fixture(scope="module")
def session() -> Session:
    run = Session()
    for _ in range(20):
        run.step(20)
    return run


def asked(session: Session, *, live: bool = True, **chosen: object) -> Question:
    return Question(session.record, session.history, LandscapeChoice(**chosen), live)


def threshold() -> Session:
    layers = [{"units": 1, "activation": "threshold"}]
    return Session(ExperimentSpec.from_dict({"network": {"layers": layers}}))


# What is chosen


def test_every_parameter_is_read_by_its_name_and_no_other_text_is() -> None:
    for index in range(parameter_count(UNITS)):
        assert read_parameter(name_of(UNITS, index), UNITS) == index
    for text in ("", "W1", "W4[0, 0]", "W1[2, 0]", "b1[0, 0]", "W1[0]", "b2[2]", "1e999",
                 "__import__('os')", "W1[" * 500, "W99999999999[0, 0]"):  # fmt: skip
        with pytest.raises(ValueError, match=r"\.$"):
            read_parameter(text, UNITS)


@given(st.integers(0, 24), st.integers(-60, 60))
def test_stepping_through_the_weights_and_back_comes_home(index: int, steps: int) -> None:
    assert beside(beside(index, steps, UNITS), -steps, UNITS) == index


def test_a_choice_that_a_run_does_not_have_is_replaced(session: Session) -> None:
    choice = LandscapeChoice(part="test", weights=(24, 900), target=10_000)
    fitted = choice.fitting(session.record, session.history.head)
    assert fitted.weights == (24, 0)
    assert fitted.target == 400
    none = Session(ExperimentSpec.from_dict({"data": {"test_share": 0.0}}))
    assert choice.fitting(none.record, 0).part == "train"
    assert choice.zoomed("plane", 99).plane_zoom == choice.zoomed("plane", 12).plane_zoom


# What is found


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("line", LINES)
def test_every_plane_and_line_goes_through_the_network_itself(
    session: Session, plane: str, line: str
) -> None:
    question = asked(session, plane=plane, line=line, target=100)
    answer = completed(question)
    flat, cost = session.parameters, session.cost("train")
    assert answer.no_plane == answer.no_line == ""
    cut = answer.plane.cut
    here = cut.points(np.array([cut.x.here]), np.array([cut.y.here]))[0]
    np.testing.assert_allclose(here, flat, atol=1e-12)
    assert answer.plane.samples.ground.values(here[None, :])[0] == pytest.approx(cost)
    assert answer.line.parabola.cost == pytest.approx(cost)
    assert cut.x.low < cut.x.here < cut.x.high
    assert cut.y.low < cut.y.here < cut.y.high
    x, y = cut.x.marks(answer.plane.side), cut.y.marks(answer.plane.side)
    corner = cut.points(x[-1:], y[:1])
    assert answer.plane.values[0, -1] == pytest.approx(
        answer.plane.samples.ground.values(corner)[0]
    )


def test_the_line_towards_a_step_ends_at_what_the_network_was_there(session: Session) -> None:
    answer = completed(asked(session, line="step", target=120))
    past = Session()
    past.step(120)
    there = session.parameters + answer.line.cut.direction
    np.testing.assert_allclose(there, past.parameters, atol=1e-12)
    assert "choose another step" in completed(asked(session, line="step", target=400)).no_line


def test_the_parabola_has_the_slope_and_the_curvature_of_the_cost(session: Session) -> None:
    for line in LINES:
        found = completed(asked(session, line=line, live=False, target=3)).line
        h = 1e-4
        t = np.array([-h, 0.0, h])
        low, here, high = found.samples.ground.values(
            session.parameters + t[:, None] * found.cut.direction
        )
        assert found.parabola.slope == pytest.approx((high - low) / (2 * h), rel=1e-5)
        assert found.parabola.curvature == pytest.approx((high - 2 * here + low) / h**2, rel=1e-3)


def test_the_path_s_own_plane_shows_more_of_it_than_any_other(session: Session) -> None:
    shares = {kind: completed(asked(session, plane=kind)).plane.share for kind in PLANES}
    assert max(shares, key=shares.get) == "path"
    assert shares["path"] > 0.95
    found = completed(asked(session, plane="path")).plane
    assert (found.places[:-1, 0] < found.places[-1, 0]).mean() > 0.9  # from left to right


@given(st.sampled_from(range(1, len(SIDES))))
def test_a_finer_grid_asks_for_what_is_not_known_and_for_nothing_else(place: int) -> None:
    coarse, fine = SIDES[place - 1], SIDES[place]
    whole = np.random.default_rng(place).normal(size=(fine, fine))
    known = whole[::2, ::2]
    fresh = new_places(fine, coarse)
    assert len(fresh) == fine**2 - coarse**2
    assert np.array_equal(filled(fine, known, whole.flat[fresh]), whole)


def test_while_it_stands_the_picture_is_made_finer_from_what_is_known(session: Session) -> None:
    answer, sides = Answer(asked(session, live=False)), []
    while (stage := next_stage(answer)) is not None:
        pieces = list(stage.pieces())
        assert len(pieces) == stage.count
        answer = stage.taken(pieces)
        sides.append(answer.plane.side if answer.plane else 0)
    assert sides == sorted(sides)
    assert sides[-1] == SIDES[-1]
    whole = answer.plane.cut
    x, y = whole.x.marks(97), whole.y.marks(97)
    row, column = 31, 58
    exact = answer.plane.samples.ground.values(whole.points(x[[column]], y[[row]]))[0]
    assert answer.plane.values[row, column] == pytest.approx(exact)
    assert completed(asked(session)).plane.side < 49


def test_the_finest_grid_afforded_is_never_beyond_the_budget() -> None:
    for each in (1e-6, 1e-4, 1e-2, 1.0):
        live, calm = (finest_side(SIDES, 2, each, live=on) for on in (True, False))
        assert live <= calm
        assert calm == SIDES[0] or calm**2 * each <= 4.0


def test_of_many_samples_some_are_looked_at_while_it_goes_on_and_that_is_told() -> None:
    layers = [{"units": 200}, {"units": 200}, {"units": 1}]
    large = Session(
        ExperimentSpec.from_dict(
            {"data": {"samples": 4000, "test_share": 0.0}, "network": {"layers": layers}}
        )
    )
    live = samples_of(large.problem, "train", live=True)
    assert live.count < live.all
    assert live.told == f"on {live.count:,} of 4,000 samples"
    assert samples_of(large.problem, "train", live=False).told == ""


def test_where_there_is_no_direction_a_sentence_says_why() -> None:
    fresh = Session()
    assert "make a few more steps" in completed(asked(fresh, plane="path")).no_plane
    step = threshold()
    found = completed(asked(step, plane="sharpest", live=False))
    assert "slope 0" in found.no_line
    assert "slope 0" in found.no_plane
    assert "slope 0" in found.no_spectrum
    by_lot = completed(asked(step, plane="random", line="random"))
    assert by_lot.plane is not None
    assert "no parabola" in line_scene(by_lot.line, "random", "train", LIGHT).sentence
    zero = Session(
        ExperimentSpec.from_dict({"network": {"initializer": {"name": "zeros"}, "bias": 0.0}})
    )
    assert "All weights are 0" in completed(asked(zero)).no_plane


# What is drawn and said


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_map_reads_costs_that_are_computed_where_it_points(session: Session, theme) -> None:
    found = completed(asked(session, plane="weights", live=False)).plane
    scene = map_scene(found, theme)
    assert scene.read(*scene.here).endswith("cost 0.3456")
    assert scene.plot.raster.colours.shape == (found.side, found.side, 3)
    assert len(scene.lines_x) == len(scene.lines_y) > 0
    assert float(scene.key.ends[0]) == pytest.approx(found.values.min(), rel=0.01)
    assert "lies in this plane" in scene.caption


def test_a_map_without_one_finite_cost_says_so(session: Session) -> None:
    found = completed(asked(session)).plane
    scene = map_scene(replace(found, values=np.full_like(found.values, np.nan)), LIGHT)
    assert "not finite" in scene.caption
    assert not len(scene.lines_x)


def test_the_line_tells_the_parabola_s_step_as_a_rate(session: Session) -> None:
    found = completed(asked(session, live=False)).line
    scene = line_scene(found, "gradient", "train", LIGHT)
    rate = found.parabola.step / abs(found.parabola.slope)
    assert f"a step at the rate {rate:.3g}" in scene.sentence
    told, moving = scene.read(scene.nearest(0.0))
    assert "cost" in told
    assert "parabola" in told
    assert len(moving) > len(scene.moving)
    down = replace(found, parabola=replace(found.parabola, curvature=-1.0), landing=float("nan"))
    assert "suggests no step" in line_scene(down, "gradient", "train", LIGHT).sentence


def test_sharpness_is_held_against_what_the_optimiser_bears() -> None:
    plain, adam = GradientDescent(), Adam()
    assert stability_bound(plain, 0.5).value == 4.0
    assert stability_bound(Momentum(momentum=0.5), 0.5).value == 6.0
    assert stability_bound(adam, 0.5) is None
    assert verdict(3.0, stability_bound(plain, 0.5), plain) == (
        "Sharpness 3.00, 2/rate 4.00: stable.",
        True,
    )
    assert verdict(5.0, stability_bound(plain, 0.5), plain)[1] is False
    assert verdict(5.0, None, adam)[1] is None
    for kind in OPTIMIZERS.values():
        bound = stability_bound(kind(), 0.1)
        assert bound is None or bound.value > 0.0


def test_the_bound_is_where_a_quadratic_s_run_turns_from_coming_down_to_running_away() -> None:
    for name in ("gradient_descent", "momentum", "nesterov"):
        optimizer, curvature = OPTIMIZERS[name](), 3.0
        for share, comes in ((0.97, True), (1.03, False)):
            rate = share * stability_bound(optimizer, 1.0).value / curvature
            point, state = np.ones(1), optimizer.init(np.ones(1))
            for _ in range(600):
                point, state = optimizer.update(point, curvature * point, state, rate)
            assert bool(abs(point[0]) < 1.0) is comes, (name, share)


def test_the_series_keeps_one_value_a_step_in_order_and_does_not_grow_for_ever() -> None:
    series = Sharpness()
    for step in (5, 1, 5, 3):
        series = series.having(step, float(step), None)
    assert series.steps == (1, 3, 5)
    for step in range(3000):
        series = series.having(step, 1.0, None)
    assert len(series.steps) <= MOST_POINTS
    assert series.steps[-1] == 2999


@pytest.mark.parametrize("complete", [True, False])
def test_the_curvature_s_pictures_hold_for_any_spectrum(complete: bool) -> None:
    for values in ([-2.0, 0.0, 1e-12, 5.0], [0.0, 0.0], [1.0, 2.0], [-1e-9, -1e-10]):
        found = Spectrum(np.array(values), np.eye(len(values)), complete)
        series = Sharpness().having(4, found.sharpness, stability_bound(GradientDescent(), 0.1))
        scene = curvature_scene(found, series, GradientDescent(), 0.1, 4, len(values) + 9, DARK)
        for plot in (scene.spectrum, scene.course):
            assert np.isfinite([plot.y_axis.low, plot.y_axis.high]).all()
            assert plot.y_axis.low < plot.y_axis.high
        assert scene.sentence.endswith(".")


def test_the_course_s_last_point_is_the_network_as_it_is(session: Session) -> None:
    question = asked(session, live=False)
    found = list(course_points(question, 12))
    steps = [step for step, _, _ in found]
    assert steps[0] == 0
    assert steps[-1] == 400
    assert 8 <= len(steps) <= 13
    assert found[-1][1] == pytest.approx(completed(question).spectrum.sharpness)


# Other ways to go on


@pytest.mark.parametrize("name", WAYS)
def test_every_way_counts_what_it_asks_and_ends_as_a_branch(name: str) -> None:
    session = Session()
    session.step(40)
    before = session.cost("train")
    goings = list(going_on(session.record, name))
    last = goings[-1]
    assert goings[0].before == pytest.approx(before)
    assert [going.made for going in goings] == list(range(len(goings)))
    assert last.counts.total > 0
    assert last.spent in last.outcome
    assert last.moved
    session.apply(last.wish())
    assert np.array_equal(session.parameters, last.point)
    assert session.cost("train") == pytest.approx(last.after)
    assert last.after < before or WAYS[name].uphill
    assert session.branch.name.startswith(WAYS[name].label)


def test_a_large_network_and_a_threshold_are_told_why_not() -> None:
    layers = [{"units": 30}, {"units": 30}, {"units": 1}]
    large = Session(ExperimentSpec.from_dict({"network": {"layers": layers}}))
    assert all("up to 500 parameters" in why_not(large.record, name) for name in WAYS)
    step = threshold()
    assert "slope 0" in why_not(step.record, "bfgs")
    assert why_not(step.record, "nelder_mead") == ""
    assert list(going_on(step.record, "nelder_mead"))[-1].counts.gradient == 0
