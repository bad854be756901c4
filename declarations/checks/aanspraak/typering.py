"""Did rode or oranje activities determine the product of a dbc?

They did where they counted in a beslisregel with IndicatieAanspraakbeperking that
answered True on the way to the product. Which of two declaratiecodes the grouper gives
to who answers J says it of rood: with oranje alone it is the insured one.

Source: NZa BoomBestanden, IndicatieAanspraakbeperking; ZH308 0434 and 0438.
"""

import polars as pl

from declarations.checks.aanspraak.kleuren import ROOD, gekleurd, is_kleur
from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.afleiding.herafleiding import (
    GEWEIGERD,
    bekend,
    derive,
    grouper_of,
    herafleiden,
    herafleiden_zichtbaar,
    typeringen,
)
from declarations.checks.feiten.declaratiecodes import VERZEKERD
from declarations.checks.feiten.levering import Levering
from grouper.compiled.rows_on_day import rows_on

_FEITEN = pl.Schema(
    {
        "prestatie": pl.UInt32(),
        "is_rood": pl.Boolean(),
        "is_oranje": pl.Boolean(),
        "zelfde": pl.Boolean(),
        "keuze": pl.Boolean(),
    }
)


def is_verzekerd() -> pl.Expr:
    """Whether a dbc is declared as insured: a code 14 or 15, or 0434 is J."""
    code = pl.col("r0410").str.slice(0, 2).is_in(VERZEKERD).fill_null(value=False)
    return code | (pl.col("r0434") == "J").fill_null(value=False)


def with_typering(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of debit dbc's with the columns of ``typering``."""
    return rows.join(
        levering.once(typering),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )


def typering(levering: Levering) -> pl.DataFrame:
    """What determined the product of each debit dbc; ask it by ``once``.

    Returns:
        ``prestatie``; ``is_rood`` and ``is_oranje``: activities of that colour
        determined what comes out, null where the grouper refuses the typing;
        ``zelfde``: that is the declared product; ``keuze``: the declared product has a
        code for care that is not insured. No rows without a release.
    """
    seen = levering.once(herafleiden_zichtbaar)
    if seen is None:
        return _FEITEN.to_frame()
    whole = levering.once(herafleiden)
    if whole is not None:
        # What a complete profile says goes before what can be seen.
        seen = pl.concat([whole, seen.join(whole, on="prestatie", how="anti")])
    own = levering.once(dbcs).select("prestatie", "r0411", "r0414")
    known = ~pl.col("status").is_in(GEWEIGERD)
    rows = own.join(
        seen, on="prestatie", how="left", validate="1:1", maintain_order="left"
    ).join(
        _rood(levering),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    codes = rows_on(
        levering.releases,
        "producten",
        rows.select(zorgproduct_code="r0414", dag="r0411"),
        ("declaratiecode_onverzekerd",),
    )
    return rows.select(
        "prestatie",
        is_rood=pl.when(known).then(pl.col("_rood").fill_null(value=False)),
        is_oranje=pl.when(known).then("is_oranje_producttyperend"),
        zelfde=(pl.col("zorgproduct_code") == pl.col("r0414")).fill_null(value=False),
    ).with_columns(keuze=codes["declaratiecode_onverzekerd"].is_not_null())


def _rood(levering: Levering) -> pl.DataFrame:
    """Those with a rode activity, grouped with J: ``prestatie`` and ``_rood``."""
    grouper = levering.once(grouper_of)
    reds = levering.once(gekleurd).filter(is_kleur(ROOD)).select("prestatie").unique()
    if grouper is None or reds.is_empty():
        return reds.with_columns(_rood=pl.lit(value=False))
    rows = levering.once(typeringen).join(
        reds, on="prestatie", how="semi", maintain_order="left"
    )
    asked = rows.with_columns(aanspraak=pl.lit("J"))
    found = derive(grouper, asked, bekend(levering))
    return found.select(
        "prestatie",
        _rood=(pl.col("aanspraak_toegepast") == "N").fill_null(value=False),
    )
