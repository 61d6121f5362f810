"""The benchmarks' pure parts, and one benchmark run for real, quickly."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1]))  # behind an installed nnviz, if there is one

from benchmarks import __main__ as command
from benchmarks import contenders, loop_rules, report, scaling, variants
from benchmarks.report import Row, Target
from benchmarks.rounds import (
    Effort,
    fitted_exponent,
    measured,
    percentile,
    ratio,
    repetitions,
)
from benchmarks.shapes import SHAPES, Rules, Shape, problem_of
from nnviz.engine.trainer import NumpyTrainer, initial_state
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS


class Clock:
    """A clock that work moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float, turns: list[float] | None = None):
        def work(times: int) -> None:
            self.now += seconds * times
            if turns is not None:
                turns.append(seconds)

        return work


def test_a_ratio_is_the_median_of_the_rounds_so_one_disturbed_round_changes_nothing() -> None:
    assert ratio([4.0, 6.0, 400.0], [2.0, 3.0, 4.0]) == 2.0
    assert ratio([4.0, 6.0, 8.0], [2.0, 3.0, 400.0]) == 2.0


def test_contenders_take_turns_and_each_turn_has_the_wanted_length() -> None:
    clock, turns = Clock(), []
    works = {"fast": clock.work(1e-6, turns), "slow": clock.work(1e-3, turns)}
    effort = Effort(rounds=4, seconds=0.05)
    taken = measured(works, effort, clock)
    assert turns[-8:] == [1e-6, 1e-3] * 4
    assert taken["fast"] == pytest.approx([1e-6] * 4)
    assert taken["slow"] == pytest.approx([1e-3] * 4)
    assert repetitions(clock.work(1e-6), effort, clock) == pytest.approx(50_000, rel=0.01)
    assert repetitions(clock.work(1.0), effort, clock) == 1


def test_the_fitted_exponent_is_that_of_a_power_law_and_leaves_small_sizes_out() -> None:
    sizes = [1.0, 10.0, 1e5, 1e6, 1e7]
    seconds = [7.0, 7.0, *(3e-9 * size**1.2 for size in sizes[2:])]
    assert fitted_exponent(sizes, seconds, above=1e5) == pytest.approx(1.2)
    with pytest.raises(ValueError, match="two sizes"):
        fitted_exponent(sizes, seconds, above=1e7)


def test_percentiles_lie_between_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile(list(range(101)), 0.99) == 99.0


@pytest.mark.parametrize(
    ("target", "figure", "met"),
    [
        (Target(12.0), 12.5, True),
        (Target(12.0), 11.9, False),
        (Target(1.1, at_most=True), 1.0, True),
        (Target(1.1, at_most=True), 1.2, False),
        (Target(1.1, at_most=True), float("nan"), False),
        (None, 1.0, None),
    ],
)
def test_a_row_says_whether_its_target_is_met(target, figure, met) -> None:
    assert Row("training", "a figure", figure, target=target).met is met


def test_times_and_numbers_are_told_with_three_digits() -> None:
    assert report.duration(1.7234e-6) == "1.72 µs"
    assert report.duration(0.0123) == "12.3 ms"
    assert report.duration(2e-9) == "2.00 ns"
    assert report.figure(50_000.0, "steps") == "50,000 steps"


def test_the_json_holds_machine_figures_and_verdicts() -> None:
    rows = [Row("layouts", "narrow", 1.5, against="wide", seconds=1e-6, target=Target(2.0))]
    content = json.loads(report.as_json(rows, {"processor": "none"}))
    assert content["machine"] == {"processor": "none"}
    (row,) = content["rows"]
    assert row["figure"] == 1.5
    assert row["met"] is False
    assert row["target"] == {"bound": 2.0, "at_most": False}


def test_flops_are_those_of_the_three_products() -> None:
    assert scaling.flops(Shape((3, 5, 2), 7)) == 2 * 7 * (2 * 15 + 3 * 10)


def test_the_loop_knows_every_rule_that_trains_networks_of_several_layers() -> None:
    assert set(loop_rules.ACTIVATIONS) == set(ACTIVATIONS) - {"threshold"}
    assert set(loop_rules.COSTS) == set(LOSSES)
    assert set(loop_rules.OPTIMIZERS) == set(OPTIMIZERS)


@pytest.mark.parametrize("name", variants.variants())
def test_the_loop_learns_what_nnviz_learns(name: str) -> None:
    rules = variants.variants()[name]
    problem = problem_of(Shape((5, 6, 4, 3), 32), rules)
    steps = problem.steps_per_epoch + 3
    loop = contenders.loop_of(problem, rules, same_order=True)
    loop.run(steps)
    wanted = NumpyTrainer(problem).advance(initial_state(problem), steps).state.parameters
    moved = np.abs(wanted - problem.start).max()
    assert np.abs(loop.point - wanted).max() < 1e-7 * moved


def test_problems_of_every_variant_and_shape_can_be_built() -> None:
    for rules, shape in itertools.product(variants.variants().values(), SHAPES[:1]):
        assert problem_of(shape, rules).batch_size == shape.batch
    assert problem_of(SHAPES[0], Rules(cost="hinge", output="linear")).network.units[-1] == 2


def test_a_quick_benchmark_prints_its_table_and_writes_json(tmp_path, capsys) -> None:
    file = tmp_path / "figures.json"
    assert command.main(["layouts", "--quick", "--json", str(file)]) == 0
    assert "2-8-8-1, batch 10" in capsys.readouterr().out
    assert {row["subject"] for row in json.loads(file.read_text("utf-8"))["rows"]} == {"layouts"}


def test_an_unknown_benchmark_is_refused_with_the_names_that_there_are(capsys) -> None:
    assert command.main(["speed"]) == 2
    assert "training" in capsys.readouterr().err


def test_the_list_names_every_benchmark(capsys) -> None:
    assert command.main(["--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(command.SUBJECTS)
