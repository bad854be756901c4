"""Look up the price lists of contracts and of providers (passanten).

Integral prices, which are nearly all, are found in one step. Up to 2014 lists have a
row per component, and for honoraria per specialisme; there the row for the line's own
specialisme comes before one for all.
"""

from collections.abc import Sequence

import polars as pl

from tariffs.lookup.contracts import Contractboek
from tariffs.lookup.periods import GEEN, MEER, PeriodIndex, holds, spread

_PRIJS = ("prijs_e6", "per_verpakking")


def contract_prices(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Find what the price list of the contract says.

    Args:
        lines: ``contract_rij``, ``code``, ``dag``, ``component`` and
            ``specialisme_uitvoerder_code``.
        boek: Price lists.

    Returns:
        Per line ``lijst_rij`` (GEEN, MEER or a row), ``prijs_e6`` and
        ``per_verpakking``; null without exactly one price.
    """
    return _looked_up(lines, boek.prijs, boek.prijs_component, "contract_rij", _PRIJS)


def passant_prices(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Find what the standaardprijslijst of the provider says.

    Args:
        lines: ``aanbieder``, ``code``, ``dag``, ``component`` and
            ``specialisme_uitvoerder_code``.
        boek: Price lists.

    Returns:
        Per line ``lijst_rij`` and ``prijs_e6``, as ``contract_prices``.
    """
    return _looked_up(
        lines, boek.passanten, boek.passant_component, "aanbieder", _PRIJS[:1]
    )


def one_price(prijzen: pl.Expr) -> pl.Expr:
    """The price of a group of rows that all say the same; null where they differ."""
    return pl.when(prijzen.drop_nulls().n_unique() == 1).then(prijzen.max())


def _looked_up(
    lines: pl.DataFrame,
    index: PeriodIndex,
    per_component: pl.DataFrame,
    owner: str,
    prijs: Sequence[str],
) -> pl.DataFrame:
    found = index.find(lines[owner], lines["dag"], lines["code"])
    uit_lijst = index.take(found, *prijs).with_columns(lijst_rij=found)
    if per_component.is_empty() and (lines["component"] == "INTEGRAAL").all():
        return uit_lijst
    # An integral price is no price of a component.
    geldt = lines["component"] == "INTEGRAAL"
    uit_lijst = uit_lijst.select(
        pl.when(geldt).then(column).alias(column) for column in uit_lijst.columns
    ).with_columns(pl.col("lijst_rij").fill_null(GEEN))
    own = _of_component(lines, per_component, owner, prijs)
    loose = spread(own, own["plaats"], lines.height)
    is_own = loose["lijst_rij"].is_not_null()
    return uit_lijst.select(
        pl.when(is_own).then(loose[column]).otherwise(column).alias(column)
        for column in uit_lijst.columns
    )


def _of_component(
    lines: pl.DataFrame,
    per_component: pl.DataFrame,
    owner: str,
    prijs: Sequence[str],
) -> pl.DataFrame:
    key = [owner, "code", "component"]
    pairs = (
        lines.select("dag", "specialisme_uitvoerder_code", *key)
        .with_row_index("plaats")
        .join(per_component, on=key, how="inner", suffix="_rij")
        .filter(holds(pl.col("dag")))
    )
    specialisme = pl.col("specialisme_uitvoerder_code_rij")
    past = pairs.filter(
        specialisme.is_null() | (specialisme == pl.col("specialisme_uitvoerder_code"))
    )
    own = specialisme.is_not_null()
    een = pl.len() == 1
    return (
        past.filter(own == own.max().over("plaats"))
        .group_by("plaats")
        .agg(
            *(
                pl.when(een).then(pl.col(column).first()).alias(column)
                for column in prijs
            ),
            lijst_rij=pl.when(een).then(1).otherwise(MEER).cast(pl.Int32),
        )
    )
