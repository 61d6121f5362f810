"""The rules of the layout that import-linter's contracts can't say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import nnviz

PACKAGE = Path(nnviz.__file__).resolve().parent
VIEWS = sorted((PACKAGE / "gui" / "views").glob("*.py"))
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Return the full names of all that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: file.name)
def test_a_view_knows_scenes_and_other_views_only(file: Path) -> None:
    own = [name for name in imports(file) if name.split(".")[0] == "nnviz"]
    assert not [name for name in own if not name.startswith(("nnviz.scenes.", "nnviz.gui.views."))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_random_numbers_come_from_a_seeded_generator(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "np.random.seed" not in text
    assert "random" not in imports(file)


def test_every_folder_says_what_it_is() -> None:
    for file in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))), file
