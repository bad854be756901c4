"""D04, D08, D09 and D11: dbc's of one specialisme beside each other.

Source: NR/CU-263 art. 5a, art. 6 lid 2, art. 17 lid 4, art. 18 lid 4 and art. 32 lid 4,
in the text of 2016.
"""

from typing import Final

import polars as pl

from declarations.checks.dubbel.overlap import (
    SPECIALISME,
    ZORGTRAJECT,
    eigen_dbc,
    facts,
    overlapping,
    regular,
    two_trajects,
)
from declarations.checks.dubbel.uitspraak import GEEN_TRAJECT, judge_lines
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import GRZ
from declarations.checks.oordeel import Oordeel
from declarations.registers.codeverzamelingen import is_in_set
from declarations.registers.geldigheid import holds_on

_CARDIOLOGIE: Final = "0320"
_HARTREVALIDATIE: Final = "0821"
"""Diagnose of cardiologie (NR/CU-263 art. 19, 1.0320.2 sub c)."""


def verboden_combinatie(levering: Levering) -> Oordeel:
    """D04: two trajects whose diagnoses may not stand beside each other.

    The pair is looked up on the opening of the later one, in either order. Two
    subtrajecten of one zorgtraject are no two trajects (D11).
    """
    pairs = facts(levering, two_trajects(levering), "specialisme", "diagnose", "begin")
    table = levering.registers.get("diagnose_combinaties")
    opened = pl.col("begin_tweede")
    pairs = pairs.with_columns(
        _verboden=pl.lit(value=False) if table is None else _forbidden(pairs, table),
        _bekend=levering.registers.covers("diagnose_combinaties", opened),
    )
    fails = pl.col("_verboden") & pl.col("ander_traject")
    unknown = ~fails.fill_null(value=False) & (
        ~pl.col("_bekend") | (pl.col("_verboden") & pl.col("ander_traject").is_null())
    )
    return judge_lines(
        levering,
        eigen_dbc(levering),
        pairs.filter(fails).select(
            "eigen",
            "ander",
            waarde=pl.concat_str("diagnose_eerste", "diagnose_tweede", separator="+"),
            verwacht=pl.lit("een paar dat niet in de diagnose-combinatietabel staat"),
        ),
        pairs.filter(unknown).select(
            "eigen",
            "ander",
            verwacht=pl.when("_verboden")
            .then(pl.lit(GEEN_TRAJECT))
            .otherwise(pl.lit("een diagnose_combinaties die deze dag dekt")),
        ),
    )


def _forbidden(pairs: pl.DataFrame, table: pl.DataFrame) -> pl.Series:
    """Whether the diagnoses of each pair stand in the table on the later opening."""
    rows = table.select(
        "begindatum",
        "einddatum",
        specialisme_eerste=pl.col("specialisme_code").str.zfill(4),
        diagnose_eerste=pl.col("diagnose_code_1").str.zfill(4),
        diagnose_tweede=pl.col("diagnose_code_2").str.zfill(4),
    )
    swapped = rows.with_columns(
        diagnose_eerste="diagnose_tweede", diagnose_tweede="diagnose_eerste"
    )
    key = ["specialisme_eerste", "diagnose_eerste", "diagnose_tweede"]
    found = (
        pairs.select("eerste", "tweede", *key, "begin_tweede")
        .join(pl.concat([rows, swapped]), on=key)
        .filter(holds_on(pl.col("begin_tweede")))
        .select("eerste", "tweede", _verboden=True)
        .unique()
    )
    return pairs.join(
        found, on=["eerste", "tweede"], how="left", maintain_order="left"
    )["_verboden"].fill_null(value=False)


def cardiologie(levering: Levering) -> Oordeel:
    """D08: two dbc's of cardiologie that run at the same time.

    A new one closes the old one (art. 6 lid 2), so it is the older that is wrong.
    Hartrevalidatie (diagnose 821) and care around transplantation of heart or lungs
    (codeverzameling CARDIOLOGIE_TRANSPLANTATIE) may stand beside another; a consult at
    the bed is of zorgtype 13.
    """
    lines = levering.once(regular).filter(pl.col("specialisme") == _CARDIOLOGIE)
    is_exempt = (pl.col("diagnose") == _HARTREVALIDATIE).fill_null(value=False)
    is_exempt |= is_in_set(
        levering.registers,
        lines,
        "CARDIOLOGIE_TRANSPLANTATIE",
        code="zorgproduct",
        dag="begin",
    )
    lines = lines.filter(~is_exempt)
    pairs = facts(levering, overlapping(lines, SPECIALISME), "is_historie", "begin")
    older = pl.when("is_historie_eerste").then("tweede").otherwise("eerste")
    newer = pl.when("is_historie_eerste").then("eerste").otherwise("tweede")
    return judge_lines(
        levering,
        lines.filter(~pl.col("is_historie")),
        pairs.select(
            eigen=older,
            ander=newer,
            waarde=pl.lit(_CARDIOLOGIE),
            verwacht=pl.format("gesloten voor {}", "begin_tweede"),
        ),
    )


def geriatrische_revalidatie(levering: Levering) -> Oordeel:
    """D09: two dbc's of geriatric rehabilitation that run at the same time."""
    lines = levering.once(regular).filter(pl.col("specialisme") == GRZ)
    pairs = facts(levering, overlapping(lines, SPECIALISME), "eind")
    return judge_lines(
        levering,
        lines.filter(~pl.col("is_historie")),
        pairs.select(
            "eigen",
            "ander",
            waarde=pl.lit(GRZ),
            verwacht=pl.lit("geen tweede traject tegelijk"),
        ),
    )


def opvolging(levering: Levering) -> Oordeel:
    """D11: a subtraject that opens before the one before it in its zorgtraject closed.

    It opens on the next day at the earliest (art. 17 lid 4, art. 18 lid 4).
    """
    pairs = facts(
        levering, overlapping(levering.once(regular), ZORGTRAJECT), "begin", "eind"
    )
    return judge_lines(
        levering,
        eigen_dbc(levering),
        pairs.select(
            "eigen",
            "ander",
            waarde="begin_tweede",
            verwacht=pl.format("na {}", pl.coalesce("eind_eerste", "begin_eerste")),
        ),
    )


CHECKS = {
    "D04": verboden_combinatie,
    "D08": cardiologie,
    "D09": geriatrische_revalidatie,
    "D11": opvolging,
}
