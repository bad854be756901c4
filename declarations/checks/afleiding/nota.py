"""Do the activities on the nota and the permit say the same as the tables? (G13, G14)

Dutch terms: op nota (an activity that has to stand on the bill), limitatieve lijst (of
activities that need a machtiging for a specialisme and diagnose).
"""

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.afleiding.herafleiding import (
    GEWEIGERD,
    herafleiden,
    herafleiden_zichtbaar,
    zichtbaar,
)
from declarations.checks.feiten.correcties import not_taken_back
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.limitatief import OP_NOTA, all_visible
from declarations.checks.gemis import PRIVACYVERKLARING, RELEASE, ZORGPROFIEL
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from grouper.compiled.rows_on_day import rows_on


def machtiging_juist(levering: Levering) -> Oordeel:
    """G13: 0437 is J where an activity of the limitatieve lijst was done, else N.

    Without a complete profile a J is doubtful where nothing visible stands on the list
    and all that does for this specialisme and diagnose would be visible (SIG); where
    some of it would not, it cannot be judged.

    Source: NR/CU-263 art. 35 lid 1p; LimitatieMachtigingen of the release.
    """
    seen = levering.once(herafleiden_zichtbaar)
    if seen is None:
        return not_evaluable(levering.once(dbcs).height, RELEASE)
    whole = levering.once(herafleiden)
    if whole is None:
        whole = seen.clear()
    rows = (
        levering.once(dbcs)
        .join(
            _needed(seen, "gezien"), on="prestatie", how="left", maintain_order="left"
        )
        .join(
            _needed(whole, "geheel"), on="prestatie", how="left", maintain_order="left"
        )
    )
    rows = rows.with_columns(lijst_op_nota=all_visible(levering, rows))
    needed = (pl.col("gezien") | pl.col("geheel")).fill_null(value=False)
    asked = (pl.col("r0437") == "J").fill_null(value=False)
    is_whole = pl.col("geheel").is_not_null()
    too_few = needed & ~asked
    too_many = asked & ~needed & (is_whole | pl.col("lijst_op_nota"))
    known = pl.col("in_release") & ~pl.col("privacy") & pl.col("gezien").is_not_null()
    return judge(
        rows,
        known & (too_few | too_many),
        waarde=pl.col("r0437"),
        verwacht=pl.when(needed).then(pl.lit("J")).otherwise(pl.lit("N")),
        ontbreekt=~known | (asked & ~needed & ~is_whole),
        lacks=pl.when(~pl.col("in_release"))
        .then(pl.lit(RELEASE))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .when(pl.col("gezien").is_null())
        .then(pl.lit("de grouper weigert deze typering"))
        .otherwise(pl.lit(ZORGPROFIEL)),
        gevolg=pl.when(too_many & ~is_whole).then(pl.lit("SIG")),
    )


def _needed(derived: pl.DataFrame, naam: str) -> pl.DataFrame:
    known = ~pl.col("status").is_in(GEWEIGERD)
    return derived.select(
        "prestatie", pl.when(known).then("is_machtiging_vereist").alias(naam)
    )


def op_nota_volledig(levering: Levering) -> Oordeel:
    """G14: what must stand on the nota stands there, and nothing else.

    The first half needs the complete profile and compares code and day; the second
    asks the tables of each 16 alone. Of a privacyverklaring nothing is judged.

    Source: NR/CU-263 art. 35 lid 1 q1; ZH308 1611.
    """
    if not levering.releases:
        return not_evaluable(levering.once(dbcs).height, RELEASE)
    return together(_nothing_lacks(levering), _nothing_too_much(levering))


def _nothing_lacks(levering: Levering) -> Oordeel:
    rows = levering.once(dbcs)
    profiel = levering.profiel
    if profiel is None:
        return not_evaluable(rows.height, ZORGPROFIEL)
    may = pl.concat(
        release.tables["zorgactiviteiten"].filter(pl.col("op_nota") == OP_NOTA)[
            "zorgactiviteit_code"
        ]
        for release in levering.releases
    )
    done = not_taken_back(
        profiel.filter(pl.col("zorgactiviteit_code").is_in(may.unique().implode())),
        ["prestatie", "zorgactiviteit_code", "uitvoerdatum"],
        pl.col("aantal").fill_null(0),
    ).join(rows.select("prestatie", "r0411"), on="prestatie")
    keys = done.select("zorgactiviteit_code", dag=pl.coalesce("uitvoerdatum", "r0411"))
    found = rows_on(levering.releases, "zorgactiviteiten", keys, ("op_nota",))
    on_nota = done.filter(found["op_nota"].eq_missing(OP_NOTA))
    seen = levering.once(zichtbaar)
    dated = on_nota.filter(pl.col("uitvoerdatum").is_not_null()).join(
        seen, on=["prestatie", "zorgactiviteit_code", "uitvoerdatum"], how="anti"
    )
    undated = on_nota.filter(pl.col("uitvoerdatum").is_null()).join(
        seen, on=["prestatie", "zorgactiviteit_code"], how="anti"
    )
    lacking = (
        pl.concat([dated, undated])
        .group_by("prestatie")
        .agg(mist=pl.col("zorgactiviteit_code").unique().sort().str.join(", "))
    )
    rows = rows.join(
        lacking, on="prestatie", how="left", maintain_order="left"
    ).with_columns(heeft=levering.is_volledig())
    known = pl.col("in_release") & ~pl.col("privacy") & pl.col("heeft")
    return judge(
        rows,
        known & pl.col("mist").is_not_null(),
        verwacht=pl.lit("ook ") + pl.col("mist"),
        ontbreekt=~known,
        lacks=pl.when(~pl.col("in_release"))
        .then(pl.lit(RELEASE))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .otherwise(pl.lit(ZORGPROFIEL)),
    )


def _nothing_too_much(levering: Levering) -> Oordeel:
    rows = levering.zorgactiviteiten.select(
        "bestand_nr", "record", "prestatie", "r1611", "r1612", "r1619"
    ).filter(
        pl.col("prestatie").is_not_null(),
        (pl.col("r1619") != "C").fill_null(value=True),
    )
    rows = rows.drop("r1619").join(
        levering.once(dbcs).select("prestatie", "privacy"),
        on="prestatie",
        how="inner",
        maintain_order="left",
    )
    keys = rows.select(zorgactiviteit_code="r1611", dag="r1612")
    found = rows_on(levering.releases, "zorgactiviteiten", keys, ("op_nota",))
    rows = pl.concat([rows, found], how="horizontal")
    return judge(
        # A code that does not exist is R02.
        rows.filter(~pl.col("is_covered") | pl.col("is_valid")),
        pl.col("is_covered") & pl.col("op_nota").ne_missing(pl.lit(OP_NOTA)),
        waarde=pl.col("r1611"),
        verwacht="alleen zorgactiviteiten op de nota",
        ontbreekt=~pl.col("is_covered"),
        lacks=RELEASE,
    )


CHECKS = {"G13": machtiging_juist, "G14": op_nota_volledig}
