"""Decide on a chunk of lines: phases A to D, then F, G and I of the decision table.

A chunk knows nothing of other lines, so phases E and H and credits follow in
pricing.py, which also prices again the few lines whose quantity or volume they change.
Each phase collects all its refusals and the first phase that refuses ends the line.

The phases declare their steps; here they stand in a row, and what is taken out of them.
"""

from dataclasses import dataclass

import polars as pl

from tariffs.decision import (
    a_line,
    b_prestatie,
    c_provider,
    d_agreement,
    f_price,
    g_ceiling,
    i_declared,
)
from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import (
    IS_DEBET,
    MASKERS,
    Kolommen,
    Reeks,
    Uittreksel,
    columns_of,
)
from tariffs.lookup.peildatum import peildatum_grond
from tariffs.lookup.selectors import KENMERKEN
from tariffs.money import ONE_M
from tariffs.prices.amounts import PLAFOND
from tariffs.prices.btw import btw_due
from tariffs.prices.staffel import VOLUME, staffels_of
from tariffs.reasons import is_refused, is_refused_in
from tariffs.schema import (
    DC,
    EENHEID,
    FASE,
    GRONDSLAG,
    PEILDATUM_GROND,
    SOORT_PRESTATIE,
    TARIEFSOORT,
    Declaratieregels,
)
from tariffs.settings import Prijsinstellingen
from tariffs.sources.lines import ONBEKENDE_WAARDE
from tariffs.together.e_combinations import candidates_of
from tariffs.together.e_doubles import identity_of
from tariffs.together.h_periods import lines_of


@dataclass(frozen=True)
class Chunkbesluit:
    """What is decided on a chunk, and what the whole batch still has to judge.

    ``STAPPEN`` declares the columns of each.

    Attributes:
        besluit: What is decided, a row per line, in order.
        kandidaten: Lines that phase E may be about.
        identiteiten: Lines that may bill an identity twice.
        staffel: Lines under a volume tier.
        periode: Lines under a maximum over a period.
    """

    besluit: pl.DataFrame
    kandidaten: pl.DataFrame
    identiteiten: pl.DataFrame
    staffel: pl.DataFrame
    periode: pl.DataFrame


def decide_chunk(
    regels: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
) -> Chunkbesluit:
    """Decide on a chunk.

    Args:
        regels: Lines with the columns ``BEGIN``; ``minuten_dag`` and what
            ``staffel.with_volumes`` says are filled where they are known.
        boek: Prepared tables.
        instellingen: Settings of the run.
    """
    return Chunkbesluit(**STAPPEN.uittreksels(regels, boek, instellingen))


def _besluit(
    lines: pl.DataFrame, boek: Prijsboek, _: Prijsinstellingen
) -> pl.DataFrame:
    """Name what is decided; a refused line has no amount, unless it is capped."""
    release = boek.landelijk.prestatie.take(lines["prestatie_rij"], "release")
    gereguleerd = pl.col("tariefsoort").is_in(["MAXIMUM", "VAST"])
    betaalbaar = ~is_refused() | pl.col("is_afgetopt")
    return lines.with_columns(
        prestatie_release=release["release"],
        peildatum_grond=peildatum_grond(),
        nza_maximum_e6=pl.when(gereguleerd).then(
            pl.col("maximum_e6") * ONE_M // pl.col("deler_m")
        ),
        toegestaan_maximum_e6=pl.col("plafond_e6") * ONE_M // pl.col("plafond_deler_m"),
        afspraak_id=pl.coalesce("afspraak_id", "overeenkomst_id"),
        besluit_cent=pl.when(betaalbaar).then("besluit_cent"),
    )


def _under_tiers(
    lines: pl.DataFrame, boek: Prijsboek, _: Prijsinstellingen
) -> pl.DataFrame:
    """Lines that a volume tier prices, for pricing.py to count the year."""
    kandidaten = lines.filter(
        ~is_refused_in("ABCD") & IS_DEBET,
        (pl.col("route") == "CONTRACT") & pl.col("in_scope"),
        pl.col("lijstprijs_e6").is_null() & ~pl.col("meer_prijzen"),
        pl.col("contract_rij").is_in(boek.staffels.contracten.implode()),
    )
    return kandidaten.join(
        staffels_of(kandidaten, boek.staffels), on="rij", how="inner"
    )


BEGIN = (
    *Declaratieregels.column_names(),
    ONBEKENDE_WAARDE,
    "batch_rij",
    "minuten_dag",
    *VOLUME,
)
"""Columns of the lines that are decided on."""

_VAN_KANDIDAAT: Kolommen = {
    "batch_rij": pl.UInt32,
    "mask": pl.UInt64,
    "dc": DC,
    "code": pl.Int32,
    "aanbieder": pl.Int32,
    "dag": pl.Int32,
    "begindatum": pl.Date,
    "prestatie_rij": pl.Int32,
    "soort_prestatie": SOORT_PRESTATIE,
    "eenheid": EENHEID,
    "is_tijd": pl.Boolean,
    "minuten": pl.Int64,
    "teller": pl.Int64,
    "noemer": pl.Int64,
    "subtraject_nummer": pl.String,
    "zorgtraject_nummer": pl.String,
    "zitting_id": pl.String,
    "wond_id": pl.String,
    "fase": FASE,
    "aanvrager_soort": pl.String,
}
"""Columns of a line that phase E judges it by, as they stand."""

_KANDIDATEN = Uittreksel(
    "kandidaten",
    vraagt=(*_VAN_KANDIDAAT, "product", "verzekerde_id"),
    geeft={
        **_VAN_KANDIDAAT,
        "klasse": pl.Int32,
        "patient": pl.UInt64,
        "is_getest": pl.Boolean,
        "is_naast_dbc": pl.Boolean,
        "doet_mee": pl.Boolean,
    },
    doet=lambda lines, boek, _: candidates_of(lines, boek.combinaties),
)

_IDENTITEITEN = Uittreksel(
    "identiteiten",
    vraagt=(
        "batch_rij",
        "mask",
        "dc",
        "dag",
        "aanbieder",
        "soort_prestatie",
        "verzekerde_id",
        "subtraject_nummer",
    ),
    geeft={"dag": pl.Int32, "batch_rij": pl.UInt32, "identiteit": pl.UInt64},
    doet=lambda lines, _boek, _: identity_of(lines),
)

_VAN_BESLUIT: Kolommen = {
    **MASKERS,
    "is_afgetopt": pl.Boolean,
    "concern": pl.Int32,
    "contract_rij": pl.Int32,
    "tarief_release": pl.Int32,
    "tariefsoort": TARIEFSOORT,
    "grondslag": GRONDSLAG,
    "afspraak_id": pl.String,
    "toegestaan_bedrag_cent": pl.Int64,
    "eenheidsprijs_e6": pl.Int64,
    "aantal_m": pl.Int64,
    "teller": pl.Int64,
    "noemer": pl.Int64,
    "factor_bp": pl.Int64,
    "btw_besluit_cent": pl.Int64,
    "besluit_cent": pl.Int64,
}
"""Columns that the phases fill and a decision takes over."""

_BESLUIT = Uittreksel(
    "besluit",
    vraagt=columns_of(
        *_VAN_BESLUIT,
        "prestatie_rij",
        "overeenkomst_id",
        "maximum_e6",
        "deler_m",
        *PLAFOND,
        peildatum_grond(),
    ),
    geeft={
        **_VAN_BESLUIT,
        "prestatie_release": pl.Int32,
        "peildatum_grond": PEILDATUM_GROND,
        "nza_maximum_e6": pl.Int64,
        "toegestaan_maximum_e6": pl.Int64,
    },
    doet=_besluit,
)

_VAN_TREDE: Kolommen = {
    "batch_rij": pl.UInt32,
    "dag": pl.Int32,
    "regel_id": pl.String,
    "eenheid": EENHEID,
    "is_tijd": pl.Boolean,
    "minuten": pl.Int64,
    "teller": pl.Int64,
    "noemer": pl.Int64,
    "staffel_vooraf_m": pl.Int64,
    "staffel_volume_m": pl.Int64,
}
"""Columns of a line under a volume tier that the volume of its year is counted by."""

_STAFFEL = Uittreksel(
    "staffel",
    vraagt=columns_of(
        *_VAN_TREDE,
        "rij",
        "mask",
        IS_DEBET,
        "route",
        "in_scope",
        "lijstprijs_e6",
        "meer_prijzen",
        "contract_rij",
        *KENMERKEN,
    ),
    geeft={**_VAN_TREDE, "staffel": pl.UInt32},
    doet=_under_tiers,
)

_PERIODE = Uittreksel(
    "periode",
    vraagt=columns_of(
        "batch_rij", "prestatie_rij", "product", "dag", IS_DEBET, btw_due()
    ),
    geeft={
        "batch_rij": pl.UInt32,
        "prestatie_rij": pl.Int32,
        "product": pl.Int32,
        "dag": pl.Int32,
        "btw_due_bp": pl.Int64,
    },
    doet=lambda lines, boek, _: lines_of(lines, boek.combinaties),
)

STAPPEN = Reeks(
    BEGIN,
    (
        *a_line.STAPPEN,
        *b_prestatie.STAPPEN,
        *c_provider.STAPPEN,
        *d_agreement.STAPPEN,
        # Quantities as they are declared: those of minutes are added up per day (E).
        _KANDIDATEN,
        _IDENTITEITEN,
        *f_price.STAPPEN,
        *g_ceiling.STAPPEN,
        *i_declared.STAPPEN,
        _BESLUIT,
        _STAFFEL,
        _PERIODE,
    ),
)
"""All that is decided on a chunk, in order."""
