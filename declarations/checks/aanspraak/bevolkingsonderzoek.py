"""E24: is an examination that nobody fell ill for claimed of the Zvw?

Dutch terms: keuring (examination that another asked for), bevolkingsonderzoek
(screening of the population, which the RIVM runs and pays).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.kleuren import dbcs_met, verricht
from declarations.checks.aanspraak.ozp import KEURING, judge_rood, ozps
from declarations.checks.aanspraak.uitspraak import judge_dbcs
from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import RELEASE, codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, not_evaluable, together
from declarations.registers.codeverzamelingen import codes_of, has_set, is_in_set
from declarations.registers.geldigheid import holds_on

COLOSCOPIE: Final = "COLOSCOPIE_BVO"
"""Set of activities of a coloscopie after screening; also the treatment in ``inkoop``
that names who has an agreement with the RIVM for it."""

INKOOP: Final = "inkoop"


def keuring_of_screening(levering: Levering) -> Oordeel:
    """E24: no keuring, and no coloscopie of screening by who has no agreement.

    A keuring, report or screening (aanspraakcode 1601) is asked of overige
    zorgproducten. A coloscopie of the set ``COLOSCOPIE_BVO`` is asked of dbc's: the
    institution stands in ``inkoop`` under that treatment on the day.

    UNSOURCED[rivm-inkoop]: that ``inkoop`` says who has an agreement with the RIVM.

    Source: NZa Referenties, AanspraakCode 1601; Zilveren Kruis zorginkoopbeleid msz
    2018 (coloscopie bevolkingsonderzoek).
    """
    own, others = levering.once(dbcs), levering.once(ozps)
    if not levering.releases:
        return not_evaluable(own.height + others.height, RELEASE)
    return together(
        judge_rood(levering, pl.col("aanspraak_code") == KEURING),
        _coloscopie(levering, own),
    )


def _coloscopie(levering: Levering, own: pl.DataFrame) -> Oordeel:
    if not has_set(levering.registers, COLOSCOPIE):
        return not_evaluable(own.height, codeverzameling(COLOSCOPIE))
    done = levering.once(verricht)
    done = done.filter(
        is_in_set(levering.registers, done, COLOSCOPIE, code="code", dag="dag")
    )
    done = _agreed(levering, done)
    found = done.group_by("prestatie").agg(
        akkoord=pl.col("akkoord").all(),
        gedekt=levering.registers.covers(INKOOP, "dag").all(),
    )
    soort = pl.col("zorgactiviteit_code").is_in(
        codes_of(levering.registers, COLOSCOPIE)
    )
    rows = dbcs_met(levering, done, soort).join(
        found, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    none = pl.col("codes").is_not_null() & ~pl.col("akkoord")
    unknown = pl.when(none & ~pl.col("gedekt")).then(pl.lit(tabel(INKOOP)))
    rows = rows.with_columns(gemis=pl.coalesce("gemis", unknown))
    return judge_dbcs(
        levering,
        rows.filter(pl.col("codes").is_not_null() | pl.col("gemis").is_not_null()),
        none & pl.col("gedekt"),
        rubriek=pl.lit("0440"),
        waarde=pl.col("instelling"),
        verwacht="een samenwerkingsovereenkomst met het RIVM (inkoop)",
        gevolg="SIG",
    )


def _agreed(levering: Levering, done: pl.DataFrame) -> pl.DataFrame:
    """Activities with ``akkoord``: their institution may do them that day."""
    inkoop = levering.registers.get(INKOOP)
    if inkoop is None:
        return done.with_columns(akkoord=pl.lit(value=False))
    chosen = inkoop.filter(pl.col("behandeling") == COLOSCOPIE).select(
        "uzovi", "begindatum", "einddatum", instelling="zorginstelling_code"
    )
    own = levering.dbc.select("prestatie", "instelling", "uzovi")
    numbered = done.with_row_index("_rij")
    met = (
        numbered.join(own, on="prestatie", validate="m:1")
        .join(chosen, on=["instelling", "uzovi"])
        .filter(holds_on(pl.col("dag")))
    )
    return numbered.with_columns(
        akkoord=pl.col("_rij").is_in(met["_rij"].unique().implode())
    ).drop("_rij")


CHECKS = {"E24": keuring_of_screening}
