"""Volume tiers: what a line costs depends on how much of the year came before it.

A tier needs the volume of a year, not a line. Lines may carry it
(``staffel_vooraf_m``, ``staffel_volume_m``); without it the batch is the year, counted
by day and regel_id per contract version, selector and year of the peildatum.

Source: tariffs.md 12.2 and worked example 41. MARGINAAL prices each part of a line in
its own tier, GEHEEL_VOLUME prices every unit in the tier of the whole year.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.contracts import Contractboek
from tariffs.money import ONE_M
from tariffs.schema import Tarieventabellen
from tariffs.selectors import KENMERKEN, match_selectors, most_specific

_MAX_M = 2**62


@dataclass(frozen=True)
class Staffelboek:
    """Tiers with their bounds.

    Attributes:
        tredes: ``contract_rij``, ``selector``, ``van_m`` (exclusive), ``tot_m``
            (inclusive), ``prijs_e6`` and ``variant``.
        contracten: Numbers of the contracts that have tiers.
    """

    tredes: pl.DataFrame
    contracten: pl.Series

    @classmethod
    def of(cls, tabellen: Tarieventabellen, contracten: Contractboek) -> Self:
        """Bound the tiers: each ends where the next begins."""
        rij = contracten.contracten.select("contract_id", "versie", "contract_rij")
        tredes = (
            tabellen.contract_staffel.join(
                rij, on=["contract_id", "versie"], how="inner", validate="m:1"
            )
            .sort("contract_rij", "selector", "vanaf_aantal")
            .with_columns(van_m=(pl.col("vanaf_aantal") - 1) * ONE_M)
            .with_columns(
                tot_m=pl.col("van_m")
                .shift(-1)
                .over("contract_rij", "selector")
                .fill_null(_MAX_M)
            )
            .drop("contract_id", "versie", "vanaf_aantal")
        )
        return cls(tredes=tredes, contracten=tredes["contract_rij"].unique())


def staffel_selectors(lines: pl.DataFrame, boek: Staffelboek) -> pl.DataFrame:
    """Find the tiers that lines fall under: ``rij`` and ``selector``.

    Args:
        lines: Lines in scope of a contract that its price list does not price.
        boek: The tiers.
    """
    if boek.tredes.is_empty() or lines.is_empty():
        return pl.DataFrame(schema={"rij": pl.UInt32, "selector": pl.String})
    deel = lines.filter(pl.col("contract_rij").is_in(boek.contracten.implode()))
    paren = match_selectors(
        deel.select("rij", "contract_rij", *KENMERKEN),
        boek.tredes.select("contract_rij", "selector").unique(),
        on=["contract_rij"],
    )
    return most_specific(paren, ["rij"]).select("rij", "selector")


def with_volumes(lines: pl.DataFrame) -> pl.DataFrame:
    """Count the year: add the volume before each line and that of its whole year.

    Args:
        lines: Lines of a batch under a tier: ``contract_rij``, ``selector``, ``dag``,
            ``regel_id``, ``aantal_m`` and the volumes they may carry themselves.
    """
    jaar = pl.from_epoch("dag", time_unit="d").dt.year().alias("jaar")
    groep = ["contract_rij", "selector", "jaar"]
    return (
        lines.with_columns(jaar)
        .sort("dag", "regel_id")
        .with_columns(
            staffel_vooraf_m=pl.coalesce(
                "staffel_vooraf_m",
                pl.col("aantal_m").cum_sum().over(groep) - pl.col("aantal_m"),
            ),
            staffel_volume_m=pl.coalesce(
                "staffel_volume_m", pl.col("aantal_m").sum().over(groep)
            ),
        )
        .drop("jaar")
    )


def staffel_prices(
    lines: pl.DataFrame, boek: Staffelboek, *, plafond: str | None = None
) -> pl.DataFrame:
    """Price lines by their tiers.

    Args:
        lines: ``rij``, ``contract_rij``, ``selector``, ``aantal_m`` and both volumes.
        boek: The tiers.
        plafond: Column with a price per unit that no tier may exceed.

    Returns:
        ``rij``, ``staffel_som`` (micro-euros times thousandths, exact) and
        ``prijs_e6``, the highest price per unit in it. Lines that no tier covers are
        absent.
    """
    if boek.tredes.is_empty() or lines.is_empty():
        return pl.DataFrame(
            schema={"rij": pl.UInt32, "staffel_som": pl.Int128, "prijs_e6": pl.Int64}
        )
    eind_m = pl.col("staffel_vooraf_m") + pl.col("aantal_m")
    geheel = (pl.col("staffel_volume_m") > pl.col("van_m")) & (
        pl.col("staffel_volume_m") <= pl.col("tot_m")
    )
    deel_m = (
        pl.when(pl.col("variant") == "GEHEEL_VOLUME")
        .then(pl.when(geheel).then("aantal_m").otherwise(0))
        .otherwise(
            pl.min_horizontal(eind_m, "tot_m")
            - pl.max_horizontal("staffel_vooraf_m", "van_m")
        )
    )
    prijs = pl.col("prijs_e6")
    if plafond is not None:
        prijs = pl.min_horizontal(prijs, plafond)
    van_lijn = [
        "rij",
        "contract_rij",
        "selector",
        "aantal_m",
        "staffel_vooraf_m",
        "staffel_volume_m",
        *([] if plafond is None else [plafond]),
    ]
    return (
        lines.select(van_lijn)
        .join(boek.tredes, on=["contract_rij", "selector"], how="inner")
        .with_columns(deel_m=deel_m, prijs_e6=prijs)
        .filter(pl.col("deel_m") > 0)
        .group_by("rij")
        .agg(
            staffel_som=(pl.col("prijs_e6").cast(pl.Int128) * pl.col("deel_m")).sum(),
            prijs_e6=pl.col("prijs_e6").max(),
            gedekt_m=pl.col("deel_m").sum(),
            aantal_m=pl.col("aantal_m").first(),
        )
        .filter(pl.col("gedekt_m") == pl.col("aantal_m"))
        .drop("gedekt_m", "aantal_m")
    )
