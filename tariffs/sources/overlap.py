"""Find rows of a table that speak about the same key on the same day.

It judges periods, not prices. Both ends of a period are inclusive; an empty einddatum
is open (docs/decisions.md 21: no overlapping periods per natural key); so is an empty
begindatum where a table allows it.
"""

import numpy as np
import polars as pl

from tariffs.files.findings import NO_FINDINGS, findings_of, join_findings
from tariffs.lookup.periods import joined_groups, last_day
from tariffs.schema import Tabel

_ALWAYS = pl.date(1, 1, 1)
# More days than lie between the years 1 and 9999.
_SPAN = 2**22
# Lists in which a price may stand twice by mistake; a tariff does so by its dimensions.
_LISTS = ("contract_prijs", "standaardprijslijst", "odv_prijs")
_PRICES = ("bedrag_e6", "prijs_e6", "tariefsoort", "per_verpakking")


def find_overlaps(frame: pl.DataFrame, table: Tabel) -> pl.Series:
    """Mark every row that shares a key and a day with another row.

    Rows of a table without periods share all days.

    Returns:
        One boolean per row of ``frame``.
    """
    if frame.height < 2:
        return pl.Series("overlap", [False] * frame.height, dtype=pl.Boolean)
    keys = list(table.sleutel)
    # Of millions of prices few have a key that another has: hashes tell which may.
    may_overlap = frame.select(keys).hash_rows().is_duplicated()
    suspect = frame.filter(may_overlap)
    found = (
        _share_a_day(suspect, keys)
        if table.heeft_periode
        else suspect.select(keys).is_duplicated()
    )
    return pl.Series("overlap", np.zeros(frame.height, dtype=bool)).scatter(
        may_overlap.arg_true(), found
    )


def _share_a_day(frame: pl.DataFrame, keys: list[str]) -> pl.Series:
    """Mark every row that shares a key and a day with another row."""
    groups = frame.select(keys).unique().with_row_index("_groep")
    first, last = (
        pl.col("_groep").cast(pl.Int64) * _SPAN + day.to_physical()
        for day in (
            pl.col("begindatum").fill_null(_ALWAYS),
            last_day(),
        )
    )
    # One number per day and key: a row of a later key begins after all earlier ones
    # end, so plain running values never look over the border of a key.
    ordered = (
        frame.select(*keys, "begindatum", "einddatum")
        .with_row_index("_positie")
        .join(groups, on=keys, how="left", nulls_equal=True, validate="m:1")
        .select("_positie", _first=first, _last=last)
        .sort("_first")
    )
    overlap = ordered.select(
        "_positie",
        overlap=(
            (pl.col("_last").cum_max().shift(1) >= pl.col("_first"))
            | (pl.col("_first").shift(-1) <= pl.col("_last"))
        ).fill_null(False),
    )
    return overlap.sort("_positie")["overlap"]


def settle_overlaps(
    frame: pl.DataFrame, table: Tabel
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out overlapping rows, or keep them where the decision refuses them by name.

    Where rows are kept (``uniek_bij_laden`` is False) only those whose prices differ
    on a day are findings: one price twice is one price (docs/decisions.md 28). Of price
    lists that is told, and equal prices stay where unequal ones do not.

    Args:
        frame: Rows of the table with the columns bestand and row.
        table: The table.

    Returns:
        The rows that go on, and the findings.
    """
    overlap = find_overlaps(frame, table)
    if not overlap.any():
        return frame, NO_FINDINGS
    told: list[pl.DataFrame] = []
    if table.naam in _LISTS or not table.uniek_bij_laden:
        double = frame.filter(overlap)
        unequal = with_another_price(double, table)
        if table.naam in _LISTS and not unequal.all():
            # One finding per file about the rows that say a price once more.
            per_file = double.filter(~unequal).group_by("bestand", maintain_order=True)
            told.append(
                findings_of(
                    per_file.agg(pl.col("row").min(), value=pl.len()),
                    table.naam,
                    "PRIJS_DUBBEL",
                    column="prijs_e6",
                    value="value",
                )
            )
        overlap = overlap.clone()
        overlap[overlap.arg_true()] = unequal
    faulty = frame.filter(overlap)
    if not table.uniek_bij_laden:
        code = "PERIODE_OVERLAPT_PRIJS"
    else:
        code = "PERIODE_OVERLAPT" if table.heeft_periode else "SLEUTEL_DUBBEL"
        frame = frame.filter(~overlap)
    column = "begindatum" if table.heeft_periode else None
    told.append(findings_of(faulty, table.naam, code, column=column))
    return frame, join_findings(told)


def with_another_price(double: pl.DataFrame, table: Tabel) -> pl.Series:
    """Mark the rows that share a key and a day with a row of another price.

    Rows of one price that share days are judged as the one row that they are.

    Args:
        double: Rows that ``find_overlaps`` marks.
        table: The table.

    Returns:
        One boolean per row of ``double``.
    """
    if double.is_empty():
        return pl.Series("overlap", [], dtype=pl.Boolean)
    prices = [
        pl.col(name).fill_null(value=False) if name == "per_verpakking" else name
        for name in _PRICES
        if name in double.columns
    ]
    rows = double.select(*table.sleutel, "begindatum", "einddatum", *prices)
    by = [name for name in rows.columns if name not in ("begindatum", "einddatum")]
    numbered = rows.with_columns(
        last_day(), _een=joined_groups(rows, by, pl.col("begindatum"), last_day())
    )
    joined = numbered.group_by("_een", maintain_order=True).agg(
        pl.col(by).first(), pl.col("begindatum").min(), pl.col("einddatum").max()
    )
    contradicted = joined["_een"].filter(find_overlaps(joined, table))
    return numbered["_een"].is_in(contradicted.implode())
