"""Machine code is kept apart by what it was made from, and old folders go."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

pytest.importorskip("numba")

from numba import config

from nnviz.engine.compiled import jit


def test_the_folder_is_named_by_all_sources_that_are_compiled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "nnviz"
    here = package / "engine" / "compiled"
    for name in ("engine/compiled/loop.py", *jit._TABLES):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(name)
    monkeypatch.setattr(jit, "_HERE", here)
    names = {jit._fingerprint()}
    for name in ("engine/compiled/loop.py", *jit._TABLES):
        (package / name).write_text("changed")
        names.add(jit._fingerprint())
    assert len(names) == 2 + len(jit._TABLES)


def test_numbas_own_folder_is_left_as_it_was() -> None:
    before = config.CACHE_DIR
    jit.fast(lambda x: x + 1)
    assert before == config.CACHE_DIR


@pytest.mark.parametrize("variable", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_the_user_may_say_where(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "/somewhere")
    assert jit._user_cache() == Path("/somewhere")


def test_every_platform_has_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for platform, end in (("win32", ""), ("darwin", "Caches"), ("linux", ".cache")):
        monkeypatch.setattr("sys.platform", platform)
        assert str(jit._user_cache()).startswith(str(Path.home()))
        assert str(jit._user_cache()).endswith(end)


def test_folders_unused_for_a_month_go_and_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, old, recent, foreign = (
        tmp_path / name for name in ("compiled-mine", "compiled-old", "compiled-recent", "other")
    )
    for folder in (mine, old, recent, foreign):
        folder.mkdir()
    month = time.time() - 40 * 86_400
    for folder in (mine, old, foreign):
        os.utime(folder, (month, month))
    monkeypatch.setattr(jit, "FOLDER", mine)
    jit.remove_unused()
    assert mine.exists()
    assert recent.exists()
    assert foreign.exists()
    assert not old.exists()
    assert mine.stat().st_mtime > month + 86_400
