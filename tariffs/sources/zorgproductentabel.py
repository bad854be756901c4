"""Read the Zorgproducten Tabel csv: which declaratiecodes a zorgproduct has.

The Tarieven Tabel carries no zorgproduct code, so dbc tariffs are joined through this
table. Columns: NZa csv of the packages 2014, 2016 and 2017 (docs/sources.md, C4).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import dataframely as dy
import polars as pl

from tabellen.cells.tablecells import only_table
from tabellen.paths import Pad
from tariffs.files.findings import join_findings
from tariffs.files.rows import check_rows, load_rows
from tariffs.schema import TABEL_VAN, Tabel
from tariffs.sources.tarieventabel import cell_text


class ZorgproductentabelRij(dy.Schema):
    """The columns as they stand in the file."""

    zorgproduct_code = dy.String(
        nullable=False, metadata={"bron": ("Zorgproductcode",), "breedte": (6, 9)}
    )
    omschrijving = cell_text("Zorgproductomschrijving", soort="tekst")
    latijn = cell_text("Zorgproduct latijnse omschrijving", soort="tekst")
    consument = cell_text("Zorgproduct consumentenomschrijving", soort="tekst")
    verzekerd = cell_text("Declaratiecode verzekerde zorg", width=(6,), soort="code")
    onverzekerd = cell_text(
        "Declaratiecode onverzekerde zorg", width=(6,), soort="code"
    )
    wbmv_code = cell_text("Zorgproduct WBMV code")
    zorgproductgroep_code = cell_text("Zorgproductgroep Code", width=(6,))
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    mutatie = cell_text()


_REQUIRED = ("zorgproduct_code", "verzekerd", "onverzekerd", "begindatum", "einddatum")
_TABEL = Tabel("zorgproductentabel", ZorgproductentabelRij, ("zorgproduct_code",))


@dataclass(frozen=True, kw_only=True)
class Zorgproductentabel:
    """A Zorgproducten Tabel, read.

    Attributes:
        declaratiecodes: Rows of schema ZorgproductDeclaratiecode, with bestand and row.
        wbmv: Declaratiecodes that need a permit: columns prestatiecode, wbmv_code.
        findings: What is wrong with its rows.
        bestand: Name of the file, as the findings have it.
        rijen: How many rows it has.
    """

    declaratiecodes: pl.DataFrame
    wbmv: pl.DataFrame
    findings: pl.DataFrame
    bestand: str
    rijen: int


def read_zorgproductentabel(
    path: Pad, *, release_id: int, negeer: Collection[str] = ()
) -> Zorgproductentabel:
    """Read a Zorgproducten Tabel.

    A product with neither code (uitval) gives one row without a prestatiecode, so that
    a line on it is refused by name (UITVALPRODUCT_NIET_DECLARABEL).

    Args:
        path: The csv (``;``, latin-1).
        release_id: Release the rows belong to.
        negeer: Headers to skip on purpose.

    Raises:
        InputFileError: A header is unknown or missing.
    """
    cells = only_table(path)
    rows, read_findings = load_rows(cells, _TABEL, required=_REQUIRED, negeer=negeer)
    table = _of_rows(rows, release_id, cells.bestand)
    findings = join_findings([read_findings, table.findings])
    return replace(table, findings=findings, rijen=cells.rijen)


def products_of_release(products: pl.DataFrame, bestand: str) -> Zorgproductentabel:
    """Take the declaratiecodes of zorgproducten from a release of the productstructuur.

    It has those of the Zorgproducten Tabel, but for what needs a permit. They are known
    from the beginning: a release of trees is none of tariffs.

    Args:
        products: Its table of products: zorgproduct_code, declaratiecode_verzekerd,
            declaratiecode_onverzekerd, begindatum, einddatum.
        bestand: Name of the release, for findings.
    """
    rows = products.select(
        *("zorgproduct_code", "begindatum", "einddatum"),
        row=pl.int_range(1, pl.len() + 1),
        verzekerd="declaratiecode_verzekerd",
        onverzekerd="declaratiecode_onverzekerd",
        wbmv_code=pl.lit(None, pl.String),
        zorgproductgroep_code=pl.col("zorgproduct_code").str.head(6),
    )
    return _of_rows(rows, None, bestand)


def _of_rows(
    rows: pl.DataFrame, release_id: int | None, bestand: str
) -> Zorgproductentabel:
    """A row per declaratiecode of each product, checked."""
    codes = pl.concat(
        [
            rows.filter(
                pl.col("verzekerd").is_not_null() | pl.col("onverzekerd").is_null()
            ).with_columns(prestatiecode="verzekerd", verzekerd=pl.lit(True)),
            rows.filter(pl.col("onverzekerd").is_not_null()).with_columns(
                prestatiecode="onverzekerd", verzekerd=pl.lit(False)
            ),
        ]
    ).sort("row", maintain_order=True)
    declaratiecodes, findings = check_rows(
        codes.with_columns(release_id=pl.lit(release_id, dtype=pl.Int64)),
        TABEL_VAN["zorgproduct_declaratiecode"],
        bestand=bestand,
    )
    return Zorgproductentabel(
        declaratiecodes=declaratiecodes.with_columns(bestand=pl.lit(bestand)),
        wbmv=codes.filter(
            pl.col("wbmv_code").is_not_null() & pl.col("prestatiecode").is_not_null()
        )
        .select("prestatiecode", "wbmv_code")
        .unique(subset="prestatiecode", keep="first", maintain_order=True),
        # A row of the file is two of the table: with and without insurance.
        findings=findings.unique(maintain_order=True),
        bestand=bestand,
        rijen=rows.height,
    )
