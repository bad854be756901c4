"""D10: follow-up subtrajecten, year after year, in which nothing was done.

Source: inkoopbeleid of insurers ("serialiteit", "meerjarige follow-up zonder
interventies").
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.dubbel.overlap import regular, shared
from declarations.checks.dubbel.uitspraak import GEEN_PROFIEL, judge_lines
from declarations.checks.feiten.activiteiten import (
    DAY_CARE,
    OPERATIVE,
    STAY,
    THERAPY,
    registered,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order
from declarations.checks.oordeel import Oordeel

_ROW: Final = 4
"""So many in a row are too many. UNSOURCED[serieel]: both thresholds are ours."""
_YEARS: Final = "2y"
_KETEN: Final = ("persoon", "instelling", "specialisme", "zorgtraject")


def serieel(levering: Levering) -> Oordeel:
    """D10: the fourth follow-up or a later one in a row without intervention.

    A row is of one zorgtraject and lasts two years or longer. One known to have day
    care, a stay, operative care or other therapy ends it; of the history nothing is
    known, so it is taken to have none.
    """
    lines = levering.once(regular).filter(pl.col("zorgtype") == "21")
    done = registered(levering, (DAY_CARE, STAY, OPERATIVE, THERAPY)).select(
        "prestatie", "heeft"
    )
    chain = in_order(shared(lines, _KETEN), "begin").join(
        done, on="prestatie", how="left", validate="m:1", maintain_order="left"
    )
    has_done = pl.col("heeft").fill_null(value=False)
    rij = [*_KETEN, "_rij"]
    chain = (
        chain.with_columns(_rij=has_done.cum_sum().over(_KETEN))
        .filter(~has_done)
        .with_columns(
            _zoveelste=pl.int_range(1, pl.len() + 1).over(rij),
            _eerste=pl.col("begin").first().over(rij),
            _vorige=pl.col("lijn").shift(1).over(rij),
        )
        .filter(
            ~pl.col("is_historie"),
            pl.col("_zoveelste") >= _ROW,
            pl.coalesce("eind", "begin") + timedelta(days=1)
            >= pl.col("_eerste").dt.offset_by(_YEARS),
        )
    )
    rows = chain.select(
        "heeft",
        eigen="lijn",
        ander="_vorige",
        waarde=pl.format("{}e vervolg sinds {}", "_zoveelste", "_eerste"),
    )
    return judge_lines(
        levering,
        lines.filter(~pl.col("is_historie")),
        rows.filter(pl.col("heeft").is_not_null()).select(
            pl.exclude("heeft"),
            verwacht=pl.lit("een behandeling, of een reden om te blijven volgen"),
        ),
        rows.filter(pl.col("heeft").is_null()).select(
            "eigen",
            "ander",
            verwacht=pl.lit(GEEN_PROFIEL),
        ),
    )


CHECKS = {"D10": serieel}
