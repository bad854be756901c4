"""Read a G-Standaard-like file of medicines with an NZa maximum.

The G-Standaard is licensed, so the project ships this loader and invented files only.
A row is a package: its maximum is for ``inkoophoeveelheid`` units (docs/rules.md).

Dutch terms: ZI-nummer (article number), AIP (list price without btw), Wgp (legal
ceiling of the ministry), inkoophoeveelheid (units in a package).
"""

from collections.abc import Collection
from datetime import date

import polars as pl

from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import only_table
from tabellen.paths import Pad
from tabellen.values.decimals import Notatie
from tariffs.files.findings import findings_of, join_findings
from tariffs.files.rows import load_rows
from tariffs.money import BP, round_to_cent
from tariffs.schema import TABEL_VAN

ALIASES: dict[str, tuple[str, bool]] = {
    "NZATARIEF": ("nza_max_incl_btw_e6", True),
    "NZa-maximumtarief": ("nza_max_incl_btw_e6", True),
    "Maximumtarief": ("nza_max_incl_btw_e6", True),
    "Maximumtarief (incl. 9% BTW)": ("nza_max_incl_btw_e6", True),
    "AIP": ("aip_excl_btw_e6", True),
    "Wgp": ("wgp_max_incl_btw_e6", True),
    "Wgp-maximumprijs incl. btw": ("wgp_max_incl_btw_e6", True),
    "Soort supplementair product": ("soort_supplementair", False),
}
"""Headers that such files carry, beside our own names.

UNSOURCED[per-package]: the maximum is taken to be that of a package.
"""


def read_addontabel(
    path: Pad,
    *,
    release_id: int,
    begindatum: date | None = None,
    btw_bp: int | None = None,
    notation: Notatie | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the maxima of medicines and stollingsfactoren.

    Args:
        path: csv, xlsx or Parquet; amounts in euros (``43,14``) or micro-euros
            (``nza_max_incl_btw_e6``).
        release_id: Release the rows belong to.
        begindatum: First day of the list, where the file does not say it per row.
        btw_bp: The low rate, where the file does not say it: 900 from 2019 on.
        notation: Decimal sign, where known.

    Returns:
        Rows of schema AddonTarief with bestand and row, and the findings; see
        ``load_addons`` for what else is named.

    Raises:
        InputFileError: A header is unknown, missing or double.
    """
    given: dict[str, object] = {"release_id": release_id}
    if begindatum is not None:
        given["begindatum"] = begindatum
    if btw_bp is not None:
        given["btw_bp"] = btw_bp
    return load_addons(only_table(path), given, notation)


def load_addons(
    cells: Cells,
    added: dict[str, object],
    notation: Notatie | None = None,
    negeer: Collection[str] = (),
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make rows of schema AddonTarief from cells, and name what looks wrong.

    Warned are a maximum above the Wgp price (the lowest holds, P4), a maximum that is
    not the AIP with btw to the cent (P3; bereidingen have none), and a package without
    units, which can never be priced.
    """
    rows, findings = load_rows(
        cells,
        TABEL_VAN["addon_tarief"],
        aanvulling=added,
        aliases=ALIASES,
        negeer=negeer,
        notatie=notation,
    )
    maximum = pl.col("nza_max_incl_btw_e6")
    with_btw = round_to_cent(
        pl.col("aip_excl_btw_e6").cast(pl.Int128) * (BP + pl.col("btw_bp")), BP
    )
    checks = {
        ("ADDON_MAXIMUM_BOVEN_WGP", "wgp_max_incl_btw_e6"): maximum
        > pl.col("wgp_max_incl_btw_e6"),
        ("ADDON_MAXIMUM_WIJKT_AF_VAN_AIP", "aip_excl_btw_e6"): round_to_cent(maximum, 1)
        != with_btw,
        ("ADDON_EENHEID_ONBEKEND", "inkoophoeveelheid_m"): pl.col(
            "inkoophoeveelheid_m"
        ).is_null(),
    }
    warned = [
        findings_of(
            rows.filter(faulty),
            "addon_tarief",
            code,
            column=column,
            bestand=cells.bestand,
        )
        for (code, column), faulty in checks.items()
    ]
    return rows.with_columns(bestand=pl.lit(cells.bestand)), join_findings(
        [findings, *warned]
    )
