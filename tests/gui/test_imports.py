"""Modules of the window are imported without PySide6's look at their sources, and nothing else."""

from __future__ import annotations

import builtins
import gc
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.support import feature

from nnviz.gui.imports import quick_imports

SWITCHES = feature.pyside_feature_dict


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = "just_made_for_a_test"
    (tmp_path / f"{name}.py").write_text("from PySide6.QtCore import QObject\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delitem(SWITCHES, name, raising=False)
    yield name
    gc.unfreeze()


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr(
        feature, "_mod_uses_pyside", lambda module: bool(seen.append(module.__name__))
    )
    return seen


def test_no_source_is_read_and_the_module_counts_as_one_without_features(
    fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = looked_at(monkeypatch)
    with quick_imports():
        __import__(fresh)
    assert fresh not in seen
    assert SWITCHES[fresh] == 0


def test_afterwards_all_is_as_it_was(fresh: str) -> None:
    hook = builtins.__import__
    gc.enable()
    with pytest.raises(ModuleNotFoundError), quick_imports():
        importlib.import_module(f"{fresh}_not")
    assert gc.isenabled()
    assert builtins.__import__ is hook


def test_where_features_are_in_use_the_look_is_let_be(
    fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SWITCHES, "a_script_with_snake_case", 1)
    seen = looked_at(monkeypatch)
    with quick_imports():
        __import__(fresh)
    assert fresh in seen
