"""Is there a contract, and what is paid where there is none? (C01, C09)

Without a contract a natura policy pays a part of what is usual in the market, and a
restitutiepolis what is usual. What is paid in the end is the lowest of these and the
published price list: T05 tells that, and where it does, these two are silent.

Dutch terms: natura, restitutie, combinatie (forms of a policy: care itself, its costs,
or both), marktconform (what is usual in the market).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import CONTRACTEN, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.tarief.herprijzing import herprijzen, no_tables
from declarations.checks.tarief.passanten import with_vergoeding
from declarations.checks.tarief.regels import debetregels

AFGESPROKEN = ("OVEREENGEKOMEN_PRESTATIEPRIJS", "ODV_PRIJS")
"""Grounds of a price that parties agreed on for this prestatie alone."""

BUITEN = "PASSANTENTARIEF_BUITEN_CONTRACT"
"""Ground of a price of what a contract leaves out."""

GEWEIGERD = "PRESTATIE_NIET_GECONTRACTEERD"
"""Reason: the contract leaves it out, and says that it is then not to be declared."""

WHOLE_BP = 10_000

_GEEN_PRIJS = "een prestatie waarvan de prijs te bepalen is (T01)"


def contracted(levering: Levering) -> Oordeel:
    """C01: the care is contracted, or no more is claimed than the policy pays without.

    What a contract leaves out and refuses, is refused. What a policy pays without a
    contract is its percentage of the marktconform price; a restitutiepolis that pays
    all of it pays as with a contract (C09 asks what is usual).
    UNSOURCED[combinatiepolis]: of which care a combinatiepolis pays the costs is in no
    table; its percentage is taken for all care.

    Source: Zvw art. 11 and 13; Zilveren Kruis inkoopbeleid msz 2018, section 2 (no
    contract, or a part of the care is not bought); Wegwijzer bekostiging innovatie
    msz 2025.
    """
    lines = levering.once(herprijzen)
    if lines is None:
        return not_evaluable(debetregels(levering).height, CONTRACTEN)
    rows = with_vergoeding(_with_contract(lines), levering)
    free_choice = (pl.col("percentage_bp") == WHOLE_BP).fill_null(value=False)
    outside = pl.col("is_zonder") & ~free_choice
    above = outside & (pl.col("r0620") > pl.col("polis_cent"))
    refused = pl.col("is_geweigerd")
    unsure = outside & (pl.col("polis_cent").is_null() | pl.col("r0620").is_null())
    return judge(
        rows,
        (refused | above).fill_null(value=False),
        rubriek=pl.when(refused).then(pl.lit("0410")),
        waarde=pl.when(refused)
        .then("r0410")
        .otherwise(pl.col("r0620").cast(pl.String)),
        verwacht=pl.when(refused)
        .then(pl.lit("een prestatie die het contract omvat"))
        .otherwise(pl.format("ten hoogste {} zonder contract", "polis_cent")),
        ontbreekt=pl.col("is_onbekend") | unsure,
        lacks=pl.when("is_onbekend")
        .then(pl.col("gemis").fill_null(_GEEN_PRIJS))
        .when(pl.col("percentage_bp").is_null())
        .then(pl.lit(tabel("polisvoorwaarde")))
        .otherwise(pl.lit(tabel("marktconform"))),
        gevolg=pl.when(refused).then(pl.lit("RJ")).otherwise(pl.lit("RED")),
        toegestaan=pl.when(above & ~refused).then("polis_cent"),
    )


def marktconform(levering: Levering) -> Oordeel:
    """C09: without a contract no more than what is usual in the market is paid.

    A regulated tariff has its ceiling by law (T02): of such a code this is asked only
    where the insurer has a price of its own.

    Source: Bzv art. 2.2 lid 2 onder b; Wegwijzer bekostiging innovatie 2025.
    """
    lines = levering.once(herprijzen)
    if lines is None:
        return no_tables(levering)
    rows = with_vergoeding(_with_contract(lines), levering)
    is_free = (pl.col("tariefsoort") == "VRIJ").fill_null(value=False)
    known = pl.col("markt_cent").is_not_null()
    return judge(
        rows.filter("is_zonder", is_free | known),
        (pl.col("r0620") > pl.col("markt_cent")).fill_null(value=False),
        waarde=pl.col("r0620").cast(pl.String),
        verwacht=pl.format("ten hoogste {}", "markt_cent"),
        ontbreekt=~known | pl.col("r0620").is_null(),
        lacks=tabel("marktconform"),
        toegestaan=pl.col("markt_cent"),
    )


def _with_contract(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``is_geweigerd``, ``is_zonder`` (no contract, or left out of one) and
    ``is_onbekend`` (whether there is one is not known)."""
    grondslag = pl.col("grondslag").cast(pl.String)
    reasons = pl.col("redenen").list
    refused = reasons.contains(GEWEIGERD)
    left_out = (grondslag == BUITEN).fill_null(value=False) | (
        reasons.contains("GEEN_PASSANTENTARIEF")
    )
    agreed = grondslag.is_in(AFGESPROKEN).fill_null(value=False)
    # Before a price was looked for, nobody asked what the contract is about.
    unpriced = pl.col("tariefsoort").is_null() & grondslag.is_null()
    unknown = (
        pl.col("concern_id").is_null()
        | unpriced
        | pl.col("gemis_vooraf").is_not_null()
        | reasons.contains("MEERDERE_CONTRACTEN")
    )
    none = pl.col("contract_id").is_null() & ~agreed
    return lines.with_columns(
        is_geweigerd=refused,
        is_onbekend=unknown & ~refused,
        is_zonder=(none | left_out) & ~unknown & ~refused,
    )


CHECKS = {"C01": contracted, "C09": marktconform}
