"""F11, F26: was this invoice number, or this very file, sent before?

Source: ZH308 0116 (unique per payee for five years); docs/decisions.md 48 (a rerun)
and 49 (F11 is per payee). ZH308 knows no exception: a number is used once it was sent,
whatever became of the lines, so rows GEWEIGERD count. UNSOURCED[F11-not-taken-in]: a
file of which no line was judged (all NIET_BEOORDEELD) was not taken in, and may be sent
mended under its own number; F26 does name it when it comes back unmended.
"""

from datetime import date

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.records import bestandsvolgorde, with_plaats
from declarations.checks.formaat.velden.regels import Regel, judge_by, with_gap
from declarations.checks.gemis import HISTORIE
from declarations.checks.oordeel import Oordeel, judge

JAREN = 5
"""How long a number may not be used again (ZH308 0116, 0458, 0622, 1620)."""

_FACTUUR = ["declarant", "factuurnummer"]

HISTORIEVELDEN = (*_FACTUUR, "bestand_sha256", "ontvangen", "status")
"""What ``five_years`` and ``taken_in`` ask of the history."""


def five_years(historie: pl.DataFrame, ontvangen: date) -> pl.DataFrame:
    """Rows received in the five years that end on a day, both included."""
    since = pl.lit(ontvangen).dt.offset_by(f"-{JAREN}y")
    day = pl.col("ontvangen")
    return historie.filter((day > since) & (day <= pl.lit(ontvangen)))


def taken_in(historie: pl.DataFrame) -> pl.DataFrame:
    """Rows but for those of files of which no line was judged."""
    file = [*_FACTUUR, "bestand_sha256"]
    judged = pl.col("status").cast(pl.String) != "NIET_BEOORDEELD"
    left_out = historie.filter(~judged).select(file).unique()
    if left_out.is_empty():
        return historie
    kept = historie.filter(judged).join(left_out, on=file, how="semi", nulls_equal=True)
    left_out = left_out.join(kept, on=file, how="anti", nulls_equal=True)
    return historie.join(left_out, on=file, how="anti", nulls_equal=True)


def with_historie_asked(levering: Levering, oordeel: Oordeel) -> Oordeel:
    """What a check found, which without a history says pass of no row."""
    if levering.historie is not None:
        return oordeel
    return with_gap(oordeel, HISTORIE)


def factuurnummer(levering: Levering) -> Oordeel:
    """F11: 0116 is filled, and not used by the same payee in five years.

    Of two files of one call with one number the later one fails (by dagtekening, then
    by content).
    """
    rows = (
        with_plaats(levering, levering.voorloop)
        .join(
            levering.once(bestandsvolgorde),
            on="bestand_nr",
            how="left",
            maintain_order="left",
        )
        .with_columns(factuurnummer="r0116")
        .with_columns(_order=pl.struct("volgorde", "record").rank("ordinal"))
    )
    first = (
        rows.filter(pl.all_horizontal(pl.col(_FACTUUR).is_not_null()))
        .sort("_order")
        .group_by(_FACTUUR)
        .agg(eerste=pl.col("plaats").first(), eerste_order=pl.col("_order").first())
    )
    rows = rows.join(first, on=_FACTUUR, how="left", maintain_order="left")
    doubled = pl.col("_order") > pl.col("eerste_order")
    used = pl.lit(value=False)
    historie = levering.historie
    if historie is not None:
        asked = historie.join(rows, on=_FACTUUR, how="semi")
        before = taken_in(five_years(asked, levering.instellingen.ontvangen))
        rows = rows.join(
            before.select(_FACTUUR).unique().with_columns(eerder=pl.lit(value=True)),
            on=_FACTUUR,
            how="left",
            maintain_order="left",
        )
        used = pl.col("eerder").fill_null(value=False)
    oordeel = judge_by(
        rows,
        [
            Regel("0116", pl.col("r0116").is_null(), "een factuurnummer"),
            Regel(
                "0116",
                doubled | used,
                f"een nummer dat in {JAREN} jaar niet is gebruikt",
            ),
        ],
        andere=pl.when(used)
        .then("historie:" + pl.col("r0116"))
        .when(doubled)
        .then("eerste"),
    )
    return with_historie_asked(levering, oordeel)


def bestand_ontvangen(levering: Levering) -> Oordeel:
    """F26: the same bytes, of the same payee and number, came on another day or twice.

    The rows of a rerun (the same bytes, the same day of receipt) are no longer in the
    history. Of equal files in one call the first is taken.
    """
    files = levering.declaraties.bestanden.select("bestand_nr", "sha256")
    rows = (
        with_plaats(levering, levering.voorloop)
        .join(files, on="bestand_nr", how="left", maintain_order="left")
        .with_columns(
            eerste=pl.col("plaats").first().over("sha256"),
            dubbel=pl.col("bestand_nr") > pl.col("bestand_nr").min().over("sha256"),
            eerder=pl.lit(value=False),
        )
    )
    historie = levering.historie
    if historie is not None:
        rows = rows.drop("eerder").join(
            historie.filter(pl.col("ontvangen") <= levering.instellingen.ontvangen)
            .select(
                "declarant",
                eerder=pl.lit(value=True),
                r0116="factuurnummer",
                sha256="bestand_sha256",
            )
            .unique(),
            on=["declarant", "r0116", "sha256"],
            how="left",
            maintain_order="left",
        )
    used = pl.col("eerder").fill_null(value=False)
    oordeel = judge(
        rows,
        used | pl.col("dubbel"),
        waarde=pl.col("r0116"),
        verwacht="een bestand dat niet eerder is ontvangen",
        andere=pl.when(used).then("historie:" + pl.col("r0116")).otherwise("eerste"),
    )
    return with_historie_asked(levering, oordeel)


CHECKS = {"F11": factuurnummer, "F26": bestand_ontvangen}
