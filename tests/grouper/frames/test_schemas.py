"""What the grouper gives out is what its schemas declare, nulls included."""

import dataframely as dy
import polars as pl
import pytest
from dataframely.exc import ValidationError
from support.releases.small import subtrajecten
from support.releases.small_ozp import derive, lines

from grouper.frames.schemas import STATUSES, Digests, Findings, Grouped, Ozp, Profielen

MAY_BE_NULL: dict[type[dy.Schema], set[str]] = {
    # A rejected subtraject has no codes, uitval no declaratiecode; a number may lack.
    Grouped: {
        *("subtraject_nummer", "zorgproductgroep_code", "zorgproduct_code"),
        *("declaratiecode", "declaratiecode_verzekerd", "declaratiecode_onverzekerd"),
        *("is_uitval", "aanspraak_toegepast", "is_oranje_producttyperend"),
        "is_machtiging_vereist",
    },
    Ozp: {
        *("subtraject_nummer", "declaratiecode", "ozp_categorie", "aanvrager_soort"),
        "hoofdsubtraject_nummer",
    },
    Profielen: {"subtraject_nummer", "wbmv_code", "aanspraak_code"},
    Findings: {"subtraject_nummer", "value"},
    Digests: set(),
}


@pytest.mark.parametrize("schema", MAY_BE_NULL)
def test_value_is_null_where_there_may_be_none(schema: type[dy.Schema]) -> None:
    found = {name for name, column in schema.columns().items() if column.nullable}
    assert found == MAY_BE_NULL[schema]


def test_statuses_stand_in_the_order_of_their_numbers() -> None:
    """docs/decisions.md 1."""
    assert STATUSES == ("ok", "warning", "rejected", "no_tree")


def test_rejected_row_without_a_number_is_a_row_of_its_schema() -> None:
    result = derive(
        subtrajecten({"subtraject_nummer": None}, {"zorgtype_code": "41"}),
        lines((2, "061301", "2020-06-10"), (2, "062001", None)),
    )
    grouped = Grouped.validate(result.grouped)
    Findings.validate(result.findings)
    assert result.ozp is not None
    Ozp.validate(result.ozp)
    assert grouped["subtraject_nummer"].to_list() == [None, "2"]
    with pytest.raises(ValidationError):
        Grouped.validate(grouped.with_columns(zorgproduct_code=pl.lit("01010100")))
    with pytest.raises(ValidationError):
        Findings.validate(result.findings.with_columns(row=pl.lit(0, pl.Int64)))


@pytest.mark.parametrize(
    ("schema", "column", "right", "wrong"),
    [
        (Grouped, "zorgproductgroep_code", "010101", ("01010", "0101010", "01010A")),
        (Grouped, "zorgproduct_code", "010101001", ("01010100", "0101010011", "x")),
        (Ozp, "zorgproduct_code", "190153", ("19015", "1901530", "19015A")),
        (Ozp, "declaratiecode", "14E488", ("14E48", "14e488", "14E4880")),
        (Ozp, "tarieftype", "15", ("5", "150", "1A")),
        (Profielen, "zorgactiviteit_code", "030001", ("30001", "0300010")),
        (Digests, "dbc_grouper_digest", "0f" * 16, ("0f" * 15, "0F" * 16, "0f" * 17)),
        (Digests, "dbc_grouper_invoer", "0f" * 16, ("0f" * 15, "0F" * 16, "0f" * 17)),
    ],
)
def test_code_has_its_width(
    schema: type[dy.Schema], column: str, right: str, wrong: tuple[str, ...]
) -> None:
    """Widths and alphabets as in RZ17a and docs/data.md."""
    regex = schema.columns()[column].regex  # type: ignore[attr-defined]
    matches = pl.Series([right, *wrong]).str.contains(regex)
    assert matches.to_list() == [True] + [False] * len(wrong)
