"""Tables are read cell by cell: separators, headers, numbers, texts, holes, row numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnviz.experiment.tables import Table, read_table


def written(folder: Path, text: str | bytes, name: str = "table.csv") -> str:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def cells(table: Table) -> list[list[object]]:
    return [column.values.tolist() for column in table.columns]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found_out(tmp_path: Path, separator: str, end: str) -> None:
    rows = ["a,b,colour", "1,-2.5,red", "3e2,4,dark blue"]
    text = end.join(row.replace(",", separator) for row in rows) + end
    table = read_table(written(tmp_path, text))
    assert table.names == ("a", "b", "colour")
    assert cells(table) == [[1.0, 300.0], [-2.5, 4.0], ["red", "dark blue"]]
    assert table.rows.tolist() == [2, 3]


def test_a_first_row_of_numbers_is_no_header(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "1,2\n3,4\n"))
    assert table.names == ("column 1", "column 2")
    assert cells(table) == [[1.0, 3.0], [2.0, 4.0]]
    assert table.rows.tolist() == [1, 2]


def test_a_first_row_of_numbers_and_a_class_is_no_header(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "5.1,3.5,setosa\n4.9,3.0,setosa\n"))
    assert table.names == ("column 1", "column 2", "column 3")
    assert len(table.rows) == 2


def test_years_among_the_names_do_not_hide_a_header(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "id,2019,y\n1,3,4\n2,5,6\n"))
    assert table.names == ("id", "2019", "y")


def test_a_name_that_is_missing_is_the_columns_number(tmp_path: Path) -> None:
    assert read_table(written(tmp_path, ",b\n0,x\n1,y\n")).names == ("column 1", "b")


def test_a_name_may_look_like_a_hole(tmp_path: Path) -> None:
    assert read_table(written(tmp_path, "NA,nan\n0,x\n1,y\n")).names == ("NA", "nan")


def test_quotes_keep_separators_and_line_ends_within_a_cell(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'a,b\r\n1,"x, ""y"""\r\n2,"two\nlines"\r\n'))
    assert cells(table)[1] == ['x, "y"', "two\nlines"]


def test_blanks_around_cells_do_not_count(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a, b\n 1 , red \n2,  red\n"))
    assert table.names == ("a", "b")
    assert cells(table) == [[1.0, 2.0], ["red", "red"]]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read_table(written(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n")).names == ("a", "b")


HOLES = ["", "NA", "na", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "?", "inf", "-Inf", " NA "]


@pytest.mark.parametrize("hole", HOLES)
def test_holes_of_numbers_and_texts_are_known(tmp_path: Path, hole: str) -> None:
    table = read_table(written(tmp_path, f"a,b,c\n1,x,1\n{hole},{hole},2\n3,y,3\n"))
    numbers, texts, _ = table.columns
    assert numbers.holes.tolist() == [False, True, False]
    assert texts.holes.tolist() == [False, True, False]
    assert texts.values.tolist() == ["x", None, "y"]


def test_a_number_too_large_for_float64_is_a_hole(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b\n1,1\n1e999,2\n"))
    assert table.columns[0].holes.tolist() == [False, True]


def test_decimal_commas_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a;b;c\n1,5;2;x\n-2,25;NA;y\n"), ",")
    assert cells(table)[0] == [1.5, -2.25]
    assert table.columns[1].holes.tolist() == [False, True]


def test_decimal_commas_without_a_header_are_not_taken_for_separators(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "1,5;2,5\n2,5;3,5\n"), ",")
    assert cells(table) == [[1.5, 2.5], [2.5, 3.5]]


def test_quoted_decimal_commas_are_read_between_commas(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'a,b\n"1,5","2,5"\n"2,5",3\n'), ",")
    assert cells(table) == [[1.5, 2.5], [2.5, 3.0]]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a,b\n\n1,2\n\n\n3,4\n"))
    assert table.rows.tolist() == [3, 6]


def test_line_ends_of_two_systems_may_meet_in_one_file(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"a,b\r\n1,2\n3,4\r\n"))
    assert cells(table) == [[1.0, 3.0], [2.0, 4.0]]
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]


@pytest.mark.parametrize("name", ["a b.csv", "[1]*?.csv", "é'.csv", "{a,b}.tsv", "no ending"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    assert read_table(written(tmp_path, "a,b\n1,2\n", name)).name == name


def test_a_large_file_keeps_the_order_of_its_rows(tmp_path: Path) -> None:
    count = 400_000
    lines = [f"{number},{number % 7}.125,word {number % 3},tail" for number in range(count)]
    table = read_table(written(tmp_path, "n,m,w,t\n" + "\n".join(lines) + "\n"))
    np.testing.assert_array_equal(table.columns[0].values, np.arange(count))
    assert table.columns[2].values[-1] == f"word {(count - 1) % 3}"
    np.testing.assert_array_equal(table.rows, np.arange(2, count + 2))


def test_a_table_may_have_a_thousand_columns(tmp_path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(1001))
    row = ",".join(str(number) for number in range(1001))
    table = read_table(written(tmp_path, f"{names}\n{row}\n{row}\n"))
    assert [column.values[1] for column in table.columns] == list(range(1001))
