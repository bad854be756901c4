"""Phase F of the decision table: was exactly one price found, on exactly one tariff?

Prestaties that rest on an agreement and ODV need no row in the Tarieventabel, so F1 is
not about them (docs/decisions.md 25). F4 is a signal: a draft is no contract.
"""

import polars as pl

from tariffs.lookup.contracts import Contractboek
from tariffs.lookup.periods import GEEN, MEER
from tariffs.prices.national_tarief import ZONDER_TARIEF
from tariffs.reasons import Reden, Test

_route = pl.col("route")
_no_price = pl.col("prijs_e6").is_null() & ~pl.col("meer_prijzen")
# A price rule that finds no tariff to build on leaves its grondslag; F1 or F2 says why.
_has_rule = pl.col("grondslag").is_not_null()

TESTS: tuple[Test, ...] = (
    (
        Reden.TARIEF_ONTBREEKT_IN_TABEL,
        (pl.col("tarief_rij") == GEEN)
        & ~pl.col("soort_prestatie").is_in(ZONDER_TARIEF),
    ),
    (Reden.MEERDERE_TARIEVEN, pl.col("tarief_rij") == MEER),
    (Reden.MEERDERE_CONTRACTEN, pl.col("meer_prijzen")),
    (Reden.CONTRACT_NIET_GEACCORDEERD, pl.col("is_alleen_concept")),
    (
        Reden.GEEN_CONTRACTPRIJS,
        (_route == "CONTRACT") & pl.col("in_scope") & _no_price & ~_has_rule,
    ),
    (Reden.PRESTATIE_NIET_GECONTRACTEERD, pl.col("buiten_weigert")),
    (
        Reden.GEEN_OVEREENGEKOMEN_PRIJS,
        _route.is_in(["AFSPRAAK", "ODV"]) & _no_price,
    ),
    (
        Reden.GEEN_PASSANTENTARIEF,
        ((_route == "PASSANT") | ~pl.col("in_scope"))
        & ~pl.col("buiten_weigert")
        & _no_price,
    ),
    (
        Reden.INKOOPBEDRAG_ONTBREEKT,
        (_route == "KOSTEN") & pl.col("inkoopbedrag_cent").is_null(),
    ),
    (
        Reden.ADDON_EENHEID_ONBEKEND,
        pl.col("is_addon")
        & (
            pl.col("deler_m").is_null()
            | (
                pl.col("afleveringseenheid").is_not_null()
                & pl.col("afleveringseenheid").ne_missing(pl.col("eenheid_zi"))
            )
        ),
    ),
)
"""Rows F1 to F10."""


def with_drafts(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Add ``is_alleen_concept``: a draft or unwritten contract stands for none."""
    found = boek.ongeldig.find(lines["aanbieder"], lines["dag"], lines["concern"])
    return lines.with_columns(is_alleen_concept=(found != GEEN) & (_route == "PASSANT"))
