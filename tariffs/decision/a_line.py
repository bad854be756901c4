"""Phase A of the decision table: is the line itself in order?

Every test is a row of the decision table, as docs/decisions.md 24 has it: A2 leaves
uitval to B6, A3 looks at begindatum only (a closing date may lie ahead, Regeling msz
2016 art. 34), A8 compares the code with the aanspraak that was applied.
"""

import polars as pl

from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import MASKERS, Stap, phase_tests
from tariffs.lookup.peildatum import with_numbers, with_peildatum
from tariffs.lookup.periods import GEEN
from tariffs.money import MAX_AANTAL, MAX_BEDRAG_CENT, MAX_FACTOR_BP
from tariffs.reasons import Reden, Test
from tariffs.schema import (
    BTW_BEHANDELING,
    COMPONENT,
    EENHEID,
    FASE,
    ONTVANGER,
    SOORT_PRESTATIE,
    VERGUNNING,
)
from tariffs.settings import Prijsinstellingen
from tariffs.sources.lines import ONBEKENDE_WAARDE

MAX_NOEMER = 10**6
"""Finest fraction of a unit; a millionth is finer than any unit of the table."""

_BEDRAGEN = (
    "tarief_cent",
    "berekend_cent",
    "declaratie_cent",
    "toeslag_cent",
    "inkoopbedrag_cent",
    "btw_cent",
    "btw_bp",
)

_has_code = pl.col("prestatiecode").is_not_null() & ~pl.col("uitval")
_heeft_dag = pl.col("begindatum").is_not_null()
_is_dbc = pl.col("soort_prestatie") == "DBC"


def _numbered(
    lines: pl.DataFrame, boek: Prijsboek, _: Prijsinstellingen
) -> pl.DataFrame:
    """Number the codes of the lines, of which nothing is said yet."""
    return with_numbers(lines, boek.nummers).with_columns(
        pl.lit(0, dtype=dtype).alias(mask) for mask, dtype in MASKERS.items()
    )


def _tests(instellingen: Prijsinstellingen) -> tuple[Test, ...]:
    """Rows A1 to A9, for a run on the ``verwerkingsdatum`` of the settings."""
    return (
        (
            Reden.PRESTATIECODELIJST_ONJUIST,
            _has_code & ((pl.col("lijst") == 0) | pl.col("is_andere_lijst")),
        ),
        (
            Reden.PRESTATIECODE_ONBEKEND,
            ~pl.col("uitval") & (pl.col("code") == 0),
        ),
        (
            Reden.PRESTATIEDATUM_ONJUIST,
            ~_heeft_dag
            | (pl.col("begindatum") > pl.col("einddatum"))
            | (pl.col("begindatum") > instellingen.verwerkingsdatum),
        ),
        (Reden.AANTAL_ONJUIST, ~pl.col("uitval") & _wrong_quantity()),
        (Reden.DEBETCREDIT_ONJUIST, _wrong_direction()),
        (
            Reden.ZORGAANBIEDER_ONBEKEND,
            (pl.col("aanbieder") == 0)
            | (_heeft_dag & (pl.col("aanbieder_rij") <= GEEN)),
        ),
        (Reden.VERZEKERAAR_ONBEKEND, _unknown_insurer()),
        (
            Reden.RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST,
            _has_code & (pl.col("code") > 0) & (_unrelated() | _wrong_aanspraak()),
        ),
        (Reden.WAARDE_BUITEN_LIJST, pl.col(ONBEKENDE_WAARDE)),
    )


def _open_tests(instellingen: Prijsinstellingen) -> tuple[Test, ...]:
    """Rows A10 and A11, about lines that the others let through: is care closed?"""
    return (
        (
            Reden.EINDDATUM_NA_VERWERKINGSDATUM,
            pl.col("einddatum") > instellingen.verwerkingsdatum,
        ),
        (Reden.EINDDATUM_ONTBREEKT, pl.col("einddatum").is_null() & _is_dbc),
    )


def _unknown_insurer() -> pl.Expr:
    """A UZOVI that no table knows, or no concern has on the day.

    A verzekerde may pay himself without a UZOVI; one that is filled in decides whether
    he is a passant, so it has to be right (docs/decisions.md 37).
    """
    ontvanger, number = pl.col("ontvanger"), pl.col("uzovi_nummer")
    has_uzovi = (ontvanger == "VERZEKERDE") & (number > 0)
    return (
        ((ontvanger == "VERZEKERAAR") & (number == 0))
        | pl.col("is_uzovi_onbekend")
        | (
            ((ontvanger == "VERZEKERAAR") | has_uzovi)
            & _heeft_dag
            & (pl.col("concern") <= 0)
        )
    )


def _wrong_quantity() -> pl.Expr:
    teller, noemer = pl.col("teller"), pl.col("noemer")
    counts = (
        teller.is_null()
        | noemer.is_null()
        | (teller <= 0)
        | (noemer <= 0)
        | (noemer > MAX_NOEMER)
        | (teller > noemer * MAX_AANTAL)
        | (~pl.col("aantal_deelbaar") & (teller % noemer != 0))
        | (_is_dbc & (teller > noemer))
    )
    tijd = (pl.col("minuten") <= 0) | (pl.col("minuten") > MAX_AANTAL)
    factor = (pl.col("factor_bp") <= 0) | (pl.col("factor_bp") > MAX_FACTOR_BP)
    return (
        pl.when(pl.col("is_tijd")).then(tijd).otherwise(counts).fill_null(False)
        | factor
    )


def _wrong_direction() -> pl.Expr:
    onmogelijk = pl.any_horizontal(
        (pl.col(bedrag) < 0) | (pl.col(bedrag) > MAX_BEDRAG_CENT)
        for bedrag in _BEDRAGEN
    )
    mixed = [
        (pl.col(name) != pl.col("dc")).fill_null(False)
        for name in ("dc_berekend", "dc_declaratie")
    ]
    return (
        pl.col("dc").is_null()
        | pl.any_horizontal(mixed)
        | (onmogelijk.fill_null(False))
    )


def _unrelated() -> pl.Expr:
    # A product that the grouper derives as its own code (137 of them in RZ17a)
    # stands in no relation table.
    return (
        _heeft_dag
        & pl.col("zorgproduct_code").is_not_null()
        & (pl.col("zorgproduct_code") != pl.col("prestatiecode"))
        & (pl.col("relatie_rij") == GEEN)
    )


def _wrong_aanspraak() -> pl.Expr:
    # Without aanspraak_toegepast only a product with two codes can have the wrong one:
    # a product with one code keeps it whatever the answer (docs/decisions.md 24).
    rauw = pl.when(pl.col("heeft_spiegel")).then(pl.col("aanspraak"))
    aanspraak = pl.coalesce("aanspraak_toegepast", rauw)
    return (_is_dbc & ((aanspraak == "J") != pl.col("verzekerd"))).fill_null(False)


STAPPEN = (
    Stap(
        "A numbers",
        vraagt=(
            "prestatiecode",
            "zorginstelling_code",
            "uzovi",
            "zorgproduct_code",
            "prestatiecodelijst",
            "ontvanger",
            "component",
            "begindatum",
            "aantal_m",
            "aantal_teller",
            "aantal_noemer",
            "verrekenpercentage_bp",
        ),
        geeft={
            "rij": pl.UInt32,
            "code": pl.Int32,
            "aanbieder": pl.Int32,
            "product": pl.Int32,
            "uzovi_nummer": pl.Int32,
            "is_uzovi_onbekend": pl.Boolean,
            "lijst": pl.Int32,
            "ontvanger": ONTVANGER,
            "component": COMPONENT,
            "dag": pl.Int32,
            "teller": pl.Int64,
            "noemer": pl.Int64,
            "factor_bp": pl.Int64,
            **MASKERS,
        },
        doet=_numbered,
    ),
    Stap(
        "A peildatum",
        vraagt=(
            "rij",
            "dag",
            "code",
            "lijst",
            "product",
            "prestatiecode",
            "zorgproduct_code",
            "is_uitval",
            "aanbieder",
            "uzovi_nummer",
            "polis",
            "fase",
            "minuten",
        ),
        geeft={
            "prestatie_rij": pl.Int32,
            "aanbieder_rij": pl.Int32,
            "relatie_rij": pl.Int32,
            "concern": pl.Int32,
            "is_beschreven": pl.Boolean,
            "is_andere_lijst": pl.Boolean,
            "soort_prestatie": SOORT_PRESTATIE,
            "tarieftype": pl.String,
            "zorgproductgroep_code": pl.String,
            "verzekerd": pl.Boolean,
            "heeft_spiegel": pl.Boolean,
            "is_zelfstandig": pl.Boolean,
            "eenheid": EENHEID,
            "aantal_deelbaar": pl.Boolean,
            "overeenkomst_vereist": pl.Boolean,
            "vergunning_vereist": VERGUNNING,
            "btw_behandeling": BTW_BEHANDELING,
            "uitval": pl.Boolean,
            "fase": FASE,
            "is_tijd": pl.Boolean,
        },
        doet=lambda lines, boek, _: with_peildatum(
            lines, boek.landelijk, boek.contracten
        ),
    ),
    # Phase A is about credits too, and about lines that are neither.
    phase_tests("A tests", _tests, pl.lit(value=True)),
    phase_tests(
        "A tests of open care",
        _open_tests,
        signalen_weigeren=lambda instellingen: instellingen.bij_einddatum == "WEIGER",
    ),
)
