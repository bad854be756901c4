"""Say which prices and factors are likely a mistake of scale, or no price at all.

The one rule for tables and lines: a price is unlikely when it is a factor ten from the
median of at least five other prices of its code, or when it is a row of nines. A price
in cents, or a percentage written as a factor, is off by ten or more; a row of nines is
what people write for want of a price. One cent of which nothing else is known may be
agreed (a price within another) and is left alone; beside others it is far from them.

UNSOURCED[outlier]: how far prices of one code may lie apart is published nowhere; a
factor of ten is beyond every list that was seen.
"""

import polars as pl

from tariffs.money import E6_PER_CENT

FACTOR = 10
"""How many times larger or smaller than the median is no price of that code."""

OTHERS = 5
"""How many other prices it takes to know what is usual."""

LEAST_NINES_E6 = 9_999_990_000
"""The least row of nines: 9,999.99."""

FACTOR_BP = 1_000
"""A price rule of ten percent or less: 1.00 was written for 100,00 (percent)."""

_NINES = r"^(9{6,}|9{5,}00)$"


def is_far_above(prijs: pl.Expr, median_2: pl.Expr) -> pl.Expr:
    """Whether a price is a factor ten above a median, which is given twice."""
    return 2 * prijs >= FACTOR * median_2


def is_far_below(prijs: pl.Expr, median_2: pl.Expr) -> pl.Expr:
    """Whether a price is a factor ten below a median, which is given twice."""
    return 2 * FACTOR * prijs <= median_2


def is_far_from_median(prijzen: pl.DataFrame, by: list[str]) -> pl.Series:
    """Prices a factor ten from the median of at least five other prices.

    Args:
        prijzen: ``prijs_e6`` and the columns of ``by``.
        by: What makes prices comparable, never null: the code, component and unit.

    Returns:
        One boolean per row; a price of 0 ("in the bundle") is neither compared nor
        counted among the others.
    """
    prijs = pl.col("prijs_e6")
    rows = prijzen.lazy().with_row_index("_rij").filter(prijs > 0)
    # Far from a median is farther still from the nearest or the farthest price.
    suspect = (
        rows.group_by(by)
        .agg(n=pl.len(), laagste=prijs.min(), hoogste=prijs.max())
        .filter(pl.col("n") > OTHERS, pl.col("hoogste") >= pl.col("laagste") * FACTOR)
        .select(by)
    )
    # Of n prices in order, those two in the middle of the others: for one above them
    # places a and b, for one below them one further. A price that far off is either.
    in_order = prijs.sort()
    a, b = (pl.len() - 2) // 2, (pl.len() - 1) // 2
    middles = (
        rows.join(suspect, on=by, how="semi")
        .group_by(by)
        .agg(
            below=in_order.get(a) + in_order.get(b),
            above=in_order.get(a + 1) + in_order.get(b + 1),
        )
    )
    far = (
        rows.join(middles, on=by, how="inner")
        .filter(
            is_far_above(prijs, pl.col("below")) | is_far_below(prijs, pl.col("above"))
        )
        .select("_rij")
        .collect()["_rij"]
    )
    return pl.int_range(prijzen.height, eager=True).is_in(far.to_list())


def is_all_nines() -> pl.Expr:
    """Whether ``prijs_e6`` is a row of nines; 9,999.99 and 99,999.00 are the least."""
    prijs = pl.col("prijs_e6")
    cents = (prijs // E6_PER_CENT).cast(pl.String)
    return (prijs % E6_PER_CENT == 0) & cents.str.contains(_NINES)


def is_no_factor() -> pl.Expr:
    """A factor of a price rule that is a factor, where a percentage is meant."""
    return pl.col("factor_bp").is_between(1, FACTOR_BP)
