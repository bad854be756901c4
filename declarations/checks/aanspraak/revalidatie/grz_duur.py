"""Does geriatric rehabilitation go on beyond six months with permission? (E15)

Source: polisvoorwaarden ONVZ 2025, geriatrische revalidatie ("na de 6e maand heeft u
toestemming nodig"), quoted in binding advice SKGZ 202501216; Bzv art. 2.5c of 2015 had
the same term.

Dutch terms: GRZ (geriatric rehabilitation), machtiging (permission).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.revalidatie.grz import grz_lines
from declarations.checks.feiten.activiteiten import activiteiten
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import GRZ, lijnen
from declarations.checks.feiten.toestemming import MACHTIGINGEN, granted
from declarations.checks.gemis import HISTORIE, ZORGPROFIEL, tabel
from declarations.checks.oordeel import Oordeel, judge
from declarations.registers.geldigheid import holds_on

TERMIJN: Final = "6mo"


def zes_maanden(levering: Levering) -> Oordeel:
    """E15: GRZ after the sixth month has a permission from before its end.

    The months are those of the calendar from the first day of GRZ. Without permission
    a line that is opened after them fails, and one with care after them is looked at;
    a permission from a later day leaves the lines behind it to a person.
    UNSOURCED[grz-periode]: subtrajects of which one is opened no later than the day
    after another is closed are one period, whatever the institution.
    UNSOURCED[machtiging-begin]: a permission is obtained on its begindatum.
    """
    rows = _with_permission(levering, _with_period(levering, grz_lines(levering)))
    uiterst = pl.col("uiterst")
    after = pl.col("r0411") >= uiterst
    care_after = pl.col("laatste") >= uiterst
    concerned = after | (pl.col("r0412") >= uiterst)
    in_time, late = pl.col("op_tijd"), pl.col("te_laat")
    known_permissions = levering.registers.covers(MACHTIGINGEN, uiterst, "r0411")
    knows_who = pl.col("verzekerde_id").is_not_null()
    without = concerned & ~in_time
    known = known_permissions & knows_who
    fails = without & (after | care_after.fill_null(value=False)) & (known | late)
    history = levering.history_covers(pl.col("eerste").dt.offset_by("-1d"))
    no_care = ~after & pl.col("volledig") & ~care_after.fill_null(value=False)
    return judge(
        rows,
        fails,
        rubriek="0411",
        waarde=pl.col("r0411").dt.to_string("%Y%m%d"),
        verwacht=pl.format(
            "een machtiging van voor {}", uiterst.dt.to_string("%Y%m%d")
        ),
        gevolg=pl.when(~after | late).then(pl.lit("SIG")),
        ontbreekt=(without & ~no_care) | (~concerned & ~history) | (no_care & ~history),
        lacks=pl.when(without & ~no_care & known)
        .then(pl.lit(ZORGPROFIEL))
        .when(without & ~no_care)
        .then(pl.lit(tabel(MACHTIGINGEN)))
        .otherwise(pl.lit(HISTORIE)),
    )


def _with_period(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``eerste`` day of GRZ, ``uiterst`` after six months, ``laatste`` activity."""
    all_grz = (
        levering.once(lijnen)
        .filter(pl.col("specialisme") == GRZ, pl.col("zorgproduct").is_not_null())
        .select("persoon", "begin", "prestatie", eind=pl.coalesce("eind", "begin"))
    )
    own = rows.select("prestatie", "sinds")
    ordered = (
        all_grz.join(own, on="prestatie", how="left", maintain_order="left")
        .with_columns(van=pl.min_horizontal("begin", "sinds"))
        .sort("persoon", "begin", "eind")
    )
    before = pl.col("eind").cum_max().shift().over("persoon")
    apart = pl.col("van") > before.dt.offset_by("1d")
    periods = ordered.with_columns(
        _reeks=apart.fill_null(value=True).cum_sum().over("persoon")
    ).with_columns(eerste=pl.col("van").min().over("persoon", "_reeks"))
    firsts = periods.filter(pl.col("prestatie").is_not_null()).select(
        "prestatie", "eerste"
    )
    done = (
        levering.once(activiteiten)
        .group_by("prestatie")
        .agg(laatste=pl.col("dag").max())
    )
    joined = rows
    for facts in (firsts, done):
        joined = joined.join(
            facts, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
    return joined.with_columns(
        volledig=levering.is_volledig(),
        eerste=pl.coalesce("eerste", "sinds"),
    ).with_columns(uiterst=pl.col("eerste").dt.offset_by(TERMIJN))


def _with_permission(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``op_tijd`` and ``te_laat``: a permission from before the term, or later."""
    asked = rows.with_columns(specialisme=pl.lit(GRZ), code=pl.col("r0410"))
    held = (
        granted(levering, asked)
        .join(rows.select("prestatie", "uiterst", "r0411"), on="prestatie")
        .with_columns(
            op_tijd=(pl.col("vanaf") < pl.col("uiterst")).fill_null(value=True)
            & (
                pl.col("tot").is_null()
                | (pl.col("tot") >= pl.max_horizontal("uiterst", "r0411"))
            ),
            te_laat=(pl.col("vanaf") >= pl.col("uiterst")).fill_null(value=False)
            & holds_on(pl.col("r0411"), "vanaf", "tot"),
        )
        .group_by("prestatie")
        .agg(pl.col("op_tijd", "te_laat").any())
    )
    return rows.join(
        held, on="prestatie", how="left", validate="1:1", maintain_order="left"
    ).with_columns(pl.col("op_tijd", "te_laat").fill_null(value=False))


CHECKS = {"E15": zes_maanden}
