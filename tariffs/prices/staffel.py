"""Volume tiers: what a line costs depends on how much of the year came before it.

A tier needs the volume of a year, not a line. Lines may carry it
(``staffel_vooraf_m``, ``staffel_volume_m``); without it the batch is the year, counted
by day and regel_id per contract version, staffel and year of the peildatum. Volumes are
whole numbers of parts of a unit, so fine that each line of the batch is one (20 minutes
of an hourly code are 20/60).

Selectors of one contract that share a code at one rang have the same tiers, or the file
is refused (``ties``); they are one staffel and count together.

Source: docs/decisions.md 28; worked example 41.
MARGINAAL prices each part of a line in its own tier, GEHEEL_VOLUME prices
every unit in the tier of the whole year.
"""

from dataclasses import dataclass
from math import lcm
from typing import Self

import numpy as np
import polars as pl

from tariffs.lookup.contract_versions import with_contract_rij
from tariffs.lookup.contracts import Contractboek
from tariffs.lookup.selectors import (
    KENMERKEN,
    match_selectors,
    most_specific,
    with_values,
)
from tariffs.money import ONE_M
from tariffs.prices.amounts import PLAFOND, unit_price_in_cents
from tariffs.schema import Tarieventabellen

_OPEN = pl.lit(10**18, dtype=pl.Int128)
"""More units than any year has."""

_FIJNST = 10**9
"""Parts of a unit that keep price x parts x percentage inside Int128."""

VOLUME = {
    "staffel": pl.UInt32,
    "staffel_schaal": pl.Int64,
    "staffel_aantal": pl.Int64,
    "staffel_vooraf": pl.Int128,
    "staffel_volume": pl.Int128,
}
"""What ``with_volumes`` says of a line: its staffel, how many parts a unit has, and in
those parts its own quantity, that before it and that of its year."""


@dataclass(frozen=True)
class Staffelboek:
    """Tiers with their bounds.

    Attributes:
        selectors: ``contract_rij``, ``selector`` and ``staffel``, a number that
            selectors of one staffel share.
        tredes: ``staffel``, ``van`` (units, exclusive), ``tot`` (units, inclusive),
            ``prijs_e6`` and ``variant``.
        contracten: Numbers of the contracts that have tiers.
    """

    selectors: pl.DataFrame
    tredes: pl.DataFrame
    contracten: pl.Series

    @classmethod
    def of(cls, tabellen: Tarieventabellen, contracten: Contractboek) -> Self:
        """Number the staffels; each tier ends where the next one begins."""
        rows = with_contract_rij(tabellen.contract_staffel, contracten.contracten)
        selectors = _numbered(rows.select("contract_rij", "selector").unique())
        # A bound times the scale of a batch is more than a number of eight bytes holds.
        van = (pl.col("vanaf_aantal") - 1).cast(pl.Int128)
        tredes = (
            rows.join(selectors, on=["contract_rij", "selector"], validate="m:1")
            .select("staffel", "prijs_e6", "variant", van=van)
            .unique()
            .sort("staffel", "van")
            .with_columns(tot=pl.col("van").shift(-1).over("staffel").fill_null(_OPEN))
        )
        return cls(
            selectors=selectors,
            tredes=tredes,
            contracten=selectors["contract_rij"].unique(),
        )


def _numbered(selectors: pl.DataFrame) -> pl.DataFrame:
    """Number the staffels: selectors that share a code, or reach one by another."""
    ordered = selectors.sort("contract_rij", "selector").with_row_index("staffel")
    shared = with_values(ordered.with_columns(eigen="staffel"), "selector")
    while True:
        lowest = pl.col("staffel").min()
        next_ = shared.with_columns(
            lowest.over("contract_rij", "_kind", "_waarde")
        ).with_columns(lowest.over("eigen"))
        if next_["staffel"].equals(shared["staffel"]):
            break
        shared = next_
    return shared.select("contract_rij", "selector", "staffel").unique()


def staffels_of(lines: pl.DataFrame, boek: Staffelboek) -> pl.DataFrame:
    """Find the staffel that lines fall under: ``row`` and ``staffel``.

    Args:
        lines: Lines in scope of a contract that its price list does not price.
        boek: The tiers.
    """
    if boek.tredes.is_empty() or lines.is_empty():
        return pl.DataFrame(schema={"rij": pl.UInt32, "staffel": pl.UInt32})
    part = lines.filter(pl.col("contract_rij").is_in(boek.contracten.implode()))
    pairs = match_selectors(
        part.select("rij", "contract_rij", *KENMERKEN),
        boek.selectors,
        on=["contract_rij"],
    )
    return most_specific(pairs, ["rij"]).select("rij", "staffel").unique()


def with_volumes(lines: pl.DataFrame) -> pl.DataFrame:
    """Count the year: the volume before each line and that of its whole year.

    A quantity that no common part of the batch's units fits (their least common
    multiple exceeds a billion) has no volume, and its line no price of a tier.

    Args:
        lines: Lines of a batch under a staffel: ``batch_rij``, ``staffel``, ``dag``,
            ``regel_id``, ``teller``, ``noemer`` and the volumes they may carry
            themselves, in thousandths.

    Returns:
        ``batch_rij`` and the columns ``VOLUME``.
    """
    schaal = _scale(lines)
    part = pl.col("teller").cast(pl.Int128) * schaal
    past = part % pl.col("noemer") == 0
    jaar = pl.from_epoch("dag", time_unit="d").dt.year().alias("jaar")
    group = ["staffel", "jaar"]
    aantal = pl.col("staffel_aantal").cast(pl.Int128)
    gegeven = (
        pl.col(f"staffel_{column}_m").cast(pl.Int128) * schaal // ONE_M
        for column in ("vooraf", "volume")
    )
    vooraf, volume = gegeven
    return (
        lines.with_columns(
            jaar,
            staffel_schaal=pl.lit(schaal, dtype=pl.Int64),
            staffel_aantal=pl.when(past)
            .then(part // pl.col("noemer"))
            .cast(pl.Int64, strict=False),
        )
        .sort("dag", "regel_id", "batch_rij")
        .with_columns(
            staffel_vooraf=pl.coalesce(vooraf, aantal.cum_sum().over(group) - aantal),
            staffel_volume=pl.coalesce(volume, aantal.sum().over(group)),
        )
        .select("batch_rij", *VOLUME)
    )


def _scale(lines: pl.DataFrame) -> int:
    """Parts of a unit of which the quantities of all lines are whole numbers."""
    teller, noemer = (
        lines[column].fill_null(1).to_numpy() for column in ("teller", "noemer")
    )
    schaal = ONE_M
    for divisor in np.unique(noemer // np.gcd(teller, noemer)).tolist():
        if lcm(schaal, divisor) <= _FIJNST:
            schaal = lcm(schaal, divisor)
    return schaal


def staffel_prices(
    lines: pl.DataFrame,
    boek: Staffelboek,
    *,
    onder_plafond: bool = False,
    in_centen: bool = False,
) -> pl.DataFrame:
    """Price lines by their tiers.

    Args:
        lines: ``row`` and the columns ``VOLUME``; for the options below the ceiling
            too, ``plafond_e6`` per ``plafond_deler_m``, and ``is_addon``.
        boek: The tiers.
        onder_plafond: Cut each tier to the ceiling of the line, exactly.
        in_centen: Round each tier of an add-on to a cent per unit.

    Returns:
        ``row``, ``staffel_som`` (micro-euros times parts of a unit, exact),
        ``staffel_schaal``, how many such parts a unit has, and ``prijs_e6``, the
        highest price per unit in it. Lines that no tier covers are absent.
    """
    if boek.tredes.is_empty() or lines.is_empty():
        return pl.DataFrame(
            schema={
                "rij": pl.UInt32,
                "staffel_som": pl.Int128,
                "staffel_schaal": pl.Int64,
                "prijs_e6": pl.Int64,
            }
        )
    van, tot = (pl.col(bound) * pl.col("staffel_schaal") for bound in ("van", "tot"))
    vooraf, volume = pl.col("staffel_vooraf"), pl.col("staffel_volume")
    aantal = pl.col("staffel_aantal").cast(pl.Int128)
    geheel = (volume > van) & (volume <= tot)
    part = (
        pl.when(pl.col("variant") == "GEHEEL_VOLUME")
        .then(pl.when(geheel).then(aantal).otherwise(0))
        .otherwise(
            pl.min_horizontal(vooraf + aantal, tot) - pl.max_horizontal(vooraf, van)
        )
    )
    plafond = (*PLAFOND, "is_addon") if onder_plafond or in_centen else ()
    tredes = (
        lines.select("rij", *VOLUME, *plafond)
        .join(boek.tredes, on="staffel", how="inner")
        .with_columns(deel=part, prijs_deler_m=pl.lit(ONE_M, dtype=pl.Int64))
        .filter(pl.col("deel") > 0)
    )
    if onder_plafond:
        tredes = _under_ceiling(tredes)
    if in_centen:
        is_addon = pl.col("is_addon")
        tredes = tredes.with_columns(
            prijs_e6=pl.when(is_addon)
            .then(unit_price_in_cents())
            .otherwise("prijs_e6"),
            prijs_deler_m=pl.when(is_addon).then(ONE_M).otherwise("prijs_deler_m"),
        )
    return (
        _per_line_divisor(tredes)
        .group_by("rij")
        .agg(
            staffel_som=(pl.col("per_deler").cast(pl.Int128) * pl.col("deel")).sum(),
            staffel_schaal=(pl.col("staffel_schaal") * pl.col("deler")).first(),
            prijs_e6=pl.col("prijs_e6").max(),
            gedekt=pl.col("deel").sum(),
            aantal=pl.col("staffel_aantal").first(),
        )
        .filter(pl.col("gedekt") == pl.col("aantal"))
        .drop("gedekt", "aantal")
    )


def _under_ceiling(tredes: pl.DataFrame) -> pl.DataFrame:
    """Put the ceiling, and what it is for, in the place of a price above it."""
    plafond, divisor = pl.col("plafond_e6"), pl.col("plafond_deler_m")
    erboven = (
        pl.col("prijs_e6").cast(pl.Int128) * divisor > plafond.cast(pl.Int128) * ONE_M
    )
    return tredes.with_columns(
        pl.when(erboven).then(plafond).otherwise("prijs_e6").alias("prijs_e6"),
        pl.when(erboven)
        .then(divisor)
        .otherwise("prijs_deler_m")
        .alias("prijs_deler_m"),
    )


def _per_line_divisor(tredes: pl.DataFrame) -> pl.DataFrame:
    """Give the tiers of a line one divisor: a price and a ceiling per package add up.

    Returns:
        The tiers with ``per_deler``, the price of ``divisor`` units.
    """
    per = pl.col("prijs_deler_m")
    whole = pl.when(per % ONE_M == 0).then(per // ONE_M).otherwise(per)
    divisor = whole.max().over("rij")
    return tredes.with_columns(deler=divisor).with_columns(
        # A price per unit times the units of a package, or that of the package.
        per_deler=pl.col("prijs_e6").cast(pl.Int128) * pl.col("deler") * ONE_M // per
    )
