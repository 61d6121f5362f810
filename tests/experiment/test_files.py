"""Experiment files: what is written is read again, and a failure leaves the old file alone."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from nnviz.experiment.files import MAX_BYTES, read_spec, replacing, save_spec, write_atomically
from nnviz.experiment.presets import PRESETS
from nnviz.experiment.spec import DataSpec, ExperimentSpec, FileSpec, SpecError


@pytest.mark.parametrize("name", PRESETS)
def test_a_spec_that_was_saved_is_read_again(name: str, tmp_path: Path) -> None:
    spec = PRESETS[name].spec
    save_spec(spec, tmp_path / "spec.json")
    assert read_spec(tmp_path / "spec.json") == spec


def test_a_table_beside_the_experiment_moves_with_it(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    file = FileSpec(str(here / "data.csv"), test_path=str(here / "test.csv"))
    spec = ExperimentSpec(data=DataSpec(set="file", inputs=(), file=file))
    save_spec(spec, here / "spec.json")
    assert b'"path": "data.csv"' in (here / "spec.json").read_bytes()
    (here / "spec.json").rename(there / "spec.json")
    read = read_spec(there / "spec.json").data.file
    assert read is not None
    assert Path(read.path) == there / "data.csv"
    assert Path(read.test_path) == there / "test.csv"


def test_a_table_elsewhere_keeps_its_path(tmp_path: Path) -> None:
    file = FileSpec("/elsewhere/data.csv")
    spec = ExperimentSpec(data=DataSpec(set="file", inputs=(), file=file))
    save_spec(spec, tmp_path / "spec.json")
    assert read_spec(tmp_path / "spec.json") == spec


def test_data_from_python_are_refused_with_what_to_do(tmp_path: Path) -> None:
    spec = ExperimentSpec(data=DataSpec(set="arrays"))
    with pytest.raises(SpecError, match="save them as a CSV file"):
        save_spec(spec, tmp_path / "spec.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "spec.json"),
        (b"\xff\xfe", "spec.json"),
        (b"[" * 100_000, "spec.json"),
        (b'{"schema": 2}', "schema"),
        (b'{"training": {"batch": -1}}', "training.batch"),
        (b'{"trainig": {}}', "trainig"),
        (b'{"training": {"l1": NaN}}', "spec.json"),
    ],
)
def test_what_is_no_experiment_is_refused_by_name(text: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(text)
    with pytest.raises(SpecError, match=told):
        read_spec(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"missing\.json"):
        read_spec(tmp_path / "missing.json")
    with pytest.raises(SpecError):
        read_spec(tmp_path)


def test_a_file_far_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SpecError, match="too large"):
        read_spec(path)


def test_a_failure_while_writing_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(b"old")

    def fail_half_way() -> None:
        with replacing(path) as file:
            file.write(b"new, but")
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        fail_half_way()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["data.bin"]


def test_writing_keeps_the_files_permissions_and_follows_links(tmp_path: Path) -> None:
    path, link = tmp_path / "data.bin", tmp_path / "link"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_the_json_has_the_names_that_other_programs_write(tmp_path: Path) -> None:
    save_spec(ExperimentSpec(), tmp_path / "spec.json")
    content = msgspec.json.decode((tmp_path / "spec.json").read_bytes())
    assert set(content) == {"schema", "name", "data", "network", "training"}
    assert content["training"]["optimizer"] == {"name": "gradient_descent", "rate": 0.03}
