"""Makes findings of what is wrong with tariff files, and counts nothing.

A finding names file, table, row and column; the value stands in the findings frame
only, never in a log or an exception.
"""

from collections.abc import Iterable
from typing import cast

import dataframely as dy
import polars as pl

from tabellen.bevinding import Catalogus, said_of
from tariffs.files.bevindingen import VAN_TABELLEN

SEVERITY = pl.Enum(["reject", "warn"])
"""reject: the row does not go on. warn: it does, and a person should look."""


class TariefFindings(dy.Schema):
    """What is wrong with tariff files: one row per fault."""

    bestand = dy.String()
    source = dy.String()
    row = dy.Int64(nullable=True)
    column = dy.String(nullable=True)
    code = dy.String()
    severity = dy.Enum(SEVERITY.categories)
    value = dy.String(nullable=True)
    tekst = dy.String()


GETELD = frozenset(
    {
        "TITELREGELS",
        "TEKENS_VERWIJDERD",
        "SCHRIJFWIJZE_HERSTELD",
        "PRIJS_AFGEROND",
        "DATUM_ALS_DAGNUMMER",
        "DATUM_MET_SCHUINE_STREPEN",
        "PRIJS_DUBBEL",
        "VERZEKERDE_ID_ZONDER_WAARDE",
        "ZORGTRAJECT_NUMMER_ZONDER_WAARDE",
        "SUBTRAJECT_NUMMER_ZONDER_WAARDE",
        "VERZEKERING_SAMENGEVOEGD",
        "VERWIJZING_ZONDER_TABEL",
    }
)
"""Codes of which one finding is about a column; its value says in how many rows.

So are those of notices (B201, ...).
"""


ROW = "row"

FAULT = {
    ROW: pl.Int64,
    "column": pl.String,
    "code": pl.String,
    "value": pl.String,
}
"""A cell that could not be read, or a row that broke a rule, of a known table."""

NO_FINDINGS = cast(
    "dy.DataFrame[TariefFindings]", pl.DataFrame(schema=pl.Schema(TariefFindings))
)
"""Most checks find nothing, and a frame of none takes a while to make."""


def make_findings(
    faults: pl.DataFrame, catalogus: Catalogus = VAN_TABELLEN
) -> dy.DataFrame[TariefFindings]:
    """Give faults their severity and text.

    Args:
        faults: Columns bestand, source, row, column, code, value.
        catalogus: Every code of ``faults`` is in it.

    Returns:
        The findings, in the order of ``faults``.
    """
    if faults.is_empty():
        return NO_FINDINGS
    severity, tekst = said_of(catalogus)
    return TariefFindings.validate(
        faults.select(
            "bestand",
            "source",
            pl.col("row").cast(pl.Int64),
            pl.col("column").cast(pl.String),
            "code",
            severity.cast(SEVERITY),
            pl.col("value").cast(pl.String),
            tekst,
        )
    )


def findings_in(
    faults: pl.DataFrame, bestand: str, source: str
) -> dy.DataFrame[TariefFindings]:
    """Findings of faults in one table of one file: columns of ``FAULT``."""
    if faults.is_empty():
        return NO_FINDINGS
    return make_findings(
        faults.with_columns(bestand=pl.lit(bestand), source=pl.lit(source))
    )


def findings_of(
    rows: pl.DataFrame,
    source: str,
    code: str,
    *,
    column: str | None = None,
    value: str | None = None,
    bestand: str | None = None,
) -> dy.DataFrame[TariefFindings]:
    """Say one thing of rows.

    Args:
        rows: ``row`` and, unless all are of one file, ``bestand``.
        source: Their table.
        code: What is said of them.
        column: The column that it is about.
        value: The column of ``rows`` that shows it.
        bestand: The one file.
    """
    return make_findings(
        rows.select(
            ROW,
            bestand="bestand" if bestand is None else pl.lit(bestand),
            source=pl.lit(source),
            column=pl.lit(column),
            code=pl.lit(code),
            value=pl.lit(None) if value is None else value,
        )
    )


def join_findings(parts: Iterable[pl.DataFrame]) -> dy.DataFrame[TariefFindings]:
    """Put findings of several places in one frame."""
    found = [part for part in parts if not part.is_empty()]
    if not found:
        return NO_FINDINGS
    return TariefFindings.cast(pl.concat(found))


def one_finding(
    bestand: str, source: str, code: str, value: str | None, column: str | None = None
) -> dy.DataFrame[TariefFindings]:
    """Tell one thing of a file as a whole, or of a column of it."""
    fault = pl.DataFrame([(None, column, code, value)], schema=FAULT, orient="row")
    return findings_in(fault, bestand, source)
