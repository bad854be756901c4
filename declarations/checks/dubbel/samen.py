"""D12 and D13: products of which one dbc is declared for care given together.

Source: NR/CU-263 art. 32 lid 7 to 11, in the text of 2016. Which products they are is
dated data (codeverzamelingen), by zorgproduct or by zorgproductgroep.
"""

from typing import Final

import polars as pl

from declarations.checks.dubbel.overlap import (
    INSTELLING,
    facts,
    overlapping,
    regular,
)
from declarations.checks.dubbel.uitspraak import judge_lines
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel
from declarations.registers.codeverzamelingen import is_in_set

SAMEN: Final = ("SAMEN_AICD", "SAMEN_EPILEPSIE", "SAMEN_MULTITRAUMA")
"""Care that specialismen give together, each with one dbc (lid 8, 10 and 11)."""


def samenwerking(levering: Levering) -> Oordeel:
    """D12: two specialismen that each declare care they gave together.

    UNSOURCED[samen-poort]: lid 7 (a specialist with a SEH-arts, verpleegkundig
    specialist or physician assistant) names no codes, and is not tested.
    """
    lines = levering.once(regular)
    parts = [
        _members(levering, lines, naam).with_columns(verzameling=pl.lit(naam))
        for naam in SAMEN
    ]
    asked = pl.concat(parts)
    pairs = facts(
        levering,
        overlapping(asked, [*INSTELLING, "verzameling"]),
        "specialisme",
        "zorgproduct",
    ).filter(pl.col("specialisme_eerste") != pl.col("specialisme_tweede"))
    return judge_lines(
        levering,
        asked.filter(~pl.col("is_historie")).unique("lijn", maintain_order=True),
        pairs.select(
            "eigen",
            "ander",
            waarde="zorgproduct_tweede",
            verwacht=pl.format("een dbc, van {}", "specialisme_eerste"),
        ),
    )


def kinderoncologie(levering: Levering) -> Oordeel:
    """D13: top-referral oncology for children beside another product of its group.

    UNSOURCED[kinderonco-tegelijk]: lid 9 does not say when two products are "in
    combination": here at one institution, with days that overlap.
    """
    group = _members(levering, levering.once(regular), "KINDERONCO_GROEP")
    top = _members(levering, group, "KINDERONCO_TOPREFERENT").select("lijn", _top=True)
    pairs = facts(levering, overlapping(group, INSTELLING), "zorgproduct").filter(
        pl.col("zorgproduct_eerste") != pl.col("zorgproduct_tweede")
    )
    is_top = [
        pl.col(place).is_in(top["lijn"].implode()) for place in ("eerste", "tweede")
    ]
    return judge_lines(
        levering,
        group.filter(~pl.col("is_historie")),
        pairs.filter(pl.any_horizontal(is_top)).select(
            "eigen",
            "ander",
            waarde="zorgproduct_tweede",
            verwacht=pl.format("niet naast {}", "zorgproduct_eerste"),
        ),
    )


def _members(levering: Levering, lines: pl.DataFrame, naam: str) -> pl.DataFrame:
    """Lines whose zorgproduct or zorgproductgroep belongs to a set on their opening."""
    asked = lines.with_columns(_groep=pl.col("zorgproduct").str.head(6))
    inside = [
        is_in_set(levering.registers, asked, naam, code=code, dag="begin")
        for code in ("zorgproduct", "_groep")
    ]
    return lines.filter(inside[0] | inside[1])


CHECKS = {"D12": samenwerking, "D13": kinderoncologie}
