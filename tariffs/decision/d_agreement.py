"""Phase D of the decision table: does the line rest on the agreement that it needs?

D1 is not about experiments, which have D2 and D3. A contract that names the prestatie
counts as its written agreement (docs/decisions.md 25).
"""

import polars as pl

from tariffs.decision.stap import Stap, columns_of, phase_tests
from tariffs.lookup.contracts import Contractboek, with_contract
from tariffs.lookup.periods import GEEN, MEER, holds, marked
from tariffs.lookup.registers import (
    EXPERIMENTEEL,
    OVEREENKOMST_NODIG,
    Registerboek,
    participants,
    with_agreements,
)
from tariffs.lookup.selectors import KENMERKEN, match_selectors
from tariffs.prices.listed import contract_prices
from tariffs.reasons import Reden, Test

IC_ZWAARTE_VAN = {"190154": "MIDDEL", "190155": "ZWAAR"}
"""IC days that need an agreed zwaarte (Regeling msz 2016 art. 25.1c, 33a.7)."""

_is_experimenteel = pl.col("soort_prestatie").is_in(EXPERIMENTEEL)
_needs_agreement = (
    pl.col("overeenkomst_vereist") | pl.col("soort_prestatie").is_in(OVEREENKOMST_NODIG)
) & ~_is_experimenteel
# With several contracts F3 says what is wrong; none of them is judged here.
_many_contracts = pl.col("contract_rij") == MEER

_TESTS: tuple[Test, ...] = (
    (
        Reden.SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT,
        _needs_agreement
        & ~pl.col("heeft_overeenkomst")
        & ~pl.col("contract_noemt_prestatie")
        & ~_many_contracts,
    ),
    (
        Reden.GEEN_EXPERIMENTOVEREENKOMST,
        _is_experimenteel & ~pl.col("heeft_overeenkomst"),
    ),
    (
        Reden.GEEN_BESCHIKKING_AANSLUITER,
        _is_experimenteel & pl.col("heeft_overeenkomst") & ~pl.col("heeft_beschikking"),
    ),
    (
        Reden.IC_ZWAARTE_NIET_OVEREENGEKOMEN,
        pl.col("prestatiecode").is_in(list(IC_ZWAARTE_VAN))
        & ~pl.col("ic_zwaarte_overeengekomen")
        & ~_many_contracts,
    ),
    (
        Reden.REGULIERE_PRESTATIE_UITGESLOTEN_DOOR_EXPERIMENT,
        pl.col("is_vervangen"),
    ),
)
"""Rows D1 to D5."""


def _with_conditions(
    lines: pl.DataFrame, registers: Registerboek, contracten: Contractboek
) -> pl.DataFrame:
    """Add what phase D tests and what phase F needs of the agreements.

    Args:
        lines: Lines with their prestatie and ``contract_rij``.
        registers: Agreements and experiments.
        contracten: Contracts and price lists.
    """
    lines = with_agreements(lines, registers)
    return lines.with_columns(
        _named_by_contract(lines, contracten).alias("contract_noemt_prestatie"),
        _ic_agreed(lines, registers, contracten).alias("ic_zwaarte_overeengekomen"),
        _replaced(lines, registers).alias("is_vervangen"),
    )


def _named_by_contract(lines: pl.DataFrame, boek: Contractboek) -> pl.Series:
    asked = lines.select(
        "rij",
        "contract_rij",
        "code",
        "dag",
        "component",
        "specialisme_uitvoerder_code",
        nodig=_needs_agreement,
    ).filter("nodig")
    if asked.is_empty():
        return marked(asked["rij"], lines.height)
    prijs = contract_prices(asked, boek)["lijst_rij"]
    in_prijslijst = asked["rij"].filter(prijs != GEEN)
    genoemd = asked.join(boek.genoemd, on=["contract_rij", "code"], how="semi")["rij"]
    return marked(pl.concat([in_prijslijst, genoemd]), lines.height)


def _ic_agreed(
    lines: pl.DataFrame, registers: Registerboek, contracten: Contractboek
) -> pl.Series:
    asked = lines.select(
        "rij", "dag", "aanbieder", "concern", "contract_rij", "prestatiecode"
    ).filter(pl.col("prestatiecode").is_in(list(IC_ZWAARTE_VAN)))
    if asked.is_empty():
        return marked(asked["rij"], lines.height)
    zwaarte = pl.col("prestatiecode").replace_strict(IC_ZWAARTE_VAN, default=None)
    in_contract = asked.join(
        contracten.contracten.select("contract_rij", "ic_zwaarte"),
        on="contract_rij",
        how="inner",
    ).filter(pl.col("ic_zwaarte").cast(pl.List(pl.String)).list.contains(zwaarte))
    apart = asked.join(
        registers.overeenkomsten.filter(pl.col("soort") == "IC_ZWAARTE"),
        on=["aanbieder", "concern"],
        how="inner",
        suffix="_over",
    ).filter(
        pl.col("prestatiecode_over").is_null()
        | (pl.col("prestatiecode_over") == pl.col("prestatiecode")),
        holds(pl.col("dag")),
    )
    return marked(pl.concat([in_contract["rij"], apart["rij"]]), lines.height)


def _replaced(lines: pl.DataFrame, boek: Registerboek) -> pl.Series:
    if boek.deelname.is_empty():
        return marked(lines["rij"].clear(), lines.height)
    regulier = lines.select("rij", "dag", "aanbieder", "concern", *KENMERKEN).filter(
        ~_is_experimenteel
    )
    deelnemers = participants(regulier, boek)
    regels = regulier.select("rij", *KENMERKEN).join(deelnemers, on="rij", how="inner")
    vervangen = match_selectors(regels, boek.vervangt, on=["experiment_id"])["rij"]
    return marked(vervangen, lines.height)


STAPPEN = (
    Stap(
        "D contract",
        vraagt=(
            "rij",
            "dag",
            "aanbieder",
            "aanbieder_rij",
            "concern",
            "uzovi_nummer",
            "polis",
        ),
        geeft={"contract_rij": pl.Int32},
        doet=lambda lines, boek, _: with_contract(lines, boek.contracten),
    ),
    Stap(
        "D conditions",
        vraagt=columns_of(
            "rij",
            "dag",
            "code",
            "aanbieder",
            "concern",
            "contract_rij",
            "component",
            "specialisme_uitvoerder_code",
            *KENMERKEN,
            _needs_agreement,
        ),
        geeft={
            "heeft_overeenkomst": pl.Boolean,
            "heeft_beschikking": pl.Boolean,
            "overeenkomst_id": pl.String,
            "overeenkomst_prijs_e6": pl.Int64,
            "overeenkomst_prijzen": pl.UInt32,
            "contract_noemt_prestatie": pl.Boolean,
            "ic_zwaarte_overeengekomen": pl.Boolean,
            "is_vervangen": pl.Boolean,
        },
        doet=lambda lines, boek, _: _with_conditions(
            lines, boek.registers, boek.contracten
        ),
    ),
    phase_tests("D tests", lambda _: _TESTS),
)
