"""F24: does the amount of a tariefrecord follow from tarief, aantal and percentage?

Source: ZH308 v9.0 (0614, 0615, 0617, 0620; of an agreement on nought all three are
nought); half a cent goes up (inferred, no source found: UNSOURCED[F24-half-cent]).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.records import taken_from
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.oordeel import Oordeel

VOLLEDIG_BP = 10_000
"""A verrekenpercentage of 100 percent (0615 is in hundredths)."""


def berekend_cent(tarief: pl.Expr, aantal: pl.Expr, percentage: pl.Expr) -> pl.Expr:
    """Cents of a number of prestaties at a part of their tarief; half a cent up.

    Exact: of eight, four and five digits the product stays below 2 ** 63.
    """
    return (tarief * aantal * percentage + VOLLEDIG_BP // 2) // VOLLEDIG_BP


def bedragsrekensom(levering: Levering) -> Oordeel:
    """F24: 0617 = 0614 x 0426 x 0615, 0620 is not above it, nought goes with nought.

    What a toeslag (0616) comes to is not in the message: of such a record the sum can
    not be made.
    """
    d = levering.declaraties
    rows = taken_from(
        d.tarieven.filter(pl.col("prestatie").is_not_null()),
        d.prestaties,
        "prestatie",
        {"aantal": "r0426"},
    )
    tarief, berekend, bedrag = (pl.col(f"r{each}") for each in ("0614", "0617", "0620"))
    expected = berekend_cent(tarief, pl.col("aantal"), pl.col("r0615"))
    has_toeslag = pl.col("r0616").is_not_null()
    is_nought = [each == 0 for each in (tarief, berekend, bedrag)]
    incomplete = pl.any_horizontal(
        each.is_null()
        for each in (tarief, berekend, bedrag, pl.col("aantal"), pl.col("r0615"))
    )
    return judge_by(
        rows,
        [
            Regel(
                "0617",
                pl.any_horizontal(is_nought) & ~pl.all_horizontal(is_nought),
                "0614, 0617 en 0620 alle drie nul, of geen ervan",
                retourcode="0611",
            ),
            Regel(
                "0617",
                (berekend != expected) & ~has_toeslag,
                pl.format("{} cent: 0614 x 0426 x 0615", expected),
                retourcode="0611",
                ontbreekt=has_toeslag,
                lacks="het bedrag van de toeslag (0616) staat niet in het bericht",
            ),
            Regel(
                "0620",
                bedrag > berekend,
                pl.format("niet meer dan {} cent (0617)", berekend),
                retourcode="0589",
                ontbreekt=incomplete,
                lacks="een van 0614, 0615, 0617, 0620 en 0426 is geen getal",
            ),
        ],
    )


CHECKS = {"F24": bedragsrekensom}
