"""What was done under each dbc, in which colour, and may some of it be hidden?

A colour is the first half of an aanspraakcode (NZa, Referenties, AanspraakCode): 16
rood, excluded from the basic package; 26 and 27 oranje, insured under conditions.

Of a dbc with a complete profile that profile says all. Of any other the records 16 show
the activities "op nota" alone, so that what does not stand there may still have been
done. Under a privacyverklaring nothing is looked at but by a medical adviser (NR/CU-263
art. 35 lid 1 q4).

Dutch terms: gemis (what lacks to judge), verricht (carried out).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.afleiding.herafleiding import bekend
from declarations.checks.feiten.correcties import not_taken_back
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.limitatief import OP_NOTA
from declarations.checks.gemis import PRIVACYVERKLARING, RELEASE, ZORGPROFIEL
from grouper.compiled.rows_on_day import is_covered, rows_on

ROOD: Final = "^16"
ORANJE: Final = "^2[67]"
"""How an aanspraakcode of each colour begins."""


def verricht(levering: Levering) -> pl.DataFrame:
    """``prestatie, code, dag, opening`` of what was done under debit dbc's.

    Ask it by ``once``. What was corrected to nothing was not done; what was done twice
    may stand there twice.
    """
    own = levering.once(dbcs).filter(~pl.col("privacy")).select("prestatie", "r0411")
    rows = bekend(levering).join(own, on="prestatie", maintain_order="left")
    key = ["prestatie", "zorgactiviteit_code"]
    return (
        not_taken_back(rows, key, pl.col("aantal").fill_null(1))
        .filter(pl.all_horizontal(pl.col(key).is_not_null()))
        .select(
            "prestatie",
            code=pl.col("zorgactiviteit_code").str.zfill(6),
            dag=pl.coalesce("uitvoerdatum", "r0411"),
            opening="r0411",
        )
    )


def gekleurd(levering: Levering) -> pl.DataFrame:
    """Those of ``verricht`` with an ``aanspraak_code``; ask it by ``once``.

    It is that of the day, or of the opening where no release is meant for the day.
    """
    rows = levering.once(verricht)
    if not levering.releases:
        return rows.with_columns(aanspraak_code=pl.lit(None, pl.String)).clear()
    covered = is_covered(levering.releases, rows["dag"])
    day = pl.when(covered).then("dag").otherwise("opening")
    found = rows_on(
        levering.releases,
        "zorgactiviteiten",
        rows.select(zorgactiviteit_code="code", dag=day),
        ("aanspraak_code",),
    )
    return rows.with_columns(found["aanspraak_code"]).filter(
        pl.col("aanspraak_code").is_not_null()
    )


def is_kleur(kleur: str) -> pl.Expr:
    """Whether an ``aanspraak_code`` is of a colour."""
    return pl.col("aanspraak_code").str.contains(kleur)


def dbcs_met(levering: Levering, rows: pl.DataFrame, soort: pl.Expr) -> pl.DataFrame:
    """The debit dbc's with what was done of some kind, and what lacks to know it.

    Args:
        levering: The delivery.
        rows: Of ``verricht`` or ``gekleurd``, those of the kind.
        soort: The kind, asked of ``zorgactiviteiten`` of a release.

    Returns:
        ``dbcs`` with ``codes`` (null for none), ``volledig`` (the profile is complete)
        and ``gemis``, what lacks to know that nothing else of the kind was done.
    """
    done = rows.group_by("prestatie", maintain_order=True).agg(
        codes=pl.col("code").unique().sort().str.join(", ")
    )
    own = levering.once(dbcs).join(
        done, on="prestatie", how="left", maintain_order="left"
    )
    return own.with_columns(volledig=levering.is_volledig()).with_columns(
        gemis=pl.when(~pl.col("in_release"))
        .then(pl.lit(RELEASE))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .when(~pl.col("volledig") & _may_be_hidden(levering, soort))
        .then(pl.lit(ZORGPROFIEL))
    )


def _may_be_hidden(levering: Levering, soort: pl.Expr) -> pl.Expr:
    """Whether some activity of a kind need not stand on the nota during a dbc."""
    not_on_nota = pl.col("op_nota").ne_missing(pl.lit(OP_NOTA))
    periods = [
        period
        for release in levering.releases
        for period in release.tables["zorgactiviteiten"]
        .filter(soort.fill_null(value=False) & not_on_nota)
        .select("begindatum", "einddatum")
        .unique()
        .iter_rows()
    ]
    hidden = pl.lit(value=False)
    for begin, eind in periods:
        hidden |= (pl.coalesce("r0412", "r0411") >= begin) & (
            pl.lit(value=True) if eind is None else pl.col("r0411") <= eind
        )
    return hidden
