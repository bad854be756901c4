"""Read a G-Standaard-like file of medicines with an NZa maximum.

The G-Standaard is licensed, so the project ships this loader and invented files only.
A row is a package: its maximum is for ``inkoophoeveelheid`` units (docs/rules.md).

Dutch terms: ZI-nummer (article number), AIP (list price without btw), Wgp (legal
ceiling of the ministry), inkoophoeveelheid (units in a package).
"""

from collections.abc import Collection

import polars as pl

from tabellen.cells.cells import Cells
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


def load_addons(
    cells: Cells, notatie: Notatie | None = None, negeer: Collection[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make rows of schema AddonTarief from cells, and name what looks wrong.

    Amounts stand in euros (``43,14``) or micro-euros (``nza_max_incl_btw_e6``).

    Warned are a maximum above the Wgp price (the lowest holds, P4), a maximum that is
    not the AIP with btw to the cent (P3; bereidingen have none), and a package without
    units, which can never be priced.
    """
    rows, findings = load_rows(
        cells,
        TABEL_VAN["addon_tarief"],
        aliases=ALIASES,
        negeer=negeer,
        notatie=notatie,
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
