"""Which concern insures a line and which contract it falls under.

UZOVI, polis and region lead to a concern; provider and concern lead to a contract. The
most specific row wins, of one contract the newest version; what then remains double is
reported, never chosen between (F3). Which versions hold is for contract_versions.py,
prices are looked up in prices/listed.py.

Source: docs/decisions.md 35, and 36 for polis and regio.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.lookup.contract_versions import VERSIE, in_force, with_contract_rij
from tariffs.lookup.labels import folded
from tariffs.lookup.numbers import Nummering
from tariffs.lookup.periods import (
    GEEN,
    MEER,
    PeriodIndex,
    holds,
    joined_groups,
    last_day,
    spread,
)
from tariffs.schema import VERGUNNING, Tarieventabellen

AANBIEDER = ("soort", *VERGUNNING.categories)
"""Columns of a provider: its kind, and whether it has each permit."""

_PRIJS = ("prijs_e6", "per_verpakking")


@dataclass(frozen=True)
class Contractboek:
    """Parties, contracts and price lists, ready to look up.

    Attributes:
        aanbieder: Providers, by their number.
        uzovi: Concerns, by UZOVI; several may hold for different policies.
        concerns: The same rows, to choose among.
        contract: Contracts in force, by provider and concern.
        contracten: The same rows; ``contract_rij`` numbers them from 1. Of one contract
            the row with the highest ``voorrang`` holds.
        ongeldig: Contracts that are a draft or not written, by provider and concern.
        genoemd: Codes that a scope or price rule names one by one, per contract_rij.
        prijs: Price lists, by contract_rij and code.
        prijs_component: Rows of price lists for a component or specialisme (to 2014).
        scope: Scope rows, per contract_rij.
        odv: What providers charge each other.
        passanten: Standaardprijslijsten, by provider and code.
        passant_component: Rows of those for a component (to 2014).
    """

    aanbieder: PeriodIndex
    uzovi: PeriodIndex
    concerns: pl.DataFrame
    contract: PeriodIndex
    contracten: pl.DataFrame
    ongeldig: PeriodIndex
    genoemd: pl.DataFrame
    prijs: PeriodIndex
    prijs_component: pl.DataFrame
    scope: pl.DataFrame
    odv: pl.DataFrame
    passanten: PeriodIndex
    passant_component: pl.DataFrame

    @classmethod
    def of(cls, tabellen: Tarieventabellen, numbers: Nummering) -> Self:
        """Sort the tables of parties and contracts."""
        n_aanbieders = len(numbers.aanbieders)
        concerns = numbers.add_to(tabellen.uzovi_concern)
        contracten = numbers.add_to(tabellen.contract)
        ongeldig = contracten.filter(
            ~pl.col("schriftelijk") | (pl.col("status") == "CONCEPT")
        )
        contracten = in_force(contracten, tabellen).with_columns(
            contract_rij=pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
        )
        prijzen = _prijzen(tabellen, numbers, contracten)
        passanten = numbers.add_to(
            tabellen.standaardprijslijst.with_columns(
                specialisme_uitvoerder_code=pl.lit(None, dtype=pl.String)
            )
        ).filter(pl.col("code") > 0)
        return cls(
            aanbieder=PeriodIndex(
                numbers.add_to(tabellen.zorgaanbieder),
                outer=pl.col("aanbieder"),
                n_outer=n_aanbieders,
                keep=[
                    "regio",
                    "soort",
                    *(
                        pl.col("vergunningen")
                        .list.contains(vergunning)
                        .fill_null(False)
                        .alias(vergunning)
                        for vergunning in VERGUNNING.categories
                    ),
                ],
            ),
            uzovi=PeriodIndex(
                concerns,
                outer=pl.col("uzovi_nummer"),
                n_outer=len(numbers.uzovis),
                keep=["concern", _is_special()],
            ),
            concerns=concerns,
            contract=_by_pair(
                contracten, n_aanbieders, ["contract_rij", _is_special()]
            ),
            contracten=contracten,
            ongeldig=_by_pair(ongeldig, n_aanbieders, ["contract_id"]),
            genoemd=_named(tabellen, numbers, contracten),
            prijs=PeriodIndex(
                prijzen.filter(~_is_component()),
                outer=pl.col("contract_rij"),
                inner=pl.col("code"),
                n_outer=contracten.height + 1,
                n_inner=len(numbers.codes),
                keep=_PRIJS,
                equal_is_one=True,
            ),
            prijs_component=_of_components(prijzen, "contract_rij"),
            scope=with_contract_rij(tabellen.contract_scope, contracten),
            odv=numbers.add_to(tabellen.odv_prijs),
            passanten=PeriodIndex(
                passanten.filter(~_is_component()),
                outer=pl.col("aanbieder"),
                inner=pl.col("code"),
                n_outer=n_aanbieders,
                n_inner=len(numbers.codes),
                keep=["prijs_e6"],
                equal_is_one=True,
            ),
            passant_component=_of_components(passanten, "aanbieder"),
        )


def _is_component() -> pl.Expr:
    # Since 2015 a price is integral; the others are few and have more dimensions.
    return (pl.col("component") != "INTEGRAAL") | _specialisme().is_not_null()


def _specialisme() -> pl.Expr:
    return pl.col("specialisme_uitvoerder_code")


def _is_special() -> pl.Expr:
    # For one policy or region only: whether it is for the line is settled apart.
    gevuld = pl.col("polis").is_not_null() | pl.col("regio").is_not_null()
    return gevuld.alias("is_bijzonder")


def _by_pair(
    frame: pl.DataFrame, n_outer: int, keep: list[str | pl.Expr]
) -> PeriodIndex:
    return PeriodIndex(
        frame.filter(pl.col("concern") > 0),
        outer=pl.col("aanbieder"),
        inner=pl.col("concern"),
        n_outer=n_outer,
        keep=keep,
    )


def _prijzen(
    tabellen: Tarieventabellen, numbers: Nummering, contracten: pl.DataFrame
) -> pl.DataFrame:
    prijzen = with_contract_rij(tabellen.contract_prijs, contracten).with_columns(
        pl.col("per_verpakking").fill_null(value=False)
    )
    return numbers.add_to(prijzen).drop("prestatiecode").filter(pl.col("code") > 0)


def _of_components(prijzen: pl.DataFrame, owner: str) -> pl.DataFrame:
    """Rows for a component; equal prices of one component on one day are one."""
    part = prijzen.filter(_is_component())
    prijs = [kolom for kolom in _PRIJS if kolom in part.columns]
    key = [owner, "code", "component", "specialisme_uitvoerder_code", *prijs]
    een = joined_groups(part, key, pl.col("begindatum"), last_day())
    return (
        part.with_columns(een.alias("een"), last_day())
        .group_by("een", maintain_order=True)
        .agg(
            pl.col(key).first(),
            pl.col("begindatum").min(),
            pl.col("einddatum").max(),
        )
        .drop("een")
    )


def _named(
    tabellen: Tarieventabellen, numbers: Nummering, contracten: pl.DataFrame
) -> pl.DataFrame:
    scope = tabellen.contract_scope.filter(pl.col("in_scope"))
    selectors = pl.concat(
        frame.select(*VERSIE, "selector") for frame in (scope, tabellen.prijsregel)
    ).filter(pl.col("selector").str.starts_with("CODE:"))
    codes = pl.col("selector").str.strip_prefix("CODE:").str.split(",")
    named = with_contract_rij(selectors, contracten).select(
        "contract_rij", prestatiecode=codes
    )
    return numbers.add_to(named.explode("prestatiecode")).drop("prestatiecode")


def with_concern(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Add ``concern``: who contracts for the insurer of the line; 0 for unknown.

    A UZOVI that leads to several concerns for one policy and region is as good as
    unknown: the lines are refused VERZEKERAAR_ONBEKEND and the file is to be mended.
    """
    found = boek.uzovi.find(lines["uzovi_nummer"], lines["dag"])
    concern = boek.uzovi.take(found, "concern", "is_bijzonder")
    keuze = _in_doubt(lines, (found == MEER) | concern["is_bijzonder"], boek)
    lines = lines.with_columns(concern["concern"].fill_null(0))
    if keuze.is_empty():
        return lines
    candidates = _valid(keuze, boek.concerns, ["uzovi_nummer"])
    return _chosen(lines, keuze, _settled(candidates, "concern"), "concern")


def with_contract(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Add ``contract_rij``: the contract in force for provider and concern.

    Returns:
        The lines with ``contract_rij`` (GEEN, MEER or a row of ``contracten``).
    """
    found = boek.contract.find(lines["aanbieder"], lines["dag"], lines["concern"])
    rijen = boek.contract.take(found, "contract_rij", "is_bijzonder")
    keuze = _in_doubt(lines, (found == MEER) | rijen["is_bijzonder"], boek)
    lines = lines.with_columns(rijen["contract_rij"].cast(pl.Int32).fill_null(GEEN))
    if keuze.is_empty():
        return lines
    candidates = _valid(keuze, boek.contracten, ["aanbieder", "concern"])
    newest = pl.col("voorrang") == pl.col("voorrang").max().over("rij", "contract_id")
    return _chosen(
        lines,
        keuze,
        _settled(candidates.filter(newest), "contract_rij"),
        "contract_rij",
    )


def _in_doubt(
    lines: pl.DataFrame, twijfel: pl.Series, boek: Contractboek
) -> pl.DataFrame:
    """Lines whose policy and region of the provider decide."""
    columns = ("rij", "dag", "polis", "aanbieder", "aanbieder_rij", "uzovi_nummer")
    ook = [kolom for kolom in ("concern",) if kolom in lines.columns]
    keuze = lines.select(*columns, *ook).filter(twijfel)
    return keuze.with_columns(boek.aanbieder.take(keuze["aanbieder_rij"], "regio"))


def _valid(keuze: pl.DataFrame, rows: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    pairs = keuze.join(rows, on=on, how="inner", suffix="_rij")
    past = [
        pl.col(f"{name}_rij").is_null()
        | (folded(pl.col(f"{name}_rij")) == folded(pl.col(name)))
        for name in ("polis", "regio")
    ]
    return pairs.filter(holds(pl.col("dag")), *past)


def _settled(candidates: pl.DataFrame, column: str) -> pl.DataFrame:
    # A policy says more than a region: an insurer may buy a policy's care apart.
    rang = pl.col("polis_rij").is_not_null().cast(pl.Int8) * 2 + pl.col(
        "regio_rij"
    ).is_not_null().cast(pl.Int8)
    best = candidates.with_columns(rang=rang).filter(
        pl.col("rang") == pl.col("rang").max().over("rij")
    )
    value = pl.col(column).cast(pl.Int32)
    return best.group_by("rij").agg(
        pl.when(value.n_unique() == 1).then(value.first()).otherwise(MEER).alias(column)
    )


def _chosen(
    lines: pl.DataFrame, keuze: pl.DataFrame, settled: pl.DataFrame, column: str
) -> pl.DataFrame:
    chosen = keuze.select("rij").join(
        settled, on="rij", how="left", maintain_order="left"
    )
    values = spread(
        chosen.select(pl.col(column).fill_null(GEEN)), chosen["rij"], lines.height
    )
    return lines.with_columns(pl.coalesce(values[column], pl.col(column)).alias(column))
