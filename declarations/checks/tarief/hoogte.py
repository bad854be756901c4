"""Is the price the one that the NZa and the contract allow? (T02, T03, T04)

What was declared (0614) is held against the ceiling and against the price that the
contract gives. What is left is the amount of the 06 at that price.

Dutch terms: maximumtarief (ceiling of the NZa), max-max (ceiling that a written
contract lifts by at most a tenth).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, judge, together
from declarations.checks.tarief.herprijzing import (
    amount_at,
    herprijzen,
    no_tables,
    surcharge,
    tells,
)
from declarations.registers.geldigheid import holds_on
from tariffs.money import BP, E6_PER_CENT, floor_to_cent, round_half_up
from tariffs.prices.maxmax import MAXMAX
from tariffs.wettelijk.waarden import value_on

MET_CONTRACT = (
    "CONTRACTPRIJS",
    "CONTRACTPRIJS_MAXMAX",
    "CONTRACT_PRIJSREGEL",
    "CONTRACT_TERUGVAL",
    "OVEREENGEKOMEN_PRESTATIEPRIJS",
    "ODV_PRIJS",
)
"""Grounds of a price that parties agreed on."""

_claimed_e6 = pl.col("r0614") * E6_PER_CENT


def maximumtarief(levering: Levering) -> Oordeel:
    """T02: no more than the maximum, where no contract speaks of max-max.

    Also told here: a maximum over a period, and werkelijke kosten that are exceeded.

    Source: Wmg art. 35 lid 1b; NZa Wegwijzer msz 2025.
    """
    lines = levering.once(_with_maxmax)
    if lines is None:
        return no_tables(levering)
    rows = lines.filter(~pl.col("is_maxmax") | tells("T02"))
    above = _claimed_e6 > pl.col("toegestaan_maximum_e6")
    return together(
        _judge_ceiling(
            rows.filter(~tells("T02"), _has_ceiling() | _lacks()),
            above,
            "toegestaan_maximum_e6",
        ),
        _judge_told(rows.filter(tells("T02"))),
    )


def maxmax(levering: Levering) -> Oordeel:
    """T03: above the maximum only by a written contract, and by a tenth at most.

    About lines whose pair of provider and concern has a max-max agreement on the day,
    and prestaties that are excluded from it. Where the contract has no price above the
    maximum for the code, the price may still not exceed the tenth; that it is not the
    contract price is T04.

    Source: Beleidsregel prestaties en tarieven msz art. 13.
    """
    lines = levering.once(_with_maxmax)
    if lines is None:
        return no_tables(levering)
    rows = lines.filter("is_maxmax", _has_ceiling() | _lacks()).with_columns(
        plafond_e6=pl.when(pl.col("maxmax_bp") > BP)
        .then(
            pl.max_horizontal(
                "toegestaan_maximum_e6",
                floor_to_cent(
                    pl.col("nza_maximum_e6").cast(pl.Int128) * pl.col("maxmax_bp"), BP
                ),
            )
        )
        .otherwise("toegestaan_maximum_e6")
    )
    return _judge_ceiling(rows, _claimed_e6 > pl.col("plafond_e6"), "plafond_e6")


def contractprijs(levering: Levering) -> Oordeel:
    """T04: the price is that of the contract.

    Above it the contract price is paid, also where the maximum is higher; below it
    what was claimed (docs/decisions.md 46).

    Source: NZa Wegwijzer msz 2025; contract.
    """
    lines = levering.once(herprijzen)
    if lines is None:
        return no_tables(levering)
    ceiling = pl.col("toegestaan_maximum_e6")
    # What the NZa forbids is no contract price: then its maximum holds.
    agreed_e6 = pl.min_horizontal("eenheidsprijs_e6", ceiling)
    agreed = round_half_up(agreed_e6, E6_PER_CENT)
    lacks = pl.col("gemis").is_not_null() & pl.col("eenheidsprijs_e6").is_null()
    has_contract = pl.col("contract_id").is_not_null()
    rows = lines.filter(
        pl.col("grondslag").is_in(MET_CONTRACT)
        | (has_contract & lacks)
        | pl.col("gemis_vooraf").is_not_null()
    )
    allowed = (
        pl.when(
            pl.col("eenheidsprijs_e6") <= ceiling.fill_null(pl.col("eenheidsprijs_e6"))
        )
        .then(pl.col("toegestaan_bedrag_cent") + surcharge())
        .otherwise(amount_at(agreed_e6))
    )
    above = pl.col("r0614") > agreed
    return judge(
        rows,
        (pl.col("r0614") != agreed).fill_null(value=False),
        waarde=pl.col("r0614").cast(pl.String),
        verwacht=agreed.cast(pl.String),
        ontbreekt=lacks,
        lacks=pl.col("gemis"),
        gevolg=pl.when(above).then(pl.lit("RED")).otherwise(pl.lit("SIG")),
        toegestaan=pl.when(above).then(pl.coalesce(allowed, amount_at(agreed_e6))),
    )


def _has_ceiling() -> pl.Expr:
    return pl.col("toegestaan_maximum_e6").is_not_null()


def _lacks() -> pl.Expr:
    """No price was found for want of something; what is refused is told elsewhere."""
    is_free = (pl.col("tariefsoort") == "VRIJ").fill_null(value=False)
    return (
        pl.col("gemis").is_not_null()
        & pl.col("toegestaan_maximum_e6").is_null()
        & ~is_free
    )


def _judge_ceiling(rows: pl.DataFrame, above: pl.Expr, ceiling: str) -> Oordeel:
    return judge(
        rows,
        above.fill_null(value=False),
        waarde=pl.col("r0614").cast(pl.String),
        verwacht=pl.lit("ten hoogste ")
        + (pl.col(ceiling) // E6_PER_CENT).cast(pl.String),
        ontbreekt=_lacks(),
        lacks=pl.col("gemis"),
        toegestaan=amount_at(pl.col(ceiling)),
    )


def _judge_told(rows: pl.DataFrame) -> Oordeel:
    """Lines that the price layer itself cut: what is left is what it says."""
    allowed = pl.col("toegestaan_bedrag_cent")
    return judge(
        rows,
        pl.lit(value=True),
        rubriek="0620",
        waarde=pl.col("r0620").cast(pl.String),
        verwacht=pl.lit("ten hoogste ") + allowed.cast(pl.String),
        retourcode="0589",
        toegestaan=allowed,
    )


def _with_maxmax(levering: Levering) -> pl.DataFrame | None:
    """The priced lines with ``is_maxmax`` (T03 is about them, T02 is not) and
    ``maxmax_bp``: how far an agreement that holds on the day lifts a maximum."""
    lines = levering.once(herprijzen)
    tabellen = levering.tabellen
    if lines is None or tabellen is None:
        return None
    soort = tabellen.prestatie.unique("prestatiecode", keep="last", maintain_order=True)
    bound = value_on(MAXMAX, pl.col("r0411"), pl.col("soort_prestatie"))
    agreed = pl.when(pl.col("schriftelijk")).then("percentage_bp").otherwise(0)
    pairs = (
        lines.select("regel", "instelling", "concern_id", "r0410", "r0411")
        .join(
            soort.select("soort_prestatie", r0410="prestatiecode"),
            on="r0410",
            how="left",
            validate="m:1",
        )
        .join(
            tabellen.maxmax_afspraak,
            left_on=["instelling", "concern_id"],
            right_on=["zorginstelling_code", "concern_id"],
            how="inner",
        )
        .filter(holds_on(pl.col("r0411")))
        .group_by("regel")
        .agg(maxmax_bp=BP + pl.min_horizontal(agreed, bound).max())
    )
    excluded = tabellen.prestatie.filter("maxmax_uitgesloten")["prestatiecode"].unique()
    return lines.join(
        pairs, on="regel", how="left", validate="1:1", maintain_order="left"
    ).with_columns(
        is_maxmax=pl.col("maxmax_bp").is_not_null()
        | pl.col("afspraak_id").is_not_null()
        | pl.col("r0410").is_in(excluded.implode()).fill_null(value=False)
    )


CHECKS = {"T02": maximumtarief, "T03": maxmax, "T04": contractprijs}
