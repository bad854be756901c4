"""Which lines of one person stand beside each other on a day?

Lines of this delivery and of the history that count (``lijnen``) meet by person,
institution and day. Codes are known by sets (table ``codeverzameling``).

Dutch terms: dagregel (rule between lines of one day), historie (declared before).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order, lijnen, with_names
from declarations.checks.gemis import HISTORIE, codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set, is_in_set

DAG = ("persoon", "instelling", "begin")
"""What lines of one day have in common."""


def lines_in(levering: Levering, naam: str) -> pl.DataFrame:
    """The lines whose code is in a set on their day."""
    lines = levering.once(lijnen)
    return lines.filter(
        is_in_set(levering.registers, lines, naam, code="declaratiecode", dag="begin")
    )


def judge_beside(
    levering: Levering,
    naam: str,
    *,
    forbidden: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
) -> Oordeel:
    """Judge the lines of a set by what else was declared for the same day.

    A line fails where a code of ``forbidden`` stands beside it, or none of ``required``
    does. Where the history of the day is not known, a line that does not fail by what
    is known cannot be judged.

    Args:
        levering: The delivery.
        naam: Set of the codes that are judged.
        forbidden: Sets that may not stand beside them.
        required: Sets of which one code has to.
    """
    own = lines_in(levering, naam).filter(~pl.col("is_historie"))
    for other in (naam, *(forbidden + required if own.height else ())):
        if not has_set(levering.registers, other):
            return not_evaluable(own.height, codeverzameling(other))
    rows = _beside(levering, own, forbidden, "verboden")
    rows = _beside(levering, rows, required, "vereist")
    known = levering.history_covers("begin")
    is_forbidden = pl.col("verboden").is_not_null()
    lacks = pl.lit(bool(required)) & pl.col("vereist").is_null()
    rows = with_names(levering, rows, "verboden")
    return judge(
        rows,
        is_forbidden | (lacks & known),
        waarde=pl.col("declaratiecode"),
        verwacht=pl.when(is_forbidden)
        .then(pl.lit(f"niet naast {' of '.join(forbidden)}"))
        .otherwise(pl.lit(f"naast {' of '.join(required)}")),
        ontbreekt=~known & (lacks | pl.lit(bool(forbidden))),
        lacks=HISTORIE,
        andere=pl.col("andere_records"),
    )


def _beside(
    levering: Levering,
    rows: pl.DataFrame,
    sets: tuple[str, ...],
    column: str,
) -> pl.DataFrame:
    """Add the first line of some sets that stands beside each row; null for none."""
    if not sets:
        return rows.with_columns(pl.lit(None, pl.UInt32).alias(column))
    others = in_order(pl.concat([lines_in(levering, naam) for naam in sets])).select(
        *DAG, pl.col("lijn").alias(column)
    )
    met = (
        rows.select("lijn", *DAG)
        .join(others, on=list(DAG), how="inner", maintain_order="right")
        .filter(pl.col("lijn") != pl.col(column))
        .unique("lijn", keep="first", maintain_order=True)
        .select("lijn", column)
    )
    return rows.join(met, on="lijn", how="left", validate="1:1", maintain_order="left")


def judge_quantity(levering: Levering, naam: str, most: int) -> Oordeel:
    """Judge how often codes of a set are declared for a day.

    The lines of a day are counted in order; the one that goes over fails, as does a
    line of more days than one.

    Args:
        levering: The delivery.
        naam: Set of the codes, which count together.
        most: How many a day may have.
    """
    if not has_set(levering.registers, naam):
        return not_evaluable(0, codeverzameling(naam))
    of_day = in_order(lines_in(levering, naam), *DAG)
    counted = of_day.with_columns(
        totaal=pl.col("aantal").fill_null(1).cum_sum().over(DAG),
        eerste=pl.col("lijn").first().over(DAG),
    ).filter(~pl.col("is_historie"))
    counted = counted.sort("bestand_nr", "record")
    rows = with_names(
        levering,
        counted.with_columns(
            eerste=pl.when(pl.col("eerste") != pl.col("lijn")).then("eerste")
        ),
        "eerste",
    )
    known = levering.history_covers("begin")
    more_days = (pl.col("eind") != pl.col("begin")).fill_null(value=False)
    return judge(
        rows,
        (pl.col("totaal") > most) | more_days,
        waarde=pl.col("totaal").cast(pl.String),
        verwacht=f"ten hoogste {most} op een dag",
        ontbreekt=~known,
        lacks=HISTORIE,
        andere=pl.col("andere_records"),
    )
