"""Name codes in contracts, price lists, agreements and registers that nobody published.

A row about such a code holds for no line, so that its lines get another price, without
a word: 15XO32, with the letter O, is not 15X032. The row stays; that a code is written
before the tables that bring it are read is no fault.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from tariffs.files.findings import findings_of, join_findings
from tariffs.lookup.numbers import CODES_VAN
from tariffs.schema import TABEL_VAN, TABELLEN

_SELECTOR = ("selector", "code_a", "code_b")


def check_codes(
    frames: Mapping[str, pl.DataFrame], prestaties: pl.DataFrame
) -> pl.DataFrame:
    """Name every code that no national table or register knows, where it stands.

    Args:
        frames: All tables, with bestand and row.
        prestaties: Table ``prestatie``, with what is derived.

    Returns:
        One finding per row, column and code; none where no national table is given.
    """
    if frames["prestatie"].is_empty() and frames["tarief"].is_empty():
        return join_findings([])
    known = _known(frames, prestaties)
    findings: list[pl.DataFrame] = []
    for table in TABELLEN:
        rows = frames[table.naam]
        if table.naam in CODES_VAN or rows.is_empty():
            continue
        for column, kind, named in _named(table.naam, rows):
            findings.append(
                findings_of(
                    _strangers(named, kind, known),
                    table.naam,
                    "CODE_ONBEKEND",
                    column=column,
                    value="code",
                )
            )
    return join_findings(findings)


def _known(
    frames: Mapping[str, pl.DataFrame], prestaties: pl.DataFrame
) -> dict[str, pl.Series]:
    """Kind of selector to every code of that kind that exists; empty for unknown."""
    every = {**frames, "prestatie": prestaties}
    codes = pl.concat(every[naam][column] for naam, column in CODES_VAN.items())
    producten = frames["zorgproduct_declaratiecode"]["zorgproduct_code"]
    groups = pl.concat(
        [
            prestaties["zorgproductgroep_code"],
            frames["zorgproduct_declaratiecode"]["zorgproductgroep_code"],
            producten.str.head(6),
        ]
    )
    return {
        "CODE": codes.drop_nulls().unique(),
        "ZORGPRODUCT": producten.drop_nulls().unique(),
        "ZPG": groups.drop_nulls().unique(),
        "TARIEFTYPE": prestaties["tarieftype"].drop_nulls().unique(),
    }


def _named(table: str, rows: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Column, kind of code, and rows with bestand, row and one code each."""
    schema = TABEL_VAN[table].schema.column_names()
    for column, kind in (
        ("prestatiecode", "CODE"),
        ("zorgproduct_code", "ZORGPRODUCT"),
    ):
        if column in schema:
            yield (
                column,
                kind,
                rows.select("bestand", "row", code=column).drop_nulls("code"),
            )
    for column in _SELECTOR:
        if column not in schema:
            continue
        parts = rows.select(
            "bestand", "row", pl.col(column).str.splitn(":", 2).struct.unnest()
        ).drop_nulls("field_1")
        for kind in ("CODE", "ZORGPRODUCT", "ZPG", "TARIEFTYPE", "PREFIX"):
            yield (
                column,
                kind,
                (
                    parts.filter(field_0=kind)
                    .select("bestand", "row", code=pl.col("field_1").str.split(","))
                    .explode("code", empty_as_null=False, keep_nulls=False)
                ),
            )


def _strangers(
    named: pl.DataFrame, kind: str, known: Mapping[str, pl.Series]
) -> pl.DataFrame:
    if kind == "PREFIX":
        codes = known["CODE"]
        begins = [
            code for code in named["code"].unique() if codes.str.starts_with(code).any()
        ]
        return named.filter(~pl.col("code").is_in(begins))
    if known[kind].is_empty():
        return named.clear()
    return named.join(
        known[kind].to_frame("code"), on="code", how="anti", maintain_order="left"
    )
