"""What takes no ink or is only case is mended in every table, and counted."""

import dataframely as dy
import polars as pl
import pytest
from support.tarieven.tabelcellen import columns_of, findings_on, name_of

from productstructure.errors import InputFileError
from tariffs.files.spelling import mend_cells
from tariffs.lookup.contracts import folded
from tariffs.lookup.periods import CodeList
from tariffs.schema import TABEL_VAN, Tabel

SIGNS = {
    "byte order mark": "\ufeff",
    "no-break blank": "\u00a0",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "narrow blank": "\u202f",
    "carriage return": "\r",
    "soft hyphen": "\u00ad",
}
KEYS = [
    (tabel, naam)
    for tabel, naam in columns_of(dy.String)
    if (tabel, naam) not in columns_of(dy.String, soort="tekst")
]


def mended(tabel: Tabel, naam: str, texts: pl.Series):
    cells = texts.to_frame(naam).with_row_index("row", 1)
    rows, findings = mend_cells(cells, tabel.schema, bestand="t", source=tabel.naam)
    values = [value or None for value in rows[naam].to_list()]
    return values, findings.select("row", "code", "value").rows()


@pytest.mark.parametrize(("tabel", "naam"), KEYS, ids=name_of)
def test_invisible_signs_go_from_every_key_code_and_label(tabel: Tabel, naam: str):
    texts = [f"{sign}A1{sign}B2" for sign in SIGNS.values()]
    texts = pl.Series(["A1B2", *texts, " A1B2 ", None, ""])
    values, findings = mended(tabel, naam, texts)
    assert values == ["A1B2"] * (len(SIGNS) + 2) + [None, None]
    assert findings == [(2, "TEKENS_VERWIJDERD", str(len(SIGNS) + 1))]


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["15E566\u200b"])])
def test_texts_of_other_types_are_mended_too(dtype: pl.DataType):
    texts = pl.Series(["15E566\u200b"], dtype=dtype)
    values, findings = mended(TABEL_VAN["contract_prijs"], "prestatiecode", texts)
    assert (values, findings) == (["15E566"], [(1, "TEKENS_VERWIJDERD", "1")])


def test_text_for_people_is_kept_as_it_is():
    for tabel, naam in columns_of(dy.String, soort="tekst"):
        values, findings = mended(tabel, naam, pl.Series(["St.\u00a0Elders"]))
        assert (values, findings) == (["St.\u00a0Elders"], [])


def test_blanks_alone_are_nothing_and_not_counted():
    tabel = TABEL_VAN["contract"]
    assert mended(tabel, "polis", pl.Series(["  ", "\u200b"])) == ([None, None], [])


@pytest.mark.parametrize(
    ("tabel", "naam"),
    [*columns_of(dy.String, soort="code"), *columns_of(dy.Enum)],
    ids=name_of,
)
def test_case_is_mended_in_codes_and_closed_lists(tabel: Tabel, naam: str):
    values, findings = mended(tabel, naam, pl.Series(["15x032", "15X032", "15x032"]))
    assert values == ["15X032"] * 3
    assert findings == [(1, "SCHRIJFWIJZE_HERSTELD", "2")]


@pytest.mark.parametrize(
    ("tabel", "naam"),
    [each for each in KEYS if each not in columns_of(dy.String, soort="code")],
    ids=name_of,
)
def test_case_of_identifiers_and_labels_is_not_touched_by_itself(tabel, naam):
    assert mended(tabel, naam, pl.Series(["Aa1"])) == (["Aa1"], [])


def test_codes_that_are_whole_numbers_of_another_type_are_codes():
    tabel = TABEL_VAN["contract_prijs"]
    for dtype in (pl.Float64, pl.Decimal(12, 3), pl.Int64):
        texts = pl.Series([190153], dtype=dtype)
        values, _ = mended(tabel, "prestatiecode", texts)
        assert [str(value) for value in values] == ["190153"]
        assert findings_on(tabel, "prestatiecode", texts) == []


def test_codes_that_are_no_whole_numbers_are_refused_by_name():
    with pytest.raises(
        InputFileError, match="prestatiecode holds numbers that are not"
    ):
        mended(TABEL_VAN["contract_prijs"], "prestatiecode", pl.Series([1901.53]))


@pytest.mark.parametrize(
    "code", ["1,5E+39", "1.5E+39", "1.50E+04", "1E39", "15e+3", "39611.0", "06.0102"]
)
def test_code_that_became_a_number_is_refused_by_row(code: str):
    for naam in ("contract_prijs", "standaardprijslijst", "odv_prijs", "tarief"):
        ((_, found, _),) = [
            each
            for each in findings_on(TABEL_VAN[naam], "prestatiecode", pl.Series([code]))
            if each[1] != "SCHRIJFWIJZE_HERSTELD"
        ]
        assert found == "CODE_ONJUIST"


def test_real_code_with_an_e_is_a_code():
    tabel = TABEL_VAN["contract_prijs"]
    assert findings_on(tabel, "prestatiecode", pl.Series(["15E003"])) == []


def test_numbers_of_labels_are_those_of_any_case():
    labels = CodeList(pl.Series(["KUST", "Kust", "MEER"]), is_label=True)
    assert labels.numbers(pl.Series(["kust", "KUST", "Kust", "x"])).to_list() == [
        1,
        1,
        1,
        0,
    ]
    assert labels.texts(pl.Series([1, 2])).to_list() == ["KUST", "MEER"]
    assert pl.select(folded(pl.lit("Zuid"))).item() == "zuid"
