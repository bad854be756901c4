from pathlib import Path

import pytest

from productstructure.errors import InputFileError
from tabellen.forms.csvform import csv_header, read_csv


@pytest.fixture
def written(tmp_path: Path):
    def write(content: bytes) -> Path:
        path = tmp_path / "file.csv"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("separator", [b";", b","])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_csv_of_every_dialect_reads_the_same(written, separator, newline, start):
    lines = [b"a", b"b"], [b"01", b""], [b"", b"x"]
    content = start + newline.join(separator.join(line) for line in lines)
    frame = read_csv(written(content))
    assert frame.rows(named=True) == [{"a": "01", "b": None}, {"a": None, "b": "x"}]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_csv_in_utf8_or_latin1_reads_the_same(written, encoding):
    path = written("naam;é\nZoë;1\n".encode(encoding))
    assert read_csv(path).rows(named=True) == [{"naam": "Zoë", "é": "1"}]


def test_csv_with_the_other_separator_in_its_values_takes_the_one_of_the_header(
    written,
):
    assert read_csv(written(b"a;b\n1,5;2,5\n")).rows() == [("1,5", "2,5")]


def test_csv_header_with_quotes_gives_the_names_inside(written):
    assert csv_header(written(b'"a";"b;c"\n')) == (";", ["a", "b;c"])


@pytest.mark.parametrize("content", [b"a;b", b"a;b\n", b"a;b\r\n\r\n"])
def test_csv_of_a_header_alone_has_no_rows(written, content):
    frame = read_csv(written(content))
    assert (frame.columns, frame.height) == (["a", "b"], 0)


def test_csv_line_without_values_is_no_row_at_the_end_only(written):
    assert read_csv(written(b"a;b\n1;2\n;\n3;4\n;\n\n")).rows() == [
        ("1", "2"),
        (None, None),
        ("3", "4"),
    ]


def test_csv_short_line_has_nulls_for_the_rest(written):
    assert read_csv(written(b"a;b\n1\n")).rows() == [("1", None)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a;b\n1;2\n3;4;5\n", "line 3 has 3 fields, the header 2"),
        (b'a;b\n"x\ny";2\n3;4;5\n', "line 4 has 3 fields, the header 2"),
        (b'a;b\n1;"2\n3;4\n', "line 2 has a double quote"),
        (b'a;b\n1;2\n3;x"y\n', "line 3 has a double quote"),
        (b"a;b\n\xff;1;2\n", "line 2 has 3 fields, the header 2"),
        (b"a;;b\n1;2;3\n", "column 2 of the header has no name"),
        (b"a;b;a\n1;2;3\n", "column 3 of the header has the name of an earlier column"),
        (b'"a"b;c\n', "line 1 has a double quote"),
        (b"\n\n", "has blank lines only"),
        (b"a;b\r1;2\r", "its lines end in CR alone"),
        ("a;b\n1;2\n".encode("utf-16"), "not text in utf-8 or latin-1"),
        (b"PK\x03\x04\x00\x00", "not text in utf-8 or latin-1"),
    ],
)
def test_csv_with_a_fault_is_refused_by_name_and_line(written, content, said):
    with pytest.raises(InputFileError, match=f"file.csv.*{said}"):
        read_csv(written(content))


@pytest.mark.parametrize("row", [b'Jansen;"2', b"Jansen;2;3", b'Jansen;"x"y'])
def test_csv_fault_keeps_what_stands_in_the_file_to_itself(written, row):
    with pytest.raises(InputFileError) as caught:
        read_csv(written(b"a;b\n" + row + b"\n3;4\n"))
    assert "Jansen" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
