"""Files for people: a csv that Excel opens unharmed, and workbooks; read back alike."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabellen.cells.tablecells import only_table
from tabellen.errors import CallError
from tabellen.forms.frames import read_frame, write_frame
from tabellen.forms.workbooks import MOST_ROWS, require_rows
from tabellen.forms.writers import FrameWriter
from tabellen.sets.publishing import OutputSet
from tabellen.values.excel import for_excel, in_plain_units

CODES = ["15E038", "000123", "1-2", "mrt-24", "WAAR", "-12,50", "20170101", "x", "=1+1"]
FRAME = pl.DataFrame(
    {
        "code": CODES,
        "soort": pl.Series(CODES, dtype=pl.Enum(CODES)),
        "dag": [date(2024, 2, 29)] * len(CODES),
        "bedrag_cent": [123_450, -5, 0, None, 1, 10, 100, 99_999_999_999, 7],
        "is_uitval": [True, False, None] * 3,
        "aantal": list(range(len(CODES))),
    }
)


def written(path: Path, frame: pl.DataFrame, road: str, *, excel: bool = True) -> Path:
    with OutputSet(path, "group", for_excel=excel) as outputs:
        if road == "whole":
            write_frame(frame, path, outputs=outputs)
        else:
            with FrameWriter(path, frame.schema, outputs=outputs) as writer:
                for piece in frame.iter_slices(4):
                    writer.write(piece)
        outputs.publish()
    return path


@pytest.mark.parametrize("road", ["whole", "pieces"])
def test_csv_for_excel_is_one_and_is_read_back(road: str, tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", FRAME, road)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfcode;soort;dag;bedrag;is_uitval;aantal")
    assert b'"=""15E038""";"=""15E038""";2024-02-29;1234,50;true;0' in raw
    assert b"'=1+1" in raw
    back = read_frame(path)
    assert back["code"].to_list() == CODES
    assert back["soort"].to_list() == CODES
    assert back["bedrag"].to_list()[:4] == ["1234,50", "-0,05", "0,00", None]


@pytest.mark.parametrize("road", ["whole", "pieces"])
def test_workbook_has_texts_euros_and_days(road: str, tmp_path: Path) -> None:
    path = written(tmp_path / "x.xlsx", FRAME, road, excel=False)
    sheet = fastexcel.read_excel(path).load_sheet(0)
    found = sheet.to_polars()
    assert found["code"].to_list() == CODES
    assert found["bedrag"].to_list()[:4] == [1234.5, -0.05, 0.0, None]
    assert found["dag"].cast(pl.Date).to_list() == FRAME["dag"].to_list()
    assert fastexcel.read_excel(path).sheet_names == ["x"]
    cells = only_table(path)
    assert cells.headers[3] == "bedrag"


@pytest.mark.parametrize("road", ["whole", "pieces"])
def test_lines_of_json_hold_a_row_each(road: str, tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", FRAME, road)
    found = pl.read_ndjson(path)
    assert found["code"].to_list() == CODES
    assert found["bedrag_cent"].to_list() == FRAME["bedrag_cent"].to_list()
    assert len(path.read_text().splitlines()) == FRAME.height


def test_no_row_is_a_workbook_with_a_header(tmp_path: Path) -> None:
    path = written(tmp_path / "x.xlsx", FRAME.clear(), "pieces")
    assert only_table(path).headers[:2] == ("code", "soort")


def test_same_rows_are_the_same_workbook(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one = written(tmp_path / "a" / "x.xlsx", FRAME, "whole")
    other = written(tmp_path / "x.xlsx", FRAME, "pieces")
    assert one.read_bytes() == other.read_bytes()


def test_more_rows_than_a_sheet_holds_are_refused_in_words() -> None:
    require_rows(Path("x.xlsx"), MOST_ROWS)
    with pytest.raises(CallError, match=r"1,048,576 rows do not fit .* Write csv"):
        require_rows(Path("x.xlsx"), MOST_ROWS + 1)


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), min_size=1, max_size=20))
def test_every_text_comes_back_as_it_went(tmp_path_factory, texts) -> None:
    """But for what no csv carries: empty text is null, and ends of lines are kept."""
    clean = [(t and t.replace("\0", "").replace("\r", "")) or None for t in texts]
    frame = pl.DataFrame({"a": clean, "b": ["x"] * len(clean)})
    path = written(tmp_path_factory.mktemp("x") / "x.csv", frame, "whole")
    assert pl.read_csv(path, separator=";", infer_schema=False).height == len(clean)
    wrapped = for_excel(frame)["a"].to_list()
    for text, kept in zip(clean, wrapped, strict=True):
        assert kept in (text, f'="{text}"')


def test_columns_that_would_have_one_name_keep_their_own() -> None:
    frame = pl.DataFrame({"btw_bp": [2100], "btw_cent": [5], "x_cent": [1], "x": ["y"]})
    assert in_plain_units(frame).equals(frame)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
def test_plain_units_are_exact(cents: list[int]) -> None:
    plain = in_plain_units(pl.DataFrame({"bedrag_cent": cents, "prijs_e6": cents}))
    assert plain["bedrag"].to_list() == [Decimal(c).scaleb(-2) for c in cents]
    assert plain["prijs"].to_list() == [Decimal(c).scaleb(-6) for c in cents]
    for text in for_excel(plain)["prijs"]:
        assert "." not in text
        assert len(text.split(",")[1]) in (2, 4, 5, 6)
