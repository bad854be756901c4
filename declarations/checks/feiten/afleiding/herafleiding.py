"""What the grouper makes of a dbc that was declared.

Its typing stands in the 04, its activities in a complete profile or, as far as they
must stand on the nota, in the 16 records. Both are grouped once, in one batch each.

Dutch terms: herafleiding (derivation once more), zorgprofiel (all activities of a
subtraject), op nota (an activity that has to stand on the bill).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from grouper import Grouper

UIT = pl.Schema(
    {
        "zorgproduct_code": pl.String(),
        "declaratiecode": pl.String(),
        "aanspraak_toegepast": pl.String(),
        "is_oranje_producttyperend": pl.Boolean(),
        "is_machtiging_vereist": pl.Boolean(),
        "status": pl.String(),
    }
)
"""What is taken over from the outcome of the grouper."""

GEWEIGERD = ("rejected", "no_tree")
"""Statuses of a dbc that no product was derived for."""

ACTIVITEIT = pl.Schema(
    {
        "prestatie": pl.UInt32(),
        "zorgactiviteit_code": pl.String(),
        "aantal": pl.Int64(),
        "uitvoerdatum": pl.Date(),
    }
)
"""An activity of a dbc, from its profile or from its 16 records."""


def grouper_of(levering: Levering) -> Grouper | None:
    """The grouper on the releases of the delivery; None without any."""
    return Grouper(levering.releases) if levering.releases else None


def typeringen(levering: Levering) -> pl.DataFrame:
    """The debit dbc's as the grouper takes them, with ``prestatie``.

    Source: ZH308 0408, 0411, 0412, 0418, 0427, 0429, 0431, 0434, 0439, 0440, 0208.
    """
    dbc = levering.dbc.filter(~pl.col("is_credit"))
    geslacht = levering.declaraties.verzekerden.select("verzekerde", geslacht="r0208")
    return dbc.join(
        geslacht, on="verzekerde", how="left", validate="m:1", maintain_order="left"
    ).select(
        "prestatie",
        "geslacht",
        subtraject_nummer=pl.col("prestatie").cast(pl.String),
        specialisme_code="r0439",
        diagnose_code="r0431",
        zorgtype_code="r0427",
        zorgvraag_code="r0429",
        zorginstelling_code="instelling",
        begindatum="r0411",
        einddatum="r0412",
        afsluitreden_code="r0418",
        geboortedatum="r0408",
        aanspraak="r0434",
    )


def zichtbaar(levering: Levering) -> pl.DataFrame:
    """The activities of the 16 records of debits, columns ``ACTIVITEIT``."""
    rows = levering.zorgactiviteiten.select(
        "prestatie",
        "r1619",
        zorgactiviteit_code="r1611",
        aantal="r1614",
        uitvoerdatum="r1612",
    ).filter(
        pl.col("prestatie").is_not_null(),
        (pl.col("r1619") != "C").fill_null(value=True),
    )
    return rows.drop("r1619").cast(ACTIVITEIT)


def bekend(levering: Levering) -> pl.DataFrame:
    """What is known to be done (``ACTIVITEIT``): a complete profile, else the nota."""
    seen = levering.once(zichtbaar)
    parts = [seen.join(levering.has_profiel, on="prestatie", how="anti")]
    if levering.profiel is not None:
        parts.append(levering.profiel.select(seen.columns))
    return pl.concat(parts)


def herafleiden(levering: Levering) -> pl.DataFrame | None:
    """Derive the dbc's whose profile is complete once more.

    One with a privacyverklaring is left out: only a medical adviser may do that
    (NR/CU-263 art. 35 lid 1 q4).

    Returns:
        ``prestatie`` and ``UIT``; None without a release or any profile.
    """
    grouper, profiel = levering.once(grouper_of), levering.profiel
    if grouper is None or profiel is None:
        return None
    own = levering.once(typeringen)
    secret = levering.prestaties.filter("privacy")["prestatie"]
    rows = own.filter(
        levering.is_volledig() & ~pl.col("prestatie").is_in(secret.implode())
    )
    return derive(grouper, rows, profiel)


def herafleiden_zichtbaar(levering: Levering) -> pl.DataFrame | None:
    """What the visible activities alone lead to, for every debit dbc.

    Returns:
        ``prestatie`` and ``UIT``; None without a release.
    """
    grouper = levering.once(grouper_of)
    if grouper is None:
        return None
    return derive(grouper, levering.once(typeringen), levering.once(zichtbaar))


def derive(
    grouper: Grouper, typering: pl.DataFrame, activiteiten: pl.DataFrame
) -> pl.DataFrame:
    """Group dbc's; gives ``prestatie`` and ``UIT``, in the order of ``typering``."""
    if typering.is_empty():
        return pl.DataFrame(schema={"prestatie": pl.UInt32, **UIT})
    activities = activiteiten.join(
        typering.select("prestatie"), on="prestatie", how="semi"
    ).select(
        "zorgactiviteit_code",
        "aantal",
        "uitvoerdatum",
        subtraject_nummer=pl.col("prestatie").cast(pl.String),
    )
    grouped = grouper.group(typering.drop("prestatie"), activities).grouped
    return pl.concat(
        [typering.select("prestatie"), grouped.select(*UIT).cast(UIT)],
        how="horizontal",
    )
