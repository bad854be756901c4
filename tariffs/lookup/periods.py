"""Look up which row of a table holds for a key on a day, for millions of lines at once.

It knows periods and integer keys, not tariffs. Both ends of a period are inclusive and
an empty einddatum is open (docs/decisions.md 21). Gaps exist, so no row goes on past
its einddatum; two rows on one day are reported, never chosen between.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from productstructure.errors import CapacityError
from tariffs.lookup._periods import RIJ_DTYPE, find_rows

GEEN = 0
"""No row holds."""

MEER = -1
"""More than one row holds."""

_OPEN = 2**31 - 1
# Keys that may stay empty in the direct form: forty megabytes of them.
_CELLS = 10_000_000
_NOOIT = -(2**31)


def days(datum: pl.Expr) -> pl.Expr:
    """Days since 1970-01-01 as Int32; a missing day lies before every period."""
    return datum.to_physical().fill_null(_NOOIT)


OPEN = pl.date(9999, 12, 31)
"""The last day of a row whose einddatum is empty."""


def last_day() -> pl.Expr:
    """The einddatum of a row, never null."""
    return pl.col("einddatum").fill_null(OPEN)


def holds(dag: pl.Expr) -> pl.Expr:
    """Whether the row's begindatum to einddatum covers a day, given as day number."""
    einddatum = pl.col("einddatum").to_physical()
    return (days(pl.col("begindatum")) <= dag) & (
        einddatum.is_null() | (einddatum >= dag)
    )


class CodeList:
    """The texts of one kind of code, numbered from 1; 0 is every other text.

    Labels that differ in case only are one; the first in order is its text.
    """

    def __init__(self, texts: pl.Series, *, is_label: bool = False) -> None:
        distinct = texts.drop_nulls().unique().sort()
        self._is_label = is_label
        if is_label:
            distinct = distinct.filter(distinct.str.to_lowercase().is_first_distinct())
        nummers = pl.int_range(1, len(distinct) + 1, dtype=pl.Int32, eager=True)
        self._frame = pl.DataFrame({"tekst": self._key(distinct), "nummer": nummers})
        self._texts = pl.concat([pl.Series([None], dtype=pl.String), distinct])

    def __len__(self) -> int:
        """Return one more than the number of texts: room for 0."""
        return len(self._texts)

    def numbers(self, texts: pl.Series) -> pl.Series:
        """Number texts; 0 for null and for what the list does not have."""
        found = (
            self._key(texts)
            .alias("tekst")
            .to_frame()
            .join(
                self._frame,
                on="tekst",
                how="left",
                validate="m:1",
                maintain_order="left",
            )
        )
        return found["nummer"].fill_null(0)

    def _key(self, texts: pl.Series) -> pl.Series:
        return texts.str.to_lowercase() if self._is_label else texts

    def texts(self, nummers: pl.Series) -> pl.Series:
        """Give back the texts; null for 0."""
        return self._texts.gather(nummers.cast(pl.UInt32))


class PeriodIndex:
    """Rows of a table, sorted so that a key and a day find theirs.

    Attributes:
        rijen: The rows asked for; row 0 is all null and stands for none.
    """

    def __init__(
        self,
        frame: pl.DataFrame,
        *,
        outer: pl.Expr,
        inner: pl.Expr | None = None,
        n_outer: int,
        n_inner: int | None = None,
        keep: Sequence[str | pl.Expr],
        equal_is_one: bool = False,
    ) -> None:
        """Sort a table by key and day.

        Args:
            frame: A table with ``begindatum`` and ``einddatum``.
            outer: First part of the key: numbers from 1 to ``n_outer - 1``; rows with
                0 are left out, as no line can ask for them.
            inner: Second part of the key; any integers.
            n_outer: One more than the largest number of ``outer``.
            n_inner: The same of ``inner``, for a table that fills most of its keys: one
                step then finds a key, at four bytes for each that could exist.
            keep: Columns or expressions that ``take`` will be asked for.
            equal_is_one: Rows of one key that are equal in ``keep`` are one row on the
                days that they share.

        Raises:
            CapacityError: The table has more rows than the index type holds.
        """
        if frame.height >= _OPEN:
            raise CapacityError(
                f"a table of {frame.height} rows; index type int32 holds {_OPEN}. "
                "Price the contracts in parts."
            )
        cells = n_outer * (n_inner or _OPEN)
        self._n_inner = n_inner if cells <= _CELLS + 8 * frame.height else None
        key, rest = _split(outer, inner, self._n_inner)
        if self._n_inner is not None:
            n_outer = cells
        rows = (
            frame.lazy()
            .select(
                key.cast(pl.Int32).alias("_outer"),
                rest.cast(pl.Int32).alias("_inner"),
                days(pl.col("begindatum")).alias("_begin"),
                pl.col("einddatum").to_physical().fill_null(_OPEN).alias("_eind"),
                *keep,
            )
            .filter(pl.col("_outer") > 0)
            .sort("_outer", "_inner", "_begin", maintain_order=True)
            .collect()
        )
        if equal_is_one:
            rows = _joined(rows)
        counts = np.bincount(rows["_outer"].to_numpy(), minlength=n_outer)
        self._offsets = np.zeros(n_outer + 1, dtype=np.int32)
        np.cumsum(counts, out=self._offsets[1:])
        self._rijen = np.empty(rows.height, dtype=RIJ_DTYPE)
        for naam in ("inner", "begin", "eind"):
            self._rijen[naam] = rows[f"_{naam}"].to_numpy()
        kept = rows.drop("_outer", "_inner", "_begin", "_eind")
        # A frame of one null row has the dtypes of the rows it stands before.
        self.rijen = pl.concat([kept.clear(1), kept], rechunk=True)

    def find(
        self, outer: pl.Series, day: pl.Series, inner: pl.Series | None = None
    ) -> pl.Series:
        """Find the row that holds per key and day.

        Returns:
            Int32 row numbers for ``take``, GEEN or MEER.
        """
        if self._n_inner is not None and inner is not None:
            frame = pl.DataFrame({"outer": outer, "inner": inner})
            key, rest = _split(pl.col("outer"), pl.col("inner"), self._n_inner)
            outer, inner = frame.select(outer=key, inner=rest)
        keys = _int32(outer)
        found = np.empty(len(keys), dtype=np.int32)
        find_rows(
            self._offsets,
            self._rijen,
            keys,
            np.zeros_like(keys) if inner is None else _int32(inner),
            _int32(day),
            found,
        )
        return pl.Series(found)

    def take(self, found: pl.Series, *columns: str) -> pl.DataFrame:
        """Gather columns of the rows found; null where none or several hold."""
        rows = found.clip(0, None).cast(pl.UInt32)
        return self.rijen.select(columns)[rows]


def _joined(rows: pl.DataFrame) -> pl.DataFrame:
    """Make one row of sorted rows that say the same of the days that they share."""
    sleutel = ["_outer", "_inner"]
    # Where any two rows of a key share a day, two that stand side by side do.
    previous = pl.col("_outer", "_inner").shift(1) == pl.col("_outer", "_inner")
    raakt = pl.all_horizontal(previous) & (pl.col("_begin") <= pl.col("_eind").shift(1))
    double = rows.filter(raakt).select(sleutel).unique()
    if double.is_empty():
        return rows
    part = rows.join(double, on=sleutel, how="semi", maintain_order="left")
    value = [column for column in rows.columns if column not in ("_begin", "_eind")]
    group = joined_groups(part, value, pl.col("_begin"), pl.col("_eind"))
    een = (
        part.with_columns(group.alias("_groep"))
        .group_by("_groep", maintain_order=True)
        .agg(
            pl.col("_begin").min(),
            pl.col("_eind").max(),
            pl.col(value).first(),
        )
        .select(rows.columns)
    )
    rest = rows.join(double, on=sleutel, how="anti", maintain_order="left")
    return pl.concat([rest, een]).sort(*sleutel, "_begin", maintain_order=True)


def _split(
    outer: pl.Expr, inner: pl.Expr | None, n_inner: int | None
) -> tuple[pl.Expr, pl.Expr]:
    """Parts of the key that are looked up and searched for."""
    if inner is None:
        return outer, pl.lit(0)
    if n_inner is None:
        return outer, inner
    known = (outer > 0) & inner.is_between(0, n_inner - 1)
    return pl.when(known).then(outer * n_inner + inner).otherwise(0), pl.lit(0)


def _int32(numbers: pl.Series) -> np.ndarray:
    return np.ascontiguousarray(numbers.cast(pl.Int32).to_numpy())


def joined_groups(
    rows: pl.DataFrame, by: Sequence[str], begin: pl.Expr, eind: pl.Expr
) -> pl.Series:
    """Number rows that say one thing: equal in some columns, on days that they share.

    Args:
        rows: A table.
        by: Columns in which rows are equal; two nulls are.
        begin: First day of a row.
        eind: Last day, never null.

    Returns:
        One number per row; rows that are joined, also through a third, share it.
    """
    ordered = rows.select(*by, _begin=begin, _eind=eind).with_row_index("_plaats")
    ordered = ordered.sort(*by, "_begin", nulls_last=True)
    tot = pl.col("_eind").cum_max().shift(1).over(by)
    begint = (pl.col("_begin") > tot).fill_null(value=True)
    return ordered.select("_plaats", groep=begint.cum_sum()).sort("_plaats")["groep"]


def spread(values: pl.DataFrame, rows: pl.Series, height: int) -> pl.DataFrame:
    """Lay values of some rows out over all rows; the others are null.

    Args:
        values: One row per element of ``rows``.
        rows: Distinct row numbers below ``height``.
        height: Rows of the result.
    """
    if values.is_empty():
        return values.clear(height)
    place = np.zeros(height, dtype=np.uint32)
    place[rows.to_numpy()] = np.arange(1, len(rows) + 1, dtype=np.uint32)
    return pl.concat([values.clear(1), values])[pl.Series(place)]


def marked(rows: pl.Series, height: int) -> pl.Series:
    """Whether each of all rows is among some, given by their numbers."""
    flags = np.zeros(height, dtype=bool)
    flags[rows.to_numpy()] = True
    return pl.Series(flags)
