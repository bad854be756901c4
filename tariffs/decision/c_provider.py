"""Phase C of the decision table: may this provider bill this recipient?

C4 (an aanspraak that the insurer does not accept) is entitlement, not a tariff.
"""

import polars as pl

from tariffs.decision.stap import Stap, columns_of, phase_tests
from tariffs.lookup.contracts import AANBIEDER, Contractboek
from tariffs.lookup.periods import spread
from tariffs.reasons import Reden, Test
from tariffs.schema import VERGUNNING

_is_odv = pl.col("soort_prestatie") == "ODV"
_to_zorgverlener = pl.col("ontvanger") == "EIGEN_ZORGVERLENER"
_needs_provider = pl.col("vergunning_vereist").is_not_null() | (
    pl.col("soort_prestatie") == "GEBOORTEZORG"
)

_TESTS: tuple[Test, ...] = (
    (Reden.ONDERLINGE_DIENSTVERLENING, _is_odv != _to_zorgverlener),
    (
        Reden.VERGUNNING_ONTBREEKT,
        pl.col("mist_vergunning") & (pl.col("vergunning_vereist") != "HEMOFILIE"),
    ),
    (
        Reden.CENTRUM_NIET_AANGEWEZEN,
        pl.col("mist_vergunning") & (pl.col("vergunning_vereist") == "HEMOFILIE"),
    ),
    (
        Reden.GEEN_IGO,
        (pl.col("soort_prestatie") == "GEBOORTEZORG") & ~pl.col("is_igo"),
    ),
)
"""Rows C1 to C3."""


def _with_provider(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Add ``mist_vergunning`` and ``is_igo``, about the lines that need them."""
    asked = lines.select(
        "rij", "aanbieder_rij", "vergunning_vereist", nodig=_needs_provider
    ).filter("nodig")
    aanbieder = boek.aanbieder.take(asked["aanbieder_rij"], *AANBIEDER)
    has = pl.any_horizontal(
        (pl.col("vergunning_vereist") == vergunning) & pl.col(vergunning)
        for vergunning in VERGUNNING.categories
    )
    antwoord = asked.hstack(aanbieder).select(
        mist_vergunning=pl.col("vergunning_vereist").is_not_null() & ~has,
        is_igo=pl.col("soort") == "IGO",
    )
    return lines.with_columns(*spread(antwoord, asked["rij"], lines.height))


STAPPEN = (
    Stap(
        "C provider",
        vraagt=columns_of("rij", "aanbieder_rij", _needs_provider),
        geeft={"mist_vergunning": pl.Boolean, "is_igo": pl.Boolean},
        doet=lambda lines, boek, _: _with_provider(lines, boek.contracten),
    ),
    phase_tests("C tests", lambda _: _TESTS),
)
