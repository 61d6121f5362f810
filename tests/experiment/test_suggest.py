from pathlib import Path

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.catalog import build
from nnviz.experiment.dataset import DataError, Dataset
from nnviz.experiment.datasets import DATASETS, load
from nnviz.experiment.spec import DataSpec, ExperimentSpec, LayerSpec, NetworkSpec, TrainingSpec
from nnviz.experiment.suggest import (
    TableChoices,
    examine,
    facts_of,
    facts_of_kind,
    spec_for_table,
    suggested_output,
    units_for,
)
from nnviz.experiment.targets import units_for as units_that_fit

IRIS_LIKE = "a,b,kind\n" + "".join(f"{n % 3 + n / 90},{n % 7},{'xyz'[n % 3]}\n" for n in range(90))


def table(folder: Path, text: str, name: str = "table.csv") -> str:
    file = folder / name
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize("name", DATASETS)
def test_the_facts_of_a_kind_are_those_of_its_loaded_set(name: str) -> None:
    data = DataSpec(set=name, samples=20)  # type: ignore[arg-type]
    dataset = load(data)
    kind, loaded = facts_of_kind(DATASETS[name]), facts_of(data, dataset)
    assert (kind.name, kind.task, kind.columns, kind.classes, kind.outputs, kind.made) == (
        loaded.name, loaded.task, loaded.columns, loaded.classes, loaded.outputs, loaded.made
    )  # fmt: skip
    assert units_for(kind) == units_that_fit(dataset)


@pytest.mark.parametrize("name", DATASETS)
def test_the_suggested_output_can_be_built(name: str) -> None:
    data = DataSpec(set=name, samples=20)  # type: ignore[arg-type]
    output, cost = suggested_output(facts_of_kind(DATASETS[name]))
    network = NetworkSpec((LayerSpec(3), output))
    build(ExperimentSpec(data=data, network=network, training=TrainingSpec(cost=cost)))


def test_targets_between_0_and_1_can_be_shares() -> None:
    x = np.arange(4.0)
    for y, shares in (([0, 1, 0.5, 1], True), ([0, 1, 2, 1], False), ([-1, 0, 1, 1], False)):
        dataset = Dataset.from_arrays(x, np.array(y, dtype=float), task="regression")
        assert facts_of(DataSpec(set="arrays"), dataset).shares is shares


def test_several_classes_get_softmax_and_learn(tmp_path: Path) -> None:
    spec = spec_for_table(table(tmp_path, IRIS_LIKE), "kind")
    assert spec.network.layers == (LayerSpec(8), LayerSpec(3, "softmax"))
    assert spec.training.cost == "softmax_cross_entropy"
    assert spec.training.optimizer.rate == 0.03
    assert (spec.data.standardise, spec.data.standardise_target) == (True, False)
    assert spec.name == "table"
    session = Session(spec)
    session.epoch(100)
    assert session.accuracy("test") > 0.9


def test_two_classes_get_one_sigmoid(tmp_path: Path) -> None:
    rows = "".join(f"{n},{'yes' if n > 20 else 'no'}\n" for n in range(40))
    spec = spec_for_table(table(tmp_path, f"x,answer\n{rows}"))
    assert spec.network.layers[-1] == LayerSpec(1, "sigmoid")
    assert spec.training.cost == "binary_cross_entropy"
    build(spec)


def test_values_get_a_linear_unit_and_a_scaled_target(tmp_path: Path) -> None:
    rows = "".join(f"{n},{3000.5 * n}\n" for n in range(40))
    spec = spec_for_table(table(tmp_path, f"x,price\n{rows}"))
    assert spec.network.layers[-1] == LayerSpec(1, "linear")
    assert (spec.training.cost, spec.data.standardise_target) == ("half_mse", True)
    plain = spec_for_table(table(tmp_path, f"x,price\n{rows}"), "", TableChoices(standardise=False))
    assert not plain.data.standardise_target


def test_what_was_found_is_written_down(tmp_path: Path) -> None:
    spec = spec_for_table(table(tmp_path, IRIS_LIKE))
    assert spec.data.file is not None
    assert (spec.data.file.target, spec.data.file.task) == ("kind", "classification")
    assert ExperimentSpec.from_json(spec.to_json()) == spec


def test_a_table_that_can_t_be_used_raises(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r'no column "size".*a, b, kind'):
        spec_for_table(table(tmp_path, IRIS_LIKE), "size")


def test_an_examination_tells_instead_of_raising(tmp_path: Path) -> None:
    path = table(tmp_path, IRIS_LIKE)
    good = examine(path, TableChoices())
    assert good.spec is not None
    assert good.problem == ""
    readable = examine(path, TableChoices(task="regression"))
    assert readable.table is not None
    assert (readable.spec, "regression learns numbers" in readable.problem) == (None, True)
    missing = examine(str(tmp_path / "none.csv"), TableChoices())
    assert missing.table is None
    assert "none.csv" in missing.problem
