"""Prices by formula: the price rules and the terugvalregel of a contract.

The rule with the highest prioriteit wins, then the most specific selector; a rule whose
basis has no value for the line (the NZa maximum of a free prestatie) prices nothing and
leaves it to the next. A derived unit price is rounded to a cent before it is
multiplied; that of an add-on keeps six decimals until the line, whatever its basis
(docs/decisions.md 33).

UNSOURCED[rule-basis]: a rule without its basis leaves the line to the next one, and
rules of two zorgcategorieen with different prices, which meet on a line that names
none, are F3; rules that tie otherwise refuse their file (ties.py). UNSOURCED[aip]: as a
basis it is with its btw, per package, as ZH308 0614 is with btw.

Source: docs/decisions.md 27 and 34.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.lookup.contract_versions import with_contract_rij
from tariffs.lookup.contracts import Contractboek, with_contract
from tariffs.lookup.national import Landelijk
from tariffs.lookup.numbers import Nummering
from tariffs.lookup.periods import GEEN, MEER, holds
from tariffs.lookup.selectors import KENMERKEN, match_selectors
from tariffs.money import BP, ONE_M, round_half_up, round_to_cent
from tariffs.prices.listed import contract_prices, passant_prices
from tariffs.schema import Tarieventabellen

_KENMERK = ("contract_rij", "prestatie_rij", "zorgproduct_code")
_VAN_LIJN = (
    "rij",
    "dag",
    "jaar",
    "code",
    "component",
    "specialisme_uitvoerder_code",
    "product",
    "aanbieder",
    "aanbieder_rij",
    "uzovi_nummer",
    "polis",
    "concern",
    "zorgcategorie",
    "tariefsoort",
    "maximum_e6",
    "deler_m",
    "tarief_rij",
    "is_addon",
)
_GEPRIJSD = {
    "rij": pl.UInt32,
    "prijs_e6": pl.Int64,
    "prijs_deler_m": pl.Int64,
    "is_terugval": pl.Boolean,
    "prijzen": pl.UInt32,
}
_VASTE_MAXIMA = ("MAXIMUM", "VAST")
# What a package costs, not a unit.
_PER_VERPAKKING = ("NZA_MAXIMUM", "AIP", "GSTANDAARD_MAX")


@dataclass(frozen=True)
class Prijsregelboek:
    """Price rules per contract, and the insurers' standard prices.

    Attributes:
        regels: Rules with ``contract_rij``; ``is_terugval`` marks the last resort.
        standaardprijs: By concern, year and code or zorgproduct.
        standaardopslag: By concern, provider, year and category.
    """

    regels: pl.DataFrame
    standaardprijs: pl.DataFrame
    standaardopslag: pl.DataFrame

    @classmethod
    def of(
        cls, tabellen: Tarieventabellen, numbers: Nummering, contracten: Contractboek
    ) -> Self:
        """Number the rules."""
        regels = with_contract_rij(
            tabellen.prijsregel, contracten.contracten, "terugvalregel_id"
        ).with_columns(
            is_terugval=pl.col("prijsregel_id").eq_missing(pl.col("terugvalregel_id"))
        )
        return cls(
            regels=regels.drop("terugvalregel_id"),
            standaardprijs=numbers.add_to(tabellen.standaardprijs),
            standaardopslag=numbers.add_to(tabellen.standaardopslag),
        )


def rule_prices(
    lines: pl.DataFrame,
    boek: Prijsregelboek,
    contracten: Contractboek,
    landelijk: Landelijk,
) -> pl.DataFrame:
    """Price lines by the rules of their contract.

    Args:
        lines: Lines in scope of a contract that its price list does not price.
        boek: The rules.
        contracten: Price lists, for rules that build on another price.
        landelijk: Tariffs, for rules that build on the AIP.

    Returns:
        ``rij``, ``prijs_e6``, ``prijs_deler_m``, ``is_terugval`` and ``prijzen``, the
        number of different prices that the best rules give (more than one is F3). A
        line without a tariff to build on has its rule too, with a null price: F1 is
        what is wrong there, not the contract.
    """
    if lines.is_empty() or boek.regels.is_empty():
        return pl.DataFrame(schema=_GEPRIJSD)
    lines = lines.with_columns(
        jaar=pl.from_epoch("dag", time_unit="d").dt.year().cast(pl.Int64)
    )
    kenmerken = lines.select(*KENMERKEN, "contract_rij", "prestatie_rij").unique(
        _KENMERK
    )
    pairs = match_selectors(kenmerken, boek.regels, on=["contract_rij"])
    candidates = (
        lines.select(*_VAN_LIJN, "contract_rij", "prestatie_rij", "zorgproduct_code")
        .join(
            pairs.drop(
                "tarieftype", "soort_prestatie", "prestatiecode", "code", strict=False
            ),
            on=list(_KENMERK),
            how="inner",
            nulls_equal=True,
            suffix="_regel",
        )
        .filter(
            holds(pl.col("dag")),
            pl.col("zorgcategorie_regel").is_null()
            | pl.col("zorgcategorie").is_null()
            | (pl.col("zorgcategorie") == pl.col("zorgcategorie_regel")),
        )
    )
    candidates = candidates.with_columns(
        *landelijk.tarief.take(candidates["tarief_rij"], "aip_incl_btw_e6")
    )
    geprijsd = _priced(candidates, boek, contracten)
    # A basis with more than one value is no rule without a basis: it is F3.
    heeft_prijs = pl.col("prijs_e6").is_not_null() | pl.col("is_dubbel")
    # Without a tariff the line lacks that (F1), whatever rule it has (no F5).
    without_tarief = pl.col("tarief_rij") <= GEEN
    beste = geprijsd.filter(
        heeft_prijs | (without_tarief & ~heeft_prijs.any().over("rij"))
    )
    # The last resort last, then prioriteit, then the most specific selector.
    for voorrang in (~pl.col("is_terugval"), pl.col("prioriteit"), -pl.col("rang")):
        beste = beste.filter(voorrang == voorrang.max().over("rij"))
    prijzen = _per_line_unit().drop_nulls().n_unique()
    prijzen += 2 * pl.col("is_dubbel").any().cast(pl.UInt32)
    een = prijzen <= 1
    return beste.group_by("rij").agg(
        # Two that are equal per unit may be per package and per piece: either will do,
        # the same one each time.
        *(
            pl.when(een).then(pl.col(name).sort_by("prijs_deler_m", "prijs_e6").last())
            for name in ("prijs_e6", "prijs_deler_m")
        ),
        # After the choice above all rules of a line are of one kind.
        pl.col("is_terugval").any(),
        prijzen=prijzen,
    )


def _priced(
    candidates: pl.DataFrame, boek: Prijsregelboek, contracten: Contractboek
) -> pl.DataFrame:
    vorig = _last_year(candidates, contracten)
    passant = passant_prices(candidates, contracten)
    met_basis = candidates.with_columns(
        standaard_e6=_standaardprijs(candidates, boek),
        opslag_bp=_standaardopslag(candidates, boek),
        passant_e6=passant["prijs_e6"],
        vorig_e6=vorig["prijs_e6"],
        vorig_per_verpakking=vorig["per_verpakking"].fill_null(False),
        is_dubbel=(
            (pl.col("basis") == "VORIG_CONTRACT")
            & pl.lit((vorig["lijst_rij"] == MEER) | (vorig["contract_rij"] == MEER))
        )
        | ((pl.col("basis") == "PASSANTENTARIEF") & (passant["lijst_rij"] == MEER)),
    )
    basis = pl.col("basis")
    is_maximum = pl.col("tariefsoort").is_in(_VASTE_MAXIMA)
    value = (
        pl.when(basis == "NZA_MAXIMUM")
        .then(pl.when(is_maximum).then("maximum_e6"))
        .when(basis == "GSTANDAARD_MAX")
        .then(pl.when("is_addon").then("maximum_e6"))
        .when(basis == "AIP")
        .then("aip_incl_btw_e6")
        .when(basis == "STANDAARDPRIJS")
        .then("standaard_e6")
        .when(basis == "PASSANTENTARIEF")
        .then("passant_e6")
        .when(basis == "VORIG_CONTRACT")
        .then("vorig_e6")
    )
    opslag = pl.when(basis == "STANDAARDPRIJS").then("opslag_bp").fill_null(0)
    teller = value.cast(pl.Int128) * pl.col("factor_bp") * (BP + opslag)
    per_verpakking = pl.col("is_addon") & (
        basis.is_in(_PER_VERPAKKING)
        | ((basis == "VORIG_CONTRACT") & pl.col("vorig_per_verpakking"))
    )
    return met_basis.with_columns(
        prijs_e6=pl.when("is_addon")
        .then(round_half_up(teller, BP * BP))
        .otherwise(round_to_cent(teller, BP * BP)),
        prijs_deler_m=pl.when(per_verpakking)
        .then("deler_m")
        .otherwise(pl.lit(ONE_M, dtype=pl.Int64)),
    ).with_columns(_capped())


def _per_line_unit() -> pl.Expr:
    """The price in one unit for all rules of a line: 20.00 per 2 is 10.00 per piece."""
    is_per_eenheid = pl.col("prijs_deler_m") == ONE_M
    return pl.col("prijs_e6").cast(pl.Int128) * (
        pl.when(is_per_eenheid)
        .then(pl.col("deler_m").fill_null(ONE_M))
        .otherwise(ONE_M)
    )


def _capped() -> list[pl.Expr]:
    """The price, or the NZa maximum where the rule says it may not exceed that.

    The maximum of an add-on is that of a package and takes the place of a price per
    unit as such: cut to a unit it would lose what no decimal holds.
    """
    per_eenheid = pl.col("prijs_e6").cast(pl.Int128) * pl.col("deler_m")
    above = per_eenheid > (
        pl.col("maximum_e6").cast(pl.Int128) * pl.col("prijs_deler_m")
    )
    begrensd = pl.col("aftoppen_op_maximum") & pl.col("tariefsoort").is_in(
        _VASTE_MAXIMA
    )
    # Not min_horizontal, which takes the maximum where the rule found no price at all.
    return [
        pl.when(begrensd & above).then(maximum).otherwise(prijs).alias(prijs)
        for prijs, maximum in (("prijs_e6", "maximum_e6"), ("prijs_deler_m", "deler_m"))
    ]


def _standaardprijs(candidates: pl.DataFrame, boek: Prijsregelboek) -> pl.Series:
    """Standard price of the concern for the year: of the zorgproduct, else the code."""
    key = ["concern", "jaar"]
    prijzen = boek.standaardprijs.select(*key, "code", "product", "prijs_e6")
    per_product, per_code = (
        candidates.select(*key, column).join(
            prijzen.filter(pl.col(column) > 0),
            on=[*key, column],
            how="left",
            validate="m:1",
            maintain_order="left",
        )["prijs_e6"]
        for column in ("product", "code")
    )
    return per_product.zip_with(per_product.is_not_null(), per_code)


def _standaardopslag(candidates: pl.DataFrame, boek: Prijsregelboek) -> pl.Series:
    categorie = pl.coalesce("zorgcategorie", "zorgcategorie_regel")
    key = ["concern", "aanbieder", "jaar", "zorgcategorie"]
    return (
        candidates.with_columns(zorgcategorie=categorie)
        .select(key)
        .join(
            boek.standaardopslag.filter(pl.col("aanbieder") > 0),
            on=key,
            how="left",
            validate="m:1",
            maintain_order="left",
        )["opslag_bp"]
    )


def _last_year(candidates: pl.DataFrame, contracten: Contractboek) -> pl.DataFrame:
    """List price of the pair on 31 December before the year of the peildatum.

    It is that of the newest version that was in force that day, for the polis of the
    line and the regio of the provider (docs/decisions.md 35).
    UNSOURCED[vorig-contract]: it is taken to be the year before, as in "index on
    previous year", also within a contract of several years.
    """
    asked = candidates.select(
        "code",
        "component",
        "specialisme_uitvoerder_code",
        "aanbieder",
        "aanbieder_rij",
        "uzovi_nummer",
        "polis",
        "concern",
        rij=pl.int_range(pl.len(), dtype=pl.UInt32),
        dag=pl.date(pl.col("jaar") - 1, 12, 31).to_physical(),
    )
    asked = with_contract(asked, contracten)
    return contract_prices(asked, contracten).with_columns(asked["contract_rij"])
