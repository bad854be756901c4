"""C05: does a budget policy pay less of planned care at a provider that is not chosen?

Source: Zilveren Kruis inkoopbeleid msz 2018, sections 1 and 2: who has such a policy
goes to a limited number of providers for planned care without paying himself.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.perioden import in_period
from declarations.checks.gemis import tabel
from declarations.checks.inkoop.behandelingen import regels_met, with_unknown
from declarations.checks.inkoop.selectie import INKOOP, of_kind, with_choice
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.tarief.passanten import with_vergoeding
from declarations.checks.tarief.regels import debetregels

BUDGETPOLIS = ("BUDGETPOLIS",)

SPOED = ("1", "3")
"""Type verwijzer (0421) of who came to the emergency room: that is not planned."""


def budgetpolis(levering: Levering) -> Oordeel:
    """C05: planned care of a budget policy is paid whole at a chosen provider only.

    About treatments that ``inkoop`` has for the policy on the day (of all policies of
    the insurer where it names none). Elsewhere the policy's part of the marktconform
    price is paid; where that is not known, a person looks. Where a list is not whole,
    nothing is said of who does not stand in it.

    UNSOURCED[budget-deel]: what a policy pays at a provider that is not chosen is its
    percentage of the marktconform price, as at one without a contract.
    """
    if levering.registers.get(INKOOP) is None:
        return not_evaluable(0, tabel(INKOOP))
    lists = of_kind(levering, INKOOP, BUDGETPOLIS)
    namen = lists["behandeling"]
    met = regels_met(levering, namen).filter(
        ~pl.col("r0421").str.strip_chars_start("0").is_in(SPOED).fill_null(value=False)
    )
    lines = debetregels(levering).join(
        met.select("prestatie", "behandeling", "r0421"), on="prestatie"
    )
    rows = _judged(lines, lists)
    rows = with_vergoeding(rows, levering).with_columns(
        is_gedekt=levering.registers.covers(INKOOP, "r0411")
    )
    less = (pl.col("r0620") > pl.col("polis_cent")).fill_null(value=True)
    elsewhere = ~pl.col("is_gekozen") & pl.col("is_gedekt") & less
    known = pl.col("polis_cent").is_not_null()
    judged = judge(
        rows,
        elsewhere,
        waarde=pl.col("instelling"),
        verwacht=pl.when(known)
        .then(pl.format("ten hoogste {} zonder gekozen aanbieder", "polis_cent"))
        .otherwise(pl.lit("een gekozen aanbieder voor ") + pl.col("behandeling")),
        ontbreekt=~pl.col("is_gekozen") & ~pl.col("is_gedekt"),
        lacks=tabel(INKOOP),
        gevolg=pl.when(known).then(pl.lit("RED")).otherwise(pl.lit("SIG")),
        toegestaan=pl.when(elsewhere).then("polis_cent"),
    )
    return with_unknown(levering, judged, namen)


def _judged(lines: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """One row a 06 under a budget policy, chosen where it is so for every treatment."""
    every = pl.col("polis").is_null()
    by_polis = lists.filter(~every)
    key = ["uzovi", "polis", "behandeling"]
    mine = by_polis.rename({"zorginstelling_code": "instelling"})
    rows = with_choice(lines, lists.filter(every)).with_columns(
        heeft_eigen=in_period(lines, by_polis, key, "r0411"),
        is_eigen=in_period(lines, mine, [*key, "instelling"], "r0411"),
    )
    return (
        rows.filter(pl.col("heeft_lijst") | pl.col("heeft_eigen"))
        .with_columns(is_gekozen=pl.col("is_gekozen") | pl.col("is_eigen"))
        .sort("regel", "is_gekozen", "behandeling")
        .unique("regel", keep="first", maintain_order=True)
    )


CHECKS = {"C05": budgetpolis}
