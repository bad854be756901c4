"""Does intensive care stand with its main subtraject, and by itself? (R30)

Source: NR/CU-263 art. 11 (2016). An IC-dag is declared by itself (add-on) with zorgtype
51 or 52; of 51 the number is that of the subtraject 11 or 21 it goes with (ZH308 0419).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import REGULIER, in_order, lijnen, with_names
from declarations.checks.gemis import HISTORIE, ZORGPROFIEL, codeverzameling
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.checks.registratie.beoordeelbaar import (
    debits,
    judge_debits,
)
from declarations.checks.registratie.zorgprofiel.opnamedagen import (
    IC_DAG,
    VERPLEEGDAG,
    ic_lines,
)
from declarations.checks.registratie.zorgprofiel.profielen import (
    DOSSIERDAG,
    of_set,
    without_profile,
)
from declarations.registers.codeverzamelingen import has_set

IC_ZORGTYPEN: Final = ("51", "52")

_SUBTRAJECT: Final = ["persoon", "instelling", "subtraject"]


def ic_traject(levering: Levering) -> Oordeel:
    """R30: an IC-dag has its main subtraject, no verpleegdag and no twin."""
    days = _ic_trajecten(levering).filter(pl.col("prestatie").is_not_null())
    if not has_set(levering.registers, IC_DAG):
        return not_evaluable(days.height, codeverzameling(IC_DAG))
    release = levering.once(debits).select("prestatie", "in_release", "r0427")
    told = days
    for other in (release, _partners(levering, days)):
        told = told.join(
            other, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
    is_alone = (pl.col("r0427") == "51") & ~pl.col("has_main")
    covered = levering.history_covers("begin")
    nursing_unknown = pl.col("has_unknown") | (levering.profiel is None)
    meets = pl.col("ander").is_not_null()
    return judge_debits(
        levering,
        with_names(levering, told, "ander"),
        meets | (is_alone & covered),
        ontbreekt=is_alone | nursing_unknown,
        lacks=pl.when(is_alone).then(pl.lit(HISTORIE)).otherwise(pl.lit(ZORGPROFIEL)),
        rubriek=pl.when(meets).then(pl.lit("0411")).otherwise(pl.lit("0419")),
        waarde=pl.when(meets)
        .then(pl.col("begin").cast(pl.String))
        .otherwise("subtraject"),
        verwacht=pl.when(meets)
        .then(pl.lit("geen verpleegdag en geen tweede IC-traject op een IC-dag"))
        .otherwise(pl.lit("het subtraject (11 of 21) van de hoofdbehandelaar")),
        andere=pl.col("andere_records"),
    )


def _ic_trajecten(levering: Levering) -> pl.DataFrame:
    return ic_lines(levering).filter(pl.col("zorgtype").is_in(list(IC_ZORGTYPEN)))


def _partners(levering: Levering, days: pl.DataFrame) -> pl.DataFrame:
    """Per IC-dag ``has_main``, and as ``ander`` a line that it may not meet.

    ``has_unknown``: a dbc of the person has that day and no profile.
    """
    lines = levering.once(lijnen)
    main = lines.filter(
        pl.col("zorgproduct").is_not_null(), pl.col("zorgtype").is_in(list(REGULIER))
    )
    found = days.join(main, on=_SUBTRAJECT, how="semi")["prestatie"]
    nursed = of_set(levering, VERPLEEGDAG).select(*DOSSIERDAG, ander="lijn")
    together = _ic_trajecten(levering).filter(pl.struct(DOSSIERDAG).is_duplicated())
    ordered = in_order(together).with_row_index("rang")
    twin = ordered.join(ordered, on=list(DOSSIERDAG), suffix="_ander").filter(
        pl.col("rang_ander") < pl.col("rang"),
        pl.col("subtraject").ne_missing(pl.col("subtraject_ander"))
        | (pl.col("zorgtype") != pl.col("zorgtype_ander")),
    )
    met = pl.concat(
        [
            days.join(nursed, on=list(DOSSIERDAG)).select("prestatie", "ander"),
            twin.filter(pl.col("prestatie").is_not_null()).select(
                "prestatie", ander="lijn_ander"
            ),
        ]
    )
    unknown = days.select("prestatie", "persoon", "instelling", "dag").join(
        without_profile(levering), on=["persoon", "instelling"]
    )
    unknown = unknown.filter(pl.col("dag").is_between("begin", "eind"))
    first = met.group_by("prestatie").agg(pl.col("ander").min())
    prestatie = pl.col("prestatie")
    return days.select(
        prestatie,
        has_main=prestatie.is_in(found.implode()),
        has_unknown=prestatie.is_in(unknown["prestatie"].implode()),
    ).join(first, on="prestatie", how="left", validate="1:1", maintain_order="left")


CHECKS = {"R30": ic_traject}
