from pathlib import Path

from nnviz.experiment.suggest import Examination, TableChoices, examine
from nnviz.scenes.data_preview import COLUMNS, HOLE, LONGEST, data_preview


def table(folder: Path, text: str) -> str:
    file = folder / "table.csv"
    file.write_text(text)
    return str(file)


def test_cells_are_shown_as_they_are_with_holes_named(tmp_path: Path) -> None:
    path = table(tmp_path, "a,word,b\n1,x,0.5\n,y,1e-7\n3,,2\n4,z,3\n")
    shown = data_preview(examine(path, TableChoices()), TableChoices())
    assert shown.cells == (
        ("1", "x", "0.5"),
        (HOLE, "y", "1e−7"),
        ("3", HOLE, "2"),
        ("4", "z", "3"),
    )
    assert shown.numbers == (True, False, True)
    assert (shown.target, shown.size) == (2, "4 rows, 3 columns:")


def test_long_texts_and_many_columns_are_cut(tmp_path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(COLUMNS + 40))
    row = ",".join(["w" * 300, *(str(n) for n in range(COLUMNS + 39))])
    other = row.replace("w", "v")
    path = table(tmp_path, f"{names}\n{row}\n{other}\n{row}\n")
    shown = data_preview(examine(path, TableChoices()), TableChoices())
    assert len(shown.columns) == len(shown.cells[0]) == COLUMNS
    assert len(shown.cells[0][0]) == LONGEST
    assert shown.target is None
    assert shown.size == f"3 rows, 100 columns; the first {COLUMNS} columns:"


def test_a_table_that_can_t_be_read_is_not_usable() -> None:
    seen = Examination(problem='read the table with decimal_separator="," (or not)')
    shown = data_preview(seen, TableChoices())
    assert not shown.usable
    assert shown.columns == ()
    assert shown.report == "choose a comma for decimals above (or not)"
    assert [field.name for field in shown.fields] == [
        "target", "task", "standardise", "test_share", "decimal_separator"
    ]  # fmt: skip


def test_a_share_gives_way_to_a_test_file(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b\n1,2.5\n2,3.5\n3,4.5\n4,5.25\n")
    choices = TableChoices(test_path=path)
    shown = data_preview(examine(path, choices), choices)
    share = next(field for field in shown.fields if field.name == "test_share")
    assert share.fixed == "The test part is a file of its own."
    assert shown.usable
