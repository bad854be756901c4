"""Texts of elements become typed cells, or nothing where they are not in their form."""

from datetime import date

import polars as pl
import pytest

from productstructure.files.cells import find_faulty, parse_cells
from productstructure.schema import Column, Kind

DAY = date(2012, 1, 31)


def parsed(kind: Kind, *texts: str | None) -> list[object]:
    """What a column of one kind makes of texts."""
    frame = pl.DataFrame({"kolom": pl.Series(texts, dtype=pl.String)})
    column = Column("kolom", "Kolom", kind, required=False)
    cells = parse_cells([column], frame)
    assert cells.schema == {"kolom": kind.dtype}
    return cells["kolom"].to_list()


def problems(kind: Kind, *texts: str | None, required: bool) -> list[int]:
    """Which of these texts are told as faulty."""
    frame = pl.DataFrame({"kolom": pl.Series(texts, dtype=pl.String)})
    columns = [Column("kolom", "Kolom", kind, required=required)]
    return [row for row, *_ in find_faulty(columns, frame, parse_cells(columns, frame))]


@pytest.mark.parametrize(
    "text", ["2012-01-31", "20120131", " 2012-01-31", "20120131\n"], ids=repr
)
def test_date_is_read_in_both_forms(text: str) -> None:
    """Of the NZa: JJJJ-MM-DD, or JJJJMMDD; blanks around it say nothing."""
    assert parsed(Kind.DATE, text) == [DAY]


# By their lengths some of these might pass for one of the two forms.
NO_DATES = [
    *("2012-1-31", "2012-01-1", "2012-1-1", "2012-001-1", "2012-1-031"),
    *("+2012-1-31", "+2012-01-31", "-2012-1-31", "+20121-1-1", "12012-1-31"),
    *("2012- 1-31", "2012-01- 1", "2012 01 31", "2012/01/31", "2012-0131"),
    *("201201-31", "2012131", "+2012131", "-0120131", "201211 1", "2012011", "0120131"),
    *("120120131", "2012-01-311", "2012-02-30", "20120230", "2011-02-29", "2012-13-01"),
    *("2012-00-10", "2012-01-00", "00000000", "31-01-2012", "31012012", "20123101"),
    *(
        "2012-01-31T00:00:00",
        "2012-01-31Z",
        "\uff12\uff10\uff11\uff120131",
        "2012-01-3\u0661",
    ),
]


@pytest.mark.parametrize("text", NO_DATES)
def test_text_in_another_form_is_no_date(text: str) -> None:
    assert parsed(Kind.DATE, text, "2012-01-31") == [None, DAY]
    assert problems(Kind.DATE, text, "2012-01-31", required=False) == [0]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.TEXT, " Bezoek ", " Bezoek "),
        (Kind.TEXT, "  ", None),
        (Kind.CODE, "Z_a b", "Z_a b"),
        (Kind.CODE, "0", "0"),
        (Kind.FLAG, "0", False),
        (Kind.FLAG, "1", True),
        (Kind.FLAG, " 1 ", True),
        (Kind.COUNT, "0", 0),
        (Kind.COUNT, "-1", -1),
        (Kind.COUNT, "007", 7),
        (Kind.COUNT, " 7 ", 7),
        (Kind.COUNT, "2147483647", 2**31 - 1),
        (Kind.ID, "2147483648", 2**31),
        (Kind.ID, "999999999999999999", 10**18 - 1),
    ],
)
def test_cell_has_the_value_of_its_text(
    kind: Kind, text: str, expected: object
) -> None:
    assert parsed(kind, text, None) == [expected, None]
    assert problems(kind, text, required=False) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((Kind.CODE, text) for text in (" 0303", "0303 ", "03\u200b03", "03é", "٣")),
        *((Kind.FLAG, text) for text in ("2", "J", "true", "01", "-1", "0.0", "1.0")),
        *((Kind.COUNT, text) for text in ("1.0", "1,0", "+1", "--1", "1e3", "0x1")),
        *((Kind.COUNT, text) for text in ("2147483648", "-2147483649", "1 0", "٣")),
        (Kind.ID, "9" * 19),
    ],
)
def test_text_that_is_not_read_is_told_and_not_guessed(kind: Kind, text: str) -> None:
    assert parsed(kind, text) == [None]
    assert problems(kind, text, required=False) == [0]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", [None, "", "  ", "\t\n"], ids=repr)
def test_absent_empty_and_blank_are_null_and_told_where_required(
    kind: Kind, text: str | None
) -> None:
    """Absent, empty and blank elements are null (RZ17a)."""
    assert parsed(kind, text) == [None]
    assert problems(kind, text, required=False) == []
    assert problems(kind, text, required=True) == [0]
