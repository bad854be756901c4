"""Where do rows stand among others?

Of a ledger of millions of posts a join of texts is most of the work. Here it goes by
hash; what a hash finds is compared, so that the answer is that of the texts.

Dutch terms: plaats (position, from 0).
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from declarations.eigenrisico._plaatsen import find_hashes

Hashes = npt.NDArray[np.uint64]


def plaatsen(rows: pl.DataFrame, among: pl.DataFrame) -> pl.Series:
    """Place of each row among others, equal in all columns; null where it is not there.

    Two nulls are equal.

    Args:
        rows: Rows to look for.
        among: Rows of the same columns, each once.
    """
    names = rows.columns
    among = among.select(names).rechunk()
    if among.is_empty():
        return pl.Series("plaats", [], pl.UInt32).extend_constant(None, rows.height)
    place = _of_hash(rows.hash_rows().to_numpy(), among.hash_rows().to_numpy())
    if place is not None and _are_equal(rows, among, place):
        return place
    # Two rows of one hash; it is not to be expected in the life of this program.
    exact = rows.join(
        among.with_row_index("plaats"),
        on=names,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return exact["plaats"]


def _of_hash(hashes: Hashes, among: Hashes) -> pl.Series | None:
    """Place of each hash among others; None where two of those are the same."""
    # Half of the cells stay empty, so that a look or two finds one.
    cells = np.zeros(1 << (2 * among.size).bit_length(), dtype=np.uint32)
    found = np.empty(hashes.size, dtype=np.uint32)
    if not find_hashes(hashes, among, cells, found):
        return None
    is_missing = pl.Series(found == 0)
    # What is missing has the largest place of all until it has none.
    return pl.Series("plaats", found - np.uint32(1)).set(is_missing, None)


def _are_equal(rows: pl.DataFrame, among: pl.DataFrame, place: pl.Series) -> bool:
    is_found = place.is_not_null()
    return all(
        (among[name].gather(place).eq_missing(rows[name]) | ~is_found).all()
        for name in rows.columns
    )


def is_among(values: pl.Series, some: pl.Series) -> pl.Series:
    """Which values have the hash of one of some: all that are there, and hardly more.

    Two nulls are equal.
    """
    if values.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    return values.hash().is_in(some.hash().implode())
