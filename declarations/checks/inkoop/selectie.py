"""Was the provider chosen for this treatment? (C04, C08)

An insurer that buys a treatment from some providers names them in ``inkoop``. Where it
names any on the day of 0411, who is not among them was not chosen; whether the list is
whole says ``dekking``. The purchasing policies of ``inkoopbeleid`` say of which
treatments there ought to be a list: without one nothing is said of those lines.

That a provider was not chosen is a signal: Zvw art. 13 leaves the insured a part of the
costs, and which care it really was is for a person to see.

Dutch terms: minimumnorm (least volume that a profession asks), instapvoorwaarde
(condition of a contract).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.perioden import in_period
from declarations.checks.gemis import tabel
from declarations.checks.inkoop.behandelingen import (
    per_prestatie,
    regels_met,
    with_unknown,
)
from declarations.checks.oordeel import Oordeel, judge
from declarations.registers.schema import REGISTER_VAN

INKOOP = "inkoop"
BELEID = "inkoopbeleid"

SELECTIEF = ("SELECTIEF", "VVT")
"""Treatments of few providers; VVT: those that are conditionally admitted."""

NORMEN = ("MINIMUMNORM", "INSTAPVOORWAARDE")
"""Norms that a provider meets, as the insurer keeps them."""

KWALITEIT = "KWALITEITSVOORWAARDE"
"""A general condition of quality: who meets it stands under INSTAPVOORWAARDE."""


def selectieve_inkoop(levering: Levering) -> Oordeel:
    """C04: a treatment that is bought from some was given by one of those.

    Source: Zilveren Kruis inkoopbeleid msz 2018, section 2 (WBMV, Mohs, conditional
    admission, coloscopies of the screening, trombectomie, protons, from 2019 prostate
    cancer).
    """
    return _judge_chosen(levering, SELECTIEF, SELECTIEF, "een gekozen aanbieder")


def minimumnormen(levering: Levering) -> Oordeel:
    """C08: who gives a treatment meets the norms and conditions that are set for it.

    UNSOURCED[norm-per-diagnose]: norms are about volumes of operations; a line is taken
    to be about a norm by the diagnoses or activities of the treatment's name.

    Source: Zilveren Kruis inkoopbeleid msz 2018, bijlage 1 and 2.
    """
    return _judge_chosen(
        levering, NORMEN, (*NORMEN, KWALITEIT), "een aanbieder die aan de norm voldoet"
    )


def _judge_chosen(
    levering: Levering,
    soorten: tuple[str, ...],
    beleidsoorten: tuple[str, ...],
    verwacht: str,
) -> Oordeel:
    lists = of_kind(levering, INKOOP, soorten)
    policy = of_kind(levering, BELEID, beleidsoorten)
    namen = pl.concat([lists["behandeling"], policy["behandeling"]]).drop_nulls()
    rows = with_choice(regels_met(levering, namen), lists)
    asked = policy.filter(pl.col("behandeling").is_not_null())
    own = asked.filter(pl.col("uzovi").is_not_null())
    of_all = asked.filter(pl.col("uzovi").is_null())
    rows = rows.with_columns(
        is_beleid=in_period(rows, own, ["uzovi", "behandeling"], "r0411")
        | in_period(rows, of_all, ["behandeling"], "r0411"),
        is_gedekt=levering.registers.covers(INKOOP, "r0411"),
    ).filter(pl.col("heeft_lijst") | (pl.col("is_beleid") & ~pl.col("is_gedekt")))
    faalt = pl.col("heeft_lijst") & ~pl.col("is_gekozen") & pl.col("is_gedekt")
    passes = pl.col("heeft_lijst") & pl.col("is_gekozen")
    lines = per_prestatie(
        rows,
        faalt=faalt.any(),
        ontbreekt=(~passes).any(),
        instelling=pl.col("instelling").first(),
        gefaald=pl.col("behandeling").filter(faalt).str.join(", "),
    )
    judged = judge(
        lines,
        pl.col("faalt"),
        waarde=pl.col("instelling"),
        verwacht=pl.format(f"{verwacht} voor {{}}", "gefaald"),
        ontbreekt=pl.col("ontbreekt"),
        lacks=tabel(INKOOP),
    )
    return with_unknown(levering, judged, _in_force(levering, lists, policy))


def of_kind(levering: Levering, naam: str, soorten: tuple[str, ...]) -> pl.DataFrame:
    """Rows of a table of purchase of some kinds; none where it was not given."""
    table = levering.registers.get(naam)
    if table is None:
        return pl.DataFrame(schema=pl.Schema(REGISTER_VAN[naam].schema))
    return table.filter(pl.col("soort").cast(pl.String).is_in(soorten))


def with_choice(rows: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """Add ``heeft_lijst`` and ``is_gekozen``: whether the insurer names providers of
    the treatment on the day, and this one among them."""
    key = ["uzovi", "behandeling"]
    mine = lists.rename({"zorginstelling_code": "instelling"})
    return rows.with_columns(
        heeft_lijst=in_period(rows, lists, key, "r0411"),
        is_gekozen=in_period(rows, mine, [*key, "instelling"], "r0411"),
    )


def _in_force(
    levering: Levering, lists: pl.DataFrame, policy: pl.DataFrame
) -> pl.Series:
    """Treatments that a list or policy names on the day of any line."""
    days = levering.prestaties.filter(~pl.col("is_credit"))["r0411"].drop_nulls()
    first, last = days.min(), days.max()
    named = pl.concat(
        [
            table.select("behandeling", "begindatum", "einddatum")
            for table in (lists, policy)
        ]
    )
    return named.filter(
        pl.col("behandeling").is_not_null(),
        pl.col("begindatum").is_null() | (pl.col("begindatum") <= pl.lit(last)),
        pl.col("einddatum").is_null() | (pl.col("einddatum") >= pl.lit(first)),
    )["behandeling"]


CHECKS = {"C04": selectieve_inkoop, "C08": minimumnormen}
