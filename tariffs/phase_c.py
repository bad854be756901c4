"""Phase C of the decision table: may this provider bill this recipient?

C4 (aanspraak that the insurer does not accept) is entitlement and no part of this layer.
"""

import polars as pl

from tariffs.reasons import Reden, Test

_vergunning = pl.col("vergunning_vereist")
_is_odv = pl.col("soort_prestatie") == "ODV"
_to_zorgverlener = pl.col("ontvanger").eq_missing(pl.lit("EIGEN_ZORGVERLENER"))

TESTS: tuple[Test, ...] = (
    (Reden.ONDERLINGE_DIENSTVERLENING, _is_odv != _to_zorgverlener),
    (
        Reden.VERGUNNING_ONTBREEKT,
        ((_vergunning == "WBMV") & ~pl.col("WBMV"))
        | ((_vergunning == "ERFELIJKHEID") & ~pl.col("ERFELIJKHEID")),
    ),
    (
        Reden.CENTRUM_NIET_AANGEWEZEN,
        (_vergunning == "HEMOFILIE") & ~pl.col("HEMOFILIE"),
    ),
    (
        Reden.GEEN_IGO,
        (pl.col("soort_prestatie") == "GEBOORTEZORG")
        & (pl.col("soort_aanbieder") != "IGO"),
    ),
)
"""Rows C1 to C3."""
