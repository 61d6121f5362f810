"""From a table to a data set, and every refusal by its key facts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.experiment.dataset import DataError
from nnviz.experiment.datasets import load
from nnviz.experiment.features import apply_inputs
from nnviz.experiment.spec import DataSpec, FileSpec
from nnviz.experiment.tables import TableDataset, table_dataset

PETS = "size,colour,age,kind\n1,red,2,cat\n2,blue,NA,dog\n3,red,4,cat\n4,green,5,dog\n,red,1,cat\n"


def made(
    folder: Path, text: str | bytes, data: dict[str, Any] | None = None, **file: Any
) -> TableDataset:
    path = folder / "pets.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    spec = msgspec.convert({"set": "file", "test_share": 0.0, **(data or {})}, DataSpec)
    return table_dataset(FileSpec(str(path), **file), spec)


def test_texts_become_one_column_a_word_and_a_text_target_classes(tmp_path: Path) -> None:
    found = made(tmp_path, PETS)
    data = found.dataset
    assert data.columns == ("size", "colour=green", "colour=red", "age")
    assert data.classes == ("cat", "dog")
    assert data.outputs == ("kind",)
    assert data.name == "pets"
    order = np.argsort(data.x_train[:, 0])
    assert data.x_train[order].tolist() == [[1, 0, 1, 2], [3, 0, 1, 4], [4, 1, 0, 5]]
    assert data.y_train[order].tolist() == [0, 0, 1]


def test_the_report_counts_rows_and_names_those_dropped(tmp_path: Path) -> None:
    report = made(tmp_path, PETS).report
    assert (report.rows_read, report.rows_dropped) == (5, 2)
    assert report.parts[0].first_dropped == (3, 6)
    assert report.inputs == ("size", "colour", "age")
    assert report.target == "kind"
    assert report.sentence() == (
        "pets.csv: 5 rows read, 2 with holes dropped (rows 3, 6)."
        " Inputs: size, colour, age; target: kind."
    )


def test_the_target_may_be_any_column(tmp_path: Path) -> None:
    found = made(tmp_path, PETS, target="colour")
    assert found.dataset.classes == ("green", "red")
    assert found.report.inputs == ("size", "age", "kind")


def test_rows_are_dropped_only_for_holes_in_the_columns_that_are_used(tmp_path: Path) -> None:
    report = made(tmp_path, PETS, {"inputs": ("size", "colour")}).report
    assert report.rows_dropped == 1
    assert report.inputs == ("size", "colour")


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        ("1 2 1 2", "classification", ("1", "2")),
        ("0 10 9 10", "classification", ("0", "9", "10")),
        ("0.5 1 2 3", "regression", ()),
        ("1 2 3 4 5 6 7 8 9 10 11", "regression", ()),
        ("1 2 3 4 5 6 7 8 9 10", "classification", (*tuple("123456789"), "10")),
        ("yes no yes no", "classification", ("no", "yes")),
    ],
)
def test_few_whole_numbers_and_texts_are_classes_unless_told(
    tmp_path: Path, values: str, task: str, classes: tuple[str, ...]
) -> None:
    rows = "".join(f"{place},{value}\n" for place, value in enumerate(values.split()))
    found = made(tmp_path, "a,y\n" + rows).dataset
    assert (found.task, found.classes) == (task, classes)


def test_the_task_can_be_told(tmp_path: Path) -> None:
    text = "a,y\n1,1\n2,2\n3,1\n"
    values = made(tmp_path, text, task="regression").dataset
    assert sorted(values.y_train[:, 0].tolist()) == [1.0, 1.0, 2.0]
    labels = made(tmp_path, "a,y\n1,1.5\n2,2\n3,2\n", task="classification").dataset
    assert labels.classes == ("1.5", "2")


def numbers(count: int) -> str:
    return "a,b,y\n" + "".join(f"{n},{n * n},{n / 3}\n" for n in range(count))


def test_a_table_is_shuffled_by_the_seed_and_split(tmp_path: Path) -> None:
    first = made(tmp_path, numbers(100), {"seed": 1, "test_share": 0.3}).dataset
    again = made(tmp_path, numbers(100), {"seed": 1, "test_share": 0.3}).dataset
    other = made(tmp_path, numbers(100), {"seed": 2, "test_share": 0.3}).dataset
    assert (len(first.x_train), len(first.x_test)) == (70, 30)
    np.testing.assert_array_equal(first.x_train, again.x_train)
    assert not np.array_equal(first.x_train, other.x_train)
    every = np.concatenate([first.x_train[:, 0], first.x_test[:, 0]])
    assert sorted(every.tolist()) == list(range(100))
    np.testing.assert_allclose(first.y_train[:, 0], first.x_train[:, 0] / 3)


def test_a_test_file_is_the_test_part_in_its_own_order(tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text("b,y,a\n7,1,8\n5,2,6\nNA,2,1\n")
    found = made(tmp_path, numbers(20), {"test_share": 0.9}, test_path=str(test), target="y")
    assert len(found.dataset.x_train) == 20
    assert found.dataset.x_test.tolist() == [[8.0, 7.0], [6.0, 5.0]]
    assert found.dataset.y_test.tolist() == [[1.0], [2.0]]
    assert found.report.rows_dropped == 1
    assert "test.csv: 3 rows read, 1 with holes dropped (row 4)" in found.report.sentence()


def test_texts_that_look_like_numbers_in_the_test_file_stay_texts(tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text("size,y\n36,1\n38,2\n")
    text = "size,y\n36,1\nS,2\n38,1\nM,2\n"
    found = made(tmp_path, text, test_path=str(test)).dataset
    assert found.columns == ("size=36", "size=38", "size=M", "size=S")
    assert found.x_test.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]]


def test_columns_that_teach_nothing_are_left_out_and_told(tmp_path: Path) -> None:
    text = "a,country,empty,y\n1,UK,,2\n2,UK,,3.5\n3,UK,NA,4\n"
    report = made(tmp_path, text).report
    assert report.inputs == ("a",)
    assert report.left_out == ('country (every cell is "UK")', "empty (every cell is empty)")
    assert report.rows_dropped == 0
    assert "Left out: country" in report.sentence()


def test_a_text_column_can_be_chosen_among_the_inputs_by_its_name(tmp_path: Path) -> None:
    inputs = ("colour", "size")
    found = made(tmp_path, PETS, {"inputs": inputs}).dataset
    assert apply_inputs(found, inputs).columns == (
        "colour=blue",
        "colour=green",
        "colour=red",
        "size",
    )


def test_a_column_of_identifiers_can_be_left_out_by_naming_the_inputs(tmp_path: Path) -> None:
    text = "id,a,y\n" + "".join(f"person {n},{n},{n % 2}\n" for n in range(150))
    assert made(tmp_path, text, {"inputs": ("a",)}).dataset.columns == ("a",)


def test_two_columns_have_the_features_of_the_plane(tmp_path: Path) -> None:
    inputs = ("x1^2", "b")
    found = made(tmp_path, numbers(20), {"inputs": inputs}).dataset
    fed = apply_inputs(found, inputs)
    np.testing.assert_allclose(fed.x_train[:, 0], found.x_train[:, 0] ** 2)


def test_a_spec_loads_its_table(tmp_path: Path) -> None:
    path = tmp_path / "pets.csv"
    path.write_text(PETS)
    found = load(DataSpec(set="file", file=FileSpec(str(path))))
    assert found.classes == ("cat", "dog")


NUMBERS = "".join(f"{n},{n},{n / 7}\n" for n in range(300))
IDS = "a,id,y\n" + "".join(f"{n},p{n},{n % 2}\n" for n in range(150))
BINARY = bytes(range(256)) * 20
REFUSED: dict[str, tuple[str | bytes, dict[str, Any], tuple[str, ...]]] = {
    "an empty file": (b"", {}, ("pets.csv", "empty")),
    "only line ends": ("\n\n\r\n", {}, ("pets.csv", "empty")),
    "only separators": (",,\n,,\n", {}, ("pets.csv", "empty")),
    "names and no rows": ("a,b,y\n", {}, ("pets.csv", "no rows below")),
    "one column": ("a\n1\n2\n", {}, ("pets.csv", "only one column", "comma, semicolon, tab")),
    "blanks as separators": ("a b y\n1 2 3\n", {}, ("only one column",)),
    "binary junk": (BINARY, {}, ("pets.csv", "row 1", "no text has")),
    "a spreadsheet": (b"PK\x03\x04" + BINARY, {}, ("spreadsheet", "export the table as CSV")),
    "a Parquet file": (b"PAR1" + BINARY, {}, ("Parquet", "CSV")),
    "a compressed file": (b"\x1f\x8b" + BINARY, {}, ("compressed",)),
    "a picture": (b"\x89PNG\r\n" + BINARY, {}, ("picture",)),
    "Latin-1": ("a,y\n1,ja\n2,né\n".encode("latin-1"), {}, ("row 3", '"é"', "CSV UTF-8")),
    "UTF-16": ("a,y\n1,2\n".encode("utf-16"), {}, ("UTF-16", "CSV UTF-8")),
    "too few cells": ("a,b,y\n1,2,3\n4,5\n", {}, ("row 3", "2 cells where 3")),
    "too many cells": ("a,b,y\n1,2,3\n4,5,6,7\n", {}, ("row 3", "4 cells where 3")),
    "a comment above": ("# pets\na,b,y\n1,2,3\n4,5,6\n", {}, ("row 1", "1 cell where 3")),
    "a quote left open": ('a,b,y\n1,"2,3\n4,5,6\n', {}, ("quotation mark", "not closed")),
    "a row of 3 MB": ("a,b,y\n1,2," + "x" * 3_000_000 + "\n", {}, ("longer than 2,000,000",)),
    "an enormous cell": (
        "a,b,y\n1,u,1\n2," + "x" * 50_000 + ",2\n3,u,1\n",
        {},
        ("row 3", "column b", "50000 characters"),
    ),
    "an enormous name": ("a" * 500 + ",y\n1,2\n", {}, ("row 1", "column 1", "500 characters")),
    "a name twice": ("a,b,a\n1,2,3\n", {}, ("row 1", "columns 1 and 3", '"a"', "rename")),
    "a stray word": (
        "a,b,y\n1,2,1\n2,many,2\n3,4,1\n",
        {},
        ("row 3", "column b", '"many" is not a number', "leave its row out"),
    ),
    "several stray words": (
        "a,b\n" + "1,2\n" * 9 + "x,1\ny,1\nz,1\n",
        {},
        ("row 11", "column a", '"x"', "2 more"),
    ),
    "decimal commas": (
        "a;b;y\n1,5;2;1\n2,5;3;2\n",
        {},
        ("row 2", "column a", '"1,5"', 'decimal_separator=","'),
    ),
    "decimal commas without names": ("1,5;2,5\n2,5;3,5\n", {}, ('decimal_separator=","',)),
    "decimal points": (
        "a;b;y\n1.5;2;1\n2.5;3;2\n",
        {"decimal_separator": ","},
        ("row 2", "column a", '"1.5"', 'decimal_separator="."'),
    ),
    "no such target": (PETS, {"target": "age "}, ('"age"', "size, colour, age, kind")),
    "one row left": ("a,y\n1,2\nNA,3\n,4\n", {}, ("1 row without a hole of 3", "column a", "2")),
    "no row left": ("a,b,y\n1,,1\n,1,2\n", {}, ("no rows without a hole",)),
    "a single row": ("a,y\n1,2\n", {}, ("1 row without a hole", "at least 2")),
    "one class": ("a,y\n1,cat\n2,cat\n", {}, ("column y", '"cat"', "at least 2")),
    "one whole number": ("a,y\n1,7\n2,7\n", {}, ("column y", '"7"', "at least 2")),
    "too many classes": (
        "a,b,y\n" + NUMBERS,
        {"task": "classification"},
        ("column y", "more than 200", "choose regression"),
    ),
    "too many texts as classes": (
        "a,y\n" + "".join(f"{n},p{n}\n" for n in range(250)),
        {},
        ("column y", "more than 200", "choose another target"),
    ),
    "a text for a regression": (
        PETS,
        {"task": "regression"},
        ("row 2", "column kind", '"cat" is a text', "choose classification"),
    ),
    "identifiers": (IDS, {}, ("row 102", "column id", '"p100"', "name the inputs")),
    "nothing to learn from": ("a,y\nu,1\nu,2\n", {}, ("no column is left", 'every cell is "u"')),
    "10,001 columns": (",".join(["1"] * 10_001) + "\n", {}, ("10001 columns", "10000")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_that_can_not_be_used_is_refused_with_row_column_and_mend(
    tmp_path: Path, case: str
) -> None:
    text, file, facts = REFUSED[case]
    with pytest.raises(DataError) as refused:
        made(tmp_path, text, **file)
    message = str(refused.value)
    for fact in facts:
        assert fact in message
    assert len(message) < 400
    assert "\n" not in message


TEST_REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "another word": ("a,b,y\n1,u,no\n2,w,no\n", ("test.csv, row 3, column b", '"w"', "pets.csv")),
    "another class": ("a,b,y\n1,u,perhaps\n", ("test.csv, row 2, column y", '"perhaps"')),
    "another column": ("a,c,y\n1,u,no\n", ("test.csv", "lacks b", "it has c besides")),
    "a text for numbers": ("a,b,y\nx,u,no\n", ("test.csv, row 2, column a", '"x" is not')),
}


@pytest.mark.parametrize("case", TEST_REFUSED)
def test_a_test_file_that_does_not_fit_is_refused(tmp_path: Path, case: str) -> None:
    text, facts = TEST_REFUSED[case]
    test = tmp_path / "test.csv"
    test.write_text(text)
    with pytest.raises(DataError) as refused:
        made(tmp_path, "a,b,y\n1,u,no\n2,v,yes\n3,u,no\n", test_path=str(test))
    for fact in facts:
        assert fact in str(refused.value)


def test_a_file_that_is_not_there_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.csv: there is no such file"):
        table_dataset(FileSpec(str(tmp_path / "gone.csv")), DataSpec(set="file"))


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="this is a folder"):
        table_dataset(FileSpec(str(tmp_path)), DataSpec(set="file"))


def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="no ordinary file"):
        table_dataset(FileSpec(str(tmp_path / "pipe.csv")), DataSpec(set="file"))


@pytest.mark.parametrize("path", ["a\0b.csv", "x" * 5000, "https://example.org/a.csv", ""])
def test_a_path_that_can_not_be_is_refused(path: str) -> None:
    with pytest.raises(DataError):
        table_dataset(FileSpec(path), DataSpec(set="file"))


PIECES = st.sampled_from(
    [
        ",",
        ";",
        "\n",
        "\r\n",
        "\r",
        '"',
        "\t",
        "a",
        "1",
        "2.5",
        "-",
        "\0",
        " ",
        "|",
        "NA",
        "é",
        "1,5",
    ]
)


@given(st.lists(PIECES, max_size=40), st.sampled_from([".", ","]))
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_text_gets_anything_but_a_data_set_or_a_sentence(
    tmp_path: Path, pieces: list[str], separator: str
) -> None:
    found, message = None, ""
    try:
        found = made(tmp_path, "".join(pieces), decimal_separator=separator).dataset
    except DataError as refused:
        message = str(refused)
    assert (found is None) == ("pets.csv" in message)
    assert found is None or (np.isfinite(found.x_train).all() and len(found.x_train) >= 2)
