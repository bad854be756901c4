"""Files become cells: formats, encodings, ragged rows, exact numbers."""

import csv
import gzip
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from productstructure.errors import InputFileError
from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import read_cells
from tabellen.values.decimals import parse_decimal


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(r, c, value, day)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value)
    book.close()
    return path


def rows_of(cells: Cells) -> list[tuple]:
    return cells.frame.rows()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_whatever_its_separator_and_encoding(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    text = "code;naam\n039611;Ménière\n".replace(";", separator)
    (cells,) = read_cells(write(tmp_path / "t.csv", text, encoding))
    assert cells.headers == ("code", "naam")
    assert rows_of(cells) == [("039611", "Ménière")]


def test_csv_blank_rows_are_skipped_but_counted(tmp_path: Path) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", "a;b\n1;2\n\n;\n3;4\n"))
    assert cells.row.to_list() == [1, 4]


@pytest.mark.parametrize("bad", ["1", "1;2;3", '"1;2"'])
def test_csv_row_with_another_number_of_fields_is_a_finding(
    tmp_path: Path, bad: str
) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", f"a;b\nx;y\n{bad}\nz;w\n"))
    assert rows_of(cells) == [("x", "y"), ("z", "w")]
    assert cells.faults.select("row", "code").rows() == [(2, "RIJ_KOLOMMEN")]


def test_csv_header_whose_rows_all_break_off_is_no_title(tmp_path: Path) -> None:
    text = "a;b;c\n" + "1,5;2,5\n" * 3
    (cells,) = read_cells(write(tmp_path / "t.csv", text))
    assert cells.headers == ("a", "b", "c")
    assert cells.faults["code"].to_list() == ["RIJ_KOLOMMEN"] * 3


def test_csv_quoted_separator_is_text(tmp_path: Path) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", 'a;b\n"x;y";2\n'))
    assert rows_of(cells) == [("x;y", "2")]


def test_csv_quote_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="row 1 runs over 3 lines"):
        read_cells(write(tmp_path / "t.csv", 'a;b\n"x;1\n2;3\n4;5\n'))


def test_csv_quote_inside_a_text_is_a_sign(tmp_path: Path) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", 'a;b\nnaald 5";x\n'))
    assert rows_of(cells) == [('naald 5"', "x")]


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1;2\n".encode("utf-32"),
        gzip.compress(b"a;b\n1;2\n"),
        b"PK\x03\x04\x14\0\x06\0\x08\0\n;\r;\n",
        b"a;b\r1;2\n3;4\n",
    ],
    ids=["utf-32", "packed", "a workbook", "CR and LF"],
)
def test_csv_whose_first_line_is_no_header_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match="first line is no header"):
        read_cells(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_header_whose_names_run_over_lines_is_read(
    tmp_path: Path, end: str
) -> None:
    text = f'"a{end}b";"c"{end}"1";"2"{end}'
    (cells,) = read_cells(write(tmp_path / "t.csv", text))
    assert cells.headers == ("a b", "c")
    assert rows_of(cells) == [("1", "2")]


def test_csv_quote_of_the_header_that_closes_in_a_row_is_refused(
    tmp_path: Path,
) -> None:
    text = ' """b;1;"\na"b;c,"1b;\nb; a0b;a;a;\n;\n'
    with pytest.raises(InputFileError, match="a quote opens in its first line"):
        read_cells(write(tmp_path / "t.csv", text))


def test_csv_end_of_line_within_a_row_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="line 3 is no csv: a CR stands in it"):
        read_cells(write(tmp_path / "t.csv", "a;b\n1;2\n3;4\r5;6\n7\n"))


def test_csv_with_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", "a;b\n"))
    assert (cells.frame.height, cells.row.len()) == (0, 0)


def test_double_headers_are_kept_for_the_reader_to_refuse(tmp_path: Path) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", "a;a\n1;2\n"))
    assert cells.headers == ("a", "a")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("t.csv", "", "empty"),
        ("t.xls", "x", "'.xls'"),
        ("t.xlsx", "no workbook", "Excel"),
        ("t.parquet", "no parquet", "parquet"),
        ("t.toml", "a = ", "TOML"),
        ("t.toml", "a = 1", "list of rows"),
    ],
)
def test_file_that_is_no_table_is_refused(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(InputFileError, match=message):
        read_cells(write(tmp_path / name, text))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_workbook_of_which_a_part_is_damaged_is_refused(
    tmp_path: Path, part: str
) -> None:
    path = workbook(tmp_path / "t.xlsx", t=[["code", "prijs"], ["15A001", 4215.75]])
    content = path.read_bytes()
    (sound,) = read_cells(path)
    with zipfile.ZipFile(path) as parts:
        member = parts.getinfo(part)
    start = member.header_offset + 30 + len(part)
    *places, last = range(start, start + member.compress_size)
    for place in places[:-1]:
        other = bytes([content[place] ^ 16])
        path.write_bytes(content[:place] + other + content[place + 1 :])
        with pytest.raises(InputFileError, match=r"^t\.xlsx: "):
            read_cells(path)
    # The last two say no more than that the end is there.
    path.write_bytes(content[:last] + b"\0" + content[last + 1 :])
    (cells,) = read_cells(path)
    assert rows_of(cells) == rows_of(sound)


def test_absent_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"geen\.csv: no such file"):
        read_cells(tmp_path / "geen.csv")


def test_workbook_gives_a_table_per_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", contract=[["a"], [1]], leeg=[], tarief=[["b"]])
    names = [(cells.naam, cells.headers) for cells in read_cells(path)]
    assert names == [("contract", ("a",)), ("leeg", ()), ("tarief", ("b",))]


def test_workbook_cells_keep_zeros_days_and_answers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        t=[["code", "dag", "ja"], ["039611", datetime(2025, 1, 31), True], [190153]],
    )
    (cells,) = read_cells(path)
    assert rows_of(cells) == [
        ("039611", "2025-01-31 00:00:00", "true"),
        ("190153", None, None),
    ]


@pytest.mark.parametrize("cell", ["1.234", 1.234])
def test_workbook_cell_of_three_decimals_stays_ambiguous(
    tmp_path: Path, cell: object
) -> None:
    (cells,) = read_cells(workbook(tmp_path / "t.xlsx", t=[["prijs"], [cell]]))
    assert cells.frame.item() == "1.234"


@pytest.mark.parametrize("text", ["1.250", "0390", "2.10", "4215,75", "1.234,50"])
def test_workbook_text_cell_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    (cells,) = read_cells(workbook(tmp_path / "t.xlsx", t=[["prijs"], [text]]))
    assert cells.frame.item() == text


# fastexcel prints the first two as 3457004147.090000153 and 282429936.74000001.
@pytest.mark.parametrize("value", [3457004147.09, 282429936.74, 4215.75, 1e-7])
def test_workbook_number_is_its_shortest_decimal(tmp_path: Path, value: float) -> None:
    (cells,) = read_cells(workbook(tmp_path / "t.xlsx", t=[["prijs"], [value]]))
    assert Decimal(cells.frame.item()) == Decimal(repr(value))


@given(
    cents=st.lists(st.integers(0, 10**12), min_size=1, max_size=40),
)
@settings(max_examples=15, deadline=None)
def test_workbook_amounts_come_back_to_the_cent(
    cents: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "t.xlsx"
    (cells,) = read_cells(
        workbook(path, t=[["prijs"], *([cent / 100] for cent in cents)])
    )
    assert cells.frame.select(parse_decimal(pl.col("0"), 2)).to_series().to_list() == (
        cents
    )


def test_toml_numbers_are_read_as_text(tmp_path: Path) -> None:
    text = '[[t]]\nprijs = 1.234\nlijst = ["A", "B"]\nja = true\ndag = 2025-01-31\n'
    (cells,) = read_cells(write(tmp_path / "r.toml", text))
    assert dict(zip(cells.headers, cells.frame.row(0), strict=True)) == {
        "prijs": "1.2340",
        "lijst": "A|B",
        "ja": "true",
        "dag": "2025-01-31",
    }


def test_toml_gives_a_table_per_list(tmp_path: Path) -> None:
    path = write(tmp_path / "r.toml", "[[a]]\nx = 1\n[[b]]\ny = 2\n[[a]]\nz = 3\n")
    assert [(cells.naam, cells.headers) for cells in read_cells(path)] == [
        ("a", ("x", "z")),
        ("b", ("y",)),
    ]


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_columnar_files_keep_their_types(tmp_path: Path, suffix: str) -> None:
    frame = pl.DataFrame({"code": ["A", None, "B"], "prijs_e6": [1, None, 2]})
    path = tmp_path / f"t.{suffix}"
    (frame.write_parquet if suffix == "parquet" else frame.write_ipc)(path)
    (cells,) = read_cells(path)
    assert cells.frame.dtypes == [pl.String, pl.Int64]
    assert cells.row.to_list() == [1, 3]


def told(cells: Cells) -> list[tuple[int | None, str]]:
    return cells.faults.select("row", "code").rows()


def test_csv_lines_that_end_in_cr_cr_lf_are_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a;b\r\r\n1;2\r\r\n3;4\r\r\n")
    (cells,) = read_cells(path)
    assert (cells.headers, rows_of(cells)) == (("a", "b"), [("1", "2"), ("3", "4")])
    assert told(cells) == [(None, "REGELEINDE_DUBBEL")]


@pytest.mark.parametrize("rows", [1, 19, 20, 500])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_csv_that_a_program_wrote_without_its_last_line_end_is_told(
    tmp_path: Path, rows: int, end: str
) -> None:
    text = "a;b" + "\n1;2" * rows + end
    (cells,) = read_cells(write(tmp_path / "t.csv", text))
    is_told = not end and rows >= 20
    assert told(cells) == ([(None, "BESTAND_ZONDER_REGELEINDE")] if is_told else [])
    assert cells.frame.height == rows


@pytest.mark.parametrize(("opens", "closes"), [(0, 0), (1, 1), (2, 2), (2, 0), (0, 2)])
@pytest.mark.parametrize("apart", [1, 2, 500])
def test_csv_quote_that_swallows_rows_is_refused(
    tmp_path: Path, opens: int, closes: int, apart: int
) -> None:
    rows = [["1", "2", "3"] for _ in range(510)]
    rows[4][opens] = '"' + rows[4][opens]
    rows[4 + apart][closes] += '"'
    text = "\n".join(["a;b;c", *map(";".join, rows), ""])
    with pytest.raises(InputFileError, match=f"row 5 runs over {apart + 1} lines"):
        read_cells(write(tmp_path / "t.csv", text))


def test_csv_cell_over_two_lines_is_read_and_told(tmp_path: Path) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", 'a;b;c\n1;"x\ny";3\n4;5;6\n'))
    assert rows_of(cells) == [("1", "x\ny", "3"), ("4", "5", "6")]
    assert told(cells) == [(1, "RIJ_MEER_REGELS")]


@pytest.mark.parametrize("height", [65_533, 65_534, 65_535, 65_536, 65_537])
def test_csv_as_long_as_a_sheet_is_told(tmp_path: Path, height: int) -> None:
    (cells,) = read_cells(write(tmp_path / "t.csv", "a;b\n" + "1;2\n" * height))
    is_limit = 65_534 <= height <= 65_536
    assert told(cells) == ([(None, "TABEL_OP_BLADGRENS")] if is_limit else [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_toml_with_a_mark_in_front_is_read(tmp_path: Path, encoding: str) -> None:
    (cells,) = read_cells(write(tmp_path / "t.toml", '[[t]]\na = "é"\n', encoding))
    assert rows_of(cells) == [("é",)]


CELL = st.sampled_from(["", "a", " b ", "é", "1,5", "x;y"])
TITLED = st.lists(
    st.one_of(st.lists(CELL, min_size=3, max_size=3), st.just([])), max_size=6
)


@given(st.lists(st.sampled_from(["", "Export", "van 2024"]), max_size=3), TITLED)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_below_titles_are_those_of_the_csv_module(tmp_path, titles, rows):
    """With the number that each has among all lines, blank ones among them."""
    # A title is known by what most of the first lines have, and those have no quotes.
    above = ["Lijst", *titles, "a;b;c", *["p;q;r"] * 30]
    path = write(tmp_path / "t.csv", "\n".join([*above, ""]))
    with path.open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";", lineterminator="\n").writerows(rows)
    (cells,) = read_cells(path)
    with path.open(encoding="utf-8", newline="") as handle:
        expected = {
            number: tuple(cell or None for cell in fields + [""] * (3 - len(fields)))
            for number, fields in enumerate(csv.reader(handle, delimiter=";"))
            if number and any(cell.strip() for cell in fields)
        }
    assert cells.headers == ("Lijst", "", "")
    assert dict(zip(cells.row, cells.frame.rows(), strict=True)) == expected
