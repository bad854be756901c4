"""A text that stands often is parsed once, and read as where it stands alone."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tariffs.files import parsing
from tariffs.files.parsing import Parsed, parse_cells
from tariffs.schema import ContractPrijs, Prestatie

TIMES = 9

CELLS = {
    "prestatiecode": [None, "", "15E566", "1,5E+40", "190205", " 39001 "],
    "component": ["INTEGRAAL", "kosten", "half", None],
    "prijs_e6": ["1,25", "1.234,50", "1.234", "12,3456789", "gratis", None, "€ 48,-"],
    "begindatum": ["2025-01-01", "1-3-2025", "29-02-2015", "20250630", "", None],
    "versie": ["1", "een", "2.0", None],
    "per_verpakking": ["ja", "NEE", "soms", None],
}
IS_PLAIN = {name: name == "prijs_e6" for name in CELLS}


def parsed(texts: pl.DataFrame, *, contrary: dict[str, pl.Series]) -> Parsed:
    numbered = texts.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"), pl.all()
    )
    return parse_cells(
        numbered, ContractPrijs, IS_PLAIN, given={}, notaties={}, contrary=contrary
    )


@given(
    rows=st.lists(
        st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())),
        min_size=1,
        max_size=6,
        unique=True,
    ),
    has_contrary=st.booleans(),
)
def test_rows_that_repeat_are_read_as_they_are_alone(
    rows: list[tuple[str | None, ...]], has_contrary: bool
) -> None:
    texts = pl.DataFrame(
        rows, schema=dict.fromkeys(CELLS, pl.String), orient="row"
    ).with_row_index("_nr")
    often = pl.concat([texts] * TIMES)
    of_row, of_often = (
        {"prijs_e6": frame["_nr"] == 0} if has_contrary else {}
        for frame in (texts, often)
    )
    alone = parsed(texts.drop("_nr"), contrary=of_row)
    # As of a large table: a column after another, and by its texts where they repeat.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_MANY", 1)
        found = parsed(often.drop("_nr"), contrary=of_often)
    assert_frame_equal(
        found.rows.drop("row"), pl.concat([alone.rows.drop("row")] * TIMES)
    )
    each = [
        alone.unread.with_columns(pl.col("row") + again * len(rows))
        for again in range(TIMES)
    ]
    order = ["row", "column"]
    assert_frame_equal(found.unread.sort(order), pl.concat(each).sort(order))


@pytest.mark.parametrize("times", [1, TIMES])
def test_amounts_that_are_decimals_are_exact(
    monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(parsing, "_MANY", TIMES)
    amounts = [Decimal("447.54"), Decimal("0.10"), None] * times
    texts = pl.DataFrame({"prijs_e6": amounts}, schema={"prijs_e6": pl.Decimal(12, 2)})
    numbered = texts.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"), pl.all()
    )
    read = parse_cells(
        numbered,
        ContractPrijs,
        {"prijs_e6": True},
        given={},
        notaties={},
        contrary={},
    )
    assert read.rows["prijs_e6"].to_list() == [447_540_000, 100_000, None] * times
    assert read.unread.is_empty()


@pytest.mark.parametrize(("text", "read"), [("3", "03"), ("03", "03"), ("15", "15")])
def test_a_code_gets_back_the_zero_that_a_spreadsheet_took(text: str, read: str):
    cells = pl.DataFrame({"row": [1], "tarieftype": [text]})
    found = parse_cells(
        cells, Prestatie, {"tarieftype": False}, given={}, notaties={}, contrary={}
    )
    assert found.rows["tarieftype"].to_list() == [read]


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (True, ["1", "J", "ja", "WAAR", "true"]),
        (False, ["0", "N", "nee", "ONWAAR", "false"]),
    ],
)
def test_a_word_for_yes_or_no_is_read_as_such(read: bool, words: list[str]):
    cells = pl.DataFrame({"row": range(len(words)), "per_verpakking": words})
    found = parse_cells(
        cells,
        ContractPrijs,
        {"per_verpakking": False},
        given={},
        notaties={},
        contrary={},
    )
    assert found.rows["per_verpakking"].to_list() == [read] * len(words)


def one(naam: str, cell: object) -> Parsed:
    cells = pl.DataFrame({"row": [1], naam: [cell]})
    return parse_cells(
        cells, ContractPrijs, {naam: False}, given={}, notaties={}, contrary={}
    )


@pytest.mark.parametrize(
    ("cell", "read"),
    [("2,0", 2), ("2.00", 2), ("-2,0", -2), (Decimal("2.0000000000"), 2)]
    + [(cell, None) for cell in ("2,000", "2.5", "2,0.", Decimal("2.50"))],
)
def test_a_whole_number_may_have_noughts_behind_it(cell: object, read: int | None):
    found = one("volume", cell)
    assert found.rows["volume"].to_list() == [read]
    assert found.unread.height == (read is None)


def test_noughts_behind_an_amount_in_parts_are_not_read():
    assert one("prijs_e6", "2,00").unread["code"].to_list() == ["GETAL_ONLEESBAAR"]


@pytest.mark.parametrize("midnight", ["", " 0:00", " 00:00", " 00:00:00"])
@pytest.mark.parametrize("day", ["1-3-2025", "01-03-2025", "2025-03-01", "20250301"])
def test_a_day_with_the_midnight_of_a_spreadsheet_is_that_day(day: str, midnight: str):
    found = one("begindatum", day + midnight)
    assert found.rows["begindatum"].to_list() == [date(2025, 3, 1)]
