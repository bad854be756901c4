"""M01: is there a permission for what stands on the limitatieve lijst?

Source: NZa Referenties, table LimitatieMachtigingen; NR/CU-263 art. 35 lid 1p; ZH308
0406; Vektis COD954 0551.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.limitatief import all_visible, listed_codes, on_list
from declarations.checks.gemis import PRIVACYVERKLARING, RELEASE, ZORGPROFIEL
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.toelating.machtiging.vergelijking import (
    BEHOEFTE,
    has_permission,
    with_line,
)
from grouper.compiled.rows_on_day import is_covered

LIJST: Final = "LIJST"


def op_de_lijst(levering: Levering) -> pl.DataFrame:
    """Care of dbc's on the limitatieve lijst of its day (``BEHOEFTE``); by ``once``.

    Of a dbc with a complete profile its activities, of any other those on the nota.
    What was corrected to nothing was not done.
    """
    listed = pl.col("code").is_in(listed_codes(levering).implode())
    shown = levering.zorgactiviteiten.select(
        "prestatie",
        code=pl.col("r1611").str.zfill(6),
        dag="r1612",
        aantal=pl.col("r1614").cast(pl.Int64).fill_null(1)
        * pl.when(pl.col("r1619") == "C").then(-1).otherwise(1),
    ).join(levering.has_profiel, on="prestatie", how="anti", maintain_order="left")
    parts = [shown.filter(listed)]
    if levering.profiel is not None:
        parts.append(
            levering.profiel.select(
                "prestatie",
                code="zorgactiviteit_code",
                dag="uitvoerdatum",
                aantal=pl.col("aantal").cast(pl.Int64),
            ).filter(listed)
        )
    lines = levering.dbc.filter(~pl.col("is_credit")).select(
        "prestatie",
        "r0411",
        specialisme=pl.col("r0439").str.zfill(4),
        diagnose=pl.col("r0431").str.zfill(4),
    )
    done = (
        pl.concat(parts)
        .group_by("prestatie", "code", "dag", maintain_order=True)
        .agg(pl.col("aantal").sum())
        .filter(
            pl.col("aantal") > 0, pl.col("aantal").sum().over("prestatie", "code") > 0
        )
        .join(lines, on="prestatie", how="inner", maintain_order="left")
        .with_columns(pl.coalesce("dag", "r0411"), grond=pl.lit(LIJST))
    )
    return (
        done.filter(on_list(levering, done)["op_lijst"])
        .select(list(BEHOEFTE))
        .cast(BEHOEFTE)
    )


def machtiging_aanwezig(levering: Levering) -> Oordeel:
    """M01: who did what stands on the list names the number of a permission (0406).

    Where the register has a permission that fits and only its number was not named, a
    person looks. Whether the number is right is M02.
    """
    rows = levering.dbc.filter(~pl.col("is_credit")).select(
        "bestand_nr",
        "record",
        "prestatie",
        "privacy",
        "r0406",
        "r0411",
        "r0431",
        "r0439",
    )
    if not levering.releases:
        return not_evaluable(rows.height, RELEASE)
    needs = levering.once(op_de_lijst)
    known = has_permission(levering, with_line(levering, needs))
    codes = needs.group_by("prestatie").agg(
        codes=pl.col("code").unique().sort().str.join(", ")
    )
    rows = rows.join(
        codes, on="prestatie", how="left", maintain_order="left"
    ).with_columns(
        _heel=levering.is_volledig(),
        in_release=is_covered(levering.releases, rows["r0411"]),
        _bekend=rows["prestatie"].is_in(known.implode()),
        _zichtbaar=all_visible(levering, rows),
    )
    needed = pl.col("codes").is_not_null()
    typed = pl.all_horizontal(pl.col("r0431", "r0439").is_not_null())
    sees_all = ~pl.col("privacy") & typed & (pl.col("_heel") | pl.col("_zichtbaar"))
    missing = ~needed & ~(pl.col("in_release") & sees_all)
    return judge(
        rows.filter(needed | missing),
        needed & pl.col("r0406").is_null(),
        ontbreekt=missing,
        lacks=pl.when(~pl.col("in_release"))
        .then(pl.lit(RELEASE))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .when(~typed)
        .then(pl.lit("diagnose (0431) of specialisme (0439)"))
        .otherwise(pl.lit(ZORGPROFIEL)),
        waarde=pl.col("codes"),
        verwacht=pl.when("_bekend")
        .then(pl.lit("het nummer van de machtiging, die er wel is"))
        .otherwise(pl.lit("een machtigingsnummer")),
        gevolg=pl.when("_bekend").then(pl.lit("SIG")),
    )


CHECKS = {"M01": machtiging_aanwezig}
