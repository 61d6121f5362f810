"""Every set of the table: shapes, split, determinism; and the sets that can't be loaded."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.datasets import DATASETS, load, train_count
from nnviz.experiment.spec import DataSpec, SetName, SpecError

MADE = [name for name, kind in DATASETS.items() if kind.made]
SIZES = {
    "iris": 150, "wine": 178, "breast_cancer": 569, "digits": 1797, "diabetes": 442, "point": 1,
}  # fmt: skip


def data(name: str, **settings: object) -> DataSpec:
    return msgspec.convert({"set": name, **settings}, DataSpec)


def test_the_table_has_every_set_that_a_spec_can_name() -> None:
    assert set(DATASETS) == set(get_args(SetName)) - {"file", "arrays"}


@pytest.mark.parametrize("name", DATASETS)
def test_a_set_is_what_the_table_says(name: str) -> None:
    kind = DATASETS[name]
    found = load(data(name))
    total = SIZES.get(name, 500)
    assert kind.name == name
    assert (found.task, found.columns, found.classes) == (kind.task, kind.columns, kind.classes)
    assert found.name == kind.label
    assert len(found.x_train) + len(found.x_test) == total
    assert len(found.x_test) == (0 if name == "point" else round(total * 0.5))
    assert found.x_train.shape[1] == len(kind.columns)
    if kind.classes:
        assert found.y_train.dtype == np.int64
        assert found.y_train.shape == (len(found.x_train),)
        labels = set(found.y_train.tolist()) | set(found.y_test.tolist())
        assert labels == set(range(len(kind.classes)))
    else:
        assert found.y_train.dtype == np.float64
        assert found.y_train.shape == (len(found.x_train), 1)


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_spec_gives_the_same_bits(name: str) -> None:
    first, second = (load(data(name, noise=0.2, seed=5)) for _ in range(2))
    for part in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(first, part), getattr(second, part))


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "point"])
def test_another_seed_gives_another_order(name: str) -> None:
    first, second = load(data(name, seed=1)), load(data(name, seed=2))
    assert not np.array_equal(first.x_train, second.x_train)


@pytest.mark.parametrize("name", DATASETS)
def test_arrays_of_a_set_are_read_only(name: str) -> None:
    found = load(data(name))
    for part in (found.x_train, found.y_train, found.x_test, found.y_test):
        assert not part.flags.writeable


@pytest.mark.parametrize("name", DATASETS)
def test_a_description_is_one_sentence(name: str) -> None:
    text = DATASETS[name].description
    assert text.endswith(".")
    assert ". " not in text


@pytest.mark.parametrize("name", MADE)
def test_a_made_set_has_as_many_samples_as_asked_for_and_its_noise_counts(name: str) -> None:
    clean = load(data(name, samples=101, test_share=0.0))
    noisy = load(data(name, samples=101, test_share=0.0, noise=0.5))
    assert len(clean.x_train) == 101
    same_x = np.array_equal(clean.x_train, noisy.x_train)
    same_y = np.array_equal(clean.y_train, noisy.y_train)
    assert not (same_x and same_y)


@pytest.mark.parametrize("name", DATASETS)
def test_planes_have_the_columns_x1_and_x2(name: str) -> None:
    kind = DATASETS[name]
    assert kind.plane == (kind.columns == ("x1", "x2"))


def test_planes_are_the_seven_sets_of_two_columns() -> None:
    planes = {name for name, kind in DATASETS.items() if kind.plane}
    assert planes == {"circle", "xor", "gauss", "spiral", "plane", "multi_gauss", "moons"}


def test_shuffling_mixes_the_classes_of_a_sorted_set() -> None:
    found = load(data("iris", test_share=0.0))
    assert len(set(found.y_train[:20].tolist())) == 3


@given(st.integers(1, 10_000), st.floats(0.0, 0.95))
def test_the_split_keeps_the_share_and_at_least_one_training_sample(n: int, share: float) -> None:
    train = train_count(n, share)
    assert 1 <= train <= n
    assert train == 1 or n - train == round(n * share)


def test_the_point_has_no_test_part() -> None:
    found = load(data("point", test_share=0.95))
    assert found.x_train.tolist() == [[1.0]]
    assert found.y_train.tolist() == [[1.0]]
    assert found.x_test.shape == (0, 1)
    assert found.y_test.shape == (0, 1)


def test_a_file_has_to_be_named() -> None:
    with pytest.raises(SpecError, match=r"^data\.file: .*no file is named"):
        load(data("file"))


def test_arrays_can_not_be_loaded() -> None:
    with pytest.raises(SpecError, match=r"^data\.set: .*from Python"):
        load(data("arrays"))


def test_the_table_of_sets_is_there_without_scikit_learn() -> None:
    code = (
        "import sys, nnviz.experiment.datasets as d; d.load(d.DataSpec());"
        "sys.exit(any(m in sys.modules for m in ('sklearn', 'duckdb', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
