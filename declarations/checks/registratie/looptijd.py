"""Does a subtraject last as long as it may, and is it closed for a fitting reason?

R03, R07 and R33. Source: NR/CU-263 art. 6 to 22 (2016), and the tables ZorgTypen
(MaximaleLooptijd) and AfsluitRedenen of the NZa.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import GRZ
from declarations.checks.feiten.overeenkomsten import OVEREENKOMST, has_agreement
from declarations.checks.formaat.prestatie import TERUGVAL
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import dbcs, judge_debits
from grouper.compiled.rows_on_day import rows_on

MAXIMALE_LOOPTIJD: Final = 120
"""Days after the opening on which a subtraject is closed at the latest, where the
release does not say: NR/CU-263 art. 8, 17.4 and 18.4."""

GRZ_NASLEEP: Final = timedelta(days=42)
"""Days after the last activity on which geriatric rehabilitation is closed: no such
subtraject is shorter (NR/CU-263 art. 19.11)."""

_ZORGTYPEN_VAN: Final = {
    "14": ("13",),
    "16": ("41",),
    "18": ("51", "52"),
    "20": ("51", "52"),
}
_OP_ELKE_DAG: Final = ("02", "87", "88")
"""Death, end of the business, transfer of tasks: these close on any day."""


def with_looptijd(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``looptijd``: days that a dbc may last, by the release of its opening."""
    keys = rows.select(dag="r0411", specialisme_code="r0439", zorgtype_code="r0427")
    columns = ["maximale_looptijd"] if levering.releases else ()
    found = rows_on(levering.releases, "zorgtypen", keys, columns)
    if not columns:
        return rows.with_columns(looptijd=pl.lit(MAXIMALE_LOOPTIJD))
    return rows.with_columns(
        looptijd=found["maximale_looptijd"].fill_null(MAXIMALE_LOOPTIJD)
    )


def maximale_looptijd(levering: Levering) -> Oordeel:
    """R03: a subtraject of zorgtype 11, 13 or 21 is closed in time."""
    rows = levering.once(dbcs).filter(pl.col("r0427").is_in(["11", "13", "21"]))
    last = pl.col("r0411") + pl.duration(days="looptijd")
    return judge_debits(
        levering,
        with_looptijd(levering, rows),
        pl.col("r0412") > last,
        lacks="rubriek 0412",
        waarde=pl.col("r0412").cast(pl.String),
        verwacht=pl.format("uiterlijk {}", last),
    )


def afsluitreden(levering: Levering) -> Oordeel:
    """R07: the reason for closing fits zorgtype, declaration and agreement."""
    rows = levering.once(dbcs)
    rows = rows.with_columns(_overeenkomst=has_agreement(levering, rows))
    reden, zorgtype = pl.col("r0418"), pl.col("r0427")
    other_zorgtype = pl.any_horizontal(
        (reden == code) & ~zorgtype.is_in(list(fitting)).fill_null(value=False)
        for code, fitting in _ZORGTYPEN_VAN.items()
    )
    voortijdig = reden.is_in(list(TERUGVAL))
    with_contract = voortijdig & pl.col("_overeenkomst").fill_null(value=False)
    return judge_debits(
        levering,
        rows,
        (reden == "00") | other_zorgtype | with_contract,
        ontbreekt=reden.is_null() | (voortijdig & pl.col("_overeenkomst").is_null()),
        lacks=pl.when(reden.is_null())
        .then(pl.lit("rubriek 0418"))
        .otherwise(pl.lit(OVEREENKOMST)),
        waarde=reden,
        verwacht=pl.when(reden == "00")
        .then(pl.lit("een gesloten subtraject"))
        .when(with_contract)
        .then(pl.lit("geen voortijdige sluiting: er is een overeenkomst"))
        .otherwise(pl.format("een afsluitreden van zorgtype {}", zorgtype)),
    )


def grz_looptijd(levering: Levering) -> Oordeel:
    """R33: geriatric rehabilitation lasts 42 days at least."""
    rows = levering.once(dbcs).filter(pl.col("r0439") == GRZ)
    early = pl.col("r0412") < pl.col("r0411") + GRZ_NASLEEP
    excused = pl.col("r0418").is_in(list(_OP_ELKE_DAG)).fill_null(value=False)
    return judge_debits(
        levering,
        rows,
        early & ~excused,
        lacks="rubriek 0412",
        waarde=pl.col("r0412").cast(pl.String),
        verwacht=pl.format("niet voor {}", pl.col("r0411") + GRZ_NASLEEP),
    )


CHECKS = {"R03": maximale_looptijd, "R07": afsluitreden, "R33": grz_looptijd}
