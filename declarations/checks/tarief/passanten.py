"""What is paid where there is no contract? (T05)

The lowest of three: what the policy gives of the marktconform price, that price itself,
and the price that the provider published for passanten (docs/decisions.md 46).

Dutch terms: passant (patient whose insurer has no contract), marktconform (what is
usual in the market), polisvoorwaarde (term of the policy).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, judge
from declarations.checks.tarief.herprijzing import (
    amount_at,
    herprijzen,
    no_tables,
    surcharge,
)
from declarations.registers.geldigheid import holds_on
from tariffs.money import E6_PER_CENT, percentage_of

ZONDER_CONTRACT = ("PASSANTENTARIEF", "PASSANTENTARIEF_BUITEN_CONTRACT")
"""Grounds of a price from the provider's own list."""

_GEEN_LIJST = "GEEN_PASSANTENTARIEF"


def passantentarief(levering: Levering) -> Oordeel:
    """T05: without a contract no more is paid than policy, market and price list give.

    Policy and market count for free tariffs; of a regulated code without contract only
    the provider's published price does, under the maximum of T02. A line passes where
    all that counts is known.

    Source: Zvw art. 13; Bzv art. 2.2; NR/CU-263 art. 37.
    """
    lines = levering.once(herprijzen)
    if lines is None:
        return no_tables(levering)
    rows = lines.filter(
        pl.col("grondslag").is_in(ZONDER_CONTRACT)
        | pl.col("redenen").list.contains(_GEEN_LIJST)
    ).with_columns(
        is_vrij=(pl.col("tariefsoort") == "VRIJ").fill_null(value=False),
        lijst_cent=_list_price(),
    )
    rows = with_vergoeding(rows, levering)
    counts = pl.when("is_vrij").then(pl.min_horizontal("markt_cent", "polis_cent"))
    rows = rows.with_columns(
        toegestaan=pl.min_horizontal("lijst_cent", counts),
        gemist=pl.concat_str(
            _when(pl.col("lijst_cent").is_null(), "standaardprijslijst"),
            _when(pl.col("is_vrij") & pl.col("markt_cent").is_null(), "marktconform"),
            _when(
                pl.col("is_vrij") & pl.col("percentage_bp").is_null(), "polisvoorwaarde"
            ),
            separator=", ",
            ignore_nulls=True,
        ),
    )
    above = (pl.col("r0620") > pl.col("toegestaan")).fill_null(value=False)
    return judge(
        rows,
        above,
        waarde=pl.col("r0620").cast(pl.String),
        verwacht=pl.lit("ten hoogste ") + pl.col("toegestaan").cast(pl.String),
        ontbreekt=pl.col("gemist") != "",
        lacks=pl.col("gemist"),
        toegestaan=pl.when(above).then("toegestaan"),
    )


def _when(condition: pl.Expr, text: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(text))


def _list_price() -> pl.Expr:
    """What the published list gives for the 06, staffel and rounding included."""
    found = pl.coalesce("toegestaan_bedrag_cent", "bedrag_cent")
    return pl.when(pl.col("grondslag").is_in(ZONDER_CONTRACT)).then(found + surcharge())


def with_vergoeding(rows: pl.DataFrame, levering: Levering) -> pl.DataFrame:
    """Add what the market and the policy give for each 06.

    Args:
        rows: Rows of ``debetregels`` or ``herprijzen``.
        levering: The delivery.

    Returns:
        The rows with ``markt_cent`` (the 06 at the marktconform price),
        ``percentage_bp`` (which part of it the policy pays) and ``polis_cent`` (that
        part); null where a table lacks it.
    """
    rows = _with_policy(_with_market(rows, levering), levering)
    rows = rows.with_columns(markt_cent=amount_at(pl.col("prijs_cent") * E6_PER_CENT))
    part = percentage_of(pl.col("markt_cent"), pl.col("percentage_bp"))
    return rows.with_columns(polis_cent=part).drop("prijs_cent")


def _with_market(rows: pl.DataFrame, levering: Levering) -> pl.DataFrame:
    """Add ``prijs_cent``: the marktconform price of the code on the line's date."""
    table = levering.registers.get("marktconform")
    if table is None:
        return rows.with_columns(prijs_cent=pl.lit(None, pl.Int64))
    known = table.select(
        "uzovi", "prijs_cent", "begindatum", "einddatum", r0410="declaratiecode"
    )
    return _lowest(rows, known, ["uzovi", "r0410"], "prijs_cent")


def _with_policy(rows: pl.DataFrame, levering: Levering) -> pl.DataFrame:
    """Add ``percentage_bp``: which part of the marktconform price the policy pays.

    A restitutiepolis without a percentage pays all of it. A row without polis is about
    every policy of its insurer that has no row of its own.
    """
    table = levering.registers.get("polisvoorwaarde")
    if table is None:
        return rows.with_columns(percentage_bp=pl.lit(None, pl.Int64))
    whole = pl.when(pl.col("vorm") == "RESTITUTIE").then(10_000)
    terms = table.select(
        "uzovi",
        "polis",
        "begindatum",
        "einddatum",
        percentage_bp=pl.coalesce("percentage_bp", whole),
    )
    rows = _lowest(rows, terms, ["uzovi", "polis"], "percentage_bp")
    every = terms.filter(pl.col("polis").is_null()).rename({"percentage_bp": "_alle"})
    return (
        _lowest(rows, every.drop("polis"), ["uzovi"], "_alle")
        .with_columns(percentage_bp=pl.coalesce("percentage_bp", "_alle"))
        .drop("_alle")
    )


def _lowest(
    rows: pl.DataFrame, table: pl.DataFrame, key: list[str], value: str
) -> pl.DataFrame:
    """Add the lowest value of a table that holds on the line's date."""
    held = (
        rows.select("regel", "r0411", *key)
        .join(table, on=key, how="inner")
        .filter(holds_on(pl.col("r0411")))
        .group_by("regel")
        .agg(pl.col(value).min())
    )
    return rows.join(
        held, on="regel", how="left", validate="1:1", maintain_order="left"
    )


CHECKS = {"T05": passantentarief}
