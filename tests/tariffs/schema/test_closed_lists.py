"""Nothing outside a closed list passes in silence, in any table."""

import dataframely as dy
import polars as pl
import pytest
from support.tarieven.tabelcellen import columns_of, findings_on, name_of

from tariffs.schema import TABEL_VAN, Tabel

BAD = ["x", "?", "niet ingevuld", "2", "JA/NEE", "J N"]


@pytest.mark.parametrize(
    ("tabel", "naam"), columns_of(dy.Enum, dy.Bool, dy.List), ids=name_of
)
def test_value_outside_its_list_rejects_the_row(tabel: Tabel, naam: str):
    found = findings_on(tabel, naam, pl.Series(BAD))
    rejected = [row for row, code, _ in found if code == "WAARDE_ONBEKEND"]
    assert rejected == list(range(1, len(BAD) + 1))


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64, pl.Categorical, pl.Boolean])
def test_value_of_another_type_is_no_member_either(dtype: pl.DataType):
    value = {pl.Categorical: "x", pl.Boolean: True}.get(dtype, 7)
    for tabel, naam in columns_of(dy.Enum)[::4]:
        found = findings_on(tabel, naam, pl.Series([value], dtype=dtype))
        assert "WAARDE_ONBEKEND" in {code for _, code, _ in found}


@pytest.mark.parametrize("text", ["J", "j", "ja", "Ja", "JA", "1", "true", "WAAR"])
def test_usual_spellings_of_yes_are_read(text: str):
    tabel = TABEL_VAN["contract"]
    assert findings_on(tabel, "schriftelijk", pl.Series([text])) == []


@pytest.mark.parametrize("values", [["LICHT", "x"], ["", "x"], ["licht zwaar x"]])
def test_list_with_one_stranger_is_refused(values: list[str]):
    tabel = TABEL_VAN["contract"]
    found = findings_on(tabel, "ic_zwaarte", pl.Series([values]))
    assert [code for _, code, _ in found] == ["WAARDE_ONBEKEND"]
