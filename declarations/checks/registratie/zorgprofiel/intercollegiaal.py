"""Is a consult during an admission for another specialisme what it must be? (R28, R29)

Source: NR/CU-263 art. 7 and 8 (2016). Such a consult (ICC) has zorgtype 13, and ends
with the admission.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order, lijnen, with_names
from declarations.checks.feiten.opnamen import OPNAMEN
from declarations.checks.gemis import HISTORIE, tabel
from declarations.checks.oordeel import Oordeel, together
from declarations.checks.registratie.beoordeelbaar import dbcs, judge_debits
from declarations.checks.registratie.zorgprofiel.opnamedagen import (
    in_stay,
    nursed_days,
)
from declarations.checks.registratie.zorgprofiel.profielen import (
    DOSSIERDAG,
    lacking,
    of_set,
    unsure_beside,
)
from declarations.checks.registratie.zorgprofiel.samenloop import judge_found, per_dbc
from declarations.checks.registratie.zorgprofiel.verpleging import (
    DAGVERPLEGING,
    OBSERVATIE,
)

ICC: Final = "ICC"

_SPECIALIST: Final = ["persoon", "instelling", "specialisme"]


def icc_tijdens_opname(levering: Levering) -> Oordeel:
    """R28: an ICC is done in an admission for another specialisme, once by each.

    In an admission is who has a verpleegdag or IC-dag of another specialisme that day,
    or a row of ``opnamen``; with day care or observation that day he is not (art. 7.5).
    Of two by one specialisme in overlapping days the second fails: a subtraject of
    zorgtype 13 ends with the admission (art. 7.2 and 8).
    """
    consults = of_set(levering, ICC).filter(pl.col("zorgtype") == "13")
    by_others = (
        nursed_days(levering)
        .join(consults, on=list(DOSSIERDAG))
        .filter(pl.col("specialisme").ne_missing(pl.col("specialisme_right")))
    )
    alone = consults.join(
        by_others.select("dag", lijn="lijn_right"), on=["lijn", "dag"], how="anti"
    ).join(in_stay(levering, consults), on=["lijn", "dag"], how="anti")
    covered = levering.registers.covers(OPNAMEN, "dag")
    day_care = of_set(levering, DAGVERPLEGING, OBSERVATIE)
    by_day = alone.join(day_care, on=list(DOSSIERDAG), how="semi")
    found = pl.concat([alone.filter(covered), by_day])
    second = _second_icc(levering)
    rows = levering.once(dbcs).filter(pl.col("r0427") == "13")
    is_second = pl.col("prestatie").is_in(second["prestatie"].implode())
    twice = judge_debits(
        levering,
        rows.join(per_dbc(levering, second), on="prestatie", validate="1:1"),
        pl.lit(value=True),
        waarde=pl.col("r0411").cast(pl.String),
        verwacht="een ICC per specialisme per opname",
        andere=pl.col("andere_records"),
    )
    alone_or_not = judge_found(
        levering,
        found,
        rows=rows.filter(~is_second),
        sets=[ICC],
        unsure=pl.concat(
            [
                lacking(alone.filter(~covered), tabel(OPNAMEN)),
                unsure_beside(levering, alone),
            ]
        ),
        verwacht="een opname voor een ander specialisme",
    )
    return together(twice, alone_or_not)


def icc_als_medebehandeling(levering: Levering) -> Oordeel:
    """R29: no ICC beside a treatment that the specialisme began in the admission.

    A treatment that went on before it may (art. 7.4), one opened from the ICC until the
    end of it takes its place (art. 7.3). Where the ICC was declared before, the
    treatment is told as a signal.
    """
    lines = levering.once(lijnen).filter(pl.col("zorgproduct").is_not_null())
    icc = lines.filter(pl.col("zorgtype") == "13")
    regular = lines.filter(pl.col("zorgtype") == "11")
    pairs = icc.join(regular, on=_SPECIALIST, suffix="_11").filter(
        pl.col("begin_11") >= pl.col("begin"), pl.col("begin_11") <= pl.col("eind")
    )
    of_icc = pairs.select("prestatie", ander="lijn_11", gevolg=pl.lit(None, pl.String))
    of_regular = pairs.filter("is_historie").select(
        prestatie="prestatie_11", ander="lijn", gevolg=pl.lit("SIG")
    )
    found = (
        pl.concat([of_icc, of_regular])
        .filter(pl.col("prestatie").is_not_null())
        .unique("prestatie", keep="first", maintain_order=True)
    )
    rows = levering.once(dbcs).filter(
        (pl.col("r0427") == "13")
        | pl.col("prestatie").is_in(found["prestatie"].implode())
    )
    told = rows.join(
        with_names(levering, found, "ander"),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    return judge_debits(
        levering,
        told,
        pl.col("ander").is_not_null(),
        ontbreekt=~levering.history_covers("r0411", "r0412"),
        lacks=HISTORIE,
        waarde=pl.col("r0427"),
        verwacht="een ICC, of een behandeling die daarin wordt voortgezet",
        gevolg=pl.col("gevolg"),
        andere=pl.col("andere_records"),
    )


def _second_icc(levering: Levering) -> pl.DataFrame:
    """ICC's of this delivery that are opened within another of the specialisme."""
    lines = levering.once(lijnen).filter(
        pl.col("zorgproduct").is_not_null(), pl.col("zorgtype") == "13"
    )
    icc = in_order(lines, "begin").with_row_index("rang")
    return (
        icc.join(icc, on=_SPECIALIST, suffix="_ander")
        .filter(
            pl.col("prestatie").is_not_null(),
            pl.col("rang_ander") < pl.col("rang"),
            pl.col("subtraject").ne_missing(pl.col("subtraject_ander")),
            pl.col("eind_ander") >= pl.col("begin"),
        )
        .select(
            "prestatie", "lijn", code="declaratiecode", dag="begin", ander="lijn_ander"
        )
    )


CHECKS = {"R28": icc_tijdens_opname, "R29": icc_als_medebehandeling}
