"""Phase F of the decision table: was exactly one price found, on exactly one tariff?

Prestaties that rest on an agreement and ODV need no row in the Tarieventabel, so F1 is
not about them (docs/decisions.md 25). F4 is a signal: a draft is no contract.
"""

import polars as pl

from tariffs.decision import unlikely
from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import Stap, columns_of, phase_tests
from tariffs.lookup.contracts import Contractboek
from tariffs.lookup.national import DIMENSIES
from tariffs.lookup.periods import GEEN, MEER
from tariffs.lookup.selectors import KENMERKEN
from tariffs.prices.amounts import with_quantity
from tariffs.prices.find import (
    GEVONDEN,
    with_first_price,
    with_next_price,
    with_route,
    with_scope,
)
from tariffs.prices.national_tarief import ZONDER_TARIEF, with_tarief
from tariffs.prices.staffel import VOLUME
from tariffs.reasons import Reden, Test
from tariffs.schema import TARIEFSOORT
from tariffs.settings import Prijsinstellingen

_route = pl.col("route")
_no_price = pl.col("prijs_e6").is_null() & ~pl.col("meer_prijzen")
# A price rule that finds no tariff to build on leaves its grondslag; F1 or F2 says why.
_has_rule = pl.col("grondslag").is_not_null()

_TESTS: tuple[Test, ...] = (
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


def _with_drafts(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Add ``is_alleen_concept``: a draft or unwritten contract stands for none."""
    found = boek.ongeldig.find(lines["aanbieder"], lines["dag"], lines["concern"])
    return lines.with_columns(is_alleen_concept=(found != GEEN) & (_route == "PASSANT"))


def _with_next_price(
    lines: pl.DataFrame, boek: Prijsboek, _: Prijsinstellingen
) -> pl.DataFrame:
    return with_next_price(
        lines,
        landelijk=boek.landelijk,
        contracten=boek.contracten,
        prijsregels=boek.prijsregels,
        staffels=boek.staffels,
    )


STAPPEN = (
    Stap(
        "F quantity",
        vraagt=("is_tijd", "minuten", "minuten_dag", "eenheid", "teller", "noemer"),
        geeft={"teller": pl.Int64, "noemer": pl.Int64, "aantal_m": pl.Int64},
        doet=lambda lines, _boek, _: with_quantity(lines),
    ),
    Stap(
        "F tarief",
        vraagt=(
            "rij",
            "dag",
            "code",
            "lijst",
            "component",
            *DIMENSIES,
            "soort_prestatie",
            "afleveringseenheid",
        ),
        geeft={
            "tarief_rij": pl.Int32,
            "tarief_release": pl.Int32,
            "tariefsoort": TARIEFSOORT,
            "maximum_e6": pl.Int64,
            "deler_m": pl.Int64,
            "is_addon": pl.Boolean,
            "eenheid_zi": pl.String,
        },
        doet=lambda lines, boek, _: with_tarief(lines, boek.landelijk),
    ),
    Stap(
        "F route",
        vraagt=("soort_prestatie", "tariefsoort", "ontvanger", "contract_rij"),
        geeft={"route": pl.String},
        doet=lambda lines, _boek, _: with_route(lines),
    ),
    Stap(
        "F scope",
        vraagt=("rij", "route", "contract_rij", "prestatie_rij", *KENMERKEN),
        geeft={"in_scope": pl.Boolean, "buiten_weigert": pl.Boolean},
        doet=lambda lines, boek, _: with_scope(lines, boek.contracten),
    ),
    Stap(
        "F first price",
        vraagt=(
            "dag",
            "code",
            "route",
            "in_scope",
            "contract_rij",
            "component",
            "specialisme_uitvoerder_code",
            "overeenkomst_prijs_e6",
            "overeenkomst_prijzen",
            "inkoopbedrag_cent",
            "deler_m",
        ),
        geeft={"lijstprijs_e6": pl.Int64, **GEVONDEN},
        doet=lambda lines, boek, _: with_first_price(lines, boek.contracten),
    ),
    Stap(
        "F next price",
        vraagt=columns_of(
            "rij",
            "dag",
            "code",
            "product",
            "route",
            "in_scope",
            "buiten_weigert",
            "aanbieder",
            "aanbieder_rij",
            "uzovi_nummer",
            "polis",
            "concern",
            "contract_rij",
            "prestatie_rij",
            "opdrachtgever_code",
            "component",
            "specialisme_uitvoerder_code",
            "zorgcategorie",
            "tarief_rij",
            "tariefsoort",
            "maximum_e6",
            "deler_m",
            "is_addon",
            *VOLUME,
            *KENMERKEN,
            *GEVONDEN,
        ),
        geeft=GEVONDEN,
        doet=_with_next_price,
    ),
    Stap(
        "F drafts",
        vraagt=("dag", "aanbieder", "concern", "route"),
        geeft={"is_alleen_concept": pl.Boolean},
        doet=lambda lines, boek, _: _with_drafts(lines, boek.contracten),
    ),
    phase_tests("F tests", lambda _: _TESTS),
    Stap(
        "F comparison",
        vraagt=(
            "rij",
            "mask",
            "code",
            "component",
            "tariefsoort",
            "prijs_e6",
            "prijs_deler_m",
        ),
        geeft={"is_onwaarschijnlijk": pl.Boolean},
        doet=lambda lines, boek, _: lines.select(
            is_onwaarschijnlijk=boek.vergelijking.unlikely(lines)
        ),
    ),
    phase_tests("F test of what is unlikely", lambda _: unlikely.TESTS),
)
